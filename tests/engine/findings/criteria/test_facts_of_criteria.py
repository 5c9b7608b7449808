"""What is so of a patient who does not meet a criterion is a fact in a sentence, never the bare label of a field."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from engine.case.patient import Patient
from engine.evidence.records.criteria import Criterion
from engine.findings.criteria.eligibility import criterion_finding
from engine.findings.criteria.rules import own_fields_of
from engine.findings.wording import lower_first
from tests.shipped import shipped_fields, shipped_library

FIELDS, LIBRARY = shipped_fields(), shipped_library()
#: Criteria that look at flags and choices alone: each can be tried whole.
ALONE = [
    criterion
    for criterion in LIBRARY.criteria.values()
    if all(FIELDS[name].kind in ("flag", "choice") for name in own_fields_of(criterion.rule))
]


def unmet(criterion: Criterion) -> Iterator[str]:
    names = own_fields_of(criterion.rule)
    sides: list[tuple[Any, ...]] = [
        (True, False) if FIELDS[name].kind == "flag" else tuple(choice.value for choice in FIELDS[name].choices)
        for name in names
    ]
    for values in product(*sides):
        patient = Patient(FIELDS, {**dict(zip(names, values, strict=True)), "modality": criterion.modality})
        found = criterion_finding(criterion, patient.value, FIELDS, LIBRARY)
        if found.status == "not_met":
            yield str(found.fact)


@pytest.mark.parametrize("criterion", ALONE, ids=[criterion.id for criterion in ALONE])
def test_that_an_unmet_criterion_says_more_than_a_label(criterion: Criterion) -> None:
    # Words that the record gives for it were written to be said.
    bare = {lower_first(criterion.label)} if criterion.not_met_words is None else set()
    assert bare.isdisjoint(unmet(criterion))


def test_that_another_malignancy_is_said_as_one() -> None:
    criterion = LIBRARY.criteria["liver_transplantation.no_other_malignancy"]
    assert list(unmet(criterion)) == ["another malignancy"]
