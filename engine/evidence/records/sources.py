"""The papers, trial reports and reviews that everything is read from."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from engine.evidence.records.base import Record

Design = Literal[
    "randomised_trial",
    "prospective",
    "retrospective",
    "pooled_analysis",
    "meta_analysis",
    "review",
    "guideline",
    "case_series",
    "animal",
    "in_vitro",
    "theory",
    "not_given",
]


#: how deep it was read: the text whole, its abstract or a table of it, a summary by somebody else, or what another
#: source prints of it
ReadDepth = Literal["full_text", "abstract", "as_reported_by", "secondary"]


class Reading(Record, frozen=True, kw_only=True):
    """One pass of somebody who wrote the numbers of a source down from its pages.

    Attributes
    ----------
    on : the day of the pass.
    without_sight : the numbers were written down before the record was opened.
    numbers : how many of the record's numbers were found in the pages again; absent for the pass that made the record.
    differing : how many of these differed from the record, before that was resolved at the source.
    remark : what was not found again, and how a difference was resolved.
    """

    on: dt.date
    without_sight: bool = False
    numbers: int | None = None
    differing: int = 0
    remark: str | None = None


class Source(Record, frozen=True, kw_only=True):
    """One paper, trial report or review."""

    id: str
    #: short name shown beside a number, for example "Rusthoven 2009"
    short: str
    authors: str
    title: str
    #: year of publication; absent where what was read does not say it
    year: int | None = None
    #: journal, volume and pages as one string
    published_in: str
    design: Design
    #: which of the five core papers (000 to 004) this was read in; "" for what was read elsewhere: then `note`
    #: says how deep (abstract, registry page), or `local` is true
    paper: str
    doi: str | None = None
    pmid: str | None = None
    #: the source whose text restates this study; absent where the study itself was read
    as_reported_by: str | None = None
    #: its number in the reference list of the paper that restates it
    reference_number: int | None = None
    #: where in the paper the study is restated
    locator: str | None = None
    #: what the primary source is known to say where that differs, in words; both stand
    primary_says: str | None = None
    note: str | None = None
    #: a department's own series
    local: bool = False
    #: first and last year of enrolment
    enrolled_from: int | None = None
    enrolled_to: int | None = None
    #: how deep it was read; needed for what was read outside the core papers, see `depth`
    read_depth: ReadDepth | None = None
    #: who read it, pass by pass, the first first; given for what was read after the core papers
    read_by: tuple[Reading, ...] = ()

    @property
    def read_twice(self) -> bool:
        """A second pass wrote its numbers down without sight of the record."""
        return any(reading.without_sight for reading in self.read_by[1:])

    @property
    def depth(self) -> ReadDepth | None:
        """How deep it was read: a core paper whole, a study that one restates by it alone; None where nobody says."""
        if self.read_depth is not None:
            return self.read_depth
        if self.as_reported_by is not None:
            return "as_reported_by"
        return "full_text" if self.paper else None
