"""A curve read off a printed figure, as the figure that published cohorts are drawn in takes it."""

from __future__ import annotations

import msgspec
import numpy as np

from engine.curves.patients.digitised import DigitisedCurve, RebuiltArm
from engine.findings.records.curve_records import Badge, CurveFinding
from engine.report.survival.estimated_curves import curve_of_own, estimated_curve
from engine.words.said import say

#: times at which a curve is drawn; more cannot be seen
_POINTS = 400
#: clicks do not say of what: overall survival, local control or another
_ENDPOINT = "survival"


def digitised_finding(result: RebuiltArm | DigitisedCurve, name: str, arm: str) -> CurveFinding:
    """Return a digitised arm as a curve: with its band where it has numbers at risk, else the line alone."""
    if isinstance(result, RebuiltArm):
        estimate = estimated_curve(result.estimate(), name, name, arm, least_at_risk=1)
        return msgspec.structs.replace(estimate, endpoint=_ENDPOINT)
    line = result.curve
    end = max(line.time_months[-1], 1.0)
    times = np.linspace(0.0, end, _POINTS)
    survival = np.interp(times, line.time_months, line.survival)
    no_band = Badge(kind="no_band", text=say("No band: without numbers at risk nobody knows how many were left."))
    return curve_of_own(
        name,
        name,
        arm,
        endpoint=_ENDPOINT,
        patients=result.patients,
        method="digitised",
        lines=(tuple(times.tolist()), tuple(survival.tolist()), (), ()),
        badges=(no_band,),
    )
