"""What differs between two assessments: of a changed case, and of an old case under other evidence."""
