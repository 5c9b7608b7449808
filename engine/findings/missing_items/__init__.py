"""What would settle it: missing items and pairs of them, ranked by the verdicts that they could change."""
