"""Liver lesions on the form: their table, typed and changed by keyboard."""
