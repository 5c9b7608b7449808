"""Rules that join several items, or ask for a judgement: resectability, spared liver, stage, earlier treatment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from engine.case.fields import FieldCatalogue, FieldSpec
from engine.evidence.records.criteria import Criterion
from engine.findings.conditions import Values
from engine.findings.criteria.numeric_rules import beyond
from engine.findings.criteria.rule_results import RuleResult, difference, unknown
from engine.findings.wording import join_words, lower_first, with_unit
from engine.modalities.catalogue import with_course
from engine.words.said import filled, in_row, listed, say, say_label, small, template

#: Planning systems differ by about 1 % in the volume of the same structure (notes on dose, real plans).
_VOLUME_TOLERANCE = 0.01


def is_one_of(criterion: Criterion, values: Values, fields: FieldCatalogue) -> RuleResult:
    """Met where the field holds one of the rule's values."""
    spec = fields[str(criterion.rule.field)]
    value = values(spec.id)
    if value is None:
        return unknown(fields, spec.id)
    shown = _choice(spec, value)
    if value in criterion.rule.values:
        why = say("{field}: {value}.", field=spec.label, value=shown)
        return RuleResult(status="met", value=value, unit=spec.unit, why=why)
    asked = _either(_choice(spec, item) for item in criterion.rule.values)
    return RuleResult(
        status="not_met",
        value=value,
        unit=spec.unit,
        why=say("{field}: {value}; asked for: {asked}.", field=spec.label, value=shown, asked=asked),
        flip=say("{field}: {asked} would meet it.", field=spec.label, asked=asked),
    )


def _choice(spec: FieldSpec, value: Any) -> str:
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    return say_label(spec.choice_label(value), spec.id)


def _either(words: Iterable[str]) -> str:
    """Return "a or b or c"."""
    many = list(words)
    said = many[0] if many else ""
    for word in many[1:]:
        said = listed((said, word), "{first} or {last}")
    return said


def elsewhere(criterion: Criterion, site: str, fields: FieldCatalogue) -> RuleResult:
    """A primary that is known to lie at none of the rule's sites: whatever else is known, the rule is not met."""
    spec = fields["primary_site"]
    asked = _either(small(say_label(spec.choice_label(name), spec.id)) for name in criterion.rule.primary_sites)
    if site == "other":
        return RuleResult(
            status="not_met",
            value=say("not in the {asked}", asked=asked),
            why=say("The primary is not in the {asked}.", asked=asked),
            fact=say("the primary is not in the {asked}", asked=asked),
        )
    where = small(say_label(spec.choice_label(site), spec.id))
    return RuleResult(
        status="not_met",
        value=where,
        why=say("The primary is in the {where}.", where=where),
        fact=say("the primary is in the {where}", where=where),
    )


def not_resectable(_criterion: Criterion, values: Values, fields: FieldCatalogue) -> RuleResult:
    """Met where surgery is out; not met where metastases are resectable and nobody says the patient is unfit."""
    resectable, fit = values("metastases_resectable"), values("fit_for_surgery")
    if resectable is False:
        return RuleResult(
            status="met", value=say("not resectable"), why=say("The metastases are judged not resectable.")
        )
    if fit is False:
        return RuleResult(
            status="met", value=say("unfit for surgery"), why=say("The patient is judged unfit for liver surgery.")
        )
    if resectable is True:
        return RuleResult(
            status="not_met",
            value=say("resectable and fit") if fit else say("resectable"),
            fact=say("resectable and fit") if fit else say("resectable, and not judged unfit"),
            why=say("The metastases are judged resectable and the patient fit.")
            if fit
            else say("The metastases are judged resectable and nobody has judged the patient unfit."),
            flip=say("Unfitness for liver surgery, or metastases judged not resectable, would meet it."),
        )
    return unknown(fields, "metastases_resectable", *(["fit_for_surgery"] if fit is None else []))


def resectable(criterion: Criterion, values: Values, fields: FieldCatalogue) -> RuleResult:
    """The mirror image of `not_resectable`."""
    mirrored = not_resectable(criterion, values, fields)
    if mirrored.status == "met":
        resectable_now, fit = values("metastases_resectable"), values("fit_for_surgery")
        wrong = [
            *([say("not resectable")] if resectable_now is False else []),
            *([say("not fit for liver surgery")] if fit is False else []),
        ]
        # Of two obstacles neither alone is the way out.
        only = say("Metastases judged resectable would meet it.") if wrong == ["not resectable"] else ""
        return msgspec.structs.replace(mirrored, status="not_met", flip=only, fact=join_words(wrong))
    if mirrored.status == "not_met":
        flip = say("Unfitness for liver surgery would not meet it.")
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
            why = say("The fractions entered belong to another planned course; those of an SBRT plan are not known.")
            result = msgspec.structs.replace(result, why=why)
        margin = None if volume is None else difference(volume - limit)
        return msgspec.structs.replace(result, unit=unit, margin=margin)
    margin = difference(volume - limit)
    stated, elsewhere = criterion.rule.fractions, criterion.rule.fractions_elsewhere
    own = join_words(str(number) for number in stated)
    low, high = str(min((*stated, *elsewhere))), str(max((*stated, *elsewhere)))
    if fractions not in (*stated, *elsewhere):
        if elsewhere:
            published = say("{own} fractions, or {low} to {high}", own=own, low=low, high=high)
        else:
            published = say("{own} fractions", own=own)
        why = say(
            "The rule is published for {published}; the plan has {fractions}. The threshold dose is not converted.",
            published=published,
            fractions=str(fractions),
        )
        fact = say(
            "spared liver, whose limit is published for {published}, not for {fractions}",
            published=published,
            fractions=str(fractions),
        )
        return RuleResult(status="unknown", value=volume, unit=unit, margin=margin, why=why, fact=fact)
    close = abs(margin) <= limit * _VOLUME_TOLERANCE
    threshold: str = ""
    sentences: list[str] = [
        say(
            "{volume} receives less than 15 Gy in {fractions} fractions.",
            volume=with_unit(volume, unit),
            fractions=str(fractions),
        )
    ]
    if fractions in elsewhere:
        threshold = _in_fractions(criterion.threshold_elsewhere or "", fractions)
        source = template("One source states the limit for {own} fractions, the summary behind it for {low} to {high}.")
        sentences.append(say(source, own=own, low=low, high=high))
    if close:
        sentences.append(say("This is within 1 % of the limit: planning systems differ by as much."))
    change = with_unit(abs(margin), unit)
    result = RuleResult(
        status="met" if margin >= 0 else "not_met",
        value=volume,
        unit=unit,
        margin=margin,
        why=in_row(sentences),
        flip=say("{change} would meet it.", change=say("{amount} more", amount=change)),
        fact=_spared(volume, margin, unit, close=close),
        threshold=threshold,
    )
    if margin >= 0:
        flip = say("{change} would fall short.", change=beyond(limit, margin, unit, "less"))
        return msgspec.structs.replace(result, flip=flip)
    return result


def _spared(volume: float, margin: float, unit: str | None, *, close: bool) -> str:
    """Return what the reason of the verdict says of the volume: nothing where it is met with room to spare."""
    if margin >= 0 and not close:
        return ""
    apart = with_unit(abs(margin), unit)
    side = say("the limit itself")
    if margin:
        above = say("{amount} above the limit", amount=apart)
        side = above if margin > 0 else say("{amount} below the limit", amount=apart)
    shown = with_unit(volume, unit)
    if close:
        near = template("normal liver spared {volume}, {side} and within the 1 % by which planning systems differ")
        return say(near, volume=shown, side=side)
    return say("normal liver spared {volume}, {side}", volume=shown, side=side)


def _in_fractions(threshold: str, fractions: int) -> str:
    """Return a record's words with the number of fractions in its place."""
    return filled(threshold, lambda words, _said: words.replace("{fractions}", str(fractions)))


def away_from(criterion: Criterion, values: Values, fields: FieldCatalogue) -> RuleResult:
    """The source asks for distance and gives no number: near cannot be judged further than borderline."""
    spec = fields[str(criterion.rule.field)]
    near = values(spec.id)
    if near is None:
        return unknown(fields, spec.id)
    if near:
        why = say("A lesion is near, and the source gives no distance that would be enough.")
        flip = say("No lesion near would meet it.")
        return RuleResult(status="borderline", value=near, why=why, flip=flip, fact=lower_first(spec.label))
    flip = say("A lesion near would be borderline.")
    return RuleResult(status="met", value=near, why=say("No lesion is near."), flip=flip)


def synchronous_unresectable(_criterion: Criterion, values: Values, fields: FieldCatalogue) -> RuleResult:
    """Met only where the metastases are both synchronous and judged not resectable."""
    timing, resectable = values("metastasis_timing"), values("metastases_resectable")
    shown = {
        "synchronous": say("synchronous"),
        "metachronous": say("metachronous"),
        None: say("timing not known"),
    }[timing]
    judged = {True: say("resectable"), False: say("not resectable"), None: say("resectability not known")}[resectable]
    value = in_row((shown, judged), ", ")
    if timing == "metachronous" or resectable is True:
        wrong = [word for word, bad in ((shown, timing == "metachronous"), (judged, resectable is True)) if bad]
        why = say("The metastases are {facts}.", facts=join_words(wrong))
        fact = say("metastases {facts}", facts=join_words(wrong))
        return RuleResult(status="not_met", value=value, why=why, fact=fact)
    if timing == "synchronous" and resectable is False:
        return RuleResult(status="met", value=value, why=say("The metastases are synchronous and not resectable."))
    missing = [name for name in ("metastasis_timing", "metastases_resectable") if values(name) is None]
    return unknown(fields, *missing, value=value)


def locally_advanced(_criterion: Criterion, values: Values, fields: FieldCatalogue) -> RuleResult:
    """Met by cT3-4, by a positive node, or both; not met only where both are known to be absent."""
    t, n = values("clinical_t"), values("clinical_n")
    value = " ".join(f"c{part}" for part in (t, n) if part is not None) or None
    deep = None if t is None else t in ("T3", "T4", "T4a", "T4b")
    nodes = None if n is None else n in ("N1", "N2")
    if deep or nodes:
        why = say("{stage} is cT3-4 or node-positive.", stage=value or "")
        return RuleResult(status="met", value=value, why=why)
    if deep is False and nodes is False:
        why = say("{stage} is neither cT3-4 nor node-positive.", stage=value or "")
        flip = say("cT3, or a positive node, would meet it.")
        fact = say("local stage {stage}", stage=value or "")
        return RuleResult(status="not_met", value=value, why=why, flip=flip, fact=fact)
    missing = [name for name in ("clinical_t", "clinical_n") if values(name) is None]
    return unknown(fields, *missing, value=value)


def any_item(criterion: Criterion, values: Values, fields: FieldCatalogue) -> RuleResult:
    """Met where the list holds at least one item; an empty list is known to hold none."""
    spec = fields[str(criterion.rule.field)]
    items = values(spec.id)
    if items is None:
        return unknown(fields, spec.id)
    if items:
        why = say("{field}: {value}.", field=spec.label, value=_items(spec, items))
        return RuleResult(status="met", value=list(items), why=why)
    every = _items(spec, (choice.value for choice in spec.choices))
    flip = say("Any one of these would meet it: {items}.", items=every)
    return RuleResult(status="not_met", value=[], why=say("{field}: none.", field=spec.label), flip=flip)


def _items(spec: FieldSpec, items: Iterable[Any]) -> str:
    return join_words(lower_first(say_label(spec.choice_label(item), spec.id)) for item in items)


def no_item(criterion: Criterion, values: Values, fields: FieldCatalogue) -> RuleResult:
    """Met where the list is known to be empty; the record's own words of what is so go before the bare names."""
    spec = fields[str(criterion.rule.field)]
    items = values(spec.id)
    if items is None:
        return unknown(fields, spec.id)
    if items:
        shown = _items(spec, items)
        why = say("{field}: {value}.", field=spec.label, value=shown)
        fact = shown if criterion.not_met_words is None else ""
        return RuleResult(status="not_met", value=list(items), why=why, fact=fact)
    return RuleResult(status="met", value=[], why=say("{field}: none.", field=spec.label))


def all_false(criterion: Criterion, values: Values, fields: FieldCatalogue) -> RuleResult:
    """Met where every flag is no; one yes decides, whatever the others are."""
    known = {name: values(name) for name in criterion.rule.fields}
    yes = [lower_first(fields[name].label) for name, flag in known.items() if flag]
    if yes:
        had = join_words(yes)
        # The label of a field is no fact; of several flags it says which.
        fact = had if criterion.not_met_words is None else ""
        return RuleResult(status="not_met", value=had, why=say("Known: {facts}.", facts=had), fact=fact)
    missing = [name for name, flag in known.items() if flag is None]
    if missing:
        return unknown(fields, *missing)
    none = join_words(lower_first(fields[name].label) for name in known)
    return RuleResult(status="met", value=say("none"), why=say("None: {fields}.", fields=none))


def all_below(criterion: Criterion, values: Values, fields: FieldCatalogue) -> RuleResult:
    """Met where every field lies below its own limit; one that does not decides."""
    pairs = list(zip(criterion.rule.fields, criterion.rule.limits, strict=True))
    known = {name: (values(name), limit) for name, limit in pairs if values(name) is not None}
    unit = fields[pairs[0][0]].unit
    labelled = {name: _labelled(fields[name].label, number, unit) for name, (number, _) in known.items()}
    value = in_row(labelled.values(), "; ") or None
    margins = [difference(limit - number) for number, limit in known.values()]
    margin = min(margins, default=None)
    over = [name for name, (number, limit) in known.items() if number >= limit]
    if over:
        above = in_row(
            (
                say("{value} is not below {limit}", value=labelled[name], limit=with_unit(known[name][1], unit))
                for name in over
            ),
            "; ",
        )
        why = say("{facts}.", facts=above)
        fact = join_words(_labelled(lower_first(fields[name].label), known[name][0], unit) for name in over)
        return RuleResult(status="not_met", value=value, unit=unit, margin=margin, why=why, fact=fact)
    missing = [name for name, _ in pairs if name not in known]
    if missing:
        return msgspec.structs.replace(unknown(fields, *missing, value=value), unit=unit, margin=margin)
    change = say("{amount} more", amount=with_unit(margin or 0.0, unit))
    flip = say("{change} would not meet it.", change=change)
    why = say("All are below their limits.")
    return RuleResult(status="met", value=value, unit=unit, margin=margin, why=why, flip=flip)


def _labelled(label: str, number: float, unit: str | None) -> str:
    return say("{field} {value}", field=label, value=with_unit(number, unit))
