"""Many patients at once: a table is looked at and judged away from the window; a row opens as a case."""
