"""Nothing is drawn that was not published: one figure is a point; a line begins with two, and is dashed between them.

A Kaplan-Meier curve that was printed or counted stays as it is. A shape that was assumed between and around published
figures is for a screen on which somebody asks for it.
"""

from __future__ import annotations

import msgspec

from engine.findings.published.leading import STEP_METHODS
from engine.findings.records.curve_records import CurveFinding

__all__ = ["BETWEEN_FIGURES", "STEP_METHODS", "as_published"]

#: how a curve is called that joins published figures and says nothing between them
BETWEEN_FIGURES = "between published figures"
#: what is said of an assumed line or its band alone
_OF_THE_SHAPE = ("shape_assumed", "no_band")


def as_published(curve: CurveFinding) -> CurveFinding:
    """Return a curve with its published figures and no more; a dashed line joins two of them and ends at the last."""
    if curve.method.startswith(STEP_METHODS) or not curve.time_months:
        return curve
    # A figure that contradicts the others is a point beside the line.
    joined = [one for one in curve.published if one.kept and one.kind in ("landmark", "median")]
    figures = {one.time_months: one.survival for one in joined}
    several = len(figures) > 1
    times = tuple(sorted(figures)) if several else ()
    return msgspec.structs.replace(
        curve,
        method=BETWEEN_FIGURES,
        time_months=times,
        survival=tuple(figures[months] for months in times),
        lower=(),
        upper=(),
        solid_until_months=times[0] if several else None,
        stops_at_months=times[-1] if several else None,
        badges=tuple(badge for badge in curve.badges if badge.kind not in _OF_THE_SHAPE),
    )
