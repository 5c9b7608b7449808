"""What a headline says: its title, its reason, and the concerns in a few words."""
