"""The first rows of a table: its columns, what is wrong with them, and each as the case that a run would judge."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.case.fields import FieldCatalogue
from engine.registry.first_look import first_look
from engine.registry.problems import RegistryError

HEADER = "patient_id,age_years,karnofsky,liver_lesion_count,time_months"


def written(folder: Path, *rows: str, header: str = HEADER, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def test_that_each_column_says_what_it_is_taken_for(tmp_path: Path, fields: FieldCatalogue) -> None:
    look = first_look(written(tmp_path, "a,66,90,2,12"), fields)
    assert [(one.name, one.meant) for one in look.columns] == [(name, name) for name in HEADER.split(",")]


def test_that_a_row_is_the_case_that_can_be_read_of_it(tmp_path: Path, fields: FieldCatalogue) -> None:
    look = first_look(written(tmp_path, "a,66,90,2,12", "b,old,,3,"), fields)
    assert [(one.patient_id, one.row) for one in look.rows] == [("a", 2), ("b", 3)]
    assert dict(look.rows[0].case.patient.inputs) == {"age_years": 66.0, "karnofsky": 90, "liver_lesion_count": 2}
    assert dict(look.rows[1].case.patient.inputs) == {"liver_lesion_count": 3}
    assert [(one.row, one.field) for one in look.problems] == [(3, "age_years")]


def test_that_a_row_without_shape_or_id_is_a_problem_alone(tmp_path: Path, fields: FieldCatalogue) -> None:
    look = first_look(written(tmp_path, "a,66", ",66,90,2,1", "c,66,90,2,1"), fields)
    assert [one.patient_id for one in look.rows] == ["c"]
    assert [(one.row, one.field) for one in look.problems] == [(2, ""), (3, "")]


@pytest.mark.parametrize(("rows", "seen"), [(4, 4), (5, 5), (6, 5)])
def test_that_no_more_rows_are_looked_at_than_wished(
    tmp_path: Path, fields: FieldCatalogue, rows: int, seen: int
) -> None:
    table = written(tmp_path, *(f"p{at},66,90,2,1" for at in range(rows)))
    assert len(first_look(table, fields, most_rows=5).rows) == seen


def test_that_a_folder_is_looked_at_in_the_order_of_its_files(tmp_path: Path, fields: FieldCatalogue) -> None:
    written(tmp_path, "b,66,90,2,1", name="b.csv")
    written(tmp_path, "a,66,90,2,1", name="a.csv")
    assert [(one.file, one.patient_id) for one in first_look(tmp_path, fields).rows] == [("a.csv", "a"), ("b.csv", "b")]


def test_that_a_slip_of_units_over_a_column_is_a_question(tmp_path: Path, fields: FieldCatalogue) -> None:
    rows = [f"p{at},{12 + at % 7}" for at in range(40)]
    look = first_look(written(tmp_path, *rows, header="patient_id,bilirubin_mg_dl"), fields)
    assert len(look.questions) == 1
    assert "bilirubin_mg_dl" in look.questions[0]


def test_that_an_unknown_column_is_refused_with_its_neighbour(tmp_path: Path, fields: FieldCatalogue) -> None:
    with pytest.raises(RegistryError, match="Did you mean “karnofsky”"):
        first_look(written(tmp_path, "a,90", header="patient_id,karnofski"), fields)
