"""A lesion in words: everything that is known of it is said, and nothing that is not."""

from __future__ import annotations

import pytest

from engine.case.fields import FieldCatalogue
from engine.case.lesions import Lesion
from engine.case.patient import Patient
from engine.evidence.library import Library
from engine.findings.assess import assess
from engine.wording.board.board_lesions import board_lesions
from engine.wording.lesions import lesion_details, lesion_in_words

WHOLE = Lesion(
    diameter_cm=3.4,
    segment="8",
    near_gut=False,
    near_hilum=False,
    near_major_vessel=True,
    disappeared=False,
    bile_duct_distance_mm=22.0,
    vessel_distance_mm=0.0,
    nearest_vessel="right_hepatic_vein",
    capsule_distance_mm=11.0,
    gut_distance_mm=60.0,
    resectable=False,
    ablatable=True,
    response="partial",
)


def test_that_a_whole_lesion_is_said_whole(fields: FieldCatalogue) -> None:
    assert lesion_in_words(WHOLE, fields) == "3.4 cm, segment VIII"
    assert lesion_details(WHOLE, fields) == (
        "near a large vessel; not near gut or the hilum; 60 mm from gut, 22 mm from a bile duct, 0 mm from right "
        "hepatic vein and 11 mm from the capsule; judged not resectable and ablatable; response: partial"
    )


def test_that_nothing_is_said_of_what_is_not_known(fields: FieldCatalogue) -> None:
    assert lesion_in_words(Lesion(), fields) == "size not known, segment not known"
    assert lesion_details(Lesion(diameter_cm=1.0, treatment="sbrt"), fields) == ""


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (Lesion(vessel_distance_mm=4.0), "4 mm from a large vessel"),
        (Lesion(nearest_vessel="portal_trunk"), "nearest vessel: portal vein (trunk)"),
        (Lesion(vessel_distance_mm=4.0, nearest_vessel="other"), "4 mm from a vessel (other)"),
        (Lesion(resectable=True), "judged resectable"),
        (Lesion(ablatable=False), "judged not ablatable"),
    ],
)
def test_that_each_part_is_said_alone(row: Lesion, words: str, fields: FieldCatalogue) -> None:
    assert lesion_details(row, fields) == words


def test_that_a_lesion_no_longer_seen_says_so(fields: FieldCatalogue) -> None:
    assert lesion_in_words(Lesion(diameter_cm=2.5, segment="4a", disappeared=True), fields).endswith("no longer seen")


def test_that_each_treatment_says_what_of_the_lesion_decides_it(fields: FieldCatalogue, library: Library) -> None:
    rows = (
        Lesion(diameter_cm=3.4, near_gut=False, near_hilum=False, near_major_vessel=True, treatment="resection"),
        Lesion(diameter_cm=5.5, near_gut=True, near_hilum=False, near_major_vessel=False),
        Lesion(diameter_cm=1.0, near_gut=False, near_hilum=False, near_major_vessel=False, treatment="none"),
        Lesion(),
    )
    patient = Patient(fields, {"lesions": rows})
    shown = board_lesions(assess(patient, library), patient)
    assert [[words for _, _, words in row.options] for row in shown] == [
        ["Within", "Outside: 3.4 cm and near a large vessel"],
        ["Borderline: 5.5 cm and near gut", "Outside: 5.5 cm"],
        ["Within", "Within"],
        ["Not known: size and whether it is near gut", "Not known: size and whether it is near a large vessel"],
    ]
    assert [row.plan for row in shown] == ["Resection", "Not named", "None", "Not named"]
    assert shown[0].words == (
        "Lesion 1: 3.4 cm, segment not known, near a large vessel; not near gut or the hilum. SBRT: within. "
        "Thermal ablation: outside: 3.4 cm and near a large vessel. Plan: resection."
    )
