"""What a curve leaves open between two of its points: it falls, and nobody knows where.

A line drawn between two points is a guess; that the curve never rises is not. So a value between two points lies
between theirs, and where that says little the points are named and no single value is given.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.dose.dvh.dvh_records import DvhStructure
from engine.dose.records import FloatArray
from engine.words.said import NOTHING, Number, Said, own, say

#: the kind of the warning
GAP: Final = "gap_at_threshold"
#: share of a structure that may be open; planning systems' own exports, in steps of 0.2 Gy or less, stay below
OPEN_SHARE: Final = 0.01
#: what may be open of a dose, Gy
OPEN_GY: Final = 0.5


@dataclass(frozen=True, slots=True)
class ShareAbove:
    """Share of a structure at or above a dose: least and most, and the doses of the points that say so, Gy."""

    least: float
    most: float
    from_gy: float
    to_gy: float

    @property
    def is_open(self) -> bool:
        """Whether the curve leaves more open than its line may be off by."""
        return self.most - self.least > OPEN_SHARE


def share_above_within(dose_gy: FloatArray, shares: FloatArray, threshold_gy: float) -> ShareAbove:
    """Return what the neighbouring points say; at a point itself there is nothing open.

    Parameters
    ----------
    dose_gy, shares : doses, never falling, and the share at or above each, never rising.
    threshold_gy : a dose; before the first point the share may be all, behind the last it may be nothing.
    """
    at = int(np.searchsorted(dose_gy, threshold_gy, side="left"))
    if at < len(dose_gy) and dose_gy[at] == threshold_gy:
        exact = float(shares[at])
        return ShareAbove(exact, exact, threshold_gy, threshold_gy)
    most, from_gy = (1.0, 0.0) if at == 0 else (float(shares[at - 1]), float(dose_gy[at - 1]))
    least, to_gy = (0.0, threshold_gy) if at == len(dose_gy) else (float(shares[at]), float(dose_gy[at]))
    return ShareAbove(least, most, from_gy, to_gy)


def gap_words(name: str, found: ShareAbove, threshold_gy: float) -> Said:
    """Return that a curve has no point near a dose, and between which shares the truth lies."""
    return say(
        "The curve of {name} has no point between {low} and {high} Gy: from {least} to {most} % of it may receive less "
        "than {threshold} Gy.",
        name=own(name),
        low=Number(f"{found.from_gy:g}"),
        high=Number(f"{found.to_gy:g}"),
        least=Number(f"{100.0 * (1.0 - found.most):.1f}"),
        most=Number(f"{100.0 * (1.0 - found.least):.1f}"),
        threshold=Number(f"{threshold_gy:g}"),
    )


def open_dose_words(curve: DvhStructure, *, is_mean: bool, share: float) -> Said:
    """Return how far a dose read off a curve may be off where its points stand far apart; else nothing.

    Parameters
    ----------
    is_mean : whether the mean dose was read, not the dose that a share of the structure receives.
    share : that share.
    """
    shares = curve.above / float(curve.above[0])
    if is_mean:
        # The area between the steps that the points allow.
        open_gy = float((np.diff(curve.dose_gy) * -np.diff(shares)).sum())
    else:
        last = int(np.flatnonzero(shares >= min(share, float(shares[0])))[-1])
        is_between = last + 1 < len(shares) and float(shares[last]) > share
        open_gy = float(curve.dose_gy[last + 1] - curve.dose_gy[last]) if is_between else 0.0
    if open_gy <= OPEN_GY:
        return NOTHING
    return say(
        "The points of the curve of {name} stand so far apart that this is open by {open} Gy.",
        name=own(curve.name),
        open=Number(f"{open_gy:.1f}"),
    )
