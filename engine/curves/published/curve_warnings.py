"""Short warnings that stand beside a curve built from published figures, each with its sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from engine.curves.published.anchors import Anchor, PublishedFigures, completed_follow_up, rounding_unit
from engine.curves.published.effective_number import expected_at_risk

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


def percent(survival: float) -> str:
    """A survival in words: 78.3 %, 62 %."""
    return f"{100.0 * survival:.1f}".removesuffix(".0") + " %"


def name_of(anchor: Anchor) -> str:
    """An anchor in words."""
    months = f"{anchor.time_months:g} months"
    if anchor.kind == "median":
        return f"the median of {months}"
    if anchor.kind == "landmark":
        return f"the {percent(anchor.survival)} at {months}"
    which = "lower" if anchor.kind == "median_ci_lower" else "upper"
    return f"the {which} confidence limit of the median, {months},"


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
    name = name_of(beyond[0])
    rest = ""
    if figures.patients is not None:
        left = expected_at_risk(
            figures.patients, beyond[0].time_months, beyond[0].survival, completed_follow_up(figures)
        )
        rest = f"; an estimated {left:.0f} of {figures.patients} patients were still at risk there"
    return Badge(
        "immature", f"Immature: {name} lies beyond the median follow-up of {follow_up.median_months:g} months{rest}."
    )


def shape_assumed(anchors: Sequence[Anchor]) -> Badge | None:
    """Where a single figure fixes the curve, so that its shape comes from other cohorts."""
    if len(anchors) != 1:
        return None
    return Badge(
        "shape_assumed",
        f"Shape assumed: only {name_of(anchors[0]).rstrip(',')} is published; the shape "
        "of the curve is assumed, from phase III trials of other cancers.",
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
    about = "an estimated" if figures.follow_up is not None else "at most"
    count = round(left)
    return Badge(
        "few_at_risk",
        f"Few at risk: {about} {count} {'patient' if count == 1 else 'patients'} of "
        f"{figures.patients} were left at {last.time_months:g} months.",
    )


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
    names = " and ".join(f"{percent(anchor.survival)} at {anchor.time_months:g} months" for anchor in odd)
    return Badge(
        "other_denominator",
        f"Not a whole number of {figures.patients} patients: {names}; patients were "
        "censored before, or the paper counts a smaller group.",
    )


def limit_beyond_follow_up(limit_months: float) -> Badge:
    """A confidence limit of the median that lies where nobody was followed any more."""
    return Badge(
        "inconsistent",
        f"Inconsistent figures: a confidence limit of the median, {limit_months:g} months, "
        "lies beyond the longest follow-up; it is not used.",
    )


def inconsistent(dropped: Anchor, kept: Anchor, reason: str) -> Badge:
    """A point that the curve does not follow, which one it follows instead, and why that one."""
    if dropped.kind not in ("landmark", "median"):
        why = "a confidence limit is a point only approximately"
    elif (kept.effective_number or 0.0) > (dropped.effective_number or 0.0):
        why = "it rests on more patients"
    else:
        why = "it comes first"
    return Badge(
        "inconsistent",
        f"Inconsistent figures: {name_of(dropped)} {reason}; {name_of(kept).rstrip(',')} is "
        f"kept because {why}, and the other is drawn as a hollow point.",
    )
