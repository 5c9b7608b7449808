"""One published rule held against one patient: status, margin, and the smallest change that flips it."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from engine.case.fields import FieldCatalogue
from engine.evidence.records.criteria import Criterion, Rule
from engine.findings.conditions import Values, all_hold
from engine.findings.criteria import clinical_rules, function_rules, numeric_rules
from engine.findings.criteria.rule_results import RuleResult
from engine.words.said import capital, filled, in_row, say

Evaluator = Callable[[Criterion, Values, FieldCatalogue], RuleResult]


def evaluate(criterion: Criterion, values: Values, fields: FieldCatalogue) -> RuleResult:
    """Hold one criterion against the values in use; never raises for what is not known."""
    site = values("primary_site") if criterion.rule.primary_sites else None
    if site is not None and site not in criterion.rule.primary_sites:
        return clinical_rules.elsewhere(criterion, site, fields)
    other = function_rules.other_fractions(criterion, values)
    found = other if other is not None else _EVALUATORS[criterion.rule.kind](criterion, values, fields)
    return _belied(criterion, _contested(criterion, found, values), values)


def _contested(criterion: Criterion, found: RuleResult, values: Values) -> RuleResult:
    """Return borderline for what is not met, where the record says that a trial took such patients."""
    where = criterion.rule.contested_where
    if found.status != "not_met" or not where or all_hold(where, values) is not True:
        return found
    return msgspec.structs.replace(
        found, status="borderline", fact=filled(criterion.contested_words or "", _as_it_stands)
    )


def _belied(criterion: Criterion, found: RuleResult, values: Values) -> RuleResult:
    """Return not met for what is met, where the record says that other values of the case speak against it."""
    where = criterion.rule.belied_where
    if found.status not in ("met", "met_outside_observed_range") or not where or all_hold(where, values) is not True:
        return found
    fact = filled(criterion.belied_words or "", _as_it_stands)
    why = in_row((found.why, say("{fact}.", fact=capital(fact))))
    return msgspec.structs.replace(found, status="not_met", margin=None, flip="", why=why, fact=fact)


def _as_it_stands(words: str, _said: Callable[[str], str]) -> str:
    return words


def fields_of(rule: Rule) -> tuple[str, ...]:
    """Return the fields that decide a rule, those by which it may be contested or belied last."""
    others = (condition.field for condition in (*rule.contested_where, *rule.belied_where))
    return tuple(dict.fromkeys((*own_fields_of(rule), *others)))


def own_fields_of(rule: Rule) -> tuple[str, ...]:
    """Return the fields by which a rule is met or not met."""
    fixed = _FIXED_FIELDS.get(rule.kind, ())
    site = ("primary_site",) if rule.primary_sites else ()
    course = (name for given in rule.given_with for name in (given.dose, given.fractions))
    return tuple(dict.fromkeys((*fixed, *([rule.field] if rule.field else []), *rule.fields, *site, *course)))


_FIXED_FIELDS: dict[str, tuple[str, ...]] = {
    "not_resectable": ("metastases_resectable", "fit_for_surgery"),
    "resectable": ("metastases_resectable", "fit_for_surgery"),
    "spared_liver": ("normal_liver_below_15gy_ml", "fractions"),
    "synchronous_unresectable": ("metastasis_timing", "metastases_resectable"),
    "locally_advanced": ("clinical_t", "clinical_n"),
    "hepatic_function": ("hepatic_function_adequate", "child_pugh"),
    "no_distant_metastases": ("liver_lesion_count", "extrahepatic_sites"),
    "tolerance": ("hepatic_function_adequate", "child_pugh", "ecog", "karnofsky", "comorbidities"),
}


_EVALUATORS: dict[str, Evaluator] = {
    "at_most": numeric_rules.at_most,
    "at_least": numeric_rules.at_least,
    "above": numeric_rules.above,
    "below": numeric_rules.below,
    "between": numeric_rules.between,
    "is": clinical_rules.is_one_of,
    "not_resectable": clinical_rules.not_resectable,
    "resectable": clinical_rules.resectable,
    "spared_liver": clinical_rules.spared_liver,
    "away_from": clinical_rules.away_from,
    "synchronous_unresectable": clinical_rules.synchronous_unresectable,
    "locally_advanced": clinical_rules.locally_advanced,
    "any_item": clinical_rules.any_item,
    "no_item": clinical_rules.no_item,
    "all_false": clinical_rules.all_false,
    "all_below": clinical_rules.all_below,
    "hepatic_function": function_rules.hepatic_function,
    "no_distant_metastases": function_rules.no_distant_metastases,
    "tolerance": function_rules.tolerance,
}
