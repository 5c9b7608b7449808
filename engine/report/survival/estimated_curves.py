"""Patients counted here in the figure that published cohorts are drawn in, and by the same rules."""

from __future__ import annotations

import numpy as np

from engine.curves.patients.kaplan_meier import KaplanMeier
from engine.findings.records.curve_records import Badge, CurveFinding, Match

#: times at which a curve is drawn; more steps than these cannot be seen
_POINTS = 180
NO_MATCH = Match(met=0, not_met=0, unknown=0, items=(), remarks=(), in_words="")


def estimated_curve(estimate: KaplanMeier, name: str, source: str, arm: str, *, least_at_risk: int) -> CurveFinding:
    """Return an estimate of overall survival as a curve, drawn for as long as enough patients are at risk.

    Parameters
    ----------
    name, source : ids of the curve and of where it is from.
    least_at_risk : patients; the estimate holds at least as many.
    """
    longest = float(np.sort(estimate.patient_months)[-least_at_risk])
    times = np.linspace(0.0, max(longest, 1.0), _POINTS)
    places = np.searchsorted(estimate.time_months, times, side="right")

    def at_times(values: np.ndarray) -> tuple[float, ...]:
        return tuple(float(value) for value in np.concatenate(([1.0], values))[places])

    return curve_of_own(
        name,
        source,
        arm,
        endpoint="overall_survival",
        patients=estimate.patients,
        method="kaplan_meier",
        lines=(tuple(times.tolist()), at_times(estimate.survival), at_times(estimate.lower), at_times(estimate.upper)),
    )


def curve_of_own(
    name: str,
    source: str,
    arm: str,
    *,
    endpoint: str,
    patients: int | None,
    method: str,
    lines: tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...], tuple[float, ...]],
    badges: tuple[Badge, ...] = (),
) -> CurveFinding:
    """Return a curve that no source of the library published: of patients counted here, or clicked on a figure.

    Parameters
    ----------
    lines : times in months, survival, and its lower and upper limits; the limits empty where there are none.
    """
    times, survival, lower, upper = lines
    return CurveFinding(
        id=name,
        source=source,
        cohort=name,
        arm=arm,
        endpoint=endpoint,
        patients=patients,
        method=method,
        time_months=times,
        survival=survival,
        lower=lower,
        upper=upper,
        solid_until_months=times[-1],
        stops_at_months=times[-1],
        published=(),
        badges=badges,
        match=NO_MATCH,
        selected=False,
        subgroup_of=None,
        trial=None,
        randomised=False,
        time_origin=None,
        local=True,
    )


def at_risk_by_year(estimate: KaplanMeier) -> tuple[tuple[float, int], ...]:
    """Return (months, patients at risk) for each whole year that anybody was observed for."""
    end = float(estimate.patient_months[-1])
    times = [12.0 * year for year in range(int(end // 12) + 1)]
    return tuple(zip(times, estimate.number_at_risk(times).tolist(), strict=True))
