"""Which fields of a case any record of the library looks at."""

from __future__ import annotations

from functools import lru_cache

from engine.case.fields import FieldCatalogue
from engine.evidence.library import Library
from engine.evidence.records.modalities import MODALITIES
from engine.findings.criteria.rules import fields_of
from engine.findings.headlines.concerns import compiled_concerns


@lru_cache(maxsize=4)
def fields_in_use(library: Library) -> frozenset[str]:
    """Return the fields that criteria, cautions, dissents, cohorts, scores and spread look at."""
    used = {"modality", "tumour_height_cm", "primary_site", "total_dose_gy", "fractions"}
    for criterion in library.criteria.values():
        used.update(fields_of(criterion.rule))
    for caution in library.cautions.values():
        used.update(condition.field for condition in (*caution.when, *caution.only_where))
    for modality in MODALITIES:
        used.update(name for compiled in compiled_concerns(modality, library) for name in compiled.fields)
    for dissents in library.dissents.values():
        used.update(condition.field for _, dissent in dissents for condition in dissent.when)
    for cohort in library.cohorts.values():
        used.update(entry.condition.field for entry in cohort.entry)
        used.update(other.field for entry in cohort.entry for other in (*entry.or_else, *entry.against_where))
        used.update(condition.field for condition in cohort.selected_by)
    for score in library.scores.values():
        used.update(item.condition.field for item in score.items)
        used.update(item.also_where.field for item in score.items if item.also_where is not None)
    return frozenset(used)


def looked_at(fields: FieldCatalogue, library: Library) -> frozenset[str]:
    """Return the fields that some record looks at, and those from which such a field is derived."""
    used = fields_in_use(library)
    parts = {name for spec in fields if spec.id in used for name in spec.derived_from}
    return used | parts
