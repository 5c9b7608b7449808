"""Commands that read a file from outside: curves, plans, dose-volume histograms, records."""
