"""What a DVH export leaves open the user can say; what the export says itself is believed."""

from __future__ import annotations

import json

import pytest

from engine.dose import DoseFileError, DvhOptions, preview_dvh, read_dvh, spared_liver_from_dvh
from tests.engine.dose.dvh.dvh_samples import BELOW_15_ML, DIALECTS, mobius, onkodicom_by_percent, rows

FOREIGN = "Sugar;Maj;Gyomor\n" + rows("{g:.2f};{v:.4f};{p:.4f}")


def below(path, text, options=None, **question):
    path.write_text(text, encoding="utf-8")
    return spared_liver_from_dvh(read_dvh(path, options or DvhOptions()), **question)


@pytest.mark.hazard("wrong-unit")
@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("Dose;Liver (cc)\n" + rows("{g:.2f};{v:.4f}"), DvhOptions(dose_unit="gy")),
        ("Dose;Liver (cc)\n" + rows("{c:.2f};{v:.4f}"), DvhOptions(dose_unit="cgy")),
        ("Dose (Gy);Liver\n" + rows("{g:.2f};{v:.4f}"), DvhOptions(volume_unit="ml")),
        ("Dose;Liver\n" + rows("{c:.2f};{v:.4f}"), DvhOptions(dose_unit="cgy", volume_unit="ml")),
        (FOREIGN, DvhOptions("gy", "ml", "Sugar", "Maj")),
        (FOREIGN, DvhOptions("gy", "ml", "1", "2")),
        (rows("{g:.2f};{v:.4f}"), DvhOptions("gy", "ml", "1", "2")),
        (rows("{n};{v:.4f};{g:.2f}"), DvhOptions("gy", "ml", "3", "2")),
    ],
)
def test_that_an_answer_makes_an_open_table_readable(tmp_path, text, options):
    path = tmp_path / "dvh.csv"
    with pytest.raises(DoseFileError):
        below(path, text)
    assert below(path, text, options).below_threshold_ml == pytest.approx(BELOW_15_ML, abs=1.0)


def test_that_a_table_in_an_unread_language_says_what_to_answer(tmp_path):
    with pytest.raises(DoseFileError, match="no label that names a dose; give --dose-column and --volume-column"):
        below(tmp_path / "dvh.csv", FOREIGN)


def test_that_named_columns_are_the_only_curve_of_the_table(tmp_path):
    path = tmp_path / "dvh.csv"
    path.write_text(FOREIGN, encoding="utf-8")
    assert [s.name for s in read_dvh(path, DvhOptions("gy", "percent", "Sugar", "Gyomor")).structures] == ["Gyomor"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (DvhOptions("gy", "ml", "Sugar", ""), "only one of the two was named"),
        (DvhOptions("gy", "ml", "Sugar", "Lep"), "no one column 'Lep'; choose one of: 1 Sugar, 2 Maj, 3 Gyomor"),
        (DvhOptions("gy", "ml", "1", "Sugar"), "one column is named for both"),
        (DvhOptions("gy", "ml", "1", "9"), "there is no one column '9'"),
    ],
)
def test_that_a_wrong_answer_is_named(tmp_path, options, said):
    with pytest.raises(DoseFileError) as caught:
        below(tmp_path / "dvh.csv", FOREIGN, options)
    assert said in str(caught.value)


def test_that_a_wrong_unit_is_caught_by_the_curve_itself(tmp_path):
    text = "Dose;Liver\n" + rows("{c:.2f};{v:.4f}")
    with pytest.raises(DoseFileError, match="suggests that its dose is in cGy"):
        below(tmp_path / "dvh.csv", text, DvhOptions("gy", "ml"))
    with pytest.raises(DoseFileError, match="% of its volume"):
        below(tmp_path / "dvh.csv", text, DvhOptions("cgy", "percent"))


@pytest.mark.parametrize("dialect", ["eclipse", "raystation", "monaco", "oncentra", "proknow"])
def test_that_no_answer_goes_before_a_dialect_that_states_its_units(tmp_path, dialect):
    with pytest.raises(DoseFileError, match="states its units and columns itself"):
        below(tmp_path / "dvh.txt", DIALECTS[dialect](), DvhOptions(dose_unit="gy"), structure="Liver")


def test_that_mirada_is_asked_for_the_unit_of_dose(tmp_path):
    path = tmp_path / "dvh.txt"
    with pytest.raises(DoseFileError, match="as files of this kind never do; give the unit with --dose-unit"):
        below(path, DIALECTS["mirada"](), structure="Liver")
    result = below(path, DIALECTS["mirada"](), DvhOptions(dose_unit="gy"), structure="Liver")
    assert result.normal_liver_ml == pytest.approx(1200.0)


def test_that_proknow_text_is_no_number_and_a_short_grid_is_said(tmp_path):
    path = tmp_path / "dvh.json"
    data = json.loads(DIALECTS["proknow"]())
    data["rois"][0]["dose_grid_bound"] = False
    result = below(path, json.dumps(data), structure="Liver")
    assert "outside_grid" in {warning.kind for warning in result.warnings}
    data["rois"][0]["curve"][7] = ["3.5", 70.0]
    with pytest.raises(DoseFileError, match="a point that is not a dose and a share"):
        below(path, json.dumps(data), structure="Liver")
    data["rois"][0]["curve"] = []
    with pytest.raises(DoseFileError, match="has no values"):
        below(path, json.dumps(data), structure="Liver")
    for damaged in ('{"rois": [], "curve": 1}', '{"rois": [1], "curve": 2}', DIALECTS["proknow"]()[:-20]):
        with pytest.raises(DoseFileError):
            below(path, damaged, structure="Liver")


@pytest.mark.parametrize(("unit", "taken"), [("gy", True), ("cgy", False)])
def test_that_an_answer_does_not_contradict_the_file(tmp_path, unit, taken):
    text = "Dose (Gy);Liver (cc)\n" + rows("{g:.2f};{v:.4f}")
    if taken:
        assert below(tmp_path / "dvh.txt", text, DvhOptions(dose_unit=unit))
        return
    with pytest.raises(DoseFileError, match="the file says Gy and the answer cgy"):
        below(tmp_path / "dvh.txt", text, DvhOptions(dose_unit=unit))
    assert below(tmp_path / "dvh.txt", text, DvhOptions(dose_unit=unit, overrules=True))


# Mobius3D: a chart without units


@pytest.mark.hazard("wrong-unit")
def test_that_a_chart_of_mobius_is_asked_for_its_units(tmp_path):
    path = tmp_path / "dvhChart_data.json"
    path.write_text(mobius(), encoding="utf-8")
    with pytest.raises(DoseFileError, match="does not say Gy or cGy"):
        read_dvh(path)
    found = spared_liver_from_dvh(
        read_dvh(path, DvhOptions(dose_unit="gy")), structure="Liver", structure_volume_ml=1200
    )
    assert found.below_threshold_ml == pytest.approx(BELOW_15_ML, abs=0.2)
    # Volumes that do not start at 100 are in no unit that anybody could know.
    path.write_text(mobius().replace("[0.00, 100.0000]", "[0.00, 1200.0]"), encoding="utf-8")
    bad = read_dvh(path, DvhOptions(dose_unit="gy"))
    with pytest.raises(DoseFileError, match="does not say its unit of volume"):
        spared_liver_from_dvh(bad, structure="Liver")
    preview = preview_dvh(path)
    assert preview is not None
    assert [column.kind for column in preview.columns] == ["dose", "volume"]


def test_that_two_series_of_one_structure_are_told_apart(tmp_path):
    path = tmp_path / "dvhChart_data.json"
    path.write_text(mobius().replace("Cord", "Liver"), encoding="utf-8")
    dvh = read_dvh(path, DvhOptions(dose_unit="gy"))
    with pytest.raises(DoseFileError, match="plan 'series 1', plan 'series 2'"):
        spared_liver_from_dvh(dvh, structure="Liver")
    assert spared_liver_from_dvh(dvh, structure="Liver", plan="series 2").below_threshold_percent is not None


@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize(
    "text", ['{"data": []}', '{"data": [{"name": 3}]}', '{"data": [{"name": "L", "data": [[1]]}]}']
)
def test_that_json_of_another_kind_is_one_sentence(tmp_path, text):
    path = tmp_path / "chart.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DoseFileError):
        read_dvh(path, DvhOptions(dose_unit="gy"))


def test_that_percents_in_another_table_than_onkodicoms_are_asked_about(tmp_path):
    path = tmp_path / "dvh.csv"
    path.write_text(onkodicom_by_percent().replace("Patient ID", "Case"), encoding="utf-8")
    with pytest.raises(
        DoseFileError, match="does not say Gy or cGy in a table whose columns are called after percents"
    ):
        read_dvh(path)
    said = read_dvh(path, DvhOptions(dose_unit="cgy"))
    assert spared_liver_from_dvh(said, structure="Liver").below_threshold_ml == pytest.approx(BELOW_15_ML, abs=1.0)


@pytest.mark.hazard("wrong-unit")
@pytest.mark.parametrize("label", ["Liver (cc)", "Liver (L)"])
def test_that_a_stated_unit_of_volume_is_not_overruled_in_silence(tmp_path, label):
    text = f"Dose (Gy);{label}\n" + rows("{g:.2f};{v:.4f}")
    answer = "percent" if label == "Liver (cc)" else "ml"
    with pytest.raises(DoseFileError, match=r"volume unit: the file says .* and the answer"):
        below(tmp_path / "dvh.csv", text, DvhOptions(volume_unit=answer))
    looked_at = DvhOptions(volume_unit="ml", overrules=True)
    assert below(tmp_path / "dvh.csv", text, looked_at).below_threshold_ml == pytest.approx(BELOW_15_ML, abs=0.1)
