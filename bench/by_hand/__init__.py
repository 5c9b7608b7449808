"""Benches that are run alone, by hand: an export many times over, keys typed into the window."""
