"""A department's own series as local evidence: what is counted is what stands there, and no row is in it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from engine.case.case import Case
from engine.case.fields import FieldCatalogue
from engine.case.patient import Patient
from engine.curves.patients.kaplan_meier import kaplan_meier
from engine.evidence.checks import check_library
from engine.evidence.library import Library
from engine.evidence.loading import load_library
from engine.findings.assess import assess
from engine.registry.local_series import Series, check_name, groups_by_decision, series_as_toml
from engine.registry.problems import RegistryError
from engine.registry.results.outcomes import SMALLEST_GROUP
from engine.registry.runs.parts import cut_parts
from engine.registry.runs.run import opened
from engine.registry.tables.column_map import NO_MAP
from engine.registry.tables.further_columns import DECISION, EVENT, TIME
from engine.registry.tables.scan import scan
from tests.engine.registry.made_up_tables import COLUMNS, made_up, write_csv
from tests.engine.registry.one_by_one import judged_alone

OURS = Series("ourclinic2024", "Our clinic “2024”", "patients.csv", "ab" * 32, dt.date(2026, 3, 12))


def written(place: Path, folder: Path, fields: FieldCatalogue) -> str:
    found = opened(place, fields, NO_MAP)
    parts = cut_parts(found.files, found.layouts, scan(found.files, found.layouts), size=13)
    data = series_as_toml(OURS, groups_by_decision(parts, found.layouts, fields), fields)
    folder.mkdir(exist_ok=True)
    (folder / "ourclinic2024.toml").write_bytes(data)
    return data.decode("utf-8")


@pytest.fixture(scope="module")
def rows() -> list[list[str]]:
    return made_up(160, seed=12)


@pytest.fixture
def ours(rows: list[list[str]], resources: Path, fields: FieldCatalogue, tmp_path: Path) -> Library:
    written(write_csv(tmp_path / "p.csv", [*rows, rows[0], rows[1][:5]]), tmp_path / "local", fields)
    kinds = {spec.id: spec.kind for spec in fields}
    return load_library(resources / "evidence", kinds, local=tmp_path / "local")


def test_that_the_series_is_what_the_table_holds(ours: Library, rows: list[list[str]]) -> None:
    source = ours.sources["ourclinic2024"]
    assert (source.local, source.short) == (True, OURS.label)
    time, event, decision = (COLUMNS.index(name) for name in (TIME, EVENT, DECISION))
    for option in ("sbrt", "resection", "systemic_therapy"):
        chosen = [row for row in rows if row[decision] == option]
        estimate = kaplan_meier([float(row[time]) for row in chosen], [row[event] == "1" for row in chosen])
        assert ours.cohorts[f"ourclinic2024.{option}"].patients == len(chosen)
        year = ours.figures[f"ourclinic2024.{option}_survival_12mo"]
        assert year.value == pytest.approx(float(estimate.survival_at([12.0])[0]), abs=5e-5)
        assert (year.patients, year.time_months) == (len(chosen), 12.0)
        assert year.note is not None
        assert year.note.startswith(f"{int(estimate.number_at_risk([12.0])[0])} of {len(chosen)} at risk")
        assert ours.figures[f"ourclinic2024.{option}_median_survival"].value == estimate.median_months


def test_that_the_library_with_it_breaks_no_rule(ours: Library) -> None:
    assert not check_library(ours).broken


def test_that_it_is_drawn_and_changes_no_headline(ours: Library, library: Library, fields: FieldCatalogue) -> None:
    case = Case(Patient(fields, {"metastases_resectable": True, "liver_lesion_count": 2, "largest_lesion_cm": 3.0}))
    assert judged_alone(case, ours) == judged_alone(case, library)
    curves = [curve for option in assess(case, ours).options for curve in option.curves]
    (drawn,) = (curve for curve in curves if curve.cohort == "ourclinic2024.sbrt")
    assert drawn.local
    assert drawn.survival
    assert all(anchor.kept for anchor in drawn.published)


@pytest.mark.hazard("privacy")
def test_that_no_row_is_in_it(rows: list[list[str]], fields: FieldCatalogue, tmp_path: Path) -> None:
    for at, row in enumerate(rows):
        row[0] = f"Planted{at}"
    text = written(write_csv(tmp_path / "p.csv", rows), tmp_path / "local", fields)
    assert "Planted" not in text


@pytest.mark.hazard("privacy")
@pytest.mark.parametrize(("many", "is_there"), [(SMALLEST_GROUP - 1, False), (SMALLEST_GROUP, True)])
def test_that_a_group_of_fewer_than_ten_is_left_out(
    many: int, is_there: bool, fields: FieldCatalogue, tmp_path: Path
) -> None:
    some = [[f"S{at}", str(20 + at), "1", "sbrt"] for at in range(20)]
    few = [[f"R{at}", str(20 + at), "1", "resection"] for at in range(many)]
    place = write_csv(tmp_path / "p.csv", [*some, *few], ("patient_id", TIME, EVENT, DECISION))
    assert ("ourclinic2024.resection" in written(place, tmp_path / "local", fields)) is is_there


@pytest.mark.hazard("bad-input")
def test_that_a_table_without_a_series_is_a_sentence(fields: FieldCatalogue, tmp_path: Path) -> None:
    place = write_csv(tmp_path / "p.csv", [["a", "1", "1", "sbrt"]], ("patient_id", TIME, EVENT, DECISION))
    with pytest.raises(RegistryError, match=r"no option was chosen for 10 patients with follow-up"):
        written(place, tmp_path / "local", fields)
    place = write_csv(tmp_path / "q.csv", [["a", "1", "1"]], ("patient_id", TIME, EVENT))
    with pytest.raises(RegistryError, match=r"q\.csv: a series needs the columns board_decision, event and time"):
        written(place, tmp_path / "local", fields)


@pytest.mark.parametrize("name", ["", "ab", "Ours", "1ours", "our clinic", "ours.2024", "x" * 41])
def test_that_a_name_that_cannot_be_a_source_is_a_sentence(name: str) -> None:
    with pytest.raises(RegistryError, match="cannot name a series"):
        check_name(name, ())


@pytest.mark.parametrize("name", ["our", "ourclinic2024", "x" * 40])
def test_that_a_name_of_letters_and_digits_is_taken(name: str) -> None:
    check_name(name, ())
