"""Eligibility: every published criterion of a modality, never stopping at the first that fails."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from engine.case.fields import FieldCatalogue
from engine.evidence.library import Library
from engine.evidence.records.criteria import Criterion
from engine.evidence.records.modalities import Modality
from engine.findings.assessment import Cited, CriterionFinding, DissentFinding, OptionFinding, Status, Verdict
from engine.findings.conditions import Values, all_hold
from engine.findings.rule_results import RuleResult
from engine.findings.rules import evaluate, fields_of
from engine.findings.wording import VERDICT_WORDS, join_words, lower_first, value_in_words

#: more facts than these do not go into one line of a table
_MOST_FACTS = 3
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
        threshold=result.threshold or criterion.threshold,
        margin=result.margin,
        flip=result.flip,
        why=result.why,
        fact=_fact(criterion, result, fields),
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


def _fact(criterion: Criterion, result: RuleResult, fields: FieldCatalogue) -> str:
    """Return what is so of the patient: the cause that the rule names, else the record's words, else the value."""
    if result.fact or result.status not in ("not_met", "borderline", "met_outside_observed_range"):
        return result.fact
    spec = fields[fields_of(criterion.rule)[0]]
    shown = value_in_words(spec, result.value)
    if result.status == "not_met" and criterion.not_met_words is not None:
        return criterion.not_met_words.replace("{value}", shown)
    return f"{lower_first(spec.label)} {shown}"


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


def verdict_in_words(verdict: Verdict, criteria: tuple[CriterionFinding, ...], cautions: Iterable[str] = ()) -> str:
    """Return the verdict as one sentence that names what decides it, and what else has to be read with it.

    Parameters
    ----------
    cautions : whole sentences that the reason repeats.
    """
    if not criteria:
        return "No published criteria: a comparator, with outcomes only."
    # What is outside needs no further reason.
    return " ".join((_sentence(verdict, criteria), *(cautions if verdict != "outside" else ())))


def _sentence(verdict: Verdict, criteria: tuple[CriterionFinding, ...]) -> str:
    applicable = [finding for finding in criteria if finding.status != "not_applicable"]
    decisive: dict[Verdict, Status] = {
        "outside": "not_met",
        "undetermined": "unknown",
        "borderline": "borderline",
    }
    words = VERDICT_WORDS[verdict][:1].upper() + VERDICT_WORDS[verdict][1:]
    # Met, and so near the limit that another planning system might say otherwise.
    close = "".join(f"; {finding.fact}" for finding in applicable if finding.status == "met" and finding.fact)
    if verdict == "within":
        unobserved = [f for f in applicable if f.status == "met_outside_observed_range"]
        tail = f"; {facts_in_words(unobserved)} beyond what was observed" if unobserved else ""
        return f"{words}: {_all_met(len(applicable))}{tail}{close}."
    deciding = [finding for finding in applicable if finding.status == decisive[verdict]]
    said = {"outside": "not met", "undetermined": "not known", "borderline": "borderline"}[verdict]
    share = f"{len(deciding)} of {len(applicable)}" if len(applicable) > 1 else "its one criterion is"
    facts = facts_in_words(deciding)
    # The fact first: "not met (not resectable)" could be read either way.
    reason = f"{share} {said} ({facts})" if verdict == "undetermined" else f"{facts} ({share} {said})"
    sentence = f"{words}: {reason}{close}."
    unknown = sum(1 for finding in applicable if finding.status == "unknown")
    if verdict == "outside" and unknown:
        sentence += f" {unknown} more not known."
    return sentence


def reason_in_brief(option: OptionFinding) -> str:
    """Return the reason of a verdict for one line of a table: at most three facts, then how much is not known."""
    if not option.criteria:
        return option.verdict_in_words
    applicable = [finding for finding in option.criteria if finding.status != "not_applicable"]
    deciding = [f for f in applicable if f.status == {"outside": "not_met"}.get(option.verdict, option.verdict)]
    unknown = sum(1 for finding in applicable if finding.status == "unknown")
    close = [finding.fact for finding in applicable if finding.status == "met" and finding.fact]
    parts = []
    if deciding:
        shown = facts_in_words(deciding if len(deciding) <= _MOST_FACTS else deciding[: _MOST_FACTS - 1])
        rest = len(deciding) - _MOST_FACTS + 1 if len(deciding) > _MOST_FACTS else 0
        parts.append(f"{shown[:1].upper()}{shown[1:]}{f'; {rest} more' if rest else ''}")
    if unknown:
        parts.append(f"{unknown} of {len(applicable)} criteria not known")
    elif not deciding:
        words = _all_met(len(applicable))
        parts.append(words[:1].upper() + words[1:])
    repeated = [c.verdict_words for c in option.cautions if c.verdict_words and option.verdict != "outside"]
    return " ".join((f"{'; '.join([*parts, *close])}.", *repeated))


def _all_met(number: int) -> str:
    return {1: "its one criterion is met", 2: "both criteria met"}.get(number, f"all {number} criteria met")


def facts_in_words(findings: Iterable[CriterionFinding]) -> str:
    """Return what is so of the patient for each finding; for what is not known, what it is that is not known."""
    facts = [finding.fact or lower_first(finding.label) for finding in findings]
    # A fact that holds "and" or a comma would run into its neighbour.
    return "; ".join(facts) if any(" and " in fact or "," in fact for fact in facts) else join_words(facts)
