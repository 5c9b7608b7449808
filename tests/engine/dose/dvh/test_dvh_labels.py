"""Labels of DVH tables as standards, planning systems and people write them: each kind that was once misread."""

from __future__ import annotations

import math

import pytest

from engine.dose import read_dvh, spared_liver_from_dvh
from engine.dose.errors import DoseFileError

DOSES = [0.5 * step for step in range(121)]
LIVER_ML = 1200.0
BELOW_15_ML = LIVER_ML * (1.0 - math.exp(-1.5))


def table(head: str, per_gy: float = 1.0, per_ml: float = 1.0) -> str:
    rows = [f"{dose * per_gy:.3f},{LIVER_ML * math.exp(-dose / 10.0) * per_ml:.7f}" for dose in DOSES[:-1]]
    return "\n".join([head, *rows, f"{DOSES[-1] * per_gy:.3f},0"]) + "\n"


def spared(folder, text: str, volume_ml: float | None = None):
    path = folder / "dvh.csv"
    path.write_text(text, encoding="utf-8")
    return spared_liver_from_dvh(read_dvh(path), structure_volume_ml=volume_ml)


@pytest.mark.parametrize(
    ("head", "per_gy", "per_ml"),
    [
        ("Dose/Gy,Volume/cm³", 1.0, 1.0),
        ("Dose/cGy,Volume / mL", 100.0, 1.0),
        ("Dosis/Gy,Volumen/%", 1.0, 100.0 / LIVER_ML),
        ("Dose (Gray),Volume (ml)", 1.0, 1.0),
        ("Dose [centigray],Volume [cc]", 100.0, 1.0),
        ("Dose (Gy),Ratio of Total Structure Volume [%]", 1.0, 100.0 / LIVER_ML),
        ("Dose (Gy),Volume fraction", 1.0, 1.0 / LIVER_ML),
        ("# Dose unit: cGy\n# Volume unit: cc\nDose,Volume", 100.0, 1.0),
        ("Unit of dose: Gy\nUnit of volume: mL\nDose,Volume", 1.0, 1.0),
        # What stands at the column goes before what stands above it.
        ("# Dose unit: cGy\nDose (Gy),Volume (cc)", 1.0, 1.0),
    ],
)
def test_that_a_unit_is_found_where_it_stands(head, per_gy, per_ml, tmp_path):
    found = spared(tmp_path, table(head, per_gy, per_ml), LIVER_ML)
    assert found.below_threshold_ml == pytest.approx(BELOW_15_ML, abs=0.5)


@pytest.mark.hazard("wrong-unit")
@pytest.mark.parametrize(
    "head",
    ["BED10 (Gy),Volume (cc)", "BED_3 [Gy],Volume (cc)", "dose_bed10_gy,volume_cc", "Dose (Gy EQD2),Volume (cc)"]
    + [f"# Dose unit: {unit}\nDose,Volume (cc)" for unit in ("EQD2", "MU", "Gy (BED)")],
)
def test_that_a_dose_of_equal_effect_is_no_physical_dose(head, tmp_path):
    with pytest.raises(DoseFileError):
        spared(tmp_path, table(head))


@pytest.mark.parametrize("head", ["Biological dose (Gy),Volume (cc)", "# Dose unit: Gy (RBE)\nDose,Volume (cc)"])
def test_that_a_weighted_dose_is_said(head, tmp_path):
    assert "effective_dose" in [warning.kind for warning in spared(tmp_path, table(head)).warnings]


@pytest.mark.hazard("wrong-unit")
def test_that_a_volume_per_gray_is_no_dose(tmp_path):
    with pytest.raises(DoseFileError):
        spared(tmp_path, table("Dose (Gy),Volume cm3/Gy", 1.0, 0.01))


def test_that_a_unit_of_volume_below_one_of_dose_is_refused(tmp_path):
    path = tmp_path / "dvh.csv"
    path.write_text("Gy;\ncm3\n0;1\n", encoding="utf-8")
    with pytest.raises(DoseFileError, match="holds no DVH that can be read here"):
        read_dvh(path)
