"""Numbers of references."""

from __future__ import annotations

import pytest

from engine.findings.assessment import Assessment
from engine.report.citations import Citations, number_ranges, shortened
from engine.report.document_records import text_of


def test_that_numbers_follow_the_order_of_citing(assessments: dict[str, Assessment]) -> None:
    citations = Citations(assessments["sbrt-candidate"])
    assert text_of(citations.cite("rusthoven2009")) == "[1]"
    assert text_of(citations.cite("sanuki2022", "rusthoven2009", "sanuki2022")) == "[1, 2]"
    assert [reference.number for reference in citations.references(whole=False)] == [1, 2]


def test_that_a_study_known_from_a_review_brings_the_review_with_it(assessments: dict[str, Assessment]) -> None:
    citations = Citations(assessments["sbrt-candidate"])
    citations.cite("rusthoven2009")
    study, review = citations.references(whole=True)
    assert study.text.endswith("As reported by Sanuki 2022 [2].")
    assert review.text.startswith("Sanuki N")
    assert citations.second_hand() == "1 as reported by [2]."


@pytest.mark.parametrize(
    ("citation", "short"),
    [
        ("A B, C D, E F. Title. J 2020;1:2. doi:10.1/x.", "A B, et al. Title. J 2020;1:2."),
        ("A B, C D. Title. J 2020.", "A B, C D. Title. J 2020.")[:2],
        ("A Society. Guideline. 2022.", "A Society. Guideline. 2022."),
        ("not given in the copy read (A, B, C). Title.", "not given in the copy read (A, B, C). Title."),
    ],
)
def test_that_a_short_citation_names_the_first_of_many_authors(citation: str, short: str) -> None:
    assert shortened(citation) == short


@pytest.mark.parametrize(
    ("numbers", "text"), [([1], "1"), ([2, 1], "1, 2"), ([1, 2, 3, 7], "1–3, 7"), ([4, 6, 7], "4, 6, 7"), ([], "")]
)
def test_that_runs_of_numbers_are_taken_together(numbers: list[int], text: str) -> None:
    assert number_ranges(numbers) == text
