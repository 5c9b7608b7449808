"""The format of a case file: JSON written exactly and read strictly, and its schema."""
