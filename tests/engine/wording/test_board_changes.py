"""What flipped since the pin, by option: headline, criteria and concerns, and like beside like."""

from __future__ import annotations

from typing import Any

import pytest

from engine.case.patient import Patient
from engine.findings.assess import assess
from engine.findings.differences.changes import changes
from engine.wording.board.board_changes import BoardFlips, board_flips
from engine.wording.board.board_page import board_page
from tests.shipped import shipped_fields, shipped_library

START = {
    "modality": "sbrt",
    "metastases_resectable": False,
    "fit_for_surgery": False,
    "hepatic_function_adequate": True,
    "karnofsky": 90,
    "liver_lesion_count": 2,
    "largest_lesion_cm": 2.5,
    "extrahepatic_sites": (),
    "liver_tumour": "metastasis",
    "primary_site": "rectum",
}


def flipped(before: dict[str, Any], after: dict[str, Any]) -> BoardFlips:
    """Return what flips from one patient to the other, both made of the same start."""
    patients = [Patient(shipped_fields(), {**START, **inputs}) for inputs in (before, after)]
    found = [assess(patient, shipped_library()) for patient in patients]
    pages = [board_page(one, patient) for one, patient in zip(found, patients, strict=True)]
    return board_flips(found[0], found[1], pages[0], pages[1])


def test_that_nothing_flips_where_nothing_changes() -> None:
    found = flipped({}, {})
    assert (found.options, found.others, found.in_words) == ((), (), "Nothing flipped.")


@pytest.mark.parametrize(("size", "flips"), [(3.0, False), (3.1, True)])
def test_that_a_criterion_is_named_on_the_far_side_of_its_limit(size: float, flips: bool) -> None:
    flip = flipped({}, {"largest_lesion_cm": size}).of("thermal_ablation")
    said = flip.in_brief if flip is not None else ""
    assert ("size of the largest liver metastasis" in said and "not met now" in said) is flips


def test_that_a_concern_that_turns_a_headline_is_named() -> None:
    flip = flipped({}, {"extrahepatic_sites": ("bone",)}).of("sbrt")
    assert flip is not None
    assert flip.after == "concern"
    assert flip.headline.endswith("before")
    assert "a concern now: metastases in bone" in flip.turned


def test_that_a_concern_that_goes_is_told_as_gone() -> None:
    flip = flipped({"extrahepatic_sites": ("bone",)}, {}).of("sbrt")
    assert flip is not None
    assert any(said.startswith("no longer a concern: ") for said in flip.turned)


def test_that_results_of_another_group_are_no_effect_of_the_change() -> None:
    flip = flipped(
        {"metastasis_timing": "metachronous"}, {"metastasis_timing": "metachronous", "liver_tumour": "primary"}
    )
    said = [words for one in flip.options for words in one.beside if words.startswith("alive")]
    assert said
    assert all("of different groups" in words for words in said)


@pytest.mark.parametrize(
    "change",
    [{"largest_lesion_cm": 6.5}, {"karnofsky": 40}, {"extrahepatic_sites": ("lung",)}, {"primary_site": "colon"}],
)
def test_that_every_change_of_the_engine_is_told_once(change: dict[str, Any]) -> None:
    patients = [Patient(shipped_fields(), {**START, **inputs}) for inputs in ({}, change)]
    before, after = (assess(patient, shipped_library()) for patient in patients)
    found = flipped({}, change)
    told = [*(one for flip in found.options for one in flip.changes), *found.others]
    assert sorted(one.in_words for one in told) == sorted(one.in_words for one in changes(before, after))
    turned = {one.modality for one in told if one.kind == "verdict"}
    assert {flip.modality for flip in found.options if flip.headline} == turned
    assert all(flip.name in found.in_words for flip in found.options if flip.headline)
