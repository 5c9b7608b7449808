"""A treatment plan read from its files: structures, dose, beams, and what belongs together."""
