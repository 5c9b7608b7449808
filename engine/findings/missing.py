"""What would settle it: the missing items, ranked by the verdicts they could change.

Each unknown field is tried with every value that could matter: each choice, and for numbers every published
limit and the stretches between the limits. Nothing is assumed about which value is likely.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Iterator
from typing import Any, TypeVar

from engine.case.fields import FieldCatalogue, FieldSpec
from engine.evidence.library import Library
from engine.evidence.records.concerns import Statement
from engine.evidence.records.criteria import Criterion
from engine.evidence.records.modalities import MODALITIES, Modality
from engine.findings.assessment import CriterionFinding, MissingFinding, Verdict
from engine.findings.concerns import JudgedConcern, answer, compiled_concerns, judge_concern, judge_concerns
from engine.findings.conditions import Values
from engine.findings.eligibility import judge
from engine.findings.function_rules import SAME_FRACTION_GY
from engine.findings.headline import verdict_of
from engine.findings.rules import fields_of
from engine.findings.wording import MODALITY_SHORT, VERDICT_WORDS, join_words, lower_first, with_unit

#: value to try, and how a run of values is named: (value, from words, to words)
Trial = tuple[Any, str, str]
#: what a value leads to: a verdict, or the verdicts of another field
V = TypeVar("V", bound=Hashable)


def missing_items(
    values: Values,
    fields: FieldCatalogue,
    library: Library,
    criteria: dict[Modality, tuple[CriterionFinding, ...]],
    planned: Modality | None,
) -> tuple[MissingFinding, ...]:
    """Return the unknown fields that some criterion waits for, or would turn by, the most decisive first.

    Parameters
    ----------
    values : the values in use.
    criteria : findings by modality, as `assess_criteria` gave them.
    planned : the planned modality; what decides it comes first.
    """
    judged = {name: judge_concerns(name, values, library) for name in criteria}
    found = [
        finding
        for spec in fields
        if values(spec.id) is None
        and exists(spec, values)
        and (finding := _try(spec, values, fields, library, criteria, judged)) is not None
    ]
    return tuple(sorted(found, key=lambda finding: rank(finding, planned)))


def exists(spec: FieldSpec, values: Values) -> bool:
    """Return whether there is anything to be asked for: a tumour of the colon has no height in the rectum."""
    where = spec.only_where
    return where is None or values(where.field) in (None, *where.values)


def rank(finding: MissingFinding, planned: Modality | None) -> tuple[int, int, int]:
    """Return the place of an item: what decides the planned option first, then what decides most."""
    settles = sum(
        1 for verdicts in finding.verdict_if.values() for verdict in verdicts.values() if verdict != "undetermined"
    )
    return (0 if planned in finding.decides else 1, -len(finding.decides), -settles)


def _try(
    spec: FieldSpec,
    values: Values,
    fields: FieldCatalogue,
    library: Library,
    criteria: dict[Modality, tuple[CriterionFinding, ...]],
    judged: dict[Modality, tuple[JudgedConcern, ...]],
) -> MissingFinding | None:
    verdict_if: dict[str, dict[str, Verdict]] = {}
    decides: list[Modality] = []
    for modality in criteria:
        touching = [
            finding
            for finding in criteria[modality]
            if spec.id in finding.fields and finding.status != "not_applicable"
        ]
        concerns = [one for one in compiled_concerns(modality, library) if spec.id in one.fields]
        if not touching and not concerns:
            continue
        now = verdict_of((finding.status for finding in criteria[modality]), judged[modality])
        outcomes = outcomes_of(spec, modality, values, fields, library, criteria[modality], judged[modality])
        # What every answer turns alike is no question: entering it at all is what the headline speaks of then.
        # Where an answer is left out since it contradicts what is known, those that are left are one of several.
        several = len(set(outcomes.values())) > 1 or any(
            contradicts(spec, value, values, fields) for value, _, _ in _trials(spec, [])
        )
        changes = several and any(verdict != now for verdict in outcomes.values())
        # A criterion may be decided without the item and still turn by it: resectable, fitness not known.
        asked = any(one.concern.asks and answer(one, values) is None for one in concerns)
        if changes or asked or any(finding.status == "unknown" for finding in touching):
            verdict_if[modality] = outcomes
        if changes:
            decides.append(modality)
    if not verdict_if:
        return None
    return MissingFinding(
        field=spec.id,
        fields=(spec.id,),
        label=spec.label,
        decides=tuple(decides),
        verdict_if=verdict_if,
        in_words=in_words(verdict_if, tuple(decides)),
    )


def outcomes_of(
    spec: FieldSpec,
    modality: Modality,
    values: Values,
    fields: FieldCatalogue,
    library: Library,
    findings: tuple[CriterionFinding, ...],
    judged: tuple[JudgedConcern, ...],
) -> dict[str, Verdict]:
    """Return the verdict for each value that could matter, neighbours with one verdict taken together.

    Parameters
    ----------
    findings, judged : criteria and concerns for `values`; only those that look at the field are judged again.
    """
    touched = [record for record in library.criteria_for(modality) if spec.id in fields_of(record.rule)]
    kept = [finding.status for finding in findings if spec.id not in finding.fields]
    concerns = list(zip(compiled_concerns(modality, library), judged, strict=True))
    trials = trials_of(spec, modality, values, fields, library)
    verdicts: list[Verdict] = []
    for value, _, _ in trials:
        tried = with_answer(spec.id, value, values)
        statuses = [*kept, *(judge(record, tried, fields).status for record in touched)]
        again = (judge_concern(one, tried) if spec.id in one.fields else before for one, before in concerns)
        verdicts.append(verdict_of(statuses, again))
    return runs(spec, trials, verdicts)


def with_answer(field_id: str, answer: Any, values: Values) -> Values:
    """Return the values as they would be with one field answered."""

    def tried(name: str) -> Any:
        return answer if name == field_id else values(name)

    return tried


def trials_of(
    spec: FieldSpec, modality: Modality, values: Values, fields: FieldCatalogue, library: Library
) -> list[Trial]:
    """Return every value of a field that could matter for one option."""
    touched = [record for record in library.criteria_for(modality) if spec.id in fields_of(record.rule)]
    concerns = compiled_concerns(modality, library)
    looked_at = [one.statement for one in concerns if one.statement is not None and spec.id in one.fields]
    limits = [*_limits_on(spec.id, touched, values)]
    limits += [number for one in looked_at for number in _numbers_of(one, spec.id, values)]
    return [one for one in _trials(spec, limits) if not contradicts(spec, one[0], values, fields)]


def contradicts(spec: FieldSpec, answer: Any, values: Values, fields: FieldCatalogue) -> bool:
    """Return whether a choice contradicts what is known: a slip to be settled, and no answer that settles anything.

    Of numbers every value counts as an answer, so that stretches have no gaps.
    """
    if spec.kind in ("number", "integer"):
        return False
    tried = with_answer(spec.id, answer, values)
    return any(spec.id in relation.fields and relation.is_broken(tried) for relation in fields.relations)


def _trials(spec: FieldSpec, limits: list[float]) -> Iterator[Trial]:
    if spec.kind == "flag":
        yield (True, "yes", "yes")
        yield (False, "no", "no")
    elif spec.kind == "choice":
        for choice in spec.choices:
            yield (choice.value, choice.label, choice.label)
    elif spec.kind == "list":
        yield ((), "none", "none")
        for choice in spec.choices:
            yield ((str(choice.value),), lower_first(choice.label), lower_first(choice.label))
    elif spec.kind in ("number", "integer"):
        yield from _number_trials(spec, limits)


def _number_trials(spec: FieldSpec, limits: list[float]) -> Iterator[Trial]:
    """Yield each limit and one value of each stretch between limits; the words are the ends of the stretch."""
    hard_low, hard_high = spec.hard or (0.0, 1e9)
    whole = spec.kind == "integer"
    # Of what is counted only whole numbers can be tried: those on both sides of a limit between them.
    found = {n for limit in limits for n in ((math.floor(limit), math.ceil(limit)) if whole else (round(limit, 6),))}
    limits = [limit for limit in sorted(found) if hard_low <= limit <= hard_high]
    edges = [hard_low, *limits, hard_high]
    for position, limit in enumerate([*limits, None]):
        low, high = edges[position], edges[position + 1]
        between = (low + high) / 2
        if not whole:
            yield (between, f"over {with_unit(low, None)}", f"below {with_unit(high, spec.unit)}")
        # The ends of what can be entered belong to their stretch, the limits between stretches do not.
        elif high - low > (0 if position == 0 or limit is None else 1):
            inside = low + 1 if position else high - 1
            yield (int(inside), f"over {with_unit(low, None)}", f"below {with_unit(high, spec.unit)}")
        if limit is not None:
            value = int(limit) if whole else limit
            yield (value, f"from {with_unit(limit, None)}", f"to {with_unit(limit, spec.unit)}")


def _limits_on(field_id: str, touched: list[Criterion], values: Values) -> Iterator[float]:
    for record in touched:
        rule = record.rule
        for given in rule.given_with:
            low, high = given.gy - SAME_FRACTION_GY, given.gy + SAME_FRACTION_GY
            yield from _ends_of_quotient(field_id, given.dose, given.fractions, (low, high), values)
        if rule.kind == "no_distant_metastases" and field_id == "liver_lesion_count":
            yield 0.0  # none is one answer, any number another
            continue
        if field_id not in (rule.field, *rule.fields) and rule.kind != "spared_liver":
            continue
        if rule.kind == "spared_liver":
            stated = (*rule.fractions, *rule.fractions_elsewhere)
            ends = (float(min(stated)), float(max(stated)))
            yield from (rule.limit or 0.0,) if field_id == "normal_liver_below_15gy_ml" else ends
            continue
        if rule.kind == "all_below":
            yield rule.limits[rule.fields.index(field_id)]
        many = (rule.limit, rule.low, rule.high, rule.borderline_to, rule.borderline_from)
        yield from (number for number in many if number is not None)


def _ends_of_quotient(field_id: str, over: str, under: str, ends: Iterable[float], values: Values) -> Iterator[float]:
    """Yield where a quotient of two fields reaches its ends by one of them, the other being known."""
    other = values(under if field_id == over else over)
    if field_id in (over, under) and other:
        yield from (end * other if field_id == over else other / end for end in ends if end)


def _numbers_of(statement: Statement, field_id: str, values: Values) -> Iterator[float]:
    """Yield the numbers that a statement holds against a field, of a quotient with what is known of the other."""
    stated = (statement.at_most, statement.at_least, statement.above, statement.below, *(statement.between or ()))
    ends = [float(number) for number in stated if number is not None]
    if statement.per is not None:
        yield from _ends_of_quotient(field_id, statement.field, statement.per, ends, values)
    elif statement.field == field_id:
        yield from ends
    for part in statement.parts:
        yield from _numbers_of(part, field_id, values)


def runs(spec: FieldSpec, trials: list[Trial], verdicts: list[V]) -> dict[str, V]:
    """Return what each stretch of values leads to, neighbours that lead to the same taken together."""
    if spec.kind not in ("number", "integer"):
        ordered = spec.kind == "choice" and all(isinstance(choice.value, int) for choice in spec.choices)
        return _ordered(trials, verdicts) if ordered else _grouped(trials, verdicts)
    found: dict[str, V] = {}
    start = 0
    for position in range(len(trials)):
        last = position == len(trials) - 1
        if last or verdicts[position + 1] != verdicts[position]:
            found[_stretch(trials, start, position)] = verdicts[position]
            start = position + 1
    return found


def _grouped(trials: list[Trial], verdicts: list[V]) -> dict[str, V]:
    """Choices that lead to one verdict stand together: "A or B", "cT3, cT4 or cT4a"."""
    by_verdict: dict[V, list[str]] = {}
    for (_, words, _), verdict in zip(trials, verdicts, strict=True):
        by_verdict.setdefault(verdict, []).append(words)
    if len(by_verdict) == 1 and len(trials) > 2:
        return {"any value": verdicts[0]}
    return {_either(words): verdict for verdict, words in by_verdict.items()}


def _either(words: list[str]) -> str:
    return " or ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def _ordered(trials: list[Trial], verdicts: list[V]) -> dict[str, V]:
    """Choices that are steps of a scale stand as stretches of it: "60 or more", "50 or less"."""
    steps = sorted(zip(trials, verdicts, strict=True), key=lambda step: int(step[0][0]))
    found: dict[str, V] = {}
    start = 0
    for position, (_, verdict) in enumerate(steps):
        last = position == len(steps) - 1
        if not last and steps[position + 1][1] == verdict:
            continue
        low, high = steps[start][0][1], steps[position][0][1]
        if start == 0 and last:
            words = "any value"
        elif last:
            words = f"{low} or more"
        elif start == 0:
            words = f"{high} or less"
        else:
            words = low if low == high else f"{low} to {high}"
        found[words] = verdict
        start = position + 1
    # As in the form, the highest step first.
    return dict(reversed(found.items()))


def _stretch(trials: list[Trial], start: int, end: int) -> str:
    low = "" if start == 0 else trials[start][1]
    high = "" if end == len(trials) - 1 else trials[end][2]
    if not low and not high:
        return "any value"
    unit = high or trials[-1][2]
    if not low:
        return high if high.startswith("below") else f"up {high}"
    if not high:
        unit_words = unit.split(" ", 2)[2] if unit.count(" ") >= 2 else ""
        number = low.split(" ", 1)[1]
        words = f"{number} {unit_words}".strip()
        return f"over {words}" if low.startswith("over") else f"{words} or more"
    if low.removeprefix("from ") == high.removeprefix("to ").split(" ")[0]:
        return high.removeprefix("to ")
    return f"{low} {'to ' + high if high.startswith('below') else high}".replace("to below", "to below")


def in_words(verdict_if: dict[str, dict[str, Verdict]], decides: tuple[Modality, ...]) -> str:
    """Return one sentence: which headlines could change, and to what by which value."""
    if not decides:
        waiting = join_words(MODALITY_SHORT[name] for name in MODALITIES if name in verdict_if)
        return f"{waiting}: needed, but decides nothing alone."
    parts = []
    for modality in decides:
        outcomes = "; ".join(f"{words}: {VERDICT_WORDS[verdict]}" for words, verdict in verdict_if[modality].items())
        parts.append(f"{MODALITY_SHORT[modality]} ({outcomes})")
    return f"Could change {'; '.join(parts)}."
