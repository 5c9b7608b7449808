"""Everything that a DVH export gives for the case, read off the curves of one plan."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from engine.dose.dvh.dvh_files import spared_liver_from_dvh
from engine.dose.dvh.dvh_gaps import GAP, open_dose_words, share_above_within
from engine.dose.dvh.dvh_records import DvhFile, DvhStructure
from engine.dose.errors import DoseFileError
from engine.dose.records import FileHash, FloatArray, SparedLiver
from engine.dose.values.plan_table import LIVER, NamedOrgan, PlanTable, WantedValue
from engine.dose.values.plan_value_records import (
    FRACTIONS_FIELD,
    NotGiven,
    PlanValue,
    PlanValues,
    TumourSize,
    named_by_user,
    rounded_value,
    spared_value,
    stated_value,
    structures_or_why,
)
from engine.dose.values.structure_names import check_named, insisted, liver_named_otherwise
from engine.words.said import NOTHING, Number, fault, in_row, own, say, small

_METHOD: Final = say("Read off the planning system's exported curve.")
#: share of a volume below which an export rounds it away
_ROUNDED: Final = 1e-5


def values_of_dvh(
    dvh: DvhFile,
    result: SparedLiver,
    liver: DvhStructure,
    table: PlanTable,
    *,
    organs: Mapping[str, Sequence[str]] | None = None,
    anyway: Collection[str] = (),
) -> PlanValues:
    """Take every value of the table from a DVH export.

    Parameters
    ----------
    dvh, result, liver : the export, the spared liver read from it at any threshold, and the curve that it was read off
        (`choose_curve`); organs are looked for in the same plan and course.
    table, organs, anyway : as in `values_of_plan`.

    Raises
    ------
    DoseFileError : a structure that the user named is not in the export, or its name clearly says another organ.
    """
    same = [s for s in dvh.structures if (s.plan, s.course) == (liver.plan, liver.course) and s is not liver]
    chosen = named_by_user(table, organs)
    _check_there(dvh, chosen, [*same, liver])
    check_named(table, chosen, anyway, result.structures)
    doubtful = in_row((liver_named_otherwise(table, result.structures), _caution(liver)))
    found: list[PlanValue] = []
    unknown: list[NotGiven] = []
    for wanted in table.values:
        if wanted.organ == LIVER:
            if wanted.quantity == "below":
                below = _at_threshold(dvh, result, liver, wanted)
                spared = spared_value(below, wanted, doubtful)
                found += spared
                if not spared:
                    gaps = [warning.text for warning in below.warnings if warning.kind == GAP]
                    unknown += [NotGiven(wanted.field, "Normal liver", gap) for gap in gaps]
                continue
            found += _of_liver(liver, wanted, doubtful)
            continue
        organ = table.organ(wanted.organ)
        structures = structures_or_why(organ, chosen.get(organ.id), [s.name for s in same])
        value = structures if isinstance(structures, str) else _of_organ(organ, structures, [*same, liver], wanted)
        if isinstance(value, str):
            unknown.append(NotGiven(wanted.field, organ.label, value))
        else:
            said = insisted(table, organ.id, value.structures, anyway)
            found.append(replace(value, method=in_row((value.method, said))))
    if result.fractions is not None:
        found.append(stated_value(FRACTIONS_FIELD, "fractions", result.fractions, "fractions"))
    else:
        why = say("A DVH export of this kind does not tell the number of fractions.")
        unknown.append(NotGiven(FRACTIONS_FIELD, "", why))
    sizes = tuple(
        TumourSize(s.name, round(s.volume_ml, 1), None)
        for s in same
        if s.volume_ml is not None and not s.problem and s.name.casefold().startswith(("gtv", "igtv"))
    )
    return PlanValues(tuple(found), tuple(unknown), sizes, (FileHash("dvh", dvh.sha256),))


def _check_there(dvh: DvhFile, chosen: Mapping[str, Sequence[str]], same: Sequence[DvhStructure]) -> None:
    names = [s.name for s in same]
    for name in (name for named in chosen.values() for name in named):
        if name not in names:
            listed = ", ".join(repr(candidate) for candidate in names[:12])
            raise DoseFileError(
                dvh.path,
                f"structure {name!r}",
                say("is not in the file"),
                fault("choose one of: {listed}", listed=listed),
            )


def _at_threshold(dvh: DvhFile, result: SparedLiver, liver: DvhStructure, wanted: WantedValue) -> SparedLiver:
    """Return the spared liver at the threshold that is wanted."""
    if wanted.amount is None or wanted.amount == result.threshold_gy:
        return result
    return spared_liver_from_dvh(
        dvh,
        structure=liver.name,
        plan=liver.plan,
        course=liver.course,
        threshold_gy=wanted.amount,
        structure_volume_ml=result.normal_liver_ml,
    )


def _of_liver(liver: DvhStructure, wanted: WantedValue, caution: str) -> list[PlanValue]:
    value = _off_the_curve(liver, wanted)
    if value is None:
        return []
    said = in_row(part for part in (caution, _open_dose(liver, wanted)) if part)
    return [rounded_value(wanted, "Normal liver", value, (liver.name,), _METHOD, said)]


def _open_dose(curve: DvhStructure, wanted: WantedValue) -> str:
    """What is to be said of a dose that the points of a curve leave open."""
    if curve.dose_gy[0] != 0 or wanted.quantity not in ("mean", "dose_at_percent"):
        return NOTHING
    return open_dose_words(curve, is_mean=wanted.quantity == "mean", share=(wanted.amount or 0.0) / 100.0)


def _of_organ(
    organ: NamedOrgan, structures: Sequence[str], same: Sequence[DvhStructure], wanted: WantedValue
) -> PlanValue | str:
    """Return the value, or why there is none."""
    curves = [s for s in same if s.name in structures]
    if bad := next((s for s in curves if s.problem), None):
        return say("The curve of {name} {problem}.", name=own(repr(bad.name)), problem=bad.problem)
    if len(curves) > 1 and wanted.quantity != "maximum":
        return say(
            "{number} curves are of parts of the {organ}, and only a maximum holds for all.",
            number=str(len(curves)),
            organ=small(organ.label),
        )
    values = [_off_the_curve(curve, wanted) for curve in curves]
    known = [value for value in values if value is not None]
    if not known or len(known) < len(values):
        return say("The curve of {name} does not reach so far.", name=own(repr(structures[0])))
    said = [*map(_caution, curves), *(_open_dose(curve, wanted) for curve in curves)]
    caution = next((one for one in said if one), "")
    return rounded_value(wanted, organ.label, max(known), structures, _METHOD, caution)


def _caution(curve: DvhStructure) -> str:
    """What has to be known before a value of this curve is taken."""
    if curve.outside_percent > 0:
        return say(
            "{percent} % of {name} lie outside the dose grid, says the export.",
            percent=Number(f"{curve.outside_percent:.1f}"),
            name=own(curve.name),
        )
    return next((note.text for note in curve.notes if note.kind == "effective_dose"), "")


def _off_the_curve(curve: DvhStructure, wanted: WantedValue) -> float | None:
    """Return a value of an exported curve; None where it does not reach so far."""
    if wanted.quantity == "maximum":
        return _maximum(curve)
    if wanted.quantity == "volume":
        return curve.volume_ml
    if curve.dose_gy[0] != 0:
        return None
    if wanted.quantity == "mean":
        return curve.mean_gy()
    share = curve.above / float(curve.above[0])
    amount = wanted.amount or 0.0
    if wanted.quantity == "below":
        if curve.volume_ml is None or (amount > curve.dose_gy[-1] and share[-1] > 0):
            return None
        # Only what is certainly below, as of the liver.
        return curve.volume_ml * (1.0 - share_above_within(curve.dose_gy, share, amount).most)
    return _dose_at(curve, share, amount / 100.0)


def _dose_at(curve: DvhStructure, share: FloatArray, wanted: float) -> float | None:
    """Dose that at least a share of the volume receives, Gy; at 1 the last dose that all of it receives."""
    last = int(np.flatnonzero(share >= wanted - _ROUNDED)[-1])
    if last + 1 == len(share):
        return None  # the curve ends above this share
    if share[last] <= wanted or wanted >= 1.0:
        return float(curve.dose_gy[last])
    step = (share[last] - wanted) / (share[last] - share[last + 1])
    return float(curve.dose_gy[last] + step * (curve.dose_gy[last + 1] - curve.dose_gy[last]))


def _maximum(curve: DvhStructure) -> float | None:
    """Dose at which the curve comes down to nothing, Gy; None where it ends before."""
    none_left = np.flatnonzero(curve.above <= _ROUNDED * float(curve.above[0]))
    return float(curve.dose_gy[none_left[0]]) if len(none_left) else None
