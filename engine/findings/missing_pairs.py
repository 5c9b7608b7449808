"""What would settle it: single items first, then pairs that settle together what neither settles alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import combinations

from engine.case.fields import FieldCatalogue, FieldSpec
from engine.evidence.library import Library
from engine.evidence.records.modalities import MODALITIES, Modality
from engine.findings.assessment import CriterionFinding, MissingFinding, Verdict
from engine.findings.concerns import answer, compiled_concerns, judge_concerns
from engine.findings.conditions import Values
from engine.findings.eligibility import assess_criteria
from engine.findings.headline import verdict_of
from engine.findings.missing import exists, in_words, missing_items, outcomes_of, rank, runs, trials_of, with_answer
from engine.findings.wording import lower_first

_Criteria = dict[Modality, tuple[CriterionFinding, ...]]


def what_would_settle(
    values: Values,
    fields: FieldCatalogue,
    library: Library,
    criteria: _Criteria,
    planned: Modality | None,
    contested: Collection[Modality] = (),
) -> tuple[MissingFinding, ...]:
    """Return the items, and pairs of items, that can change a headline, the most decisive first.

    Parameters
    ----------
    contested : options whose headline a contradiction holds: no item settles them before that is settled.
    """
    settled = {name: findings for name, findings in criteria.items() if name not in contested}
    alone = [found for found in missing_items(values, fields, library, settled, planned) if found.decides]
    reached = {(found.field, name): set(found.verdict_if[name].values()) for found in alone for name in found.decides}
    pairs = _pairs(values, fields, library, settled, reached)
    return tuple(sorted((*(_only_deciding(found) for found in alone), *pairs), key=lambda one: rank(one, planned)))


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
    values: Values,
    fields: FieldCatalogue,
    library: Library,
    criteria: _Criteria,
    reached: Mapping[tuple[str, Modality], set[Verdict]],
) -> Iterator[MissingFinding]:
    """Yield the pairs that lead where neither item leads alone.

    Parameters
    ----------
    reached : the verdicts to which an item leads alone, by field and option.
    """
    found: dict[tuple[str, str], dict[str, dict[str, Verdict]]] = {}
    for modality, findings in criteria.items():
        statuses = [finding.status for finding in findings]
        if "not_met" in statuses:
            continue
        now = verdict_of(statuses, judge_concerns(modality, values, library))
        for pair in _candidates(modality, values, library, findings):
            both = [fields[name] for name in pair]
            if not all(exists(spec, values) for spec in both):
                continue
            outcomes = _together(both[0], both[1], modality, values, fields, library, findings)
            alone = {now}.union(*(reached.get((spec.id, modality), set()) for spec in both))
            # What one of them does alone is said of it alone.
            beyond = {words: verdict for words, verdict in outcomes.items() if verdict not in alone}
            if beyond:
                found.setdefault(pair, {})[modality] = beyond
    for pair, verdict_if in found.items():
        decides = tuple(name for name in MODALITIES if name in verdict_if)
        yield MissingFinding(
            field=pair[0],
            fields=pair,
            label=f"{fields[pair[0]].label}, together with {lower_first(fields[pair[1]].label)}",
            decides=decides,
            verdict_if=verdict_if,
            in_words=in_words(verdict_if, decides),
        )


def _candidates(
    modality: Modality, values: Values, library: Library, criteria: tuple[CriterionFinding, ...]
) -> Iterator[tuple[str, str]]:
    """Yield pairs of unknown fields that one open criterion, or one open concern, looks at together."""
    looked_at = [finding.fields for finding in criteria if finding.status == "unknown"]
    looked_at += [
        one.fields
        for one in compiled_concerns(modality, library)
        if (one.concern.level == "hard" or one.concern.asks) and answer(one, values) is None
    ]
    # Which treatment is planned is a choice, and no fact that is missing.
    unknown = ([name for name in names if values(name) is None and name != "modality"] for names in looked_at)
    yield from dict.fromkeys(pair for names in unknown for pair in combinations(sorted(set(names)), 2))


def _together(
    first: FieldSpec,
    second: FieldSpec,
    modality: Modality,
    values: Values,
    fields: FieldCatalogue,
    library: Library,
    criteria: tuple[CriterionFinding, ...],
) -> dict[str, Verdict]:
    """Return the verdict for each combination; neighbours that lead to the same are taken together."""
    trials = trials_of(second, modality, values, fields, library)
    results: list[tuple[tuple[str, Verdict], ...]] = []
    for value, _, _ in trials:
        tried = with_answer(second.id, value, values)
        findings = _judged_again(second.id, modality, tried, fields, library, criteria)
        judged = judge_concerns(modality, tried, library)
        results.append(tuple(outcomes_of(first, modality, tried, fields, library, findings, judged).items()))
    by_words: Mapping[str, tuple[tuple[str, Verdict], ...]] = runs(second, trials, results)
    return {
        f"{second_words} and {first_words}": verdict
        for second_words, outcomes in by_words.items()
        for first_words, verdict in outcomes
    }


def _judged_again(
    field_id: str,
    modality: Modality,
    values: Values,
    fields: FieldCatalogue,
    library: Library,
    criteria: tuple[CriterionFinding, ...],
) -> tuple[CriterionFinding, ...]:
    """Return the findings with those that look at a field judged anew."""
    if not any(field_id in finding.fields for finding in criteria):
        return criteria
    return assess_criteria(modality, values, fields, library)
