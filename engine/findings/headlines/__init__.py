"""The verdict of an option: what speaks against it, which reading governs, and how it is said."""
