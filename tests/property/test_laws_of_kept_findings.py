"""Laws of what is kept between two assessments: a case is assessed alike whatever was assessed before it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.case.case import Case
from engine.case.patient import Patient
from engine.findings.assess import assess
from engine.findings.assessment import Assessment
from engine.findings.by_values import forget, keeping_nothing
from tests.property.patients import FIELDS, patients, shipped_library

pytestmark = pytest.mark.slow

LIBRARY = shipped_library()


def whole(case: Patient | Case) -> Assessment:
    """Return an assessment of which nothing is left to be found later, when other things are kept."""
    found = assess(case, LIBRARY)
    assert len(dict(found.subsequent)) == len(found.options)
    return found


@given(patients(), patients(), st.data())
@settings(max_examples=12)
def test_that_a_case_typed_field_by_field_is_assessed_as_a_new_one(
    patient: Patient, other: Patient, data: st.DataObject
) -> None:
    names = data.draw(st.lists(st.sampled_from(sorted({*patient.inputs, *other.inputs}) or ["ecog"]), max_size=4))
    steps = [patient]
    for name in names:
        steps.append(steps[-1].with_value(name, other.inputs.get(name)))
    typed = [whole(step) for step in [*steps, patient]]
    forget()
    assert whole(steps[-1]) == typed[-2]
    forget()
    assert whole(patient) == typed[0] == typed[-1]


@given(patients(), patients(), st.data())
@settings(max_examples=12)
def test_that_a_case_is_assessed_alike_where_nothing_is_kept(
    patient: Patient, other: Patient, data: st.DataObject
) -> None:
    names = st.lists(st.sampled_from(sorted({*patient.inputs, *other.inputs}) or ["ecog"]), max_size=5, unique=True)
    case = Case(patient)
    for name in data.draw(names):
        value = other.inputs.get(name) if data.draw(st.booleans()) else None
        case = Case(case.patient.with_value(name, value), confirmed=tuple(data.draw(names)))
        found = whole(case)
        with keeping_nothing():
            assert whole(case) == found


def test_that_each_answer_is_assessed_as_in_a_new_case() -> None:
    known = Patient(FIELDS, {"primary_site": "rectum", "liver_lesion_count": 2, "largest_lesion_cm": 2.5})
    steps = [
        known.with_value(spec.id, choice.value)
        for spec in map(FIELDS.__getitem__, ("modality", "ecog", "child_pugh", "metastasis_timing"))
        for choice in spec.choices[:3]
    ]
    typed = [whole(step) for step in steps]
    for step, found in zip(steps, typed, strict=True):
        forget()
        assert whole(step) == found
