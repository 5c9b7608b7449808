"""Lesions of the liver in a record: one row for each structure, and what may be one is asked about."""

from __future__ import annotations

import pytest

from tests.engine.intake.bundles import (
    LOINC,
    MCODE,
    SNOMED,
    concept,
    condition,
    lesion,
    observation,
    quantity,
    size,
    verified,
)


def test_that_lesions_are_rows_with_their_latest_size(read):
    found = read(
        condition(SNOMED, "94381002", "c2"),
        lesion("m1"),
        lesion("m2"),
        lesion("elsewhere", "34402009"),
        size(31, effectiveDateTime="2026-03-01"),
        size(28),
        size(1.6, "cm", of="BodyStructure/m2"),
        size(50, of="BodyStructure/elsewhere"),
    )
    assert found.inputs["lesions"] == [{"diameter_cm": 2.8}, {"diameter_cm": 1.6}]
    assert found.reasons["lesions"] == {"measured_again"}


def test_that_a_segment_is_the_place_of_a_lesion(read):
    assert read(lesion("m1", "245308008"), size(20)).inputs["lesions"] == [{"diameter_cm": 2, "segment": "7"}]


def test_that_a_lesion_described_twice_is_one(read):
    number = [{"system": "http://radiology.example", "value": "lesion 1"}]
    found = read(lesion("m1", identifier=number), lesion("m2", identifier=number), size(22, of="BodyStructure/m2"))
    assert found.inputs["lesions"] == [{"diameter_cm": 2.2}]


def test_that_a_lesion_without_size_still_counts(read):
    found = read(lesion("m1"), lesion("m2"), size(22))
    assert found.inputs["lesions"] == [{"diameter_cm": 2.2}, {}]
    assert found.reasons["lesions"] == {"lesion_without_size"}


def test_that_lesions_of_which_no_size_is_known_are_asked(read):
    found = read(lesion("m1"), size(22, effectiveDateTime="2024-03-01"))
    assert "lesions" not in found.inputs
    assert found.reasons["lesions"] == {"too_old", "lesion_without_size"}


@pytest.mark.parametrize(
    ("day", "reasons"),
    [
        ("2026-10-02", None),
        ("2026-10-01", {"old_told"}),
        ("2026-08-27", {"old_told"}),
        ("2026-08-26", {"too_old", "lesion_without_size"}),
    ],
)
def test_that_an_older_staging_is_told_and_then_asked(read, day, reasons):
    assert read(lesion(), size(22, effectiveDateTime=day)).reasons.get("lesions") == reasons


@pytest.mark.parametrize(
    "changes",
    [
        {"active": False},
        {"morphology": concept(SNOMED, "12345")},
        {"modifierExtension": [{"url": "http://example.org/x", "valueBoolean": True}]},
        {"patient": None},
    ],
)
def test_that_a_structure_that_may_be_no_tumour_is_no_lesion(read, changes):
    assert "lesions" not in read(lesion(**changes), size(22)).inputs


@pytest.mark.parametrize("place", [None, concept(SNOMED, "12345"), {"text": "Segment 7"}])
def test_that_a_structure_of_the_liver_without_a_place_is_asked(read, place):
    """Left out unsaid, the case would hold one lesion where the record has two."""
    related = [{"url": f"{MCODE}/mcode-related-condition", "valueReference": {"reference": "Condition/c2"}}]
    nowhere = {**lesion("m2", extension=related), "location": place}
    found = read(condition(SNOMED, "94381002", "c2"), lesion("m1", extension=related), nowhere, size(22))
    assert found.inputs["lesions"] == [{"diameter_cm": 2.2}]
    assert found.reasons["lesions"] == {"place_unclear"}


def test_that_a_structure_of_the_primary_without_a_place_is_no_lesion(read):
    related = [{"url": f"{MCODE}/mcode-related-condition", "valueReference": {"reference": "Condition/c1"}}]
    found = read(condition(SNOMED, "363351006"), {**lesion("t", extension=related), "location": None})
    assert "lesions" not in found.reasons


def test_that_a_structure_of_a_refuted_diagnosis_is_no_lesion(read):
    related = [{"url": f"{MCODE}/mcode-related-condition", "valueReference": {"reference": "Condition/c2"}}]
    wrong = condition(SNOMED, "94381002", "c2", verificationStatus=verified("refuted"))
    assert "lesions" not in read(wrong, lesion(extension=related), size(22)).inputs


def test_that_a_size_on_a_specimen_is_no_lesion_in_the_body(read):
    found = read(lesion(), size(22, method=concept(SNOMED, "787377000")))
    assert "lesions" not in found.inputs
    assert found.reasons["lesions"] == {"lesion_gone_from_body"}


def test_that_a_size_of_another_dimension_is_no_longest(read):
    part = {"code": concept(LOINC, "33729-5"), "valueQuantity": quantity(12, "mm")}
    found = read(lesion(), observation("21889-1", component=[part], focus=[{"reference": "BodyStructure/m1"}]))
    assert "lesions" not in found.inputs


def test_that_a_size_of_a_lesion_that_is_not_there_is_asked(read):
    assert read(size(22, of="BodyStructure/gone")).reasons["lesions"] == {"not_resolved"}
