"""A criterion that is met by its own field, and not met after all by another value of the case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine.case.fields import FieldCatalogue
from engine.evidence.library import Library
from engine.findings.assessment import CriterionFinding
from engine.findings.columns.rules import STATUSES, criterion_over_columns
from engine.findings.columns.table import View, columns_of

RESPONSE = "liver_transplantation.response"


@pytest.mark.hazard("unsafe-looks-safe")
@pytest.mark.parametrize(("cycles", "status"), [(None, "met"), (1, "not_met"), (3, "not_met"), (4, "met"), (12, "met")])
def test_that_three_cycles_belie_a_response_of_three_months(
    criterion: Callable[..., CriterionFinding], cycles: int | None, status: str
) -> None:
    known = {} if cycles is None else {"chemotherapy_cycles": cycles}
    found = criterion(RESPONSE, systemic_response="partial", **known)
    assert found.status == status
    assert ("3 months" in found.fact) == (status == "not_met")
    assert ("chemotherapy_cycles" in found.fields) == (status == "not_met")


@pytest.mark.parametrize("response", ["progression", None])
def test_that_cycles_change_nothing_of_what_is_not_met_anyway(
    criterion: Callable[..., CriterionFinding], response: str | None
) -> None:
    known: dict[str, Any] = {} if response is None else {"systemic_response": response}
    assert criterion(RESPONSE, chemotherapy_cycles=2, **known) == criterion(RESPONSE, **known)


def test_that_columns_belie_a_criterion_like_one_patient(
    fields: FieldCatalogue, library: Library, criterion: Callable[..., CriterionFinding]
) -> None:
    responses = [choice.value for choice in fields["systemic_response"].choices]
    cases = [(response, cycles) for response in responses for cycles in (0, 1, 2, 3, 4, 7, None)]
    values = {"systemic_response": [one for one, _ in cases], "chemotherapy_cycles": [cycles for _, cycles in cases]}
    view = View(len(cases), fields, columns_of(values, fields))  # type: ignore[arg-type]
    found = [STATUSES[code] for code in criterion_over_columns(library.criteria[RESPONSE], fields)(view)]
    known = [{"systemic_response": one, "chemotherapy_cycles": cycles} for one, cycles in cases]
    alone = [criterion(RESPONSE, **{name: one for name, one in row.items() if one is not None}) for row in known]
    assert found == [one.status for one in alone]
    assert {"met", "not_met"} == set(found)
