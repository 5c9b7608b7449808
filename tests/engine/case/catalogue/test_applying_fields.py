"""What another answer rules out; what holds a value is never ruled out."""

from __future__ import annotations

from typing import Any

import pytest

from engine.case.catalogue.applying_fields import ruled_out
from engine.case.fields import FieldCatalogue
from engine.case.patient import Patient


@pytest.mark.parametrize(
    ("field", "rules_out", "does_not", "ruled"),
    [
        ("primary_site", "colon", "rectum", "tumour_height_cm"),
        ("metastasis_timing", "synchronous", "metachronous", "disease_free_interval_months"),
        ("prior_chemotherapy", False, True, "chemotherapy_cycles"),
        ("extrahepatic_sites", (), ("lung",), "extrahepatic_lesion_count"),
    ],
)
def test_that_an_answer_rules_out_what_it_does_and_no_value(
    fields: FieldCatalogue, field: str, rules_out: Any, does_not: Any, ruled: str
) -> None:
    nobody = Patient(fields, {})
    assert ruled not in ruled_out(nobody)
    assert ruled not in ruled_out(nobody.with_value(field, does_not))
    patient = nobody.with_value(field, rules_out)
    assert ruled_out(patient)[ruled]
    assert ruled not in ruled_out(patient.with_value(ruled, 1))
