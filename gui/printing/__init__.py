"""The summary on paper: export, preview, printer, and figures saved as pictures."""
