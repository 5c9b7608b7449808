"""The spellings of single planning systems, one module for each."""
