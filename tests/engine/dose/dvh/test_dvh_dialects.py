"""Every dialect of DVH export gives the same number for the same curve."""

from __future__ import annotations

import hashlib
import json

import numpy as np
import pytest

from engine.dose import DoseFileError, read_dvh, spared_liver_as_json, spared_liver_from_dvh

VOLUME_ML = 1200.0
DOSE_GY = np.arange(0, 60.05, 0.1)
PERCENT = 100 / (1 + np.exp((DOSE_GY - 12) / 4)) * (1 + np.exp(-3))
PERCENT[-1] = 0.0
MEAN_GY = float(np.trapezoid(PERCENT, DOSE_GY) / 100)
BELOW_ML = float(VOLUME_ML * (1 - np.interp(15.0, DOSE_GY, PERCENT) / 100))
HEADER = "Patient Name : Known, Nobody\r\nPatient ID   : NR-4711\r\nType : Cumulative Dose Volume Histogram\r\n\r\n"
PLAN = "Plan: P1\r\nPrescribed dose [Gy]: 60.0\r\n% for dose (%): 100.0\r\n\r\n"


def below(path, **question):
    return spared_liver_from_dvh(read_dvh(path), **question)


def assert_same(result, tolerance_ml=0.05):
    assert result.below_threshold_ml == pytest.approx(BELOW_ML, abs=tolerance_ml)
    assert result.normal_liver_ml == pytest.approx(VOLUME_ML, abs=0.05)
    assert result.trusted_source == "planning_system"
    assert result.lower_bound_ml <= result.below_threshold_ml <= result.upper_bound_ml


def eclipse(
    columns, rows, name="Liver", volume="Volume [cc]: 1200.0", mean=f"Mean Dose [Gy]: {MEAN_GY:.3f}", plan="P1"
):
    lines = [
        f"Structure: {name}",
        "Approval Status: Unapproved",
        f"Plan: {plan}",
        ": ",
        volume,
        "Median Dose [Gy]: 1.0",
    ]
    lines += ["Dose Cover.[%]: 100.0", mean, "Modal Dose [Gy]: 2", "", "   ".join(columns)]
    lines += ["   ".join(f"{value:.6g}" for value in row) for row in rows]
    return "\r\n".join(lines) + "\r\n\r\n"


def write(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


DOSE, RELATIVE, SHARE = "Dose [Gy]", "Relative dose [%]", "Ratio of Total Structure Volume [%]"
FULL = list(zip(DOSE_GY, DOSE_GY / 0.6, PERCENT, strict=True))


def test_that_eclipse_is_read_in_both_column_orders(tmp_path):
    one = write(tmp_path / "a.txt", HEADER + PLAN + eclipse([DOSE, RELATIVE, SHARE], FULL))
    assert_same(below(one))
    turned = [(relative, dose, share) for dose, relative, share in FULL]
    other = write(tmp_path / "b.txt", HEADER + PLAN + eclipse([RELATIVE, DOSE, SHARE], turned))
    assert_same(below(other))


@pytest.mark.parametrize("unit", ["cm³", "cc", "cm3", "ccm", "mL"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
def test_that_absolute_volumes_are_read_in_every_spelling_and_encoding(tmp_path, unit, encoding):
    rows = [(dose, share * 12) for dose, share in zip(DOSE_GY, PERCENT, strict=True)]
    text = HEADER + PLAN + eclipse([DOSE, f"Structure Volume [{unit}]"], rows, volume=f"Volume [{unit}]: 1200.0")
    assert_same(below(write(tmp_path / "a.txt", text, encoding)))


def test_that_centigray_and_exponents_are_read(tmp_path):
    rows = [(100 * dose, share) for dose, share in zip(DOSE_GY, PERCENT, strict=True)]
    text = HEADER + PLAN + eclipse(["Dose [cGy]", SHARE], rows, mean=f"Mean Dose [cGy]: {100 * MEAN_GY:.1f}")
    text = text.replace("\r\n10   ", "\r\n1.0e+001   ")
    assert_same(below(write(tmp_path / "a.txt", text)))


@pytest.mark.parametrize("isodose", [100.0, 80.0])
def test_that_relative_dose_alone_is_scaled_by_the_prescription(tmp_path, isodose):
    full = 60.0 / (isodose / 100)
    rows = [(100 * dose / full, share) for dose, share in zip(DOSE_GY, PERCENT, strict=True)]
    plan = PLAN.replace("100.0", f"{isodose:.1f}")
    mean = f"Mean Dose [%]: {100 * MEAN_GY / full:.2f}"
    assert_same(below(write(tmp_path / "a.txt", HEADER + plan + eclipse([RELATIVE, SHARE], rows, mean=mean))), 0.2)


def test_that_relative_dose_without_a_prescription_is_refused_when_asked(tmp_path):
    plan = "Plan sum: S\r\nPrescribed dose [Gy]: not defined\r\n% for dose (%): not defined\r\n\r\n"
    rows = [(dose / 0.6, share) for dose, share in zip(DOSE_GY, PERCENT, strict=True)]
    text = HEADER + plan + eclipse([RELATIVE, SHARE], rows, mean="Mean Dose [%]: 20", plan="S")
    dvh = read_dvh(write(tmp_path / "a.txt", text))
    with pytest.raises(DoseFileError, match="without a prescribed dose"):
        spared_liver_from_dvh(dvh)


def test_that_a_plan_sum_with_absolute_dose_is_read(tmp_path):
    plan = "Plan sum: S\r\nPrescribed dose [Gy]: not defined\r\n% for dose (%): not defined\r\n\r\n"
    rows = list(zip(DOSE_GY, PERCENT, strict=True))
    text = HEADER + plan + eclipse([DOSE, SHARE], rows).replace("Plan: P1", "Plan sum: S")
    assert_same(below(write(tmp_path / "a.txt", text)))


@pytest.mark.parametrize(("unit", "factor"), [("cm³ / Gy", 1.0), ("cm³ / cGy", 0.01), ("cm³ / %", 0.6)])
def test_that_a_differential_curve_is_added_up(tmp_path, unit, factor):
    middle = (DOSE_GY[1:] + DOSE_GY[:-1]) / 2
    rows = [
        (dose, dose / 0.6, value * factor)
        for dose, value in zip(middle, -12 * np.diff(PERCENT) / np.diff(DOSE_GY), strict=True)
    ]
    text = HEADER + PLAN + eclipse([DOSE, RELATIVE, f"dVolume / dDose [{unit}]"], rows)
    assert_same(below(write(tmp_path / "a.txt", text)), 0.3)


def test_that_uncertainty_scenarios_are_left_out_and_said(tmp_path):
    rows = list(zip(DOSE_GY, PERCENT, strict=True))
    scenario = "Uncertainty plan: U1 P1 (variation)\r\nDose Cover.[%]: 100.0\r\n\r\nDose [Gy]   " + SHARE + "\r\n"
    scenario += "\r\n".join(f"{dose:.2f} {share / 2 + 50:.4f}" for dose, share in rows) + "\r\n\r\n"
    dvh = read_dvh(write(tmp_path / "a.txt", HEADER + PLAN + eclipse([DOSE, SHARE], rows) + scenario * 2))
    assert len(dvh.structures) == 1
    result = spared_liver_from_dvh(dvh)
    assert_same(result)
    assert any(w.kind == "uncertainty_curves" and w.text.startswith("2 curves") for w in result.warnings)


def test_that_spanish_labels_and_decimal_commas_are_read(tmp_path):
    rows = list(zip(DOSE_GY, PERCENT, strict=True))
    text = "Nombre de paciente: X\r\n\r\nPlan: P1\r\nDosis prescrita [Gy]: 60,0\r\n% para dosis (%): 100,0\r\n\r\n"
    text += "Estructura: HIGADO\r\nPlan: P1\r\nVolumen [cm³]: 1200,0\r\nDosis media [Gy]: " + f"{MEAN_GY:.2f}".replace(
        ".", ","
    )
    text += "\r\nDosis mediana [Gy]: 1,0\r\n\r\nDosis [Gy]  Volumen de estructura [%]\r\n"
    text += "\r\n".join(f"{dose:.2f}  {share:.5f}".replace(".", ",") for dose, share in rows)
    result = below(write(tmp_path / "a.txt", text, "latin-1"))
    assert result.structures == ("HIGADO",)
    assert_same(result)


def test_that_one_structure_in_two_plans_has_to_be_told_apart(tmp_path):
    rows = list(zip(DOSE_GY, PERCENT, strict=True))
    text = HEADER + PLAN + eclipse([DOSE, SHARE], rows) + eclipse([DOSE, SHARE], rows, plan="P2")
    path = write(tmp_path / "a.txt", text)
    with pytest.raises(DoseFileError, match="occurs 2 times"):
        below(path)
    assert_same(below(path, structure="liver", plan="p2"))


def test_that_the_structure_has_to_be_named_among_several(tmp_path):
    rows = list(zip(DOSE_GY, PERCENT, strict=True))
    text = HEADER + PLAN + eclipse([DOSE, SHARE], rows) + eclipse([DOSE, SHARE], rows, name="Liver-GTV")
    path = write(tmp_path / "a.txt", text)
    with pytest.raises(DoseFileError, match="must be named"):
        below(path)
    with pytest.raises(DoseFileError, match="choose one of its own: 'Liver'"):
        below(path, structure="Livver")
    assert {w.kind for w in below(path, structure="Liver").warnings} == {"tumour_included"}
    assert below(path, structure="Liver-GTV").warnings == ()


@pytest.mark.parametrize(("stated", "refused"), [(1.0, False), (1.02, False), (100.0, True), (0.01, True), (1.2, True)])
def test_that_a_mean_unlike_the_stated_one_is_refused(tmp_path, stated, refused):
    rows = list(zip(DOSE_GY, PERCENT, strict=True))
    text = HEADER + PLAN + eclipse([DOSE, SHARE], rows, mean=f"Mean Dose [Gy]: {MEAN_GY * stated:.3f}")
    path = write(tmp_path / "a.txt", text)
    if refused:
        with pytest.raises(DoseFileError, match="states a mean dose"):
            below(path)
    else:
        assert_same(below(path))


def test_that_raystation_lacks_the_volume_and_is_asked_for_it(tmp_path):
    text = "#PatientName:Known^Nobody\r\n#PatientId:NR-4711\r\n#Dosename:Plan\r\n#RoiName:Liver\r\n"
    text += "#Roi volume fraction outside grid: 0 %\r\n#Dose unit: cGy\r\n"
    text += "\r\n".join(f"{100 * dose:.1f}\t{share:.5f}" for dose, share in zip(DOSE_GY, PERCENT, strict=True))
    path = write(tmp_path / "a.txt", text)
    result = below(path)
    assert result.below_threshold_ml is None
    assert result.normal_liver_ml is None
    assert [item.item for item in result.missing] == ["fractions", "structure_volume_ml"]
    assert result.below_threshold_percent == pytest.approx(100 * BELOW_ML / VOLUME_ML, abs=0.01)
    assert_same(below(path, structure_volume_ml=VOLUME_ML))
    newer = write(tmp_path / "b.txt", text.replace("#Dose unit: cGy", "#Unit:cGy").replace("grid: 0 %", "grid: 5 %"))
    outside = below(newer, structure_volume_ml=VOLUME_ML)
    assert outside.outside_grid_ml == pytest.approx(60.0)
    assert "outside_grid" in {warning.kind for warning in outside.warnings}
    with pytest.raises(DoseFileError, match="no dose unit"):
        read_dvh(write(tmp_path / "c.txt", text.replace("#Dose unit: cGy", "")))


@pytest.mark.parametrize(("unit", "factor"), [("cm³", 12.0), ("%", 1.0)])
def test_that_monaco_is_read(tmp_path, unit, factor):
    text = "Patient ID: Nobody~NR-4711 | Plan Name: P1 | Resolution: .2(cm) | Bin Width: 0.1(Gy)"
    text += f" | Dose Units: Gy | Volume Units: {unit}\r\n"
    text += "\r\nStructure Name   Dose (Gy)   Volume\r\n"
    for name in ("Liver left lobe", "Liver"):
        text += "".join(f"{name}    {d:.3f}    {v * factor:.5f}\r\n" for d, v in zip(DOSE_GY, PERCENT, strict=True))
    text += "\r\n2026-01-02-Fri 10:00:00\r\n"
    path = write(tmp_path / "a.txt", text, "latin-1")
    assert [s.name for s in read_dvh(path).structures] == ["Liver left lobe", "Liver"]
    assert_same(below(path, structure="Liver", structure_volume_ml=VOLUME_ML))


def pinnacle(folder, factor=12.0, unit="cGy", points=None):
    (folder / "Data").mkdir(parents=True)
    (folder / "DoseInfo.csv").write_text(f"PrescriptionDose.{unit},NumberOfFractions,Dosis.{unit}\n2000,3,6000\n")
    (folder / "Data" / "Info.csv").write_text(
        f"RegionOfInterestName,Filename,Volume.ccm,DoseMin.{unit},DoseMax.{unit},DoseMean.{unit}\n"
        f"Liver,roi_1,1200.0,0,6000,{100 * MEAN_GY:.1f}\n"
    )
    rows = "".join(f"{100 * d:.2f}, {v * factor:.5f},\n" for d, v in zip(DOSE_GY, PERCENT, strict=True))
    text = f"NumberOfDimensions = 2;\nNumberOfPoints = {points or len(DOSE_GY)};\nPoints[] ={{\n{rows}}};\n"
    (folder / "Data" / "roi_1.csv").write_text(text)
    return folder


@pytest.mark.parametrize("factor", [12.0, 1.0])
def test_that_a_pinnacle_folder_is_read_with_its_fractions(tmp_path, factor):
    result = below(pinnacle(tmp_path / "export", factor))
    assert_same(result)
    assert result.fractions == 3
    assert result.missing == ()


def test_that_a_pinnacle_folder_that_lacks_a_part_is_refused(tmp_path):
    with pytest.raises(DoseFileError, match="NumberOfPoints"):
        read_dvh(pinnacle(tmp_path / "a", points=7))
    with pytest.raises(DoseFileError, match="Gy or cGy"):
        read_dvh(pinnacle(tmp_path / "b", unit="x"))
    folder = pinnacle(tmp_path / "c")
    with pytest.raises(DoseFileError, match="give the export's folder"):
        read_dvh(folder / "Data" / "roi_1.csv")
    (folder / "Data" / "roi_1.csv").unlink()
    with pytest.raises(DoseFileError, match="no file of points"):
        read_dvh(folder)
    with pytest.raises(DoseFileError, match="is not in the folder"):
        read_dvh(tmp_path)


def table(head, rows, divider=",", comma=False):
    lines = [divider.join(head)] + [divider.join(str(cell) for cell in row) for row in rows]
    text = "\n".join(lines) + "\n"
    return text.replace(".", ",") if comma else text


ROWS = [(round(float(d), 2), round(float(v) * 12, 5)) for d, v in zip(DOSE_GY, PERCENT, strict=True)]


@pytest.mark.parametrize(
    "text",
    [
        table(["Dose (Gy)", "Liver (cc)", "Stomach (cc)"], [(d, v, v / 2) for d, v in ROWS]),
        table(["dose_gy", "liver_ml"], ROWS),
        table(["Dosis [cGy]", "Liver [cm³]"], [(100 * d, v) for d, v in ROWS], ";"),
        table(["Dosis [Gy]", "Liver [cc]"], ROWS, ";", comma=True),
        table(["Dose (Gy)", "Liver (cc)"], ROWS, "\t"),
        table(["Liver Dose (GY)", "Liver Value (% of 1200.0 cc)", ""], [(d, v / 12, "") for d, v in ROWS]),
        table(["Structure", "Dose (Gy)", "Volume (cc)"], [("Liver", d, v) for d, v in ROWS]),
        "# made by a script\n"
        + table(["ROI", "Plan", "Dose [Gy]", "Volume [ml]"], [("Liver", "P", d, v) for d, v in ROWS]),
    ],
)
def test_that_plain_tables_are_read_long_wide_and_in_pairs(tmp_path, text):
    assert_same(below(write(tmp_path / "a.csv", text), structure="Liver"))


def test_that_a_table_of_volume_per_bin_is_recognised_and_said(tmp_path):
    bell = -12 * np.diff(100 / (1 + np.exp((DOSE_GY - 25) / 2)))
    rows = list(zip((DOSE_GY[1:] + DOSE_GY[:-1]) / 2, bell, strict=True))
    result = below(write(tmp_path / "a.csv", table(["Dose (Gy)", "Volume (cc)"], rows)), threshold_gy=25.0)
    assert result.below_threshold_ml == pytest.approx(600.0, abs=1.0)
    assert "taken_as_differential" in {warning.kind for warning in result.warnings}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (table(["Dose", "Liver (cc)"], ROWS), "does not say Gy or cGy"),
        (table(["Dose (Gy)", "Liver"], ROWS), "does not say its unit"),
        (table(["Dose (Gy)", "Liver (cc)"], [*ROWS[:50], (5.05, 1e6), *ROWS[51:]]), "rises at 5.05 Gy"),
        (table(["Dose (Gy)", "Liver (cc)"], [(d, 1200.0 - v) for d, v in ROWS]), "rises"),
        (table(["Dose (Gy)", "Liver (cc)"], [*ROWS[50:], *ROWS[:50]]), "doses that do not ascend"),
        (
            table(["Dose (Gy)", "Liver (cc)"], [*ROWS[:9], ("x", "y"), *ROWS[9:]]),
            "row 11: holds a value that is no number",
        ),
        (table(["Dose (Gy)", "Liver (cc)"], [(d, 0) for d, _ in ROWS]), "has no volume"),
        (table(["Dose (Gy)", "Liver (cc)"], [(d, -v) for d, v in ROWS]), "has no volume"),
        (table(["Dose (Gy)", "Liver (cc)"], [(100 * d, v) for d, v in ROWS]), "suggests that its dose is in cGy"),
        (table(["Dose (Gy)", "Liver (%)"], ROWS), "begins with 1.2e+03 % of its volume"),
        (table(["Dose (Gy)", "Liver (%)"], [(d, v / 1200) for d, v in ROWS]), "begins with 1 % of its volume"),
        (table(["name", "age"], [("a", 1), ("b", 2)]), "holds no DVH"),
        ("Dear colleague,\nthe dose was fine.\n", "holds no DVH"),
        ("\n\n", "holds no DVH"),
        ('{"format": "beamside-case/1", "inputs": {"total_dose_gy": 60, "fractions": 3}}', "holds no DVH"),
    ],
)
def test_that_what_is_no_falling_curve_with_units_is_refused(tmp_path, text, said):
    with pytest.raises(DoseFileError) as caught:
        below(write(tmp_path / "a.csv", text))
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_that_a_curve_that_ends_before_the_threshold_is_refused(tmp_path):
    path = write(tmp_path / "a.csv", table(["Dose (Gy)", "Liver (cc)"], ROWS[:100]))
    with pytest.raises(DoseFileError, match=r"ends at 9\.90 Gy"):
        below(path)
    assert below(path, threshold_gy=9.0).below_threshold_ml > 0


@pytest.mark.parametrize(
    "question", [{"threshold_gy": 0.0}, {"threshold_gy": float("nan")}, {"structure_volume_ml": -1.0}]
)
def test_that_a_question_that_cannot_be_is_refused(tmp_path, question):
    path = write(tmp_path / "a.csv", table(["Dose (Gy)", "Liver (cc)"], ROWS))
    with pytest.raises(DoseFileError):
        below(path, **question)


def test_that_a_slipped_dose_is_left_out_and_said(tmp_path):
    rows = list(ROWS)
    rows[300] = (0.0003, rows[300][1])
    result = below(write(tmp_path / "a.csv", table(["Dose (Gy)", "Liver (cc)"], rows)))
    assert_same(result)
    assert "dose_out_of_order" in {warning.kind for warning in result.warnings}


def test_that_much_liver_without_any_dose_is_said(tmp_path):
    rows = [(0.0, 1200.0), (0.05, 400.0), *[(d, v / 3) for d, v in ROWS[1:]]]
    result = below(write(tmp_path / "a.csv", table(["Dose (Gy)", "Liver (cc)"], rows)))
    assert "volume_without_dose" in {warning.kind for warning in result.warnings}


def test_that_a_stated_volume_unlike_the_curves_is_said(tmp_path):
    rows = [(dose, share * 12) for dose, share in zip(DOSE_GY, PERCENT, strict=True)]
    text = HEADER + PLAN + eclipse([DOSE, "Structure Volume [cc]"], rows, volume="Volume [cc]: 1500.0")
    assert "volume_mismatch" in {w.kind for w in below(write(tmp_path / "a.txt", text)).warnings}


@pytest.mark.parametrize("make", ["folder", "missing", "empty", "dicom", "binary", "large", "long_line"])
def test_that_a_path_that_is_no_text_is_refused(tmp_path, make):
    path = tmp_path / "a.txt"
    if make == "folder":
        path.mkdir()
    elif make == "empty":
        path.touch()
    elif make == "dicom":
        path.write_bytes(b"\0" * 128 + b"DICM" + b"\0" * 100)
    elif make == "binary":
        path.write_bytes(b"Dose [Gy] Volume [cc]\n\0\1\2")
    elif make == "large":
        with path.open("wb") as file:
            file.truncate(2_000_000_000)
    elif make == "long_line":
        path.write_text("1 " * 200_000)
    with pytest.raises(DoseFileError):
        read_dvh(path)


@pytest.mark.hazard("privacy")
def test_that_the_result_is_known_by_the_files_hash_and_says_nothing_of_the_patient(tmp_path):
    path = write(tmp_path / "a.txt", HEADER + PLAN + eclipse([DOSE, RELATIVE, SHARE], FULL))
    result = below(path)
    written = json.dumps(spared_liver_as_json(result), allow_nan=False)
    assert json.loads(written)["file_sha256"] == {"dvh": hashlib.sha256(path.read_bytes()).hexdigest()}
    assert result.fractions is None
    assert [item.item for item in result.missing] == ["fractions"]
    for identity in ("Known", "Nobody", "4711"):
        assert identity not in written
        assert identity not in repr(read_dvh(path))
