"""Maps of a department's own table: what they say is kept, what they propose is read back, slips are asked about."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.case.fields import FieldCatalogue
from engine.evidence.library import Library
from engine.registry.problems import RegistryError
from engine.registry.tables.column_map import ColumnMap, MappedColumn, read_map
from engine.registry.tables.further_columns import FURTHER, PATIENT_ID
from engine.registry.tables.map_proposal import propose_map
from engine.registry.tables.table_files import find_files
from tests.engine.registry.made_up_tables import made_up, run_on, table, write_csv

ALSO = (PATIENT_ID, *FURTHER)


def written(path: Path, text: str) -> Path:
    path.write_text(f'format = "beamside-map/1"\n{text}', encoding="utf-8")
    return path


def test_that_a_mapped_table_gives_what_a_plain_one_gives(
    fields: FieldCatalogue, library: Library, tmp_path: Path
) -> None:
    plain = [[f"P{at}", "yes" if at % 2 else "no", f"{0.5 + at / 10:.2f}", "wild_type"] for at in range(20)]
    own = [[row[0], "1" if row[1] == "yes" else "2", f"{float(row[2]) * 17.1:.3f}".replace(".", ","), "WT", "B3"]
           for row in plain]  # fmt: skip
    columns = ("patient_id", "metastases_resectable", "bilirubin_mg_dl", "ras_status")
    write_csv(tmp_path / "plain.csv", plain, columns)
    write_csv(tmp_path / "own.csv", own, ("Nr", "Resektabel", "Bili", "RAS", "Station"))
    place = written(
        tmp_path / "map.toml",
        """
decimal_mark = ","
ignore = ["Station"]
[[column]]
column = "Nr"
field = "patient_id"
[[column]]
column = "Resektabel"
field = "metastases_resectable"
codes = { "1" = "yes", "2" = "no" }
[[column]]
column = "Bili"
field = "bilirubin_mg_dl"
unit = "µmol/L"
[[column]]
column = "RAS"
field = "ras_status"
codes = { "WT" = "wild_type" }
""",
    )
    run_on(tmp_path / "plain.csv", tmp_path / "a", fields, library)
    run_on(tmp_path / "own.csv", tmp_path / "b", fields, library, column_map=read_map(place, fields, ALSO))
    assert table(tmp_path / "b" / "problems.csv") == []
    assert (tmp_path / "a" / "verdicts.csv").read_bytes() == (tmp_path / "b" / "verdicts.csv").read_bytes()


@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[column]]\ncolumn = "a"\nfield = "karnofski"', "there is no field “karnofski”. Did you mean “karnofsky”?"),
        ('[[column]]\ncolumn = "a"\nfield = "ecog"\nunit = "kg"', "ecog cannot be given in kg. It has none"),
        ('[[column]]\ncolumn = "a"\nfield = "bilirubin_mg_dl"\nunit = "g"', "Known: mg/dL, µmol/L."),
        ('[[column]]\ncolumn = "a"\nfield = "event"\nunit = "g"', "event has no unit."),
        ('ignore = ["a"]\n[[column]]\ncolumn = "a"\nfield = "ecog"', "column “a” stands twice."),
        ('decimal_mark = "x"', 'decimal_mark: “x” is not known here. Write ".", ",", or leave it out.'),
        ("columns = 1", "columns: there is no such key. Did you mean “column”?"),
        ("= 1", "“= 1” is no line of a map. A line is key = "),
        ("ignore = [", "is no line of a map. A line is"),
        ('ignore = "a"', 'ignore: a list of texts is wanted. Write ignore = ["text"].'),
        ("[column]", "column: a column is a table of its own. Write [[column]]"),
        ("missing = ['-', 9]", "missing: a list of texts is wanted."),
        ('[[column]]\ncolumn = "a"', "column 1: field: it is missing. Name the field it stands for."),
        ('[[column]]\nfield = "ecog"', "column 1: column: it is missing."),
        ('[[column]]\ncolumn = 7\nfield = "ecog"', "column 1: column: 7 is no text. Put it between quotation marks."),
        (
            '[[column]]\ncolumn = "a"\nfeld = "ecog"\nfield = "ecog"',
            "feld: there is no such key. Did you mean “field”?",
        ),
        ('[[column]]\ncolumn = "a"\nfield = "ecog"\ncodes = [1]', "codes give a text for each code."),
        ('[[column]]\ncolumn = "a"\nfield = "ecog"\naccept_values = 1', "1 is neither true nor false."),
        ("a = " + "[" * 20_000, "this is no"),
    ],
)
def test_that_a_map_that_cannot_be_used_is_a_sentence(
    text: str, words: str, fields: FieldCatalogue, tmp_path: Path
) -> None:
    with pytest.raises(RegistryError) as error:
        read_map(written(tmp_path / "map.toml", text), fields, ALSO)
    (problem,) = error.value.problems
    assert str(problem).startswith("map.toml")
    assert words in str(problem)


COLUMN = "bilirubin_mg_dl"


def bilirubin(values: Sequence[str], tmp_path: Path, fields: FieldCatalogue, library: Library, **rules: object) -> None:
    rows = [[f"P{at}", value] for at, value in enumerate(values)]
    place = write_csv(tmp_path / "p.csv", rows, ("patient_id", "b"))
    columns = (
        MappedColumn(column="b", field=COLUMN, **rules),  # type: ignore[arg-type]
    )
    run_on(place, tmp_path / "out", fields, library, column_map=ColumnMap(format="beamside-map/1", column=columns))


@pytest.mark.hazard("wrong-unit")
def test_that_a_column_in_another_unit_is_asked_about(fields: FieldCatalogue, library: Library, tmp_path: Path) -> None:
    with pytest.raises(RegistryError) as error:
        bilirubin([str(at) for at in range(7, 18)], tmp_path, fields, library)
    (asked,) = error.value.problems
    assert str(asked) == (
        "p.csv: b: the middle of 11 values is 12 mg/dL, and many look as if they were in µmol/L, where that is 0.702 "
        'mg/dL. Are they? Say so in a map with unit = "µmol/L", or accept_values = true where they are right.'
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p.csv"]


@pytest.mark.parametrize("rules", [{"unit": "µmol/L"}, {"accept_values": True}])
def test_that_the_map_answers_the_question(
    rules: dict[str, object], fields: FieldCatalogue, library: Library, tmp_path: Path
) -> None:
    bilirubin([str(at) for at in range(7, 18)], tmp_path, fields, library, **rules)
    assert table(tmp_path / "out" / "problems.csv") == []


def test_that_a_wrong_answer_is_asked_about_again(fields: FieldCatalogue, library: Library, tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match=r"is 0\.041 mg/dL, which is unusual\. Is the unit right\?"):
        bilirubin(["0.7"] * 10, tmp_path, fields, library, unit="µmol/L")


@pytest.mark.parametrize(("slips", "is_asked"), [(9, False), (10, True)])
def test_that_one_patient_in_twenty_is_too_many_slips(
    slips: int, is_asked: bool, fields: FieldCatalogue, library: Library, tmp_path: Path
) -> None:
    values = ["0.8"] * (200 - slips) + ["30"] * slips
    if is_asked:
        with pytest.raises(RegistryError, match="in µmol/L"):
            bilirubin(values, tmp_path, fields, library)
    else:
        bilirubin(values, tmp_path, fields, library)
        assert len(table(tmp_path / "out" / "problems.csv")) == slips


@pytest.mark.parametrize(("numbers", "is_asked"), [(9, False), (10, True)])
def test_that_few_numbers_have_no_distribution(
    numbers: int, is_asked: bool, fields: FieldCatalogue, library: Library, tmp_path: Path
) -> None:
    values = ["12"] * numbers + ["", "NA", "much"]
    if is_asked:
        with pytest.raises(RegistryError, match=f"the middle of {numbers} values"):
            bilirubin(values, tmp_path, fields, library)
    else:
        bilirubin(values, tmp_path, fields, library)


def test_that_ordinary_tables_are_not_asked_about(fields: FieldCatalogue, library: Library, tmp_path: Path) -> None:
    run_on(write_csv(tmp_path / "p.csv", made_up(40)), tmp_path / "out", fields, library)


# ---------------------------------------------------------------------- proposed


def proposed(tmp_path: Path, text: str, fields: FieldCatalogue, resources: Path) -> ColumnMap:
    (tmp_path / "own.csv").write_text(text, encoding="utf-8")
    (tmp_path / "map.toml").write_text(
        propose_map(find_files(tmp_path / "own.csv")[0], fields, resources), encoding="utf-8"
    )
    return read_map(tmp_path / "map.toml", fields, ALSO)


def test_that_names_units_and_codes_are_proposed(fields: FieldCatalogue, resources: Path, tmp_path: Path) -> None:
    text = (
        "PatNr;Alter;Bilirubin (µmol/L);bili_mg_dl;Thrombozyten;Station;ECOG;Fit for liver surgery;RAS;Karnofski\n"
        "1;66;12;0.7;200;B3;1;1;WT;90\n2;70;14;0.8;210;B3;-9;2;mutated;80\n"
    )
    found = {one.column: one for one in proposed(tmp_path, text, fields, resources).column}
    assert {name: one.field for name, one in found.items()} == {
        "PatNr": "patient_id",
        "Alter": "age_years",
        "Bilirubin (µmol/L)": "bilirubin_mg_dl",
        "Thrombozyten": "platelets_10e9_l",
        "ECOG": "ecog",
        "Fit for liver surgery": "fit_for_surgery",
        "RAS": "ras_status",
        "Karnofski": "karnofsky",
    }
    assert found["Bilirubin (µmol/L)"].unit == "µmol/L"
    assert found["Fit for liver surgery"].codes == {"1": "yes", "2": "no"}
    assert found["RAS"].codes == {"WT": "wild_type"}
    assert found["ECOG"].codes == {"-9": ""}


def test_that_a_table_runs_with_the_map_that_is_proposed(
    fields: FieldCatalogue, library: Library, resources: Path, tmp_path: Path
) -> None:
    place = write_csv(tmp_path / "own.csv", made_up(12))
    own = place.read_text(encoding="utf-8").replace("age_years", "Age", 1).replace("patient_id", "Pat Nr", 1)
    found = proposed(tmp_path, own, fields, resources)
    assert not found.ignore
    told = run_on(tmp_path / "own.csv", tmp_path / "out", fields, library, column_map=found)
    assert (told["rows"]["assessed"], table(tmp_path / "out" / "problems.csv")) == (12, [])


NAMES = st.text(st.characters(codec="utf-8", exclude_characters='\r\n\0;,\t"'), min_size=1, max_size=12).map(str.strip)


@given(
    names=st.lists(NAMES.filter(bool), min_size=1, max_size=5, unique=True),
    cells=st.lists(NAMES, min_size=5, max_size=5),
)
def test_that_what_is_proposed_can_be_read(
    names: list[str],
    cells: list[str],
    fields: FieldCatalogue,
    resources: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("own")
    text = ";".join(["id", *names]) + "\n" + ";".join(["1", *cells[: len(names)]]) + "\n"
    if "id" in names:
        with pytest.raises(RegistryError, match="needs a name of its own"):
            proposed(folder, text, fields, resources)
        return
    found = proposed(folder, text, fields, resources)
    assert {*found.ignore, *(one.column for one in found.column)} == {"id", *names}


# ---------------------------------------------------------------------- follow-up and lesions


@pytest.mark.hazard("wrong-unit")
@pytest.mark.parametrize(("middle", "is_asked"), [(240, False), (241, True)])
def test_that_follow_up_nobody_has_is_asked_about(
    middle: int, is_asked: bool, fields: FieldCatalogue, library: Library, tmp_path: Path
) -> None:
    rows = [[f"P{at}", str(middle), "1"] for at in range(10)]
    place = write_csv(tmp_path / "p.csv", rows, ("patient_id", "time_months", "event"))
    if is_asked:
        with pytest.raises(RegistryError, match=r"p\.csv: time_months: the middle of 10 values is 241 months .*days"):
            run_on(place, tmp_path / "out", fields, library)
    else:
        assert run_on(place, tmp_path / "out", fields, library)["outcomes"]["followed"] == 10


@pytest.mark.parametrize(
    ("unit", "number"), [("days", "365.25"), ("weeks", "52.1785714285714"), ("years", "1"), ("months", "12")]
)
def test_that_follow_up_is_read_in_its_unit(
    unit: str, number: str, fields: FieldCatalogue, library: Library, tmp_path: Path
) -> None:
    rows = [[f"P{at}", number, "1", "sbrt"] for at in range(10)]
    place = write_csv(tmp_path / "p.csv", rows, ("patient_id", "t", "event", "board_decision"))
    mapped = ColumnMap(format="beamside-map/1", column=(MappedColumn(column="t", field="time_months", unit=unit),))
    told = run_on(place, tmp_path / "out", fields, library, column_map=mapped)
    assert told["outcomes"]["options"]["sbrt"]["decided"]["median_months"] == pytest.approx(12)


def test_that_follow_up_in_a_unit_that_is_none_is_a_sentence(fields: FieldCatalogue, tmp_path: Path) -> None:
    place = written(tmp_path / "map.toml", '[[column]]\ncolumn = "t"\nfield = "time_months"\nunit = "hours"')
    with pytest.raises(RegistryError, match=r"time_months cannot be given in hours\. Known: months, days"):
        read_map(place, fields, ALSO)


@pytest.mark.hazard("wrong-unit")
def test_that_lesions_in_millimetres_are_asked_about(fields: FieldCatalogue, library: Library, tmp_path: Path) -> None:
    rows = [[f"P{at}", f"{20 + at}@6;{12 + at}@3"] for at in range(20)]
    place = write_csv(tmp_path / "p.csv", rows, ("patient_id", "lesions"))
    with pytest.raises(RegistryError, match=r"p\.csv: lesions: the middle of 40 values is .* cm, and many .* in mm"):
        run_on(place, tmp_path / "out", fields, library)
    mapped = ColumnMap(format="beamside-map/1", column=(MappedColumn(column="lesions", field="lesions", unit="mm"),))
    run_on(place, tmp_path / "out", fields, library, column_map=mapped)
    assert table(tmp_path / "out" / "problems.csv") == []
