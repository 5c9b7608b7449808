"""The planning system's own curve beside ours: trusted first, refused where the two differ too much."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.dose.plan_files.own_curves import read_own_curve
from engine.dose.plan_files.plan import Plan
from engine.dose.plan_files.structure_set import Structure
from engine.dose.records import DoseVolumeCurve, DoseWarning
from engine.dose.values.normal_liver import TakenByTumours, WholeLiver
from engine.words.said import Number, Said, fault, say

AGREEMENT = 0.02
NEGLIGIBLE_ML = 1.0


def planning_system_value(
    plan: Plan,
    liver: Structure,
    tumours: Sequence[Structure],
    whole: WholeLiver,
    taken: TakenByTumours,
    threshold_gy: float,
) -> tuple[DoseVolumeCurve | None, float | None, list[DoseWarning]]:
    """The planning system's curve, its value for the normal liver, and warnings; refuses where it differs from ours.

    A curve of the liver minus just these tumours is taken as it is; from a curve of the whole liver, the tumours'
    part below the threshold, as computed here, is taken off.
    """
    if plan.is_sum_of_beams:
        return None, None, []
    largest = plan.grid.largest_gy()
    numbers = frozenset(tumour.number for tumour in tumours)
    own, warnings = read_own_curve(plan.dose_file, liver.number, numbers, largest)
    less_tumours = bool(tumours) and own is not None
    if own is None and tumours:
        own, more = read_own_curve(plan.dose_file, liver.number, frozenset(), largest)
        warnings += more
    if own is None:
        return None, None, warnings
    gone = TakenByTumours(np.empty(0), np.empty(0), ()) if not less_tumours else taken
    our_volume = whole.volume_ml - float(gone.volume_ml.sum())
    our_outside = whole.outside_ml - float(gone.volume_ml[np.isinf(gone.dose_gy)].sum())
    our_below = whole.below_ml(threshold_gy) - gone.below_ml(threshold_gy)
    curve = own.in_ml(in_words(liver, tumours) if less_tumours else liver.name, our_volume)
    if not own.is_percent:
        _agree(plan, liver, say("volume"), float(curve.volume_below_ml[-1]), our_volume, our_volume)
    theirs = curve.below_ml(threshold_gy)
    _agree(
        plan,
        liver,
        say("volume below {threshold_gy} Gy", threshold_gy=Number(f"{threshold_gy:g}")),
        theirs,
        our_below,
        our_below + our_outside,
    )
    if own.is_percent:
        warnings.append(
            DoseWarning(
                "tps_curve_percent",
                say("The planning system's own curve is in percent; it was turned into mL with the computed volume."),
            )
        )
    return curve, theirs if less_tumours else max(theirs - taken.below_ml(threshold_gy), 0.0), warnings


def in_words(liver: Structure, tumours: Sequence[Structure]) -> str:
    """Name of the liver minus the tumours."""
    return liver.name if not tumours else f"{liver.name} minus {', '.join(tumour.name for tumour in tumours)}"


def _agree(plan: Plan, liver: Structure, what: Said, theirs: float, lowest: float, highest: float) -> None:
    ours = min(max(theirs, lowest), highest)
    apart = abs(theirs - ours)
    larger = max(theirs, ours)
    if apart > NEGLIGIBLE_ML and apart > AGREEMENT * larger:
        computed = (
            Number(f"{lowest:.1f}")
            if highest - lowest < 0.05
            else say("{lower} to {upper}", lower=Number(f"{lowest:.1f}"), upper=Number(f"{highest:.1f}"))
        )
        raise plan.dose_file.error(
            "DVHSequence",
            fault(
                "the planning system's own curve gives {theirs} mL for the {what} of {liver}, the computation "
                "{computed} mL, {apart} % apart",
                theirs=Number(f"{theirs:.1f}"),
                what=what,
                liver=f"{liver.name!r}",
                computed=computed,
                apart=Number(f"{100 * apart / larger:.1f}"),
            ),
            say("check in the planning system that curve, contours and dose belong together, then export again"),
        )
