"""The meeting: a list of cases, from one to the next, and all of them on paper."""
