"""What a treatment leaves possible later: whole in the long form, and nothing of it on the two pages."""

from __future__ import annotations

import pytest

from engine.case.case import Case
from engine.case.fields import FieldCatalogue
from engine.findings.assessment import Assessment
from engine.report.summary.document import build_document
from engine.report.writers.plain_text import as_plain_text

pytestmark = pytest.mark.slow


def words(name: str, assessments: dict[str, Assessment], cases: dict[str, Case], fields: FieldCatalogue,
          *, long: bool) -> str:  # fmt: skip
    return as_plain_text(build_document(assessments[name], cases[name], fields, long=long), width=20_000)


@pytest.mark.parametrize("name", ["first-line-chemoradiation", "nothing-known", "all-inputs"])
def test_that_the_long_form_holds_every_statement_with_its_printed_words_and_its_place(
    name: str, assessments: dict[str, Assessment], cases: dict[str, Case], fields: FieldCatalogue
) -> None:
    text = words(name, assessments, cases, fields, long=True)
    for found in assessments[name].subsequent.values():
        assert found.in_words in text
        for statement in found.statements:
            assert f"“{statement.figure.printed}”" in text, statement.figure.id
            assert statement.figure.locator in text
        for criterion in found.criteria:
            assert criterion.in_words in text
        assert found.not_given_in_words in text


@pytest.mark.parametrize("name", ["first-line-chemoradiation", "sbrt-candidate", "borderline", "nothing-known"])
def test_that_the_two_pages_are_left_as_they_are(
    name: str, assessments: dict[str, Assessment], cases: dict[str, Case], fields: FieldCatalogue
) -> None:
    assert "leaves possible later" not in words(name, assessments, cases, fields, long=False)
