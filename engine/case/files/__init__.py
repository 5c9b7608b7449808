"""The case on disk: written wholly or not at all, sealed, recovered, and listed for a meeting."""
