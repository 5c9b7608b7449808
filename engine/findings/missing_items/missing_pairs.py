"""What would settle it: single items first, then pairs that settle together what neither settles alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import combinations
from types import MappingProxyType

from engine.case.fields import FieldCatalogue, FieldSpec
from engine.evidence.library import Library
from engine.evidence.records.modalities import MODALITIES, Modality
from engine.findings.assessment import CriterionFinding, MissingFinding, Verdict
from engine.findings.by_values import by_values
from engine.findings.conditions import Values
from engine.findings.headlines.concerns import answer
from engine.findings.missing_items.deciding import GRAVITY, Deciding, gravest_of
from engine.findings.missing_items.missing import deciding_of, exists, rank, single_items, waiting_for
from engine.findings.missing_items.stretches import in_words, runs
from engine.findings.missing_items.values_tried import depends_on, trials_of, with_answer
from engine.findings.wording import lower_first
from engine.words.said import say

_Criteria = dict[Modality, tuple[CriterionFinding, ...]]
_OUTSIDE = GRAVITY.index("outside")
_UNDETERMINED = GRAVITY.index("undetermined")
_NOTHING: Mapping[Modality, Values] = MappingProxyType({})


def what_would_settle(
    values: Values,
    fields: FieldCatalogue,
    library: Library,
    criteria: _Criteria,
    planned: Modality | None,
    contested: Collection[Modality] = (),
    treated: Mapping[Modality, Values] = _NOTHING,
) -> tuple[MissingFinding, ...]:
    """Return the items, and pairs of items, that can change a headline, the most decisive first.

    Parameters
    ----------
    contested : options whose headline a contradiction holds: no item settles them before that is settled.
    treated : the values that an option is judged by, where these are not those in use.
    """
    settled = {name: findings for name, findings in criteria.items() if name not in contested}
    options = deciding_of(values, library, settled, treated)
    alone = [found for found in single_items(values, fields, options, planned) if found.decides]
    reached = {(found.field, name): set(found.verdict_if[name].values()) for found in alone for name in found.decides}
    pairs = _pairs(fields, options, reached)
    waited_for = waiting_for(options)
    found = (*(_only_deciding(one) for one in alone), *pairs)
    return tuple(sorted(found, key=lambda one: rank(one, planned, waited_for)))


def _only_deciding(found: MissingFinding) -> MissingFinding:
    """Leave out the options that the item leaves as they are."""
    verdict_if: dict[str, dict[str, Verdict]] = {name: found.verdict_if[name] for name in found.decides}
    return MissingFinding(
        field=found.field,
        fields=found.fields,
        label=found.label,
        decides=found.decides,
        verdict_if=verdict_if,
        in_words=in_words(verdict_if, found.decides),
    )


def _pairs(
    fields: FieldCatalogue,
    options: Collection[Deciding],
    reached: Mapping[tuple[str, Modality], set[Verdict]],
) -> Iterator[MissingFinding]:
    """Yield the pairs that lead where neither item leads alone.

    Parameters
    ----------
    reached : the verdicts to which an item leads alone, by field and option.
    """
    found: dict[tuple[str, str], dict[str, dict[str, Verdict]]] = {}
    for option in options:
        values = option.values
        if option.comparator or any(one.now == _OUTSIDE for one in option.deciders):
            continue
        now = option.now
        for pair in _candidates(option, values):
            both = [fields[name] for name in pair]
            if not all(exists(spec, values) for spec in both):
                continue
            alone = {now}.union(*(reached.get((spec.id, option.modality), set()) for spec in both))
            if not _could_reach(pair, option) - alone:
                continue
            outcomes = _together(both[0], both[1], option, values, fields)
            # What one of them does alone is said of it alone.
            beyond = {words: verdict for words, verdict in outcomes.items() if verdict not in alone}
            if beyond:
                found.setdefault(pair, {})[option.modality] = beyond
    for pair, verdict_if in found.items():
        decides = tuple(name for name in MODALITIES if name in verdict_if)
        yield MissingFinding(
            field=pair[0],
            fields=pair,
            label=say(
                "{field}, together with {other}",
                field=fields[pair[0]].label,
                other=lower_first(fields[pair[1]].label),
            ),
            decides=decides,
            verdict_if=verdict_if,
            in_words=in_words(verdict_if, decides),
        )


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
