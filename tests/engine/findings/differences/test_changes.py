"""What if: what flipped between two assessments."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.case.fields import FieldCatalogue
from engine.case.patient import Patient
from engine.evidence.library import Library
from engine.findings.assess import assess
from engine.findings.assessment import Assessment
from engine.findings.differences.changes import changes
from tests.shipped import shipped_fields, shipped_library

pytestmark = pytest.mark.slow

RESOURCES = Path(__file__).resolve().parents[4] / "resources"
FIELDS = shipped_fields()
START = {"metastases_resectable": False, "liver_lesion_count": 2, "largest_lesion_cm": 4.0, "tumour_height_cm": 4.0}


@pytest.fixture(scope="module")
def library() -> Library:
    """Return the library that the program ships."""
    return shipped_library()


def assessed(library: Library, fields: FieldCatalogue = FIELDS, **inputs: Any) -> Assessment:
    """Return the assessment of the starting patient with some inputs changed."""
    return assess(Patient(fields, {**START, **inputs}), library)


@cache
def assessed_with(library: Library, size: float) -> Assessment:
    """Return the assessment with a lesion of this size; there are few of them."""
    return assessed(library, largest_lesion_cm=size)


def test_that_nothing_flips_where_nothing_changes(library: Library) -> None:
    assert changes(assessed(library), assessed(library)) == ()


def test_that_a_value_that_changes_no_status_is_no_change(library: Library) -> None:
    found = changes(assessed(library, largest_lesion_cm=4.0), assessed(library, largest_lesion_cm=4.1))
    assert found == ()


def test_that_a_larger_lesion_flips_the_criterion_and_the_verdict(library: Library) -> None:
    found = changes(assessed(library, largest_lesion_cm=6.0), assessed(library, largest_lesion_cm=6.1))
    by_id = {(change.kind, change.modality, change.id): change for change in found}
    criterion = by_id["criterion", "sbrt", "sbrt.largest_lesion"]
    assert (criterion.before, criterion.after) == ("borderline", "not_met")
    verdict = by_id["verdict", "sbrt", ""]
    assert (verdict.before, verdict.after) == ("concern", "outside")
    assert verdict.in_words == "SBRT: concern before, outside the published criteria now."


def test_that_verdicts_come_before_criteria(library: Library) -> None:
    found = changes(assessed(library, largest_lesion_cm=5.0), assessed(library, largest_lesion_cm=6.1))
    kinds = [change.kind for change in found]
    assert kinds == sorted(kinds, key=("verdict", "criterion", "concern", "caution", "spread", "score").index)
    assert {"verdict", "criterion"} <= set(kinds)


def test_that_an_item_that_becomes_not_known_is_a_change_of_its_criterion(library: Library) -> None:
    known, unknown = assessed(library), assess(Patient(FIELDS, {**START, "liver_lesion_count": None}), library)
    there = {change.id: change for change in changes(known, unknown) if change.kind == "criterion"}
    assert (there["sbrt.lesion_count"].before, there["sbrt.lesion_count"].after) == ("met", "unknown")


@pytest.mark.parametrize(("height", "flips"), [(5.0, False), (5.1, True)])
def test_that_the_level_of_spread_flips_above_five_centimetres(library: Library, height: float, flips: bool) -> None:
    found = changes(assessed(library), assessed(library, tumour_height_cm=height))
    assert any(change.kind == "spread" for change in found) is flips


def test_that_a_score_whose_range_moves_is_a_change(library: Library) -> None:
    found = changes(assessed(library), assessed(library, cea_ng_ml=201.0))
    score = next(change for change in found if change.kind == "score")
    assert score.id == "clinical_risk_score"
    assert score.before != score.after


@given(size=st.sampled_from([1.0, 2.0, 2.1, 3.0, 3.1, 5.0, 5.1, 6.0, 6.1, 12.0, 12.1]), other=st.floats(0.5, 15.0))
def test_that_going_back_undoes_every_change(library: Library, size: float, other: float) -> None:
    there = assessed_with(library, size)
    here = assessed_with(library, round(other, 1))
    forth = {(c.kind, c.modality, c.id, c.before, c.after) for c in changes(there, here)}
    back = {(c.kind, c.modality, c.id, c.after, c.before) for c in changes(here, there)}
    assert forth - {one for one in forth if one[0] == "spread"} == back - {one for one in back if one[0] == "spread"}
