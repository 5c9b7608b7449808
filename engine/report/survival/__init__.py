"""Survival figures, described once for the window and for the typesetter."""
