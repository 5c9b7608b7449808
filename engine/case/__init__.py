"""What is known of one patient: fields, typed entry, units, lesions, derived values, case file."""

from __future__ import annotations
