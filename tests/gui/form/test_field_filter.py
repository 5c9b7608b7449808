"""Which fields are shown: what matters, what was searched, and always what was entered."""

from __future__ import annotations

import pytest

from engine.case.fields import FieldCatalogue
from engine.case.patient import Patient
from engine.evidence.library import Library
from engine.evidence.records.modalities import MODALITIES, Modality
from engine.findings.assess import assess
from engine.findings.criteria.rules import fields_of
from gui.form.field_filter import (
    FieldFilter,
    best_match,
    criteria_in_words,
    relevant_fields,
    shown_fields,
    words_of,
)


def test_that_plan_fields_of_other_modalities_are_left_out(fields: FieldCatalogue, library: Library) -> None:
    shown = shown_fields(FieldFilter(), Patient(fields, {"modality": "sbrt"}), library, set())
    assert {"total_dose_gy", "fractions", "age_years"} <= shown
    assert not {"whole_liver_dose_gy", "iort_dose_gy"} & shown
    assert "left_kidney_d66_gy" in shown_fields(
        FieldFilter(), Patient(fields, {"modality": "whole_liver_boost"}), library, set()
    )


def test_that_what_was_entered_is_never_hidden_but_by_a_search(fields: FieldCatalogue, library: Library) -> None:
    patient = Patient(fields, {"modality": "sbrt", "cord_max_gy": 30.0, "sex": "male"})
    entered = set(patient.inputs)
    assert entered <= shown_fields(FieldFilter(only_relevant=True), patient, library, entered)
    assert "cord_max_gy" not in shown_fields(FieldFilter("bilirubin"), patient, library, entered)


def test_that_a_field_that_was_asked_for_is_shown(fields: FieldCatalogue, library: Library) -> None:
    asked = FieldFilter(only_relevant=True, asked_for=frozenset({"iort_cone_cm"}))
    assert "iort_cone_cm" in shown_fields(asked, Patient(fields, {"modality": "sbrt"}), library, set())


@pytest.mark.parametrize("modality", MODALITIES)
def test_that_every_field_of_a_criterion_matters_for_its_modality(
    fields: FieldCatalogue, library: Library, modality: str
) -> None:
    relevant = relevant_fields(fields, library, modality)
    assert "modality" in relevant
    for criterion in library.criteria_for(modality):  # type: ignore[arg-type]
        for name in fields_of(criterion.rule):
            assert name in relevant
            assert set(fields[name].derived_from) <= relevant


def test_that_only_what_matters_is_fewer_fields(fields: FieldCatalogue, library: Library) -> None:
    patient = Patient(fields, {"modality": "sbrt"})
    few = shown_fields(FieldFilter(only_relevant=True), patient, library, set())
    many = shown_fields(FieldFilter(), patient, library, set())
    assert few < many
    assert "tumour_height_cm" not in few
    assert "bilirubin_mg_dl" in few  # a concern looks at it
    assert "iort_dose_gy" not in few


def test_that_without_a_planned_modality_nothing_can_be_left_out_as_not_mattering(
    fields: FieldCatalogue, library: Library
) -> None:
    patient = Patient(fields)
    every = shown_fields(FieldFilter(), patient, library, set())
    assert shown_fields(FieldFilter(only_relevant=True), patient, library, set()) == every


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("bili", "bilirubin_mg_dl"),
        ("UMOL µmol", None),
        ("µmol", "bilirubin_mg_dl"),
        ("splenomegaly", None),
        ("kidney left", "left_kidney_d66_gy"),
        ("peritoneum", "extrahepatic_sites"),
        ("spared", "normal_liver_below_15gy_ml"),
    ],
)
def test_that_a_search_looks_at_labels_help_units_and_choices(
    fields: FieldCatalogue, library: Library, query: str, found: str | None
) -> None:
    shown = shown_fields(FieldFilter().with_query(query), Patient(fields), library, set())
    assert (found in shown) if found else not shown


def test_that_the_criteria_of_a_field_are_told(fields: FieldCatalogue, library: Library) -> None:
    assert any(modality == "sbrt" for modality, _ in criteria_in_words(fields, library, "normal_liver_below_15gy_ml"))
    assert criteria_in_words(fields, library, "sex") == ()
    # The rows decide through the number and the size that follow from them.
    assert criteria_in_words(fields, library, "lesions")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        # The class of Child and Pugh speaks of bilirubin and of albumin in its help, and stands above both.
        ("bili", "bilirubin_mg_dl"),
        ("albumin", "albumin_g_dl"),
        ("Child", "child_pugh"),
        ("lesion largest", "largest_lesion_cm"),
        # No label says it: the first in the order of the form.
        ("", "age_years"),
    ],
)
def test_that_the_field_that_is_called_so_fits_best(fields: FieldCatalogue, query: str, found: str) -> None:
    specs = [spec for spec in fields if all(word in words_of(spec) for word in query.casefold().split())]
    best = best_match(query, specs)
    assert best is not None
    assert best.id == found


def test_that_nothing_fits_where_nothing_was_found() -> None:
    assert best_match("x", []) is None


@pytest.mark.parametrize("modality", MODALITIES)
def test_that_what_a_criterion_or_a_concern_asks_for_matters(
    modality: Modality, fields: FieldCatalogue, library: Library
) -> None:
    option = assess(Patient(fields, {}), library).option(modality)
    asked = {name for item in (*option.criteria, *option.concerns) for name in item.fields if name in fields}
    assert asked <= relevant_fields(fields, library, modality)
