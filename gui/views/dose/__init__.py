"""Dose: the planned course and the published ones on one scale."""
