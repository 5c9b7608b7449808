"""How a number is written: percentages, amounts, ranges and bounds, the same wherever they are shown.

Two kinds of percentage are told apart. A published one keeps the digits that were printed. One that is worked out here,
from a count or as an exact limit, has as many digits as a count of that size bears. Neither is ever rounded to a 0 or a
100 that it is not.
"""

from __future__ import annotations

from engine.case.units import plain_text
from engine.findings.wording import with_unit
from engine.words.said import Number, changed, in_row, say

#: signs of a bound as they are written before a number
BOUNDS = {"<": "< ", "<=": "≤ ", ">": "> ", ">=": "≥ "}

#: digits behind the point of a printed percentage at most; no source prints more
_MOST_PRINTED = 4
#: where a percentage stops being followed in search of its first digit that is not 0 or 9
_MOST_DIGITS = 17


def bound_words(bound: str | None) -> str:
    """Return "≤ " for "<=", and nothing where there is no bound."""
    return BOUNDS.get(bound or "", "")


def worked_out_percent(rate: float) -> str:
    """Return a proportion that was worked out, in percent without the sign: 0, 3.1, 14, 99.7, 100.

    Whole percent from 10 on, one decimal below; more where these would say 0 or 100 of a proportion that is neither.
    """
    percent = 100.0 * rate
    return _honest(percent, 0 if percent >= 9.95 else 1)


def printed_percent(rate: float, *, obtained: str = "printed") -> str:
    """Return a published proportion in percent, without the sign, with the digits it was printed with: 78.3, 68.75.

    Parameters
    ----------
    rate : proportion, 0 to 1.
    obtained : "derived" numbers have no printed digits and get one decimal.
    """
    return _honest(100.0 * rate, 1 if obtained == "derived" else _MOST_PRINTED)


def _honest(percent: float, decimals: int) -> str:
    text = _fixed(percent, decimals)
    # A proportion that the binary form puts a hair beside 0 or 1 is 0 or 1.
    if abs(percent) < 1e-12 or abs(percent - 100.0) < 1e-12:
        return text
    while float(text) in (0.0, 100.0) and decimals < _MOST_DIGITS:
        decimals += 1
        text = _fixed(percent, decimals)
    return text


def _fixed(percent: float, decimals: int) -> str:
    text = f"{percent:.{decimals}f}"
    return Number(text.rstrip("0").rstrip(".") if "." in text else text)


def number_words(number: float) -> str:
    """Return a number as it was stored, without the dust that the binary form adds behind the ninth digit."""
    return Number(plain_text(round(number, 9) + 0.0))


def percent_words(percent: str) -> str:
    """Return a number of percent with its sign: "78.3 %"."""
    return say("{number} {unit}", number=percent, unit="%")


def bounded(bound: str | None, words: str) -> str:
    """Return a number behind the sign of its bound, "≤ 5 cm", or as it is where it has none."""
    return in_row((bound_words(bound).strip(), words)) if bound else words


def amount_words(number: float, unit: str | None, *, obtained: str = "printed") -> str:
    """Return a published number in its unit, a proportion in percent: "17.5 months", "78.3 %", "2.554"."""
    if unit == "proportion":
        return percent_words(printed_percent(number, obtained=obtained))
    return with_unit(round(number, 9) + 0.0, unit)


def span_words(low: float, high: float, unit: str | None, *, obtained: str = "printed") -> str:
    """Return a published range in its unit: "81 to 100 %", "15 to 21 months"."""
    if unit == "proportion":
        first, last = printed_percent(low, obtained=obtained), amount_words(high, unit, obtained=obtained)
    else:
        first, last = number_words(low), amount_words(high, unit)
    return say("{low} to {high}", low=first, high=last)


def exact_interval_words(interval: tuple[float, float] | None) -> str:
    """Return the limits of an interval that was worked out: "1.2 to 32 %"; nothing where there is none."""
    if interval is None:
        return ""
    low, high = (worked_out_percent(limit) for limit in interval)
    return say("{low} to {high}", low=low, high=percent_words(high))


def signed_amount(value: float, unit: str | None) -> str:
    """Return a margin with its sign: "+2 lesions", "−0.5 cm", "0 cm"."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    # Margins are differences of decimal numbers: what the binary form adds behind the ninth digit is not meant.
    amount = with_unit(abs(round(value, 9)) + 0.0, unit)
    return say("{sign}{amount}", sign=sign, amount=amount)


def powers_of_ten(text: str) -> str:
    """Return powers of ten as they are printed: "244 × 10⁹/L"."""
    return changed(text, _powers_of_ten)


def _powers_of_ten(text: str) -> str:
    return text.replace("x 10^9/L", "× 10⁹/L").replace(" 10⁹/L", " × 10⁹/L").replace("× ×", "×")
