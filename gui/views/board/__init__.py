"""The first page: who the patient is, what must be heard, a row for each option, what to decide next."""
