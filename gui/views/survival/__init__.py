"""Survival: published curves with their bands, their cohorts and their table twin."""
