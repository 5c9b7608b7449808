"""What is said of all patients together: counts, outcomes, headlines against decisions, two pages."""
