"""Up to when the evidence knows the literature; how deep a number was read, and when its patients were treated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from engine.findings.assessment import EvidenceStamp
from engine.findings.records.curve_records import CurveFinding
from engine.findings.records.finding import PublishedFinding
from engine.words.said import in_row, say, template

_DEPTHS = {
    "full_text": template("read in full"),
    "abstract": template("read in its abstract"),
    "as_reported_by": template("as another source reports it"),
    "secondary": template("read in a summary alone"),
}
#: the same where there is little room
_DEPTHS_SHORT = {
    "full_text": template("full text"),
    "abstract": template("abstract"),
    "as_reported_by": template("as reported"),
    "secondary": template("summary"),
}


def literature_words(stamp: EvidenceStamp) -> str:
    """Return "literature to 2026-11": the month of the last search."""
    return say("literature to {month}", month=stamp.searched[:7])


def literature_in_full(stamp: EvidenceStamp) -> str:
    """Return the newest publication and the day of the search, in a sentence."""
    if stamp.newest_publication is None:
        return say("The literature was last searched on {day}.", day=stamp.searched)
    return say(
        "The newest source is of {year}; the literature was last searched on {day}.",
        year=str(stamp.newest_publication),
        day=stamp.searched,
    )


def version_words(stamp: EvidenceStamp) -> str:
    """Return "Evidence 2026.2, literature to 2026-11"."""
    return say("Evidence {version}, {literature}", version=stamp.version, literature=literature_words(stamp))


def old_words(stamp: EvidenceStamp, today: dt.date | None) -> str:
    """Return that the evidence is old, in a sentence; empty where it is not, or where it sets no limit.

    Parameters
    ----------
    today : given by whoever has a clock; None where nobody has.
    """
    if today is None or stamp.old_from is None or today.isoformat() < stamp.old_from:
        return ""
    return say(
        "This evidence is old: its literature was last searched on {day}. Ask for a newer version.", day=stamp.searched
    )


def treated_words(found: PublishedFinding | CurveFinding, *, short: bool = False) -> str:
    """Return "treated 2003 to 2006", and that it is long ago where the library says so; empty where it is not given.

    short : the years alone, "2003–2006", "1985–1998 (old)"; `old_legend` says what old is.
    """
    first, last, ago = found.treated_from, found.treated_to, found.treated_more_than_years_ago
    if first is None and last is None:
        return ""
    years: str
    if first is None:
        years = say("until {last}", last=str(last))
    elif last is None:
        years = say("from {first}", first=str(first))
    elif first == last:
        years = f"{first}"
    else:
        years = f"{first}–{last}" if short else say("{first} to {last}", first=str(first), last=str(last))
    if short:
        return years if ago is None else say("{years} (old)", years=years)
    if ago is None:
        return say("treated {years}", years=years)
    return say("treated {years}, more than {ago} years ago", years=years, ago=str(ago))


def old_legend(found: Iterable[PublishedFinding]) -> str:
    """Return what "old" means beside these numbers: " (old: treated more than 20 years ago)"; empty where none is."""
    limits = [one.treated_more_than_years_ago for one in found]
    limit = next((limit for limit in limits if limit is not None), None)
    return "" if limit is None else say(" (old: treated more than {limit} years ago)", limit=str(limit))


def provenance_words(found: PublishedFinding | CurveFinding) -> str:
    """Return how deep a number was read, and when its patients were treated."""
    return in_row((_DEPTHS.get(found.read_depth or "", ""), treated_words(found)), "; ")


def provenance_short(found: PublishedFinding | CurveFinding) -> str:
    """Return the same where there is little room: "abstract, 2003–2006"."""
    return in_row((depth_short(found), treated_words(found, short=True)), ", ")


def depth_short(found: PublishedFinding | CurveFinding) -> str:
    """Return how deep a number was read in a word or two; empty for a department's own series."""
    return _DEPTHS_SHORT.get(found.read_depth or "", "")
