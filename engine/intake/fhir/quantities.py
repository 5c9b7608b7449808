"""Numbers with units: UCUM by table and nothing else; a bound, a text or a missing unit is no value."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine.case.entry import Entered, judge_number
from engine.case.fields import FieldSpec
from engine.case.units import plain_text
from engine.intake.codes import CodeTables
from engine.intake.facts import Reason
from engine.intake.fhir.resources import Json

#: More digits are noise of a conversion.
_DIGITS = 15
_LONGEST_UNIT = 20


@dataclass(frozen=True, slots=True)
class Number:
    """A number in the field's own unit.

    Attributes
    ----------
    given : number and unit as recorded, where another unit was recorded.
    unusual : it lies outside the usual range: taken, and told.
    """

    value: float | int
    given: str = ""
    unusual: bool = False


@dataclass(frozen=True, slots=True)
class NoValue:
    """There is no value that can be taken."""

    reason: Reason
    detail: str = ""


def read_quantity(body: Json, reads: str, spec: FieldSpec, tables: CodeTables) -> Number | NoValue:
    """Read the value of an observation or of one of its components as a number.

    Parameters
    ----------
    reads : the row of the table of units.
    spec : the field, which knows what is possible and usual.
    """
    if body.get("dataAbsentReason") is not None:
        return NoValue("not_performed", _absent_because(body["dataAbsentReason"]))
    quantity = body.get("valueQuantity")
    if quantity is None and isinstance(body.get("valueInteger"), (int, Decimal)):
        quantity = {"value": body["valueInteger"]}
    if not isinstance(quantity, dict):
        return _other_value(body)
    if quantity.get("comparator"):
        return NoValue("bound_not_value", as_bound(quantity))
    number = _as_decimal(quantity.get("value"))
    if number is None:
        return NoValue("not_performed" if _is_absent(quantity) else "no_number")
    return _converted(number, quantity, reads, spec, tables)


def _other_value(body: Json) -> NoValue:
    if body.get("valueString") is not None or body.get("valueCodeableConcept") is not None:
        return NoValue("text_not_number")
    if any(key.startswith("value") for key in body):
        return NoValue("no_number")
    return NoValue("not_performed")


def _converted(
    number: Decimal, quantity: dict[str, Any], reads: str, spec: FieldSpec, tables: CodeTables
) -> Number | NoValue:
    code, named = quantity.get("code"), quantity.get("unit")
    if code is None and named is None and (reads, "1") in tables.units:
        # A ratio or a score has no unit to be named.
        return _judged(number, spec, "")
    if code is None or tables.system(quantity.get("system")) != "ucum":
        return NoValue("unit_missing", short_unit(named if code is None else code))
    factors = tables.units.get((reads, str(code)))
    if factors is None:
        return NoValue("unit_not_in_table", short_unit(code))
    shown = tables.units.get((reads, str(named))) if named is not None else None
    if shown is not None and shown != factors:
        return NoValue("units_disagree", f"{short_unit(named)}, {short_unit(code)}")
    factor, divisor = factors
    value = number * factor / divisor
    given = "" if factor == divisor == 1 else f"{_as_text(number)} {short_unit(code)}"
    return _judged(Decimal(f"{value:.{_DIGITS - 1}e}"), spec, given)


def _judged(number: Decimal, spec: FieldSpec, given: str) -> Number | NoValue:
    """Hold it against the field's ranges: the form would refuse it, or ask about a slip of units."""
    judged = judge_number(spec, number, spec.unit or "", "")
    shown = f"{_as_text(number)} {spec.unit}" if not given else f"{given}, {_as_text(number)} {spec.unit}"
    if not isinstance(judged, Entered) or judged.slip is not None:
        return NoValue("out_of_range", shown)
    value = judged.value
    # Only a day is text, and no quantity is a day.
    assert not isinstance(value, str)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return Number(value, given, judged.question is not None)


def _as_decimal(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        return None
    number = Decimal(value)
    return number if number.is_finite() and abs(number) < Decimal("1e15") else None


def _as_text(value: object) -> str:
    number = _as_decimal(value)
    if number is None:
        return ""
    return plain_text(Decimal(f"{number:.{_DIGITS - 1}e}"))


def as_bound(quantity: dict[str, Any]) -> str:
    """Return a bound as it is recorded: "<0.5"."""
    return f"{str(quantity['comparator'])[:2]}{_as_text(quantity.get('value'))}"


def short_unit(unit: object) -> str:
    """A unit as recorded: text from outside, so that only the length of a unit is shown of it."""
    text = "".join(sign for sign in str(unit) if sign.isprintable()) if unit is not None else ""
    return text if len(text) <= _LONGEST_UNIT and not any(sign.isspace() for sign in text) else ""


def _is_absent(quantity: dict[str, Any]) -> bool:
    places = [quantity, quantity.get("_value")]
    return any(
        str(found.get("url", "")).endswith("/data-absent-reason")
        for place in places
        if isinstance(place, dict)
        for found in (place.get("extension") or [])
        if isinstance(found, dict)
    )


def _absent_because(reason: object) -> str:
    coding = reason.get("coding") if isinstance(reason, dict) else None
    first = coding[0] if isinstance(coding, list) and coding and isinstance(coding[0], dict) else {}
    code = first.get("code")
    return code if isinstance(code, str) and code in _ABSENT_REASONS else ""


#: http://terminology.hl7.org/CodeSystem/data-absent-reason
_ABSENT_REASONS = frozenset(
    {
        "as-text",
        "asked-declined",
        "asked-unknown",
        "error",
        "masked",
        "negative-infinity",
        "not-a-number",
        "not-applicable",
        "not-asked",
        "not-performed",
        "not-permitted",
        "positive-infinity",
        "temp-unknown",
        "unknown",
        "unsupported",
    }
)
