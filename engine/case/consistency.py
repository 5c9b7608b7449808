"""Values that cannot well be true together: asked about, never refused, and both are used until a person answers."""

from __future__ import annotations

from collections.abc import Iterator

from engine.case.patient import Patient
from engine.case.units import plain_text

#: Karnofsky 100-90 is what ECOG 0 describes, 80-70 what ECOG 1 does, and so on; 0 is dead.
_KARNOFSKY_PER_GRADE = 20
#: The scales are not converted; neighbouring grades are no contradiction.
_GRADES_APART = 2
_ASKED = "Is one of them a slip?"


def inconsistencies(patient: Patient) -> Iterator[tuple[str, str]]:
    """Yield the field that is asked about, and the question; in the order of the form."""
    yield from _performance(patient)
    yield from _without_its_ground(patient)
    yield from _interval(patient)
    yield from _lesions(patient)


def _performance(patient: Patient) -> Iterator[tuple[str, str]]:
    ecog, karnofsky = patient.number("ecog"), patient.number("karnofsky")
    if ecog is None or karnofsky is None:
        return
    if abs((100 - karnofsky) // _KARNOFSKY_PER_GRADE - ecog) >= _GRADES_APART:
        shown = f"ECOG {plain_text(ecog)} and Karnofsky {plain_text(karnofsky)} %"
        yield "ecog", f"{shown} describe different patients. {_ASKED}"


def _without_its_ground(patient: Patient) -> Iterator[tuple[str, str]]:
    """A quantity that presupposes something which is known not to be so."""
    for spec in patient.fields:
        where = spec.only_where
        if where is None or patient.value(spec.id) is None:
            continue
        ground, found = patient.fields[where.field], patient.value(where.field)
        if found is not None and found not in where.values:
            wanted = " or ".join(ground.choice_label(value).lower() for value in where.values)
            instead = f"“{ground.choice_label(found).lower()}” and not “{wanted}”"
            asked = ground.label[:1].lower() + ground.label[1:]
            yield spec.id, f"{spec.label} is given, but the {asked} is {instead}. {_ASKED}"


def _interval(patient: Patient) -> Iterator[tuple[str, str]]:
    months = patient.number("disease_free_interval_months")
    if patient.text("metastasis_timing") == "synchronous" and months is not None and months > 0:
        interval = f"the disease-free interval is {plain_text(months)} month{'' if months == 1 else 's'} and not 0"
        text = f"The metastases are synchronous, found together with the primary, and yet {interval}. {_ASKED}"
        yield "disease_free_interval_months", text


def _lesions(patient: Patient) -> Iterator[tuple[str, str]]:
    count, largest = patient.number("liver_lesion_count"), patient.number("largest_lesion_cm")
    if count == 0 and largest is not None and largest > 0:
        text = f"There are no liver lesions, and yet the largest measures {plain_text(largest)} cm. {_ASKED}"
        yield "largest_lesion_cm", text
