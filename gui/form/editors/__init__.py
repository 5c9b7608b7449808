"""One editor for each kind of field, and what editors share: keys, buttons, units."""
