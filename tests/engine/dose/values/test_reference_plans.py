"""The reference phantoms and the real plan and exports, where their folder lies beside the checkout."""

from __future__ import annotations

import numpy as np
import pytest

from engine.dose import read_dvh, read_plan, spared_liver, spared_liver_from_dvh

TRUTH_ML = 707.38


def plan_in(folder):
    return read_plan(folder / "rtss.dcm", folder / "rtdose.dcm", folder / "rtplan.dcm")


@pytest.mark.hazard("wrong-spared-volume")
@pytest.mark.parametrize(
    "name", ["phantom_A_2.5mm", "phantom_C_zcrop", "phantom_E_nonuniform", "phantom_G_absoff", "phantom_HFP"]
)
def test_that_the_reference_phantoms_give_their_known_answer(reference_folder, name):
    result = spared_liver(plan_in(reference_folder / "dose" / name), liver="Liver", tumours=["GTV"])
    assert result.fractions == 3
    if name == "phantom_C_zcrop":
        assert result.lower_bound_ml <= TRUTH_ML <= result.upper_bound_ml
        assert result.outside_grid_ml > 200
    else:
        assert result.below_threshold_ml == pytest.approx(TRUTH_ML, abs=0.5)
        assert result.normal_liver_ml == pytest.approx(1055.58, abs=0.5)


def test_that_a_real_plan_agrees_with_its_planning_system_over_every_dose(reference_folder):
    plan = plan_in(reference_folder / "dose" / "real_prostate")
    theirs = read_dvh(reference_folder / "dvh-text" / "EclipseProstate_DvhTable_Eclipse.csv")
    compared = 0
    for structure, curve in zip(plan.structures, theirs.structures, strict=True):
        result = spared_liver(plan, liver=structure.name)
        if curve.volume_ml < 20:
            continue
        compared += 1
        assert result.normal_liver_ml == pytest.approx(curve.volume_ml, rel=5e-3)
        ours = 100 * np.interp(curve.dose_gy, result.curve.dose_gy, result.curve.volume_below_ml)
        apart = np.abs(ours / result.curve.volume_below_ml[-1] - (100 - curve.above))
        assert apart.max() <= 0.5
    assert compared == 6


def test_that_a_real_eclipse_export_gives_what_two_other_readers_found(reference_folder):
    result = spared_liver_from_dvh(read_dvh(reference_folder / "dvh-text" / "Jane_Doe.dvh"), structure="LIVER")
    assert result.normal_liver_ml == 1635.9
    assert result.below_threshold_ml == pytest.approx(1321.724, abs=5e-4)


@pytest.mark.parametrize(
    ("name", "structure", "volume"),
    [
        ("synthetic_wide_gy_cc.csv", "LIVER", None),
        ("synthetic_wide_cgy_percent_semicolon_decimalcomma_latin1.csv", "LIVER", 1635.9),
        ("synthetic_differential_gy_cc.csv", None, None),
    ],
)
def test_that_the_same_curve_in_other_layouts_gives_the_same(reference_folder, name, structure, volume):
    dvh = read_dvh(reference_folder / "dvh-text" / name)
    result = spared_liver_from_dvh(dvh, structure=structure, structure_volume_ml=volume)
    assert result.below_threshold_ml == pytest.approx(1321.724, abs=0.01)
