"""What several commands read from the command line: cases, paths, numbers."""
