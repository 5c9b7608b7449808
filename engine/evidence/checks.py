"""What can be proved of the library by arithmetic alone, and what could not be."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.evidence.library import Library
from engine.evidence.records.cohorts import Cohort
from engine.evidence.records.figures import Figure
from engine.evidence.records.modalities import MODALITIES, Modality

_PERCENT = re.compile(r"(?<![\d.])(\d+(?:[.·]\d+)?)\s*%")
_QUOTIENT = re.compile(r"\(?(\d+(?:\.\d+)?)\)?\s*/\s*(\d+(?:\.\d+)?)")
_SUM = re.compile(r"\d+(?:\.\d+)?(?:\s*[+-]\s*\d+(?:\.\d+)?)+")
_FISHER = re.compile(r"two-sided Fisher exact test of (\d+), (\d+) against (\d+), (\d+)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Checked:
    """One statement about one record."""

    record: str
    text: str


@dataclass(slots=True)
class CheckResult:
    """What was proved, what is broken, and what could not be proved."""

    proved: list[Checked] = field(default_factory=list)
    broken: list[Checked] = field(default_factory=list)
    unproved: list[Checked] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Return the result as lines to read: what is broken, what could not be proved, and the counts."""
        many = [f"BROKEN    {found.record}: {found.text}" for found in self.broken]
        many += [f"unproved  {found.record}: {found.text}" for found in self.unproved]
        many.append(f"{len(self.proved)} proved, {len(self.broken)} broken, {len(self.unproved)} could not be proved")
        return many


def check_library(library: Library) -> CheckResult:
    """Hold counts against percentages, medians against ranges, subgroups against the whole."""
    result = CheckResult()
    for figure in library.figures.values():
        _sort(figure.id, _of_figure(figure), result)
        _sort(figure.id, _leads(figure, library), result)
    for file in library.files:
        if file.figure and file.source.depth is None and not file.source.local:
            result.broken.append(Checked(file.source.id, "it is not said how deep this source was read"))
    for cohort in library.cohorts.values():
        _sort(cohort.id, _of_cohort(cohort, library), result)
    for parent in library.cohorts.values():
        _sort(parent.id, _subgroups(parent, library), result)
    return result


def check_options(library: Library, listed: tuple[Modality, ...] = MODALITIES) -> CheckResult:
    """Hold the library against the options of this program; an older library may know fewer of them."""
    result = CheckResult()
    for modality in listed:
        _sort(modality, _of_option(modality, library), result)
    return result


#: (True proved, False broken, None could not be proved; sentence)
_Verdict = tuple[bool | None, str]


def _sort(record: str, verdicts: Iterator[_Verdict], result: CheckResult) -> None:
    for good, text in verdicts:
        many = result.unproved if good is None else result.proved if good else result.broken
        many.append(Checked(record, text))


def _of_option(modality: Modality, library: Library) -> Iterator[_Verdict]:
    """An option of which nothing is published has no place here; one with criteria needs its concerns as well."""
    criteria, concerns = library.criteria_for(modality), library.concerns_for(modality)
    if not criteria and not library.figures_for(modality):
        yield False, "no criterion and no figure of any source is about this option; add a source, or take it out"
    elif criteria and not concerns:
        yield False, "it has criteria and no concern, so no headline of it could be good; add what speaks against it"


def _digits_after_point(text: str) -> int:
    return len(text.partition(".")[2])


def _of_figure(figure: Figure) -> Iterator[_Verdict]:
    if figure.statistic == "rate" and figure.value is not None:
        yield from _rate(figure)
    if figure.value is not None and figure.low is not None and figure.high is not None:
        yield figure.low <= figure.value <= figure.high, f"{figure.value} lies in {figure.low} to {figure.high}"
    interval = figure.interval
    if figure.value is not None and interval is not None and interval.kind in ("confidence", "range", "interquartile"):
        inside = interval.low <= figure.value <= interval.high
        yield inside, f"{figure.value} lies in {interval.low} to {interval.high}"
    if figure.patients is not None and figure.events is not None and figure.statistic != "rate":
        yield figure.events <= figure.patients, f"{figure.events} of {figure.patients}"
    if figure.obtained == "derived" and figure.formula is not None:
        yield from _formula(figure)


def _leads(figure: Figure, library: Library) -> Iterator[_Verdict]:
    """A figure read in a summary alone never leads where one of its kind and endpoint was read better."""
    if not figure.headline or library.depth_of(figure) != "secondary":
        return
    modality = library.modality_of(figure)
    better = [
        other.id
        for other in (library.figures_for(modality) if modality is not None else ())
        if other.kind == figure.kind and other.endpoint == figure.endpoint and library.depth_of(other) != "secondary"
    ]
    yield not better, f"it leads and was read in a summary alone; read better: {', '.join(better[:3]) or 'none'}"


def _rate(figure: Figure) -> Iterator[_Verdict]:
    """The count against the proportion, and the proportion against what the paper prints."""
    printed = [match.replace("·", ".") for match in _PERCENT.findall(figure.printed)]
    value = figure.value or 0.0
    # A reading stands in place of what is printed: the two cannot agree, and the discrepancy says why.
    if figure.obtained == "reading":
        yield None, f"a reading of a misprint ({', '.join(figure.discrepancies)})"
        return
    if figure.events is not None and figure.patients:
        digits = max((_digits_after_point(text) for text in printed), default=0)
        width = 0.5 * 10 ** -(digits + 2) if printed else 0.005
        near = abs(figure.events / figure.patients - value) <= width + 1e-9
        yield near, f"{figure.events} of {figure.patients} is {value}"
    stands = any(math.isclose(float(text) / 100, value, abs_tol=1e-9) for text in _NUMBER.findall(figure.printed))
    if printed or figure.events is None:
        yield (True if stands else None), f"{value} against “{figure.printed}”"


def _formula(figure: Figure) -> Iterator[_Verdict]:
    """A formula that is plain arithmetic, or a Fisher test of two counts, is worked out again."""
    formula = figure.formula or ""
    worked = _worked_out(formula)
    printed = figure.value if figure.value is not None else figure.events
    if worked is None or printed is None:
        yield None, f"formula not worked out again: {formula}"
        return
    close = abs(worked - printed) <= max(0.00501 * (figure.statistic != "p_value"), 0.0006)
    yield close, f"{formula} is {printed}"


def _worked_out(formula: str) -> float | None:
    """Return what a formula comes to; None where it is not one that can be worked out here."""
    fisher = _FISHER.match(formula)
    if fisher is not None:
        a, b, c, d = (int(count) for count in fisher.groups())
        return fisher_exact_p(a, b, c, d)
    # Only what stands before an equals sign or a comma is arithmetic; words make it none.
    arithmetic = re.split(r"[=,;]", formula)[0].strip()
    quotient = _QUOTIENT.fullmatch(arithmetic)
    if quotient is not None:
        return float(quotient[1]) / float(quotient[2])
    if _SUM.fullmatch(arithmetic) is None:
        return None
    return sum(float(term.replace(" ", "")) for term in re.findall(r"[+-]?\s*\d+(?:\.\d+)?", arithmetic))


def fisher_exact_p(a: int, b: int, c: int, d: int) -> float:
    """Return the two-sided p of Fisher's exact test for the table a, b against c, d.

    Tables no more likely than the one seen are summed, as Fisher (Statistical Methods, 1934) and R do.
    """
    first, second, events = a + b, c + d, a + c
    total = math.comb(first + second, events)
    weights = [
        math.comb(first, k) * math.comb(second, events - k)
        for k in range(max(0, events - second), min(first, events) + 1)
    ]
    seen = math.comb(first, a) * math.comb(second, c)
    # Python's whole numbers are exact, so equally likely tables need no tolerance.
    return sum(weight for weight in weights if weight <= seen) / total


def _of_cohort(cohort: Cohort, library: Library) -> Iterator[_Verdict]:
    follow_up = cohort.follow_up
    if follow_up is not None and None not in (
        follow_up.median_months,
        follow_up.min_months,
        follow_up.max_months,
    ):
        inside = follow_up.min_months <= follow_up.median_months <= follow_up.max_months  # type: ignore[operator]
        yield inside, "the median follow-up lies in its range"
    if cohort.colorectal_patients is not None and cohort.patients is not None:
        yield cohort.colorectal_patients <= cohort.patients, "colorectal patients are part of all patients"
    if cohort.subgroup_of is not None and cohort.patients is not None:
        whole = library.cohorts[cohort.subgroup_of].patients
        if whole is not None:
            yield cohort.patients <= whole, f"{cohort.patients} of {whole} patients are a subgroup"
    for figure in library.figures_of_cohort(cohort.id):
        counts_people = figure.counted == "patients" and figure.patients is not None and cohort.patients is not None
        if counts_people and figure.patients > cohort.patients:  # type: ignore[operator]
            yield False, f"{figure.id} counts {figure.patients} of {cohort.patients} patients"


def _subgroups(parent: Cohort, library: Library) -> Iterator[_Verdict]:
    """Subgroups chosen by the same field and covering it add up to the whole."""
    by_field: dict[str, list[int]] = {}
    for cohort in library.cohorts.values():
        if cohort.subgroup_of == parent.id and len(cohort.selected_by) == 1 and cohort.patients is not None:
            by_field.setdefault(cohort.selected_by[0].field, []).append(cohort.patients)
    for name, sizes in by_field.items():
        if len(sizes) > 1 and parent.patients is not None:
            yield sum(sizes) == parent.patients, f"subgroups by {name} add up: {' + '.join(map(str, sizes))}"
