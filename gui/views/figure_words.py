"""Published numbers as they are written on screen: counts with denominators, percentages, intervals, months."""

from __future__ import annotations

from engine.case.units import plain_text
from engine.evidence.library import Library
from engine.findings.assessment import FigureFinding, ToxicityFinding
from engine.findings.wording import with_unit
from engine.report.readings import reading_words

_INTERVALS = {
    "exact": "exact 95 %:",
    "confidence": "published 95 %:",
    "range": "range",
    "interquartile": "quartiles",
    "standard_error": "standard error",
    "standard_deviation": "standard deviation",
}


def number_text(number: float) -> str:
    """Return a number with at most three decimals and none too many."""
    return plain_text(round(number, 3))


def percent_digits(rate: float) -> str:
    """Return a proportion in per cent with one decimal where it has one, without the sign."""
    return plain_text(round(rate * 100, 1))


def percent(rate: float) -> str:
    """Return a proportion in per cent."""
    return f"{percent_digits(rate)} %"


def amount(number: float, unit: str) -> str:
    """Return a number in its unit, a proportion in per cent."""
    if unit == "proportion":
        return percent(number)
    return with_unit(round(number, 3), unit)


def stretch(low: float, high: float, unit: str) -> str:
    """Return a range in its unit."""
    if unit == "proportion":
        return f"{_limit_digits(low)} to {_limit_digits(high)} %"
    return f"{number_text(low)} to {amount(high, unit)}"


def toxicity_value(found: ToxicityFinding) -> str:
    """Return the count and rate of a harm."""
    if found.events is not None and found.patients:
        share = f" ({percent(found.rate)})" if found.rate is not None else ""
        return f"{found.events} of {found.patients}{_counted(found.counted)}{share}"
    if found.events is not None:
        return f"{found.events}, of how many is not given"
    if found.rate is not None:
        of = f" of {found.patients}{_counted(found.counted)}" if found.patients else ""
        return f"{_bound(found.bound)}{percent(found.rate)}{of}"
    return "no count given"


def figure_value(found: FigureFinding) -> str:
    """Return the value of a figure with its denominator where it has one."""
    of = f" of {found.patients}{_counted(found.counted)}" if found.patients else ""
    if found.events is not None and found.patients:
        return f"{found.events}{of} ({percent(found.events / found.patients)})"
    if found.statistic == "text" or (found.value is None and found.low is None and found.high is None):
        return found.text or found.printed
    if found.statistic == "p_value" and found.value is not None:
        return f"p {found.bound or '='} {plain_text(found.value)}"
    if found.value is not None:
        text = f"{_bound(found.bound)}{amount(found.value, found.unit)}"
        if found.low is not None and found.high is not None:
            text += f" (range {stretch(found.low, found.high, found.unit)})"
        return text + (f", n = {found.patients}" if found.patients else "")
    if found.low is not None and found.high is not None:
        return stretch(found.low, found.high, found.unit)
    if found.low is not None:
        return f"from {amount(found.low, found.unit)}"
    return f"up to {amount(found.high or 0.0, found.unit)}"


def interval_words(found: FigureFinding | ToxicityFinding) -> str:
    """Return the interval in words, with the mark of a number that is not as printed, or nothing."""
    return "; ".join(part for part in (_interval_alone(found), reading_words(found)) if part)


def _interval_alone(found: FigureFinding | ToxicityFinding) -> str:
    if found.interval is None:
        return ""
    kind = found.interval_kind if isinstance(found, FigureFinding) else "exact"
    unit = found.unit if isinstance(found, FigureFinding) and kind != "exact" else "proportion"
    return f"{_INTERVALS.get(kind or '', kind or '')} {stretch(found.interval[0], found.interval[1], unit)}"


def source_short(source: str, library: Library) -> str:
    """Return the short name of a source, with who reports it where it was not read itself."""
    record = library.sources.get(source)
    return record.short if record is not None else source


def humanised(name: str) -> str:
    """Return an identifier as words, beginning with a capital."""
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]


def _limit_digits(rate: float) -> str:
    """A limit of an interval in whole per cent, but never a false 0 or 100."""
    whole = round(rate * 100)
    return percent_digits(rate) if (whole in (0, 100) and rate not in (0.0, 1.0)) else str(whole)


def _counted(counted: str) -> str:
    return "" if counted == "patients" else f" {counted}"


def _bound(bound: str | None) -> str:
    return f"{bound} " if bound else ""
