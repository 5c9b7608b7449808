"""Groups of a first line held against those who had chemotherapy before, and groups silent of how fit theirs were."""

from __future__ import annotations

from typing import Any

import pytest

from engine.case.fields import FieldCatalogue
from engine.case.patient import Patient
from engine.evidence.library import Library
from engine.findings.assess import assess
from engine.findings.comparability.matching import match_to
from engine.wording.board.board_page import board_page
from engine.wording.board.board_records import BoardPage, BoardSeries

#: a patient of whom nothing but performance and earlier chemotherapy can speak against the trials of a first line
COLON = {
    "primary_site": "colon",
    "liver_tumour": "metastasis",
    "extrahepatic_sites": (),
    "liver_lesion_count": 3,
    "primary_resected": True,
    "metastases_resectable": False,
    "modality": "systemic_therapy",
}


def status_of(group: str, label: str, fields: FieldCatalogue, library: Library, **inputs: Any) -> str:
    match = match_to(library.cohorts[group], Patient(fields, inputs).value, fields, library)
    return next(item.status for item in match.items if item.label == label)


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({}, "unknown"),
        ({"prior_chemotherapy": False}, "met"),
        # It may have been after resection of the primary, years ago.
        ({"prior_chemotherapy": True}, "unknown"),
        ({"prior_chemotherapy": True, "chemotherapy_regimens": 1}, "unknown"),
        ({"prior_chemotherapy": True, "chemotherapy_regimens": 2}, "not_met"),
        ({"chemotherapy_cycles": 0}, "unknown"),
        ({"chemotherapy_cycles": 1}, "not_met"),
        ({"systemic_response": "progression"}, "not_met"),
        ({"systemic_response": "partial"}, "not_met"),
    ],
)
def test_that_what_implies_chemotherapy_decides_none(
    fields: FieldCatalogue, library: Library, given: dict[str, Any], status: str
) -> None:
    label = "Earlier chemotherapy (none for metastases)"
    for group in ("watanabe2023.panitumumab", "tribe2015.doublet", "cairo5.mutated_doublet", "rahbari2024.systemic"):
        assert status_of(group, label, fields, library, **given) == status


@pytest.mark.parametrize(("regimens", "status"), [(1, "met"), (2, "unknown"), (3, "not_met")])
def test_that_a_third_regimen_is_beyond_a_first_line(
    fields: FieldCatalogue, library: Library, regimens: int, status: str
) -> None:
    label = "Regimens of chemotherapy (first line under way)"
    assert status_of("gootjes2024.systemic", label, fields, library, chemotherapy_regimens=regimens) == status


@pytest.mark.parametrize(("ecog", "status"), [(1, "met"), (2, "not_met")])
def test_that_performance_stands_as_each_trial_states_it(
    fields: FieldCatalogue, library: Library, ecog: int, status: str
) -> None:
    for group in ("watanabe2023.bevacizumab", "adam2024.chemotherapy", "cairo5.mutated_triplet"):
        assert status_of(group, "ECOG (0 or 1)", fields, library, ecog=ecog) == status


def page(fields: FieldCatalogue, library: Library, **inputs: Any) -> BoardPage:
    patient = Patient(fields, {**COLON, **inputs})
    return board_page(assess(patient, library), patient)


def leading(found: BoardPage) -> BoardSeries:
    return next(row for row in found.rows if row.planned).series[0]


DYING: dict[str, Any] = {"karnofsky": 20, "ecog": 4, "prior_chemotherapy": True, "chemotherapy_regimens": 4}


@pytest.mark.parametrize("given", [{}, {"ras_status": "mutated"}, {"ras_status": "wild_type", "primary_side": "left"}])
def test_that_no_first_line_stands_bare_before_the_dying(
    fields: FieldCatalogue, library: Library, given: dict[str, Any]
) -> None:
    found = page(fields, library, **DYING, systemic_response="progression", **given)
    first = leading(found)
    assert first.unlike or first.untold
    said = " ".join(found.in_words)
    assert "No group with a figure is known to be like this patient." in said


def test_that_silence_is_said_where_all_others_differ(fields: FieldCatalogue, library: Library) -> None:
    found = page(fields, library, **DYING, systemic_response="progression")
    assert leading(found).source.startswith("EORTC 40004")
    assert leading(found).untold == "performance status and earlier chemotherapy"
    assert "unlike in every group that states it: performance status and earlier chemotherapy" in leading(found).words


def test_that_silence_is_nothing_where_a_group_is_alike(fields: FieldCatalogue, library: Library) -> None:
    found = page(fields, library, ecog=1, prior_chemotherapy=False)
    assert not leading(found).untold
    assert "unlike in every group" not in " ".join(found.in_words)
