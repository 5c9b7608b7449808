"""Which curves stand in one figure on paper: those of several figures together, those of one side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.findings.assessment import OptionFinding
from engine.findings.published.leading import apart_by_figures, has_several_figures, in_leading_order
from engine.findings.records.curve_records import CurveFinding
from engine.report.sections.outcome_choice import Arms

ENDPOINTS = (
    "overall_survival",
    "local_control",
    "progression_free_survival",
    "disease_free_survival",
    "distant_metastasis_free_survival",
    "disease_specific_survival",
)
#: curves on one axis, and groups with one figure in a forest of the short and of the long form
_MOST_CURVES = 3
_MOST_SINGLES = 4
_MOST_ROWS = 16


def is_forest(group: Sequence[CurveFinding]) -> bool:
    """Whether nothing in a figure would fill a time axis: its curves have one published figure each."""
    return not any(has_several_figures(curve) for curve in group)


def every_group(option: OptionFinding) -> list[list[CurveFinding]]:
    """Return all curves of an option, a list for each figure (long form).

    Of each endpoint the study that leads comes first; behind the curves what has one figure.
    """
    groups: list[list[CurveFinding]] = []
    for endpoint in ENDPOINTS:
        drawn, single = _of_endpoint(option, endpoint)
        groups += _parts(drawn, _MOST_CURVES)
        groups += _parts(single, _MOST_ROWS)
    return groups


def leading_groups(option: OptionFinding, arms: Arms) -> list[list[CurveFinding]]:
    """Return the curves that lead, a list for each figure: overall survival, then a second endpoint (short form)."""
    first = leading_group(option, arms, ENDPOINTS[0])
    groups = [first] if first else []
    shown = {curve.cohort for curve in first}
    for endpoint in ENDPOINTS[1:]:
        if any(curve.endpoint == endpoint for curve in option.curves):
            second = leading_group(option, arms, endpoint, shown)
            groups += [second] if second else []
            break
    return groups


def leading_group(
    option: OptionFinding, arms: Arms, endpoint: str, cohorts: Iterable[str] = ()
) -> list[CurveFinding]:  # fmt: skip
    """Return the curves of one endpoint that lead: those with several figures, else those with one.

    Parameters
    ----------
    cohorts : stand beside it with another endpoint, and are taken where they have this one too, so that the letters
        mean the same.
    """
    beside = set(cohorts)
    drawn, single = _of_endpoint(option, endpoint)
    for curves, most in ((drawn, _MOST_CURVES), (single, _MOST_SINGLES)):
        same = [curve for curve in curves if curve.cohort in beside]
        group = arms.together(same or curves, most)
        if group:
            return group
    return []


def _of_endpoint(option: OptionFinding, endpoint: str) -> tuple[list[CurveFinding], list[CurveFinding]]:
    return apart_by_figures(in_leading_order(curve for curve in option.curves if curve.endpoint == endpoint))


def _parts(curves: Sequence[CurveFinding], most: int) -> list[list[CurveFinding]]:
    return [list(curves[start : start + most]) for start in range(0, len(curves), most)]
