"""What a figure says itself of where it was observed, beside its group: items of the case, and a band of dose."""

from __future__ import annotations

from engine.case.fields import FieldCatalogue
from engine.dose.fractionation import bed_gy
from engine.evidence.records.figures import BedBand, Figure
from engine.findings.comparability.matching import AS_STATUS, entry_item
from engine.findings.conditions import Values
from engine.findings.records.curve_records import MatchItem

#: the planned course
COURSE = ("total_dose_gy", "fractions")
#: digits of a BED, Gy, as of `engine.findings.treatments.fractionation`
_BED_DIGITS = 2


def own_items(figure: Figure, values: Values, fields: FieldCatalogue) -> tuple[MatchItem, ...]:
    """Return each condition of a figure held against the patient and the plan."""
    read = values if figure.modality in (None, values("modality")) else _without_course(values)
    items = tuple(entry_item(entry, read, fields) for entry in figure.observed_where)
    return items if figure.observed_bed is None else (*items, _bed_item(figure.observed_bed, read))


def _without_course(values: Values) -> Values:
    """Read a case as if no course were planned: that of another treatment says nothing of this one."""
    return lambda name: None if name in COURSE else values(name)


def _bed_item(band: BedBand, values: Values) -> MatchItem:
    """Return the planned course on the scale of the source against its band."""
    dose, fractions = (values(name) for name in COURSE)
    bed, held = None, None
    if dose and fractions:
        # As it is shown beside the plan, so that a course shown at the limit is not found below it.
        bed = round(bed_gy(dose, fractions, band.alpha_beta_gy), _BED_DIGITS)
        held = bed < band.below if band.below is not None else bed >= (band.at_least or 0.0)
    return MatchItem(
        label=band.label,
        status=AS_STATUS[held],
        fields=COURSE,
        patient_value=bed,
        published=band.printed,
        basis="observed",
        locator=band.locator,
    )
