"""DVH exports of planning systems: reading them, and the spared liver from one of their curves."""

from __future__ import annotations

import hashlib
import re
from difflib import get_close_matches
from pathlib import Path

import numpy as np

from engine.dose.dicom_file import check_is_file
from engine.dose.dvh_eclipse import looks_like_eclipse, read_eclipse
from engine.dose.dvh_monaco import looks_like_monaco, read_monaco
from engine.dose.dvh_pinnacle import looks_like_pinnacle, read_pinnacle
from engine.dose.dvh_raystation import looks_like_raystation, read_raystation
from engine.dose.dvh_records import UNNAMED, DvhFile, DvhStructure, RawCurve, checked
from engine.dose.dvh_table import read_table
from engine.dose.dvh_text import decode, not_a_dvh, read_bytes
from engine.dose.errors import DoseFileError
from engine.dose.records import DoseVolumeCurve, DoseWarning, FileHash, MissingItem, SparedLiver

MEAN_SHARE = 0.05
MEAN_GY = 0.15
NO_DOSE_GY = 0.1
NO_DOSE_SHARE = 0.2
_MINUS = re.compile(r"[-_ ](i?gtv|ctv|ptv|itv)|minus|without|normal|healthy|ohne|sin|sans|senza|spared", re.IGNORECASE)


def read_dvh(path: str | Path) -> DvhFile:
    """Read a DVH export: text of Eclipse, RayStation or Monaco, a plain table, or a folder of Pinnacle.

    Parameters
    ----------
    path
        The file, or Pinnacle's folder.

    Raises
    ------
    DoseFileError
        Where it is none of these, or holds a curve that cannot be right.
    """
    path = Path(path)
    try:
        is_folder = path.is_dir()
    except (OSError, ValueError):
        is_folder = False
    fractions = None
    if is_folder:
        curves, fractions, contents = read_pinnacle(path)
        dialect = "pinnacle"
    else:
        check_is_file(path, "give a DVH export as text")
        contents = read_bytes(path)
        dialect, curves = _curves(path, decode(path, contents))
    structures = tuple(checked(path, curve) for curve in curves)
    if not structures:
        raise not_a_dvh(path)
    return DvhFile(path, dialect, structures, hashlib.sha256(contents).hexdigest(), fractions)


def _curves(path: Path, text: str) -> tuple[str, list[RawCurve]]:
    if looks_like_raystation(text):
        return "raystation", read_raystation(path, text)
    if looks_like_monaco(text):
        return "monaco", read_monaco(path, text)
    if looks_like_pinnacle(text):
        raise DoseFileError(
            path, "file", "is one file of a Pinnacle export and lacks name and units", "give the export's folder"
        )
    if looks_like_eclipse(text):
        return "eclipse", read_eclipse(path, text)
    return "table", read_table(path, text)


def spared_liver_from_dvh(
    dvh: DvhFile,
    *,
    structure: str | None = None,
    plan: str | None = None,
    threshold_gy: float = 15.0,
    structure_volume_ml: float | None = None,
) -> SparedLiver:
    """Take the volume below a dose from a curve of the planning system.

    Parameters
    ----------
    dvh
        What `read_dvh` returned.
    structure
        Name of the structure; may be left out where the file holds one alone.
    plan
        Name of the plan, where the structure occurs in several.
    threshold_gy
        The threshold dose, Gy.
    structure_volume_ml
        The structure's volume as the user knows it, for exports that give percent alone.

    Raises
    ------
    DoseFileError
        Where the structure is not there or not the only one of its name, its curve cannot be used, contradicts the
        stated mean dose, or ends before the threshold.
    """
    if not (np.isfinite(threshold_gy) and 0 < threshold_gy < 500):
        raise DoseFileError(
            dvh.path, "threshold", f"{threshold_gy:g} Gy is not a dose", "give a threshold between 0 and 500 Gy"
        )
    if structure_volume_ml is not None and not (np.isfinite(structure_volume_ml) and structure_volume_ml > 0):
        raise DoseFileError(dvh.path, "volume", "is not a positive number of mL", "give the structure's volume in mL")
    chosen = _choose(dvh, structure, plan)
    field = f"structure {chosen.name!r}"
    if chosen.problem:
        raise DoseFileError(dvh.path, field, chosen.problem, "export the DVH with absolute dose (Gy or cGy)")
    _check_mean(dvh.path, field, chosen)
    above = _share_above(dvh.path, field, chosen, threshold_gy)
    volume = chosen.volume_ml if chosen.volume_ml is not None else structure_volume_ml
    warnings = [*chosen.notes, *_warnings(chosen, volume)]
    missing = []
    if dvh.fractions is None:
        missing.append(MissingItem("fractions", "A DVH export of this kind does not tell the number of fractions."))
    below = lower = upper = outside = None
    curve = None
    if volume is None:
        missing.append(
            MissingItem(
                "structure_volume_ml", f"The export gives {chosen.name!r} in percent alone; its volume is needed."
            )
        )
    else:
        below = volume * (1.0 - above)
        outside = volume * chosen.outside_percent / 100.0
        lower, upper = max(below - outside, 0.0), min(below + outside, volume)
        curve = DoseVolumeCurve(
            np.concatenate([[0.0], chosen.dose_gy]) if chosen.dose_gy[0] > 0 else chosen.dose_gy.copy(),
            volume * (1.0 - np.concatenate([[1.0], _shares(chosen)]))
            if chosen.dose_gy[0] > 0
            else volume * (1.0 - _shares(chosen)),
            chosen.name,
        )
    return SparedLiver(
        normal_liver_ml=volume,
        below_threshold_ml=below,
        lower_bound_ml=lower,
        upper_bound_ml=upper,
        outside_grid_ml=outside,
        threshold_gy=float(threshold_gy),
        fractions=dvh.fractions,
        warnings=tuple(warnings),
        missing=tuple(missing),
        curve=curve,
        tps_curve=curve,
        tps_below_threshold_ml=below,
        trusted_below_threshold_ml=below,
        trusted_source="planning_system",
        below_threshold_percent=100.0 * (1.0 - above),
        structures=(chosen.name,),
        tumour_outside_liver_ml=(),
        file_hashes=(FileHash("dvh", dvh.sha256),),
        method="Read from the planning system's exported curve, interpolated linearly between its points.",
        source_format=dvh.dialect,
    )


def _choose(dvh: DvhFile, name: str | None, plan: str | None) -> DvhStructure:
    names = list(dict.fromkeys(structure.name for structure in dvh.structures))
    listed = ", ".join(repr(candidate) for candidate in names[:12])
    if name is None:
        if len(dvh.structures) == 1:
            return dvh.structures[0]
        if len(names) > 1:
            raise DoseFileError(
                dvh.path, "structure", f"must be named, since the file holds {len(names)}", f"choose one of: {listed}"
            )
        name = names[0]
    found = [s for s in dvh.structures if s.name == name]
    folded = name.strip().casefold()
    found = found or [s for s in dvh.structures if s.name.strip().casefold() == folded]
    if plan is not None:
        found = [s for s in found if s.plan.strip().casefold() == plan.strip().casefold()]
    if len(found) == 1:
        return found[0]
    if found:
        plans = ", ".join(sorted({repr(s.plan) for s in found}))
        raise DoseFileError(
            dvh.path, f"structure {name!r}", f"occurs {len(found)} times (plans {plans})", "say which plan is meant"
        )
    near = get_close_matches(name, names, n=3, cutoff=0.5)
    near_listed = ", ".join(repr(candidate) for candidate in near) or listed
    raise DoseFileError(dvh.path, f"structure {name!r}", "is not in the file", f"choose one of its own: {near_listed}")


def _shares(chosen: DvhStructure) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Share of the structure at or above each dose, 0 to 1."""
    if chosen.is_percent:
        whole = 100.0
    else:
        # The curve's own start, not the stated volume, which is rounded; unless the curve begins late.
        stated = chosen.volume_ml if chosen.volume_ml is not None else float(chosen.above[0])
        whole = float(chosen.above[0]) if chosen.dose_gy[0] == 0 else max(stated, float(chosen.above[0]))
    return np.asarray(np.clip(chosen.above / whole, 0.0, 1.0))


def _share_above(path: Path, field: str, chosen: DvhStructure, threshold_gy: float) -> float:
    shares = _shares(chosen)
    if threshold_gy > chosen.dose_gy[-1] and shares[-1] > 1e-3:
        raise DoseFileError(
            path,
            field,
            f"ends at {chosen.dose_gy[-1]:.2f} Gy with {100 * shares[-1]:.1f} % of the volume left",
            "export the curve up to its largest dose",
        )
    if threshold_gy < chosen.dose_gy[0]:
        return float(np.interp(threshold_gy, [0.0, chosen.dose_gy[0]], [1.0, shares[0]]))
    if threshold_gy > chosen.dose_gy[-1]:
        return 0.0
    return float(np.interp(threshold_gy, chosen.dose_gy, shares))


def _check_mean(path: Path, field: str, chosen: DvhStructure) -> None:
    """Compare the curve's mean with the stated one: what catches mixed-up units and columns."""
    stated = chosen.stated_mean_gy
    if stated is None:
        return
    mean = chosen.mean_gy()
    if abs(mean - stated) > max(MEAN_SHARE * max(stated, mean), MEAN_GY):
        raise DoseFileError(
            path,
            field,
            f"has a curve with a mean of {mean:.2f} Gy but states a mean dose of {stated:.2f} Gy",
            "export the DVH again and check its units",
        )


def _warnings(chosen: DvhStructure, volume: float | None) -> list[DoseWarning]:
    warnings = []
    if chosen.outside_percent > 0:
        warnings.append(
            DoseWarning(
                "outside_grid",
                f"{chosen.outside_percent:.1f} % of {chosen.name} lie outside the dose grid, says the export.",
            )
        )
    undosed = 1.0 - float(np.interp(NO_DOSE_GY, chosen.dose_gy, _shares(chosen), left=1.0))
    if undosed > NO_DOSE_SHARE:
        amount = f"{100 * undosed:.0f} %" if volume is None else f"{undosed * volume:.0f} mL"
        warnings.append(
            DoseWarning(
                "volume_without_dose",
                f"{amount} of {chosen.name} receive less than {NO_DOSE_GY:g} Gy; check that dose was computed there.",
            )
        )
    if chosen.name != UNNAMED and not _MINUS.search(chosen.name):
        warnings.append(
            DoseWarning(
                "tumour_included",
                f"The curve is of {chosen.name!r} as contoured; if that includes the tumours, normal liver is less.",
            )
        )
    return warnings
