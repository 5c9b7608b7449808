"""Rows of values held against the library: headline and reasons of every option, as ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from engine.case.case import Case
from engine.case.consistency import contradictions
from engine.case.fields import FieldCatalogue
from engine.case.patient import Patient, Value
from engine.evidence.library import Library
from engine.evidence.records.modalities import MODALITIES, Modality
from engine.findings.finding import Verdict
from engine.findings.judging import Judged, judge_option
from engine.findings.readings import is_contested, readings_of

#: values by field, each as long as there are rows; None is not known, an absent field not known of anybody
Columns = Mapping[str, Sequence[Value | None]]
#: what begins the reason of a headline that values keep open which contradict one another
CONTRADICTION = "contradiction:"


class RowsJudged(NamedTuple):
    """For every option one entry a row.

    Attributes
    ----------
    reasons : ids of what decides the headline: criteria, then concerns, then contradictions, each in the order of
        the library; none where every criterion is met and nothing speaks against it.
    """

    verdicts: Mapping[Modality, Sequence[Verdict]]
    reasons: Mapping[Modality, Sequence[tuple[str, ...]]]


def judge_rows(columns: Columns, size: int, fields: FieldCatalogue, library: Library) -> RowsJudged:
    """Judge every option of every row; pure, and a row does not depend on any other."""
    verdicts: dict[Modality, list[Verdict]] = {name: [] for name in MODALITIES}
    reasons: dict[Modality, list[tuple[str, ...]]] = {name: [] for name in MODALITIES}
    for case in cases_of(columns, size, fields):
        readings = readings_of(case)
        disputed = disputes_of(case)
        for name in MODALITIES:
            judged = judge_option(name, case, readings, library)
            verdicts[name].append(judged.verdict)
            reasons[name].append(reasons_of(name, judged, disputed, library))
    return RowsJudged(verdicts, reasons)


def cases_of(columns: Columns, size: int, fields: FieldCatalogue) -> list[Case]:
    """Return a case for every row."""
    return [
        Case(Patient(fields, {name: values[place] for name, values in columns.items()})) for place in range(size)
    ]


def disputes_of(case: Case) -> tuple[tuple[str, frozenset[str]], ...]:
    """Return the contradictions of a case: the id of each, and the fields that it puts in doubt."""
    found = [(one.id, frozenset(one.fields)) for one in contradictions(case.patient)]
    derived = case.patient.derived.items()
    found += [(f"typed_{name}", frozenset((name,))) for name, value in derived if value.replaces is not None]
    return tuple(found)


def reasons_of(
    modality: Modality, judged: Judged, disputed: tuple[tuple[str, frozenset[str]], ...], library: Library
) -> tuple[str, ...]:
    """Return the ids of what decides the headline of one option."""
    status = _DECIDING.get(judged.verdict, "")
    found = [finding.id for finding in judged.criteria if finding.status == status]
    if judged.verdict in ("outside", "concern"):
        found += [one.concern.id for one in judged.concerns if one.turns]
    elif judged.verdict == "undetermined":
        found += [one.concern.id for one in judged.concerns if one.open]
    if judged.contested:
        found += [f"{CONTRADICTION}{name}" for name, names in disputed if is_contested(modality, names, library)]
    return tuple(found)


_DECIDING = {"outside": "not_met", "undetermined": "unknown", "borderline": "borderline"}
