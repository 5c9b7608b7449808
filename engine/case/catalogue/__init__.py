"""What is said of the fields beyond their description: board order, other languages, fields that cannot apply."""
