"""The commands that compute a curve or a spared volume, and sealed cases on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pytest

from bench.material.dose_phantoms import Phantom, ellipse, write_phantom
from engine.case.fields import FieldCatalogue
from engine.case.files.case_file import load_case
from engine.case.files.sealed_case import Hardness, seal
from engine.dose import explain_dvh, read_dvh, spared_liver_from_dvh
from tests.engine.curves.tables.click_samples import READ, RISK, rows, written
from tests.engine.dose.dvh.dvh_samples import DIALECTS
from tests.shipped import shipped_fields

pytestmark = pytest.mark.slow

Beamside = Callable[..., Any]
RINGS = {
    "Liver": [(z, ellipse(30, 25, points=12)) for z in (0.0, 5.0, 10.0, 15.0)],
    "GTV": [(z, ellipse(8, 8, points=8)) for z in (5.0, 10.0)],
}
TINY = Phantom(rings=RINGS, spacing_mm=(10.0, 10.0, 10.0), low_mm=(-50, -50, -20), high_mm=(50, 50, 40), bits=16)
EASY = Hardness(iterations=1, lanes=1, memory_kib=64)


@pytest.fixture(scope="module")
def fields(resources: Path) -> FieldCatalogue:
    return shipped_fields()


# ---------------------------------------------------------------------- curve


def test_that_published_figures_give_a_curve(beamside: Beamside) -> None:
    said = beamside(
        *(
            "curve",
            "landmarks",
            "--n",
            "40",
            "--median",
            "17.5",
            "--median-ci",
            "12",
            "nr",
            "--at",
            "12:0,70",
            "24:0.3",
        ),
        *("--follow-up", "-", "20", "48", "--endpoint", "pfs", "--curative"),
    )
    assert (said.code, said.errors) == (0, "")
    curve = json.loads(said.output)
    assert curve["n"] == 40
    assert curve["endpoint"] == "progression_free_survival"
    rates = {(point["time_months"], point["survival"]) for point in curve["published"]}
    assert {(12.0, 0.7), (24.0, 0.3), (17.5, 0.5)} <= rates
    assert curve["survival"][0] == 1.0


@pytest.mark.parametrize("words", ["not-reached", "nr", "NR"])
def test_that_a_median_that_was_not_reached_can_be_said(words: str, beamside: Beamside) -> None:
    said = beamside("curve", "landmarks", "--n", "40", "--median", words, "--at", "12:0.9")
    assert said.code == 0
    assert json.loads(said.output)["survival"][-1] > 0


@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--n", "many"], "--n: “many” is not a number. Write digits, with a comma or a point"),
        (["--n", "1,000"], "--n: “1,000” can be read in more than one way. Write the digits without grouping"),
        (["--n", "1.000"], "--n: “1.000” can be read in more than one way."),
        (["--n", "1_0"], "--n: “1_0” is not a number."),
        (["--n", "٤٠"], "--n: “٤٠” is not a number."),
        (["--median", "1,234.5"], "--median: “1,234.5” can be read in more than one way."),
        (["--median-ci", "12.345", "20"], "--median-ci: “12.345” can be read in more than one way."),
        (["--n", "40.5"], "--n: “40.5” is not a whole number. Write the number of patients."),
        (["--n", "1e300"], "--n: “1e300” is not a number."),
        (["--n", "inf"], "--n: “inf” is not a number."),
        (["--n", "nan"], "--n: “nan” is not a number."),
        (["--at", "12"], "--at: “12” is not TIME:SURVIVAL. Write for example 12:0.78."),
        (["--at", "12:high"], "--at: “high” is not a number. Write digits"),
        (["--median", "soon"], "--median: “soon” is not a number. Write digits"),
        (["--at", "12:70"], "0.7"),
        (["--median", "nan"], "median"),
    ],
)
def test_that_figures_that_cannot_be_are_one_sentence(arguments: list[str], sentence: str, beamside: Beamside) -> None:
    said = beamside("curve", "landmarks", *arguments)
    assert (said.code, said.output, len(said.error_lines)) == (2, "", 1)
    assert sentence in said.errors


@pytest.fixture
def clicks(tmp_path: Path) -> Path:
    path = tmp_path / "clicks.csv"
    path.write_text("time,survival\n" + "".join(f"{m},{0.97**m:.4f}\n" for m in range(25)), encoding="utf-8")
    return path


def test_that_clicks_give_a_curve_with_and_without_numbers_at_risk(
    clicks: Path, tmp_path: Path, beamside: Beamside
) -> None:
    risk = tmp_path / "risk.csv"
    risk.write_text("time,n\n0,40\n6,33\n12,27\n18,20\n24,10\n", encoding="utf-8")
    said = beamside("curve", "digitised", clicks, "--at-risk", risk, "--events", "20")
    assert (said.code, said.errors) == (0, "")
    assert json.loads(said.output)
    assert beamside("curve", "digitised", clicks, "--n", "40").code == 0


@pytest.mark.hazard("bad-input")
def test_that_a_mistake_in_the_clicks_names_the_file_and_one_of_the_numbers_its_option(
    clicks: Path, tmp_path: Path, beamside: Beamside
) -> None:
    risk = tmp_path / "risk.csv"
    risk.write_text("time,n\n0,10\n6,33\n", encoding="utf-8")
    said = beamside("curve", "digitised", clicks, "--at-risk", risk)
    assert (said.code, len(said.error_lines)) == (2, 1)
    assert said.errors.startswith("risk.csv: at_risk: ")
    said = beamside("curve", "digitised", clicks, "--n", "0")
    assert (said.code, len(said.error_lines)) == (2, 1)
    assert said.errors.startswith("--patients: ") or said.errors.startswith("--n: ")
    said = beamside("curve", "digitised", tmp_path / "none.csv")
    assert (said.code, len(said.error_lines)) == (2, 1)
    assert "none.csv: there is no such file" in said.errors


def test_that_the_command_asks_for_the_unit_of_the_numbers_at_risk(tmp_path: Path, beamside: Beamside) -> None:
    clicks = written(tmp_path, READ["days"])
    risk = written(tmp_path, "time,n\n" + rows(*zip(*RISK, strict=True)), "risk.csv")
    said = beamside("curve", "digitised", clicks, "--at-risk", risk)
    assert said.code == 2
    assert "--risk-time-unit" in said.errors
    said = beamside("curve", "digitised", clicks, "--at-risk", risk, "--risk-time-unit", "months", "--explain")
    assert said.code == 0
    found = json.loads(said.output)
    assert found["median_months"] == pytest.approx(24.0, abs=0.5)
    assert [table["file"] for table in found["explanation"]] == [str(clicks), str(risk)]
    assert "Converted: Times from days to months" in said.errors


@pytest.mark.hazard("wrong-unit")
def test_that_the_command_says_what_it_understood_and_takes_another_word(tmp_path: Path, beamside: Beamside) -> None:
    clicks = written(tmp_path, READ["R survfit"].replace("surv,", "mortality (%),"))
    assert beamside("curve", "digitised", clicks).code == 2
    options = ("--survival", "--value-unit", "fractions", "--at-risk", clicks)
    named = ("--risk-time-column", "time", "--risk-column", "2")
    said = beamside("curve", "digitised", clicks, *options, *named)
    assert (said.code, said.errors) == (0, "")
    found = json.loads(said.output)
    assert found["n"] == 120
    assert found["understood"] == {
        "time": {"column": 1, "label": "time", "unit": "months, assumed"},
        "value": {"column": 5, "label": "mortality (%)", "is": "survival", "scale": "fractions"},
        "series": "mortality (%)",
        "decimal_mark": ".",
    }
    assert any("says percent; the values were taken as fractions, as asked" in note for note in found["notes"])
    assert any("survival was taken, as asked" in note for note in found["notes"])
    assert beamside("curve", "digitised", clicks, *options, "--risk-column", "2").code == 2
    assert beamside("curve", "digitised", clicks, "--survival", "--failure").code == 2
    days = json.loads(beamside("curve", "digitised", written(tmp_path, READ["days"]), "--time-unit", "weeks").output)
    assert "The header says days; the times were taken in weeks, as asked." in days["notes"]


# ---------------------------------------------------------------------- dose and dvh


def test_that_a_plan_gives_its_spared_liver(tmp_path: Path, beamside: Beamside) -> None:
    files = write_phantom(tmp_path, TINY)
    said = beamside("dose", files.rtstruct, files.rtdose, "--liver", "Liver", "--gtv", "GTV")
    assert (said.code, said.errors) == (0, "")
    with_tumour = json.loads(said.output)
    other = json.loads(
        beamside("dose", files.rtstruct, files.rtdose, "--liver", "Liver", "--threshold-gy", "30").output
    )
    assert with_tumour["threshold_gy"] == 15
    assert other["threshold_gy"] == 30
    assert other["below_threshold_ml"] > with_tumour["below_threshold_ml"] > 0


@pytest.mark.hazard("bad-input")
@pytest.mark.hazard("wrong-spared-volume")
def test_that_a_structure_that_is_not_there_is_one_sentence(tmp_path: Path, beamside: Beamside) -> None:
    files = write_phantom(tmp_path, TINY)
    said = beamside("dose", files.rtstruct, files.rtdose, "--liver", "Livre")
    assert (said.code, said.output, len(said.error_lines)) == (2, "", 1)
    assert "Liver" in said.errors


def test_that_a_dvh_gives_its_spared_liver(tmp_path: Path, beamside: Beamside) -> None:
    path = tmp_path / "dvh.csv"
    rows = "".join(f"{dose};{1000 - 20 * dose}\n" for dose in range(51))
    path.write_text(f"Dose [Gy];Liver [cm3]\n{rows}", encoding="utf-8")
    said = beamside("dvh", path, "--structure", "Liver")
    assert (said.code, said.errors) == (0, "")
    # 300 ml get more than 15 Gy by the table: 1000 - (1000 - 20 * 15).
    assert json.loads(said.output)["below_threshold_ml"] == pytest.approx(300)
    assert "Liver: “Dose [Gy]” is the dose, “Liver [cm3]” the volume." in json.loads(said.output)["understood"]


def test_that_fill_gives_the_other_values_of_the_plan(tmp_path: Path, beamside: Beamside) -> None:
    cord = [(z, ellipse(3, 3, x0=-20, points=12)) for z in (0.0, 5.0, 10.0, 15.0)]
    files = write_phantom(tmp_path, TINY.with_(rings={**RINGS, "Myelon neu": cord}))
    plan = (files.rtstruct, files.rtdose, files.rtplan, "--liver", "Liver", "--gtv", "GTV")
    said = beamside("dose", *plan, "--fill")
    assert (said.code, said.errors) == (0, "")
    found = json.loads(said.output)
    assert found["fill"]["inputs"]["normal_liver_below_15gy_ml"] == pytest.approx(found["below_threshold_ml"], abs=0.1)
    assert found["fill"]["inputs"]["fractions"] == 3
    assert "cord_max_gy" not in found["fill"]["inputs"]
    told = beamside("dose", *plan, "--fill", "--organ", "cord=Myelon neu", "--explain")
    named = json.loads(told.output)["fill"]
    assert "Recognised: Spinal cord: 'Myelon neu'." in told.errors
    assert "Not used" not in told.errors
    assert "Not used: 'Myelon neu'." in beamside("dose", *plan, "--fill", "--explain").errors
    assert named["inputs"]["cord_max_gy"] > 0
    assert [v["structures"] for v in named["values"] if v["field"] == "cord_max_gy"] == [["Myelon neu"]]
    other = json.loads(beamside("dose", *plan, "--fill", "--threshold-gy", "30").output)
    assert other["threshold_gy"] == 30
    assert other["fill"]["inputs"] == found["fill"]["inputs"]


def test_that_fill_reads_the_curves_of_a_dvh_export(tmp_path: Path, beamside: Beamside) -> None:
    path = tmp_path / "dvh.csv"
    rows = "".join(f"{dose};{1000 - 20 * dose};{max(50 - 2 * dose, 0)}\n" for dose in range(51))
    path.write_text(f"Dose [Gy];Liver [cm3];Magen [cm3]\n{rows}", encoding="utf-8")
    said = beamside("dvh", path, "--structure", "Liver", "--fill")
    assert json.loads(said.output)["fill"]["inputs"] == {"normal_liver_below_15gy_ml": 300.0, "stomach_max_gy": 25.0}
    told = beamside("dvh", path, "--structure", "Liver", "--fill", "--explain").errors
    assert "Recognised: Stomach: 'Magen'." in told
    assert "other curves" not in told
    at_20 = beamside("dvh", path, "--structure", "Liver", "--fill", "--threshold-gy", "20")
    assert json.loads(at_20.output)["fill"]["inputs"]["normal_liver_below_15gy_ml"] == 300.0


def test_that_units_and_columns_of_a_dvh_can_be_said(tmp_path: Path, beamside: Beamside) -> None:
    path = tmp_path / "dvh.csv"
    rows = "".join(f"{100 * dose};{1000 - 20 * dose}\n" for dose in range(51))
    path.write_text(f"Sugar;Maj\n{rows}", encoding="utf-8")
    assert beamside("dvh", path).code == 2
    said = beamside(
        "dvh", path, "--dose-column", "Sugar", "--volume-column", "Maj", "--dose-unit", "cgy", "--volume-unit", "ml"
    )
    assert json.loads(said.output)["below_threshold_ml"] == pytest.approx(300)


@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--fill", "--organ", "cord"], "is not ORGAN=NAME"),
        (["--organ", "cord=Myelon"], "Add --fill"),
        (["--fill", "--organ", "tail=Myelon"], "is no organ of the table"),
        (["--fill", "--organ", "cord=Myelon"], "is not in the file"),
        (["--fill", "--organ", "cord=Liver"], "while its name says liver"),
    ],
)
def test_that_a_wrong_organ_is_one_sentence(options: list[str], words: str, tmp_path: Path, beamside: Beamside) -> None:
    path = tmp_path / "dvh.csv"
    rows = "".join(f"{dose};{1000 - 20 * dose}\n" for dose in range(51))
    path.write_text(f"Dose [Gy];Liver [cm3]\n{rows}", encoding="utf-8")
    said = beamside("dvh", path, *options)
    assert (said.code, said.output, len(said.error_lines)) == (2, "", 1)
    assert words in said.errors


@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize("command", ["dose", "dvh"])
@pytest.mark.parametrize("text", ["1_5", "1,500", "1.500", "nan", "٣"])
def test_that_a_threshold_is_read_by_the_one_grammar(command: str, text: str, beamside: Beamside) -> None:
    files = ["a.dcm", "b.dcm", "--liver", "Liver"] if command == "dose" else ["dvh.csv"]
    said = beamside(command, *files, "--threshold-gy", text)
    assert (said.code, said.output, len(said.error_lines)) == (2, "", 1)
    assert said.errors.startswith(f"--threshold-gy: “{text}” ")


@pytest.mark.hazard("bad-input")
def test_that_a_volume_is_read_by_the_one_grammar(beamside: Beamside) -> None:
    said = beamside("dvh", "dvh.csv", "--volume-ml", "1,560")
    assert (said.code, said.output, len(said.error_lines)) == (2, "", 1)
    assert said.errors.startswith("--volume-ml: “1,560” can be read in more than one way.")


# ---------------------------------------------------------------------- sealed cases


@pytest.fixture
def sealed(resources: Path, fields: FieldCatalogue, tmp_path: Path) -> Path:
    path = tmp_path / "sealed.beamside.json"
    case = load_case(resources / "examples" / "sbrt-candidate.beamside.json", fields)
    path.write_bytes(seal(case, "correct horse", hardness=EASY))
    return path


def test_that_a_sealed_case_is_assessed_with_its_passphrase(
    sealed: Path, resources: Path, tmp_path: Path, beamside: Beamside
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("correct horse\nanything\n", encoding="utf-8")
    plain = beamside("assess", resources / "examples" / "sbrt-candidate.beamside.json")
    opened = beamside("assess", sealed, "--passphrase-file", secret)
    assert (opened.code, opened.errors) == (0, "")
    assert opened.output == plain.output


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfcorrect horse\n",
        b"correct horse\r\nmore",
        b"correct horse",
        "correct horse\n".encode("utf-16"),
    ],
    ids=["byte order mark", "carriage return", "no line end", "UTF-16"],
)
def test_that_a_passphrase_file_of_any_editor_is_read(
    data: bytes, sealed: Path, tmp_path: Path, beamside: Beamside
) -> None:
    (tmp_path / "secret").write_bytes(data)
    assert beamside("assess", sealed, "--passphrase-file", tmp_path / "secret").code == 0


def test_that_only_a_line_feed_ends_the_passphrase(
    resources: Path, fields: FieldCatalogue, tmp_path: Path, beamside: Beamside
) -> None:
    path, secret = tmp_path / "s.beamside.json", "eight\u2028signs\x0band\x85more"
    case = load_case(resources / "examples" / "sbrt-candidate.beamside.json", fields)
    path.write_bytes(seal(case, secret, hardness=EASY))
    (tmp_path / "secret").write_bytes(f"{secret}\nnot this".encode())
    assert beamside("assess", path, "--passphrase-file", tmp_path / "secret").code == 0


@pytest.mark.hazard("privacy")
@pytest.mark.parametrize(
    ("secret", "sentence"),
    [
        (None, "sealed.beamside.json: the case is sealed. Give its passphrase with --passphrase-file FILE."),
        (b"another one\n", "the passphrase does not open this case"),
        (b"", "the passphrase does not open this case"),
        (b"\xff\xfec", "secret: the passphrase cannot be read. Name a text file that holds it."),
        (b"\xc3(", "secret: the passphrase cannot be read. Name a text file that holds it."),
    ],
)
def test_that_without_the_passphrase_there_is_a_sentence_and_nothing_of_the_case(
    secret: bytes | None, sentence: str, sealed: Path, tmp_path: Path, beamside: Beamside
) -> None:
    arguments: list[object] = ["assess", sealed]
    if secret is not None:
        (tmp_path / "secret").write_bytes(secret)
        arguments += ["--passphrase-file", tmp_path / "secret"]
    said = beamside(*arguments)
    assert (said.code, said.output, len(said.error_lines)) == (2, "", 1)
    assert sentence in said.errors


@pytest.mark.hazard("privacy")
def test_that_the_summary_of_a_sealed_case_says_that_the_copy_inside_is_open(
    sealed: Path, resources: Path, tmp_path: Path, beamside: Beamside
) -> None:
    secret, pdf = tmp_path / "secret", tmp_path / "summary.pdf"
    secret.write_text("correct horse", encoding="utf-8")
    said = beamside("report", sealed, "--passphrase-file", secret, "-o", pdf)
    assert said.code == 0
    sentence = "summary.pdf: the case inside the PDF is not sealed. Whoever has the PDF can open it."
    assert said.error_lines == [sentence]
    words = " ".join("".join(page.extract_text() for page in pypdf.PdfReader(pdf).pages).split())
    assert "The case inside this PDF is not sealed." in words
    assert beamside("report", "--open-case", pdf).code == 0
    plain = resources / "examples" / "sbrt-candidate.beamside.json"
    assert beamside("report", plain, "-o", pdf).errors == ""
    words = " ".join("".join(page.extract_text() for page in pypdf.PdfReader(pdf).pages).split())
    assert "not sealed" not in words


# ---------------------------------------------------------------------- summaries on the command line


def test_that_a_summary_gives_its_case_back_on_standard_output_and_not_over_itself(
    resources: Path, tmp_path: Path, beamside: Beamside
) -> None:
    example, pdf = resources / "examples" / "borderline.beamside.json", tmp_path / "summary.pdf"
    assert beamside("report", example, "-o", pdf, "--date", "2026-01-01").code == 0
    carried = json.loads(beamside("report", "--open-case", pdf).output)
    assert carried["inputs"] == json.loads(example.read_text(encoding="utf-8"))["inputs"]
    before = pdf.read_bytes()
    for arguments, sentence in (
        (["--open-case", pdf, "-o", pdf], "this is the file that is read"),
        (["--open-case", pdf, example], "Leave CASE out"),
        (["--open-case", pdf, "--passphrase-file", example], "Leave --passphrase-file out"),
        ([example], "-o OUT.pdf is missing"),
        (["-o", pdf], "CASE is missing"),
        ([example, "-o", pdf, "--date", "12.3.2026"], "is not a date. Write it as 2026-03-12."),
    ):
        said = beamside("report", *arguments)
        assert (said.code, said.output, len(said.error_lines)) == (2, "", 1), arguments
        assert sentence in said.errors
    assert pdf.read_bytes() == before


@pytest.mark.hazard("lost-work")
def test_that_a_case_is_never_overwritten_by_its_own_summary(
    resources: Path, tmp_path: Path, beamside: Beamside
) -> None:
    case, link = tmp_path / "case.beamside.json", tmp_path / "link.pdf"
    case.write_bytes((resources / "examples" / "borderline.beamside.json").read_bytes())
    before = case.read_bytes()
    link.hardlink_to(case)
    for output in (case, link):
        said = beamside("report", case, "-o", output)
        assert (said.code, len(said.error_lines)) == (2, 1)
        assert "this is the file that is read" in said.errors
    assert case.read_bytes() == before


@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize("command", ["assess", "report"])
def test_that_a_passphrase_file_that_is_missing_is_told_for_an_open_case_too(
    command: str, resources: Path, tmp_path: Path, beamside: Beamside
) -> None:
    example = resources / "examples" / "borderline.beamside.json"
    rest = ["-o", tmp_path / "out.pdf"] if command == "report" else []
    said = beamside(command, example, "--passphrase-file", tmp_path / "secret", *rest)
    assert (said.code, said.output) == (2, "")
    assert said.error_lines == ["secret: there is no such file to hold the passphrase. Name a text file that holds it."]
    assert not list(tmp_path.iterdir())


def test_that_a_passphrase_that_is_not_needed_does_no_harm(resources: Path, tmp_path: Path, beamside: Beamside) -> None:
    example = resources / "examples" / "borderline.beamside.json"
    (tmp_path / "secret").write_text("a good long one\n", encoding="utf-8")
    said = beamside("assess", example, "--passphrase-file", tmp_path / "secret")
    assert said == beamside("assess", example)
    assert said.code == 0


def test_that_what_was_understood_is_told_as_text_and_json(tmp_path: Path, beamside: Beamside) -> None:
    path = tmp_path / "dvh.txt"
    path.write_text(DIALECTS["wide table"](), encoding="utf-8")
    said = beamside("dvh", path, "--structure", "Liver", "--explain")
    told = json.loads(said.output)["explanation"][0]
    assert any("“Dose (Gy)” is the dose, “Liver (cc)” the volume" in sentence for sentence in told["converted"])
    assert "dvh.txt: Recognised: A DVH in the form of a table, 2 curves." in said.errors
    assert "1 other curves." in told["left_out"]
    dvh = read_dvh(path)
    assert explain_dvh(dvh, spared_liver_from_dvh(dvh, structure="Liver")).as_json() == told
