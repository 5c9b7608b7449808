"""Values that follow from others: lesion rows, nearness, Child-Pugh."""

from __future__ import annotations

from itertools import product

import pytest

from engine.case.fields import FieldCatalogue
from engine.case.lesions import Lesion, any_known, disappeared_count, largest_diameter_cm
from engine.case.liver_function.child_pugh import (
    PARTS,
    child_pugh_class,
    child_pugh_points,
    class_that_follows,
    classes_allowed,
)
from engine.case.patient import Patient

#: one part away from the best; (bilirubin, albumin, INR, ascites, encephalopathy, points)
POINTS = [
    (1.99, 4.0, 1.0, "none", "none", 5),
    (2.0, 4.0, 1.0, "none", "none", 6),
    (3.0, 4.0, 1.0, "none", "none", 6),
    (3.01, 4.0, 1.0, "none", "none", 7),
    (1.0, 3.51, 1.0, "none", "none", 5),
    (1.0, 3.5, 1.0, "none", "none", 6),
    (1.0, 2.8, 1.0, "none", "none", 6),
    (1.0, 2.79, 1.0, "none", "none", 7),
    (1.0, 4.0, 1.69, "none", "none", 5),
    (1.0, 4.0, 1.7, "none", "none", 6),
    (1.0, 4.0, 2.3, "none", "none", 6),
    (1.0, 4.0, 2.31, "none", "none", 7),
    (1.0, 4.0, 1.0, "mild", "none", 6),
    (1.0, 4.0, 1.0, "severe", "none", 7),
    (1.0, 4.0, 1.0, "none", "grade_1_2", 6),
    (1.0, 4.0, 1.0, "none", "grade_3_4", 7),
    (10.0, 2.0, 3.0, "severe", "grade_3_4", 15),
]


@pytest.mark.parametrize("row", POINTS)
def test_that_each_part_of_child_pugh_scores_on_both_sides_of_its_limits(
    row: tuple[float, float, float, str, str, int],
) -> None:
    assert child_pugh_points(*row[:5]) == row[5]


@pytest.mark.parametrize(
    ("points", "letter"),
    [(5, "A"), (6, "A"), (7, "B"), (8, "B"), (9, "B"), (10, "C"), (11, "C"), (15, "C")],
)
def test_that_the_class_changes_at_seven_and_ten_points(points: int, letter: str) -> None:
    assert child_pugh_class(points) == letter


def test_that_every_combination_scores_the_sum_of_its_parts() -> None:
    parts = product((1.0, 2.5, 4.0), (4.0, 3.0, 2.0), (1.0, 2.0, 3.0), ("none", "mild", "severe"))
    for bilirubin, albumin, inr, ascites in parts:
        for encephalopathy, last in (("none", 1), ("grade_1_2", 2), ("grade_3_4", 3)):
            first = (1.0, 2.5, 4.0).index(bilirubin) + (4.0, 3.0, 2.0).index(albumin) + (1.0, 2.0, 3.0).index(inr)
            expected = first + 3 + ("none", "mild", "severe").index(ascites) + 1 + last
            assert child_pugh_points(bilirubin, albumin, inr, ascites, encephalopathy) == expected


FIVE_PARTS = {"bilirubin_mg_dl": 1.0, "albumin_g_dl": 4.0, "inr": 1.0, "ascites": "none", "encephalopathy": "none"}


@pytest.mark.parametrize(
    ("known", "letter"),
    [
        ({"bilirubin_mg_dl": 9.5, "albumin_g_dl": 1.5, "inr": 5.0}, "C"),
        ({"bilirubin_mg_dl": 9.5, "albumin_g_dl": 1.5, "inr": 1.0}, None),
        ({"bilirubin_mg_dl": 0.8, "albumin_g_dl": 4.0, "inr": 1.0, "ascites": "none"}, None),
        ({"bilirubin_mg_dl": 9.5, "albumin_g_dl": 4.0, "inr": 1.0, "ascites": "none"}, "B"),
    ],
)
def test_that_a_class_follows_where_no_other_is_left(
    fields: FieldCatalogue, known: dict[str, float | str], letter: str | None
) -> None:
    found = Patient(fields, known)
    assert found.value("child_pugh") == letter
    if letter is not None:
        assert found.derived["child_pugh"].derived_from == tuple(part for part in PARTS if part in known)
        assert found.derived["child_pugh"].score is None


@pytest.mark.parametrize("wanting", PARTS)
def test_that_a_class_that_follows_is_that_of_every_missing_value(wanting: str) -> None:
    ends = [(0.5, 2.5, 9.0), (4.5, 3.0, 2.0), (1.0, 2.0, 3.0), ("none", "mild", "severe")]
    grades = ("none", "grade_1_2", "grade_3_4")
    for row in product(*ends, grades):
        parts = [None if part == wanting else value for part, value in zip(PARTS, row, strict=True)]
        best, worst = classes_allowed(parts)
        letter = child_pugh_class(child_pugh_points(*row))
        assert best <= letter <= worst
        assert class_that_follows(parts) in (None, letter)


def test_that_child_pugh_follows_only_from_all_five_parts(fields: FieldCatalogue) -> None:
    whole = Patient(fields, FIVE_PARTS)
    assert whole.value("child_pugh") == "A"
    assert whole.derived["child_pugh"].derived_from == tuple(FIVE_PARTS)
    for part in FIVE_PARTS:
        without = whole.with_value(part, None)
        assert without.value("child_pugh") is None
        assert "child_pugh" not in without.derived


def test_that_a_typed_class_is_used_where_a_part_is_missing_and_replaced_where_none_is(fields: FieldCatalogue) -> None:
    typed = Patient(fields, {**FIVE_PARTS, "child_pugh": "C"})
    assert typed.value("child_pugh") == "A"
    assert typed.derived["child_pugh"].replaces == "C"
    assert typed.with_value("inr", None).value("child_pugh") == "C"
    assert typed.with_value("child_pugh", "A").derived["child_pugh"].replaces is None


@pytest.mark.hazard("unknown-as-no")
@pytest.mark.parametrize("flags", list(product((True, False, None), repeat=3)))
def test_that_near_is_yes_where_any_is_no_where_all_are_not_and_else_not_known(flags: tuple[bool | None, ...]) -> None:
    expected = True if True in flags else None if None in flags else False
    assert any_known(flags) is expected


def test_that_the_largest_diameter_waits_for_every_lesion_still_seen() -> None:
    seen, gone = Lesion(diameter_cm=2.0), Lesion(disappeared=True)
    assert largest_diameter_cm((seen, Lesion(diameter_cm=3.5))) == 3.5
    assert largest_diameter_cm((seen, Lesion())) is None
    assert largest_diameter_cm((seen, Lesion(disappeared=False))) is None
    assert largest_diameter_cm((seen, gone)) == 2.0
    assert largest_diameter_cm((gone,)) is None
    assert largest_diameter_cm(()) is None
    assert largest_diameter_cm((seen, Lesion(diameter_cm=4.0, disappeared=True))) == 4.0


def test_that_disappeared_lesions_are_counted_only_where_known_of_each() -> None:
    assert disappeared_count((Lesion(disappeared=True), Lesion(disappeared=False))) == 1
    assert disappeared_count((Lesion(disappeared=True), Lesion())) is None
    assert disappeared_count(()) == 0


def test_that_rows_of_lesions_replace_what_was_typed_and_say_so(fields: FieldCatalogue) -> None:
    rows = (Lesion(diameter_cm=2.0, near_gut=False), Lesion(diameter_cm=5.5, near_gut=True))
    patient = Patient(fields, {"lesions": rows, "liver_lesion_count": 7, "largest_lesion_cm": 5.5})
    assert patient.number("liver_lesion_count") == 2
    assert patient.derived["liver_lesion_count"].replaces == 7
    assert patient.number("largest_lesion_cm") == 5.5
    assert patient.derived["largest_lesion_cm"].replaces is None
    assert patient.flag("near_gut") is True
    assert patient.flag("near_hilum") is None


def test_that_no_row_means_no_lesion_and_nothing_of_where_it_lies(fields: FieldCatalogue) -> None:
    patient = Patient(fields, {"lesions": ()})
    assert patient.number("liver_lesion_count") == 0
    assert patient.number("largest_lesion_cm") is None
    assert patient.flag("near_gut") is None


def test_that_unknown_inputs_are_absent_and_names_that_are_no_field_are_errors(fields: FieldCatalogue) -> None:
    patient = Patient(fields, {"age_years": None, "sex": "male"})
    assert dict(patient.inputs) == {"sex": "male"}
    assert patient.text("sex") == "male"
    assert patient.items("local_symptoms") is None
    with pytest.raises(KeyError, match="age"):
        Patient(fields, {"age": 5})
    with pytest.raises(KeyError, match="age"):
        patient.value("age")


@pytest.mark.hazard("privacy")
def test_that_a_patient_is_frozen_comparable_and_keeps_values_out_of_its_repr(fields: FieldCatalogue) -> None:
    patient = Patient(fields, {"age_years": 66, "cea_ng_ml": 4711.0})
    with pytest.raises(AttributeError, match="frozen"):
        patient.label = "x"  # type: ignore[attr-defined]
    with pytest.raises(TypeError):
        patient.inputs["age_years"] = 5  # type: ignore[index]
    assert "4711" not in repr(patient)
    other = Patient(fields, {"cea_ng_ml": 4711.0, "age_years": 66})
    assert patient == other
    assert hash(patient) == hash(other)
    assert patient != patient.with_value("age_years", 67)
    assert patient != "a patient"
    assert list(other.inputs) == ["age_years", "cea_ng_ml"]
