"""The result as a whole: fractions, warnings, the planning system's own curve, hashes, JSON, second questions."""

from __future__ import annotations

import hashlib
import json
import logging

import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from bench.material.dose_phantoms import (
    LIVER_ML,
    NORMAL_ML,
    PATIENT_NUMBER,
    Phantom,
    exact_below_ml,
    own_curve,
    planes_every,
    write_phantom,
)
from engine.dose import Cancelled, DoseFileError, read_plan, spared_liver, spared_liver_as_json

pytestmark = pytest.mark.slow

SMALL = Phantom(planes=planes_every(5.0), spacing_mm=(5.0, 5.0, 5.0), high_mm=(106.0, 91.0, 75.0))


def read(folder, phantom=SMALL):
    files = write_phantom(folder, phantom)
    return read_plan(files.rtstruct, files.rtdose, files.rtplan)


def ask(folder, phantom=SMALL, **question):
    return spared_liver(read(folder, phantom), **{"liver": "Liver", "tumours": ["GTV"], **question})


def kinds(result):
    return {warning.kind for warning in result.warnings}


@pytest.mark.parametrize("count", ["3", 3, " 3 "])
def test_that_a_number_of_fractions_is_read_as_number_or_text(tmp_path, count):
    result = ask(tmp_path, SMALL.with_(fractions=[str(count)]))
    assert result.fractions == 3
    assert result.missing == ()


@pytest.mark.hazard("rule-out-of-place")
@pytest.mark.parametrize("counts", [["3", "5"], ["3", "3"], [None], ["0"], ["-3"], [], ["500"]])
def test_that_an_unclear_number_of_fractions_is_asked_for(tmp_path, counts):
    result = ask(tmp_path, SMALL.with_(fractions=counts))
    assert result.fractions is None
    assert [item.item for item in result.missing] == ["fractions"]


def test_that_without_a_plan_file_the_fractions_are_asked_for(tmp_path):
    files = write_phantom(tmp_path, SMALL)
    result = spared_liver(read_plan(files.rtstruct, files.rtdose), liver="Liver")
    assert result.fractions is None
    assert [item.item for item in result.missing] == ["fractions"]


def test_that_a_sum_of_plans_has_no_number_of_fractions(tmp_path):
    def total(files):
        files["rtdose"].DoseSummationType = "MULTI_PLAN"

    result = ask(tmp_path, SMALL.with_(change=total))
    assert result.fractions is None
    assert "plan_sum" in kinds(result)


@pytest.mark.parametrize(
    ("file", "keyword", "kind"),
    [
        ("rtdose", "ReferencedRTPlanSequence", "other_plan"),
        ("rtdose", "ReferencedStructureSetSequence", "other_structure_set"),
        ("rtplan", "ReferencedStructureSetSequence", "other_structure_set"),
    ],
)
def test_that_files_which_refer_to_others_are_used_and_said(tmp_path, file, keyword, kind):
    def misdirect(files):
        files[file][keyword].value[0].ReferencedSOPInstanceUID = "1.2.3.77"

    result = ask(tmp_path, SMALL.with_(change=misdirect))
    assert kinds(result) == {kind}


@pytest.mark.hazard("wrong-spared-volume")
def test_that_files_of_two_patients_are_said(tmp_path):
    def swap(files):
        files["rtdose"].PatientID = "OTHER-12"

    result = ask(tmp_path, SMALL.with_(change=swap))
    assert kinds(result) == {"other_patient"}
    assert "OTHER" not in json.dumps(spared_liver_as_json(result))


def test_that_a_missing_frame_of_reference_is_said(tmp_path):
    def forget(files):
        del files["rtdose"].FrameOfReferenceUID

    assert kinds(ask(tmp_path, SMALL.with_(change=forget))) == {"frame_unknown"}


def test_that_a_weighted_dose_is_said(tmp_path):
    def weigh(files):
        files["rtdose"].DoseType = "EFFECTIVE"

    assert kinds(ask(tmp_path, SMALL.with_(change=weigh))) == {"effective_dose"}


def test_that_a_dose_unlike_the_prescription_is_said(tmp_path):
    def prescribe(files):
        reference = Dataset()
        reference.DoseReferenceType, reference.TargetPrescriptionDose = "TARGET", "180"
        files["rtplan"].DoseReferenceSequence = Sequence([reference])

    assert kinds(ask(tmp_path, SMALL.with_(change=prescribe))) == {"dose_unlike_prescription"}


def test_that_a_dose_that_never_reaches_the_threshold_is_said(tmp_path):
    result = ask(tmp_path, threshold_gy=70.0)
    assert kinds(result) == {"dose_below_threshold"}
    assert result.below_threshold_ml == pytest.approx(result.normal_liver_ml)


def test_that_contours_without_a_type_are_taken_as_closed_and_said(tmp_path):
    def forget(files):
        for item in files["rtstruct"].ROIContourSequence[0].ContourSequence:
            del item.ContourGeometricType

    result = ask(tmp_path, SMALL.with_(change=forget))
    assert kinds(result) == {"contour_type_missing"}
    assert result.normal_liver_ml == pytest.approx(NORMAL_ML, abs=0.5)


def test_that_a_marker_point_in_the_structure_is_left_out_and_said(tmp_path):
    def mark(files):
        marker = Dataset()
        marker.ContourGeometricType, marker.NumberOfContourPoints = "POINT", 1
        marker.ContourData = ["0", "0", "0"]
        files["rtstruct"].ROIContourSequence[0].ContourSequence.append(marker)

    assert kinds(ask(tmp_path, SMALL.with_(change=mark))) == {"contour_left_out"}


def test_that_a_miscounted_contour_is_said(tmp_path):
    def miscount(files):
        files["rtstruct"].ROIContourSequence[0].ContourSequence[0].NumberOfContourPoints = 5

    assert kinds(ask(tmp_path, SMALL.with_(change=miscount))) == {"contour_miscounted"}


def test_that_files_without_a_part_10_header_are_read(tmp_path):
    assert ask(tmp_path, SMALL.with_(header=False)).below_threshold_ml == pytest.approx(exact_below_ml(), abs=0.6)


def test_that_sixteen_bit_doses_are_read(tmp_path):
    assert ask(tmp_path, SMALL.with_(bits=16)).below_threshold_ml == pytest.approx(exact_below_ml(), abs=0.6)


# The planning system's own curve


def liver_curve(scale=1.0, shift_ml=0.0):
    """Whole liver at or above each dose, in steps of 0.1 Gy; the GTV lies wholly in the high dose."""
    above = [LIVER_ML]
    for dose in np.arange(0.1, 60.0, 0.1):
        below = exact_below_ml(dose) if dose < 43 else NORMAL_ML
        above.append(max((LIVER_ML - below - shift_ml) * scale, 0.0))
    above[0] *= scale
    return np.minimum.accumulate(above)


def with_curve(*items):
    def add(files):
        files["rtdose"].DVHSequence = Sequence(list(items))

    return SMALL.with_(change=add)


def test_that_the_systems_own_curve_stands_beside_ours_and_is_trusted_first(tmp_path):
    result = ask(tmp_path, with_curve(own_curve(1, liver_curve())))
    assert result.tps_below_threshold_ml == pytest.approx(exact_below_ml(), abs=0.05)
    assert result.trusted_below_threshold_ml == result.tps_below_threshold_ml
    assert result.trusted_source == "planning_system"
    assert result.below_threshold_ml == pytest.approx(exact_below_ml(), abs=0.6)
    assert result.tps_curve.structure == "Liver"
    assert result.tps_curve.below_ml(15.0) == pytest.approx(exact_below_ml(), abs=0.05)


def test_that_without_an_own_curve_the_computed_value_is_the_one(tmp_path):
    result = ask(tmp_path)
    assert result.tps_curve is None
    assert result.tps_below_threshold_ml is None
    assert result.trusted_source == "computed"
    assert result.trusted_below_threshold_ml == result.below_threshold_ml


def test_that_a_curve_of_the_liver_without_the_tumour_is_preferred(tmp_path):
    normal = liver_curve() - (LIVER_ML - NORMAL_ML)
    phantom = with_curve(own_curve(1, liver_curve()), own_curve(1, np.maximum(normal, 0), excluded=[2]))
    result = ask(tmp_path, phantom)
    assert result.tps_curve.structure == "Liver minus GTV"
    assert result.tps_curve.volume_below_ml[-1] == pytest.approx(NORMAL_ML, abs=0.01)


def test_that_a_curve_of_another_structure_is_not_used(tmp_path):
    assert ask(tmp_path, with_curve(own_curve(2, liver_curve()))).tps_curve is None


@pytest.mark.hazard("wrong-spared-volume")
@pytest.mark.parametrize(("apart", "refused"), [(1.015, False), (1.03, True), (0.985, False), (0.97, True)])
def test_that_a_curve_more_than_two_percent_off_blocks_the_answer(tmp_path, apart, refused):
    phantom = with_curve(own_curve(1, liver_curve(scale=apart)))
    if not refused:
        assert ask(tmp_path, phantom).trusted_source == "planning_system"
        return
    with pytest.raises(DoseFileError, match=r"rtdose\.dcm: DVHSequence: the planning system's own curve gives"):
        ask(tmp_path, phantom)


@pytest.mark.parametrize(("shift_ml", "refused"), [(10.0, False), (20.0, True), (-10.0, False), (-20.0, True)])
def test_that_the_volume_below_the_threshold_must_agree_too(tmp_path, shift_ml, refused):
    phantom = with_curve(own_curve(1, liver_curve(shift_ml=shift_ml)))
    if refused:
        with pytest.raises(DoseFileError, match="volume below 15 Gy"):
            ask(tmp_path, phantom)
    else:
        assert ask(tmp_path, phantom).tps_below_threshold_ml == pytest.approx(exact_below_ml() + shift_ml, abs=0.1)


def test_that_a_curve_in_percent_is_turned_into_millilitres_and_said(tmp_path):
    result = ask(tmp_path, with_curve(own_curve(1, 100 * liver_curve() / LIVER_ML, units="PERCENT")))
    assert kinds(result) == {"tps_curve_percent"}
    assert result.tps_below_threshold_ml == pytest.approx(exact_below_ml(), abs=0.2)


def test_that_where_the_grid_is_short_the_systems_curve_must_lie_within_the_bounds(tmp_path):
    short = with_curve(own_curve(1, liver_curve())).with_(high_mm=(106.0, 91.0, 20.0))
    result = ask(tmp_path / "a", short)
    assert result.outside_grid_ml > 100
    assert result.trusted_below_threshold_ml == pytest.approx(exact_below_ml(), abs=0.05)
    wrong = with_curve(own_curve(1, liver_curve(shift_ml=200.0))).with_(high_mm=(106.0, 91.0, 20.0))
    with pytest.raises(DoseFileError, match="DVHSequence"):
        ask(tmp_path / "b", wrong)


def broken_curves():
    rising = own_curve(1, liver_curve()[::-1])
    relative = own_curve(1, liver_curve())
    relative.DoseUnits = "RELATIVE"
    per_unit = own_curve(1, liver_curve(), units="PER_U")
    odd = own_curve(1, liver_curve())
    odd.DVHData = list(odd.DVHData)[:-1]
    far = own_curve(1, liver_curve(), width_gy=10.0)
    negative = own_curve(1, -liver_curve())
    return [rising, relative, per_unit, odd, far, negative]


@pytest.mark.parametrize("item", range(6))
def test_that_a_curve_that_cannot_be_used_is_said_and_ours_holds(tmp_path, item):
    result = ask(tmp_path, with_curve(broken_curves()[item]))
    assert kinds(result) == {"tps_curve_unusable"}
    assert result.trusted_source == "computed"


def test_that_a_differential_curve_is_added_up(tmp_path):
    item = own_curve(1, -np.diff([*liver_curve(), 0.0]))
    item.DVHType = "DIFFERENTIAL"
    result = ask(tmp_path, with_curve(item))
    assert result.tps_below_threshold_ml == pytest.approx(exact_below_ml(), abs=0.1)


# What comes out


def test_that_our_curve_agrees_with_the_answers_at_every_threshold(tmp_path):
    plan = read(tmp_path)
    for threshold in (2.0, 7.5, 15.0, 40.0):
        result = spared_liver(plan, liver="Liver", tumours=["GTV"], threshold_gy=threshold)
        assert result.curve.below_ml(threshold) == pytest.approx(result.below_threshold_ml, abs=0.1)
        assert result.below_threshold_percent == pytest.approx(100 * result.below_threshold_ml / result.normal_liver_ml)
    curve = result.curve
    assert (np.diff(curve.dose_gy) > 0).all()
    assert (np.diff(curve.volume_below_ml) >= 0).all()
    assert curve.volume_below_ml[-1] == pytest.approx(result.normal_liver_ml, abs=0.05)
    with pytest.raises(ValueError, match="read-only"):
        curve.dose_gy[0] = 1.0


def test_that_more_dose_spares_more_and_more_tumours_leave_less(tmp_path):
    plan = read(tmp_path)
    below = [spared_liver(plan, liver="Liver", threshold_gy=dose).below_threshold_ml for dose in range(1, 61, 4)]
    assert below == sorted(below)
    whole = spared_liver(plan, liver="Liver")
    less = spared_liver(plan, liver="Liver", tumours=["GTV", "GTV"])
    assert less.normal_liver_ml < whole.normal_liver_ml
    assert less.structures == ("Liver", "GTV")


def test_that_a_second_question_gives_the_same_as_a_first(tmp_path):
    plan = read(tmp_path)
    first = spared_liver(plan, liver="Liver", tumours=["GTV"])
    for name in ("Liver-GTV", "GTV", "Liver-GTV keyhole"):  # pushes the liver's samples out of what is kept
        spared_liver(plan, liver=name)
    second = spared_liver(plan, liver="Liver", tumours=["GTV"])
    assert second.below_threshold_ml == first.below_threshold_ml
    assert second.normal_liver_ml == first.normal_liver_ml


def test_that_the_plan_lists_its_structures_with_contours_and_volumes(tmp_path):
    plan = read(tmp_path)
    assert [(s.name, s.kind) for s in plan.structures][:2] == [("Liver", "ORGAN"), ("GTV", "GTV")]
    assert plan.structures[0].contours == 20
    assert plan.volume_ml("Liver") == pytest.approx(LIVER_ML, rel=1e-3)
    assert plan.volume_ml("Liver") == plan.volume_ml("liver")
    assert plan.fractions == 3


def test_that_progress_is_told_and_a_wish_to_stop_is_heard(tmp_path):
    plan = read(tmp_path)
    told = []
    asked = []

    def stop():
        asked.append(True)
        return len(asked) > 5

    with pytest.raises(Cancelled):
        spared_liver(plan, liver="Liver", tumours=["GTV"], progress=told.append, cancelled=stop)
    assert len(told) == 5
    result = spared_liver(plan, liver="Liver", tumours=["GTV"], progress=told.append, cancelled=lambda: False)
    assert result.below_threshold_ml > 0
    assert told[-1] == 1.0
    with pytest.raises(Cancelled):
        spared_liver(plan, liver="Liver", tumours=["Liver-GTV"], cancelled=lambda: True)


@pytest.mark.hazard("privacy")
def test_that_files_are_known_by_their_contents_and_nothing_of_the_patient_is_kept(tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    folder = tmp_path / "Nobody^Known"
    files = write_phantom(folder, SMALL)
    result = spared_liver(read_plan(files.rtstruct, files.rtdose, files.rtplan), liver="Liver", tumours=["GTV"])
    hashes = {entry.role: entry.sha256 for entry in result.file_hashes}
    assert hashes["rtdose"] == hashlib.sha256(files.rtdose.read_bytes()).hexdigest()
    assert set(hashes) == {"rtstruct", "rtdose", "rtplan"}
    written = json.dumps(spared_liver_as_json(result)) + repr(result) + caplog.text
    for identity in ("Nobody", "Known", PATIENT_NUMBER, "1957", "1.2.3.", str(tmp_path)):
        assert identity not in written


def test_that_the_json_has_the_keys_of_the_contract(tmp_path):
    result = ask(tmp_path, with_curve(own_curve(1, liver_curve())))
    written = json.loads(json.dumps(spared_liver_as_json(result), allow_nan=False))
    assert written["fractions"] == 3
    assert written["warnings"] == []
    assert written["outside_grid_ml"] == 0.0
    assert written["lower_bound_ml"] <= written["below_threshold_ml"] <= written["upper_bound_ml"]
    assert written["normal_liver_ml"] == pytest.approx(NORMAL_ML, abs=0.5)
    assert len(written["tps_curve"]["dose_gy"]) == len(written["tps_curve"]["volume_below_ml"]) <= 400
    assert written["curve"]["volume_below_ml"] == sorted(written["curve"]["volume_below_ml"])
    assert written["file_sha256"].keys() == {"rtstruct", "rtdose", "rtplan"}
