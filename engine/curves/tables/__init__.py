"""Files of clicks, of numbers at risk and of a department's own patients, read as tables."""
