"""What was published of an option: outcomes, harms, curves, scores, cautions, and their sources."""
