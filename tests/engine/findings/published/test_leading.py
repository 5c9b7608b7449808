"""Which studies lead: how well read, how alike, how many figures up to three, how large; never the best result."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.case.files.case_file import load_case
from engine.case.patient import Patient
from engine.evidence.records.modalities import MODALITIES
from engine.findings.assess import assess
from engine.findings.assessment import Assessment
from engine.findings.comparability.cohort_curves import curves_for
from engine.findings.published.leading import (
    apart_by_figures,
    beside_leading,
    by_study,
    figures_published,
    first_shown,
    has_several_figures,
    in_leading_order,
    is_of_others,
    unlike_fields,
)
from engine.findings.published.published_curves import published_curves
from engine.findings.records.curve_records import Badge, CurveFinding, MatchItem, MatchStatus
from engine.wording.board.board_series import leading_series
from tests.engine.report.survival.test_survival_figure import MATCH, anchor, points
from tests.property.patients import FIELDS, patients, shipped_library

LIBRARY = shipped_library()
UNKNOWN = msgspec.structs.replace(MATCH, met=0, items=())


ITEM = MatchItem(
    label="Lesions",
    status="met",
    fields=("liver_lesion_count",),
    patient_value=1,
    published="1 to 3",
    basis="",
    locator="",
)
LIKE = msgspec.structs.replace(MATCH, items=(ITEM,))
UNLIKE = msgspec.structs.replace(LIKE, not_met=1)


def group(name: str, times: tuple[float, ...] = (12.0, 24.0), **changes: Any) -> CurveFinding:
    marks = tuple(anchor(months, 0.5) for months in times)
    return points(name, published=marks, **{"match": LIKE, **changes})


def order(*curves: CurveFinding) -> list[str]:
    return [curve.source for curve in in_leading_order(curves)]


@pytest.fixture(scope="module")
def examples(resources: Path) -> dict[str, Assessment]:
    names = ("sbrt-candidate", "borderline", "first-line-chemoradiation")
    folder = resources / "examples"
    return {name: assess(load_case(folder / f"{name}.beamside.json", FIELDS), LIBRARY) for name in names}


def test_that_the_limits_of_a_median_are_no_figures_of_their_own() -> None:
    limits = (anchor(9.0, 0.6, "median_limit"), anchor(20.0, 0.4, "median_limit"))
    median = points(published=(anchor(12.0, 0.5, "median"), *limits))
    assert figures_published(median) == 1
    assert not has_several_figures(median)
    assert has_several_figures(points(published=(*median.published, anchor(24.0, 0.3))))


def test_that_two_figures_for_one_time_are_one() -> None:
    assert not has_several_figures(points(published=(anchor(24.0, 0.5), anchor(24.0, 0.6))))


def test_that_a_curve_of_steps_needs_no_single_figures() -> None:
    assert has_several_figures(points(published=(), method="kaplan_meier"))
    assert has_several_figures(points(published=(), method="digitised, 40 patients"))


def test_that_what_was_read_in_a_summary_leads_nothing() -> None:
    secondary = group("a", (12.0, 24.0, 36.0), read_depth="secondary", patients=900)
    assert order(secondary, group("b", (12.0,), match=UNLIKE)) == ["b", "a"]


def test_that_resemblance_comes_before_figures_and_size() -> None:
    assert order(group("a", (6.0, 12.0, 24.0), match=UNLIKE, patients=900), group("b")) == ["b", "a"]


def test_that_figures_count_up_to_three_and_then_size() -> None:
    four, three = group("a", (6.0, 12.0, 24.0, 36.0), patients=10), group("b", (12.0, 24.0, 36.0), patients=50)
    assert order(group("c", patients=900), four, three) == ["b", "a", "c"]


def test_that_a_lone_figure_of_nobody_described_comes_last() -> None:
    assert order(group("a", (12.0,), match=UNKNOWN), group("b", (12.0,), match=UNLIKE)) == ["b", "a"]
    assert order(group("a", match=UNKNOWN, patients=9), group("b", match=UNLIKE)) == ["a", "b"]


def test_that_a_subgroup_of_other_patients_comes_behind_all() -> None:
    part = group("a", (12.0, 24.0, 36.0), subgroup_of="a.all")
    assert order(part, group("b", (12.0,), match=UNLIKE, read_depth="secondary")) == ["b", "a"]
    chosen = msgspec.structs.replace(part, selected=True)
    assert order(group("b"), chosen) == ["a", "b"]


def test_that_an_arm_with_one_figure_stays_with_its_trial() -> None:
    chance: dict[str, Any] = {"trial": "t", "randomised": True}
    arms = [group("a", **chance), group("b", (12.0,), **chance), group("c", (12.0,), trial="t")]
    drawn, single = apart_by_figures(arms)
    assert [curve.source for curve in drawn] == ["a", "b"]
    assert [curve.source for curve in single] == ["c"]


@pytest.mark.parametrize(("singles", "shown"), [(5, 5), (6, 6), (7, 6)])
def test_that_at_most_two_studies_and_six_single_figures_come_first(singles: int, shown: int) -> None:
    several = [group(f"several{number}") for number in range(3)]
    single = [group(f"single{number}", (12.0,)) for number in range(singles)]
    found = first_shown([*single, *several])
    assert sum("several" in name for name in found) == 2
    assert sum("single" in name for name in found) == shown


def test_that_the_control_arm_of_nobody_described_comes_along() -> None:
    chance: dict[str, Any] = {"trial": "t", "randomised": True}
    arms = [group("a", (3.0,), **chance), group("b", (3.0,), **chance, match=UNKNOWN)]
    assert first_shown([group("c"), *arms]) == {curve.id for curve in (group("c"), *arms)}
    # Groups of one paper that chance did not part stand for themselves.
    groups = [group("a", (3.0,), trial="t"), group("b", (3.0,), trial="t", match=UNLIKE)]
    assert first_shown([group("c"), *groups]) == {group("c").id, groups[0].id}


def test_that_a_single_figure_that_something_speaks_against_waits() -> None:
    assert first_shown([group("a"), group("b", (12.0,), match=UNLIKE)]) == {group("a").id}
    assert first_shown([group("a"), group("b", (12.0,), match=UNKNOWN)]) == {group("a").id}
    # Where there is nothing else it is shown all the same.
    assert first_shown([group("b", (12.0,), match=UNLIKE)]) == {group("b").id}


def test_that_the_example_case_leads_with_the_pooled_registries(examples: dict[str, Assessment]) -> None:
    curves = examples["sbrt-candidate"].option("sbrt").curves
    survival = [curve for curve in curves if curve.endpoint == "overall_survival"]
    first = in_leading_order(survival)[0]
    assert (LIBRARY.sources[first.source].short, first.patients) == ("Franzese 2024 (ISRS)", 3101)
    assert figures_published(first) == 3
    assert first.id in first_shown(survival)


def test_that_the_board_and_the_order_name_the_same_leader(examples: dict[str, Assessment]) -> None:
    for assessment in examples.values():
        sources = {source.id: source for source in assessment.sources}
        for option in assessment.options:
            for series in leading_series(option, sources):
                curves = [curve for curve in option.curves if curve.endpoint == series.endpoint]
                assert in_leading_order(curves)[0].id == series.curve


@settings(max_examples=25)
@given(patient=patients(), share=st.floats(0.05, 0.95))
def test_that_no_order_hangs_on_a_result(patient: Any, share: float) -> None:
    drawn = published_curves(LIBRARY)
    for modality in MODALITIES:
        curves = curves_for(modality, patient.value, FIELDS, LIBRARY, drawn)
        for endpoint in {curve.endpoint for curve in curves}:
            here = [curve for curve in curves if curve.endpoint == endpoint]
            other = [_with_results(curve, share * (1 + number % 3) / 3) for number, curve in enumerate(here)]
            assert [c.id for c in in_leading_order(here)] == [c.id for c in in_leading_order(other)]
            assert first_shown(here) == first_shown(other)


def _with_results(curve: CurveFinding, share: float) -> CurveFinding:
    published = tuple(msgspec.structs.replace(one, survival=share, interval=None) for one in curve.published)
    return msgspec.structs.replace(curve, published=published)


@settings(max_examples=25)
@given(patient=patients())
def test_that_something_leads_wherever_something_is_published(patient: Any) -> None:
    drawn = published_curves(LIBRARY)
    for modality in MODALITIES:
        curves = curves_for(modality, patient.value, FIELDS, LIBRARY, drawn)
        for endpoint in {curve.endpoint for curve in curves}:
            here = [curve for curve in curves if curve.endpoint == endpoint]
            shown = [curve for curve in here if curve.id in first_shown(here)]
            over_time, single = apart_by_figures(shown)
            assert shown
            assert len(by_study(over_time)) <= 2
            assert len(single) <= 6
            assert not any(is_of_others(curve) for curve in shown) or all(is_of_others(curve) for curve in here)
            # No arm of a trial is shown without its others.
            arms = [curve for curve in here if not is_of_others(curve) and curve.randomised]
            for study in by_study(arms):
                assert len({curve in shown for curve in study}) == 1


def test_that_the_group_of_the_own_score_leads_the_whole() -> None:
    whole, own = (
        group("whole", patients=1000),
        group("own", selected=True, score="risk", subgroup_of="x", patients=None),
    )
    other = group("other", score="risk", subgroup_of="x")
    assert order(whole, own, other) == ["own", "whole", "other"]
    assert order(whole, msgspec.structs.replace(own, score=None)) == ["whole", "own"]
    unlike = msgspec.structs.replace(own, match=UNLIKE)
    assert order(whole, unlike) == ["whole", "own"]


def beside(leading: CurveFinding, *others: CurveFinding, **fits: MatchStatus) -> str | None:
    stated: dict[str, MatchStatus] = {curve.cohort: fits.get(curve.source, "met") for curve in (leading, *others)}
    found = beside_leading((leading, *others), leading, stated)
    return found.source if found is not None else None


def test_that_a_group_known_to_differ_has_a_fitting_one_beside_it() -> None:
    differs = group(
        "differs", match=msgspec.structs.replace(UNLIKE, items=(msgspec.structs.replace(ITEM, status="not_met"),))
    )
    fits = group("fits", (3.0,), read_depth="secondary")
    assert unlike_fields(differs) == ("Lesions",)
    assert beside(differs, fits) == "fits"
    assert beside(differs, group("too", match=UNLIKE)) is None
    assert beside(fits, differs) is None


def test_that_a_group_nobody_described_has_a_like_one_beside_it() -> None:
    unknown, fits = group("unknown", match=UNKNOWN), group("fits", (3.0,), read_depth="secondary")
    assert beside(unknown, fits) == "fits"
    assert beside(unknown, fits, fits="unknown") == "fits"
    assert beside(unknown, group("other", match=UNKNOWN)) is None
    # What is not known of the patient is no likeness, and a group that does not fit the graver reading is unlike.
    open_item = msgspec.structs.replace(ITEM, status="unknown")
    assert beside(unknown, group("open", match=msgspec.structs.replace(LIKE, items=(open_item,)))) is None
    assert beside(unknown, fits, fits="not_met") is None
    # Dose and fractions of the plan alone say nothing of the patient: such a group is none of the published ones.
    assert beside_leading((unknown, fits), unknown, {}) is None


def test_that_of_groups_alike_the_one_alike_in_most_stands_beside() -> None:
    unknown = group("unknown", match=UNKNOWN)
    large = group("large", patients=900)
    more = group("more", (3.0,), patients=20, match=msgspec.structs.replace(LIKE, items=(ITEM, ITEM)))
    assert beside(unknown, large, more) == "more"
    assert beside(unknown, large, more, more="unknown") == "large"
    # Neither a figure of a summary nor one that the paper prints in two ways stands before those that are neither.
    summary = msgspec.structs.replace(more, source="summary", read_depth="secondary")
    disputed = msgspec.structs.replace(more, source="disputed", badges=(Badge(kind="discrepancy", text=""),))
    assert beside(unknown, large, summary, disputed) == "large"


def test_that_a_group_by_score_with_its_number_leads_one_without() -> None:
    own: dict[str, Any] = {"selected": True, "score": "risk", "subgroup_of": "x"}
    nameless, counted = group("a", (6.0, 12.0, 24.0), patients=None, **own), group("b", (12.0,), patients=30, **own)
    assert order(nameless, counted) == ["b", "a"]


def test_that_the_arm_without_the_option_never_leads() -> None:
    without = group("without", without_option=True, patients=2000)
    unlike = group("unlike", match=UNLIKE)
    assert order(without, unlike) == ["unlike", "without"]
    assert beside(unlike, without) is None


def test_that_no_arm_without_the_option_leads_on_the_board() -> None:
    for modality in MODALITIES:
        for dose in (None, 8.0, 18.0, 20.0, 50.0):
            plan = {"modality": modality} | ({"iort_dose_gy": dose, "total_dose_gy": dose} if dose else {})
            found = assess(Patient(FIELDS, plan), LIBRARY)
            sources = {source.id: source for source in found.sources}
            for option in found.options:
                for series in leading_series(option, sources):
                    assert not LIBRARY.cohorts[series.curve.partition(":")[0]].without_option
