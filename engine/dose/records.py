"""The result: spared liver with its bounds, warnings, curves and origin. No patient identity ever enters it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

FORMAT = "beamside-spared-liver/1"
"""Name of the JSON layout written by `spared_liver_as_json`."""

_JSON_POINTS = 400


@dataclass(frozen=True, slots=True)
class DoseWarning:
    """Something the reader of the number must know.

    Parameters
    ----------
    kind
        A stable word for programs, for example ``"outside_grid"`` or ``"slice_gap"``.
    text
        One sentence for people.
    """

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class MissingItem:
    """What the files do not say and the user must be asked: the item's name and one sentence."""

    item: str
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class DoseVolumeCurve:
    """Volume that receives less than a dose.

    Parameters
    ----------
    dose_gy
        Doses in Gy, shape (n,), strictly ascending from 0.
    volume_below_ml
        Volume in mL that receives less than each dose, shape (n,), never falling.
    structure
        What the curve is of, in words.
    """

    dose_gy: FloatArray
    volume_below_ml: FloatArray
    structure: str

    def __post_init__(self) -> None:
        self.dose_gy.setflags(write=False)
        self.volume_below_ml.setflags(write=False)

    def below_ml(self, dose_gy: float) -> float:
        """Volume in mL below a dose, interpolated linearly; beyond the curve its end values hold."""
        return float(np.interp(dose_gy, self.dose_gy, self.volume_below_ml))


@dataclass(frozen=True, slots=True)
class FileHash:
    """SHA-256 of a file's contents and the part it plays: rtstruct, rtdose, rtplan or dvh."""

    role: str
    sha256: str


@dataclass(frozen=True, slots=True, eq=False)
class SparedLiver:
    """Normal liver that receives less than the threshold dose, and how far that can be trusted.

    All volumes are in mL, all doses in Gy. None means that the files do not tell.

    Parameters
    ----------
    normal_liver_ml
        The liver without the tumours.
    below_threshold_ml
        Normal liver computed to receive less than the threshold. Where the dose grid does not cover all of it, only
        the part that is covered counts: what lies outside is never taken as spared. None where an exported curve has
        no point near the threshold, so that the bounds alone are known.
    lower_bound_ml, upper_bound_ml
        Where the grid is short, the part outside counted as not spared and as spared; of an exported curve what the
        points beside the threshold allow; otherwise both equal `below_threshold_ml`.
    outside_grid_ml
        Normal liver outside the dose grid.
    threshold_gy
        The threshold dose.
    fractions
        Number of fractions, or None where the files do not say it unambiguously.
    warnings, missing
        What to know, and what to ask for.
    curve
        The computed (or exported) curve of the normal liver.
    tps_curve, tps_below_threshold_ml
        The planning system's own curve, where the dose file carries one of the same structure.
    trusted_below_threshold_ml, trusted_source
        The value to use: the planning system's where there is one, else the computed one; the source is
        ``"planning_system"`` or ``"computed"``.
    below_threshold_percent
        Share of the structure below the threshold; all that a percent-only export can give.
    structures
        Names of the liver structure and of each tumour structure, in this order.
    tumour_outside_liver_ml
        For each tumour, the volume that lies outside the liver structure.
    file_hashes
        SHA-256 of each file read.
    method
        How the number was come by, in one sentence.
    source_format
        ``"dicom_rt"`` or the dialect of the DVH export.
    """

    normal_liver_ml: float | None
    below_threshold_ml: float | None
    lower_bound_ml: float | None
    upper_bound_ml: float | None
    outside_grid_ml: float | None
    threshold_gy: float
    fractions: int | None
    warnings: tuple[DoseWarning, ...]
    missing: tuple[MissingItem, ...]
    curve: DoseVolumeCurve | None
    tps_curve: DoseVolumeCurve | None
    tps_below_threshold_ml: float | None
    trusted_below_threshold_ml: float | None
    trusted_source: str
    below_threshold_percent: float | None
    structures: tuple[str, ...]
    tumour_outside_liver_ml: tuple[float, ...]
    file_hashes: tuple[FileHash, ...]
    method: str
    source_format: str


def spared_liver_as_json(result: SparedLiver) -> dict[str, Any]:
    """Give the result as plain JSON values; curves are thinned to at most 400 points.

    Parameters
    ----------
    result
        What `spared_liver` or `spared_liver_from_dvh` returned.

    Returns
    -------
    dict
        Keys as in the contract (`normal_liver_ml`, `below_threshold_ml`, `lower_bound_ml`, `upper_bound_ml`,
        `outside_grid_ml`, `fractions`, `warnings`, `tps_curve`) and the other fields of `SparedLiver`. Volumes are
        rounded to 0.01 mL.
    """
    return {
        "format": FORMAT,
        "normal_liver_ml": _rounded(result.normal_liver_ml),
        "below_threshold_ml": _rounded(result.below_threshold_ml),
        "lower_bound_ml": _rounded(result.lower_bound_ml),
        "upper_bound_ml": _rounded(result.upper_bound_ml),
        "outside_grid_ml": _rounded(result.outside_grid_ml),
        "threshold_gy": result.threshold_gy,
        "fractions": result.fractions,
        "below_threshold_percent": _rounded(result.below_threshold_percent),
        "tps_below_threshold_ml": _rounded(result.tps_below_threshold_ml),
        "trusted_below_threshold_ml": _rounded(result.trusted_below_threshold_ml),
        "trusted_source": result.trusted_source,
        "warnings": [{"kind": warning.kind, "text": warning.text} for warning in result.warnings],
        "missing": [{"item": missing.item, "text": missing.text} for missing in result.missing],
        "structures": list(result.structures),
        "tumour_outside_liver_ml": [_rounded(volume) for volume in result.tumour_outside_liver_ml],
        "curve": _curve_as_json(result.curve),
        "tps_curve": _curve_as_json(result.tps_curve),
        "file_sha256": {file.role: file.sha256 for file in result.file_hashes},
        "method": result.method,
        "source_format": result.source_format,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _curve_as_json(curve: DoseVolumeCurve | None) -> dict[str, Any] | None:
    if curve is None:
        return None
    points = len(curve.dose_gy)
    chosen = np.unique(np.linspace(0, points - 1, min(points, _JSON_POINTS)).round().astype(int))
    return {
        "structure": curve.structure,
        "dose_gy": [round(float(dose), 4) for dose in curve.dose_gy[chosen]],
        "volume_below_ml": [round(float(volume), 3) for volume in curve.volume_below_ml[chosen]],
    }
