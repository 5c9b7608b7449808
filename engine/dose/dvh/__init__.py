"""Dose-volume histograms as planning systems export them: recognised, read, and put right."""
