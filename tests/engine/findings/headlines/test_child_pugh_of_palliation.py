"""Above ten points of Child-Pugh palliation of the liver is a concern: the record counts as the program does."""

from __future__ import annotations

from itertools import product

import pytest

from engine.case.liver_function.child_pugh import child_pugh_class, child_pugh_points
from engine.findings.headlines.concerns import judge_concerns
from tests.engine.findings.headlines.test_readings import FIELDS, LIBRARY, Patient

#: every part just below, at and just above each of its limits
PARTS = tuple(
    product(
        (1.9, 2.0, 3.0, 3.1),
        (3.6, 3.5, 2.8, 2.7),
        (1.6, 1.7, 2.3, 2.4),
        ("none", "mild", "severe"),
        ("none", "grade_1_2"),
    )
)
NAMES = ("bilirubin_mg_dl", "albumin_g_dl", "inr", "ascites", "encephalopathy")


def holds(**values: object) -> bool | None:
    judged = judge_concerns("liver_palliation", Patient(FIELDS, values).value, LIBRARY)
    return next(one.holds for one in judged if one.concern.id == "dawson2024.beyond_ten_points")


@pytest.mark.hazard("unsafe-looks-safe")
def test_that_the_record_counts_points_as_the_class_does() -> None:
    for parts in PARTS:
        points = child_pugh_points(*parts)
        assert holds(**dict(zip(NAMES, parts, strict=True))) is (points > 10), parts
        assert points < 11 or child_pugh_class(points) == "C"


@pytest.mark.parametrize(("typed", "found"), [("B", False), ("C", None)])
def test_that_of_a_class_alone_the_points_are_not_known(typed: str, found: bool | None) -> None:
    assert holds(child_pugh=typed) is found
