"""The whole library in one signed file, its versions, and what changed between them."""
