"""The volume of a phantom with a known answer, however its files are laid out."""

from __future__ import annotations

import numpy as np
import pytest

from bench.material.dose_phantoms import (
    GTV_ML,
    LIVER_ML,
    NORMAL_ML,
    ORIENTATIONS,
    Phantom,
    ellipsoid_rings,
    exact_below_ml,
    planes_every,
    write_phantom,
)
from engine.dose import read_plan, spared_liver

pytestmark = pytest.mark.slow

LIMIT_ML = 0.5
WIDE = {"low_mm": (-101.3, -86.1, -68.7), "high_mm": (106.0, 91.0, 75.0)}


def ask(folder, phantom, liver="Liver", tumours=("GTV",), threshold_gy=15.0):
    files = write_phantom(folder, phantom)
    plan = read_plan(files.rtstruct, files.rtdose, files.rtplan)
    return spared_liver(plan, liver=liver, tumours=tumours, threshold_gy=threshold_gy)


def assert_exact(result, threshold_gy=15.0):
    assert abs(result.below_threshold_ml - exact_below_ml(threshold_gy)) <= LIMIT_ML
    assert abs(result.normal_liver_ml - NORMAL_ML) <= LIMIT_ML
    assert result.outside_grid_ml == 0.0
    assert result.lower_bound_ml == result.below_threshold_ml == result.upper_bound_ml


@pytest.mark.hazard("wrong-spared-volume")
def test_that_the_exact_answer_is_the_one_in_the_notes():
    assert exact_below_ml() == pytest.approx(707.38, abs=0.005)
    assert pytest.approx(1089.09, abs=0.005) == LIVER_ML


@pytest.mark.hazard("wrong-spared-volume")
@pytest.mark.parametrize("position", ORIENTATIONS)
def test_that_every_orientation_gives_the_same_volume(tmp_path, position):
    assert_exact(ask(tmp_path, Phantom(position=position)))


@pytest.mark.parametrize("position", ["HFS", "HFP", "FFS", "FFP"])
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("absolute", [False, True])
def test_that_frame_offsets_of_both_kinds_and_directions_are_understood(tmp_path, position, descending, absolute):
    phantom = Phantom(position=position, descending=descending, absolute_offsets=absolute)
    assert_exact(ask(tmp_path, phantom))


@pytest.mark.hazard("wrong-spared-volume")
@pytest.mark.parametrize("grid_mm", [1.0, 2.0, 2.5, 3.0, 4.0, 5.0])
def test_that_dose_grids_from_one_to_five_millimetres_are_fine_enough(tmp_path, grid_mm):
    assert_exact(ask(tmp_path, Phantom(spacing_mm=(grid_mm,) * 3, **WIDE)))


@pytest.mark.hazard("wrong-spared-volume")
def test_that_pixel_spacing_is_read_rows_first(tmp_path):
    assert_exact(ask(tmp_path, Phantom(spacing_mm=(2.0, 3.0, 4.0), **WIDE)))


def test_that_frames_at_unequal_distances_are_placed_where_they_say(tmp_path):
    frames = np.concatenate([np.arange(-68, -10, 3.0), np.arange(-10, 20, 2.0), np.arange(20, 75, 4.0)])
    assert_exact(ask(tmp_path, Phantom(frame_positions=frames)))


@pytest.mark.parametrize("slice_mm", [1.0, 2.0, 3.0, 4.0, 5.0])
@pytest.mark.parametrize("offset", [0.0, 0.3, 0.5, 0.9])
def test_that_slices_from_one_to_five_millimetres_give_the_volume_wherever_they_fall(tmp_path, slice_mm, offset):
    assert_exact(ask(tmp_path, Phantom(planes=planes_every(slice_mm, offset))))


def test_that_slices_which_change_their_spacing_are_weighted_by_it_and_said(tmp_path):
    planes = np.concatenate([np.arange(-58.5, 0, 3.0), np.arange(0, 60, 6.0)])
    result = ask(tmp_path, Phantom(planes=planes))
    assert_exact(result)
    assert "slice_gap" in {warning.kind for warning in result.warnings}


@pytest.mark.parametrize("missing", [(-1.0, 5.0), (20.0, 26.0), (-32.0, -26.0), (29.0, 35.0)])
def test_that_missing_slices_are_bridged_and_said(tmp_path, missing):
    planes = [z for z in planes_every(3.0) if not missing[0] < z < missing[1]]
    result = ask(tmp_path, Phantom(planes=planes))
    assert_exact(result)
    assert any(w.kind == "slice_gap" and w.text.startswith("Liver:") for w in result.warnings)


def test_that_evenly_spaced_slices_raise_no_warning(tmp_path):
    assert ask(tmp_path, Phantom()).warnings == ()


@pytest.mark.parametrize("structure", ["Liver-GTV", "Liver-GTV keyhole"])
def test_that_a_hole_counts_as_one_whether_drawn_inside_or_through_a_keyhole(tmp_path, structure):
    assert_exact(ask(tmp_path, Phantom(), liver=structure, tumours=()))


@pytest.mark.parametrize("threshold_gy", [5.0, 10.0, 20.0, 30.0])
def test_that_other_thresholds_are_as_exact(tmp_path, threshold_gy):
    assert_exact(ask(tmp_path, Phantom(), threshold_gy=threshold_gy), threshold_gy)


@pytest.mark.hazard("wrong-spared-volume")
@pytest.mark.parametrize(
    "crop",
    [
        {"high_mm": (103.0, 87.0, 20.0)},
        {"low_mm": (-101.3, -86.1, -10.0)},
        {"high_mm": (30.0, 87.0, 70.0)},
        {"low_mm": (-20.0, -86.1, -68.7)},
        {"low_mm": (-101.3, -20.0, -68.7)},
        {"low_mm": (-50.0, -40.0, -30.0), "high_mm": (50.0, 40.0, 30.0)},
        {"high_mm": (103.0, 87.0, 47.0)},
        {"high_mm": (103.0, 87.0, 49.4)},
        {"low_mm": (-78.0, -86.1, -68.7)},
    ],
)
def test_that_the_truth_lies_within_the_bounds_where_the_grid_is_short(tmp_path, crop):
    result = ask(tmp_path, Phantom(**crop))
    assert result.outside_grid_ml > 0
    assert result.lower_bound_ml <= exact_below_ml() <= result.upper_bound_ml
    assert result.lower_bound_ml <= result.below_threshold_ml <= result.upper_bound_ml
    assert result.upper_bound_ml - result.lower_bound_ml == pytest.approx(
        result.outside_grid_ml, abs=0.2 + 1e-3 * NORMAL_ML
    )
    assert "outside_grid" in {warning.kind for warning in result.warnings}


@pytest.mark.slow
def test_that_a_flat_isodose_along_any_axis_is_cut_where_it_lies(tmp_path):
    for axis in range(3):

        def ramp(*xyz, axis=axis):
            return np.maximum(30.0 + 0.25 * xyz[axis], 0.0)

        # Half the liver lies below 30 Gy, and the GTV apart from its own offset along x.
        result = ask(tmp_path / str(axis), Phantom(dose=ramp), tumours=(), threshold_gy=30.0)
        assert abs(result.below_threshold_ml - LIVER_ML / 2) <= LIMIT_ML


def test_that_tumours_are_taken_off_as_a_union(tmp_path):
    planes = planes_every(3.0)
    rings = {
        "Liver": ellipsoid_rings((80.0, 65.0, 50.0), planes),
        "GTV 1": ellipsoid_rings((20.0,) * 3, planes, 15.0),
        "GTV 2": ellipsoid_rings((20.0,) * 3, planes, 15.0),
        "GTV 3": ellipsoid_rings((15.0,) * 3, planes, 15.0),
        "GTV 4": ellipsoid_rings((10.0,) * 3, planes, -40.0),
    }
    files = write_phantom(tmp_path, Phantom(rings=rings))
    plan = read_plan(files.rtstruct, files.rtdose)
    result = spared_liver(plan, liver="Liver", tumours=["GTV 1", "GTV 2", "GTV 3", "GTV 4"])
    fourth = 4 / 3 * np.pi * 10**3 / 1000
    assert result.normal_liver_ml == pytest.approx(LIVER_ML - GTV_ML - fourth, abs=LIMIT_ML)
    assert result.tumour_outside_liver_ml == pytest.approx([0, 0, 0, 0], abs=0.1)


def test_that_a_tumour_partly_outside_the_liver_takes_only_its_inside_and_is_said(tmp_path):
    planes = planes_every(3.0)
    rings = {
        "Liver": ellipsoid_rings((80.0, 65.0, 50.0), planes),
        "GTV": ellipsoid_rings((20.0,) * 3, planes, 80.0),
        "GTV far": ellipsoid_rings((5.0,) * 3, planes, 95.0),
    }
    files = write_phantom(tmp_path, Phantom(rings=rings, high_mm=(130.0, 87.0, 70.0)))
    plan = read_plan(files.rtstruct, files.rtdose)
    result = spared_liver(plan, liver="Liver", tumours=["GTV", "GTV far"])
    outside, far = result.tumour_outside_liver_ml
    assert 0.5 * GTV_ML < outside < 0.8 * GTV_ML
    assert result.normal_liver_ml == pytest.approx(LIVER_ML - (GTV_ML - outside), abs=LIMIT_ML)
    assert far == pytest.approx(4 / 3 * np.pi * 0.125, abs=0.02)
    said = [w.text for w in result.warnings if w.kind == "tumour_outside_liver"]
    assert len(said) == 2
    assert said[1].startswith("All of GTV far")


def test_that_the_tumour_inside_the_liver_is_reported_as_wholly_inside(tmp_path):
    assert ask(tmp_path, Phantom()).tumour_outside_liver_ml == pytest.approx([0.0], abs=0.05)
