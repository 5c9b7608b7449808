"""`make soak`: files made large, ends at random moments, and the two evaluators of every rule."""
