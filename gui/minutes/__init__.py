"""The board's decision: written down in the window, kept in the case, printed as minutes."""
