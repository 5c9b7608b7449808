"""Scores of liver function from laboratory values: Child-Pugh and ALBI."""
