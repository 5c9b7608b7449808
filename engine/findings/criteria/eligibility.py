"""Eligibility: every published criterion of a modality, never stopping at the first that fails."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache, partial

from engine.case.fields import FieldCatalogue
from engine.evidence.library import Library
from engine.evidence.records.criteria import Criterion
from engine.evidence.records.modalities import Modality
from engine.findings.assessment import Cited, CriterionFinding, DissentFinding, Status
from engine.findings.by_values import by_values
from engine.findings.conditions import Values, all_hold
from engine.findings.criteria.rule_results import RuleResult
from engine.findings.criteria.rules import evaluate, fields_of, own_fields_of
from engine.findings.headline_text.headline_words import SaidCriterion
from engine.findings.shared_by_values import SharedByValues
from engine.findings.wording import lower_first, value_in_words
from engine.words.said import filled, say

_MET: tuple[Status, ...] = ("met", "met_outside_observed_range")


def judge(criterion: Criterion, values: Values, fields: FieldCatalogue) -> RuleResult:
    """Return what a criterion says; an item of a plan that is not planned is not applicable."""
    if criterion.plan_item and values("modality") != criterion.modality:
        return RuleResult(status="not_applicable", why=say("An item of the plan of a modality that is not planned."))
    return evaluate(criterion, values, fields)


def assess_criteria(
    modality: Modality, values: Values, fields: FieldCatalogue, library: Library
) -> tuple[CriterionFinding, ...]:
    """Return a finding for every criterion of the modality, in published order."""
    return tuple(
        by_values(
            partial(criterion_finding, criterion, fields=fields, library=library),
            values,
            ("criterion", criterion.id, library),
            fields,
        )
        for criterion in library.criteria_for(modality)
    )


def said_criteria(
    modality: Modality, values: Values, fields: FieldCatalogue, library: Library
) -> tuple[SaidCriterion, ...]:
    """Return what a headline reads of the criteria of the modality, in published order."""
    return tuple(said(values) for said in _said_by_values(modality, fields, library))


@lru_cache(maxsize=64)
def _said_by_values(
    modality: Modality, fields: FieldCatalogue, library: Library
) -> tuple[SharedByValues[SaidCriterion], ...]:
    def said(criterion: Criterion, values: Values) -> SaidCriterion:
        result = judge(criterion, values, fields)
        return SaidCriterion(result.status, criterion.label, _fact(criterion, result, fields))

    return tuple(SharedByValues(partial(said, criterion)) for criterion in library.criteria_for(modality))


def criterion_finding(
    criterion: Criterion, values: Values, fields: FieldCatalogue, library: Library
) -> CriterionFinding:
    """Return the finding of one criterion."""
    result = judge(criterion, values, fields)
    own = Cited(source=library.source_of[criterion.id], locator=criterion.locator)
    further = tuple(Cited(source=citation.source, locator=citation.locator) for citation in criterion.also)
    return CriterionFinding(
        id=criterion.id,
        modality=criterion.modality,
        label=criterion.label,
        status=result.status,
        value=result.value,
        unit=result.unit,
        threshold=result.threshold or criterion.threshold,
        margin=result.margin,
        flip=result.flip,
        why=result.why,
        fact=_fact(criterion, result, fields),
        rule=criterion.rule.kind,
        # What a trial contests is looked at only where the rule is not met.
        fields=(fields_of if result.status in ("not_met", "borderline") else own_fields_of)(criterion.rule),
        sources=(own, *further),
        dissent=_dissent(criterion, result.status, values, library),
        printed=criterion.printed,
        plan_item=criterion.plan_item,
        note=criterion.note,
        limits=_limits(criterion),
        discrepancies=criterion.discrepancies,
    )


def _fact(criterion: Criterion, result: RuleResult, fields: FieldCatalogue) -> str:
    """Return what is so of the patient: the cause that the rule names, else the record's words, else the value."""
    if result.fact or result.status not in ("not_met", "borderline", "met_outside_observed_range"):
        return result.fact
    spec = fields[own_fields_of(criterion.rule)[0]]
    value = tuple(result.value) if isinstance(result.value, list) else result.value
    shown = value_in_words(spec, value)
    if result.status == "not_met" and criterion.not_met_words is not None:
        return filled(criterion.not_met_words, lambda words, said: words.replace("{value}", said(shown)))
    return say("{field} {value}", field=lower_first(spec.label), value=shown)


def _limits(criterion: Criterion) -> dict[str, float]:
    rule = criterion.rule
    named = {
        "limit": rule.limit,
        "low": rule.low,
        "high": rule.high,
        "borderline_to": rule.borderline_to,
        "borderline_from": rule.borderline_from,
        "observed_low": criterion.observed_low,
        "observed_high": criterion.observed_high,
    }
    return {name: number for name, number in named.items() if number is not None}


def _dissent(criterion: Criterion, status: Status, values: Values, library: Library) -> tuple[DissentFinding, ...]:
    """Return the sources that would decide otherwise for this patient; none where nothing is decided."""
    if status in ("unknown", "not_applicable"):
        return ()
    plain = "met" if status in _MET else status
    return tuple(
        DissentFinding(
            source=source,
            locator=record.locator,
            text=record.text,
            would_say=record.would_say,
            printed=record.printed,
        )
        for source, record in library.dissents.get(criterion.id, ())
        if record.would_say != plain and all_hold(record.when, values) is True
    )


def counts_of(criteria: tuple[CriterionFinding, ...]) -> dict[str, int]:
    """Return how many criteria have each status; statuses that do not occur are 0."""
    found = Counter(finding.status for finding in criteria)
    names = ("met", "met_outside_observed_range", "borderline", "not_met", "unknown", "not_applicable")
    return {name: found.get(name, 0) for name in names}  # type: ignore[call-overload]
