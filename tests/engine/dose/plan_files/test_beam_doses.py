"""Doses of beams are added up where they are all of the plan's, and refused by rule where they are not."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset

from bench.material.dose_phantoms import Phantom, ellipse, own_curve, phantom_dose, write_phantom
from engine.dose import DoseFileError, find_plan_files, read_plan, spared_liver

RINGS = {
    "Liver": [(float(z), ellipse(60.0, 50.0, points=24)) for z in range(-30, 35, 5)],
    "GTV": [(float(z), ellipse(15.0, 15.0, 15.0, points=12)) for z in range(-10, 15, 5)],
}
COARSE = {"rings": RINGS, "spacing_mm": (10.0, 10.0, 10.0), "bits": 32}


def _item(**values) -> Dataset:
    item = Dataset()
    for keyword, value in values.items():
        setattr(item, keyword, value)
    return item


def beams(folder: Path, shares=(0.75, 0.25), *, numbers=(1, 2), plan_beams=(1, 2), prescribed: str | None = "45"):
    """Write a plan whose dose comes as one file for each beam; return the whole plan's spared liver beside it."""
    whole = write_phantom(folder / "whole", Phantom(**COARSE))
    paths = []
    for at, (share, number) in enumerate(zip(shares, numbers, strict=True), start=1):
        made = write_phantom(
            folder / f"beam{at}", Phantom(dose=lambda x, y, z, s=share: s * phantom_dose(x, y, z), **COARSE)
        )
        dose = dcmread(made.rtdose)
        dose.DoseSummationType = "BEAM"
        dose.SOPInstanceUID = dose.file_meta.MediaStorageSOPInstanceUID = f"1.2.3.2.{at}"
        reference = dose.ReferencedRTPlanSequence[0]
        group = _item(
            ReferencedFractionGroupNumber="1", ReferencedBeamSequence=[_item(ReferencedBeamNumber=str(number))]
        )
        reference.ReferencedFractionGroupSequence = [group]
        path = folder / f"dose{at}.dcm"
        dose.save_as(path)
        paths.append(path)
    plan = dcmread(whole.rtplan)
    plan.FractionGroupSequence[0].ReferencedBeamSequence = [_item(ReferencedBeamNumber=str(n)) for n in plan_beams]
    plan.BeamSequence = [_item(BeamNumber=str(n), TreatmentDeliveryType="TREATMENT") for n in plan_beams]
    if prescribed is not None:
        plan.DoseReferenceSequence = [_item(DoseReferenceType="TARGET", TargetPrescriptionDose=prescribed)]
    plan.save_as(folder / "plan.dcm")
    (folder / "rtss.dcm").write_bytes(whole.rtstruct.read_bytes())
    return paths, spared_liver(read_plan(whole.rtstruct, whole.rtdose), liver="Liver", tumours=["GTV"])


def read(folder: Path, paths):
    return read_plan(folder / "rtss.dcm", paths[0], folder / "plan.dcm", paths[1:])


@pytest.mark.hazard("wrong-spared-volume")
def test_that_the_beams_of_a_plan_add_up_to_its_dose(tmp_path):
    paths, whole = beams(tmp_path)
    result = spared_liver(read(tmp_path, paths), liver="Liver", tumours=["GTV"])
    assert result.below_threshold_ml == pytest.approx(whole.below_threshold_ml, abs=0.1)
    assert result.fractions == 3
    assert "beam_sum" in {warning.kind for warning in result.warnings}
    assert [file.role for file in result.file_hashes] == ["rtstruct", "rtdose", "rtdose_2", "rtplan"]


def test_that_a_folder_of_beams_is_taken_as_a_whole(tmp_path):
    paths, _ = beams(tmp_path / "made")
    folder = tmp_path / "export"
    folder.mkdir()
    for path in (*paths, tmp_path / "made" / "plan.dcm", tmp_path / "made" / "rtss.dcm"):
        (folder / path.name).write_bytes(path.read_bytes())
    found = find_plan_files(folder)
    assert {found.rtdose.name, *(path.name for path in found.beams)} == {"dose1.dcm", "dose2.dcm"}
    assert any("2 beams were taken" in sentence for sentence in found.why)
    (folder / "plan.dcm").unlink()
    with pytest.raises(DoseFileError, match="holds no plan dose"):
        find_plan_files(folder)


@pytest.mark.hazard("wrong-spared-volume")
@pytest.mark.parametrize(
    ("made", "said"),
    [
        ({"plan_beams": (1, 2, 3)}, "those of beams 3 are missing"),
        ({"numbers": (1, 1)}, "names beam 1, as another dose does"),
        ({"plan_beams": (1,), "numbers": (1, 7)}, "names beam 7, which the plan has not"),
        ({"prescribed": None}, "whether the doses of beams are of one fraction or of all"),
        ({"shares": (0.25, 1 / 12), "prescribed": "45"}, "add"),
    ],
)
def test_that_beams_that_are_not_the_whole_plan_are_refused(tmp_path, made, said):
    paths, _ = beams(tmp_path, **made)
    with pytest.raises(DoseFileError) as caught:
        read(tmp_path, paths)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda dose: setattr(dose, "DoseSummationType", "FRACTION"), "is not the dose of a beam"),
        (lambda dose: setattr(dose, "DoseType", "EFFECTIVE"), "differs between the doses of beams"),
        (lambda dose: setattr(dose, "DoseUnits", "RELATIVE"), "is relative"),
        (lambda dose: setattr(dose, "ImagePositionPatient", ["0", "0", "0"]), "is another one than that of"),
        (lambda dose: delattr(dose, "ReferencedRTPlanSequence"), "does not name the plan and the beam"),
    ],
)
def test_that_a_beam_unlike_the_others_is_refused(tmp_path, change, said):
    paths, _ = beams(tmp_path)
    dose = dcmread(paths[1])
    change(dose)
    dose.save_as(paths[1])
    with pytest.raises(DoseFileError) as caught:
        read(tmp_path, paths)
    assert said in str(caught.value)


def test_that_a_setup_beam_is_none_of_the_treatment(tmp_path):
    paths, whole = beams(tmp_path, plan_beams=(1, 2, 9))
    plan = dcmread(tmp_path / "plan.dcm")
    plan.BeamSequence[2].TreatmentDeliveryType = "SETUP"
    plan.save_as(tmp_path / "plan.dcm")
    result = spared_liver(read(tmp_path, paths), liver="Liver", tumours=["GTV"])
    assert result.below_threshold_ml == pytest.approx(whole.below_threshold_ml, abs=0.1)


@pytest.mark.hazard("wrong-spared-volume")
def test_that_the_curve_of_one_beam_is_never_that_of_the_plan(tmp_path):
    paths, whole = beams(tmp_path)
    dose = dcmread(paths[0])
    dose.DVHSequence = [own_curve(1, [1089.0] * 10 + [0.0])]
    dose.save_as(paths[0])
    result = spared_liver(read(tmp_path, paths), liver="Liver", tumours=["GTV"])
    assert result.tps_curve is None
    assert result.trusted_below_threshold_ml == pytest.approx(whole.below_threshold_ml, abs=0.1)


def test_that_beams_without_their_plan_are_refused(tmp_path):
    paths, _ = beams(tmp_path)
    with pytest.raises(DoseFileError, match="the plan is missing"):
        read_plan(tmp_path / "rtss.dcm", paths[0], None, paths[1:])
    with pytest.raises(DoseFileError, match="dose of a beam, not of the whole plan"):
        read_plan(tmp_path / "rtss.dcm", paths[0], tmp_path / "plan.dcm")
