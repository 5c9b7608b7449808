"""Between two points of a curve its fall is not known: bounds, and a warning where they say little."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.dose.dvh.dvh_files import read_dvh, spared_liver_from_dvh
from engine.dose.dvh.dvh_gaps import GAP, share_above_within
from engine.dose.records import SparedLiver
from engine.dose.values.dvh_values import values_of_dvh
from engine.dose.values.plan_table import LIVER, PlanTable, WantedValue
from engine.dose.values.plan_value_records import spared_for_case

COARSE = [(0, 1500), (10, 1400), (20, 100), (60, 0)]


def written(folder: Path, points: list[tuple[float, float]]) -> Path:
    """Write a curve as a table."""
    path = folder / "d.csv"
    path.write_text("Dose (Gy),Volume (ml)\n" + "".join(f"{dose},{volume}\n" for dose, volume in points))
    return path


def spared(folder: Path, points: list[tuple[float, float]], threshold_gy: float = 15.0) -> SparedLiver:
    """Return the volume below a threshold of a curve."""
    return spared_liver_from_dvh(read_dvh(written(folder, points)), threshold_gy=threshold_gy)


def kinds(result: SparedLiver) -> list[str]:
    """Return what is warned of."""
    return [warning.kind for warning in result.warnings]


def test_that_a_gap_at_the_threshold_gives_bounds_and_no_volume(tmp_path: Path) -> None:
    result = spared(tmp_path, COARSE)
    assert (result.lower_bound_ml, result.upper_bound_ml) == pytest.approx((100.0, 1400.0))
    assert result.below_threshold_ml is None
    assert spared_for_case(result) is None
    assert kinds(result) == [GAP]
    assert "no point between 10 and 20 Gy: from 6.7 to 93.3 %" in result.warnings[0].text


def test_that_a_point_at_the_threshold_leaves_nothing_open(tmp_path: Path) -> None:
    result = spared(tmp_path, [*COARSE[:2], (15, 750), *COARSE[2:]])
    assert result.lower_bound_ml == result.below_threshold_ml == result.upper_bound_ml == 750.0
    assert kinds(result) == []


@pytest.mark.parametrize(("above_ml", "is_open"), [(736.0, False), (735.1, False), (734.9, True)])
def test_that_a_hundredth_of_the_structure_may_be_open(tmp_path: Path, above_ml: float, *, is_open: bool) -> None:
    result = spared(tmp_path, [(0, 1500), (14.9, 750), (15.1, above_ml), (60, 0)])
    assert (result.lower_bound_ml, result.upper_bound_ml) == pytest.approx((750.0, 1500.0 - above_ml))
    assert (GAP in kinds(result)) is is_open
    assert spared_for_case(result) == (None if is_open else 750.0)


def test_that_what_is_certain_alone_meets_the_700_ml(tmp_path: Path) -> None:
    result = spared(tmp_path, [(0, 1500), (14.9, 800.2), (15.1, 799.0), (60, 0)])
    assert result.below_threshold_ml == pytest.approx(700.4)
    assert spared_for_case(result) == 699.8


def test_that_the_values_of_a_gap_are_not_given_or_cautioned(tmp_path: Path) -> None:
    dvh = read_dvh(written(tmp_path, COARSE))
    wanted = (
        WantedValue(LIVER, "below", 15.0, "spared"),
        WantedValue(LIVER, "below", 10.0),
        WantedValue(LIVER, "mean", None, "mean"),
    )
    found = values_of_dvh(dvh, spared_liver_from_dvh(dvh), dvh.structures[0], PlanTable((), wanted))
    assert [(value.quantity, value.amount) for value in found.values] == [("below", 10.0), ("mean", None)]
    assert "open by" in found.values[1].caution
    assert "no point between 10 and 20 Gy" in next(one.text for one in found.not_given if one.field == "spared")


@pytest.mark.parametrize("threshold_gy", [10.0, 12.0, 15.0, 15.3, 17.0, 21.0])
def test_that_the_curves_of_real_systems_are_not_warned_of(reference_folder: Path, threshold_gy: float) -> None:
    seen = 0
    for path in sorted((reference_folder / "dvh-text").iterdir()):
        for curve in read_dvh(path).structures:
            if curve.problem or not curve.dose_gy[0] < threshold_gy < curve.dose_gy[-1]:
                continue
            whole = 100.0 if curve.is_percent else float(curve.above[0])
            seen += 1
            assert not share_above_within(curve.dose_gy, curve.above / whole, threshold_gy).is_open
    assert seen


points_of_curve = st.tuples(st.integers(1, 600), st.floats(0.0, 1.0))
curves = st.lists(points_of_curve, min_size=3, max_size=25, unique_by=lambda point: point[0])


@settings(deadline=None)
@given(curves, st.integers(0, 6200).map(lambda hundredths: hundredths / 100), st.data())
def test_that_leaving_points_out_never_narrows_and_always_holds_the_truth(
    points: list[tuple[int, float]], threshold_gy: float, data: st.DataObject
) -> None:
    dose = np.array([0.0, *sorted(at / 10 for at, _ in points)])
    shares = np.array([1.0, *sorted((share for _, share in points), reverse=True)])
    full = share_above_within(dose, shares, threshold_gy)
    truth = float(np.interp(threshold_gy, dose, shares, right=0.0))
    kept = data.draw(st.lists(st.booleans(), min_size=len(dose), max_size=len(dose)))
    kept[0] = True
    thinned = share_above_within(dose[kept], shares[kept], threshold_gy)
    assert thinned.least <= full.least <= full.most <= thinned.most
    assert thinned.least - 1e-12 <= truth <= thinned.most + 1e-12
