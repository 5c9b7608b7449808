"""What a board decided, and what was shown when it did: kept with the case."""
