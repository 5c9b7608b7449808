"""What one plan gives for the case: spared liver, dose in organs at risk, and from which structure."""
