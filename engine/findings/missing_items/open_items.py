"""The next item to be asked for: what still leaves the planned headline open, then those of the other options."""

from __future__ import annotations

from collections.abc import Iterable

from engine.case.catalogue.board_fields import HOW_FAR, WHO_AND_WHERE
from engine.case.patient import Patient
from engine.findings.assessment import Assessment, OptionFinding

_TOLD_FIRST = {name: place for place, name in enumerate((*WHO_AND_WHERE, *HOW_FAR))}
#: answered by one key
_BY_ONE_KEY = ("flag", "choice", "list")
#: both follow from the sizes of the lesions, which are typed on one line
_FROM_ROWS = frozenset({"liver_lesion_count", "largest_lesion_cm"})


def next_item(assessment: Assessment, patient: Patient, passed: frozenset[str]) -> str | None:
    """Return the field to be asked for next; None where nothing is open but items of the plan.

    Items of the planned option come in the order in which a case is told. Those of the other options follow: what one
    key answers first, and of these what is open in most options.

    Parameters
    ----------
    passed : fields that have been asked for and left open; they are not asked for again.
    """
    planned = assessment.planned_modality
    if planned is not None:
        asked = _asked([assessment.option(planned)], patient, passed)
        if asked:
            return _told(min(asked, key=lambda name: _place(name, patient)), patient, passed)
    others = _asked([option for option in assessment.options if option.modality != planned], patient, passed)

    def worth(name: str) -> tuple[bool, int, int]:
        return patient.fields[name].kind not in _BY_ONE_KEY, -others.count(name), _place(name, patient)

    return _told(min(others, key=worth), patient, passed) if others else None


def _asked(options: Iterable[OptionFinding], patient: Patient, passed: frozenset[str]) -> list[str]:
    """Return the field of each open item of options that are undetermined, items of the plan left out."""
    found = []
    for option in options:
        if option.verdict != "undetermined":
            continue
        items = [item.fields for item in option.criteria if item.status == "unknown" and not item.plan_item]
        items += [item.fields for item in option.concerns if item.holds is None and item.asks and item.kind != "plan"]
        for fields in items:
            # One of several answers settles an item: the one that a board hears first.
            unknown = [name for name in fields if name in patient.fields and patient.value(name) is None]
            names = [name for name in unknown if patient.fields[name].group != "plan"]
            if names and not passed & set(names):
                found.append(min(names, key=lambda name: _place(name, patient)))
    return found


def _place(name: str, patient: Patient) -> int:
    return _TOLD_FIRST.get(name, len(_TOLD_FIRST) + [spec.id for spec in patient.fields].index(name))


def _told(name: str, patient: Patient, passed: frozenset[str]) -> str:
    """Return the rows of the lesions in place of their number and size, where none of it is known."""
    rows_are_open = "lesions" in patient.fields and patient.value("lesions") is None and "lesions" not in passed
    none_known = all(patient.value(field) is None for field in _FROM_ROWS if field in patient.fields)
    return "lesions" if name in _FROM_ROWS and rows_are_open and none_known else name
