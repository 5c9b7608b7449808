"""The board page in words: patient, options, lesions, harms, minutes, and a line for each case of a meeting."""
