"""What the literature says: sources, cohorts, figures, criteria, cautions; loading and checks."""

from __future__ import annotations
