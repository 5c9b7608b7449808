"""How a published figure and a harm are written: value, of how many, interval, grade; one way for every reader."""

from __future__ import annotations

from engine.findings.assessment import FigureFinding, ToxicityFinding
from engine.findings.records.finding import PublishedFinding
from engine.findings.wording import join_words, lower_first, with_unit
from engine.wording.literature import provenance_words
from engine.wording.numbers import (
    amount_words,
    bound_words,
    exact_interval_words,
    printed_percent,
    span_words,
    worked_out_percent,
)
from engine.wording.readings import reading_words

NOT_GIVEN = "not given"
_COUNTS = ("patients", "lesions", "events")
_INTERVALS = {
    "exact": "exact 95 %",
    "confidence": "published 95 %",
    "range": "range",
    "interquartile": "quartiles",
    "standard_error": "± standard error",
    "standard_deviation": "± standard deviation",
}


def figure_value(figure: FigureFinding) -> str:
    """Return a published figure in words: "11 of 20 (55 %)", "median 19 months", "≥ 700 mL"."""
    if figure.text is not None:
        return figure.text
    bound = bound_words(figure.bound)
    if figure.value is None:
        return _without_value(figure, bound)
    if figure.statistic in ("rate", "count") and figure.events is not None and figure.patients:
        if figure.statistic == "rate" and figure.obtained != "derived":
            share = printed_percent(figure.value)
        else:
            share = worked_out_percent(figure.events / figure.patients)
        return f"{bound}{figure.events} of {figure.patients}{_counted(figure.counted)} ({share} %)"
    if figure.statistic == "p_value":
        return f"p {bound or '= '}{with_unit(figure.value, None)}"
    if figure.statistic == "count" and figure.patients and figure.unit in _COUNTS:
        return f"{bound}{with_unit(figure.value, None)} of {figure.patients}{_counted(figure.counted)}"
    words = f"{bound}{amount_words(figure.value, figure.unit, obtained=figure.obtained)}"
    if figure.statistic in ("median", "mean"):
        words = f"{figure.statistic} {words}"
    if figure.low is not None and figure.high is not None:
        words += f" (range {span_words(figure.low, figure.high, figure.unit, obtained=figure.obtained)})"
    return words


def _without_value(figure: FigureFinding, bound: str) -> str:
    if figure.low is not None and figure.high is not None:
        return bound + span_words(figure.low, figure.high, figure.unit, obtained=figure.obtained)
    if figure.low is not None:
        return f"from {amount_words(figure.low, figure.unit, obtained=figure.obtained)}"
    if figure.high is not None:
        return f"up to {amount_words(figure.high, figure.unit, obtained=figure.obtained)}"
    return NOT_GIVEN


def figure_denominator(figure: FigureFinding) -> str:
    """Return "n = 65" of a figure whose value does not name its denominator; nothing where it does or has none."""
    named = figure.text is not None or (figure.statistic in ("rate", "count") and figure.events is not None)
    counted = figure.statistic == "count" and figure.unit in _COUNTS
    if named or counted or not figure.patients:
        return ""
    return f"n = {figure.patients}{_counted(figure.counted)}"


def figure_interval(figure: FigureFinding) -> str:
    """Return the interval with its kind: "exact 95 %: 32 to 77 %", or nothing where there is none."""
    if figure.interval is None:
        return ""
    low, high = figure.interval
    kind = _INTERVALS.get(figure.interval_kind or "", (figure.interval_kind or "interval").replace("_", " "))
    if figure.interval_kind == "exact":
        return f"{kind}: {exact_interval_words((low, high))}"
    unit = None if figure.unit in ("p", "p value") else figure.unit
    return f"{kind}: {span_words(low, high, unit, obtained=figure.obtained)}"


def value_detail(found: FigureFinding | ToxicityFinding) -> str:
    """Return what stands beside a value: its denominator where it lacks it, its interval, how it was read, of when."""
    if isinstance(found, FigureFinding):
        own = (figure_denominator(found), figure_interval(found))
    else:
        own = ("", harm_interval(found))
    parts = (*own, reading_words(found), applies_words(found), provenance_words(found))
    return "; ".join(part for part in parts if part)


def applies_words(found: PublishedFinding, *, only_against: bool = False) -> str:
    """Return under which conditions a figure was observed: where they do not hold here, where they do, or nothing.

    only_against : say it of those alone that do not hold, where there is little room.
    """
    why = join_words(lower_first(words) for words in found.applies_because)
    if found.applies == "no":
        return f"observed under other conditions: {why}"
    return f"observed under the same conditions: {why}" if found.applies == "yes" and not only_against else ""


def harm_count(harm: ToxicityFinding) -> str:
    """Return "2 of 20"; the count alone where the source does not say of how many; "not given" without a count."""
    if harm.events is None:
        return NOT_GIVEN
    return f"{harm.events} of {harm.patients}" if harm.patients is not None else f"{harm.events}"


def harm_rate(harm: ToxicityFinding) -> str:
    """Return the rate in percent: worked out from the count, else as it is printed."""
    if harm.rate is None:
        return NOT_GIVEN
    if harm.events is None or not harm.patients:
        return f"{bound_words(harm.bound)}{printed_percent(harm.rate, obtained=harm.obtained)} %"
    return f"{worked_out_percent(harm.rate)} %"


def harm_interval(harm: ToxicityFinding) -> str:
    """Return the exact interval: "exact 95 %: 1.2 to 32 %", or nothing where there is none."""
    return f"{_INTERVALS['exact']}: {exact_interval_words(harm.interval)}" if harm.interval is not None else ""


def harm_value(harm: ToxicityFinding) -> str:
    """Return count and rate of a harm on one line: "2 of 20 (10 %)", "< 2 % of 87"."""
    if harm.events is not None:
        if harm.patients is None:
            return f"{harm.events}, of how many is not given"
        share = f" ({harm_rate(harm)})" if harm.rate is not None else ""
        return f"{harm_count(harm)}{_counted(harm.counted)}{share}"
    if harm.rate is not None:
        return f"{harm_rate(harm)}{f' of {harm.patients}{_counted(harm.counted)}' if harm.patients else ''}"
    return "no count given"


_PHASES = {"acute": "acute", "late": "late", "acute_and_late": "acute and late"}


def harm_grading(harm: ToxicityFinding) -> str:
    """Return grade, phase and scale in words: "grade ≥ 3, late, CTCAE 3.0"; what the label says already is left out."""
    said = harm.label.lower()
    parts = []
    if harm.grade is None or harm.grade == NOT_GIVEN:
        parts.append("grade not given")
    elif "grade" not in said:
        grade = harm.grade
        for sign in (">=", "<="):
            grade = grade.replace(sign, bound_words(sign))
        parts.append(f"grade {grade.replace('-', '–')}" if any(map(str.isdigit, grade)) else grade)
    missing = []
    phase = _PHASES.get(harm.phase or "")
    if phase is None:
        missing.append("acute or late")
    elif phase not in said:
        parts.append(phase)
    if harm.scale and harm.scale != NOT_GIVEN:
        parts.append(harm.scale)
    else:
        missing.append("scale")
    if missing:
        parts.append(f"{' and '.join(missing)} not given")
    return ", ".join(parts)


def _counted(counted: str) -> str:
    return "" if counted == "patients" else f" {counted}"
