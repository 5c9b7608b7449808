"""Runs over tables: no row is lost, none is guessed, and the results depend on the rows alone."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.material.generated_patients import Generator
from engine.case.case import Case
from engine.case.fields import FieldCatalogue
from engine.case.format.input_values import read_input
from engine.case.patient import Patient
from engine.evidence.library import Library
from engine.evidence.records.modalities import MODALITIES
from engine.findings.assess import assess
from engine.findings.columns.judging import judge_columns
from engine.findings.columns.table import columns_of
from engine.registry.headlines import headlines_of
from engine.registry.problems import RegistryError
from engine.registry.runs.running import judged_here
from engine.registry.tables.csv_records import LONGEST_LINE, TOO_LONG
from engine.registry.tables.scan import usable_id
from engine.report.writers.csv_tables import inert
from tests.engine.registry.made_up_tables import COLUMNS, bytes_of, made_up, run_on, summary_of, table, write_csv

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def patients(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a table of 60 patients, some of whose rows are wrong in some way."""
    rows = made_up(60)
    rows[5][10] = "much"
    rows[6] = rows[6][:4]
    rows[7][0] = ""
    rows[9][0] = rows[8][0]
    rows[11][6] = "2.5@77"
    rows[12][0] = "=1+1"
    return write_csv(tmp_path_factory.mktemp("patients") / "patients.csv", rows)


@pytest.fixture(scope="module")
def results(patients: Path, fields: FieldCatalogue, library: Library, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the results of these."""
    output = tmp_path_factory.mktemp("results") / "out"
    run_on(patients, output, fields, library)
    return output


def test_that_every_row_stands_where_it_belongs(results: Path) -> None:
    judged = [row["patient_id"] for row in table(results / "verdicts.csv")]
    problems = {(row["patient_id"], row["row"], row["field"]) for row in table(results / "problems.csv")}
    assert len(judged) == len(set(judged)) == 57
    assert problems == {
        ("P00005", "7", "bilirubin_mg_dl"),
        ("P00006", "8", ""),
        ("", "9", ""),
        ("P00008", "11", ""),
        ("P00011", "13", "lesions"),
    }
    assert {"P00005", "P00008", "P00011"} < set(judged)
    assert summary_of(results)["rows"] == {
        "in_all": 60,
        "assessed": 57,
        "assessed_with_problems": 2,
        "in_problems_alone": 3,
        "of_these_repeated_ids": 1,
    }


def test_that_a_repeated_id_is_told_where_the_first_stands(results: Path) -> None:
    (said,) = (row["problem"] for row in table(results / "problems.csv") if row["row"] == "11")
    assert said == "This patient_id stands in row 10 already. Only the first row with an id is used."


@pytest.mark.hazard("bad-input")
def test_that_no_id_is_a_formula_for_a_spreadsheet(results: Path) -> None:
    assert "'=1+1" in [row["patient_id"] for row in table(results / "verdicts.csv")]


def test_that_a_row_has_the_headlines_of_its_case(
    results: Path, patients: Path, fields: FieldCatalogue, library: Library
) -> None:
    rows = {row["patient_id"]: row for row in table(patients)}
    judged = table(results / "verdicts.csv")
    seen = set()
    for one in judged[20:50]:
        inputs = {}
        for name, text in rows[one["patient_id"]].items():
            if text and name in fields:
                inputs[name] = read_input(fields[name], _plain(name, text, fields), fields)
        found = assess(Case(Patient(fields, inputs)), library)
        for option in found.options:
            seen.add(one[f"verdict_{option.modality}"])
            assert one[f"verdict_{option.modality}"] == option.verdict, (one["patient_id"], option.modality)
            if option.verdict == "outside":
                failed = [finding.id for finding in option.criteria if finding.status == "not_met"]
                assert one[f"reasons_{option.modality}"].split(";")[: len(failed)] == failed
    assert {"outside", "concern", "undetermined", "comparator"} <= seen


def _plain(name: str, text: str, fields: FieldCatalogue) -> object:
    kind = fields[name].kind
    if name == "lesions":
        if text == "none":
            return []
        parts = [item.split("@") for item in text.split(";")]
        return [{"diameter_cm": float(size), "segment": segment} for size, segment in parts]
    if kind == "list":
        return [] if text == "none" else text.split(";")
    if kind == "flag":
        return text == "yes"
    if kind == "number":
        return float(text)
    return int(text) if kind == "integer" or text.isdigit() else text


def test_that_the_sentences_are_those_of_the_assessment(
    patients: Path, fields: FieldCatalogue, library: Library, tmp_path: Path
) -> None:
    rows = table(patients)[30:45]
    some = write_csv(tmp_path / "some.csv", [list(row.values()) for row in rows])
    run_on(some, tmp_path / "out", fields, library, words=True)
    for row, one in zip(rows, table(tmp_path / "out" / "verdicts.csv"), strict=True):
        given_ = {name: text for name, text in row.items() if text and name in fields}
        inputs = {name: read_input(fields[name], _plain(name, text, fields), fields) for name, text in given_.items()}
        for option in assess(Patient(fields, inputs), library).options:
            assert one[f"words_{option.modality}"] == option.verdict_in_words


def test_that_the_sentences_of_patients_who_contradict_themselves_are_theirs(
    fields: FieldCatalogue, library: Library
) -> None:
    makers = [Generator(fields, library, 5), Generator(fields, library, 6, ordinary=True)]
    patients = [makers[place % 2].inputs() for place in range(40)]
    columns = columns_of({spec.id: [one.get(spec.id) for one in patients] for spec in fields}, fields)
    cases = [Case(Patient(fields, one)) for one in patients]
    options = judge_columns(columns, fields, library).options
    assert sum(int(option.contested.sum()) for option in options.values()) > 0
    for case, words in zip(cases, headlines_of(cases, options, library), strict=True):
        assert words == [option.verdict_in_words for option in assess(case, library).options]


@pytest.mark.parametrize(("end", "sign"), [("\r\n", ","), ("\n", ";"), ("\r\n", "\t")])
def test_that_line_ends_separators_and_blank_lines_change_no_headline(
    end: str, sign: str, fields: FieldCatalogue, library: Library, tmp_path: Path
) -> None:
    lines = ["patient_id,age_years,ecog", "A,60,1", "", "B,61", "C,62,0", '""', "Ö,63,1"]
    text = end.join(line.replace(",", sign) for line in lines)
    (tmp_path / "some.csv").write_text(text, encoding="utf-8", newline="")
    run_on(tmp_path / "some.csv", tmp_path / "out", fields, library)
    assert [row["patient_id"] for row in table(tmp_path / "out" / "verdicts.csv")] == ["A", "C", "Ö"]
    assert [row["row"] for row in table(tmp_path / "out" / "problems.csv")] == ["4", "6"]


@pytest.mark.parametrize("letter", ["a", "ö"])
def test_that_the_beginning_of_a_line_that_is_too_long_is_no_row(
    letter: str, fields: FieldCatalogue, library: Library, tmp_path: Path
) -> None:
    long = f"L,{letter * LONGEST_LINE}"
    (tmp_path / "some.csv").write_text(f"patient_id,comorbidities\nA,none\n{long}\nB,none\n", encoding="utf-8")
    run_on(tmp_path / "some.csv", tmp_path / "out", fields, library)
    assert [row["patient_id"] for row in table(tmp_path / "out" / "verdicts.csv")] == ["A", "B"]
    (problem,) = table(tmp_path / "out" / "problems.csv")
    assert (problem["patient_id"], problem["row"], problem["problem"]) == ("L", "3", TOO_LONG)


@pytest.mark.parametrize("part_rows", [1, 7, 59])
def test_that_the_size_of_the_parts_changes_no_byte(
    part_rows: int, patients: Path, results: Path, fields: FieldCatalogue, library: Library, tmp_path: Path
) -> None:
    run_on(patients, tmp_path / "out", fields, library, part_rows=part_rows)
    assert bytes_of(tmp_path / "out") == bytes_of(results)


@pytest.mark.slow
@pytest.mark.parametrize("workers", [2, 3])
def test_that_the_number_of_workers_changes_no_byte(
    workers: int, patients: Path, results: Path, fields: FieldCatalogue, library: Library, tmp_path: Path
) -> None:
    run_on(patients, tmp_path / "out", fields, library, workers=workers, part_rows=5)
    assert bytes_of(tmp_path / "out") == bytes_of(results)


def test_that_an_interrupted_run_goes_on_to_the_same_bytes(
    patients: Path, results: Path, fields: FieldCatalogue, library: Library, tmp_path: Path
) -> None:
    def interrupted(parts: object, task: object) -> object:
        for number, done in enumerate(judged_here(parts, task)):  # type: ignore[arg-type]
            if number == 3:
                raise KeyboardInterrupt
            yield done

    output = tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        run_on(patients, output, fields, library, part_rows=8, judging=interrupted)
    begun = tmp_path / "out.unfinished"
    assert not output.exists()
    assert len(table(begun / "verdicts.csv")) == len([r for r in table(results / "verdicts.csv")[:24] if r]) - 3
    # What a process that was killed leaves behind the last whole part is cut off.
    with (begun / "verdicts.csv").open("ab") as stream:
        stream.write(b"P999,half a li")
    with pytest.raises(RegistryError, match=r"Go on with it \(--resume\), or remove that folder"):
        run_on(patients, output, fields, library)
    run_on(patients, output, fields, library, part_rows=5, resume=True)
    assert bytes_of(output) == bytes_of(results)
    assert not begun.exists()


def test_that_a_run_goes_on_with_the_same_table_alone(
    patients: Path, fields: FieldCatalogue, library: Library, tmp_path: Path
) -> None:
    def stopped(_parts: object, _task: object) -> object:
        raise KeyboardInterrupt
        yield

    with pytest.raises(KeyboardInterrupt):
        run_on(patients, tmp_path / "out", fields, library, judging=stopped)
    other = write_csv(tmp_path / "patients.csv", made_up(3))
    with pytest.raises(RegistryError, match=r"the table is not what it was when this run was begun"):
        run_on(other, tmp_path / "out", fields, library, resume=True)
    with pytest.raises(RegistryError, match=r"begun with other options"):
        run_on(patients, tmp_path / "out", fields, library, resume=True, words=True)


@pytest.mark.hazard("bad-input")
def test_that_a_table_changed_while_it_is_judged_gives_no_results(
    fields: FieldCatalogue, library: Library, tmp_path: Path
) -> None:
    place = write_csv(tmp_path / "patients.csv", made_up(6))
    before = place.read_bytes()

    def meanwhile(parts: object, task: object) -> object:
        yield from judged_here(parts, task)  # type: ignore[arg-type]
        place.write_bytes(before.replace(b"P00003", b"P00009"))

    with pytest.raises(RegistryError, match=r"^patients\.csv: the table was changed while it was judged"):
        run_on(place, tmp_path / "out", fields, library, judging=meanwhile)
    assert not (tmp_path / "out").exists()
    # As it was again it is gone on with; what was judged of it is whole.
    place.write_bytes(before)
    run_on(place, tmp_path / "out", fields, library, resume=True)
    assert len(table(tmp_path / "out" / "verdicts.csv")) == 6


def test_that_a_folder_is_its_files_in_the_order_of_their_names(
    fields: FieldCatalogue, library: Library, tmp_path: Path
) -> None:
    rows = made_up(20)
    folder = tmp_path / "in"
    folder.mkdir()
    write_csv(folder / "b.csv", rows[10:])
    write_csv(folder / "a.csv", [*rows[:10], rows[15]])
    write_csv(tmp_path / "whole.csv", rows)
    run_on(folder, tmp_path / "out", fields, library)
    run_on(tmp_path / "whole.csv", tmp_path / "whole", fields, library)
    found = {row["patient_id"]: row for row in table(tmp_path / "out" / "verdicts.csv")}
    assert found == {row["patient_id"]: row for row in table(tmp_path / "whole" / "verdicts.csv")}
    (problem,) = table(tmp_path / "out" / "problems.csv")
    assert (problem["file"], problem["row"]) == ("b.csv", "7")
    assert problem["problem"].startswith("This patient_id stands in row 12 of a.csv already.")


def test_that_the_manifest_names_what_the_results_are_made_of(results: Path, library: Library) -> None:
    manifest = json.loads((results / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["evidence"]["sha256"] == library.sha256
    assert manifest["input"][0]["name"] == "patients.csv"
    for one in manifest["output"]:
        data = (results / one["name"]).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (one["bytes"], one["sha256"])
    assert {one["name"] for one in manifest["output"]} == {path.name for path in results.iterdir()} - {"manifest.json"}


def test_that_a_table_of_no_rows_gives_empty_results(fields: FieldCatalogue, library: Library, tmp_path: Path) -> None:
    told = run_on(write_csv(tmp_path / "none.csv", []), tmp_path / "out", fields, library)
    assert told["rows"]["in_all"] == 0
    assert table(tmp_path / "out" / "verdicts.csv") == []


@given(names=st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=8), max_size=6))
def test_that_an_id_that_is_written_is_read_back(
    names: list[str], fields: FieldCatalogue, library: Library, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("ids")
    place = write_csv(folder / "p.csv", [[name, "66"] for name in names], ("patient_id", "age_years"))
    run_on(place, folder / "out", fields, library)
    judged = [row["patient_id"] for row in table(folder / "out" / "verdicts.csv")]
    wanted = list(dict.fromkeys(name.strip() for name in names if usable_id(name.strip())))
    assert judged == [inert(name) for name in wanted]


CELL = st.one_of(
    st.sampled_from(["", "none", "1", "2.5@6", "yes", "rectum", "60", '"', '"open', "=1", "lung;bone", "é"]),
    st.text(st.characters(codec="utf-8"), max_size=6),
)
LINE = st.lists(CELL, min_size=1, max_size=len(COLUMNS) + 1).map(",".join)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(lines=st.lists(LINE, max_size=12), part_rows=st.integers(1, 5))
def test_that_every_row_ends_in_a_table(
    lines: list[str], part_rows: int, fields: FieldCatalogue, library: Library, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any")
    columns = ("patient_id", "age_years", "primary_site", "lesions", "extrahepatic_sites", "metastases_resectable")
    place = folder / "any.csv"
    text = "\n".join([",".join(columns), *lines, *(f"id{at},1,rectum,2@3,none,yes" for at in range(3))])
    place.write_bytes(text.encode())
    run_on(place, folder / "out", fields, library, part_rows=part_rows)
    judged = table(folder / "out" / "verdicts.csv")
    alone = [row for row in table(folder / "out" / "problems.csv") if not row["field"]]
    rows = summary_of(folder / "out")["rows"]
    assert rows["in_all"] == len(judged) + len(alone)
    assert all(row["problem"] for row in alone)
    assert {"id0", "id1", "id2"} <= {row["patient_id"] for row in judged}
    assert all(one[f"verdict_{name}"] for one in judged for name in MODALITIES)
