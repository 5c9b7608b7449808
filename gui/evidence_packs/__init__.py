"""Versions of the evidence in the window: which there are, what a pack would change, and taking it."""
