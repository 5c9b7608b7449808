"""Rules that join several items, or ask for a judgement: resectability, spared liver, stage, earlier treatment."""

from __future__ import annotations

from typing import Any

import msgspec

from engine.case.fields import FieldCatalogue
from engine.evidence.records.criteria import Criterion
from engine.findings.conditions import Values
from engine.findings.numeric_rules import beyond
from engine.findings.rule_results import RuleResult, difference, unknown
from engine.findings.wording import join_words, lower_first, with_unit
from engine.modalities.catalogue import with_course

#: Planning systems differ by about 1 % in the volume of the same structure (notes on dose, real plans).
_VOLUME_TOLERANCE = 0.01


def is_one_of(criterion: Criterion, values: Values, fields: FieldCatalogue) -> RuleResult:
    """Met where the field holds one of the rule's values."""
    spec = fields[str(criterion.rule.field)]
    value = values(spec.id)
    if value is None:
        return unknown(fields, spec.id)
    shown = _choice(spec.choice_label(value), value)
    if value in criterion.rule.values:
        return RuleResult(status="met", value=value, unit=spec.unit, why=f"{spec.label}: {shown}.")
    asked = " or ".join(_choice(spec.choice_label(item), item) for item in criterion.rule.values)
    return RuleResult(
        status="not_met",
        value=value,
        unit=spec.unit,
        why=f"{spec.label}: {shown}; asked for: {asked}.",
        flip=f"{spec.label}: {asked} would meet it.",
    )


def _choice(label: str, value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else label


def elsewhere(criterion: Criterion, site: str, fields: FieldCatalogue) -> RuleResult:
    """A primary that is known to lie at none of the rule's sites: whatever else is known, the rule is not met."""
    spec = fields["primary_site"]
    asked = " or ".join(spec.choice_label(name).lower() for name in criterion.rule.primary_sites)
    where = f"in the {spec.choice_label(site).lower()}" if site != "other" else f"not in the {asked}"
    return RuleResult(
        status="not_met",
        value=spec.choice_label(site).lower() if site != "other" else f"not in the {asked}",
        why=f"The primary is {where}.",
        fact=f"the primary is {where}",
    )


def not_resectable(_criterion: Criterion, values: Values, fields: FieldCatalogue) -> RuleResult:
    """Met where surgery is out; not met where metastases are resectable and nobody says the patient is unfit."""
    resectable, fit = values("metastases_resectable"), values("fit_for_surgery")
    if resectable is False:
        return RuleResult(status="met", value="not resectable", why="The metastases are judged not resectable.")
    if fit is False:
        return RuleResult(status="met", value="unfit for surgery", why="The patient is judged unfit for liver surgery.")
    if resectable is True:
        known = "and the patient fit" if fit else "and nobody has judged the patient unfit"
        return RuleResult(
            status="not_met",
            value="resectable and fit" if fit else "resectable",
            fact="resectable and fit" if fit else "resectable, and not judged unfit",
            why=f"The metastases are judged resectable {known}.",
            flip="Unfitness for liver surgery, or metastases judged not resectable, would meet it.",
        )
    return unknown(fields, "metastases_resectable", *(["fit_for_surgery"] if fit is None else []))


def resectable(criterion: Criterion, values: Values, fields: FieldCatalogue) -> RuleResult:
    """The mirror image of `not_resectable`."""
    mirrored = not_resectable(criterion, values, fields)
    if mirrored.status == "met":
        resectable_now, fit = values("metastases_resectable"), values("fit_for_surgery")
        wrong = [
            *(["not resectable"] if resectable_now is False else []),
            *(["not fit for liver surgery"] if fit is False else []),
        ]
        # Of two obstacles neither alone is the way out.
        only = "Metastases judged resectable would meet it." if wrong == ["not resectable"] else ""
        return msgspec.structs.replace(mirrored, status="not_met", flip=only, fact=join_words(wrong))
    if mirrored.status == "not_met":
        flip = "Unfitness for liver surgery would not meet it."
        return msgspec.structs.replace(mirrored, status="met", flip=flip, fact="")
    return mirrored


def spared_liver(criterion: Criterion, values: Values, fields: FieldCatalogue) -> RuleResult:
    """Volume, threshold dose and number of fractions are one rule; none of them stands alone."""
    spec = fields["normal_liver_below_15gy_ml"]
    volume, fractions, planned = values(spec.id), values("fractions"), values("modality")
    unit, limit = spec.unit, float(criterion.rule.limit or 0.0)
    # Where another course is planned, the fractions entered are that course's and say nothing of this option.
    elsewhere_planned = planned in with_course(but=criterion.modality)
    if elsewhere_planned:
        fractions = None
    if volume is None or fractions is None:
        missing = [name for name, known in ((spec.id, volume), ("fractions", fractions)) if known is None]
        result = unknown(fields, *missing, value=volume)
        if elsewhere_planned:
            why = "The fractions entered belong to another planned course; those of an SBRT plan are not known."
            result = msgspec.structs.replace(result, why=why)
        margin = None if volume is None else difference(volume - limit)
        return msgspec.structs.replace(result, unit=unit, margin=margin)
    margin = difference(volume - limit)
    stated, elsewhere = criterion.rule.fractions, criterion.rule.fractions_elsewhere
    own = join_words(str(number) for number in stated)
    widest = f"{min((*stated, *elsewhere))} to {max((*stated, *elsewhere))}"
    if fractions not in (*stated, *elsewhere):
        published = f"{own} fractions, or {widest}" if elsewhere else f"{own} fractions"
        why = f"The rule is published for {published}; the plan has {fractions}. The threshold dose is not converted."
        return RuleResult(status="unknown", value=volume, unit=unit, margin=margin, why=why)
    close = abs(margin) <= limit * _VOLUME_TOLERANCE
    threshold = ""
    why = f"{with_unit(volume, unit)} receives less than 15 Gy in {fractions} fractions."
    if fractions in elsewhere:
        threshold = (criterion.threshold_elsewhere or "").replace("{fractions}", str(fractions))
        why += f" One source states the limit for {own} fractions, the summary behind it for {widest}."
    if close:
        why += " This is within 1 % of the limit: planning systems differ by as much."
    change = with_unit(abs(margin), unit)
    result = RuleResult(
        status="met" if margin >= 0 else "not_met",
        value=volume,
        unit=unit,
        margin=margin,
        why=why,
        flip=f"{change} more would meet it.",
        fact=_spared(volume, margin, unit, close=close),
        threshold=threshold,
    )
    if margin >= 0:
        flip = f"{beyond(limit, margin, unit, 'less')} would fall short."
        return msgspec.structs.replace(result, flip=flip)
    return result


def _spared(volume: float, margin: float, unit: str | None, *, close: bool) -> str:
    """Return what the reason of the verdict says of the volume: nothing where it is met with room to spare."""
    if margin >= 0 and not close:
        return ""
    side = (
        f"{with_unit(abs(margin), unit)} {'above' if margin > 0 else 'below'} the limit"
        if margin
        else "the limit itself"
    )
    tail = " and within the 1 % by which planning systems differ" if close else ""
    return f"normal liver spared {with_unit(volume, unit)}, {side}{tail}"


def away_from(criterion: Criterion, values: Values, fields: FieldCatalogue) -> RuleResult:
    """The source asks for distance and gives no number: near cannot be judged further than borderline."""
    spec = fields[str(criterion.rule.field)]
    near = values(spec.id)
    if near is None:
        return unknown(fields, spec.id)
    if near:
        why = "A lesion is near, and the source gives no distance that would be enough."
        flip = "No lesion near would meet it."
        return RuleResult(status="borderline", value=near, why=why, flip=flip, fact=lower_first(spec.label))
    return RuleResult(status="met", value=near, why="No lesion is near.", flip="A lesion near would be borderline.")


def synchronous_unresectable(_criterion: Criterion, values: Values, fields: FieldCatalogue) -> RuleResult:
    """Met only where the metastases are both synchronous and judged not resectable."""
    timing, resectable = values("metastasis_timing"), values("metastases_resectable")
    shown = {"synchronous": "synchronous", "metachronous": "metachronous", None: "timing not known"}[timing]
    judged = {True: "resectable", False: "not resectable", None: "resectability not known"}[resectable]
    value = f"{shown}, {judged}"
    if timing == "metachronous" or resectable is True:
        wrong = [word for word, bad in ((shown, timing == "metachronous"), (judged, resectable is True)) if bad]
        why = f"The metastases are {join_words(wrong)}."
        return RuleResult(status="not_met", value=value, why=why, fact=f"metastases {join_words(wrong)}")
    if timing == "synchronous" and resectable is False:
        return RuleResult(status="met", value=value, why="The metastases are synchronous and not resectable.")
    missing = [name for name in ("metastasis_timing", "metastases_resectable") if values(name) is None]
    return unknown(fields, *missing, value=value)


def locally_advanced(_criterion: Criterion, values: Values, fields: FieldCatalogue) -> RuleResult:
    """Met by cT3-4, by a positive node, or both; not met only where both are known to be absent."""
    t, n = values("clinical_t"), values("clinical_n")
    value = " ".join(f"c{part}" for part in (t, n) if part is not None) or None
    deep = None if t is None else t in ("T3", "T4", "T4a", "T4b")
    nodes = None if n is None else n in ("N1", "N2")
    if deep or nodes:
        return RuleResult(status="met", value=value, why=f"{value} is cT3-4 or node-positive.")
    if deep is False and nodes is False:
        why = f"{value} is neither cT3-4 nor node-positive."
        flip = "cT3, or a positive node, would meet it."
        return RuleResult(status="not_met", value=value, why=why, flip=flip, fact=f"local stage {value}")
    missing = [name for name in ("clinical_t", "clinical_n") if values(name) is None]
    return unknown(fields, *missing, value=value)


def any_item(criterion: Criterion, values: Values, fields: FieldCatalogue) -> RuleResult:
    """Met where the list holds at least one item; an empty list is known to hold none."""
    spec = fields[str(criterion.rule.field)]
    items = values(spec.id)
    if items is None:
        return unknown(fields, spec.id)
    if items:
        shown = join_words(lower_first(spec.choice_label(item)) for item in items)
        return RuleResult(status="met", value=list(items), why=f"{spec.label}: {shown}.")
    flip = f"Any one of these would meet it: {join_words(lower_first(choice.label) for choice in spec.choices)}."
    return RuleResult(status="not_met", value=[], why=f"{spec.label}: none.", flip=flip)


def no_item(criterion: Criterion, values: Values, fields: FieldCatalogue) -> RuleResult:
    """Met where the list is known to be empty."""
    spec = fields[str(criterion.rule.field)]
    items = values(spec.id)
    if items is None:
        return unknown(fields, spec.id)
    if items:
        shown = join_words(lower_first(spec.choice_label(item)) for item in items)
        return RuleResult(status="not_met", value=list(items), why=f"{spec.label}: {shown}.", fact=shown)
    return RuleResult(status="met", value=[], why=f"{spec.label}: none.")


def all_false(criterion: Criterion, values: Values, fields: FieldCatalogue) -> RuleResult:
    """Met where every flag is no; one yes decides, whatever the others are."""
    known = {name: values(name) for name in criterion.rule.fields}
    yes = [lower_first(fields[name].label) for name, flag in known.items() if flag]
    if yes:
        had = join_words(yes)
        return RuleResult(status="not_met", value=had, why=f"Known: {had}.", fact=had)
    missing = [name for name, flag in known.items() if flag is None]
    if missing:
        return unknown(fields, *missing)
    return RuleResult(
        status="met", value="none", why=f"None: {join_words(lower_first(fields[n].label) for n in known)}."
    )


def all_below(criterion: Criterion, values: Values, fields: FieldCatalogue) -> RuleResult:
    """Met where every field lies below its own limit; one that does not decides."""
    pairs = list(zip(criterion.rule.fields, criterion.rule.limits, strict=True))
    known = {name: (values(name), limit) for name, limit in pairs if values(name) is not None}
    unit = fields[pairs[0][0]].unit
    value = "; ".join(f"{fields[name].label} {with_unit(number, unit)}" for name, (number, _) in known.items()) or None
    margins = [difference(limit - number) for number, limit in known.values()]
    margin = min(margins, default=None)
    over = [name for name, (number, limit) in known.items() if number >= limit]
    if over:
        why = "; ".join(
            f"{fields[name].label} {with_unit(known[name][0], unit)} is not below {with_unit(known[name][1], unit)}"
            for name in over
        )
        fact = join_words(f"{lower_first(fields[name].label)} {with_unit(known[name][0], unit)}" for name in over)
        return RuleResult(status="not_met", value=value, unit=unit, margin=margin, why=f"{why}.", fact=fact)
    missing = [name for name, _ in pairs if name not in known]
    if missing:
        return msgspec.structs.replace(unknown(fields, *missing, value=value), unit=unit, margin=margin)
    flip = f"{with_unit(margin or 0.0, unit)} more would not meet it."
    return RuleResult(status="met", value=value, unit=unit, margin=margin, why="All are below their limits.", flip=flip)
