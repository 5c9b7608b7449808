"""Starting and failing: a second start beside a first, and what is shown when the program itself fails."""
