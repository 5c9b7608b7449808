"""The headline of every option in words, row by row: what `assess` says there, without what it looks up beside it."""

from __future__ import annotations

from engine.case.case import Case
from engine.evidence.library import Library
from engine.evidence.records.modalities import MODALITIES
from engine.findings.judging import judge_option
from engine.findings.option_headline import headline_alone
from engine.findings.readings import readings_of


def headlines_of(cases: list[Case], library: Library) -> list[list[str]]:
    """Return the words of every option, for each case."""
    found = []
    for case in cases:
        readings = readings_of(case)
        judged = [(name, judge_option(name, case, readings, library)) for name in MODALITIES]
        found.append([headline_alone(name, one, case.patient, readings, library).words for name, one in judged])
    return found
