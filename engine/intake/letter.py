"""Lines of a letter: laboratory values, scores and TNM as people write them, proposed with the words they came from.

Rules are data (`resources/intake/letter-*.csv`), in English and German; no statistics and no model. What is not
recognised is left alone, and nothing is taken unasked.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as kept_out
from decimal import Decimal
from pathlib import Path

from engine.case.entry import Entered, judge_number
from engine.case.fields import FieldCatalogue, FieldDataError, FieldSpec
from engine.case.units import plain_text
from engine.intake.taken_back import pattern_of, read_rows, words_that_take_back
from engine.reading.number_text import Unread, read_number
from engine.words.said import fault

LONGEST_LETTER = 100_000
#: Never given back in part: of "1,5-2,5" nothing is 1.
_NUMBER = r"(?P<number>[+-]?\d++(?:[.,'’\u00a0\u202f]\d++)*+)"
_BOUND = r"(?P<bound>[<>≤≥~])?[^\S\n]*"
#: What may be a unit that is in no table.
_SOME_UNIT = re.compile(r"\s?(?:[\w%µμ.^]+\s?/|/|%|k?U\b|IU\b|[mµμn]?g\b|[mµμn]?mol)", re.IGNORECASE)
#: A range, a fraction, a date, a course or a column goes on where a number would have ended, or it is doubted.
_GOES_ON = (
    r"(?![\w?])(?!\s?[-–—/+]\s?\d)(?!\s*(?:->|=>|→|➔|\.{2,3}|…|bis|to|auf|oder|or|dann|then)\s*[<>≤≥~]?\d)"
    r"(?!(?<=19\d\d)\s*[:=])(?!(?<=20\d\d)\s*[:=])(?![^\S\n]+\d++(?:[.,]\d++)?+(?:\s|$))"
)
#: As far back as a word can take back, limit or doubt what follows it.
_BEFORE = 60
_DOUBTED = re.compile(r"\s?(?:\?|[-–/]\s?[cpu]?[TN]?\d|(?:bis|to|oder|or)\s+[cpu]?[TN]?\d)")
#: "cT3 cN1b", "cT3N1M0", "uT2 N0": a category without a prefix of its own has that of the one before it.
_T = r"(?P<t_prefix>y?[cpur]?)T(?P<t>[0-4X]|is)(?P<t_part>[a-e]?)"
_N = r"(?P<n_prefix>y?[cpur]?)N(?P<n>[0-3X])(?P<n_part>[a-c]?)"
_M = r"(?:[cp]?M[01X][a-c]?)"
_N_ALONE = _N.replace("<n", "<o")
_TNM = re.compile(rf"(?<![\w.])(?:{_T}(?:[\s,;]{{0,2}}{_N})?|{_N_ALONE})(?=\W|$|{_M}(?:\W|$))")


@dataclass(frozen=True, slots=True)
class Proposal:
    """One piece of the text that was recognised.

    Attributes
    ----------
    value : as it stands in a case; None where the piece is no value, and then `problem` says why.
    start, end : where the words stand in the text.
    problem : an id; empty where the value can be taken.
    """

    field: str
    start: int
    end: int
    value: float | int | str | None = kept_out(default=None, repr=False)
    given: str = kept_out(default="", repr=False)
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Rule:
    reads: str
    kind: str
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class LetterRules:
    """The words of each field, and the units as people write them."""

    rules: tuple[_Rule, ...]
    units: Mapping[tuple[str, str], str]
    before: re.Pattern[str]


def load_letter_rules(resources: Path) -> LetterRules:
    """Read the rules.

    Raises
    ------
    FieldDataError : they are missing or damaged.
    """
    folder = resources / "intake"
    try:
        units = {
            (row["reads"], written): row["unit"]
            for row in read_rows(folder / "letter-units.csv")
            for written in row["written"].split("|")
        }
        rules = tuple(_rule(row, units) for row in _by_field(read_rows(folder / "letter-words.csv")))
        before = _before(pattern_of(words_that_take_back(resources)))
    except (OSError, KeyError, re.error, csv.Error) as error:
        raise FieldDataError(
            fault("letter: the rules cannot be read ({error}). Install the program again.", error=error)
        ) from error
    return LetterRules(rules, units, before)


def _before(words: str) -> re.Pattern[str]:
    """Words that speak of what follows, with up to two words between and no mark that ends what is said."""
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])\s*:?(?:\s+[\w-]+){{0,2}}\s*$", re.IGNORECASE)


def _by_field(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Join the languages: a word that another language puts in front of one rules it out in both."""
    joined: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows:
        if row["kind"] == "category":
            continue
        known = joined.setdefault((row["reads"], row["kind"]), {**row, "words": "", "not_after": "", "not_before": ""})
        for key in ("words", "not_after", "not_before"):
            known[key] = "|".join(part for part in (known[key], row[key]) if part)
    return list(joined.values())


def _rule(row: Mapping[str, str], units: Mapping[tuple[str, str], str]) -> _Rule:
    words = "|".join(re.escape(word) for word in sorted(row["words"].split("|"), key=len, reverse=True))
    reads = row["reads"]
    after = "|".join(re.escape(word) for word in row["not_before"].split("|") if word)
    if row["kind"] == "years":
        another = rf"(?!\s+(?:{after})(?!\w))" if after else ""
        whole = rf"(?<![\w.,]){_NUMBER}[\s-]?(?:{words})(?!\w){another}"
        return _Rule(reads, "years", re.compile(whole, re.IGNORECASE))
    if row["kind"] == "before":
        # "8 cm ab ano": the number first, and no end of a range.
        units_of_it = "|".join(re.escape(unit) for name, unit in units if name == reads)
        whole = rf"(?<![\w.,/–-])(?<!to )(?<!– )(?<!- ){_NUMBER}\s?(?P<unit>{units_of_it})\s+(?:{words})(?![\w-])"
        return _Rule(reads, "number", re.compile(whole, re.IGNORECASE))
    written = sorted((unit for name, unit in units if name == reads), key=len, reverse=True)
    unit = "|".join(re.escape(one) for one in written)
    unit_part = rf"(?>(?:\s*(?P<unit>{unit}))?)" if unit else "(?P<unit>)"
    another = rf"(?!\s*\(?\s*(?:{after})(?!\w)(?!\s*[:=]?\s*\d))" if after else ""
    forbidden = "".join(rf"(?<!{re.escape(word)} )" for word in row["not_after"].split("|") if word)
    # Never to the next line: the names of a table's columns stand above their numbers.
    blank = r"[^\S\n]*"
    gap = rf"{blank}(?:[:=]|ist|is|von|of|at|bei)?{blank}"
    if row["kind"] == "score":
        gap = rf"{blank}(?:[:=-]|ist|is|of|status|index)?{blank}"
    whole = rf"{forbidden}(?<![\w-])(?:{words})(?![\w-]){gap}{_BOUND}{_NUMBER}{unit_part}{_GOES_ON}{another}"
    return _Rule(reads, row["kind"], re.compile(whole, re.IGNORECASE))


def read_letter(text: str, fields: FieldCatalogue, rules: LetterRules) -> tuple[Proposal, ...]:
    """Return what was recognised, in the order of the text.

    Parameters
    ----------
    text : as pasted; what lies beyond 100,000 characters is not looked at.
    """
    text = text[:LONGEST_LETTER]
    found: dict[tuple[str, int], Proposal] = {}
    for rule in rules.rules:
        for match in rule.pattern.finditer(text):
            proposal = _number(rule, match, fields[rule.reads], rules)
            found.setdefault((rule.reads, match.end("number")), proposal)
    proposals = [_unless_taken_back(one, text, rules) for one in (*found.values(), *_stages(text, fields))]
    return tuple(sorted(proposals, key=lambda one: (one.start, one.end)))


def _unless_taken_back(one: Proposal, text: str, rules: LetterRules) -> Proposal:
    """Return the proposal, without its value where a word before it denies, limits or doubts it."""
    if one.problem or rules.before.search(text[max(one.start - _BEFORE, 0) : one.start].rsplit("\n", 1)[-1]) is None:
        return one
    return Proposal(one.field, one.start, one.end, problem="taken_back")


def unrecognised(text: str, proposals: Sequence[Proposal]) -> Iterator[tuple[int, int]]:
    """Yield the pieces of the text that belong to no proposal."""
    at = 0
    for one in proposals:
        if one.start > at:
            yield at, one.start
        at = max(at, one.end)
    if at < len(text):
        yield at, len(text)


def _number(rule: _Rule, match: re.Match[str], spec: FieldSpec, rules: LetterRules) -> Proposal:
    place = (rule.reads, match.start(), match.end())
    groups = match.groupdict()
    if groups.get("bound"):
        return Proposal(*place, problem="bound")
    number = read_number(match["number"])
    if isinstance(number, Unread):
        return Proposal(*place, problem="unreadable")
    if rule.kind == "score":
        known = {choice.value for choice in spec.choices}
        is_known = number in known
        return Proposal(*place, value=int(number)) if is_known else Proposal(*place, problem="no_choice")
    unit = rules.units.get((rule.reads, groups.get("unit") or ""))
    if unit is None and rule.kind != "years":
        if _SOME_UNIT.match(match.string, match.end("number")):
            return Proposal(*place, problem="unknown_unit")
        if not _one_unit(spec):
            return Proposal(*place, problem="no_unit")
        unit = spec.unit
    return _judged(place, number, spec, unit or spec.unit or "")


def _one_unit(spec: FieldSpec) -> bool:
    """Whether a number without unit can mean one thing only."""
    return all(other.factor == "1" for other in spec.alternative_units)


def _judged(place: tuple[str, int, int], number: Decimal, spec: FieldSpec, unit: str) -> Proposal:
    judged = judge_number(spec, number, unit, "")
    if not isinstance(judged, Entered) or judged.slip is not None:
        return Proposal(*place, problem="out_of_range")
    value = judged.value
    assert not isinstance(value, str)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return Proposal(*place, value=value, given="" if unit == spec.unit else f"{plain_text(number)} {unit}")


def _stages(text: str, fields: FieldCatalogue) -> Iterator[Proposal]:
    for match in _TNM.finditer(text):
        prefix = match["t_prefix"] or ""
        if match["t"] is not None:
            end = match.end("t_part")
            yield _category("T", prefix, match["t"] + match["t_part"], (match.start(), end), text, fields)
        for name in ("n", "o"):
            if match[name] is not None:
                own = match[f"{name}_prefix"] or (prefix if name == "n" else "")
                place = (match.start(f"{name}_prefix"), match.end(f"{name}_part"))
                yield _category("N", own, match[name] + match[f"{name}_part"], place, text, fields)


def _category(
    letter: str, prefix: str, value: str, place: tuple[int, int], text: str, fields: FieldCatalogue
) -> Proposal:
    field_id = "clinical_t" if letter == "T" else "clinical_n"
    if _DOUBTED.match(text, place[1]):
        return Proposal(field_id, *place, problem="taken_back")
    if prefix not in ("c", "u"):
        return Proposal(field_id, *place, problem="not_clinical" if prefix else "stage_type")
    known = {choice.value for choice in fields[field_id].choices}
    for category in (f"{letter}{value}", f"{letter}{value[:1]}"):
        if category in known:
            return Proposal(field_id, *place, value=category)
    return Proposal(field_id, *place, problem="no_choice")
