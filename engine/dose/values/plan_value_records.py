"""What one reading of a plan gives: values with their structures, what is not given, and sizes of the tumours."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any, Final

from engine.dose.errors import DoseFileError
from engine.dose.records import FileHash, SparedLiver
from engine.dose.values.plan_table import NamedOrgan, PlanTable, WantedValue, structures_of
from engine.words.said import Number, fault, in_row, listed, own, say, small

FORMAT: Final = "beamside-plan-values/1"
FRACTIONS_FIELD: Final = "fractions"
#: tenths that the computation itself may be off: 10.00001 Gy are 10.0
_NOISE: Final = 1e-3


@dataclass(frozen=True, slots=True)
class PlanValue:
    """One value of a plan.

    Attributes
    ----------
    field : the case's field; empty for what is shown alone.
    organ : label of the organ; empty for what belongs to the course.
    quantity, amount : as in the table (`WantedValue`), or ``fractions`` and ``prescription``.
    value : in `unit`, rounded to what a case keeps: doses up, spared volumes down, so that rounding meets no limit.
    structures : names in the file.
    caution : one sentence where the value is a bound or needs a look before it is taken; else empty.
    printed : of a threshold of spared liver: which sources print it for which fractions, in one sentence; else empty.
    """

    field: str
    organ: str
    quantity: str
    amount: float | None
    value: float
    unit: str
    structures: tuple[str, ...]
    method: str
    caution: str = ""
    printed: str = ""


@dataclass(frozen=True, slots=True)
class NotGiven:
    """What the plan does not give: the case's field (or the organ's label) and why, in one sentence."""

    field: str
    organ: str
    text: str


@dataclass(frozen=True, slots=True)
class TumourSize:
    """A tumour structure: volume in mL, and largest diameter on an axial plane in cm (None from a DVH export)."""

    structure: str
    volume_ml: float
    diameter_cm: float | None


@dataclass(frozen=True, slots=True)
class PlanValues:
    """All values of one plan, what it does not give, and the tumours' sizes to be held against the typed ones."""

    values: tuple[PlanValue, ...]
    not_given: tuple[NotGiven, ...]
    tumours: tuple[TumourSize, ...]
    file_hashes: tuple[FileHash, ...]

    @property
    def organs(self) -> dict[str, tuple[str, ...]]:
        """Structures of each organ at risk, by its label."""
        return {
            value.organ: value.structures
            for value in self.values
            if value.quantity not in ("below", "volume") and value.organ and value.structures
        }


def plan_values_as_json(values: PlanValues) -> dict[str, Any]:
    """Give all values as plain JSON.

    Returns
    -------
    dict
        `values` (each with field, organ, quantity, value, unit, structures, method, caution), `not_given`, `tumours`,
        and `inputs`: what a case can take as it stands, without the values that carry a caution.
    """
    return {
        "format": FORMAT,
        "values": [
            {
                "field": value.field or None,
                "organ": value.organ or None,
                "quantity": value.quantity,
                "amount": value.amount,
                "value": value.value,
                "unit": value.unit,
                "structures": list(value.structures),
                "method": value.method,
                "caution": value.caution or None,
                "printed": value.printed or None,
            }
            for value in values.values
        ],
        "not_given": [
            {"field": item.field or None, "organ": item.organ or None, "text": item.text} for item in values.not_given
        ],
        "tumours": [
            {"structure": size.structure, "volume_ml": size.volume_ml, "diameter_cm": size.diameter_cm}
            for size in values.tumours
        ],
        "inputs": {value.field: value.value for value in values.values if value.field and not value.caution},
    }


def named_by_user(table: PlanTable, organs: Mapping[str, Sequence[str]] | None) -> dict[str, tuple[str, ...]]:
    """Return the structures that the user names for organs; raises DoseFileError where there is no such organ."""
    named = {organ: tuple(names) for organ, names in (organs or {}).items()}
    for organ in named:
        if organ not in table.ids:
            raise DoseFileError(
                "--organ",
                repr(organ),
                say("is no organ of the table"),
                fault("name one: {ids}", ids=", ".join(table.ids)),
            )
    return named


def structures_or_why(organ: NamedOrgan, chosen: Sequence[str] | None, names: Sequence[str]) -> tuple[str, ...] | str:
    """Return the organ's structures, or why there are none."""
    if chosen is not None:
        return tuple(chosen)
    found = structures_of(organ, names)
    if not found:
        return say("No contoured structure is called as the {organ} is.", organ=small(organ.label))
    if len(found) > 1 and not organ.is_of_parts:
        return say(
            "{number} structures are called as the {organ} is: {names}.",
            number=str(len(found)),
            organ=small(organ.label),
            names=joined([own(repr(name)) for name in found], "{first} and {last}"),
        )
    return found


def rounded_value(
    wanted: WantedValue, organ: str, value: float, structures: Iterable[str], method: str, caution: str
) -> PlanValue:
    """Return a value as a case keeps it: volumes down and doses up to a tenth, since rounding must meet no limit."""
    if wanted.quantity in ("below", "volume"):
        rounded, unit = math.floor(value * 10 + _NOISE) / 10, "mL"
    else:
        rounded, unit = math.ceil(value * 10 - _NOISE) / 10, "Gy"
    return PlanValue(
        wanted.field, organ, wanted.quantity, wanted.amount, rounded, unit, tuple(structures), method, caution
    )


def stated_value(field: str, quantity: str, value: float, unit: str) -> PlanValue:
    """Return a value of the course that the plan states."""
    return PlanValue(field, "", quantity, None, value, unit, (), say("As the plan states it."))


def spared_value(result: SparedLiver, wanted: WantedValue, weighted: str) -> list[PlanValue]:
    """The spared liver: where the grid is short, only what is certainly spared counts."""
    volume = spared_for_case(result)
    if volume is None:
        return []
    caution = weighted
    if result.outside_grid_ml:
        caution = say(
            "{volume} mL lie outside the dose grid and are not counted as spared.",
            volume=Number(f"{result.outside_grid_ml:.0f}"),
        )
    value = rounded_value(wanted, "Normal liver", volume, result.structures, result.method, caution)
    return [replace(value, printed=printed_for(wanted, result.fractions, value.value))]


def printed_for(wanted: WantedValue, fractions: int | None, volume_ml: float | None = None) -> str:
    """Return who prints a threshold of spared liver and for which fractions, and whether the volume reaches theirs.

    Parameters
    ----------
    fractions : those of the plan; it is held against what is printed for as many, and against nothing else.
    volume_ml : below the threshold.
    """
    dose = Number(f"{wanted.amount:g}")
    if not wanted.printed:
        return say(
            "No source of the library prints a threshold of {dose} Gy; there is nothing to compare this volume with.",
            dose=dose,
        )
    said: list[str] = [
        say(
            "{dose} Gy for {fractions} fractions: {sources}.",
            dose=dose,
            fractions=listed(map(str, one.fractions), "{first} or {last}"),
            sources=own(", ".join(one.sources)),
        )
        for one in wanted.printed
    ]
    same = [one for one in wanted.printed if fractions in one.fractions]
    if fractions is not None and not same:
        said.append(
            say("This plan has {number}, for which none of them prints a threshold.", number=str(fractions)),
        )
    least = {one.least_ml for one in same if one.least_ml is not None}
    if volume_ml is not None and len(least) == 1:
        said.append(_reached(volume_ml, least.pop()))
    return in_row(said)


def _reached(volume_ml: float, least_ml: float) -> str:
    least = Number(f"{least_ml:g}")
    if volume_ml >= least_ml:
        return say("The {least} mL printed with it are reached.", least=least)
    return say("The {least} mL printed with it are not reached.", least=least)


def joined(texts: Sequence[str], how: str) -> str:
    """Return texts joined by a template with the places `first` and `last`."""
    return reduce(lambda first, last: say(how, first=first, last=last), texts)


def spared_for_case(result: SparedLiver) -> float | None:
    """Return the spared volume that a case may take: tenths of a mL, rounded down, since rounding must meet no limit.

    Where the dose grid is short, and between two points of an exported curve, only what is certainly spared counts.
    None where the files do not tell.
    """
    volume = result.trusted_below_threshold_ml
    if result.outside_grid_ml or (volume is not None and result.source_format != "dicom_rt"):
        volume = result.lower_bound_ml
    return None if volume is None else math.floor(volume * 10 + 1e-9) / 10
