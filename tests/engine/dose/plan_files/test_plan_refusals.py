"""Files that cannot give a number give one sentence: file, field, problem, remedy; and nothing of the patient."""

from __future__ import annotations

import os

import numpy as np
import pytest
from pydicom.data import get_testdata_file
from pydicom.sequence import Sequence

from bench.material.dose_phantoms import (
    PATIENT,
    PATIENT_NUMBER,
    Phantom,
    contour,
    ellipse,
    ellipsoid_rings,
    phantom_dose,
    planes_every,
    write_phantom,
)
from engine.dose import DoseFileError, find_plan_files, propose_structures, read_plan, spared_liver

pytestmark = pytest.mark.slow

SMALL = Phantom(planes=planes_every(5.0), spacing_mm=(5.0, 5.0, 5.0), high_mm=(106.0, 91.0, 75.0))


def ask(files, liver="Liver", tumours=("GTV",)):
    return spared_liver(read_plan(files.rtstruct, files.rtdose, files.rtplan), liver=liver, tumours=tumours)


def refusal(files, **question):
    with pytest.raises(DoseFileError) as caught:
        ask(files, **question)
    return checked(caught.value)


def checked(error):
    said = str(error)
    assert said.count("\n") == 0
    assert said == f"{error.file}: {error.field}: {error.problem}; {error.remedy}"
    for identity in ("Nobody", "Known", PATIENT, PATIENT_NUMBER, "1957", "1.2.3"):
        assert identity not in said
    return said


def change(of, **values):
    def apply(files):
        for keyword, value in values.items():
            if value is None:
                del files[of][keyword]
            else:
                setattr(files[of], keyword, value)

    return apply


@pytest.mark.hazard("wrong-spared-volume")
@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"DoseUnits": "RELATIVE"}, "DoseUnits"),
        ({"DoseUnits": ""}, "DoseUnits"),
        ({"DoseUnits": None}, "DoseUnits"),
        ({"DoseUnits": "CGY"}, "DoseUnits"),
        ({"DoseSummationType": "BEAM"}, "DoseSummationType"),
        ({"DoseSummationType": "FRACTION"}, "DoseSummationType"),
        ({"DoseSummationType": None}, "DoseSummationType"),
        ({"DoseType": "ERROR"}, "DoseType"),
        ({"FrameOfReferenceUID": "1.2.3.999"}, "FrameOfReferenceUID"),
        ({"ImageOrientationPatient": ["0.98", "0.2", "0", "-0.2", "0.98", "0"]}, "ImageOrientationPatient"),
        ({"ImageOrientationPatient": ["1", "0", "0", "1", "0", "0"]}, "ImageOrientationPatient"),
        ({"ImageOrientationPatient": None}, "ImageOrientationPatient"),
        ({"ImagePositionPatient": ["1", "2"]}, "ImagePositionPatient"),
        ({"PixelSpacing": ["0", "5"]}, "PixelSpacing"),
        ({"PixelSpacing": ["-5", "5"]}, "PixelSpacing"),
        ({"GridFrameOffsetVector": ["0", "5", "10"]}, "GridFrameOffsetVector"),
        ({"GridFrameOffsetVector": None}, "GridFrameOffsetVector"),
        ({"NumberOfFrames": "1"}, "NumberOfFrames"),
        ({"Rows": 7}, None),
        ({"Rows": 60000}, "PixelData"),
        ({"Columns": None}, "Columns"),
        ({"DoseGridScaling": "0"}, "DoseGridScaling"),
        ({"DoseGridScaling": None}, "DoseGridScaling"),
        ({"DoseGridScaling": "-1e-5"}, "DoseGridScaling"),
        ({"BitsAllocated": 64}, "BitsAllocated"),
        ({"SamplesPerPixel": 3}, "SamplesPerPixel"),
        ({"PixelData": b"\0\0" * 10}, "PixelData"),
        ({"Modality": "CT"}, "Modality"),
        ({"Modality": "RTPLAN"}, "Modality"),
    ],
)
def test_that_a_dose_that_is_none_is_refused_by_its_field(tmp_path, values, field):
    files = write_phantom(tmp_path, SMALL.with_(change=change("rtdose", **values)))
    if field is None:
        ask(files)  # fewer rows than stored are a smaller grid: the rest of the pixels is not looked at
    else:
        assert f"rtdose.dcm: {field}: " in refusal(files)


def test_that_frame_offsets_that_begin_anywhere_are_refused(tmp_path):
    def shift(files):
        offsets = [float(value) + 7.0 for value in files["rtdose"].GridFrameOffsetVector]
        files["rtdose"].GridFrameOffsetVector = offsets

    assert "GridFrameOffsetVector" in refusal(write_phantom(tmp_path, SMALL.with_(change=shift)))


def test_that_frames_in_one_place_are_refused(tmp_path):
    def collapse(files):
        offsets = [float(value) for value in files["rtdose"].GridFrameOffsetVector]
        offsets[3] = offsets[2]
        files["rtdose"].GridFrameOffsetVector = offsets

    assert "GridFrameOffsetVector" in refusal(write_phantom(tmp_path, SMALL.with_(change=collapse)))


def test_that_a_tilt_below_the_tolerance_is_no_oblique_grid(tmp_path):
    tilt = change("rtdose", ImageOrientationPatient=["0.9999999", "0.0009", "0", "-0.0009", "0.9999999", "0"])
    assert ask(write_phantom(tmp_path, SMALL.with_(change=tilt))).below_threshold_ml > 0


def test_that_a_dose_of_zero_everywhere_is_refused(tmp_path):
    def nothing(x, y, z):
        return 0.0 * phantom_dose(x, y, z)

    assert "PixelData" in refusal(write_phantom(tmp_path, SMALL.with_(dose=nothing)))


def test_that_a_dose_elsewhere_in_the_patient_is_refused(tmp_path):
    files = write_phantom(tmp_path, SMALL.with_(low_mm=(200.0, 200.0, 200.0), high_mm=(300.0, 300.0, 300.0)))
    assert "does not overlap 'Liver'" in refusal(files)


def test_that_a_structure_without_closed_contours_is_refused(tmp_path):
    def open_up(files):
        for item in files["rtstruct"].ROIContourSequence[0].ContourSequence:
            item.ContourGeometricType = "OPEN_PLANAR"

    assert "'Liver': has no closed planar contours" in refusal(write_phantom(tmp_path, SMALL.with_(change=open_up)))


def test_that_a_structure_without_any_contour_is_refused(tmp_path):
    def empty(files):
        del files["rtstruct"].ROIContourSequence[0].ContourSequence

    assert "'Liver': has no contours" in refusal(write_phantom(tmp_path, SMALL.with_(change=empty)))


def test_that_a_set_without_contours_is_refused_at_once(tmp_path):
    files = write_phantom(tmp_path, SMALL.with_(change=change("rtstruct", ROIContourSequence=None)))
    assert "ROIContourSequence" in refusal(files)


def test_that_a_structure_of_no_volume_is_refused(tmp_path):
    line = np.array([[0.0, 0.0], [10.0, 0.0], [20.0, 0.0]])
    rings = {"Liver": [(z, line) for z in planes_every(5.0)], "GTV": ellipsoid_rings((20.0,) * 3, planes_every(5.0))}
    assert "encloses no volume" in refusal(write_phantom(tmp_path, SMALL.with_(rings=rings)))


def test_that_contours_across_the_slices_are_refused(tmp_path):
    def turn(files):
        points = np.column_stack([np.zeros(50), ellipse(40, 40, points=50)])
        item = contour(0.0, ellipse(40, 40, points=50))
        del item.ContourData
        item.ContourData = [f"{value:.3f}" for value in points.ravel()]
        files["rtstruct"].ROIContourSequence[0].ContourSequence = Sequence([item])

    assert "not contoured on axial slices" in refusal(write_phantom(tmp_path, SMALL.with_(change=turn)))


@pytest.mark.parametrize("data", ["1\\2\\x", "1\\2\\\\3", "nan\\2\\3", "1e9\\2\\3", "1\\2\\3\\4"])
def test_that_contour_points_that_are_no_points_are_refused(tmp_path, data):
    files = write_phantom(tmp_path, SMALL)
    contents = files.rtstruct.read_bytes()
    # The first contour's data are changed in place, the length kept.
    at = contents.index(b"\x06\x30\x50\x00")
    length = int.from_bytes(contents[at + 4 : at + 8], "little")
    files.rtstruct.write_bytes(contents[: at + 8] + data.encode().ljust(length) + contents[at + 8 + length :])
    assert "structure 'Liver'" in refusal(files) or "ContourData" in refusal(files)


@pytest.mark.parametrize(
    ("name", "said"),
    [("Livr", "choose one of its own: 'Liver'"), ("", "choose one of its own"), (99, "is not in the file")],
)
def test_that_an_unknown_structure_is_refused_and_near_names_are_given(tmp_path, name, said):
    assert said in refusal(write_phantom(tmp_path, SMALL), liver=name)


def test_that_case_and_outer_blanks_of_a_name_do_not_count(tmp_path):
    assert ask(write_phantom(tmp_path, SMALL), liver=" LIVER ", tumours=["gtv"]).structures == ("Liver", "GTV")


def test_that_a_name_given_twice_in_the_file_is_asked_about(tmp_path):
    def rename(files):
        files["rtstruct"].StructureSetROISequence[1].ROIName = "Liver"

    files = write_phantom(tmp_path, SMALL.with_(change=rename))
    assert "occurs 2 times (ROI numbers 1, 2)" in refusal(files, tumours=())
    assert ask(files, liver=1, tumours=[2]).normal_liver_ml > 0


def test_that_the_liver_cannot_be_its_own_tumour(tmp_path):
    assert "named both as liver and as tumour" in refusal(write_phantom(tmp_path, SMALL), tumours=["Liver"])


@pytest.mark.parametrize("threshold_gy", [0.0, -1.0, float("nan"), float("inf"), 600.0])
def test_that_a_threshold_that_is_no_dose_is_refused(tmp_path, threshold_gy):
    files = write_phantom(tmp_path, SMALL)
    plan = read_plan(files.rtstruct, files.rtdose)
    with pytest.raises(DoseFileError, match="is not a dose"):
        spared_liver(plan, liver="Liver", threshold_gy=threshold_gy)


@pytest.mark.parametrize("part", ["rtstruct", "rtdose", "rtplan"])
def test_that_a_truncated_file_is_refused_wherever_it_was_cut(tmp_path, part):
    files = write_phantom(tmp_path, SMALL)
    path = getattr(files, part)
    whole = path.read_bytes()
    for length in [*np.linspace(0, len(whole) - 1, 24).astype(int), len(whole) - 1, len(whole) - 5]:
        path.write_bytes(whole[:length])
        try:
            result = ask(files)
        except DoseFileError as error:
            checked(error)
        else:
            # Cut exactly between two elements: nothing tells, but then no number may come of what is missing.
            assert part == "rtplan"
            assert result.fractions in (None, 3)


@pytest.mark.parametrize("part", ["rtstruct", "rtdose", "rtplan"])
@pytest.mark.parametrize("content", [b"", b"just text\n" * 50, b"%PDF-1.7\n" * 40, b"\0" * 1000, os.urandom(7) * 300])
def test_that_a_file_of_another_kind_is_refused(tmp_path, part, content):
    files = write_phantom(tmp_path, SMALL)
    getattr(files, part).write_bytes(content)
    refusal(files)


@pytest.mark.parametrize("part", ["rtstruct", "rtdose", "rtplan"])
def test_that_a_vanished_path_and_a_folder_are_refused(tmp_path, part):
    files = write_phantom(tmp_path / "plan", SMALL)
    path = getattr(files, part)
    path.unlink()
    assert "does not exist" in refusal(files)
    path.mkdir()
    assert "is a folder, not a file" in refusal(files)


@pytest.mark.hazard("wrong-spared-volume")
def test_that_files_in_each_others_place_are_told_apart(tmp_path):
    files = write_phantom(tmp_path, SMALL)
    with pytest.raises(DoseFileError, match=r"is a dose \(RTDOSE\), not a structure set"):
        read_plan(files.rtdose, files.rtstruct)


def test_that_pydicoms_own_relative_dose_and_a_ct_are_refused(tmp_path):
    files = write_phantom(tmp_path, SMALL)
    for name, said in (("rtdose.dcm", "is relative, not in Gy"), ("CT_small.dcm", "is a CT image")):
        with pytest.raises(DoseFileError, match=said):
            read_plan(files.rtstruct, get_testdata_file(name))


def test_that_a_file_too_large_is_refused_before_it_is_read(tmp_path):
    files = write_phantom(tmp_path, SMALL)
    with files.rtdose.open("r+b") as file:
        file.truncate(2_100_000_000)  # sparse: no disk is filled
    assert "is 2.1 GB, more than the 1 GB" in refusal(files)


def test_that_an_endless_outline_is_refused(tmp_path):
    # Far and near in turn: 10 km from as few points as will do, since writing them takes longer than refusing them.
    count = 3_000
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    reach = np.where(np.arange(count) % 2, 1600.0, 5.0)
    star = np.column_stack([reach * np.cos(angle), reach * np.sin(angle)])
    rings = {"Liver": [(z, star) for z in (0.0, 3.0, 6.0)], "GTV": [(0.0, ellipse(5, 5))]}
    assert "km of outline" in refusal(write_phantom(tmp_path, SMALL.with_(rings=rings)))


def test_that_many_contour_points_are_read(tmp_path):
    rings = {"Liver": [(z, ellipse(80, 65, points=12_000)) for z in (-3.0, 0.0, 3.0)], "GTV": [(0.0, ellipse(5, 5))]}
    result = ask(write_phantom(tmp_path, SMALL.with_(rings=rings)))
    assert result.normal_liver_ml == pytest.approx(np.pi * 80 * 65 * 9 / 1000, rel=0.01)


@pytest.mark.hazard("wrong-spared-volume")
def test_that_proposals_follow_the_names_and_nothing_is_taken_without_being_asked(tmp_path):
    files = write_phantom(tmp_path, SMALL)
    proposal = propose_structures(read_plan(files.rtstruct, files.rtdose))
    assert proposal.liver[0] == "Liver"
    assert "Liver-GTV" in proposal.liver
    assert proposal.tumours == ("GTV",)


def test_that_a_folder_of_one_plan_is_sorted_out(tmp_path):
    files = write_phantom(tmp_path, SMALL)
    beam = tmp_path / "beam"
    write_phantom(beam, SMALL.with_(change=change("rtdose", DoseSummationType="BEAM")))
    (beam / "rtdose.dcm").rename(tmp_path / "beam1.dcm")
    (tmp_path / "notes.txt").write_text("not a plan")
    found = find_plan_files(tmp_path)
    assert (found.rtstruct, found.rtdose, found.rtplan) == (files.rtstruct, files.rtdose, files.rtplan)


def test_that_two_plans_in_a_folder_are_refused(tmp_path):
    write_phantom(tmp_path, SMALL)
    write_phantom(tmp_path / "second", SMALL)
    for name in ("rtss", "rtdose", "rtplan"):
        (tmp_path / "second" / f"{name}.dcm").rename(tmp_path / f"{name}2.dcm")
        with pytest.raises(DoseFileError, match="holds 2") as caught:
            find_plan_files(tmp_path)
        checked(caught.value)


@pytest.mark.parametrize(
    ("kept", "said"), [([], "holds no structure set"), (["rtss"], "holds no plan dose"), (None, "does not exist")]
)
def test_that_a_folder_without_a_whole_plan_is_refused(tmp_path, kept, said):
    folder = tmp_path / "folder"
    if kept is not None:
        write_phantom(folder, SMALL)
        for path in folder.iterdir():
            if path.stem not in kept:
                path.unlink()
    with pytest.raises(DoseFileError, match=said):
        find_plan_files(folder)
