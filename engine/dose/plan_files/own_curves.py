"""The planning system's own curves: the DVHSequence of an RTDOSE."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from pydicom.dataset import Dataset

from engine.dose.dicom.dicom_file import DicomFile
from engine.dose.records import DoseVolumeCurve, DoseWarning, FloatArray
from engine.words.said import say

#: share of a structure that its curve's ends may be off by
END = 1e-4
RISE = 1e-3
"""A cumulative curve may rise by this share of its start through rounding; more, and it is no cumulative curve."""


@dataclass(frozen=True, slots=True, eq=False)
class OwnCurve:
    """Cumulative curve of one structure: volume (mL, or percent) that receives less than each dose."""

    dose_gy: FloatArray
    below: FloatArray
    is_percent: bool

    def in_ml(self, structure: str, volume_ml: float) -> DoseVolumeCurve:
        """Give the curve in mL; `volume_ml` is the structure's volume, used only for a curve in percent."""
        scale = volume_ml / 100.0 if self.is_percent else 1.0
        return DoseVolumeCurve(self.dose_gy.copy(), self.below * scale, structure)

    def dose_of(self, quantity: str, percent: float | None) -> float | None:
        """Dose in Gy of the curve: ``maximum``, ``mean``, or ``dose_at_percent``; None for other quantities."""
        whole = float(self.below[-1])
        if quantity == "maximum":
            return float(self.dose_gy[int(np.argmax(self.below >= whole * (1.0 - END)))])
        if quantity == "mean":
            return float((np.diff(self.below) * (self.dose_gy[1:] + self.dose_gy[:-1]) / 2.0).sum() / whole)
        if quantity != "dose_at_percent" or percent is None:
            return None
        gone = max((1.0 - percent / 100.0) * whole, END * whole)
        at = int(np.argmax(self.below >= gone))
        return float(np.interp(gone, self.below[at - 1 : at + 1], self.dose_gy[at - 1 : at + 1])) if at else 0.0


def read_own_curve(
    file: DicomFile, included: int, excluded: frozenset[int], largest_gy: float
) -> tuple[OwnCurve | None, list[DoseWarning]]:
    """Find the curve of one structure less others.

    Parameters
    ----------
    file
        The RTDOSE.
    included, excluded
        ROI numbers; the curve must be of exactly these.
    largest_gy
        Largest dose of the grid: a curve that reaches far beyond is in other units than it says.

    Returns
    -------
    curve, warnings
        None where there is none, or none that can be used, which a warning then says.
    """
    for item in file.items(file.dataset, "DVHSequence"):
        if _structures(file, item) != (frozenset({included}), excluded):
            continue
        problem = ""
        curve = None
        try:
            curve = _curve(file, item, largest_gy)
        except ValueError as error:
            problem = str(error)
        if curve is not None:
            return curve, []
        return None, [
            DoseWarning(
                "tps_curve_unusable",
                say("The planning system's own curve in the dose file {problem}.", problem=problem),
            )
        ]
    return None, []


def _structures(file: DicomFile, item: Dataset) -> tuple[frozenset[int], frozenset[int]]:
    included: set[int] = set()
    excluded: set[int] = set()
    for reference in file.items(item, "DVHReferencedROISequence"):
        number = file.whole_number(reference, "ReferencedROINumber")
        kind = file.text(reference, "DVHROIContributionType").upper() or "INCLUDED"
        if number is not None:
            (excluded if kind == "EXCLUDED" else included).add(number)
    return frozenset(included), frozenset(excluded)


def _curve(file: DicomFile, item: Dataset, largest_gy: float) -> OwnCurve:
    """Build the curve; a ValueError ends the sentence "The planning system's own curve ..."."""
    if file.text(item, "DoseUnits").upper() != "GY":
        raise ValueError("is not in Gy and was not used")
    unit = file.text(item, "DVHVolumeUnits").upper()
    if unit not in {"CM3", "PERCENT"}:
        raise ValueError("is neither in mL nor in percent and was not used")
    scaling = file.number(item, "DVHDoseScaling")
    scaling = 1.0 if scaling is None else scaling
    data = file.numbers(item, "DVHData")
    if data is None or len(data) < 4 or len(data) % 2:
        raise ValueError("is incomplete and was not used")
    widths, volumes = data[0::2] * scaling, data[1::2]
    if (widths < 0).any() or (volumes < 0).any() or volumes.max() <= 0:
        raise ValueError("holds negative or no values and was not used")
    edges = np.concatenate([[0.0], np.cumsum(widths)])
    if not 0 < edges[-1] <= 3 * largest_gy + 1:
        raise ValueError("reaches far beyond the largest dose of the grid and was not used")
    if file.text(item, "DVHType").upper() == "CUMULATIVE":
        if (np.diff(volumes) > RISE * volumes[0]).any():
            raise ValueError("rises, which a cumulative curve cannot, and was not used")
        # Each volume belongs to the lower edge of its bin: the first is the whole structure.
        dose, below = edges[:-1], volumes[0] - volumes
        if volumes[-1] > 0:
            dose, below = edges, np.append(below, volumes[0])
    else:
        dose, below = edges, np.concatenate([[0.0], np.cumsum(volumes)])
    ascending = np.concatenate([np.diff(dose) > 0, [True]])
    return OwnCurve(dose[ascending], np.maximum.accumulate(below[ascending]), unit == "PERCENT")
