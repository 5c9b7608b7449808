"""Published criteria held against one patient: status, margin, and what would change it."""
