"""What a person typed: not known, entered or unreadable; read the same in every locale.

The grammar of numbers is that of `engine.reading.number_text`. An unreadable entry leaves no number behind.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from engine.case.fields import FieldSpec, Slip
from engine.case.units import from_field_unit, plain_text, to_field_unit
from engine.reading.dates import read_date
from engine.reading.number_text import Unread, may_be_grouped, number_problem, read_number
from engine.words.said import Number, in_sentence, say


@dataclass(frozen=True, slots=True)
class NotKnown:
    """Nothing was typed."""


@dataclass(frozen=True, slots=True)
class Entered:
    """A number was typed.

    Attributes
    ----------
    value : in the field's own unit; a day as 2026-03-12.
    question : what to ask where the value is unusual, else None.
    slip : the unit that was probably meant, where the value looks like a slip of units.
    """

    # Kept out of the repr, which ends in logs and crash reports.
    value: float | int | str = field(repr=False)
    question: str | None = field(default=None, repr=False)
    slip: Slip | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The text means no acceptable value; `problem` says why and what to do."""

    # The problem may repeat the number.
    text: str = field(repr=False)
    problem: str = field(repr=False)


Entry = NotKnown | Entered | Unreadable


def read_number_text(text: str) -> Decimal | str:
    """Read one number: the number, or a sentence that says why it cannot be read.

    Parameters
    ----------
    text : as typed, surrounding blanks allowed.
    """
    number = read_number(text)
    return number_problem(text, number) if isinstance(number, Unread) else number


def entry_text(number: float | Decimal) -> str:
    """Return the text that means exactly this number when it is typed.

    As `plain_text`, but 1.234 becomes 1.2340: with three digits behind the mark it would be refused as grouping.
    """
    text = plain_text(number)
    return f"{text}0" if may_be_grouped(text) else text


def read_entry(spec: FieldSpec, text: str, unit: str | None = None) -> Entry:
    """Read what was typed into a number field.

    Parameters
    ----------
    spec : the field, of kind number or integer.
    text : as typed; the unit may stand behind the number where it is the one in use.
    unit : the unit in use; the field's own where absent.
    """
    in_use = unit or spec.unit or ""
    stripped = text.strip()
    if not stripped:
        return NotKnown()
    if in_use and stripped.endswith(in_use):
        stripped = stripped[: -len(in_use)].strip()
    number = read_number_text(stripped)
    if isinstance(number, str):
        return Unreadable(text, _amount(spec, stripped) or number)
    return judge_number(spec, number, in_use, text)


def read_date_entry(text: str) -> Entry:
    """Read what was typed into a field of a day."""
    if not text.strip():
        return NotKnown()
    day = read_date(text)
    return Unreadable(text, day) if isinstance(day, str) else Entered(day.isoformat())


def judge_number(spec: FieldSpec, number: Decimal, unit: str, text: str) -> Entry:
    """Hold a number against the field's ranges: refuse outside the hard one, ask outside the usual one."""
    value = to_field_unit(spec, number, unit)
    if spec.kind == "integer" and value != value.to_integral():
        return Unreadable(text, say("{field} must be a whole number.", field=spec.label))
    if spec.hard is not None and not Decimal(repr(spec.hard[0])) <= value <= Decimal(repr(spec.hard[1])):
        return Unreadable(text, _outside(spec, value, unit, spec.hard))
    accepted: int | float = int(value) if spec.kind == "integer" else float(value)
    if spec.usual is not None and not spec.usual[0] <= accepted <= spec.usual[1]:
        slip = _slip(spec, float(value))
        if slip is not None and unit == spec.unit:
            return Entered(accepted, _slip_question(spec, value, slip), slip)
        # Typed in another unit the person has chosen it: it is asked about in that unit.
        unusual = say(
            "{value} is unusual for {field}. Is it right?",
            value=_shown(spec, value, unit),
            field=in_sentence(spec.label),
        )
        return Entered(accepted, unusual, slip)
    return Entered(accepted)


def _amount(spec: FieldSpec, stripped: str) -> str:
    """Return what to do with an amount, with its unit, of which the field holds the share; "" where it is none."""
    for slip in spec.slips:
        if slip.factor is None and stripped.casefold().endswith(slip.unit.casefold()):
            number = read_number_text(stripped[: -len(slip.unit)].strip())
            return "" if isinstance(number, str) else _meant(spec, number, slip)
    return ""


def _number(number: Decimal) -> Number:
    return Number(plain_text(number))


def _shown(spec: FieldSpec, value: Decimal, unit: str) -> str:
    number = _number(from_field_unit(spec, value, unit))
    # A ratio has no unit to be said.
    return number if unit in ("", "ratio") else say("{number} {unit}", number=number, unit=unit)


def _outside(spec: FieldSpec, value: Decimal, unit: str, hard: tuple[float, float]) -> str:
    low, high = (_number(from_field_unit(spec, Decimal(repr(limit)), unit)) for limit in hard)
    shown, slip = _shown(spec, value, unit), _slip(spec, float(value))
    if unit in ("", "ratio"):
        outside = say("{value} is outside {low} to {high}.", value=shown, low=low, high=high)
    else:
        outside = say("{value} is outside {low} to {high} {unit}.", value=shown, low=low, high=high, unit=unit)
    return outside if slip is None else say("{first} {then}", first=outside, then=_meant(spec, value, slip))


def _slip(spec: FieldSpec, value: float) -> Slip | None:
    """Return the slip of units that would explain an unusual value."""
    if spec.usual is None:
        return None
    for slip in spec.slips:
        low, high = slip.amounts or spec.usual
        if low <= value / (slip.factor or 1) <= high:
            return slip
    return None


def _slip_question(spec: FieldSpec, value: Decimal, slip: Slip) -> str:
    unusual = say(
        "{value} {unit} is unusual for {field}.",
        value=_number(value),
        unit=spec.unit or "",
        field=in_sentence(spec.label),
    )
    return say("{first} {then}", first=unusual, then=_meant(spec, value, slip))


def _meant(spec: FieldSpec, value: Decimal, slip: Slip) -> str:
    if slip.factor is None:
        return say(
            "Did you mean {value} {other}? Enter its share of the whole, in {unit}.",
            value=_number(value),
            other=slip.unit,
            unit=spec.unit or "",
        )
    return say(
        "Did you mean {value} {other}, which is {meant} {unit}?",
        value=_number(value),
        other=slip.unit,
        meant=_number(round(Decimal(repr(float(value) / slip.factor)), 3)),
        unit=spec.unit or "",
    )
