"""What every reader of text from outside needs; knows no other room."""
