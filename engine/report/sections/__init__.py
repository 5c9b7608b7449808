"""The sections of a summary, a module for each subject."""
