"""What a patient can take home, in plain words, and how old a reader must be for them."""
