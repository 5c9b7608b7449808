"""Rules about what a patient tolerates and how far the disease has gone: function, tolerance, spread, fraction size."""

from __future__ import annotations

from typing import Any

from engine.case.fields import FieldCatalogue
from engine.evidence.records.criteria import Criterion
from engine.findings.conditions import Values
from engine.findings.rule_results import RuleResult, difference, unknown
from engine.findings.wording import counted, join_words, lower_first, value_in_words, with_unit

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
            why = (
                f"The limit was given with {stated} Gy per fraction; the plan has "
                f"{with_unit(round(planned, 2), 'Gy')}. It is not converted."
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
    flip = "Liver function judged adequate, in class A or B, would meet it."
    if grade == "C":
        why = "Child-Pugh class C is not adequate liver function, whatever else is entered."
        return RuleResult(status="not_met", value="Child-Pugh C", why=why, fact="Child-Pugh class C")
    if judged is False:
        why = "Liver function is judged not adequate."
        return RuleResult(status="not_met", value=False, why=why, flip=flip, fact="liver function not adequate")
    if judged is None:
        result = unknown(fields, "hepatic_function_adequate")
        if grade != "B":
            return result
        why = "Child-Pugh class B: whether liver function is adequate has to be judged."
        return RuleResult(status="unknown", value="Child-Pugh B", why=why, flip=flip)
    beside = f", Child-Pugh class {grade}" if grade is not None else ""
    flip = "Child-Pugh class C, or liver function judged not adequate, would not meet it."
    return RuleResult(status="met", value=True, why=f"Liver function is judged adequate{beside}.", flip=flip)


def no_distant_metastases(_criterion: Criterion, values: Values, fields: FieldCatalogue) -> RuleResult:
    """Met where both the liver and everything outside it are known to be free."""
    count, sites = values("liver_lesion_count"), values("extrahepatic_sites")
    found = [] if not count else [f"{counted(int(count), 'lesion', 'lesions')} in the liver"]
    found += [f"metastases in {value_in_words(fields['extrahepatic_sites'], sites)}"] if sites else []
    if found:
        said = join_words(found)
        return RuleResult(status="not_met", value=said, why=f"Known: {said}.", fact=said)
    missing = [name for name, known in (("liver_lesion_count", count), ("extrahepatic_sites", sites)) if known is None]
    if missing:
        return unknown(fields, *missing)
    flip = "Any distant metastasis would not meet it."
    return RuleResult(status="met", value="none", why="None in the liver and none outside it.", flip=flip)


def tolerance(_criterion: Criterion, values: Values, fields: FieldCatalogue) -> RuleResult:
    """Not met by what nobody would operate on; known where function and performance are; other illness is shown."""
    judged, grade = values("hepatic_function_adequate"), values("child_pugh")
    ecog, karnofsky, others = values("ecog"), values("karnofsky"), values("comorbidities")
    against = [
        *(["liver function not adequate"] if judged is False else []),
        *(["Child-Pugh class C"] if grade == "C" else []),
        *([f"ECOG {ecog}"] if ecog is not None and ecog >= _ECOG_UNFIT else []),
        *([f"Karnofsky {karnofsky}"] if karnofsky is not None and karnofsky <= _KARNOFSKY_UNFIT else []),
    ]
    illness = _illness(others, fields)
    if against:
        said = join_words(against)
        return RuleResult(status="not_met", value=said, why=f"Known: {said}.{illness}", fact=said)
    missing = [
        *(["hepatic_function_adequate"] if judged is None else []),
        *(["ecog"] if ecog is None and karnofsky is None else []),
    ]
    if missing:
        found = unknown(fields, *missing)
        return RuleResult(status="unknown", value=found.value, why=f"{found.why}{illness}")
    scale = f"ECOG {ecog}" if ecog is not None else f"Karnofsky {karnofsky}"
    why = f"Liver function is judged adequate; {scale}.{illness}"
    flip = "Function judged not adequate, Child-Pugh class C or ECOG 3 would not meet it."
    return RuleResult(status="met", value=f"function adequate, {scale}", why=why, flip=flip)


def _illness(others: Any, fields: FieldCatalogue) -> str:
    if others is None:
        return " Other illnesses are not known."
    spec = fields["comorbidities"]
    named = join_words(lower_first(spec.choice_label(item)) for item in others)
    return f" Other illnesses: {named}." if named else " No other illness of those asked for."
