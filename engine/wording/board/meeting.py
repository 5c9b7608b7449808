"""One line for each case of a meeting: what it is called, what is planned, and its headline."""

from __future__ import annotations

from typing import Literal

from engine.findings.assessment import Assessment
from engine.findings.headline_text.concern_briefs import Look, look_of
from engine.findings.records.finding import Finding, Verdict
from engine.findings.wording import MODALITY_SHORT, join_words, lower_first
from engine.wording.board.board_rows import headline_parts
from engine.words.said import capital, in_row, own, say, say_counted, templates, without_stop

NOTHING_PLANNED = say("Nothing planned")


class MeetingLine(Finding, frozen=True, kw_only=True):
    """One case in the list.

    Attributes
    ----------
    label : the case's own words; empty where it has none.
    planned : short name of the planned option, or that there is none.
    verdict : of the planned option; empty where nothing is planned; `look` what it looks like.
    headline : in a few words; without a planned option the options that meet their criteria.
    warning : hard concerns that hold: never shortened away.
    reason : what decides it, to be shortened to the room there is.
    """

    label: str
    planned: str
    verdict: Verdict | Literal[""]
    look: Look | Literal[""]
    headline: str
    warning: str = ""
    reason: str = ""

    @property
    def words(self) -> str:
        """The line read aloud, without the label."""
        first = say("{name}: {words}", name=self.planned, words=lower_first(self.headline))
        said = in_row((capital(without_stop(part)) for part in (first, self.warning, self.reason) if part), ". ")
        return in_row((said, "."), "")


def meeting_line(assessment: Assessment) -> MeetingLine:
    """Return the line of one case."""
    label = own(" ".join(assessment.label.split()))
    if assessment.planned_modality is None:
        return MeetingLine(
            label=label, planned=NOTHING_PLANNED, verdict="", look="", headline=_what_is_within(assessment)
        )
    option = assessment.option(assessment.planned_modality)
    headline, reason, warning = headline_parts(option)
    return MeetingLine(
        label=label,
        planned=MODALITY_SHORT[option.modality],
        verdict=option.verdict,
        look=look_of(option),
        headline=headline,
        warning=warning,
        reason=reason,
    )


def _what_is_within(assessment: Assessment) -> str:
    within = [MODALITY_SHORT[option.modality] for option in assessment.options if option.verdict == "within"]
    if not within:
        return say("No option meets all its criteria")
    one, many = templates("{options} meets its criteria", "{options} meet their criteria")
    return say_counted(len(within), one, many, options=join_words(within))
