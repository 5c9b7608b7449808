"""Rules about what a patient tolerates and how far the disease has gone: function, tolerance, spread, fraction size."""

from __future__ import annotations

from typing import Any

from engine.case.fields import FieldCatalogue
from engine.evidence.records.criteria import Criterion
from engine.findings.conditions import Values
from engine.findings.criteria.rule_results import RuleResult, difference, unknown
from engine.findings.wording import join_words, lower_first, value_in_words, with_unit
from engine.words.said import in_row, say, say_counted

#: How far a dose per fraction may lie from the printed one and still be the same: what rounding of a plan makes.
SAME_FRACTION_GY = 0.05
#: ECOG 3 and 4, and the Karnofsky grades that describe them (40: disabled; 30 and below: worse).
_ECOG_UNFIT = 3
_KARNOFSKY_UNFIT = 40


def other_fractions(criterion: Criterion, values: Values) -> RuleResult | None:
    """Return "not known" where the plan has other doses per fraction than the limit was given with; else None."""
    for given in criterion.rule.given_with:
        dose, fractions = values(given.dose), values(given.fractions)
        if dose is None or not fractions:
            continue
        planned = difference(dose / fractions)
        if differs_from_given(planned, given.gy):
            stated = join_words(with_unit(one.gy, None) for one in criterion.rule.given_with)
            why = say(
                "The limit was given with {stated} Gy per fraction; the plan has {planned}. It is not converted.",
                stated=stated,
                planned=with_unit(round(planned, 2), "Gy"),
            )
            value = values(criterion.rule.field) if criterion.rule.field is not None else None
            return RuleResult(status="unknown", value=value, unit="Gy", why=why)
    return None


def differs_from_given(planned_gy: Any, given_gy: float) -> Any:
    """Return whether a dose per fraction is another than the printed one; of a number, or of an array of them."""
    return abs(planned_gy - given_gy) > SAME_FRACTION_GY + 1e-9


def hepatic_function(_criterion: Criterion, values: Values, fields: FieldCatalogue) -> RuleResult:
    """Judged by the clinician; class C is not adequate whatever else is known, class B alone says nothing."""
    judged, grade = values("hepatic_function_adequate"), values("child_pugh")
    flip = say("Liver function judged adequate, in class A or B, would meet it.")
    if grade == "C":
        why = say("Child-Pugh class C is not adequate liver function, whatever else is entered.")
        return RuleResult(status="not_met", value=say("Child-Pugh C"), why=why, fact=say("Child-Pugh class C"))
    if judged is False:
        why = say("Liver function is judged not adequate.")
        return RuleResult(status="not_met", value=False, why=why, flip=flip, fact=say("liver function not adequate"))
    if judged is None:
        result = unknown(fields, "hepatic_function_adequate")
        if grade != "B":
            return result
        why = say("Child-Pugh class B: whether liver function is adequate has to be judged.")
        return RuleResult(status="unknown", value=say("Child-Pugh B"), why=why, flip=flip)
    why = (
        say("Liver function is judged adequate.")
        if grade is None
        else say("Liver function is judged adequate, Child-Pugh class {grade}.", grade=grade)
    )
    flip = say("Child-Pugh class C, or liver function judged not adequate, would not meet it.")
    return RuleResult(status="met", value=True, why=why, flip=flip)


def no_distant_metastases(_criterion: Criterion, values: Values, fields: FieldCatalogue) -> RuleResult:
    """Met where both the liver and everything outside it are known to be free."""
    count, sites = values("liver_lesion_count"), values("extrahepatic_sites")
    found: list[str] = []
    if count:
        found.append(say_counted(int(count), "{number} lesion in the liver", "{number} lesions in the liver"))
    if sites:
        found.append(say("metastases in {sites}", sites=value_in_words(fields["extrahepatic_sites"], sites)))
    if found:
        said = join_words(found)
        return RuleResult(status="not_met", value=said, why=say("Known: {facts}.", facts=said), fact=said)
    missing = [name for name, known in (("liver_lesion_count", count), ("extrahepatic_sites", sites)) if known is None]
    if missing:
        return unknown(fields, *missing)
    flip = say("Any distant metastasis would not meet it.")
    why = say("None in the liver and none outside it.")
    return RuleResult(status="met", value=say("none"), why=why, flip=flip)


def tolerance(_criterion: Criterion, values: Values, fields: FieldCatalogue) -> RuleResult:
    """Not met by what nobody would operate on; known where function and performance are; other illness is shown."""
    judged, grade = values("hepatic_function_adequate"), values("child_pugh")
    ecog, karnofsky, others = values("ecog"), values("karnofsky"), values("comorbidities")
    against = [
        *([say("liver function not adequate")] if judged is False else []),
        *([say("Child-Pugh class C")] if grade == "C" else []),
        *([f"ECOG {ecog}"] if ecog is not None and ecog >= _ECOG_UNFIT else []),
        *([f"Karnofsky {karnofsky}"] if karnofsky is not None and karnofsky <= _KARNOFSKY_UNFIT else []),
    ]
    illness = _illness(others, fields)
    if against:
        said = join_words(against)
        why: str = in_row((say("Known: {facts}.", facts=said), illness))
        return RuleResult(status="not_met", value=said, why=why, fact=said)
    missing = [
        *(["hepatic_function_adequate"] if judged is None else []),
        *(["ecog"] if ecog is None and karnofsky is None else []),
    ]
    if missing:
        found = unknown(fields, *missing)
        return RuleResult(status="unknown", value=found.value, why=in_row((found.why, illness)))
    scale = f"ECOG {ecog}" if ecog is not None else f"Karnofsky {karnofsky}"
    why = in_row((say("Liver function is judged adequate; {scale}.", scale=scale), illness))
    flip = say("Function judged not adequate, Child-Pugh class C or ECOG 3 would not meet it.")
    return RuleResult(status="met", value=say("function adequate, {scale}", scale=scale), why=why, flip=flip)


def _illness(others: Any, fields: FieldCatalogue) -> str:
    if others is None:
        return say("Other illnesses are not known.")
    spec = fields["comorbidities"]
    named = join_words(lower_first(spec.choice_label(item)) for item in others)
    if not named:
        return say("No other illness of those asked for.")
    return say("Other illnesses: {named}.", named=named)
