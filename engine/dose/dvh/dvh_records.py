"""Curves read from a DVH export, and the checks that every dialect shares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from engine.dose.errors import DoseFileError
from engine.dose.records import DoseWarning, FloatArray
from engine.reading.explanation import Explanation
from engine.words.said import NOTHING, Number, Said, fault, say

RISE = 1e-3
LARGEST_GY = 500.0
LATE_START_GY = 0.5
DIFFERENTIAL_RISES = 3
UNNAMED = "unnamed structure"
FULL_PERCENT = 98.0
WRONG_VOLUME = 0.3
MOST_LOST = 0.002
LOWEST_GY = 1.0
_AGAIN = say("export the DVH again")
_WEIGHTED = "The dose is biologically weighted (RBE), not the physical dose."


@dataclass(frozen=True, slots=True, eq=False)
class DvhStructure:
    """One curve of a DVH export.

    Parameters
    ----------
    name, plan
        Structure and plan as the file names them; the plan may be empty.
    dose_gy
        Doses, Gy, shape (n,), never falling; a dose that comes twice is a vertical step of the curve.
    above
        Volume at or above each dose, shape (n,), never rising; mL, or percent of the structure.
    is_percent
        Whether `above` is in percent.
    volume_ml
        The structure's volume as stated by the file, or by an absolute curve that starts at zero dose; None where
        the file does not tell.
    stated_mean_gy
        Mean dose stated beside the curve, for the integrity test; None where absent.
    outside_percent
        Share of the structure outside the dose grid as stated; 0 where the file says nothing.
    problem
        Why this curve cannot be used, as the end of a sentence; empty where it can.
    notes
        What to know about it.
    course
        Course of the plan, where the file names one.
    told
        What the reader converted or assumed, in sentences.
    """

    name: str
    plan: str
    dose_gy: FloatArray
    above: FloatArray
    is_percent: bool
    volume_ml: float | None
    stated_mean_gy: float | None = None
    outside_percent: float = 0.0
    problem: Said = NOTHING
    notes: tuple[DoseWarning, ...] = ()
    course: str = ""
    told: tuple[str, ...] = ()

    def mean_gy(self) -> float:
        """Mean dose of the curve, Gy."""
        start = float(self.above[0])
        first = float(self.dose_gy[0])
        return first + float(np.trapezoid(self.above, self.dose_gy)) / start


@dataclass(frozen=True, slots=True, eq=False)
class DvhFile:
    """A DVH export: its dialect, curves, hash, and number of fractions where (rarely) it says so."""

    path: Path
    dialect: str
    structures: tuple[DvhStructure, ...]
    sha256: str
    fractions: int | None = None
    explanation: Explanation = field(default_factory=Explanation)


@dataclass(slots=True)
class RawCurve:
    """A curve as a dialect's reader found it, before the checks.

    `dose` is in units of `gy_per_unit` Gy. `differential` is ``""`` for a cumulative curve, ``"per_bin"`` or
    ``"per_gy"``; or ``"unstated"`` where the file does not say, and the curve's shape has to. `weighting` is ``"rbe"``
    or ``"eqd2"`` where the dose is not the physical one.
    """

    name: str
    dose: list[float]
    volume: list[float]
    is_percent: bool
    gy_per_unit: float | None = 1.0
    plan: str = ""
    differential: str = ""
    volume_ml: float | None = None
    mean_gy: float | None = None
    outside_percent: float = 0.0
    problem: Said = NOTHING
    notes: list[DoseWarning] = field(default_factory=list)
    course: str = ""
    weighting: str = ""
    told: list[str] = field(default_factory=list)


def checked(path: Path, raw: RawCurve) -> DvhStructure:
    """Check a raw curve and bring it to cumulative form in Gy.

    Raises
    ------
    DoseFileError
        Where it has too few points, doses that do not ascend, negative or too large values, or a cumulative curve
        that rises.
    """

    def refuse(problem: Said) -> DoseFileError:
        return DoseFileError(path, f"structure {raw.name!r}", problem, _AGAIN)

    problem = raw.problem
    if raw.weighting == "eqd2":
        problem = problem or say("gives its dose as EQD2 or BED, while the threshold is a physical dose")
    scale = raw.gy_per_unit
    if scale is None:
        scale, problem = 1.0, problem or say("gives its dose in percent without a prescribed dose")
    told = list(raw.told)
    dose, volume = _without_padding(np.array(raw.dose) * scale, np.array(raw.volume))
    if padding := len(raw.dose) - len(dose):
        told.append(f"{raw.name}: {padding} rows of zeros behind the curve were left out.")
    dose, volume = _ascending(raw, dose, volume, told, refuse)
    dose, volume, slips = _without_slips(dose, volume)
    _check_columns(dose, volume, LARGEST_GY * (100 if problem else 1), refuse)
    if (volume < 0.0).any():
        told.append(f"{raw.name}: volumes a little below zero were taken as zero.")
    before = volume
    dose, above, notes = _cumulative(raw, dose, np.maximum(volume, 0.0), refuse)
    told += _added_up(raw, before, above)
    if slips:
        text = say(
            "{slips} of {dose} doses are out of order and were left out with their volumes.",
            slips=str(slips),
            dose=str(len(raw.dose)),
        )
        notes.append(DoseWarning("dose_out_of_order", text))
    least = FULL_PERCENT if dose[0] == 0 else 1.5
    if raw.is_percent and not least < above[0] <= 101.0:
        raise refuse(say("begins with {above} % of its volume, not 100 %", above=Number(f"{above[0]:.3g}")))
    volume_ml = raw.volume_ml
    if not raw.is_percent and dose[0] == 0 and volume_ml and abs(above[0] - volume_ml) > WRONG_VOLUME * volume_ml:
        raise refuse(
            say(
                "begins with {above} mL, while the file states a volume of {volume_ml} mL",
                above=Number(f"{above[0]:.4g}"),
                volume_ml=Number(f"{volume_ml:.4g}"),
            )
        )
    if volume_ml is None and not raw.is_percent and _begins_with_all(dose, above):
        volume_ml = float(above[0])
    told += _conversions(raw, dose, scale)
    notes += [*_about_dose(raw, dose), *_about_volume(raw, dose, above)]
    return DvhStructure(
        raw.name,
        raw.plan,
        dose,
        above,
        raw.is_percent,
        volume_ml,
        raw.mean_gy,
        raw.outside_percent,
        problem,
        (*raw.notes, *notes),
        raw.course,
        tuple(told),
    )


def unusable(raw: RawCurve, problem: Said) -> DvhStructure:
    """Return a curve that is in the file but cannot be used: it is refused only when it is asked for."""
    nothing = np.array([0.0, 1.0])
    return DvhStructure(
        raw.name,
        raw.plan,
        nothing,
        np.array([1.0, 0.0]),
        raw.is_percent,
        raw.volume_ml,
        problem=problem,
        course=raw.course,
    )


def _check_columns(
    dose: FloatArray, volume: FloatArray, largest_gy: float, refuse: Callable[[Said], DoseFileError]
) -> None:
    if len(dose) < 2:
        raise refuse(say("has fewer than two points"))
    if not (np.isfinite(dose).all() and np.isfinite(volume).all()):
        raise refuse(say("holds values that are no finite numbers"))
    if dose[0] < 0 or (np.diff(dose) < 0).any() or dose[0] == dose[-1]:
        raise refuse(say("has doses that do not ascend from zero or more"))
    if dose[-1] > largest_gy:
        raise refuse(fault("reaches {dose} Gy, which suggests that its dose is in cGy", dose=Number(f"{dose[-1]:.0f}")))
    largest = float(volume.max())
    if largest <= 0:
        raise refuse(say("has no volume"))
    if volume.min() < -RISE * largest:
        raise refuse(say("has negative volumes"))


def _ascending(
    raw: RawCurve, dose: FloatArray, volume: FloatArray, told: list[str], refuse: Callable[[Said], DoseFileError]
) -> tuple[FloatArray, FloatArray]:
    """Turn round a curve that is written from its largest dose down."""
    if len(dose) < 2 or dose[0] <= dose[-1] or (np.diff(dose) > 0).any():
        return dose, volume
    if _is_even(volume) and not _is_even(dose):
        raise refuse(say("has doses that fall while its volumes rise evenly, as if the two columns were swapped"))
    told.append(f"{raw.name}: doses descend and were turned round.")
    return dose[::-1].copy(), volume[::-1].copy()


def _conversions(raw: RawCurve, dose: FloatArray, scale: float) -> list[str]:
    told = []
    if scale != 1.0:
        told.append(f"{raw.name}: doses were converted to Gy (× {scale:g}).")
    steps = int(np.count_nonzero(np.diff(dose) == 0))
    if steps:
        told.append(f"{raw.name}: {steps} repeated doses were read as vertical steps.")
    return told


def _added_up(raw: RawCurve, before: FloatArray, above: FloatArray) -> list[str]:
    """What was done to the volumes to get a curve that never rises."""
    if len(above) != len(before):
        return [f"{raw.name}: volumes of single bins were added up to those above each dose."]
    if (above != np.maximum(before, 0.0)).any():
        return [f"{raw.name}: rises of less than a thousandth of the largest volume were levelled."]
    return []


def _about_dose(raw: RawCurve, dose: FloatArray) -> list[DoseWarning]:
    found = [DoseWarning("effective_dose", _WEIGHTED)] if raw.weighting == "rbe" else []
    if dose[-1] < LOWEST_GY:
        text = say(
            "The curve ends at {dose} Gy; check that its doses are not in another unit.", dose=Number(f"{dose[-1]:.2f}")
        )
        found.append(DoseWarning("dose_very_low", text))
    return found


def _is_even(values: FloatArray) -> bool:
    """Whether values stand at equal distances, as the doses of an export do."""
    steps = np.diff(values)
    return len(steps) > 2 and bool(np.ptp(steps) <= 0.01 * np.abs(steps).max())


def _begins_with_all(dose: FloatArray, above: FloatArray) -> bool:
    """Whether a curve's first value is the whole structure: at zero dose, or where it hardly falls from there on."""
    if dose[0] == 0:
        return True
    later = int(np.argmax(dose > dose[0]))
    lost = (above[0] - above[later]) / (dose[later] - dose[0]) * dose[0]
    return bool(lost <= MOST_LOST * above[0])


def _about_volume(raw: RawCurve, dose: FloatArray, above: FloatArray) -> list[DoseWarning]:
    if raw.is_percent:
        return []
    stated = raw.volume_ml
    if stated is None:
        if dose[0] == 0 and above[0] == 100.0:
            text = say("The curve starts at exactly 100 mL; check that its volumes are not percent.")
            return [DoseWarning("volume_may_be_percent", text)]
        if dose[0] <= LATE_START_GY or not _begins_with_all(dose, above):
            return []  # where it begins late, whoever asks gets bounds
        text = say(
            "The curve begins at {dose} Gy; its first value is taken as the whole volume.",
            dose=Number(f"{dose[0]:.1f}"),
        )
        return [DoseWarning("volume_from_curve", text)]
    if dose[0] > LATE_START_GY or abs(above[0] - stated) <= max(0.02 * stated, 0.1):
        return []
    text = say(
        "The file states a volume of {stated} mL but the curve begins with {above} mL.",
        stated=Number(f"{stated:.1f}"),
        above=Number(f"{above[0]:.1f}"),
    )
    return [DoseWarning("volume_mismatch", text)]


def _without_padding(dose: FloatArray, volume: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Drop rows that only fill a table's columns to equal length: after the curve, dose and volume both zero."""
    end = len(dose)
    while end > 1 and dose[end - 1] == 0 and volume[end - 1] == 0:
        end -= 1
    return dose[:end], volume[:end]


def _without_slips(dose: FloatArray, volume: FloatArray) -> tuple[FloatArray, FloatArray, int]:
    """Drop single rows whose dose falls back while the rows around them go on, if they are few (at most 1 in 100).

    Tables that went through a spreadsheet are seen with such a row.
    """
    before, after = dose[:-2], dose[2:]
    slipped = 1 + np.flatnonzero((dose[1:-1] < before) & (after > before))
    if not len(slipped) or len(slipped) > len(dose) // 100:
        return dose, volume, 0
    return np.delete(dose, slipped), np.delete(volume, slipped), len(slipped)


def _cumulative(
    raw: RawCurve, dose: FloatArray, volume: FloatArray, refuse: Callable[[Said], DoseFileError]
) -> tuple[FloatArray, FloatArray, list[DoseWarning]]:
    """Turn a differential curve into a cumulative one; a cumulative one must not rise."""
    largest = float(volume.max())
    rises = np.flatnonzero(np.diff(volume) > RISE * largest)
    kind, notes = raw.differential, []
    if kind == "unstated":
        kind = ""
        # A peak: near zero at both ends, and rising over several points, as no cumulative curve with a slip does.
        ends_low = max(volume[0], volume[-1]) <= 0.02 * largest and volume[0] <= np.median(volume[volume > 0])
        if len(rises) >= DIFFERENTIAL_RISES and ends_low:
            kind = "per_bin"
            notes = [
                DoseWarning(
                    "taken_as_differential",
                    say("The curve begins and ends near zero; it was read as volume per dose bin."),
                )
            ]
    if not kind:
        if len(rises):
            raise refuse(
                fault("rises at {dose} Gy, which a cumulative DVH cannot", dose=Number(f"{dose[rises[0] + 1]:.2f}"))
            )
        return dose, np.minimum.accumulate(volume), notes
    if (np.diff(dose) == 0).any():
        raise refuse(say("gives volume per dose bin and repeats a dose"))
    middle = (dose[1:] + dose[:-1]) / 2
    first = max(dose[0] - (middle[0] - dose[0]), 0.0)
    edges = np.concatenate([[first], middle, [dose[-1] + (dose[-1] - middle[-1])]])
    parts = volume * np.diff(edges) if kind == "per_gy" else volume
    above = np.concatenate([np.cumsum(parts[::-1])[::-1], [0.0]])
    if raw.is_percent and above[0] > 0:
        above = above * (100.0 / above[0]) if abs(above[0] - 100) < 2 else above
    return edges, above, notes
