"""Short warnings that stand beside a curve built from published figures, each with its sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from engine.curves.published.anchors import Anchor, PublishedFigures, completed_follow_up, rounding_unit
from engine.curves.published.effective_number import expected_at_risk
from engine.words.said import Number, Sentence, say, say_counted, template

BadgeKind = Literal[
    "immature",
    "shape_assumed",
    "few_at_risk",
    "inconsistent",
    "other_denominator",
    "median_not_reached",
    "no_band",
    "no_curve",
]

FEW_AT_RISK: Final = 10.0


@dataclass(frozen=True, slots=True)
class Badge:
    """A warning: its kind, for colour and filter, and one sentence in words."""

    kind: BadgeKind
    text: str


#: a point beyond the follow-up, with and without the number of patients that can have been left there
_IMMATURE = (
    template("Immature: {point} lies beyond the median follow-up of {months} months."),
    template(
        "Immature: {point} lies beyond the median follow-up of {months} months; an estimated {left} of {patients} "
        "patients were still at risk there."
    ),
)
#: the same where the source does not call the follow-up a median
_IMMATURE_UNNAMED = (
    template("Immature: {point} lies beyond the follow-up of {months} months."),
    template(
        "Immature: {point} lies beyond the follow-up of {months} months; an estimated {left} of {patients} patients "
        "were still at risk there."
    ),
)


def percent(survival: float) -> str:
    """A survival in words: 78.3 %, 62 %."""
    return say("{number} {unit}", number=Number(f"{100.0 * survival:.1f}".removesuffix(".0")), unit="%")


def _months(months: float) -> str:
    return Number(f"{months:g}")


def name_of(anchor: Anchor) -> str:
    """An anchor in words, as what is published or kept."""
    months = _months(anchor.time_months)
    if anchor.kind == "median":
        return say("the median of {months} months", months=months)
    if anchor.kind == "landmark":
        return say("the {survival} at {months} months", survival=percent(anchor.survival), months=months)
    if anchor.kind == "median_ci_lower":
        return say("the lower confidence limit of the median, {months} months", months=months)
    return say("the upper confidence limit of the median, {months} months", months=months)


def _name_that(anchor: Anchor) -> str:
    """The same before a verb: what stands between commas is closed."""
    name = name_of(anchor)
    return name if anchor.kind in ("median", "landmark") else say("{point},", point=name)


def immature(figures: PublishedFigures, anchors: Sequence[Anchor]) -> Badge | None:
    """Where a median or landmark lies beyond the median follow-up."""
    follow_up = figures.follow_up
    if follow_up is None or follow_up.median_months is None:
        return None
    beyond = [
        anchor
        for anchor in anchors
        if anchor.kind in ("median", "landmark") and anchor.time_months > follow_up.median_months
    ]
    if not beyond:
        return None
    name, months = _name_that(beyond[0]), _months(follow_up.median_months)
    if figures.patients is None:
        return Badge("immature", say(_IMMATURE[0], point=name, months=months))
    left = expected_at_risk(figures.patients, beyond[0].time_months, beyond[0].survival, completed_follow_up(figures))
    return Badge(
        "immature",
        say(_IMMATURE[1], point=name, months=months, left=f"{left:.0f}", patients=str(figures.patients)),
    )


def unnamed_follow_up(badge: Badge) -> str:
    """Return a warning in which the follow-up is not called a median, since the source does not call it one."""
    if badge.kind != "immature" or not isinstance(badge.text, Sentence):
        return badge.text
    return say(_IMMATURE_UNNAMED["left" in badge.text.parts], **badge.text.parts)


def shape_assumed(anchors: Sequence[Anchor]) -> Badge | None:
    """Where a single figure fixes the curve, so that its shape comes from other cohorts."""
    if len(anchors) != 1:
        return None
    return Badge(
        "shape_assumed",
        say(
            "Shape assumed: only {point} is published; the shape of the curve is assumed, from phase III trials of "
            "other cancers.",
            point=name_of(anchors[0]),
        ),
    )


def few_at_risk(figures: PublishedFigures, anchors: Sequence[Anchor]) -> Badge | None:
    """Where fewer than ten patients can have been at risk at the last point."""
    kept = [anchor for anchor in anchors if anchor.kept]
    if figures.patients is None or not kept:
        return None
    last = kept[-1]
    left = expected_at_risk(figures.patients, last.time_months, last.survival, completed_follow_up(figures))
    if left >= FEW_AT_RISK:
        return None
    count, patients, months = round(left), str(figures.patients), _months(last.time_months)
    if figures.follow_up is not None:
        text = say_counted(
            count,
            "Few at risk: an estimated {number} patient of {patients} were left at {months} months.",
            "Few at risk: an estimated {number} patients of {patients} were left at {months} months.",
            patients=patients,
            months=months,
        )
    else:
        text = say_counted(
            count,
            "Few at risk: at most {number} patient of {patients} were left at {months} months.",
            "Few at risk: at most {number} patients of {patients} were left at {months} months.",
            patients=patients,
            months=months,
        )
    return Badge("few_at_risk", text)


def other_denominator(figures: PublishedFigures, anchors: Sequence[Anchor]) -> Badge | None:
    """Where a published proportion is not a whole number of the patients, as censoring makes it."""
    if figures.patients is None:
        return None
    odd = []
    for anchor in anchors:
        count = figures.patients * anchor.survival
        slack = figures.patients * 0.5 * rounding_unit(anchor.survival) + 1e-6
        if anchor.kind == "landmark" and abs(count - round(count)) > slack:
            odd.append(anchor)
    if not odd:
        return None
    said = [
        say("{survival} at {months} months", survival=percent(anchor.survival), months=_months(anchor.time_months))
        for anchor in odd
    ]
    names: str = said[0]
    for words in said[1:]:
        names = say("{first} and {last}", "list", first=names, last=words)
    return Badge(
        "other_denominator",
        say(
            "Not a whole number of {patients} patients: {points}; patients were censored before, or the paper counts a "
            "smaller group.",
            patients=str(figures.patients),
            points=names,
        ),
    )


def limit_beyond_follow_up(limit_months: float) -> Badge:
    """A confidence limit of the median that lies where nobody was followed any more."""
    return Badge(
        "inconsistent",
        say(
            "Inconsistent figures: a confidence limit of the median, {months} months, lies beyond the longest "
            "follow-up; it is not used.",
            months=_months(limit_months),
        ),
    )


def inconsistent(dropped: Anchor, kept: Anchor, *, unexpected: bool) -> Badge:
    """A point that the curve does not follow, which one it follows instead, and why that one.

    unexpected : it is not what the other figures lead one to expect; otherwise it does not fit those beside it.
    """
    if dropped.kind not in ("landmark", "median"):
        why = say("a confidence limit is a point only approximately")
    elif (kept.effective_number or 0.0) > (dropped.effective_number or 0.0):
        why = say("it rests on more patients")
    else:
        why = say("it comes first")
    words = _UNEXPECTED if unexpected else _UNFITTING
    return Badge("inconsistent", say(words, point=_name_that(dropped), kept=name_of(kept), why=why))


_UNFITTING = template(
    "Inconsistent figures: {point} does not fit the figures beside it; {kept} is kept because {why}, and the other is "
    "drawn as a hollow point."
)
_UNEXPECTED = template(
    "Inconsistent figures: {point} is not what the other figures lead one to expect; {kept} is kept because {why}, and "
    "the other is drawn as a hollow point."
)
