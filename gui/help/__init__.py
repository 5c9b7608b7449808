"""The Help menu and its windows: texts, the tour, about, the self-test."""
