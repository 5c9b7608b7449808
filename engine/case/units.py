"""Conversions between the units of one field, exact in decimals: the only place where units change."""

from __future__ import annotations

from decimal import Decimal

from engine.case.fields import FieldSpec
from engine.words.said import Number, say, say_counted

#: units that are words, and have a singular
UNIT_WORDS = frozenset({"lesions", "cycles", "regimens", "fractions", "years", "months", "weeks"})

#: A quotient keeps three digits more than a product is shown with, so that there and back is the same number:
#: 1 µmol/L is 0.0584795321637427 mg/dL, and that is 1 µmol/L again and not 0.999999999999.
_DIGITS_OF_QUOTIENT = 15
_DIGITS_OF_PRODUCT = 12


class UnknownUnitError(ValueError):
    """The field cannot be given in this unit."""


def _rounded(number: Decimal, digits: int) -> Decimal:
    """Round to so many significant digits and drop trailing zeros, never in exponent form."""
    if number == 0:
        return Decimal(0)
    rounded = Decimal(f"{number:.{digits - 1}e}").normalize()
    # Not by quantize, which knows 28 digits: a key held down types forty.
    return Decimal(int(rounded)) if rounded == rounded.to_integral() else rounded


def _product(number: Decimal, factor: str) -> Decimal:
    return _rounded(number * Decimal(factor), _DIGITS_OF_PRODUCT)


def _quotient(number: Decimal, divisor: str) -> Decimal:
    return _rounded(number / Decimal(divisor), _DIGITS_OF_QUOTIENT)


def to_field_unit(spec: FieldSpec, number: Decimal, unit: str) -> Decimal:
    """Return `number`, typed in `unit`, in the field's own unit.

    Raises
    ------
    UnknownUnitError : the field knows no such unit.
    """
    if unit == spec.unit:
        return number
    for other in spec.alternative_units:
        if other.unit == unit:
            if other.factor is not None:
                return _product(number, other.factor)
            return _quotient(number, str(other.divisor))
    raise UnknownUnitError(f"{spec.label} cannot be given in {unit}")


def from_field_unit(spec: FieldSpec, number: Decimal, unit: str) -> Decimal:
    """Return `number`, in the field's own unit, in `unit`.

    Raises
    ------
    UnknownUnitError : the field knows no such unit.
    """
    if unit == spec.unit:
        return number
    for other in spec.alternative_units:
        if other.unit == unit:
            if other.factor is not None:
                return _quotient(number, other.factor)
            return _product(number, str(other.divisor))
    raise UnknownUnitError(f"{spec.label} cannot be given in {unit}")


def to_decimal(number: float | Decimal) -> Decimal:
    """Return the decimal number that a person would write for this float: 0.1 and not its binary expansion."""
    return Decimal(repr(number)) if isinstance(number, float) else Decimal(number)


def plain_text(number: float | Decimal) -> str:
    """Return the shortest text that means exactly this number: 5, 5.5, 0.075; never an exponent."""
    text = f"{to_decimal(number):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def amount(number: float | Decimal, unit: str | None) -> str:
    """Return a number with its unit: "5.5 cm", "1 lesion", "1.2"; a ratio has no unit to be said."""
    text = Number(plain_text(number))
    if not unit or unit == "ratio":
        return text
    if unit in UNIT_WORDS:
        return say_counted(float(number), f"{{number}} {unit[:-1]}", f"{{number}} {unit}", number=text)
    return say("{number} {unit}", number=text, unit=unit)
