"""Volumes of shapes that geometry knows, and laws that hold for any shape."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.material.dose_phantoms import ellipse, ellipsoid_rings
from engine.dose.organs.organ_building import build_organ
from engine.dose.plan_files.dose_grid import DoseGrid
from engine.dose.plan_files.sampling import degree_inside, sample, volume_ml


def square(side, x0=0.0, y0=0.0):
    return np.array([[0, 0], [side, 0], [side, side], [0, side]], dtype=float) + np.array([x0, y0])


def flat_grid(dose=10.0, reach=120.0):
    axis = np.arange(-reach, reach + 1, 5.0)
    return DoseGrid(axis, axis, axis, np.full((len(axis),) * 3, 1, dtype=np.uint16), dose)


def test_that_an_extruded_shape_is_as_long_as_its_slices_are_many():
    organ = build_organ([(z, square(50.0)) for z in np.arange(0, 60, 3.0)], 3.0)
    assert volume_ml(organ) == pytest.approx(50 * 50 * 60 / 1000, rel=1e-3)


def test_that_one_slice_alone_is_as_thick_as_the_slices_of_its_set():
    organ = build_organ([(12.0, square(20.0))], 2.5)
    assert volume_ml(organ) == pytest.approx(20 * 20 * 2.5 / 1000, rel=5e-3)


def test_that_two_slices_reach_between_a_slice_and_two():
    organ = build_organ([(0.0, ellipse(10, 10)), (3.0, ellipse(8, 8))], 3.0)
    assert np.pi * 64 * 3 / 1000 < volume_ml(organ) < np.pi * 100 * 6 / 1000


@pytest.mark.parametrize("spacing", [1.0, 2.5, 5.0])
@pytest.mark.parametrize("shift", [0.0, 0.2, 0.5, 0.7])
def test_that_a_sphere_is_found_whole_wherever_its_slices_fall(spacing, shift):
    planes = (np.arange(-30, 30) + shift) * spacing
    organ = build_organ(ellipsoid_rings((25.0,) * 3, planes), spacing)
    assert volume_ml(organ) == pytest.approx(4 / 3 * np.pi * 25**3 / 1000, rel=2e-3)


def test_that_an_end_which_neither_closes_nor_is_extruded_gets_a_cone_of_half_a_slice():
    radii = [10.0, 11.0, 12.5]  # widens faster and faster: the sections' parabola does not reach zero
    organ = build_organ([(3.0 * i, ellipse(r, r)) for i, r in enumerate(radii)], 3.0)
    areas = np.pi * np.square(radii)
    lower_cap = organ.cap_mm3 - areas[-1] * 3 / 6
    assert lower_cap == pytest.approx(areas[0] * 3 / 6, rel=1e-3)


def test_that_a_ring_inside_a_ring_is_a_hole_and_one_inside_that_is_solid_again():
    rings = []
    for z in np.arange(0, 30, 3.0):
        rings += [(z, square(60.0)), (z, square(30.0, 10, 10)), (z, square(10.0, 20, 20))]
    assert volume_ml(build_organ(rings, 3.0)) == pytest.approx((3600 - 900 + 100) * 30 / 1000, rel=1e-3)


def test_that_a_contour_given_twice_counts_once_and_is_said():
    rings = [(z, square(50.0)) for z in np.arange(0, 60, 3.0)]
    organ = build_organ([*rings, rings[4]], 3.0)
    assert volume_ml(organ) == pytest.approx(150.0, rel=1e-3)
    assert [warning.kind for warning in organ.warnings] == ["repeated_contour"]


def test_that_two_lesions_of_one_structure_are_not_joined_across_the_gap():
    rings = ellipsoid_rings((10.0,) * 3, np.arange(-60, 60, 2.5), 0.0, -30.0)
    rings += ellipsoid_rings((10.0,) * 3, np.arange(-60, 60, 2.5), 5.0, 30.0)
    organ = build_organ(rings, 2.5)
    assert volume_ml(organ) == pytest.approx(2 * 4 / 3 * np.pi, rel=5e-3)
    assert [warning.kind for warning in organ.warnings] == ["separate_parts"]


def test_that_parts_beside_each_other_are_not_joined_across_a_narrow_gap():
    rings = [(z, square(20.0)) for z in np.arange(0, 15, 3.0)]
    rings += [(z, square(20.0, 60.0)) for z in np.arange(21, 36, 3.0)]
    organ = build_organ(rings, 3.0)
    assert volume_ml(organ) == pytest.approx(2 * 400 * 15 / 1000, rel=1e-3)


@pytest.mark.parametrize(("gap_mm", "joined"), [(12.0, True), (15.0, True), (18.0, False)])
def test_that_a_gap_is_bridged_up_to_fifteen_millimetres(gap_mm, joined):
    low, high = np.arange(0, 30, 3.0), np.arange(0, 30, 3.0) + 27.0 + gap_mm
    organ = build_organ([(z, square(40.0)) for z in np.concatenate([low, high])], 3.0)
    assert len(organ.runs) == (1 if joined else 2)
    assert [warning.kind for warning in organ.warnings] == ["slice_gap" if joined else "separate_parts"]


@pytest.mark.parametrize(("gap_mm", "said"), [(4.5, False), (4.7, True)])
def test_that_a_gap_is_said_from_one_and_a_half_spacings(gap_mm, said):
    planes = np.concatenate([np.arange(0, 30, 3.0), np.arange(0, 30, 3.0) + 27.0 + gap_mm])
    organ = build_organ([(z, square(40.0)) for z in planes], 3.0)
    assert bool(organ.warnings) is said


@pytest.mark.parametrize("rings", [[], [(0.0, np.zeros((3, 2)))], [(0.0, np.array([[0.0, 0], [10, 0], [20, 0]]))]])
def test_that_what_encloses_nothing_is_no_organ(rings):
    assert build_organ(rings, 3.0) is None


@settings(max_examples=25)
@given(
    st.floats(-100, 100),
    st.floats(-100, 100),
    st.floats(-100, 100),
    st.floats(8, 40),
    st.floats(1.0, 5.0),
    st.floats(0, 1),
)
def test_that_a_shape_has_the_same_volume_wherever_it_lies(x, y, z, radius, spacing, shift):
    planes = (np.arange(-60, 60) + shift) * spacing
    rings = ellipsoid_rings((radius, radius * 0.8, radius), planes)
    moved = [(height + z, ring + np.array([x, y])) for height, ring in rings]
    one, other = build_organ(rings, spacing), build_organ(moved, spacing)
    assert volume_ml(other) == pytest.approx(volume_ml(one), rel=2e-3)


@settings(max_examples=20)
@given(st.floats(5, 30), st.floats(-60, 60), st.floats(1.5, 5.0))
def test_that_inside_and_outside_of_another_organ_add_up(radius, x0, spacing):
    planes = np.arange(-60, 60, spacing)
    liver = build_organ(ellipsoid_rings((80.0, 65.0, 50.0), planes), spacing)
    tumour = build_organ(ellipsoid_rings((radius,) * 3, planes, x0), spacing)
    inside = 0.0
    for chunk in sample(liver, flat_grid()).chunks:
        which, degree = degree_inside(tumour, chunk)
        inside += float((chunk.weight_ml[which] * degree).sum())
    whole = volume_ml(tumour)
    assert -0.02 <= inside <= whole * 1.01 + 0.05
    if abs(x0) + radius < 40:
        assert inside == pytest.approx(whole, rel=5e-3, abs=0.02)


@settings(max_examples=20)
@given(st.lists(st.tuples(st.floats(-80, 80), st.floats(-80, 80)), min_size=3, max_size=40))
def test_that_any_outline_at_all_has_a_volume_between_nothing_and_its_box(points):
    ring = np.array(points)
    organ = build_organ([(z, ring) for z in (0.0, 3.0, 6.0)], 3.0)
    box = np.ptp(ring[:, 0]) * np.ptp(ring[:, 1]) * 9.0 / 1000
    if organ is not None:
        assert -1e-6 <= volume_ml(organ) <= box * 1.001 + 1e-9


def test_that_the_dose_between_grid_points_is_trilinear():
    axis = np.array([0.0, 2.0, 5.0])
    z, y, x = np.meshgrid(axis, axis, axis, indexing="ij")
    grid = DoseGrid(axis, axis, axis, (100 * x + 10 * y + z).astype(np.uint32), 0.1)
    local = grid.around((0.5, 4.5, 0.5, 4.5), (0.5, 4.5))
    profiles, covered = local.profiles(np.array([1.0, 4.0, 6.0]), np.array([3.0, 0.5, 1.0]))
    dose, inside = local.along(profiles, np.array([0, 1, 2]), np.array([1.0, 3.5, 1.0]))
    assert dose[:2] == pytest.approx([0.1 * (100 + 10 + 3), 0.1 * (350 + 40 + 0.5)], rel=1e-5)
    assert covered.tolist() == [True, True, False]
    assert inside.tolist() == [True, True, True]
