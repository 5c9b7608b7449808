"""What would settle it: the missing items, ranked by the verdicts they could change.

Each unknown field is tried with every value that could matter: each choice, and for numbers every published
limit and the stretches between the limits. Nothing is assumed about which value is likely.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from engine.case.fields import FieldCatalogue, FieldSpec
from engine.evidence.library import Library
from engine.evidence.records.modalities import Modality
from engine.findings.assessment import CriterionFinding, MissingFinding, Verdict
from engine.findings.by_values import by_values
from engine.findings.conditions import Values
from engine.findings.headlines.concerns import judge_concerns
from engine.findings.missing_items.deciding import GRAVITY, Decider, Deciding, deciding, gravest_of
from engine.findings.missing_items.stretches import in_words, runs
from engine.findings.missing_items.values_tried import answers_contradicting, trials_of, with_answer

_UNDETERMINED = GRAVITY.index("undetermined")
_NOTHING: Mapping[Modality, Values] = MappingProxyType({})


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
    return single_items(values, fields, deciding_of(values, library, criteria), planned)


def deciding_of(
    values: Values,
    library: Library,
    criteria: Mapping[Modality, tuple[CriterionFinding, ...]],
    treated: Mapping[Modality, Values] = _NOTHING,
) -> tuple[Deciding, ...]:
    """Return what decides each option.

    Parameters
    ----------
    treated : the values that an option is judged by, where these are not those in use.
    """
    return tuple(
        deciding(name, found, judge_concerns(name, own, library), library, own)
        for name, found in criteria.items()
        for own in (treated.get(name, values),)
    )


class Answers(NamedTuple):
    """What the answers to one unknown field would do to one option."""

    field: str
    verdict_if: dict[str, Verdict]
    decides: bool


class Waits(NamedTuple):
    """What one option waits for.

    Attributes
    ----------
    modality : the option.
    alone : the unknown fields that something of it waits for, or would turn by.
    together : pairs of fields that lead where neither leads alone, with the verdicts to which they do.
    open_for : fields that its headline is open for, not merely could turn by.
    """

    modality: Modality
    alone: tuple[Answers, ...]
    together: tuple[tuple[tuple[str, str], dict[str, Verdict]], ...]
    open_for: frozenset[str]


def answers_of(option: Deciding, values: Values, fields: FieldCatalogue) -> tuple[Answers, ...]:
    """Return what the answers to each unknown field would do to an option.

    Parameters
    ----------
    values : of the case; those that the option is judged by may be of fewer lesions.
    """
    found = []
    for name in option.looked_at:
        spec = fields[name]
        if values(name) is None and exists(spec, values) and (tried := _try(spec, fields, option)) is not None:
            found.append(tried)
    return tuple(found)


class Single(NamedTuple):
    """One unknown field and the options that wait for it or turn by it, in the order of the options."""

    fields: tuple[str, ...]
    verdict_if: dict[Modality, dict[str, Verdict]]
    decides: tuple[Modality, ...]


def singles_of(waits: Iterable[tuple[Modality, tuple[Answers, ...]]], fields: FieldCatalogue) -> tuple[Single, ...]:
    """Return the unknown fields in the order of the form, each with what it does to every option."""
    by_field: dict[str, list[tuple[Modality, Answers]]] = {}
    for modality, answers in waits:
        for one in answers:
            by_field.setdefault(one.field, []).append((modality, one))
    return tuple(
        Single(
            (spec.id,),
            {modality: one.verdict_if for modality, one in by_field[spec.id]},
            tuple(modality for modality, one in by_field[spec.id] if one.decides),
        )
        for spec in fields
        if spec.id in by_field
    )


def single_items(
    values: Values, fields: FieldCatalogue, options: Collection[Deciding], planned: Modality | None
) -> tuple[MissingFinding, ...]:
    """Return the unknown fields that something of these options waits for, or would turn by."""
    found = singles_of(((option.modality, answers_of(option, values, fields)) for option in options), fields)
    waited_for = Counter(name for option in options for name in waiting_for(option))
    return tuple(
        MissingFinding(
            field=one.fields[0],
            fields=one.fields,
            label=fields[one.fields[0]].label,
            decides=one.decides,
            verdict_if=_by_name(one.verdict_if),
            in_words=in_words(_by_name(one.verdict_if), one.decides),
        )
        for one in sorted(found, key=lambda one: rank(one, planned, waited_for))
    )


def _by_name(verdict_if: Mapping[Modality, dict[str, Verdict]]) -> dict[str, dict[str, Verdict]]:
    return {str(modality): verdicts for modality, verdicts in verdict_if.items()}


def waiting_for(option: Deciding) -> frozenset[str]:
    """Return the fields that the headline of this option is open for, not merely could turn by."""
    return frozenset(name for one in option.deciders if one.now == _UNDETERMINED for name in one.fields)


def exists(spec: FieldSpec, values: Values) -> bool:
    """Return whether there is anything to be asked for: a tumour of the colon has no height in the rectum."""
    where = spec.only_where
    return where is None or values(where.field) in (None, *where.values)


def rank(
    finding: MissingFinding | Single, planned: Modality | None, waited_for: Mapping[str, int]
) -> tuple[bool, int, int, int]:
    """Return the place of an item: what decides the planned option, what most headlines are open for or turn by.

    Parameters
    ----------
    waited_for : by field, how many headlines are open for it.
    """
    settles = sum(
        1 for verdicts in finding.verdict_if.values() for verdict in verdicts.values() if verdict != "undetermined"
    )
    waited = max(waited_for.get(name, 0) for name in finding.fields)
    return (planned not in finding.decides, -waited, -len(finding.decides), -settles)


def _try(spec: FieldSpec, fields: FieldCatalogue, option: Deciding) -> Answers | None:
    looking, values = option.looking_at(spec.id), option.values
    # What a lesion leaves open that another option treats is nothing that this one waits for.
    if values(spec.id) is not None or not any(one.concern is not None or _applies(one, values) for one in looking):
        return None
    now = option.now
    outcomes = outcomes_of(spec, option, looking, values, fields)
    turned = any(verdict != now for verdict in outcomes.values())
    # What every answer turns alike is no question: entering it at all is what the headline speaks of then. Where an
    # answer is left out since it contradicts what is known, those that are left are one of several.
    several = len(set(outcomes.values())) > 1 or (turned and answers_contradicting(spec, values, fields))
    # A criterion may be decided without the item and still turn by it: resectable, fitness not known.
    if (turned and several) or any(one.now == _UNDETERMINED for one in looking):
        return Answers(spec.id, outcomes, turned and several)
    return None


def _applies(one: Decider, values: Values) -> bool:
    """Return whether a criterion is one of the plan in hand, or none of a plan."""
    criterion = one.criterion
    return criterion is not None and not (criterion.plan_item and values("modality") != criterion.modality)


def outcomes_of(
    spec: FieldSpec, option: Deciding, looking: Collection[Decider], values: Values, fields: FieldCatalogue
) -> dict[str, Verdict]:
    """Return the verdict for each value that could matter, neighbours with one verdict taken together.

    Parameters
    ----------
    looking : what looks at the field; nothing else is judged again.
    """
    least = max(option.least, option.without(spec.id))
    return by_values(
        lambda read: _outcomes_of(spec, option, looking, read, fields, least),
        values,
        ("outcomes of", spec.id, option.modality, least, option.library),
        fields,
    )


def _outcomes_of(
    spec: FieldSpec,
    option: Deciding,
    looking: Collection[Decider],
    values: Values,
    fields: FieldCatalogue,
    least: int,
) -> dict[str, Verdict]:
    trials = trials_of(spec, looking, values, fields)
    graver = [one for one in looking if one.most > least]
    verdicts = [
        option.verdict(gravest_of(graver, with_answer(spec.id, value, values), fields, least)) for value, _, _ in trials
    ]
    return runs(spec, trials, verdicts)
