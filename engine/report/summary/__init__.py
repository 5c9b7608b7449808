"""Whole documents: the summary in two pages and in full, minutes, and the sheet for the patient."""
