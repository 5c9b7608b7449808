"""Evidence: the whole library, searchable, and a page for each record."""
