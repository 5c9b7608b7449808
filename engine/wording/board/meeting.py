"""One line for each case of a meeting: what it is called, what is planned, and its headline."""

from __future__ import annotations

from typing import Literal

from engine.findings.assessment import Assessment
from engine.findings.records.finding import Finding, Verdict
from engine.findings.wording import MODALITY_SHORT, join_words, lower_first
from engine.wording.board.board_rows import headline_parts

NOTHING_PLANNED = "Nothing planned"


class MeetingLine(Finding, frozen=True, kw_only=True):
    """One case in the list.

    Attributes
    ----------
    label : the case's own words; empty where it has none.
    planned : short name of the planned option, or that there is none.
    verdict : of the planned option; empty where nothing is planned.
    headline : in a few words; without a planned option the options that meet their criteria.
    warning : hard concerns that hold: never shortened away.
    reason : what decides it, to be shortened to the room there is.
    """

    label: str
    planned: str
    verdict: Verdict | Literal[""]
    headline: str
    warning: str = ""
    reason: str = ""

    @property
    def words(self) -> str:
        """The line read aloud, without the label."""
        said = (f"{self.planned}: {lower_first(self.headline)}", self.warning, self.reason)
        return ". ".join(f"{part[:1].upper()}{part[1:].rstrip('.')}" for part in said if part) + "."


def meeting_line(assessment: Assessment) -> MeetingLine:
    """Return the line of one case."""
    label = " ".join(assessment.label.split())
    if assessment.planned_modality is None:
        return MeetingLine(label=label, planned=NOTHING_PLANNED, verdict="", headline=_what_is_within(assessment))
    option = assessment.option(assessment.planned_modality)
    headline, reason, warning = headline_parts(option)
    return MeetingLine(
        label=label,
        planned=MODALITY_SHORT[option.modality],
        verdict=option.verdict,
        headline=headline,
        warning=warning,
        reason=reason,
    )


def _what_is_within(assessment: Assessment) -> str:
    within = [MODALITY_SHORT[option.modality] for option in assessment.options if option.verdict == "within"]
    if not within:
        return "No option meets all its criteria"
    return f"{join_words(within)} {'meets its' if len(within) == 1 else 'meet their'} criteria"
