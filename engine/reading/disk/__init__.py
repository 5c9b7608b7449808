"""What the disk says, and what is kept on it to be had sooner."""
