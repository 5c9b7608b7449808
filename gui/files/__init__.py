"""Opening, saving, recovering and watching the file of the case; old cases under other evidence."""
