"""Rules that compare one number with published limits."""

from __future__ import annotations

import msgspec

from engine.case.fields import FieldCatalogue, FieldSpec
from engine.evidence.records.criteria import Criterion
from engine.findings.conditions import Values
from engine.findings.rule_results import RuleResult, difference, unknown
from engine.findings.wording import lower_first, with_unit


def _with_observed(criterion: Criterion, value: float, result: RuleResult, unit: str | None) -> RuleResult:
    """A rule that is met outside what was observed is met in letter only."""
    low, high = criterion.observed_low, criterion.observed_high
    below = low is not None and value < low
    above = high is not None and value > high
    if result.status != "met" or not (below or above):
        return result
    seen = criterion.observed_printed or f"{low} to {high} {unit or ''}".strip()
    why = f"The rule is met, but no such patient was observed: {seen}."
    return msgspec.structs.replace(result, status="met_outside_observed_range", why=why)


def at_most(criterion: Criterion, values: Values, fields: FieldCatalogue) -> RuleResult:
    """Met up to and including the limit; borderline up to and including `borderline_to`."""
    spec = fields[str(criterion.rule.field)]
    value = values(spec.id)
    if value is None:
        return unknown(fields, spec.id)
    limit, end = float(criterion.rule.limit or 0.0), criterion.rule.borderline_to
    margin = difference(limit - value)
    whole = spec.kind == "integer"
    if value <= limit:
        turn = "exceed it" if end is None else "be borderline"
        more = with_unit(margin + 1, spec.unit) + " more" if whole else beyond(limit, margin, spec.unit, "more")
        why = _compared(spec, value, limit, "no more than", "no more than")
        result = RuleResult(
            status="met", value=value, unit=spec.unit, margin=margin, flip=f"{more} would {turn}.", why=why
        )
        return _with_observed(criterion, value, result, spec.unit)
    fewer = "fewer" if whole else "less"
    less = f"{with_unit(-margin, spec.unit)} {fewer} would meet it."
    if end is not None and value <= end:
        flip = f"{less.rstrip('.')}; {lower_first(beyond(end, difference(end - value), spec.unit, 'more'))} would not."
        why = (
            f"{with_unit(value, spec.unit)} lies in the published range of limits, "
            f"over {with_unit(limit, None)} to {with_unit(end, spec.unit)}."
        )
        return RuleResult(status="borderline", value=value, unit=spec.unit, margin=margin, flip=flip, why=why)
    top = end if end is not None else limit
    if end is not None:
        less = f"{with_unit(difference(value - end), spec.unit)} less would be borderline."
    why = _compared(spec, value, top, "above", "more than")
    return RuleResult(status="not_met", value=value, unit=spec.unit, margin=margin, flip=less, why=why)


def beyond(limit: float, margin: float, unit: str | None, direction: str) -> str:
    """Return "Anything above 5 cm (2.6 cm more than now)", or "Any more" for a value on the limit itself."""
    if margin == 0:
        return f"Any {direction}"
    side = "above" if direction == "more" else "below"
    return f"Anything {side} {with_unit(limit, unit)} ({with_unit(abs(margin), unit)} {direction} than now)"


def _compared(spec: FieldSpec, value: float, limit: float, side: str, side_of_counts: str) -> str:
    """Return "2.4 cm is no more than 5 cm.", and of what is counted "4 lesions are more than 3."."""
    if spec.kind != "integer":
        return f"{with_unit(value, spec.unit)} is {side} {with_unit(limit, spec.unit)}."
    verb = "is" if value == 1 else "are"
    return f"{with_unit(value, spec.unit)} {verb} {side_of_counts} {with_unit(limit, None)}."


def at_least(criterion: Criterion, values: Values, fields: FieldCatalogue) -> RuleResult:
    """Met from the limit on; borderline from `borderline_from` on."""
    spec = fields[str(criterion.rule.field)]
    value = values(spec.id)
    if value is None:
        return unknown(fields, spec.id)
    limit, start = float(criterion.rule.limit or 0.0), criterion.rule.borderline_from
    margin = difference(value - limit)
    shown = with_unit(value, spec.unit)
    if value >= limit:
        whole = spec.kind == "integer"
        change = with_unit(margin + 1 if whole else margin, spec.unit)
        turn = "fall short" if start is None else "be borderline"
        less = f"{change} fewer" if whole else beyond(limit, margin, spec.unit, "less")
        flip = f"{less} would {turn}."
        why = _compared(spec, value, limit, "at least", "at least")
        result = RuleResult(status="met", value=value, unit=spec.unit, margin=margin, flip=flip, why=why)
        return _with_observed(criterion, value, result, spec.unit)
    more = f"{with_unit(-margin, spec.unit)} more would meet it."
    if start is not None and value >= start:
        flip = (
            f"{more.rstrip('.')}; {lower_first(beyond(start, difference(value - start), spec.unit, 'less'))} would not."
        )
        why = (
            f"{shown} lies in the published range of limits, {with_unit(start, None)} to {with_unit(limit, spec.unit)}."
        )
        return RuleResult(status="borderline", value=value, unit=spec.unit, margin=margin, flip=flip, why=why)
    if start is not None:
        more = f"{with_unit(difference(start - value), spec.unit)} more would be borderline."
    why = _compared(spec, value, start if start is not None else limit, "below", "fewer than")
    return RuleResult(status="not_met", value=value, unit=spec.unit, margin=margin, flip=more, why=why)


def above(criterion: Criterion, values: Values, fields: FieldCatalogue) -> RuleResult:
    """Met above the limit; the limit itself does not meet it."""
    return _strict(criterion, values, fields, sign=1.0)


def below(criterion: Criterion, values: Values, fields: FieldCatalogue) -> RuleResult:
    """Met below the limit; the limit itself does not meet it."""
    return _strict(criterion, values, fields, sign=-1.0)


def _strict(criterion: Criterion, values: Values, fields: FieldCatalogue, *, sign: float) -> RuleResult:
    """A strict limit: the limit itself does not meet it."""
    spec = fields[str(criterion.rule.field)]
    value = values(spec.id)
    if value is None:
        return unknown(fields, spec.id)
    limit = float(criterion.rule.limit or 0.0)
    margin = difference(sign * (value - limit))
    inside, outside, side = ("less", "more", "above") if sign > 0 else ("more", "less", "below")
    change = with_unit(abs(margin), spec.unit)
    if margin > 0:
        why = f"{with_unit(value, spec.unit)} is {side} {with_unit(limit, spec.unit)}."
        result = RuleResult(
            status="met",
            value=value,
            unit=spec.unit,
            margin=margin,
            flip=f"{change} {inside} would not meet it.",
            why=why,
        )
        return _with_observed(criterion, value, result, spec.unit)
    flip = f"{beyond(limit, margin, spec.unit, outside)} would meet it."
    why = f"{with_unit(value, spec.unit)} is not {side} {with_unit(limit, spec.unit)}."
    return RuleResult(status="not_met", value=value, unit=spec.unit, margin=margin, flip=flip, why=why)


def between(criterion: Criterion, values: Values, fields: FieldCatalogue) -> RuleResult:
    """Met from `low` to `high`, both included."""
    spec = fields[str(criterion.rule.field)]
    value = values(spec.id)
    if value is None:
        return unknown(fields, spec.id)
    low, high = float(criterion.rule.low or 0.0), float(criterion.rule.high or 0.0)
    margin = difference(min(value - low, high - value))
    shown, change = with_unit(value, spec.unit), with_unit(abs(margin), spec.unit)
    if margin >= 0:
        direction = "less" if value - low <= high - value else "more"
        why = f"{shown} lies from {with_unit(low, None)} to {with_unit(high, spec.unit)}."
        flip = f"{beyond(low if direction == 'less' else high, margin, spec.unit, direction)} would not meet it."
        result = RuleResult(status="met", value=value, unit=spec.unit, margin=margin, flip=flip, why=why)
        return _with_observed(criterion, value, result, spec.unit)
    direction = "more" if value < low else "less"
    why = f"{shown} lies outside {with_unit(low, None)} to {with_unit(high, spec.unit)}."
    flip = f"{change} {direction} would meet it."
    return RuleResult(status="not_met", value=value, unit=spec.unit, margin=margin, flip=flip, why=why)
