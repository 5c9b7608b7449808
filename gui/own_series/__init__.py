"""A department's own patients as survival curves beside the published cohorts of an option; nothing of them is kept."""
