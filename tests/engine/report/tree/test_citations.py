"""Numbers of references."""

from __future__ import annotations

import pytest

from engine.findings.assessment import Assessment
from engine.report.tree.citations import Citations, number_ranges, shortened
from engine.report.tree.document_records import text_of


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


# ------------------------------------------------------------------------------- what was read where


def test_that_a_figure_read_in_the_study_itself_cites_the_study_alone(assessments: dict[str, Assessment]) -> None:
    citations = Citations(assessments["nothing-known"])
    own = "Abstract of the first report (PMC3457746), Results; not in the review"
    assert text_of(citations.cite_at("eortc40004", own)) == "[1]"
    assert citations.second_hand() == ""
    (reference,) = citations.references(whole=False)
    assert reference.text.startswith("Ruers T, et al. EORTC 40004 trial. J Natl Cancer Inst 2017;109(9):djx015")
    assert reference.text.endswith("doi:10.1093/jnci/djx015")


def test_that_a_figure_of_the_same_study_read_in_a_review_cites_both(assessments: dict[str, Assessment]) -> None:
    citations = Citations(assessments["nothing-known"])
    citations.cite_at("eortc40004", "Abstract of the first report (PMC3457746), Results; not in the review")
    assert text_of(citations.cite_at("eortc40004", "Complementary role of SBRT, paragraph 1, sentence 3")) == "[1, 2]"
    assert citations.second_hand() == "1 as reported by [2] where both numbers stand."
    study, _review = citations.references(whole=True)
    assert "In part as reported by Sanuki 2022 [2]." in study.text


@pytest.mark.parametrize(
    "place",
    ["abstract of the long-term report, PMC5408999", "abstract of the primary source; not restated in the review"],
)
def test_that_a_caution_s_side_read_in_an_abstract_is_not_second_hand(
    place: str, assessments: dict[str, Assessment]
) -> None:
    citations = Citations(assessments["nothing-known"])
    assert text_of(citations.cite_at("eortc40004", place)) == "[1]"
    assert citations.second_hand() == ""


def test_that_a_study_read_by_its_abstract_is_found_by_its_number(assessments: dict[str, Assessment]) -> None:
    citations = Citations(assessments["nothing-known"])
    citations.cite_at("fong1999", "Abstract of the study itself (PMID 10493478); not in the review")
    citations.cite_at("dubois2011", "Abstract")
    fong, dubois = citations.references(whole=False)
    assert fong.text.endswith("PMID 10493478")
    assert dubois.text.endswith("doi:10.1016/j.radonc.2011.01.017")


def test_that_every_second_hand_reference_was_cited_at_a_place_in_the_paper_that_restates_it(
    assessments: dict[str, Assessment],
) -> None:
    """The words of the records decide: "itself" and "not in the review" mark what was read in the study."""
    seen = 0
    for name, found in assessments.items():
        places: dict[str, set[str]] = {}
        for option in found.options:
            for figure in (*option.outcomes, *option.toxicities):
                places.setdefault(figure.source, set()).add(figure.locator)
        second_hand = {source.id for source in found.sources if source.as_reported_by}
        for source, locators in places.items():
            if source not in second_hand:
                continue
            for locator in locators:
                citations = Citations(found)
                citations.cite_at(source, locator)
                read_there = not any(words in locator for words in ("itself", "not in the", "Abstract of the"))
                assert bool(citations.second_hand()) == read_there, (name, source, locator)
                seen += 1
    assert seen > 100
