"""How many figures a group has published of an endpoint, and in which order studies lead: never by the best result.

What decides is how well it was read, resemblance to the patient, the number of published figures up to three, and size.
Beside a leader that is not known to be like the patient stands the group that is like in most of what it states.
Where the patient's points of a score are known, the group of these points leads: the whole that it is part of holds the
others as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from engine.findings.records.curve_records import CurveFinding, MatchStatus, PublishedAnchor

#: curves whose steps were counted or read off: a whole curve is published, not single figures
STEP_METHODS = ("digitised", "kaplan_meier")
#: more figures than these do not make a study lead further
_ENOUGH_FIGURES = 3
#: studies with a curve, and groups with one figure, that are shown before a person chooses
_STUDIES_FIRST = 2
_SINGLES_FIRST = 6


def published_points(curve: CurveFinding) -> list[PublishedAnchor]:
    """Return survivals at a time and medians, the earliest first; limits of a median are no figures of their own."""
    points = [anchor for anchor in curve.published if anchor.kind in ("landmark", "median")]
    return sorted(points, key=lambda anchor: anchor.time_months)


def figures_published(curve: CurveFinding) -> int:
    """Return at how many times something is published; two figures for one time are one."""
    return len({anchor.time_months for anchor in published_points(curve)})


def has_several_figures(curve: CurveFinding) -> bool:
    """Whether a time axis has something to show of it: two figures or more, or a curve of steps."""
    return curve.method.startswith(STEP_METHODS) or figures_published(curve) > 1


def in_leading_order(curves: Iterable[CurveFinding]) -> list[CurveFinding]:
    """Return curves with the one that leads first; subgroups that the patient's values do not select come last."""
    return sorted(curves, key=lambda curve: (is_of_others(curve), leading_rank(curve)))


def leading_rank(curve: CurveFinding) -> tuple[bool, bool, int, bool, bool, int, int, int, str]:
    """Return what is compared where one curve must lead others of its endpoint; the smallest leads."""
    return (
        # Those who were not given the option say nothing of those who are.
        curve.without_option,
        # What was read in a summary alone leads nothing that was read better.
        curve.read_depth == "secondary",
        _likeness(curve),
        not is_of_own_score(curve),
        # Of two groups by a score, one of nobody knows how many stands behind.
        curve.score is not None and curve.patients is None,
        -_figures_that_count(curve),
        curve.match.not_met,
        -(curve.patients or 0),
        curve.id,
    )


def is_of_others(curve: CurveFinding) -> bool:
    """Whether the curve is of a subgroup that the patient's own values do not select."""
    return curve.subgroup_of is not None and not curve.selected


def is_of_own_score(curve: CurveFinding) -> bool:
    """Whether the curve is of those who had the patient's own points of a score."""
    return curve.score is not None and curve.selected


def unlike_fields(curve: CurveFinding) -> tuple[str, ...]:
    """Return the labels of what the patient is known to differ in from the group; none where nothing is known to."""
    return tuple(dict.fromkeys(item.label for item in curve.match.items if item.status == "not_met"))


def is_alike_so_far(curve: CurveFinding, fits: Mapping[str, MatchStatus]) -> bool:
    """Whether the patient is known to be like a published group in something, and unlike it in nothing.

    A plan that is like a group whose patients nobody described makes nobody like them.

    Parameters
    ----------
    fits : the published groups of the option, each with whether the patient fits it.
    """
    return fits.get(curve.cohort, "not_met") != "not_met" and _nothing_against(curve) and _items_met(curve) > 0


def beside_leading(
    curves: Iterable[CurveFinding], leading: CurveFinding, fits: Mapping[str, MatchStatus]
) -> CurveFinding | None:
    """Return what has to be read with the curve that leads; None where nothing has.

    Beside a group that the patient is unlike, or of which that is not recorded, one that nothing known speaks against,
    however it was read: the one like in most of what it states. Beside the group of one score, those of all scores.

    Parameters
    ----------
    fits : as of `is_alike_so_far`.
    """
    others = [
        curve
        for curve in curves
        if curve.endpoint == leading.endpoint
        and curve.study != leading.study
        and not is_of_others(curve)
        and not curve.without_option
        and published_points(curve)
    ]
    if is_of_own_score(leading):
        others = [curve for curve in others if curve.subgroup_of is None and not unlike_fields(curve)]
        return min(others, key=leading_rank, default=None)
    if unlike_fields(leading) or not leading.match.items:
        others = [curve for curve in others if is_alike_so_far(curve, fits)]
        return min(others, key=lambda curve: _beside_rank(curve, fits), default=None)
    return None


def _beside_rank(
    curve: CurveFinding, fits: Mapping[str, MatchStatus]
) -> tuple[bool, bool, bool, int, tuple[object, ...]]:
    """Return what is compared where one of several groups that are like the patient stands beside; the smallest does.

    How many items are alike decides among figures that were read beyond a summary and are not printed inconsistently.
    """
    disputed = any(badge.kind == "discrepancy" for badge in curve.badges)
    summary = curve.read_depth == "secondary"
    return (fits[curve.cohort] != "met", summary, disputed, -_items_met(curve), leading_rank(curve))


def _items_met(curve: CurveFinding) -> int:
    return sum(item.status == "met" for item in curve.match.items)


def by_study(curves: Iterable[CurveFinding]) -> list[list[CurveFinding]]:
    """Group curves by study, in the order of the first of each: arms of one trial, a group with its subgroups."""
    studies: dict[str, list[CurveFinding]] = {}
    for curve in curves:
        studies.setdefault(curve.study, []).append(curve)
    return list(studies.values())


def apart_by_figures(curves: Sequence[CurveFinding]) -> tuple[list[CurveFinding], list[CurveFinding]]:
    """Return what belongs on a time axis, and what has one figure and belongs beside others at that time.

    An arm with one figure stays with the other arms of its trial where these have more.
    """
    drawn = {_allocated(curve) for curve in curves if has_several_figures(curve)} - {None}
    several = [curve for curve in curves if has_several_figures(curve) or _allocated(curve) in drawn]
    on_axis = {curve.id for curve in several}
    return several, [curve for curve in curves if curve.id not in on_axis]


def first_shown(curves: Sequence[CurveFinding]) -> frozenset[str]:
    """Return the ids of the curves of one endpoint that are shown before a person chooses.

    The two leading studies of those with several figures, and at most six groups with one figure that nothing known of
    the patient speaks against. Where neither is to be had, the first six of those with one figure.
    """
    ordered = in_leading_order(curves)
    ordered = [curve for curve in ordered if not is_of_others(curve)] or ordered
    several, single = apart_by_figures(ordered)
    shown = [curve for study in by_study(several)[:_STUDIES_FIRST] for curve in study]
    trials = {_allocated(curve) for curve in single if _nothing_against(curve)} - {None}
    fitting = [curve for curve in single if _nothing_against(curve) or _allocated(curve) in trials]
    beside = fitting if shown or fitting else single
    return frozenset(curve.id for curve in (*shown, *_whole_studies(beside, _SINGLES_FIRST)))


def _whole_studies(curves: Sequence[CurveFinding], most: int) -> list[CurveFinding]:
    """Return the first curves, at most so many, no arm of a trial without its others."""
    shown: list[CurveFinding] = []
    for group in by_study(curves):
        # The first study is shown however many arms it has.
        if not shown or len(shown) + len(group) <= most:
            shown += group
    return shown


def _allocated(curve: CurveFinding) -> str | None:
    """Return the trial whose arm this is by chance; None where it is none."""
    return curve.trial if curve.randomised else None


def _nothing_against(curve: CurveFinding) -> bool:
    return bool(curve.match.items) and not curve.match.not_met


def _figures_that_count(curve: CurveFinding) -> int:
    if curve.method.startswith(STEP_METHODS):
        return _ENOUGH_FIGURES
    return min(figures_published(curve), _ENOUGH_FIGURES)


def _likeness(curve: CurveFinding) -> int:
    """Groups that nothing known of the patient speaks against come first; a lone figure of nobody described, last."""
    if not curve.match.items:
        return 0 if has_several_figures(curve) else 2
    return 1 if curve.match.not_met else 0
