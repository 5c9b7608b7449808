"""From the hospital's record, or from the lines of a letter, to the case: shown first, then taken or left."""
