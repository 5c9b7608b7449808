"""What the concerns of an option say in a few words: what turns a headline, what stands below it, and how many."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple, TypeVar

from engine.findings.assessment import ConcernFinding, OptionFinding
from engine.findings.records.finding import Verdict
from engine.findings.wording import VERDICT_WORDS
from engine.words.said import in_row, say, say_counted

#: what a verdict looks like: criteria met with something to weigh is not the same sight as criteria met
Look = Literal[
    "within",
    "within_to_weigh",
    "within_much_to_weigh",
    "outside",
    "concern",
    "undetermined",
    "borderline",
    "comparator",
]


#: from so many points on they are said before the criteria are said to be met, and no tick stands beside them
MANY_POINTS = 4


class SaidConcern(NamedTuple):
    """What a headline reads of the finding of a concern."""

    level: str
    kind: str
    holds: bool | None
    asks: bool
    about: str
    brief: str
    basis: str


Concern = ConcernFinding | SaidConcern
_One = TypeVar("_One", ConcernFinding, SaidConcern, ConcernFinding | SaidConcern)


def verdict_title(verdict: Verdict, concerns: Iterable[Concern], *, alone: bool) -> str:
    """Return the verdict in a few words; where the criteria are met, with how many points are to weigh.

    The title is what is read in passing: "published criteria met" alone is said of nobody against whom something is
    known, and of nobody whom every published group is known to differ from.

    Parameters
    ----------
    alone : every published group of the option is known to differ from the patient.
    """
    if verdict != "within":
        return VERDICT_WORDS[verdict]
    met = VERDICT_WORDS[verdict]
    if alone:
        met = say("{verdict}, no published group alike", verdict=met)
    number = points_to_weigh(concerns)
    if not number:
        return met
    if number >= MANY_POINTS:
        return say("{number} points to weigh; {verdict}", number=str(number), verdict=met)
    return say_counted(
        number,
        "{verdict}, {number} point to weigh",
        "{verdict}, {number} points to weigh",
        verdict=met,
    )


def look_of(option: OptionFinding) -> Look:
    """Return what the verdict of an option looks like, on screen and on paper."""
    if option.verdict != "within":
        return option.verdict
    number = points_to_weigh(option.concerns)
    if number >= MANY_POINTS:
        return "within_much_to_weigh"
    return "within_to_weigh" if number or is_alone(option) else "within"


def option_title(option: OptionFinding) -> str:
    """Return the verdict of an option in a few words, as `verdict_title` has it."""
    return verdict_title(option.verdict, option.concerns, alone=is_alone(option))


def is_alone(option: OptionFinding) -> bool:
    """Whether every published group of the option is known to differ from the patient."""
    return option.studied.studies > 0 and not option.studied.fit and not option.studied.undecided


def points_to_weigh(concerns: Iterable[Concern]) -> int:
    """Return how many points `to_weigh` names."""
    return sum(len(points) for points in _weighing(concerns))


def ids_of_points(concerns: Iterable[ConcernFinding]) -> frozenset[str]:
    """Return the ids of the concerns that `points_to_weigh` counts.

    Not among them are what is said of the evidence itself, and what is told in the words of another point.
    """
    weighed = tuple(concerns)
    left = [brief for points in _weighing(weighed) for brief in points]
    ids = set()
    for one in _holding(weighed):
        if one.brief in left:
            left.remove(one.brief)
            ids.add(one.id)
    return frozenset(ids)


def to_weigh(concerns: Iterable[Concern]) -> tuple[str, ...]:
    """Return what holds and turns nothing, in two sentences: what no source judges, and what is to be weighed.

    What is said of the evidence itself stands with the evidence.
    """
    unjudged, weighed = (in_row(points, "; ") for points in _weighing(concerns))
    return (
        *([say("Not judged by any source of the option: {items}.", items=unjudged)] if unjudged else []),
        *([say("To weigh: {items}.", items=weighed)] if weighed else []),
    )


def _weighing(concerns: Iterable[Concern]) -> tuple[list[str], list[str]]:
    """Return what no source judges, and what is to be weighed, each in its few words."""
    holding = _holding(concerns)
    return (
        _briefs(one for one in holding if one.basis == "no_source"),
        _briefs(one for one in holding if one.basis != "no_source"),
    )


def _holding(concerns: Iterable[_One]) -> list[_One]:
    return [one for one in concerns if one.holds and one.level == "weigh" and one.kind != "evidence"]


def not_asked(concerns: Iterable[Concern]) -> tuple[str, ...]:
    """Return what a hard concern looks at and is not known, though the headline does not wait for it."""
    hard = (one for one in concerns if one.level == "hard" and one.kind != "evidence")
    open_ones = (one for one in hard if one.holds is None and not one.asks)
    return tuple(dict.fromkeys(one.about for one in open_ones))


def hard_concerns(concerns: Iterable[Concern]) -> tuple[Concern, ...]:
    """Return the concerns that turn the headline."""
    return tuple(concern for concern in concerns if concern.level == "hard" and concern.holds)


def in_brief(concerns: Iterable[Concern], besides: str = "") -> str:
    """Return what holds, each in its few words; nothing is left out that is not said in the same words beside it.

    Parameters
    ----------
    besides : what stands in the same sentence already.
    """
    return in_row(_briefs(concerns, besides), "; ")


def _briefs(concerns: Iterable[Concern], besides: str = "") -> list[str]:
    briefs = tuple(dict.fromkeys(concern.brief for concern in concerns))

    def told(brief: str) -> bool:
        # "INR 3.5" beside "Child-Pugh B (INR 3.5)"; "Karnofsky 40, ECOG 3" beside "ECOG 3 and Karnofsky 40".
        elsewhere = (besides, *(other for other in briefs if other != brief and brief in other))
        return any(all(part in words for part in brief.split(", ")) for words in elsewhere)

    return [brief for brief in briefs if not told(brief)]
