"""Many patients at once: tables of a department or a registry to headlines, outcomes and concordance.

The same rules as for one patient, over rows. Nothing is guessed: what cannot be read is not known, and is told; no row
is lost, and what stands in the results is the same for any number of workers and any size of parts.
"""
