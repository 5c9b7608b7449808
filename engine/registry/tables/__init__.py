"""Tables of a department or a registry: files, columns, cells, and a map of the columns."""
