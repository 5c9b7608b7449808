"""DVH exports of planning systems: reading them, and the spared liver from one of their curves."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import numpy as np

from engine.dose.dicom.dicom_file import check_is_file
from engine.dose.dvh.dialects.dvh_eclipse import looks_like_eclipse, read_eclipse
from engine.dose.dvh.dialects.dvh_mirada import looks_like_mirada, read_mirada
from engine.dose.dvh.dialects.dvh_mobius import looks_like_mobius, read_mobius
from engine.dose.dvh.dialects.dvh_monaco import looks_like_monaco, read_monaco
from engine.dose.dvh.dialects.dvh_oncentra import looks_like_oncentra, read_oncentra
from engine.dose.dvh.dialects.dvh_pinnacle import looks_like_pinnacle, read_pinnacle
from engine.dose.dvh.dialects.dvh_proknow import looks_like_proknow, read_proknow
from engine.dose.dvh.dialects.dvh_raystation import looks_like_raystation, read_raystation
from engine.dose.dvh.dvh_gaps import GAP, gap_words, share_above_within
from engine.dose.dvh.dvh_options import NO_ANSWERS, DvhOptions, check_answers
from engine.dose.dvh.dvh_records import LATE_START_GY, UNNAMED, DvhFile, DvhStructure, RawCurve, checked, unusable
from engine.dose.dvh.dvh_table import read_table
from engine.dose.dvh.dvh_text import decode, encoding_of, not_a_dvh, read_bytes
from engine.dose.errors import DoseFileError
from engine.dose.records import DoseVolumeCurve, DoseWarning, FileHash, FloatArray, MissingItem, SparedLiver
from engine.reading.explanation import Explanation
from engine.reading.many_objects import no_search_for_cycles
from engine.words.said import Number, fault, say

MEAN_SHARE = 0.05
MEAN_GY = 0.15
NO_DOSE_GY = 0.1
NO_DOSE_SHARE = 0.2
DIALECTS = {
    "eclipse": "Eclipse",
    "mirada": "Mirada",
    "mobius": "Mobius3D",
    "monaco": "Monaco",
    "oncentra": "Oncentra MasterPlan",
    "pinnacle": "Pinnacle",
    "proknow": "ProKnow",
    "raystation": "RayStation",
    "table": say("a table"),
}
#: dialects that leave open what the user may say
ANSWERED = ("table", "mirada", "mobius")
_MINUS = re.compile(r"[-_ ](i?gtv|ctv|ptv|itv)|minus|without|normal|healthy|ohne|sin|sans|senza|spared", re.IGNORECASE)


@no_search_for_cycles()
def read_dvh(path: str | Path, options: DvhOptions = NO_ANSWERS) -> DvhFile:
    """Read a DVH export: text of a planning system, ProKnow's JSON, a table, or a folder of Pinnacle.

    Parameters
    ----------
    path
        The file, or Pinnacle's folder.
    options
        What the user says about a table (or Mirada's text) that does not say it itself.

    Raises
    ------
    DoseFileError
        Where it is none of these, or holds a curve that cannot be right.
    """
    path = Path(path)
    check_answers(path, options)
    try:
        is_folder = path.is_dir()
    except (OSError, ValueError):
        is_folder = False
    fractions = None
    if is_folder:
        curves, fractions, contents = read_pinnacle(path)
        dialect = "pinnacle"
    else:
        check_is_file(path, say("give a DVH export as text"))
        contents = read_bytes(path)
        dialect, curves = _curves(path, decode(path, contents), options)
    if options.says_anything and dialect not in ANSWERED:
        problem = fault(
            "is in the form of {dialect}, which states its units and columns itself", dialect=DIALECTS[dialect]
        )
        raise DoseFileError(path, "options", problem, say("leave out units and columns"))
    structures = _checked(path, curves)
    if not structures:
        raise not_a_dvh(path)
    explanation = Explanation(path.name)
    explanation.recognised.append(f"A DVH in the form of {DIALECTS[dialect]}, {len(structures)} curves.")
    if encoding := "" if is_folder else encoding_of(contents):
        explanation.recognised.append(f"The text is encoded as {encoding}.")
    explanation.left_out += [f"{s.name}: cannot be used, since it {s.problem}." for s in structures if s.problem]
    return DvhFile(path, dialect, structures, hashlib.sha256(contents).hexdigest(), fractions, explanation)


def _checked(path: Path, curves: list[RawCurve]) -> tuple[DvhStructure, ...]:
    """Check every curve; one that cannot be right is refused when it is asked for, all of them at once."""
    structures, first_error = [], None
    for curve in curves:
        if curve.problem and not curve.dose:
            structures.append(unusable(curve, curve.problem))
            continue
        try:
            structures.append(checked(path, curve))
        except DoseFileError as error:
            first_error = first_error or error
            structures.append(unusable(curve, curve.problem or error.problem))
    if first_error is not None and all(structure.problem for structure in structures):
        raise first_error
    return tuple(structures)


def _curves(path: Path, text: str, options: DvhOptions) -> tuple[str, list[RawCurve]]:
    if looks_like_proknow(text):
        return "proknow", read_proknow(path, text)
    if looks_like_mobius(text):
        return "mobius", read_mobius(path, text, options)
    if looks_like_mirada(text):
        return "mirada", read_mirada(path, text, options)
    if looks_like_raystation(text):
        return "raystation", read_raystation(path, text)
    if looks_like_monaco(text):
        return "monaco", read_monaco(path, text)
    if looks_like_oncentra(text):
        return "oncentra", read_oncentra(path, text)
    if looks_like_pinnacle(text):
        raise DoseFileError(
            path,
            "file",
            say("is one file of a Pinnacle export and lacks name and units"),
            say("give the export's folder"),
        )
    if looks_like_eclipse(text):
        return "eclipse", read_eclipse(path, text)
    return "table", read_table(path, text, options)


def spared_liver_from_dvh(
    dvh: DvhFile,
    *,
    structure: str | None = None,
    plan: str | None = None,
    course: str | None = None,
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
    plan, course
        Name of the plan and of its course, where the structure occurs in several.
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
            dvh.path,
            "threshold",
            say("{threshold_gy} Gy is not a dose", threshold_gy=Number(f"{threshold_gy:g}")),
            say("give a threshold between 0 and 500 Gy"),
        )
    if structure_volume_ml is not None and not (np.isfinite(structure_volume_ml) and structure_volume_ml > 0):
        raise DoseFileError(
            dvh.path, "volume", say("is not a positive number of mL"), say("give the structure's volume in mL")
        )
    chosen = choose_curve(dvh, structure, plan, course)
    field = f"structure {chosen.name!r}"
    if chosen.problem:
        remedy = say("export the DVH with absolute, physical dose (Gy or cGy) and the unit of its volumes")
        raise DoseFileError(dvh.path, field, chosen.problem, remedy)
    _check_mean(dvh.path, field, chosen)
    volume = chosen.volume_ml if chosen.volume_ml is not None else structure_volume_ml
    warnings = [*chosen.notes, *_warnings(chosen, volume), *_unlike_stated(chosen, structure_volume_ml)]
    missing = []
    if dvh.fractions is None:
        missing.append(
            MissingItem("fractions", say("A DVH export of this kind does not tell the number of fractions."))
        )
    if volume is None:
        what = "in percent alone" if chosen.is_percent else f"from {chosen.dose_gy[0]:.1f} Gy up alone"
        missing.append(
            MissingItem(
                "structure_volume_ml",
                say("The export gives {name} {what}; its volume is needed.", name=repr(chosen.name), what=what),
            )
        )
    found = _below(dvh.path, field, chosen, threshold_gy, volume)
    warnings += found.warnings
    outside = None if volume is None else volume * chosen.outside_percent / 100.0
    lower, upper = found.lower_ml, found.upper_ml
    if outside is not None and volume is not None and lower is not None and upper is not None:
        lower, upper = max(lower - outside, 0.0), min(upper + outside, volume)
    curve = None if volume is None else _as_curve(chosen, volume)
    return SparedLiver(
        normal_liver_ml=volume,
        below_threshold_ml=found.below_ml,
        lower_bound_ml=lower,
        upper_bound_ml=upper,
        outside_grid_ml=outside,
        threshold_gy=float(threshold_gy),
        fractions=dvh.fractions,
        warnings=tuple(warnings),
        missing=tuple(missing),
        curve=curve,
        tps_curve=curve,
        tps_below_threshold_ml=found.below_ml,
        trusted_below_threshold_ml=found.below_ml,
        trusted_source="planning_system",
        below_threshold_percent=found.percent,
        structures=(chosen.name,),
        tumour_outside_liver_ml=(),
        file_hashes=(FileHash("dvh", dvh.sha256),),
        method=say("Read from the planning system's exported curve, interpolated linearly between its points."),
        source_format=dvh.dialect,
    )


def explain_dvh(
    dvh: DvhFile,
    result: SparedLiver,
    organs: Mapping[str, Sequence[str]] | None = None,
    curve: DvhStructure | None = None,
) -> Explanation:
    """Return what was recognised, converted and left out on the way to a result.

    organs: as of `explain_plan`. curve: the one that the result was read off, where its name alone does not tell.
    """
    told = dvh.explanation
    chosen = [curve] if curve is not None else [s for s in dvh.structures if s.name in result.structures]
    organs_used = {name for names in (organs or {}).values() for name in names}
    others = len([s for s in dvh.structures if s.name not in organs_used and s not in chosen])
    recognised = [*told.recognised, *(_as_read(structure) for structure in chosen)]
    recognised += [f"{label}: {', '.join(map(repr, names))}." for label, names in (organs or {}).items()]
    converted = [sentence for structure in chosen for sentence in structure.told]
    if result.normal_liver_ml is not None and result.below_threshold_ml is not None:
        whole = f"{result.normal_liver_ml:.1f} mL"
        converted += [f"{s.name}: percent were taken of {whole}." for s in chosen if s.is_percent]
    left_out = [*told.left_out, *([f"{others} other curves."] if others > 0 else [])]
    return Explanation(told.file, recognised, converted, [item.text for item in result.missing], left_out)


def _as_read(chosen: DvhStructure) -> str:
    """What a curve was taken for, in one sentence."""
    unit = "percent" if chosen.is_percent else "mL"
    of = " of ".join(part for part in (chosen.plan and f"plan {chosen.plan!r}", chosen.course) if part)
    first, last = float(chosen.dose_gy[0]), float(chosen.dose_gy[-1])
    words = say(
        "The curve of {name}{what}: {dose_gy} points",
        name=repr(chosen.name),
        what=f", {of}" if of else "",
        dose_gy=str(len(chosen.dose_gy)),
    )
    return f"{words} from {first:g} to {last:g} Gy, volumes in {unit}."


def _unlike_stated(chosen: DvhStructure, given_ml: float | None) -> list[DoseWarning]:
    stated = chosen.volume_ml
    if given_ml is None or stated is None or abs(given_ml - stated) <= 0.02 * stated:
        return []
    text = say(
        "The file gives {name} {stated} mL, and that was used, not the {given_ml} mL given.",
        name=chosen.name,
        stated=Number(f"{stated:.1f}"),
        given_ml=Number(f"{given_ml:.1f}"),
    )
    return [DoseWarning("volume_unlike_given", text)]


@dataclass(frozen=True, slots=True)
class _Below:
    """Volume below the threshold, with bounds; bounds alone where the curve begins above it or has a gap there."""

    below_ml: float | None
    lower_ml: float | None
    upper_ml: float | None
    percent: float | None
    warnings: tuple[DoseWarning, ...] = ()


def _below(path: Path, field: str, chosen: DvhStructure, threshold_gy: float, volume: float | None) -> _Below:
    first = float(chosen.dose_gy[0])
    begins = say(
        "The curve of {name} begins at {first} Gy; what lies below is not known.",
        name=chosen.name,
        first=Number(f"{first:.1f}"),
    )
    if volume is None and not chosen.is_percent:
        # The curve begins late and nobody knows the whole: only what lies between its start and the threshold counts.
        above = chosen.above / float(chosen.above[0])
        # Refused where the curve ends before; of what it says, what is certain.
        _share_above(path, field, chosen, above, max(threshold_gy, first))
        share = 1.0 - share_above_within(chosen.dose_gy, above, max(threshold_gy, first)).most
        least = share * float(chosen.above[0]) if threshold_gy >= first else 0.0
        return _Below(None, least, None, None, (DoseWarning("begins_late", begins),))
    shares = _shares(chosen, volume)
    if threshold_gy < first and first > LATE_START_GY and shares[0] < 0.999:
        most = None if volume is None else volume * (1.0 - float(shares[0]))
        least_ml = None if volume is None else 0.0
        return _Below(None, least_ml, most, None, (DoseWarning("begins_late", begins),))
    above_share = _share_above(path, field, chosen, shares, threshold_gy)
    within = share_above_within(chosen.dose_gy, shares, threshold_gy)
    least_ml, most_ml = (None if volume is None else volume * (1.0 - share) for share in (within.most, within.least))
    if within.is_open:
        gap = DoseWarning(GAP, gap_words(chosen.name, within, threshold_gy))
        return _Below(None, least_ml, most_ml, None, (gap,))
    below = None if volume is None else volume * (1.0 - above_share)
    return _Below(below, least_ml, most_ml, 100.0 * (1.0 - above_share))


def _as_curve(chosen: DvhStructure, volume: float) -> DoseVolumeCurve:
    shares = _shares(chosen, volume)
    if chosen.dose_gy[0] > 0:
        return DoseVolumeCurve(
            np.concatenate([[0.0], chosen.dose_gy]), volume * (1.0 - np.concatenate([[1.0], shares])), chosen.name
        )
    return DoseVolumeCurve(chosen.dose_gy.copy(), volume * (1.0 - shares), chosen.name)


def choose_curve(dvh: DvhFile, name: str | None, plan: str | None, course: str | None) -> DvhStructure:
    """Return the one curve that is meant; errors as of `spared_liver_from_dvh`."""
    names = list(dict.fromkeys(structure.name for structure in dvh.structures))
    listed = ", ".join(repr(candidate) for candidate in names[:12])
    if name is None:
        if len(names) > 1:
            raise DoseFileError(
                dvh.path,
                "structure",
                fault("must be named, since the file holds {number}", number=len(names)),
                fault("choose one of: {listed}", listed=listed),
            )
        name = names[0]
    found = [s for s in dvh.structures if s.name == name]
    folded = name.strip().casefold()
    found = found or [s for s in dvh.structures if s.name.strip().casefold() == folded]
    if not found:
        near = get_close_matches(name, names, n=3, cutoff=0.5)
        near_listed = ", ".join(repr(candidate) for candidate in near) or listed
        raise DoseFileError(
            dvh.path,
            f"structure {name!r}",
            say("is not in the file"),
            fault("choose one of its own: {near_listed}", near_listed=near_listed),
        )
    fitting = [s for s in found if plan is None or s.plan.strip().casefold() == plan.strip().casefold()]
    fitting = [s for s in fitting if course is None or s.course.strip().casefold() == course.strip().casefold()]
    if len(fitting) == 1:
        return fitting[0]
    plans = ", ".join(sorted({_plan_of(s) for s in found}))
    if not fitting:
        raise DoseFileError(
            dvh.path,
            f"structure {name!r}",
            say("is not in the file for this plan and course"),
            fault("there are: {plans}", plans=plans),
        )
    raise DoseFileError(
        dvh.path,
        f"structure {name!r}",
        fault("occurs {number} times ({plans})", number=len(fitting), plans=plans),
        say("say which plan is meant by its plan and course"),
    )


def _plan_of(structure: DvhStructure) -> str:
    return f"plan {structure.plan!r}" + (f" of course {structure.course!r}" if structure.course else "")


def _shares(chosen: DvhStructure, volume: float | None = None) -> FloatArray:
    """Share of the structure at or above each dose, 0 to 1."""
    if chosen.is_percent:
        whole = 100.0
    else:
        # The curve's own start, not the stated volume, which is rounded; unless the curve begins late.
        first = float(chosen.above[0])
        whole = first if chosen.dose_gy[0] == 0 else max(chosen.volume_ml or volume or first, first)
    return np.asarray(np.clip(chosen.above / whole, 0.0, 1.0))


def _share_above(path: Path, field: str, chosen: DvhStructure, shares: FloatArray, threshold_gy: float) -> float:
    """Share at or above a dose; at a vertical step all of the step counts as at that dose."""
    if threshold_gy > chosen.dose_gy[-1] and shares[-1] > 1e-3:
        raise DoseFileError(
            path,
            field,
            say(
                "ends at {dose_gy} Gy with {part} % of the volume left",
                dose_gy=Number(f"{chosen.dose_gy[-1]:.2f}"),
                part=Number(f"{100 * shares[-1]:.1f}"),
            ),
            say("export the curve up to its largest dose"),
        )
    if threshold_gy < chosen.dose_gy[0]:
        return float(np.interp(threshold_gy, [0.0, chosen.dose_gy[0]], [1.0, shares[0]]))
    if threshold_gy > chosen.dose_gy[-1]:
        return 0.0
    at = int(np.searchsorted(chosen.dose_gy, threshold_gy, side="left"))
    if chosen.dose_gy[at] == threshold_gy:
        return float(shares[at])
    return float(np.interp(threshold_gy, chosen.dose_gy[at - 1 : at + 1], shares[at - 1 : at + 1]))


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
            say(
                "has a curve with a mean of {mean} Gy but states a mean dose of {stated} Gy",
                mean=Number(f"{mean:.2f}"),
                stated=Number(f"{stated:.2f}"),
            ),
            say("export the DVH again and check its units"),
        )


def _warnings(chosen: DvhStructure, volume: float | None) -> list[DoseWarning]:
    warnings = []
    if chosen.outside_percent > 0:
        warnings.append(
            DoseWarning(
                "outside_grid",
                say(
                    "{outside_percent} % of {name} lie outside the dose grid, says the export.",
                    outside_percent=Number(f"{chosen.outside_percent:.1f}"),
                    name=chosen.name,
                ),
            )
        )
    undosed = 1.0 - float(np.interp(NO_DOSE_GY, chosen.dose_gy, _shares(chosen), left=1.0))
    if undosed > NO_DOSE_SHARE:
        amount = f"{100 * undosed:.0f} %" if volume is None else f"{undosed * volume:.0f} mL"
        warnings.append(
            DoseWarning(
                "volume_without_dose",
                say(
                    "{amount} of {name} receive less than {no_dose_gy} Gy; check that dose was computed there.",
                    amount=amount,
                    name=chosen.name,
                    no_dose_gy=Number(f"{NO_DOSE_GY:g}"),
                ),
            )
        )
    if chosen.name != UNNAMED and not _MINUS.search(chosen.name):
        warnings.append(
            DoseWarning(
                "tumour_included",
                say(
                    "The curve is of {name} as contoured; if that includes the tumours, normal liver is less.",
                    name=repr(chosen.name),
                ),
            )
        )
    return warnings
