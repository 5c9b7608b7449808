"""Paper leads by the same order as the window, and never puts lone figures on an axis of time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings

from engine.case.case import Case
from engine.case.fields import FieldCatalogue
from engine.findings.assess import assess
from engine.findings.assessment import Assessment
from engine.findings.published.leading import has_several_figures
from engine.report.sections.outcome_choice import Arms
from engine.report.sections.survival_choice import every_group, is_forest, leading_groups
from engine.report.summary.document import build_document
from engine.report.survival.survival_scene import SceneText
from engine.report.tree.document_records import Document, FigureBlock, Figures, text_of
from engine.report.writers.markdown_text import as_markdown
from engine.report.writers.plain_text import as_plain_text
from tests.property.patients import patients, shipped_library

LIBRARY = shipped_library()
FOREST = "one published figure each"


def figures(document: Document) -> Iterator[FigureBlock]:
    for block in document.blocks:
        if isinstance(block, Figures):
            yield from block.items


def time_axis(figure: FigureBlock) -> str:
    """Return where the axis of months ends; empty where there is none."""
    ticks = [item for item in figure.scene.items if isinstance(item, SceneText) and item.anchor == "middle"]
    return "" if FOREST in figure.alt else max((tick.text for tick in ticks if tick.text.isdigit()), key=float)


def test_that_the_pooled_registries_lead_the_second_page_of_the_example(
    assessments: dict[str, Assessment], cases: dict[str, Case], fields: FieldCatalogue
) -> None:
    option = assessments["sbrt-candidate"].option("sbrt")
    groups = leading_groups(option, Arms(assessments["sbrt-candidate"]))
    assert [group[0].source for group in groups] == ["franzese2024"] * 2
    assert [group[0].endpoint for group in groups] == ["overall_survival", "local_control"]
    document = build_document(assessments["sbrt-candidate"], cases["sbrt-candidate"], fields, long=True)
    own = [figure for figure in figures(document) if figure.title.startswith("Overall survival")]
    assert own[0].alt.split("months. ", 1)[1].startswith("A, Franzese 2024 (ISRS)")


@pytest.mark.parametrize("name", ["sbrt-candidate", "first-line-chemoradiation", "nothing-known"])
def test_that_lone_figures_of_the_long_form_stand_in_a_forest(
    name: str, assessments: dict[str, Assessment], cases: dict[str, Case], fields: FieldCatalogue
) -> None:
    document = build_document(assessments[name], cases[name], fields, long=True)
    forests = [figure for figure in figures(document) if FOREST in figure.alt]
    assert forests
    for option in assessments[name].options:
        for group in every_group(option):
            lone = [curve for curve in group if not has_several_figures(curve)]
            assert is_forest(group) == (len(lone) == len(group))


def test_that_one_endpoint_has_one_time_scale_in_the_long_form(
    assessments: dict[str, Assessment], cases: dict[str, Case], fields: FieldCatalogue
) -> None:
    document = build_document(assessments["sbrt-candidate"], cases["sbrt-candidate"], fields, long=True)
    ends: dict[tuple[str, int], set[str]] = {}
    option = 0
    for block in document.blocks:
        option += getattr(block, "level", 0) == 2
        for figure in block.items if isinstance(block, Figures) else ():
            if end := time_axis(figure):
                ends.setdefault((figure.title, option), set()).add(end)
    assert len(ends) > 5
    assert all(len(found) == 1 for found in ends.values())


def test_that_text_and_markdown_say_what_the_forest_shows(
    assessments: dict[str, Assessment], cases: dict[str, Case], fields: FieldCatalogue
) -> None:
    document = build_document(assessments["sbrt-candidate"], cases["sbrt-candidate"], fields, long=True)
    for text in (as_plain_text(document, width=10_000), as_markdown(document)):
        assert f"Overall survival, {FOREST}." in text
        assert "At 24 months: " in text
        assert "28 %; exact 95 %: 12 to 49 %." in text
    forest = next(figure for figure in figures(document) if FOREST in figure.alt)
    assert "no curve is drawn" in text_of(forest.caption)
    # Each row cites its source.
    assert any(run.style == "cite" for run in forest.caption)


@settings(max_examples=15)
@given(patient=patients())
def test_that_no_figure_of_any_option_is_an_empty_time_axis(patient: Any) -> None:
    assessment = assess(patient, LIBRARY)
    arms = Arms(assessment)
    for option in assessment.options:
        for group in (*every_group(option), *leading_groups(option, arms)):
            assert len({curve.endpoint for curve in group}) == 1
            assert is_forest(group) or any(has_several_figures(curve) for curve in group)
        led = leading_groups(option, arms)
        for group in led:
            several = [curve for curve in option.curves if curve.endpoint == group[0].endpoint]
            if is_forest(group):
                parted = [
                    c for c in several if has_several_figures(c) and not (c.randomised and not arms.partner_curves(c))
                ]
                assert not parted
