"""An old case under other evidence: which verdicts and statuses of this very case are no longer what they were."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from engine.case.case import Case
from engine.case.decisions.saved_findings import SavedOption
from engine.case.fields import FieldCatalogue
from engine.case.format.case_json import case_bytes
from engine.case.format.case_parsing import parse_case
from engine.case.patient import Patient
from engine.evidence.library import Library
from engine.findings.assess import assess
from engine.findings.differences.changes_of_evidence import findings_to_save, since_saved, versions_to_save
from tests.property.patients import patients

CANDIDATE = {"metastases_resectable": False, "liver_lesion_count": 2, "largest_lesion_cm": 4.0}


@pytest.fixture
def case(fields: FieldCatalogue, library: Library) -> Case:
    """Return a case as it is read from a file that this very program wrote."""
    return saved(Case(Patient(fields, CANDIDATE), label="case B"), library)


def saved(case: Case, library: Library) -> Case:
    data = case_bytes(case, versions_to_save(case, library), findings_to_save(case, library))
    return parse_case(data, case.patient.fields)


def shown_otherwise(case: Case, verdict: str | None = None, **criteria: str) -> Case:
    """Return the case as other evidence would have saved it; an empty status takes a criterion out."""
    option = case.saved_findings["sbrt"]
    statuses = {**option.criteria, **{f"sbrt.{name}": status for name, status in criteria.items()}}
    changed = SavedOption(verdict or option.verdict, {name: status for name, status in statuses.items() if status})
    old = {**case.saved_with, "evidence_version": "2025.1", "evidence_sha256": "0" * 64}
    return replace(case, saved_with=old, saved_findings={**case.saved_findings, "sbrt": changed})


def test_that_what_is_kept_is_what_the_assessment_shows(case: Case, library: Library) -> None:
    for option in assess(case, library).options:
        kept = case.saved_findings[option.modality]
        assert kept.verdict == option.verdict
        assert dict(kept.criteria) == {finding.id: finding.status for finding in option.criteria}


@pytest.mark.hazard("old-evidence")
def test_that_nothing_differs_where_nothing_has_changed(case: Case, library: Library) -> None:
    found = since_saved(case, library)
    assert found.same_evidence
    assert found.same_engine
    assert found.same_inputs
    assert found.differences == ()
    assert found.in_words == "Every verdict and every criterion of this case is what it was when it was saved."


@pytest.mark.hazard("old-evidence")
def test_that_a_status_that_was_another_is_named_with_both(case: Case, library: Library) -> None:
    found = since_saved(shown_otherwise(case, lesion_count="not_met"), library)
    assert not found.same_evidence
    assert (found.evidence_before, found.evidence_now) == ("2025.1", library.version)
    (difference,) = found.differences
    assert (difference.kind, difference.id) == ("criterion", "sbrt.lesion_count")
    assert (difference.before, difference.after) == ("not_met", "met")
    assert difference.in_words.startswith("SBRT, ")
    assert difference.in_words.endswith(": now met; when it was saved, not met.")
    assert found.in_words == "Since it was saved, 1 criterion of this case has changed."


@pytest.mark.hazard("old-evidence")
def test_that_a_verdict_that_was_another_comes_before_its_criteria(case: Case, library: Library) -> None:
    found = since_saved(shown_otherwise(case, "outside", lesion_count="not_met", largest_lesion="borderline"), library)
    assert [one.kind for one in found.differences] == ["verdict", "criterion", "criterion"]
    assert found.differences[0].id == ""
    assert found.in_words == (
        "Since it was saved, 1 verdict and 2 criteria of this case have changed: "
        "SBRT is now undetermined (was outside the published criteria)."
    )


def test_that_a_criterion_of_only_one_of_the_two_libraries_is_called_so(case: Case, library: Library) -> None:
    found = since_saved(shown_otherwise(case, lesion_count="", portal_vein="met"), library)
    new, gone = found.differences
    assert (new.kind, new.id, new.before, new.after) == ("new", "sbrt.lesion_count", "", "met")
    assert "was not looked at" in new.in_words
    assert (gone.kind, gone.id, gone.label, gone.after) == ("gone", "sbrt.portal_vein", "Portal vein", "")
    assert "no longer looked at" in gone.in_words


def test_that_an_option_that_was_not_offered_then_is_no_difference(case: Case, library: Library) -> None:
    fewer = {name: option for name, option in case.saved_findings.items() if name != "iort"}
    assert since_saved(replace(case, saved_findings=fewer), library).differences == ()


def test_that_words_of_a_later_program_are_shown_as_they_stand(case: Case, library: Library) -> None:
    found = since_saved(shown_otherwise(case, "nearly_within", lesion_count="half_met"), library)
    assert "(was nearly within)" in found.in_words
    assert found.differences[1].in_words.endswith("when it was saved, half met.")


@pytest.mark.hazard("old-evidence")
def test_that_nothing_is_claimed_of_an_option_that_the_file_does_not_hold(case: Case, library: Library) -> None:
    fewer = {name: option for name, option in case.saved_findings.items() if name != "sbrt"}
    found = since_saved(replace(case, saved_findings=fewer), library)
    assert found.not_compared == ("sbrt",)
    assert not found.in_words.startswith("Every verdict and every criterion of this case")
    assert found.in_words.endswith("Not compared, since the file does not hold it: SBRT.")
    whole = since_saved(case, library)
    assert (whole.not_compared, whole.unknown_options) == ((), 0)
    assert whole.in_words == "Every verdict and every criterion of this case is what it was when it was saved."


@pytest.mark.hazard("old-evidence")
def test_that_options_this_program_does_not_have_are_counted_and_compare_nothing(case: Case, library: Library) -> None:
    strange = {f"option_{number}": SavedOption("within", {}) for number in range(3)}
    found = since_saved(replace(case, saved_findings=strange), library)
    assert found.unknown_options == 3
    assert found.in_words.startswith("The file does not hold what was shown then")
    both = since_saved(replace(case, saved_findings={**case.saved_findings, **strange}), library)
    assert both.in_words.endswith("The file speaks of 3 options that this program does not have.")
    assert not both.in_words.startswith("Every verdict and every criterion of this case")


@pytest.mark.hazard("old-evidence")
def test_that_a_file_that_does_not_say_what_was_shown_says_so(case: Case, library: Library) -> None:
    found = since_saved(replace(case, saved_findings={}), library)
    assert not found.says_what_was_shown
    assert found.differences == ()
    assert found.in_words.startswith("The file does not hold what was shown then")


def test_that_inputs_changed_by_another_hand_are_named_as_a_reason(case: Case, library: Library) -> None:
    written = case_bytes(case, case.saved_with, case.saved_findings)
    data = re.sub(rb'("largest_lesion_cm": )[0-9.]+', rb"\g<1>5.5", written)
    edited = parse_case(data, case.patient.fields)
    assert edited.patient.value("largest_lesion_cm") == 5.5
    found = since_saved(edited, library)
    assert found.same_inputs is False
    assert "sbrt.largest_lesion" in {one.id for one in found.differences}
    assert found.in_words.endswith("The inputs were changed outside this program since, which may be the reason.")


def test_that_a_file_without_a_hash_does_not_say_whose_the_inputs_are(case: Case, library: Library) -> None:
    found = since_saved(replace(case, saved_with={"evidence_version": "2025.1"}), library)
    assert found.same_inputs is None
    assert not found.same_engine


def test_that_only_three_verdicts_are_named(case: Case, library: Library) -> None:
    every: dict[str, Any] = {
        name: SavedOption("unheard_of", option.criteria, option.concerns)
        for name, option in case.saved_findings.items()
    }
    found = since_saved(replace(case, saved_findings=every), library)
    assert len(found.differences) == len(every)
    assert f"{len(every)} verdicts of this case have changed: " in found.in_words
    assert f"; {len(every) - 3} more." in found.in_words


@given(patients())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_that_no_patient_differs_from_what_was_just_saved(library: Library, patient: Patient) -> None:
    everything = tuple(spec.id for spec in patient.fields)
    found = since_saved(saved(Case(patient, confirmed=everything), library), library)
    assert found.differences == ()
    assert found.same_inputs
