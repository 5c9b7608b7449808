"""How a published figure and a harm are written: value, of how many, interval, grade; one way for every reader."""

from __future__ import annotations

from engine.findings.assessment import FigureFinding, ToxicityFinding
from engine.findings.records.finding import PublishedFinding
from engine.findings.wording import join_words, lower_first, with_unit
from engine.wording.literature import provenance_words
from engine.wording.numbers import (
    amount_words,
    bound_words,
    bounded,
    exact_interval_words,
    percent_words,
    printed_percent,
    span_words,
    worked_out_percent,
)
from engine.wording.readings import reading_words
from engine.words.said import Number, in_row, say, template

NOT_GIVEN = "not given"
_COUNTS = ("patients", "lesions", "events")
_INTERVALS = {
    "exact": template("exact 95 %"),
    "confidence": template("published 95 %"),
    "range": template("range"),
    "interquartile": template("quartiles"),
    "standard_error": template("± standard error"),
    "standard_deviation": template("± standard deviation"),
}
#: so many of whom; patients are not named
_OF = {
    "patients": template("{events} of {patients}"),
    "lesions": template("{events} of {patients} lesions"),
    "sites": template("{events} of {patients} sites"),
    "evaluations": template("{events} of {patients} evaluations"),
}
_SIZES = {
    "patients": template("n = {patients}"),
    "lesions": template("n = {patients} lesions"),
    "sites": template("n = {patients} sites"),
    "evaluations": template("n = {patients} evaluations"),
}
_AVERAGES = {"median": template("median {value}"), "mean": template("mean {value}")}


def figure_value(figure: FigureFinding) -> str:
    """Return a published figure in words: "11 of 20 (55 %)", "median 19 months", "≥ 700 mL"."""
    if figure.text is not None:
        return figure.text
    if figure.value is None:
        return _without_value(figure)
    if figure.statistic in ("rate", "count") and figure.events is not None and figure.patients:
        if figure.statistic == "rate" and figure.obtained != "derived":
            share = printed_percent(figure.value)
        else:
            share = worked_out_percent(figure.events / figure.patients)
        count = _of(str(figure.events), figure.patients, figure.counted)
        return say("{value} ({share})", value=bounded(figure.bound, count), share=percent_words(share))
    if figure.statistic == "p_value":
        return in_row(("p", bound_words(figure.bound).strip() or "=", with_unit(figure.value, None)))
    if figure.statistic == "count" and figure.patients and figure.unit in _COUNTS:
        return bounded(figure.bound, _of(with_unit(figure.value, None), figure.patients, figure.counted))
    words = bounded(figure.bound, amount_words(figure.value, figure.unit, obtained=figure.obtained))
    if figure.statistic in _AVERAGES:
        words = say(_AVERAGES[figure.statistic], value=words)
    if figure.low is not None and figure.high is not None:
        span = span_words(figure.low, figure.high, figure.unit, obtained=figure.obtained)
        words = say("{value} (range {span})", value=words, span=span)
    return words


def _without_value(figure: FigureFinding) -> str:
    if figure.low is not None and figure.high is not None:
        return bounded(figure.bound, span_words(figure.low, figure.high, figure.unit, obtained=figure.obtained))
    if figure.low is not None:
        return say("from {low}", low=amount_words(figure.low, figure.unit, obtained=figure.obtained))
    if figure.high is not None:
        return say("up to {high}", high=amount_words(figure.high, figure.unit, obtained=figure.obtained))
    return say("not given")


def figure_denominator(figure: FigureFinding) -> str:
    """Return "n = 65" of a figure whose value does not name its denominator; nothing where it does or has none."""
    named = figure.text is not None or (figure.statistic in ("rate", "count") and figure.events is not None)
    counted = figure.statistic == "count" and figure.unit in _COUNTS
    if named or counted or not figure.patients:
        return ""
    return say(_SIZES.get(figure.counted, f"n = {{patients}} {figure.counted}"), patients=str(figure.patients))


def figure_interval(figure: FigureFinding) -> str:
    """Return the interval with its kind: "exact 95 %: 32 to 77 %", or nothing where there is none."""
    if figure.interval is None:
        return ""
    low, high = figure.interval
    kind = _INTERVALS.get(figure.interval_kind or "", (figure.interval_kind or "interval").replace("_", " "))
    if figure.interval_kind == "exact":
        return say("{kind}: {span}", kind=kind, span=exact_interval_words((low, high)))
    unit = None if figure.unit in ("p", "p value") else figure.unit
    return say("{kind}: {span}", kind=kind, span=span_words(low, high, unit, obtained=figure.obtained))


def value_detail(found: FigureFinding | ToxicityFinding) -> str:
    """Return what stands beside a value: its denominator where it lacks it, its interval, how it was read, of when."""
    if isinstance(found, FigureFinding):
        own = (figure_denominator(found), figure_interval(found))
    else:
        own = ("", harm_interval(found))
    return in_row((*own, reading_words(found), applies_words(found), provenance_words(found)), "; ")


def applies_words(found: PublishedFinding, *, only_against: bool = False) -> str:
    """Return under which conditions a figure was observed: where they do not hold here, where they do, or nothing.

    only_against : say it of those alone that do not hold, where there is little room.
    """
    why = join_words(lower_first(words) for words in found.applies_because)
    if found.applies == "no":
        return say("observed under other conditions: {why}", why=why)
    if found.applies == "yes" and not only_against:
        return say("observed under the same conditions: {why}", why=why)
    return ""


def harm_count(harm: ToxicityFinding) -> str:
    """Return "2 of 20"; the count alone where the source does not say of how many; "not given" without a count."""
    if harm.events is None:
        return say("not given")
    if harm.patients is None:
        return Number(f"{harm.events}")
    return _of(str(harm.events), harm.patients, "patients")


def harm_rate(harm: ToxicityFinding) -> str:
    """Return the rate in percent: worked out from the count, else as it is printed."""
    if harm.rate is None:
        return say("not given")
    if harm.events is None or not harm.patients:
        return bounded(harm.bound, percent_words(printed_percent(harm.rate, obtained=harm.obtained)))
    return percent_words(worked_out_percent(harm.rate))


def harm_interval(harm: ToxicityFinding) -> str:
    """Return the exact interval: "exact 95 %: 1.2 to 32 %", or nothing where there is none."""
    if harm.interval is None:
        return ""
    return say("{kind}: {span}", kind=_INTERVALS["exact"], span=exact_interval_words(harm.interval))


def harm_value(harm: ToxicityFinding) -> str:
    """Return count and rate of a harm on one line: "2 of 20 (10 %)", "< 2 % of 87"."""
    if harm.events is not None:
        if harm.patients is None:
            return say("{events}, of how many is not given", events=str(harm.events))
        count = _of(str(harm.events), harm.patients, harm.counted)
        return say("{value} ({share})", value=count, share=harm_rate(harm)) if harm.rate is not None else count
    if harm.rate is not None:
        return _of(harm_rate(harm), harm.patients, harm.counted) if harm.patients else harm_rate(harm)
    return say("no count given")


_PHASES = {"acute": template("acute"), "late": template("late"), "acute_and_late": template("acute and late")}


def harm_grading(harm: ToxicityFinding) -> str:
    """Return grade, phase and scale in words: "grade ≥ 3, late, CTCAE 3.0"; what the label says already is left out."""
    said = harm.label.lower()
    parts: list[str] = []
    if harm.grade is None or harm.grade == NOT_GIVEN:
        parts.append(say("grade not given"))
    elif "grade" not in said:
        parts.append(grade_words(harm.grade))
    phase = _PHASES.get(harm.phase or "")
    if phase is not None and phase not in said:
        parts.append(phase)
    has_scale = bool(harm.scale) and harm.scale != NOT_GIVEN
    if has_scale:
        parts.append(harm.scale or "")
        parts.append("" if phase else say("acute or late not given"))
    else:
        parts.append(say("scale not given") if phase else say("acute or late and scale not given"))
    return in_row(parts, ", ")


def grade_words(grade: str) -> str:
    """Return a grade in words: "grade ≥ 3", "grade 3–4"; one that is no number as the library has it."""
    if not any(map(str.isdigit, grade)):
        return grade
    for sign in (">=", "<="):
        if grade.startswith(sign):
            return say("grade {grade}", grade=in_row((bound_words(sign).strip(), grade.removeprefix(sign).strip())))
    return say("grade {grade}", grade=grade.replace("-", "–"))


def _of(count: str, patients: int, counted: str) -> str:
    """Return "2 of 20", "2 of 20 lesions"."""
    words = _OF.get(counted, f"{{events}} of {{patients}} {counted}")
    return say(words, events=count, patients=str(patients))
