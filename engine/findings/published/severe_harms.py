"""The severe harms of an option over its studies: the whole range, never the kindest study alone."""

from __future__ import annotations

from collections.abc import Iterable

from engine.findings.assessment import ToxicityFinding
from engine.findings.records.finding import Finding

_SEVERE_GRADE = 3
_DEATH_GRADE = 5


class SevereHarms(Finding, frozen=True, kw_only=True):
    """What the studies of an option count of severe harm.

    Attributes
    ----------
    studies : sources that state a rate of severe harm.
    lowest, highest : the harms between which the studies lie, each study by its own highest rate; None without one.
    deaths : harms of grade 5 with a count or rate, the highest rate first.
    uncounted : severe harms for which no rate is stated.
    """

    studies: int
    lowest: ToxicityFinding | None
    highest: ToxicityFinding | None
    deaths: tuple[ToxicityFinding, ...]
    uncounted: int


def grades_of(harm: ToxicityFinding) -> tuple[int, ...]:
    """Return the grades that a harm's grade names: (3, 4) for "3-4", (3,) for ">=3", none where none is named."""
    return tuple(int(digit) for digit in harm.grade or "" if digit.isascii() and digit.isdigit())


def is_severe(harm: ToxicityFinding) -> bool:
    """Return whether a harm is of grade 3 or more throughout, or is called severe where no grade is given."""
    grade, digits = harm.grade or "", grades_of(harm)
    if not digits:
        return grade.startswith("severe")
    return min(digits) >= _SEVERE_GRADE and not grade.startswith("<")


def is_death(harm: ToxicityFinding) -> bool:
    """Return whether a harm is death by the treatment: grade 5 alone."""
    return grades_of(harm) == (_DEATH_GRADE,) and not (harm.grade or "").startswith("<")


def severe_harms(toxicities: Iterable[ToxicityFinding]) -> SevereHarms:
    """Return the range of severe harm over the studies, and the deaths.

    A study that counts several severe harms stands with the highest: harms of one study cannot be added up, since a
    patient may have had more than one. A printed bound ("< 2 %") counts as its limit.
    """
    by_source: dict[str, ToxicityFinding] = {}
    deaths, uncounted = [], 0
    for harm in toxicities:
        if not is_severe(harm):
            continue
        if is_death(harm):
            if harm.rate is not None or harm.events is not None:
                deaths.append(harm)
            continue
        if harm.rate is None:
            uncounted += 1
        elif harm.source not in by_source or harm.rate > (by_source[harm.source].rate or 0.0):
            by_source[harm.source] = harm
    ranked = sorted(by_source.values(), key=lambda harm: (harm.rate or 0.0, harm.id))
    return SevereHarms(
        studies=len(ranked),
        lowest=ranked[0] if ranked else None,
        highest=ranked[-1] if ranked else None,
        deaths=tuple(sorted(deaths, key=lambda harm: -(harm.rate or 0.0))),
        uncounted=uncounted,
    )
