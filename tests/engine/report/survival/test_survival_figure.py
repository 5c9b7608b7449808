"""The one description of a survival figure, and its layout in points."""

from __future__ import annotations

import math
import re
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.findings.records.curve_records import Badge, CurveFinding, Match, PublishedAnchor
from engine.report.survival.survival_figure import scene, survival_figure
from engine.report.survival.survival_records import SurvivalFigure
from engine.report.survival.survival_scene import Polygon, Polyline, Scene, SceneText, text_width, wrapped
from engine.words.said import english

MATCH = Match(met=1, not_met=0, unknown=0, items=(), remarks=(), in_words="Like this cohort in 1 of 1 item.")
NAMES = {"one2001": "One 2001", "two2002": "Two 2002"}


def anchor(months: float, survival: float, kind: str = "landmark", **changes: Any) -> PublishedAnchor:
    return PublishedAnchor(
        **{
            "figure": "f",
            "kind": kind,
            "time_months": months,
            "survival": survival,
            "interval": None,
            "interval_kind": None,
            "kept": True,
            "printed": "",
            "locator": "Table 1",
            **changes,
        }
    )


def points(source: str = "one2001", **changes: Any) -> CurveFinding:
    known: dict[str, Any] = {
        "id": f"{source}.all:overall_survival",
        "source": source,
        "cohort": f"{source}.all",
        "arm": "All patients",
        "endpoint": "overall_survival",
        "patients": 40,
        "method": "landmarks",
        "time_months": (),
        "survival": (),
        "lower": (),
        "upper": (),
        "solid_until_months": None,
        "stops_at_months": None,
        "published": (anchor(12.0, 0.75, interval=(0.6, 0.85)), anchor(17.5, 0.5, "median")),
        "badges": (),
        "match": MATCH,
        "selected": False,
        "subgroup_of": None,
        "trial": None,
        "randomised": False,
        "time_origin": None,
        "local": False,
    }
    return CurveFinding(**{**known, **changes})


def curve(source: str = "one2001", **changes: Any) -> CurveFinding:
    times = tuple(float(t) for t in range(0, 37, 3))
    survival = tuple(math.exp(-t / 25.0) for t in times)
    line = {
        "time_months": times,
        "survival": survival,
        "lower": tuple(0.8 * s for s in survival),
        "upper": tuple(min(1.0, 1.1 * s) for s in survival),
        "solid_until_months": 17.5,
        "stops_at_months": 36.0,
    }
    return points(source, **{**line, **changes})


def texts(drawn: Scene) -> list[str]:
    return [item.text for item in drawn.items if isinstance(item, SceneText)]


def test_that_survival_always_runs_from_0_to_100_percent() -> None:
    high = points(published=(anchor(12.0, 0.99),))
    ticks = survival_figure([high], NAMES).axes.survival_ticks
    assert [(tick.value, tick.label) for tick in ticks] == [
        (0.0, "0"), (25.0, "25"), (50.0, "50"), (75.0, "75"), (100.0, "100"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("last", "end", "step"), [(9.0, 9.0, 1.0), (17.5, 18.0, 2.0), (60.0, 60.0, 12.0), (121.0, 144.0, 24.0)]
)
def test_that_the_time_axis_holds_every_point_with_at_most_ten_ticks(last: float, end: float, step: float) -> None:
    axes = survival_figure([points(published=(anchor(last, 0.4),))], NAMES).axes
    assert axes.max_months == end
    assert axes.time_ticks[1].value == step
    assert len(axes.time_ticks) <= 10


def test_that_an_axis_cut_short_says_which_points_lie_beyond() -> None:
    figure = survival_figure([points()], NAMES, max_months=15.0)
    assert [mark.months for mark in figure.series[0].anchors] == [12.0]
    assert "A: 1 published point lies beyond the axis." in figure.notes


@pytest.mark.hazard("curve-as-prediction")
def test_that_the_line_is_solid_to_the_last_published_figure_and_dashed_beyond() -> None:
    series = survival_figure([curve()], NAMES).series[0]
    assert series.solid[-1] == series.dashed[0]
    assert series.solid[-1][0] == 17.5
    assert series.solid[0] == (0.0, 100.0)
    assert series.dashed[-1][0] == 36.0
    # On the straight line between the two computed neighbours, 15 and 18 months.
    low, high = 100 * math.exp(-18 / 25), 100 * math.exp(-15 / 25)
    assert series.solid[-1][1] == pytest.approx(high + (low - high) * 2.5 / 3.0)


@pytest.mark.parametrize("until", [None, 36.0, 50.0])
def test_that_a_line_without_an_end_of_evidence_is_solid_throughout(until: float | None) -> None:
    series = survival_figure([curve(solid_until_months=until)], NAMES).series[0]
    assert len(series.solid) == 13
    assert series.dashed == ()


def test_that_a_line_known_at_no_time_is_dashed_throughout() -> None:
    series = survival_figure([curve(solid_until_months=0.0)], NAMES).series[0]
    assert series.solid == ()
    assert len(series.dashed) == 13


def test_that_the_band_is_a_closed_walk_up_and_back() -> None:
    series = survival_figure([curve()], NAMES).series[0]
    assert len(series.band) == 26
    assert series.band[0][0] == series.band[-1][0] == 0.0
    assert series.band[0][1] == 100.0
    assert series.band[-1][1] == 80.0


def test_that_a_curve_without_limits_has_no_band() -> None:
    assert survival_figure([curve(lower=(), upper=())], NAMES).series[0].band == ()


def test_that_a_kaplan_meier_line_has_corners_and_is_read_off_as_a_step() -> None:
    figure = survival_figure(
        [curve(method="digitised", time_months=(0.0, 6.0, 12.0), survival=(1.0, 0.8, 0.5), lower=(), upper=(),
               solid_until_months=None, published=())],
        NAMES,
    )  # fmt: skip
    assert figure.series[0].solid == ((0.0, 100.0), (6.0, 100.0), (6.0, 80.0), (12.0, 80.0), (12.0, 50.0))
    assert figure.read_at(11.9) == ("A, One 2001 (n = 40), at 11.9 months: 80 %.",)


def test_that_points_alone_give_no_line_and_say_so() -> None:
    figure = survival_figure([points()], NAMES)
    assert not figure.series[0].has_curve
    assert "Published points only; no curve is drawn between them." in figure.notes
    drawn = scene(figure, 240.0, 160.0)
    assert not [item for item in drawn.items if isinstance(item, Polyline) and item.width_pt > 1.0]


@pytest.mark.hazard("mixed-cohorts")
def test_that_curves_of_different_studies_are_said_not_to_be_a_randomised_comparison() -> None:
    figure = survival_figure([curve(), curve("two2002")], NAMES)
    assert figure.not_comparable == "Not a randomised comparison"
    assert "Not a randomised comparison" in texts(scene(figure, 240.0, 160.0))
    assert "Not a randomised comparison" in figure.alt


def test_that_one_curve_alone_compares_nothing() -> None:
    assert survival_figure([curve()], NAMES).not_comparable is None


@pytest.mark.hazard("mixed-cohorts")
def test_that_a_cohort_and_its_subgroup_are_not_randomised_against_each_other() -> None:
    arms = [curve(trial="t"), curve(cohort="one2001.some", trial="t", subgroup_of="one2001.all")]
    assert survival_figure(arms, NAMES).not_comparable == "Not a randomised comparison"


def test_that_arms_allocated_by_chance_may_stand_together_and_others_of_one_trial_may_not() -> None:
    drawn = [curve(trial="t", randomised=True), curve(cohort="one2001.control", trial="t", randomised=True)]
    assert survival_figure(drawn, NAMES).not_comparable is None
    chosen = [curve(trial="t"), curve(cohort="one2001.control", trial="t")]
    assert survival_figure(chosen, NAMES).not_comparable == "Not a randomised comparison"


def test_that_different_starts_of_time_are_named() -> None:
    arms = [curve(time_origin="from diagnosis"), curve("two2002", time_origin="from treatment")]
    assert survival_figure(arms, NAMES).not_comparable == (
        "Not a randomised comparison; time runs from different starts"
    )


@pytest.mark.hazard("mixed-cohorts")
def test_that_endpoints_never_share_axes() -> None:
    with pytest.raises(ValueError, match="must not share axes: local_control, overall_survival"):
        survival_figure([curve(), curve(endpoint="local_control")], NAMES)


def test_that_reading_off_gives_value_band_and_the_end_of_the_evidence() -> None:
    figure = survival_figure([curve()], NAMES)
    assert figure.read_at(3.0) == ("A, One 2001 (n = 40), at 3 months: 89 % (95 % band of the curve: 71 to 98 %).",)
    (late,) = figure.read_at(30.0)
    assert late.startswith("A, One 2001 (n = 40), at 30 months: 30 % (95 % band of the curve: 24 to 33 %), ")
    assert late.endswith(", beyond the last published figure.")
    assert figure.read_at(36.5) == ("A, One 2001 (n = 40), at 36.5 months: not given; the curve ends at 36 months.",)


def test_that_a_curve_of_one_figure_is_read_as_assumed_up_to_it_and_as_beyond_it_after() -> None:
    one = curve(solid_until_months=0.0, published=(anchor(12.0, 0.62),))
    figure = survival_figure([one], NAMES)
    assert figure.read_at(6.0)[0].endswith(", shape assumed.")
    at_the_point = ": 62 % as published, without an interval (95 % band of the curve: 50 to 68 %)."
    assert figure.read_at(12.0)[0].endswith(at_the_point)
    assert figure.read_at(12.3)[0].endswith(", beyond the last published figure.")
    assert "Dashed throughout: the shape of the curve is assumed." in figure.notes
    assert not any("beyond the last" in note for note in figure.notes)


@pytest.mark.parametrize(
    ("kind", "named"),
    # Printed limits keep their digits; limits that were worked out have as many as a count bears.
    [("published", "published 95 %: 48.2 to 73.9 %"), ("exact", "exact 95 %: 48 to 74 %")],
)
def test_that_a_published_point_is_read_with_one_interval_its_own(kind: str, named: str) -> None:
    point = anchor(12.0, 0.617, interval=(0.482, 0.739), interval_kind=kind)
    figure = survival_figure([curve(published=(point,))], NAMES)
    assert figure.read_at(12.0) == (f"A, One 2001 (n = 40), at 12 months: 61.7 % as published ({named}).",)
    assert figure.series[0].anchors[0].words == f"61.7 % ({named}) at 12 months"
    assert any(note.startswith(f"Bars: {kind} 95 % interval") for note in figure.notes)


@pytest.mark.parametrize("kind", ["published", "exact"])
@pytest.mark.parametrize(
    ("interval", "words"),
    [((0.838, 0.9992), "99.9"), ((0.0004, 0.149), "0.04"), ((0.838, 1.0), "100 %"), ((0.0, 0.149), ": 0 to")],
)
def test_that_no_limit_reads_0_or_100_which_it_is_not(kind: str, interval: tuple[float, float], words: str) -> None:
    point = anchor(12.0, sum(interval) / 2, interval=interval, interval_kind=kind)
    said = survival_figure([curve(published=(point,))], NAMES).series[0].anchors[0].words
    assert words in said
    limits = [float(limit) for limit in re.findall(r"[0-9.]+", said.partition(": ")[2].partition("%")[0])]
    assert [limit in (0.0, 100.0) for limit in limits] == [limit in (0.0, 1.0) for limit in interval]


def test_that_a_point_which_the_curve_does_not_follow_is_read_beside_the_curve() -> None:
    point = anchor(12.0, 0.9, kept=False)
    read = survival_figure([curve(published=(point,))], NAMES).read_at(12.0)[0]
    assert "62 % (95 % band of the curve: 50 to 68 %)" in read
    assert read.endswith("published: 90 % at 12 months, not followed by the curve.")


def test_that_the_notes_tell_a_curve_dashed_throughout_from_one_dashed_at_its_end() -> None:
    both = [curve(), curve("two2002", solid_until_months=0.0)]
    notes = survival_figure(both, NAMES).notes
    assert "Dashed: beyond the last published figure." in notes
    assert "B: dashed throughout, since the shape of the curve is assumed." in notes


@pytest.mark.hazard("curve-as-prediction")
def test_that_reading_off_between_bare_points_invents_nothing() -> None:
    figure = survival_figure([points()], NAMES)
    assert figure.read_at(12.0) == ("A, One 2001 (n = 40), at 12 months: 75 % (60 to 85 %); no curve is drawn.",)
    assert figure.read_at(15.0) == (
        "A, One 2001 (n = 40), at 15 months: not given; published: 75 % (60 to 85 %) at 12 months; median 17.5 months.",
    )


def test_that_a_point_the_curve_does_not_follow_is_hollow() -> None:
    figure = survival_figure([curve(published=(anchor(12.0, 0.75, kept=False),))], NAMES)
    marks = [i for i in scene(figure, 240.0, 160.0).items if isinstance(i, Polygon) and i.outline and i.fill == "paper"]
    assert len(marks) == 1
    assert "Hollow: a published point that the curve does not follow." in figure.notes


def test_that_the_same_cohort_keeps_its_letter_and_colour_in_figures_side_by_side() -> None:
    places = {"one2001.all": 0, "two2002.all": 1}
    series = survival_figure([curve("two2002")], NAMES, places=places).series[0]
    assert (series.key, series.colour, series.line_style) == ("B", 1, 1)


def test_that_known_numbers_at_risk_stand_at_their_times() -> None:
    one = curve()
    figure = survival_figure([one], NAMES, at_risk={one.id: [(0, 40), (12, 22), (24, 9)]})
    drawn = scene(figure, 240.0, 160.0)
    at_12 = next(item for item in drawn.items if isinstance(item, SceneText) and item.text == "22")
    tick = next(item for item in drawn.items if isinstance(item, SceneText) and item.text == "12")
    assert at_12.x == tick.x


def test_that_unknown_numbers_at_risk_are_said_not_to_be_given() -> None:
    drawn = scene(survival_figure([points(), points("two2002", patients=None)], NAMES), 240.0, 160.0)
    assert "At risk at the start: A 40, B not given; later not given" in texts(drawn)


def test_that_nothing_published_is_an_empty_frame_and_a_sentence() -> None:
    figure = survival_figure([], NAMES)
    assert figure.alt == "Overall survival: no published figures."
    assert figure.read_at(12.0) == ()
    assert "100" in texts(scene(figure, 200.0, 100.0))


@pytest.mark.hazard("curve-as-prediction")
def test_that_badges_stand_with_their_series() -> None:
    figure = survival_figure([curve(badges=(Badge(kind="immature", text="Immature."),))], NAMES)
    assert figure.series[0].badges == ("Immature.",)


@pytest.mark.parametrize("width", [119.9, 0.0, float("nan")])
def test_that_a_figure_too_small_to_draw_is_refused(width: float) -> None:
    with pytest.raises(ValueError, match="too small"):
        scene(survival_figure([curve()], NAMES), width, 100.0)


def every_point(drawn: Scene) -> list[tuple[float, float]]:
    found: list[tuple[float, float]] = []
    for item in drawn.items:
        found += [(item.x, item.y)] if isinstance(item, SceneText) else item.points
    return found


many_curves = st.lists(
    st.builds(
        lambda source, months, survivals, patients, with_line: (
            curve(source, patients=patients) if with_line else points(
                source,
                patients=patients,
                published=tuple(anchor(t, s) for t, s in zip(sorted(months), sorted(survivals)[::-1], strict=False)),
            )
        ),
        source=st.sampled_from(["one2001", "two2002", "a source with a long name of its own"]),
        months=st.lists(st.floats(0.1, 240.0), min_size=1, max_size=4, unique=True),
        survivals=st.lists(st.floats(0.0, 1.0), min_size=1, max_size=4),
        patients=st.none() | st.integers(1, 2000),
        with_line=st.booleans(),
    ),
    max_size=10,
)  # fmt: skip


@given(curves=many_curves, width=st.floats(150.0, 900.0), height=st.floats(80.0, 700.0))
def test_that_everything_lies_on_the_page_rounded_to_a_thousandth(
    curves: list[CurveFinding], width: float, height: float
) -> None:
    drawn = scene(survival_figure(curves, NAMES), width, height)
    for x, y in every_point(drawn):
        assert -3.0 <= x <= drawn.width_pt + 3.0
        assert -3.0 <= y <= drawn.height_pt + 9.0
        assert round(x, 3) == x
        assert round(y, 3) == y


@given(curves=many_curves)
def test_that_lines_and_areas_stay_within_the_axes(curves: list[CurveFinding]) -> None:
    figure: SurvivalFigure = survival_figure(curves, NAMES)
    for series in figure.series:
        for months, percent in (*series.band, *series.solid, *series.dashed):
            assert 0.0 <= months <= figure.axes.max_months + 1e-9
            assert -1e-9 <= percent <= 100.0 + 1e-9


@given(curves=many_curves)
def test_that_the_same_curves_give_the_same_scene(curves: list[CurveFinding]) -> None:
    made = (scene(survival_figure(curves, NAMES), 240.0, 160.0) for _ in range(2))
    first, second = (msgspec.json.encode(one, enc_hook=english) for one in made)
    assert first == second


@given(text=st.text(max_size=200), width=st.floats(20.0, 300.0))
def test_that_wrapped_lines_fit_and_lose_no_letter(text: str, width: float) -> None:
    lines = wrapped(text, width, 7.5)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(text_width(line, 7.5) <= width or len(line) == 1 for line in lines)
