"""What was not published is not drawn: on paper never, on the screen only where somebody asks for it."""

from __future__ import annotations

import pytest

from engine.case.fields import FieldCatalogue
from engine.case.patient import Patient
from engine.evidence.library import Library
from engine.evidence.records.modalities import MODALITIES
from engine.findings.comparability.cohort_curves import curves_for
from engine.findings.published.published_curves import PublishedCurves, published_curves
from engine.findings.records.curve_records import CurveFinding
from engine.report.survival.published_lines import BETWEEN_FIGURES, STEP_METHODS, as_published
from engine.report.survival.survival_figure import survival_figure


@pytest.fixture(scope="module")
def curves(fields: FieldCatalogue, library: Library) -> list[CurveFinding]:
    drawn: PublishedCurves = published_curves(library)
    nobody = Patient(fields).value
    return [one for name in MODALITIES for one in curves_for(name, nobody, fields, library, drawn)]


def figures_of(curve: CurveFinding) -> list[float]:
    return sorted({one.time_months for one in curve.published if one.kept and one.kind in ("landmark", "median")})


def test_that_one_figure_is_a_point_and_two_are_a_line(curves: list[CurveFinding]) -> None:
    seen = set()
    for curve in curves:
        if curve.method.startswith(STEP_METHODS) or not curve.time_months:
            continue
        published, drawn = figures_of(curve), as_published(curve)
        seen.add(min(len(published), 2))
        assert list(drawn.time_months) == (published if len(published) > 1 else [])
        assert drawn.method == BETWEEN_FIGURES
    assert seen == {1, 2}


def test_that_a_line_begins_and_ends_with_a_published_figure(curves: list[CurveFinding]) -> None:
    for curve in curves:
        figure = survival_figure([as_published(curve)], {})
        (series,) = figure.series
        if series.dashed and not series.steps:
            points = {one.months: one.percent for one in series.anchors if one.kept and one.kind != "median_limit"}
            assert [percent for _, percent in series.dashed] == pytest.approx(
                [points[months] for months, _ in series.dashed]
            )
            assert not series.solid
            assert not series.band


def test_that_nothing_is_read_between_published_figures(curves: list[CurveFinding]) -> None:
    several = next(one for one in curves if len(figures_of(one)) > 1 and not one.method.startswith(STEP_METHODS))
    first, second = figures_of(several)[:2]
    figure = survival_figure([as_published(several)], {})
    assert "not given; published: " in figure.read_at((first + second) / 2)[0]
    assert "not given" not in figure.read_at(first)[0]
    assert "Dashed: between published figures, where nothing is published." in figure.notes


def test_that_no_word_of_an_assumed_shape_is_left(curves: list[CurveFinding]) -> None:
    for curve in curves:
        said = " ".join(survival_figure([as_published(curve)], {}).notes)
        assert "assumed" not in said
        assert not any(badge.kind == "shape_assumed" for badge in as_published(curve).badges)


def test_that_counted_steps_stay_as_they_are(curves: list[CurveFinding]) -> None:
    steps = [one for one in curves if one.method.startswith(STEP_METHODS)]
    assert all(as_published(one) is one for one in steps)
