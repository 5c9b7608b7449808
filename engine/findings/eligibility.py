"""Eligibility: every published criterion of a modality, never stopping at the first that fails."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from engine.case.fields import FieldCatalogue
from engine.evidence.library import Library
from engine.evidence.records.criteria import Criterion
from engine.evidence.records.modalities import Modality
from engine.findings.assessment import Cited, CriterionFinding, DissentFinding, Status, Verdict
from engine.findings.conditions import Values, all_hold
from engine.findings.rule_results import RuleResult
from engine.findings.rules import evaluate, fields_of
from engine.findings.wording import VERDICT_WORDS, join_words, lower_first

_MET: tuple[Status, ...] = ("met", "met_outside_observed_range")


def judge(criterion: Criterion, values: Values, fields: FieldCatalogue) -> RuleResult:
    """Return what a criterion says; an item of a plan that is not planned is not applicable."""
    if criterion.plan_item and values("modality") != criterion.modality:
        return RuleResult(status="not_applicable", why="An item of the plan of a modality that is not planned.")
    return evaluate(criterion, values, fields)


def verdict_of(statuses: Iterable[Status]) -> Verdict:
    """Return the verdict of a modality from the statuses of its criteria.

    Any not met is outside; else any not known leaves it undetermined; else any borderline is borderline.
    """
    found = set(statuses)
    if "not_met" in found:
        return "outside"
    if "unknown" in found:
        return "undetermined"
    return "borderline" if "borderline" in found else "within"


def assess_criteria(
    modality: Modality, values: Values, fields: FieldCatalogue, library: Library
) -> tuple[CriterionFinding, ...]:
    """Return a finding for every criterion of the modality, in published order."""
    return tuple(criterion_finding(criterion, values, fields, library) for criterion in library.criteria_for(modality))


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
        threshold=criterion.threshold,
        margin=result.margin,
        flip=result.flip,
        why=result.why,
        rule=criterion.rule.kind,
        fields=fields_of(criterion.rule),
        sources=(own, *further),
        dissent=_dissent(criterion, result.status, values, library),
        printed=criterion.printed,
        plan_item=criterion.plan_item,
        note=criterion.note,
        limits=_limits(criterion),
        discrepancies=criterion.discrepancies,
    )


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


def verdict_in_words(verdict: Verdict, criteria: tuple[CriterionFinding, ...]) -> str:
    """Return the verdict as one sentence that names what decides it."""
    if not criteria:
        return "No published criteria: a comparator, with outcomes only."
    applicable = [finding for finding in criteria if finding.status != "not_applicable"]
    decisive: dict[Verdict, Status] = {
        "outside": "not_met",
        "undetermined": "unknown",
        "borderline": "borderline",
    }
    words = VERDICT_WORDS[verdict][:1].upper() + VERDICT_WORDS[verdict][1:]
    if verdict == "within":
        unobserved = [f for f in applicable if f.status == "met_outside_observed_range"]
        tail = f"; {_named(unobserved)} beyond what was observed" if unobserved else ""
        every = "its one criterion is met" if len(applicable) == 1 else f"all {len(applicable)} criteria met"
        return f"{words}: {every}{tail}."
    deciding = [finding for finding in applicable if finding.status == decisive[verdict]]
    said = {"outside": "not met", "undetermined": "not known", "borderline": "borderline"}[verdict]
    sentence = f"{words}: {len(deciding)} of {len(applicable)} {said} ({_named(deciding)})."
    unknown = sum(1 for finding in applicable if finding.status == "unknown")
    if verdict == "outside" and unknown:
        sentence += f" {unknown} more not known."
    return sentence


def _named(findings: list[CriterionFinding]) -> str:
    return join_words(lower_first(finding.label) for finding in findings)
