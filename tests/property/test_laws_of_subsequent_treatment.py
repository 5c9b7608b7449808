"""Laws of what a treatment leaves possible later, for every patient."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings

from engine.case.lesions import Lesion
from engine.case.patient import Patient
from engine.evidence.records.modalities import MODALITIES
from engine.findings.assess import assess
from engine.findings.assessment import Assessment
from engine.findings.treatments.subsequent import patient_after
from tests.property.patients import FIELDS, consistent_patients, patients, shipped_library

pytestmark = pytest.mark.slow

LIBRARY = shipped_library()

#: two readings, typed and as follows from the rows: which is the worse one turns with the treatments given
CONTESTED = Patient(FIELDS, {"metastases_resectable": True, "lesions": (Lesion(resectable=False),)})


def statuses(assessment: Assessment) -> dict[str, str]:
    return {finding.id: finding.status for option in assessment.options for finding in option.criteria}


def verdicts(assessment: Assessment) -> dict[str, str]:
    return {option.modality: option.verdict for option in assessment.options}


def cautions(assessment: Assessment) -> set[tuple[str, str]]:
    return {(option.modality, caution.id) for option in assessment.options for caution in option.cautions}


@given(patients())
@example(CONTESTED)
@settings(max_examples=40)
def test_that_what_turns_is_what_a_fresh_assessment_of_the_changed_case_says(patient: Patient) -> None:
    now = assess(patient, LIBRARY)
    for option in now.options:
        then = assess(patient_after(option.modality, patient, LIBRARY), LIBRARY)
        before, after = statuses(now), statuses(then)
        turned = {one.id: (one.before, one.after) for one in now.subsequent[option.modality].criteria}
        assert turned == {name: (before[name], after[name]) for name in before if before[name] != after[name]}
        found = {one.modality: (one.before, one.after) for one in now.subsequent[option.modality].verdicts}
        old, new = verdicts(now), verdicts(then)
        assert found == {name: (old[name], new[name]) for name in old if old[name] != new[name]}
        fired = {(one.modality, one.id) for one in now.subsequent[option.modality].cautions if one.fired}
        silenced = {(one.modality, one.id) for one in now.subsequent[option.modality].cautions if not one.fired}
        assert fired == cautions(then) - cautions(now)
        assert silenced == cautions(now) - cautions(then)


@given(patients())
@settings(max_examples=60)
def test_that_a_treatment_that_sets_nothing_changes_nothing(patient: Patient) -> None:
    for modality in MODALITIES:
        if not LIBRARY.case_items_set_by(modality):
            assert patient_after(modality, patient, LIBRARY) is patient


@given(consistent_patients())
@settings(max_examples=40)
def test_that_a_treatment_given_twice_changes_nothing_the_second_time(patient: Patient) -> None:
    for modality in MODALITIES:
        once = patient_after(modality, patient, LIBRARY)
        assert patient_after(modality, once, LIBRARY) is once
        again = assess(once, LIBRARY).subsequent[modality]
        assert (again.criteria, again.verdicts, again.cautions) == ((), (), ())
        assert all(item.before == item.after for item in again.sets)


@given(patients())
@settings(max_examples=40)
def test_that_no_treatment_changes_more_than_the_items_it_sets(patient: Patient) -> None:
    for modality in MODALITIES:
        after = patient_after(modality, patient, LIBRARY)
        touched = {item.field for _, item in LIBRARY.case_items_set_by(modality)}
        assert {spec.id for spec in patient.fields if patient.value(spec.id) != after.value(spec.id)} <= touched
