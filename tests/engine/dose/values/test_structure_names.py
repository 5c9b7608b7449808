"""An organ is not filled from a contour whose name clearly says another one, unless somebody insists."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.dose import DoseFileError, load_plan_table, read_dvh, spared_liver_from_dvh, values_of_dvh
from engine.dose.values.structure_names import check_named, liver_named_otherwise, says_another
from tests.engine.dose.dvh.dvh_samples import rows

TABLE = load_plan_table(Path(__file__).parents[4] / "resources")


@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize(
    ("organ", "structure", "other"),
    [
        ("cord", "Liver", "Liver"),
        ("cord", "zLiver_opt", "Liver"),
        ("cord", "Leber gesamt", "Liver"),
        ("cord", "PTV_60", "Tumour or target"),
        ("cord", "GTV1", "Tumour or target"),
        ("heart", "SpinalCord", "Spinal cord"),
        ("left_kidney", "Kidney_R", "Right kidney"),
        ("right_kidney", "Niere links", "Left kidney"),
        ("stomach", "Small Bowel", "Bowel"),
        ("duodenum", "EXTERNAL", "Body"),
        ("left_kidney", "Kidneys", "Both kidneys"),
        # The name says the organ as well, or nothing that is understood.
        ("cord", "SpinalCord_PRV", ""),
        ("cord", "Cord+Liver", ""),
        ("cord", "Myelon_neu", ""),
        ("cord", "Struct 7", ""),
        ("left_kidney", "KIDNEYL_prv", ""),
        ("left_kidney", "Kidney_lower_l", ""),
        ("stomach", "Magenwand", ""),
        ("heart", "Recorder", ""),
    ],
)
def test_that_a_name_says_another_organ_only_where_it_is_clear(organ, structure, other):
    assert says_another(TABLE, organ, structure) == other


@pytest.mark.hazard("bad-input")
def test_that_the_liver_and_its_tumours_may_be_called_after_where_they_lie():
    assert liver_named_otherwise(TABLE, ["Liver-GTV"]) == ""
    assert liver_named_otherwise(TABLE, ["Volume 3", "Lebermet_S7", "Met near colon"]) == ""
    assert "'Heart' was chosen as the liver" in liver_named_otherwise(TABLE, ["Heart", "GTV"])
    assert "'Liver' was chosen as a tumour" in liver_named_otherwise(TABLE, ["Volume 3", "Liver"])


def test_that_the_chosen_liver_is_no_other_organ_whatever_it_is_called():
    with pytest.raises(DoseFileError, match=r"it is chosen as the liver or its tumour; .*--organ-anyway cord=Volume 3"):
        check_named(TABLE, {"cord": ["Volume 3"]}, (), ["Volume 3"])
    check_named(TABLE, {"cord": ["Volume 3"]}, {"cord"}, ["Volume 3"])


@pytest.mark.hazard("bad-input")
def test_that_insisting_fills_the_value_and_keeps_the_doubt_in_its_origin(tmp_path):
    path = tmp_path / "dvh.csv"
    path.write_text("Dose (Gy),Liver (cc),PTV (cc)\n" + rows("{g:.2f},{v:.4f},{v:.4f}"), encoding="utf-8")
    dvh = read_dvh(path)
    result = spared_liver_from_dvh(dvh, structure="Liver")
    for name, said in (("Liver", "liver"), ("PTV", "tumour or target")):
        with pytest.raises(DoseFileError, match=f"{name!r} is named for the spinal cord, while its name says {said}"):
            values_of_dvh(dvh, result, dvh.structures[0], TABLE, organs={"cord": [name]})
        forced = values_of_dvh(dvh, result, dvh.structures[0], TABLE, organs={"cord": [name]}, anyway={"cord"})
        (cord,) = [value for value in forced.values if value.field == "cord_max_gy"]
        assert (cord.value, cord.caution) == (60.0, "")
        assert cord.method.endswith(f"{name!r} was insisted on, while its name says {said}.")


@pytest.mark.hazard("wrong-spared-volume")
def test_that_a_liver_whose_name_says_another_organ_is_taken_only_by_hand(tmp_path):
    path = tmp_path / "dvh.csv"
    path.write_text("Dose (Gy),Spleen (cc)\n" + rows("{g:.2f},{v:.4f}"), encoding="utf-8")
    dvh = read_dvh(path)
    found = values_of_dvh(dvh, spared_liver_from_dvh(dvh), dvh.structures[0], TABLE)
    assert all("its name says spleen" in value.caution for value in found.values)
