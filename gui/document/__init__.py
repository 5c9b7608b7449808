"""The open case: frozen, changed by undoable steps, assessed after each, kept against a crash."""
