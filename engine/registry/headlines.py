"""The headline of every option in words, row by row: what `assess` says there, without what it looks up beside it."""

from __future__ import annotations

from collections.abc import Mapping

from engine.case.case import Case
from engine.evidence.library import Library
from engine.evidence.records.modalities import Modality
from engine.findings.by_values import keeping_nothing
from engine.findings.columns.judging import OptionColumns
from engine.findings.headlines.judging import decide_option
from engine.findings.headlines.option_headline import Governing, headline_alone
from engine.findings.headlines.readings import contested_by, readings_of


@keeping_nothing()
def headlines_of(cases: list[Case], options: Mapping[Modality, OptionColumns], library: Library) -> list[list[str]]:
    """Return the words of every option, for each case.

    Parameters
    ----------
    options : the same cases as they have been judged over columns.
    """
    found = []
    for row, case in enumerate(cases):
        # Which of two readings governs is decided anew: few patients contradict themselves.
        contested = {name for name, option in options.items() if option.contested[row]}
        told = _of_contested(case, contested, library) if contested else {}
        for name, option in options.items():
            if name not in contested:
                governing = Governing(option.verdict(row), case.patient.value, option.answers_of(row))
                told[name] = headline_alone(name, governing, case.patient, library).words
        found.append([told[name] for name in options])
    return found


def _of_contested(case: Case, names: set[Modality], library: Library) -> dict[Modality, str]:
    readings, told = readings_of(case), {}
    for name in names:
        judged = decide_option(name, case, readings, library)
        governing = Governing(judged.verdict, judged.values, [one.holds for one in judged.concerns])
        against = contested_by(name, readings, library)
        told[name] = headline_alone(name, governing, case.patient, library, contradictory=against).words
    return told
