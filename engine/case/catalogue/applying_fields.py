"""Fields that cannot apply, since another answer rules them out: why, in a word. Data of the patient alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.case.patient import Patient
from engine.words.said import template

#: of the rectum, and of no other primary
_OF_THE_RECTUM = ("tumour_height_cm", "mesorectal_fascia", "lateral_nodes_suspicious")
_OF_CHEMOTHERAPY = ("chemotherapy_cycles", "chemotherapy_regimens", "weeks_since_chemotherapy")
_OUTSIDE = ("extrahepatic_lesion_count", "largest_extrahepatic_lesion_cm", "extrahepatic_disease_controlled")

_RULES: tuple[tuple[Callable[[Patient], bool], tuple[str, ...], str], ...] = (
    (
        lambda patient: patient.text("primary_site") == "colon",
        _OF_THE_RECTUM,
        template("the primary is not in the rectum"),
    ),
    (
        lambda patient: patient.text("metastasis_timing") == "synchronous",
        ("disease_free_interval_months",),
        template("the metastases are synchronous"),
    ),
    (
        lambda patient: patient.value("prior_chemotherapy") is False,
        _OF_CHEMOTHERAPY,
        template("no chemotherapy before"),
    ),
    (lambda patient: patient.value("extrahepatic_sites") == (), _OUTSIDE, template("nothing outside the liver")),
)


def ruled_out(patient: Patient) -> Mapping[str, str]:
    """Return the fields that cannot apply to this patient, and why; one that holds a value is never among them."""
    return {
        name: why
        for holds, names, why in _RULES
        if holds(patient)
        for name in names
        if name in patient.fields and patient.value(name) is None
    }
