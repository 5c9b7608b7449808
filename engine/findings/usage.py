"""Which fields of a case any record of the library looks at."""

from __future__ import annotations

from functools import lru_cache

from engine.evidence.library import Library
from engine.findings.rules import fields_of


def fields_in_use(library: Library) -> frozenset[str]:
    """Return the fields that criteria, cautions, dissents, cohorts, scores and spread look at."""
    return _fields_in_use(library.sha256, _Hashable(library))


class _Hashable:
    """Lets a library be remembered by its hash rather than by its thousands of records."""

    def __init__(self, library: Library) -> None:
        self.library = library

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Hashable) and other.library.sha256 == self.library.sha256

    def __hash__(self) -> int:
        return hash(self.library.sha256)


@lru_cache(maxsize=4)
def _fields_in_use(_sha256: str, wrapped: _Hashable) -> frozenset[str]:
    library = wrapped.library
    used = {"modality", "tumour_height_cm", "primary_site", "total_dose_gy", "fractions"}
    for criterion in library.criteria.values():
        used.update(fields_of(criterion.rule))
    for caution in library.cautions.values():
        used.update(condition.field for condition in caution.when)
    for dissents in library.dissents.values():
        used.update(condition.field for _, dissent in dissents for condition in dissent.when)
    for cohort in library.cohorts.values():
        used.update(entry.condition.field for entry in cohort.entry)
        used.update(condition.field for condition in cohort.selected_by)
    for score in library.scores.values():
        used.update(item.condition.field for item in score.items)
    return frozenset(used)
