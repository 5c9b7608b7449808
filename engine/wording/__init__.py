"""Words for what was decided: the room that turns findings into text for screen, paper, plain text and speech."""
