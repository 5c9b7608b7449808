"""Lists of rows drawn by delegates, and what the tables of the views share."""
