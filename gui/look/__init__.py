"""How the window looks: colours by meaning, letters, size of the text, roles for assistive tools."""
