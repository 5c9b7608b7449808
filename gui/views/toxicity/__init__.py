"""Toxicity: harms counted, with exact intervals and one hundred people to look at."""
