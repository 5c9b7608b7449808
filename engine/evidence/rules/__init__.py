"""The rules that every record of the library must keep: a library that breaks one does not load."""
