"""From a digitised curve to patients, and what is told of patients: Kaplan-Meier and comparisons."""
