"""What single findings are made of: statuses and verdicts, citations, lesions, later treatment."""
