"""The program's own fields and library, and a short way to assess a patient."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from engine.case.fields import FieldCatalogue
from engine.case.patient import Patient
from engine.evidence.library import Library
from engine.evidence.records.modalities import Modality
from engine.findings.assess import assess
from engine.findings.assessment import Assessment, CriterionFinding
from engine.findings.criteria.eligibility import assess_criteria
from tests.shipped import shipped_fields, shipped_library


@pytest.fixture(scope="session")
def fields(resources: Path) -> FieldCatalogue:
    """Return the field catalogue that is shipped."""
    return shipped_fields()


@pytest.fixture(scope="session")
def library(resources: Path, fields: FieldCatalogue) -> Library:
    """Return the library that is shipped."""
    return shipped_library()


@pytest.fixture(scope="session")
def assessed(fields: FieldCatalogue, library: Library) -> Callable[..., Assessment]:
    """Return a function that assesses a patient given as keywords; None is not known."""

    def assessed_(**inputs: Any) -> Assessment:
        return assess(Patient(fields, inputs), library)

    return assessed_


@pytest.fixture(scope="session")
def criterion(fields: FieldCatalogue, library: Library) -> Callable[..., CriterionFinding]:
    """Return a function that gives one criterion's finding for a patient, without the rest of the assessment."""

    def criterion_(criterion_id: str, **inputs: Any) -> CriterionFinding:
        modality = cast("Modality", criterion_id.split(".")[0])
        findings = assess_criteria(modality, Patient(fields, inputs).value, fields, library)
        return next(finding for finding in findings if finding.id == criterion_id)

    return criterion_
