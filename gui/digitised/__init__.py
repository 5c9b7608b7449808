"""A survival curve digitised from a printed figure: its columns looked at, put right, and drawn at once."""
