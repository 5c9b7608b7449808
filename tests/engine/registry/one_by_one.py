"""The reasons of a headline as the rules for one patient give them: what the rows of a table are held against."""

from __future__ import annotations

from engine.case.case import Case
from engine.case.checks.consistency import contradictions
from engine.evidence.library import Library
from engine.evidence.records.modalities import MODALITIES, Modality
from engine.findings.headlines.judging import Judged, judge_option
from engine.findings.headlines.readings import is_contested, readings_of

DECIDING = {"outside": "not_met", "undetermined": "unknown", "borderline": "borderline"}


def judged_alone(case: Case, library: Library) -> dict[Modality, tuple[str, tuple[str, ...]]]:
    """Return headline and reasons of every option of one case."""
    readings = readings_of(case)
    derived = case.patient.derived.items()
    disputed = [(one.id, frozenset(one.fields)) for one in contradictions(case.patient)]
    disputed += [(f"typed_{name}", frozenset((name,))) for name, value in derived if value.replaces is not None]
    found = {}
    for name in MODALITIES:
        judged = judge_option(name, case, readings, library)
        against = [one for one, fields in disputed if is_contested(name, fields, library)] if judged.contested else []
        found[name] = (judged.verdict, (*reasons_alone(judged), *(f"contradiction:{one}" for one in against)))
    return found


def reasons_alone(judged: Judged) -> tuple[str, ...]:
    """Return the criteria and concerns that decide a headline."""
    found = [one.id for one in judged.criteria if one.status == DECIDING.get(judged.verdict)]
    if judged.verdict in ("outside", "concern"):
        found += [one.concern.id for one in judged.concerns if one.turns]
    elif judged.verdict == "undetermined":
        found += [one.concern.id for one in judged.concerns if one.open]
    return tuple(found)
