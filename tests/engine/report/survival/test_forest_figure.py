"""Groups with one published figure side by side: at the time they share, with whose interval, and no line."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from engine.evidence.records.modalities import MODALITIES
from engine.findings.comparability.cohort_curves import curves_for
from engine.findings.published.leading import apart_by_figures, published_points
from engine.findings.published.published_curves import published_curves
from engine.findings.records.curve_records import Badge, CurveFinding
from engine.report.survival.forest_figure import ForestFigure, forest_figure
from engine.report.survival.forest_scene import forest_scene
from engine.report.survival.survival_scene import Polygon, Polyline, Scene, SceneText, text_width
from tests.engine.report.survival.test_survival_figure import NAMES, anchor, curve, points
from tests.property.patients import FIELDS, patients, shipped_library

pytestmark = pytest.mark.slow

LIBRARY = shipped_library()
WIDTHS = (243.0, 510.0)


def single(source: str, months: float = 24.0, survival: float = 0.5, **changes: Any) -> CurveFinding:
    return points(source, published=(anchor(months, survival, interval=(0.4, 0.6), interval_kind="exact"),), **changes)


def median(source: str, months: float, *limits: float) -> CurveFinding:
    marks = tuple(anchor(limit, 0.5, "median_limit") for limit in limits)
    return points(source, published=(anchor(months, 0.5, "median", interval=(0.4, 0.6)), *marks))


def titles(figure: ForestFigure) -> list[str]:
    return [group.title for group in figure.groups]


def words(drawn: Scene) -> list[str]:
    return [item.text for item in drawn.items if isinstance(item, SceneText)]


def test_that_figures_of_one_time_stand_together_and_medians_last() -> None:
    curves = [single("a", 24.0), median("b", 20.0), single("c", 12.0), single("d", 24.0)]
    figure = forest_figure(curves, NAMES)
    assert titles(figure) == ["At 12 months", "At 24 months", "Medians, in months"]
    assert [[row.key for row in group.rows] for group in figure.groups] == [["C"], ["A", "D"], ["B"]]
    assert [group.end for group in figure.groups] == [100.0, 100.0, 24.0]


@pytest.mark.parametrize(("last", "end"), [(12.0, 12.0), (12.1, 24.0), (59.9, 60.0)])
def test_that_the_axis_of_medians_holds_them_and_their_limits(last: float, end: float) -> None:
    (group,) = forest_figure([median("a", 9.0, 5.0, last)], NAMES).groups
    assert group.end == end
    assert [tick.value for tick in group.ticks] == [0.0, end / 4, end / 2, 0.75 * end, end]
    (wider,) = forest_figure([median("a", 9.0, 5.0, last)], NAMES, max_months=72.0).groups
    assert wider.end == 72.0


def test_that_it_is_said_whose_interval_it_is() -> None:
    def said(**changes: Any) -> str:
        return forest_figure([points(published=(anchor(24.0, 0.283, **changes),))], NAMES).groups[0].rows[0].words

    assert "28.3 %; published 95 %: 18 to 40.5 %." in said(interval=(0.18, 0.405), interval_kind="published")
    assert "28.3 %; exact 95 %: 18 to 40 %." in said(interval=(0.18, 0.405), interval_kind="exact")
    assert "28.3 %; no interval." in said()


def test_that_a_median_has_its_published_limits_in_months() -> None:
    figure = forest_figure([median("a", 23.6, 20.1, 27.5), median("b", 24.0), median("c", 9.0, 8.0)], NAMES)
    first, second, third = figure.groups[0].rows
    assert (first.value, first.low, first.high) == (23.6, 20.1, 27.5)
    assert "23.6 months; published 95 %: 20.1 to 27.5 months." in first.words
    # The exact interval of a share says nothing in months, and one limit is no interval.
    assert second.low is second.high is third.low is None
    assert "Hollow: no interval can be given." in figure.notes


def test_that_what_is_drawn_above_stands_below_for_comparison() -> None:
    above = curve(published=(anchor(24.0, 0.6), anchor(36.0, 0.4)))
    figure = forest_figure([single("two2002")], NAMES, beside=[above])
    assert titles(figure) == ["At 24 months"]
    assert [(row.key, row.drawn_above) for row in figure.groups[0].rows] == [("A", False), ("B", True)]
    assert "Drawn above as a curve." in figure.groups[0].rows[1].words
    assert [series.id for series in figure.described.series] == ["two2002.all:overall_survival"]


@pytest.mark.hazard("mixed-cohorts")
def test_that_the_figure_denies_a_comparison_unless_it_is_a_trial() -> None:
    assert forest_figure([single("a")], NAMES).not_comparable is None
    figure = forest_figure([single("a"), single("b")], NAMES)
    assert figure.not_comparable == "Not a randomised comparison"
    assert figure.alt.endswith("Not a randomised comparison.")
    arms = [single(name, trial="t", randomised=True) for name in "ab"]
    assert forest_figure(arms, NAMES).not_comparable is None
    for width in WIDTHS:
        assert "Not a randomised comparison" in words(forest_scene(figure, width))
        assert "Not a randomised comparison" not in words(forest_scene(forest_figure(arms, NAMES), width))


def test_that_it_is_said_what_old_means_where_something_is() -> None:
    old = single("a", treated_from=1985, treated_to=1998, treated_more_than_years_ago=20, read_depth="abstract")
    figure = forest_figure([old], NAMES)
    assert figure.groups[0].rows[0].provenance == "abstract, 1985–1998 (old)"
    assert "Old: treated more than 20 years ago." in figure.notes
    assert not any("Old" in note for note in forest_figure([single("a")], NAMES).notes)


def test_that_warnings_stay_with_their_row() -> None:
    badges = (
        Badge(kind="immature", text="Immature: beyond the follow-up."),
        Badge(kind="shape_assumed", text="Shape."),
    )
    modelled = curve("a", published=(anchor(24.0, 0.5),), badges=badges)
    row = forest_figure([modelled], NAMES).groups[0].rows[0]
    # Where no line is drawn nothing of its shape is assumed.
    assert row.badges == ("Immature: beyond the follow-up.",)


def test_that_a_forest_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        forest_figure([], NAMES)
    with pytest.raises(ValueError, match="too narrow"):
        forest_scene(forest_figure([single("a")], NAMES), 199.0)


@pytest.mark.parametrize("width", WIDTHS)
def test_that_every_figure_is_drawn_on_its_axis_and_named(width: float) -> None:
    long = {"arm": "Colorectal liver metastases, radiotherapy in 3 to 10 fractions of several centres"}
    figure = forest_figure([single("a", survival=0.0, **long), single("b", survival=1.0), median("c", 30.0)], NAMES)
    drawn = forest_scene(figure, width)
    marks = [item for item in drawn.items if isinstance(item, Polygon)]
    middles = [sum(x for x, _ in mark.points) / len(mark.points) for mark in marks]
    left, _, right, bottom = drawn.plot
    assert middles == pytest.approx([left, right, left + (right - left) * 30 / 36], abs=0.3)
    assert bottom <= drawn.height_pt
    texts = [item for item in drawn.items if isinstance(item, SceneText)]
    # What is said does not run into the axis.
    assert all(item.x + text_width(item.text, item.size_pt) < left for item in texts if item.x == 14.0)
    assert all(0.0 <= item.y <= drawn.height_pt for item in texts)


def test_that_two_groups_of_one_source_are_told_apart_by_their_arm() -> None:
    arms = [single("a", cohort=f"a.{name}", id=f"a.{name}:os", arm=f"{name} arm") for name in ("one", "other")]
    narrow = words(forest_scene(forest_figure([*arms, single("b", arm="Everybody")], NAMES), 243.0))
    assert any("one arm" in text for text in narrow)
    assert any("other arm" in text for text in narrow)
    assert not any("Everybody" in text for text in narrow)


@pytest.mark.hazard("curve-as-prediction")
@settings(max_examples=20)
@given(patient=patients())
def test_that_no_line_is_drawn_for_one_figure_of_any_option(patient: Any) -> None:
    drawn = published_curves(LIBRARY)
    for modality in MODALITIES:
        curves = curves_for(modality, patient.value, FIELDS, LIBRARY, drawn)
        for endpoint in {one.endpoint for one in curves}:
            several, alone = apart_by_figures([one for one in curves if one.endpoint == endpoint])
            if not alone:
                continue
            figure = forest_figure(alone, {}, beside=several)
            assert not any(series.has_curve or series.band for series in figure.described.series)
            own = [row for group in figure.groups for row in group.rows if not row.drawn_above]
            assert sorted(row.figure for row in own) == sorted(p.figure for one in alone for p in published_points(one))
            for row in own:
                assert row.low is None or row.low <= row.value <= (row.high or 0.0)
            # The only lines across a scene are intervals: horizontal ones are as long as these.
            scene = forest_scene(figure, 510.0)
            flat = [
                item for item in scene.items if isinstance(item, Polyline) and len({y for _, y in item.points}) == 1
            ]
            rows = [row for group in figure.groups for row in group.rows]
            assert len(flat) == sum(row.low is not None for row in rows)
