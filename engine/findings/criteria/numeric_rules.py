"""Rules that compare one number with published limits."""

from __future__ import annotations

import msgspec

from engine.case.fields import FieldCatalogue, FieldSpec
from engine.evidence.records.criteria import Criterion
from engine.findings.conditions import Values
from engine.findings.criteria.rule_results import RuleResult, difference, unknown
from engine.findings.wording import lower_first, with_unit
from engine.words.said import say, template


def _with_observed(criterion: Criterion, value: float, result: RuleResult, unit: str | None) -> RuleResult:
    """A rule that is met outside what was observed is met in letter only."""
    low, high = criterion.observed_low, criterion.observed_high
    below = low is not None and value < low
    above = high is not None and value > high
    if result.status != "met" or not (below or above):
        return result
    seen = criterion.observed_printed or f"{low} to {high} {unit or ''}".strip()
    why = say("The rule is met, but no such patient was observed: {seen}.", seen=seen)
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
        more = (
            say("{amount} more", amount=with_unit(margin + 1, spec.unit))
            if whole
            else beyond(limit, margin, spec.unit, "more")
        )
        flip = (
            say("{change} would exceed it.", change=more)
            if end is None
            else say("{change} would be borderline.", change=more)
        )
        why = _compared(spec, value, limit, "no more than", "no more than")
        result = RuleResult(status="met", value=value, unit=spec.unit, margin=margin, flip=flip, why=why)
        return _with_observed(criterion, value, result, spec.unit)
    amount = with_unit(-margin, spec.unit)
    fewer = say("{amount} fewer", amount=amount) if whole else say("{amount} less", amount=amount)
    less: str = say("{change} would meet it.", change=fewer)
    if end is not None and value <= end:
        flip = say(
            "{change} would meet it; {other} would not.",
            change=fewer,
            other=lower_first(beyond(end, difference(end - value), spec.unit, "more")),
        )
        why = say(
            "{value} lies in the published range of limits, over {low} to {high}.",
            value=with_unit(value, spec.unit),
            low=with_unit(limit, None),
            high=with_unit(end, spec.unit),
        )
        return RuleResult(status="borderline", value=value, unit=spec.unit, margin=margin, flip=flip, why=why)
    top = end if end is not None else limit
    if end is not None:
        change = say("{amount} less", amount=with_unit(difference(value - end), spec.unit))
        less = say("{change} would be borderline.", change=change)
    why = _compared(spec, value, top, "above", "more than")
    return RuleResult(status="not_met", value=value, unit=spec.unit, margin=margin, flip=less, why=why)


def beyond(limit: float, margin: float, unit: str | None, direction: str) -> str:
    """Return "Anything above 5 cm (2.6 cm more than now)", or "Any more" for a value on the limit itself."""
    more = direction == "more"
    if margin == 0:
        return say("Any more") if more else say("Any less")
    shown, apart = with_unit(limit, unit), with_unit(abs(margin), unit)
    if more:
        return say("Anything above {limit} ({amount} more than now)", limit=shown, amount=apart)
    return say("Anything below {limit} ({amount} less than now)", limit=shown, amount=apart)


def _compared(spec: FieldSpec, value: float, limit: float, side: str, side_of_counts: str) -> str:
    """Return "2.4 cm is no more than 5 cm.", and of what is counted "4 lesions are more than 3."."""
    shown = with_unit(value, spec.unit)
    if spec.kind != "integer":
        return say(_COMPARED[side], value=shown, limit=with_unit(limit, spec.unit))
    one, many = _COUNTED[side_of_counts]
    return say(one if value == 1 else many, value=shown, limit=with_unit(limit, None))


#: sides of a limit in whole sentences
_COMPARED = {
    "no more than": template("{value} is no more than {limit}."),
    "above": template("{value} is above {limit}."),
    "at least": template("{value} is at least {limit}."),
    "below": template("{value} is below {limit}."),
}
#: the same of what is counted: of one, and of many
_COUNTED = {
    "no more than": (template("{value} is no more than {limit}."), template("{value} are no more than {limit}.")),
    "more than": (template("{value} is more than {limit}."), template("{value} are more than {limit}.")),
    "at least": (template("{value} is at least {limit}."), template("{value} are at least {limit}.")),
    "fewer than": (template("{value} is fewer than {limit}."), template("{value} are fewer than {limit}.")),
}


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
        less = say("{amount} fewer", amount=change) if whole else beyond(limit, margin, spec.unit, "less")
        flip = (
            say("{change} would fall short.", change=less)
            if start is None
            else say("{change} would be borderline.", change=less)
        )
        why = _compared(spec, value, limit, "at least", "at least")
        result = RuleResult(status="met", value=value, unit=spec.unit, margin=margin, flip=flip, why=why)
        return _with_observed(criterion, value, result, spec.unit)
    change_up = say("{amount} more", amount=with_unit(-margin, spec.unit))
    more: str = say("{change} would meet it.", change=change_up)
    if start is not None and value >= start:
        flip = say(
            "{change} would meet it; {other} would not.",
            change=change_up,
            other=lower_first(beyond(start, difference(value - start), spec.unit, "less")),
        )
        why = say(
            "{value} lies in the published range of limits, {low} to {high}.",
            value=shown,
            low=with_unit(start, None),
            high=with_unit(limit, spec.unit),
        )
        return RuleResult(status="borderline", value=value, unit=spec.unit, margin=margin, flip=flip, why=why)
    if start is not None:
        short = say("{amount} more", amount=with_unit(difference(start - value), spec.unit))
        more = say("{change} would be borderline.", change=short)
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
    outside, side = ("more", "above") if sign > 0 else ("less", "below")
    amount = with_unit(abs(margin), spec.unit)
    change = say("{amount} less", amount=amount) if sign > 0 else say("{amount} more", amount=amount)
    shown, bound = with_unit(value, spec.unit), with_unit(limit, spec.unit)
    if margin > 0:
        why = say(_COMPARED[side], value=shown, limit=bound)
        result = RuleResult(
            status="met",
            value=value,
            unit=spec.unit,
            margin=margin,
            flip=say("{change} would not meet it.", change=change),
            why=why,
        )
        return _with_observed(criterion, value, result, spec.unit)
    flip = say("{change} would meet it.", change=beyond(limit, margin, spec.unit, outside))
    if sign > 0:
        why = say("{value} is not above {limit}.", value=shown, limit=bound)
    else:
        why = say("{value} is not below {limit}.", value=shown, limit=bound)
    return RuleResult(status="not_met", value=value, unit=spec.unit, margin=margin, flip=flip, why=why)


def between(criterion: Criterion, values: Values, fields: FieldCatalogue) -> RuleResult:
    """Met from `low` to `high`, both included."""
    spec = fields[str(criterion.rule.field)]
    value = values(spec.id)
    if value is None:
        return unknown(fields, spec.id)
    low, high = float(criterion.rule.low or 0.0), float(criterion.rule.high or 0.0)
    margin = difference(min(value - low, high - value))
    shown, amount = with_unit(value, spec.unit), with_unit(abs(margin), spec.unit)
    ends = {"low": with_unit(low, None), "high": with_unit(high, spec.unit)}
    if margin >= 0:
        direction = "less" if value - low <= high - value else "more"
        why = say("{value} lies from {low} to {high}.", value=shown, **ends)
        end = low if direction == "less" else high
        flip = say("{change} would not meet it.", change=beyond(end, margin, spec.unit, direction))
        result = RuleResult(status="met", value=value, unit=spec.unit, margin=margin, flip=flip, why=why)
        return _with_observed(criterion, value, result, spec.unit)
    why = say("{value} lies outside {low} to {high}.", value=shown, **ends)
    change = say("{amount} more", amount=amount) if value < low else say("{amount} less", amount=amount)
    flip = say("{change} would meet it.", change=change)
    return RuleResult(status="not_met", value=value, unit=spec.unit, margin=margin, flip=flip, why=why)
