"""Rings of one plane: repeats, holes, islands, contours that touch, overlap or are combined by exclusive or."""

from __future__ import annotations

import numpy as np
import pytest
from pydicom.dataset import Dataset

from bench.material.dose_phantoms import Phantom, write_phantom
from engine.dose import DoseFileError, read_plan, spared_liver
from engine.dose.organs.organ_building import build_organ
from engine.dose.organs.sections import sort_out
from engine.dose.plan_files.sampling import volume_ml

PLANES = np.arange(0.0, 60.0, 3.0)  # twenty slices of 3 mm: 60 mm with the half slices at both ends


def box(x0: float, x1: float, y0: float = 0.0, y1: float = 100.0) -> np.ndarray:
    """A rectangle with points along its sides, mm."""
    corners = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])
    sides = zip(corners, np.roll(corners, -1, axis=0), strict=True)
    return np.concatenate([np.linspace(start, end, 11)[:-1] for start, end in sides])


def ml(*rings: np.ndarray, is_xor: bool = False) -> float:
    organ = build_organ([(float(z), ring) for z in PLANES for ring in rings], 3.0, is_xor)
    return 0.0 if organ is None else volume_ml(organ)


WHOLE = box(0.0, 100.0)
HOLE = box(20.0, 60.0, 20.0, 60.0)
ISLAND = box(30.0, 40.0, 30.0, 40.0)
TURNED = np.roll(WHOLE[::-1], 7, axis=0)

SECTIONS = {
    "one ring": ([WHOLE], 600.0),
    "the same ring twice": ([WHOLE, WHOLE], 600.0),
    "the same ring from another point, backwards": ([WHOLE, TURNED], 600.0),
    "a ring a hundredth of a millimetre off": ([WHOLE, WHOLE + 0.009], 600.0),
    "the same ring three times": ([WHOLE, TURNED, WHOLE + 0.005], 600.0),
    "two that overlap": ([box(0.0, 70.0), box(30.0, 100.0)], 600.0),
    "three that overlap": ([box(0.0, 50.0), box(40.0, 80.0), box(45.0, 100.0)], 600.0),
    "two that touch": ([box(0.0, 50.0), box(50.0, 100.0)], 600.0),
    "two apart": ([box(0.0, 40.0), box(60.0, 100.0)], 480.0),
    "a hole": ([WHOLE, HOLE], 504.0),
    "a hole that is there twice": ([WHOLE, HOLE, HOLE], 504.0),
    "an island in a hole": ([WHOLE, HOLE, ISLAND], 510.0),
    "a hole beside an overlap": ([box(0.0, 70.0), box(65.0, 100.0), HOLE], 504.0),
    "two that cross": ([box(0.0, 100.0, 40.0, 60.0), box(40.0, 60.0)], 216.0),
}


@pytest.mark.hazard("wrong-spared-volume")
@pytest.mark.parametrize("name", SECTIONS)
def test_that_the_rings_of_a_plane_enclose_what_they_mean(name):
    rings, expected = SECTIONS[name]
    assert ml(*rings) == pytest.approx(expected, abs=0.6)
    assert ml(*rings[::-1]) == pytest.approx(expected, abs=0.6)


@pytest.mark.parametrize("shift", [0.009, 0.5])
def test_that_both_sides_of_the_repeat_are_told_apart(shift):
    section = sort_out([WHOLE, WHOLE + shift], is_xor=False)
    assert section.repeats == (shift < 0.01)
    assert section.is_united == (shift > 0.01)


def test_that_exclusive_or_is_kept_where_the_file_says_so():
    assert ml(box(0.0, 70.0), box(30.0, 100.0), is_xor=True) == pytest.approx(360.0, abs=0.6)
    assert ml(WHOLE, HOLE, is_xor=True) == pytest.approx(504.0, abs=0.6)


def test_that_overlap_and_what_nobody_can_tell_are_said():
    organ = build_organ([(float(z), ring) for z in PLANES for ring in (box(0.0, 70.0), box(30.0, 100.0))], 3.0)
    assert [w.kind for w in organ.warnings] == ["overlapping_contours"]
    inside = box(40.0, 60.0, 40.0, 60.0)
    organ = build_organ([(0.0, ring) for ring in (box(0.0, 70.0), box(30.0, 100.0), inside)], 3.0)
    assert "unclear_contours" in {w.kind for w in organ.warnings}


def _in_two_items(dataset: Dataset) -> None:
    first = dataset.ROIContourSequence[0]
    second = Dataset()
    second.ReferencedROINumber = first.ReferencedROINumber
    half = len(first.ContourSequence) // 2
    second.ContourSequence = first.ContourSequence[half:]
    first.ContourSequence = first.ContourSequence[:half]
    dataset.ROIContourSequence.append(second)


def _without_item(dataset: Dataset) -> None:
    del dataset.ROIContourSequence[1]


def _changed(folder, change):
    from pydicom import dcmread

    files = write_phantom(folder, Phantom())
    dataset = dcmread(files.rtstruct)
    change(dataset)
    dataset.save_as(files.rtstruct)
    return files


def test_that_a_structure_spread_over_two_items_is_one(tmp_path):
    whole = write_phantom(tmp_path / "whole", Phantom())
    parts = _changed(tmp_path / "parts", _in_two_items)
    name = read_plan(whole.rtstruct, whole.rtdose).structures[0].name
    expected = spared_liver(read_plan(whole.rtstruct, whole.rtdose), liver=name)
    found = spared_liver(read_plan(parts.rtstruct, parts.rtdose), liver=name)
    assert found.below_threshold_ml == pytest.approx(expected.below_threshold_ml, abs=1e-6)
    assert found.normal_liver_ml == pytest.approx(expected.normal_liver_ml, abs=1e-6)


def test_that_a_structure_without_an_item_is_refused_in_a_sentence(tmp_path):
    files = _changed(tmp_path, _without_item)
    plan = read_plan(files.rtstruct, files.rtdose)
    bare = plan.structures[1]
    with pytest.raises(DoseFileError, match="has no contours"):
        spared_liver(plan, liver=plan.structures[0].name, tumours=[bare.name])
