"""What is kept of a case is found anew as soon as something changes that was read for it, and never otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings

from engine.case.case import Case
from engine.case.lesions import Lesion
from engine.case.patient import Patient, could_follow_from_these
from engine.findings.by_case import by_case, by_parts, keeping_nothing, kept_findings
from engine.findings.by_values import by_values, forget
from tests.property.patients import FIELDS, patients


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Begin with nothing kept."""
    forget()


def case_of(confirmed: tuple[str, ...] = (), **inputs: Any) -> Case:
    """Return a case with these inputs."""
    return Case(Patient(FIELDS, inputs), confirmed=confirmed)


class Counting:
    """Finds by a function of the case, and counts how often."""

    def __init__(self, of: Callable[[Case], Any]) -> None:
        self.of = of
        self.times = 0

    def __call__(self, case: Case) -> Any:
        self.times += 1
        return self.of(case)


#: how a finding may read a patient, and what of the inputs it has then read
READINGS: list[tuple[str, Callable[[Case], Any], dict[str, Any], dict[str, Any]]] = [
    ("a value", lambda case: case.patient.value("ecog"), {"ecog": 1}, {"ecog": 2}),
    ("a flag", lambda case: case.patient.flag("near_gut"), {"near_gut": True}, {"near_gut": False}),
    ("a value not known", lambda case: case.patient.value("ecog"), {}, {"ecog": 0}),
    ("one that is known no longer", lambda case: case.patient.value("ecog"), {"ecog": 0}, {}),
    ("an input", lambda case: case.patient.inputs.get("ecog"), {"ecog": 1}, {"ecog": 2}),
    ("every input", lambda case: dict(case.patient.inputs), {"ecog": 1}, {"ecog": 1, "karnofsky": 80}),
    ("how many inputs", lambda case: len(case.patient.inputs), {}, {"karnofsky": 80}),
    ("what follows", lambda case: dict(case.patient.derived), {}, {"lesions": (Lesion(diameter_cm=2.0),)}),
    (
        "a count of rows",
        lambda case: case.patient.value("liver_lesion_count"),
        {"lesions": (Lesion(),)},
        {"lesions": (Lesion(), Lesion())},
    ),
    (
        "a class",
        lambda case: case.patient.value("child_pugh"),
        {"bilirubin_mg_dl": 1.0},
        {"bilirubin_mg_dl": 9.5, "albumin_g_dl": 1.5, "inr": 5.0},
    ),
    (
        "a sum of doses",
        lambda case: case.patient.value("total_dose_gy"),
        {"whole_liver_dose_gy": 21.0, "boost_dose_gy": 9.0},
        {"whole_liver_dose_gy": 21.0, "boost_dose_gy": 10.0},
    ),
    (
        "a patient after a treatment",
        lambda case: case.patient.with_values({"prior_pelvic_radiotherapy": True}).value("ecog"),
        {"ecog": 1},
        {"ecog": 2},
    ),
]


@pytest.mark.parametrize(
    ("before", "after", "of"), [(b, a, f) for _, f, b, a in READINGS], ids=[r[0] for r in READINGS]
)
def test_that_what_was_read_is_found_anew(
    of: Callable[[Case], Any], before: dict[str, Any], after: dict[str, Any]
) -> None:
    find = Counting(of)
    first = by_case(find, case_of(**before), ("kind",))
    second = by_case(find, case_of(**after), ("kind",))
    assert find.times == 2
    assert (first, second) == (of(case_of(**before)), of(case_of(**after)))
    assert first != second
    # And the way back is known.
    assert by_case(find, case_of(**before), ("kind",)) == first
    assert find.times == 2


@pytest.mark.parametrize("of", [f for name, f, _, _ in READINGS if "every" not in name and "how many" not in name])
def test_that_what_was_not_read_may_change(of: Callable[[Case], Any]) -> None:
    find = Counting(of)
    for age in (60.0, 61.0, None):
        by_case(find, case_of(ecog=1, age_years=age), ("kind",))
    assert find.times == 1


@pytest.mark.parametrize(("before", "after"), [(1, 1.0), (1, True), (0, False)])
def test_that_equal_values_of_other_kinds_are_found_anew(before: object, after: object) -> None:
    find = Counting(lambda case: repr(case.patient.value("ecog")))
    assert by_case(find, case_of(ecog=before), ("kind",)) == repr(before)
    assert by_case(find, case_of(ecog=after), ("kind",)) == repr(after)


def test_that_what_was_confirmed_is_read() -> None:
    find = Counting(lambda case: case.confirmed)
    assert by_case(find, case_of(), ("kind",)) == ()
    assert by_case(find, case_of(confirmed=("ecog",)), ("kind",)) == ("ecog",)


def test_that_the_label_cannot_be_read() -> None:
    seen = by_case(lambda case: case.label, Case(Patient(FIELDS), label="somebody"), ("kind",))
    assert seen == ""


def test_that_what_is_found_within_another_finding_is_read_by_both() -> None:
    inner = Counting(lambda case: case.patient.value("ecog"))
    outer = Counting(lambda case: by_case(inner, case, ("inner",)))
    # The inner one is known already when the outer one is first found, and reads nothing anew.
    by_case(inner, case_of(ecog=1), ("inner",))
    assert by_case(outer, case_of(ecog=1), ("outer",)) == 1
    assert by_case(outer, case_of(ecog=2), ("outer",)) == 2
    assert (inner.times, outer.times) == (2, 2)


def test_that_a_finding_by_values_within_one_by_case_is_read_by_both() -> None:
    def outer(case: Case) -> Any:
        return by_values(lambda values: values("ecog"), case.patient.value, ("inner",))

    by_values(lambda values: values("ecog"), case_of(ecog=1).patient.value, ("inner",))
    assert [by_case(outer, case_of(ecog=grade), ("outer",)) for grade in (1, 2, 1)] == [1, 2, 1]


def test_that_values_held_on_to_by_a_view_are_read() -> None:
    def of(case: Case) -> Any:
        values = case.patient.with_value("lesions", (Lesion(diameter_cm=1.0),)).value
        return by_values(lambda read: (read("liver_lesion_count"), read("ecog")), values, ("view",))

    assert [by_case(of, case_of(ecog=grade), ("kind",)) for grade in (1, 2)] == [(1, 1), (1, 2)]


def test_that_what_stands_beside_is_held_against_by_identity() -> None:
    find = Counting(lambda case: case.patient.value("ecog"))
    one, other = object(), object()
    for beside in (one, one, other):
        by_case(find, case_of(ecog=1), ("kind",), beside)
    assert find.times == 2


def test_that_nothing_is_kept_where_every_patient_is_another() -> None:
    find = Counting(lambda case: case.patient.value("ecog"))
    with keeping_nothing():
        for _ in range(3):
            by_case(find, case_of(ecog=1), ("kind",))
    assert find.times == 3


def test_that_what_is_made_of_the_same_parts_is_made_once() -> None:
    made: list[int] = []
    part, other = [1], [1]
    for of in (part, part, other):
        by_parts(lambda: made.append(1), ("kind",), of)
    assert len(made) == 2


@given(patients())
@settings(max_examples=60)
def test_that_every_value_that_follows_names_what_it_follows_from(patient: Patient) -> None:
    for name, derived in patient.derived.items():
        assert could_follow_from_these({name}).issuperset({name, *derived.derived_from})


def test_that_what_comes_and_goes_does_not_fill_the_memory() -> None:
    find = Counting(lambda case: case.confirmed)
    for number in range(50):
        by_case(find, case_of(confirmed=(f"f{number}",)), ("kind",), alike=number)
    assert find.times == 50
    assert kept_findings() <= 4


def test_that_what_is_alike_beside_the_values_is_held_against_by_value() -> None:
    find = Counting(lambda case: case.patient.value("ecog"))
    for contest in (("a",), ("a",), ("b",), ("a",)):
        by_case(find, case_of(ecog=1), ("kind",), alike=tuple(contest))
    assert find.times == 2
