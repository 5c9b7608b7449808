"""What would settle it: single items first, then pairs that settle together what neither settles alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations

from engine.case.case import Case
from engine.case.fields import FieldCatalogue, FieldSpec
from engine.evidence.library import Library
from engine.evidence.records.modalities import MODALITIES, Modality
from engine.findings.assessment import MissingFinding, Verdict
from engine.findings.by_case import by_parts
from engine.findings.by_values import by_values
from engine.findings.conditions import Values
from engine.findings.headlines.concerns import answer, judge_concerns
from engine.findings.headlines.judging import Judged
from engine.findings.missing_items.deciding import GRAVITY, Deciding, deciding, gravest_of
from engine.findings.missing_items.missing import (
    Single,
    Waits,
    answers_of,
    exists,
    rank,
    singles_of,
    waiting_for,
)
from engine.findings.missing_items.stretches import in_words, runs
from engine.findings.missing_items.values_tried import depends_on, trials_of, with_answer
from engine.findings.wording import lower_first
from engine.words.said import say

_OUTSIDE = GRAVITY.index("outside")
_UNDETERMINED = GRAVITY.index("undetermined")


def waits_of(modality: Modality, case: Case, judged: Judged, library: Library) -> Waits:
    """Return what one option waits for, alone and in pairs.

    Parameters
    ----------
    judged : the option as it is judged for this case.
    """
    values, fields = case.patient.value, case.patient.fields
    option = deciding(
        modality, judged.criteria, judge_concerns(modality, judged.treated, library), library, judged.treated
    )
    alone = answers_of(option, values, fields)
    reached = {one.field: set(one.verdict_if.values()) for one in alone if one.decides}
    return Waits(modality, alone, tuple(_pairs(fields, option, reached)), waiting_for(option))


def what_would_settle(
    waits: Sequence[Waits], fields: FieldCatalogue, planned: Modality | None
) -> tuple[MissingFinding, ...]:
    """Return the items, and pairs of items, that can change a headline, the most decisive first.

    Parameters
    ----------
    waits : what each option waits for, without those whose headline a contradiction holds: no item settles them
        before that is settled.
    planned : the planned option; what decides it comes first.
    """
    waited_for = Counter(name for option in waits for name in option.open_for)
    singles = singles_of(((option.modality, option.alone) for option in waits), fields)
    alone = [
        by_parts(partial(_only_deciding, one, fields), ("single", *one.fields), fields, *_parts_of(one))
        for one in sorted(singles, key=lambda one: rank(one, planned, waited_for))
        if one.decides
    ]
    pairs = [
        by_parts(partial(_together_finding, one, fields), ("pair", *one.fields), fields, *_parts_of(one))
        for one in _pairs_of(waits)
    ]
    return tuple(sorted((*alone, *pairs), key=lambda one: rank(one, planned, waited_for)))


def _parts_of(one: Single) -> Iterator[object]:
    for modality in one.decides:
        yield modality
        yield one.verdict_if[modality]


def _only_deciding(one: Single, fields: FieldCatalogue) -> MissingFinding:
    """Leave out the options that the item leaves as they are."""
    return _finding(one, fields[one.fields[0]].label)


def _together_finding(one: Single, fields: FieldCatalogue) -> MissingFinding:
    first, second = one.fields
    label = say("{field}, together with {other}", field=fields[first].label, other=lower_first(fields[second].label))
    return _finding(one, label)


def _finding(one: Single, label: str) -> MissingFinding:
    verdict_if: dict[str, dict[str, Verdict]] = {name: one.verdict_if[name] for name in one.decides}
    return MissingFinding(
        field=one.fields[0],
        fields=one.fields,
        label=label,
        decides=one.decides,
        verdict_if=verdict_if,
        in_words=in_words(verdict_if, one.decides),
    )


def _pairs_of(waits: Sequence[Waits]) -> list[Single]:
    """Return each pair with all the options that it leads somewhere."""
    found: dict[tuple[str, str], dict[Modality, dict[str, Verdict]]] = {}
    for option in waits:
        for pair, beyond in option.together:
            found.setdefault(pair, {})[option.modality] = beyond
    return [
        Single(pair, verdict_if, tuple(name for name in MODALITIES if name in verdict_if))
        for pair, verdict_if in found.items()
    ]


def _pairs(
    fields: FieldCatalogue, option: Deciding, reached: Mapping[str, set[Verdict]]
) -> Iterator[tuple[tuple[str, str], dict[str, Verdict]]]:
    """Yield the pairs that lead where neither item leads alone, with the verdicts to which they do.

    Parameters
    ----------
    reached : the verdicts to which an item leads alone, by field.
    """
    values = option.values
    if option.comparator or any(one.now == _OUTSIDE for one in option.deciders):
        return
    now = option.now
    for pair in _candidates(option, values):
        both = [fields[name] for name in pair]
        if not all(exists(spec, values) for spec in both):
            continue
        alone = {now}.union(*(reached.get(spec.id, set()) for spec in both))
        if not _could_reach(pair, option) - alone:
            continue
        outcomes = _together(both[0], both[1], option, values, fields)
        # What one of them does alone is said of it alone.
        beyond = {words: verdict for words, verdict in outcomes.items() if verdict not in alone}
        if beyond:
            yield pair, beyond


def _candidates(option: Deciding, values: Values) -> Iterator[tuple[str, str]]:
    """Yield pairs of unknown fields that one open criterion, or one open concern, looks at together."""
    looked_at = [one.fields for one in option.deciders if one.criterion is not None and one.now == _UNDETERMINED]
    looked_at += [
        one.fields
        for one in option.deciders
        if one.concern is not None
        and (one.concern.concern.level == "hard" or one.concern.concern.asks)
        and answer(one.concern, values) is None
    ]
    # Which treatment is planned is a choice, and no fact that is missing.
    unknown = ([name for name in names if values(name) is None and name != "modality"] for names in looked_at)
    yield from dict.fromkeys(pair for names in unknown for pair in combinations(sorted(set(names)), 2))


def _could_reach(pair: tuple[str, str], option: Deciding) -> set[Verdict]:
    """Return the verdicts that a pair could lead to at all, whatever its values."""
    rest = option.without(*pair)
    touched = (one.reaches() for one in option.deciders if any(name in one.fields for name in pair))
    return {option.verdict(max(rest, gravity)) for gravity in frozenset({rest}).union(*touched)}


def _together(
    first: FieldSpec, second: FieldSpec, option: Deciding, values: Values, fields: FieldCatalogue
) -> dict[str, Verdict]:
    """Return the verdict for each combination; neighbours that lead to the same are taken together.

    What looks at one of them alone is judged once for each of its values, and what looks at both for each combination.
    """
    rest = max(option.least, option.without(first.id, second.id))
    return by_values(
        lambda read: _each_with_each(first, second, option, read, fields, rest),
        values,
        ("together", first.id, second.id, option.modality, rest, option.library),
        fields,
    )


def _each_with_each(
    first: FieldSpec, second: FieldSpec, option: Deciding, values: Values, fields: FieldCatalogue, rest: int
) -> dict[str, Verdict]:
    of_first = option.looking_at(first.id)
    of_second = option.looking_at(second.id)
    # What cannot be graver than the rest is not judged at all.
    first_alone = [one for one in of_first if one.most > rest and second.id not in one.fields]
    second_alone = [one for one in of_second if one.most > rest and first.id not in one.fields]
    both = [one for one in of_first if one.most > rest and second.id in one.fields]
    alone: dict[object, int] = {}

    def of_value(value: object) -> int:
        if value not in alone:
            alone[value] = gravest_of(first_alone, with_answer(first.id, value, values), fields, rest)
        return alone[value]

    trials = trials_of(second, of_second, values, fields)
    once = None if depends_on(first, second, of_first, fields) else trials_of(first, of_first, values, fields)
    results: list[tuple[tuple[str, Verdict], ...]] = []
    for value, _, _ in trials:
        tried = with_answer(second.id, value, values)
        least = gravest_of(second_alone, tried, fields, rest)
        many = trials_of(first, of_first, tried, fields) if once is None else once
        verdicts = []
        for other, _, _ in many:
            gravity = least if least == _OUTSIDE else max(least, of_value(other))
            verdicts.append(option.verdict(gravest_of(both, with_answer(first.id, other, tried), fields, gravity)))
        results.append(tuple(runs(first, many, verdicts).items()))
    by_words: Mapping[str, tuple[tuple[str, Verdict], ...]] = runs(second, trials, results)
    return {
        say("{first} and {last}", "list", first=second_words, last=first_words): verdict
        for second_words, outcomes in by_words.items()
        for first_words, verdict in outcomes
    }
