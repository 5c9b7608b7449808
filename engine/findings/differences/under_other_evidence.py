"""One case under two libraries: which headlines would be others, before anybody takes the second one."""

from __future__ import annotations

from engine.case.case import Case
from engine.evidence.library import Library
from engine.evidence.records.modalities import MODALITIES, Modality
from engine.findings.assessment import Finding, Verdict
from engine.findings.headlines.judging import Decided, decide_option
from engine.findings.headlines.readings import readings_of


class HeadlineChange(Finding, frozen=True, kw_only=True):
    """A headline that is another one under the other library."""

    modality: Modality
    before: Verdict
    after: Verdict


class UnderOtherEvidence(Finding, frozen=True, kw_only=True):
    """What is another for one case.

    Attributes
    ----------
    headlines : those that differ, in the order of the options.
    criteria, concerns : how many answers differ, of criteria and concerns that either library holds.
    """

    headlines: tuple[HeadlineChange, ...]
    criteria: int
    concerns: int


def under_other_evidence(case: Case, before: Library, after: Library) -> UnderOtherEvidence:
    """Compare a case under two libraries; pure, and without any curve."""
    readings = readings_of(case)
    headlines: list[HeadlineChange] = []
    criteria = concerns = 0
    for modality in MODALITIES:
        one, other = (decide_option(modality, case, readings, library) for library in (before, after))
        if one.verdict != other.verdict:
            headlines.append(HeadlineChange(modality=modality, before=one.verdict, after=other.verdict))
        criteria += _differing(_statuses(modality, one, before), _statuses(modality, other, after))
        concerns += _differing(
            {found.concern.id: found.holds for found in one.concerns},
            {found.concern.id: found.holds for found in other.concerns},
        )
    return UnderOtherEvidence(headlines=tuple(headlines), criteria=criteria, concerns=concerns)


def _statuses(modality: Modality, found: Decided, library: Library) -> dict[str, object]:
    return {one.id: status for one, status in zip(library.criteria_for(modality), found.statuses, strict=True)}


def _differing(one: dict[str, object], other: dict[str, object]) -> int:
    absent = object()
    return sum(one.get(name, absent) != other.get(name, absent) for name in one | other)
