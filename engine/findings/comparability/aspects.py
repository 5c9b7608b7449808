"""What a board compares a patient with a published group by, and what of it was not compared."""

from __future__ import annotations

from collections.abc import Iterable

from engine.findings.conditions import Values
from engine.findings.records.curve_records import MatchItem
from engine.findings.records.finding import Finding
from engine.findings.wording import join_words
from engine.words.said import say, template


class Aspect(Finding, frozen=True, kw_only=True):
    """One thing that is compared, in the fields that speak of it; `always` where any group of any option is asked."""

    label: str
    fields: tuple[str, ...]
    always: bool = True


#: `liver_tumour` and the like are asked where a group states them; the others of every group
ASPECTS = (
    Aspect(label=template("age"), fields=("age_years",)),
    Aspect(label=template("performance status"), fields=("karnofsky", "ecog")),
    Aspect(
        label=template("liver function"),
        fields=(
            "child_pugh",
            "hepatic_function_adequate",
            "bilirubin_mg_dl",
            "albumin_g_dl",
            "ascites",
            "encephalopathy",
            "inr",
            "jaundice",
        ),
    ),
    Aspect(
        label=template("earlier chemotherapy"),
        fields=("prior_chemotherapy", "chemotherapy_regimens", "chemotherapy_cycles", "weeks_since_chemotherapy"),
    ),
    Aspect(
        label=template("earlier treatment of the liver"),
        fields=("prior_liver_radiotherapy", "prior_liver_directed_treatment"),
    ),
    Aspect(label=template("disease outside the liver"), fields=("extrahepatic_sites",)),
    Aspect(label=template("number of lesions"), fields=("liver_lesion_count",), always=False),
    Aspect(label=template("size of lesions"), fields=("largest_lesion_cm",), always=False),
    Aspect(label=template("primary tumour"), fields=("primary_site",), always=False),
    Aspect(label=template("origin of the liver tumour"), fields=("liver_tumour",), always=False),
    Aspect(label=template("resectability"), fields=("metastases_resectable", "fit_for_surgery"), always=False),
    Aspect(label=template("dose and fractions"), fields=("total_dose_gy", "fractions", "iort_dose_gy"), always=False),
)
_BY_FIELD = {name: aspect for aspect in ASPECTS for name in aspect.fields}


def aspect_of(item: MatchItem) -> Aspect:
    """Return what an item compares; an item of no aspect is one of its own."""
    found = _BY_FIELD.get(item.fields[0])
    return found or Aspect(label=without_brackets(item.label), fields=item.fields[:1], always=False)


def is_aspect(field: str) -> bool:
    """Whether what a field says is compared under a name of its own kind, and not under the item's."""
    return field in _BY_FIELD


def without_brackets(label: str) -> str:
    """Return the label of an item without what stands in brackets at its end: what a field's own label would say."""
    return label.split(" (")[0] if " (" in label else label


def not_compared_in(items: Iterable[MatchItem], values: Values) -> tuple[str, ...]:
    """Name what weighs in any patient, is known of this one, and is no item of the cohort."""
    compared = {name for item in items for name in item.fields}
    missing = [
        aspect.label
        for aspect in ASPECTS
        if aspect.always
        and not compared & set(aspect.fields)
        and any(values(name) is not None for name in aspect.fields)
    ]
    return (say("Not compared: {items}.", items=join_words(missing)),) if missing else ()
