"""What became of the patients, beside what is published; and headlines against what the board decided."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pypdf
import pytest

from engine.case.fields import FieldCatalogue
from engine.case.patient import Patient
from engine.curves.patients.kaplan_meier import kaplan_meier
from engine.evidence.library import Library
from engine.findings.assess import assess
from engine.findings.published.published_curves import published_curves
from engine.registry.results.groups import CONCERN, MATCH
from engine.registry.results.outcomes import DECIDED, OUTCOME_COLUMNS, SMALLEST_GROUP
from engine.registry.runs.run import Report
from engine.registry.tables.cells import CellReader, CellRules
from engine.registry.tables.further_columns import DECISION, EVENT, TIME
from tests.engine.registry.made_up_tables import COLUMNS, bytes_of, made_up, run_on, summary_of, table, write_csv

pytestmark = pytest.mark.slow

ROWS = 150


@pytest.fixture(scope="module")
def patients(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = made_up(ROWS, seed=4)
    rows[0][COLUMNS.index(TIME)] = ""
    rows[1][COLUMNS.index(EVENT)] = "perhaps"
    rows[2][COLUMNS.index(TIME)] = "-1"
    rows[3][COLUMNS.index(DECISION)] = "sbrd"
    return write_csv(tmp_path_factory.mktemp("patients") / "patients.csv", rows)


@pytest.fixture(scope="module")
def report(resources: Path, library: Library) -> Report:
    curves = published_curves(library)
    return Report(resources, dt.date(2026, 3, 12), lambda: curves)


@pytest.fixture(scope="module")
def results(
    patients: Path, report: Report, fields: FieldCatalogue, library: Library, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    output = tmp_path_factory.mktemp("results") / "out"
    run_on(patients, output, fields, library, report=report)
    return output


def groups_of(results: Path, patients: Path) -> dict[tuple[str, str], list[tuple[float, bool]]]:
    """Return time and event of every group, from the two tables alone."""
    rows = {row["patient_id"]: row for row in table(patients)}
    found: dict[tuple[str, str], list[tuple[float, bool]]] = {}
    for one in table(results / "verdicts.csv"):
        row = rows[one["patient_id"]]
        if one["patient_id"] in ("P00000", "P00001", "P00002"):
            continue
        entry = (float(row[TIME]), row[EVENT] == "1")
        for name, verdict in one.items():
            if name.startswith("verdict_") and verdict != "comparator":
                found.setdefault((name.removeprefix("verdict_"), verdict), []).append(entry)
        if one[DECISION]:
            found.setdefault((one[DECISION], DECIDED), []).append(entry)
    return found


def test_that_what_cannot_be_read_of_the_follow_up_is_told(results: Path) -> None:
    problems = {(row["patient_id"], row["field"]) for row in table(results / "problems.csv")}
    assert problems == {("P00001", EVENT), ("P00002", TIME), ("P00003", DECISION)}
    assert summary_of(results)["outcomes"]["followed"] == ROWS - 3


def test_that_survival_is_that_of_lifelines(results: Path, patients: Path) -> None:
    told = summary_of(results)["outcomes"]["options"]
    import lifelines

    compared = 0
    for (option, name), entries in groups_of(results, patients).items():
        one = told[option][name]
        if len(entries) < SMALLEST_GROUP:
            assert one == {"not_shown": "fewer than 10 patients"}
            continue
        times, events = np.array([entry[0] for entry in entries]), np.array([entry[1] for entry in entries])
        fitted = lifelines.KaplanMeierFitter().fit(times, events)
        assert (one["patients"], one["events"]) == (len(times), int(events.sum()))
        assert one["survival"] == pytest.approx(fitted.predict(one["time_months"]).to_numpy(), abs=1e-6)
        limits = fitted.confidence_interval_
        for at, months in enumerate(one["time_months"]):
            row = limits.loc[:months].iloc[-1]
            assert [one["lower"][at], one["upper"][at]] == pytest.approx(list(row), abs=1e-5)
            assert one["at_risk"][at] == int((times >= months).sum())
        compared += 1
    assert compared >= 8


def followed(tmp_path: Path, many: int, fields: FieldCatalogue, library: Library) -> dict[str, Any]:
    rows = [[f"P{at}", str(at), "1", "resection"] for at in range(1, many + 1)]
    place = write_csv(tmp_path / "p.csv", rows, ("patient_id", TIME, EVENT, DECISION))
    run_on(place, tmp_path / "out", fields, library)
    return summary_of(tmp_path / "out")["outcomes"]["options"]["resection"]


@pytest.mark.hazard("privacy")
@pytest.mark.parametrize(("many", "is_shown"), [(SMALLEST_GROUP - 1, False), (SMALLEST_GROUP, True)])
def test_that_a_group_of_fewer_than_ten_is_not_shown(
    many: int, is_shown: bool, fields: FieldCatalogue, library: Library, tmp_path: Path
) -> None:
    found = followed(tmp_path, many, fields, library)[DECIDED]
    assert ("survival" in found) is is_shown
    rows = table(tmp_path / "out" / "outcomes.csv")
    assert any(row["group"] == DECIDED for row in rows) is is_shown


@pytest.mark.hazard("mixed-cohorts")
def test_that_published_points_stand_beside_what_was_observed(results: Path, patients: Path, library: Library) -> None:
    import lifelines

    beside = summary_of(results)["outcomes"]["beside_published"]
    beside = [one for one in beside if not one["group"].startswith(MATCH)]
    groups = groups_of(results, patients)
    assert {one["group"] for one in beside} <= {"within", DECIDED}
    for one in beside:
        figure = library.figures[one["figure"]]
        assert one["published"] == pytest.approx(figure.value)
        entries = groups[one["option"], one["group"]]
        fitted = lifelines.KaplanMeierFitter().fit([entry[0] for entry in entries], [entry[1] for entry in entries])
        assert one["observed"] == pytest.approx(float(fitted.predict(one["time_months"])), abs=1e-6)
        assert one["at_risk"] == sum(entry[0] >= one["time_months"] for entry in entries)
    rows = table(results / "outcomes.csv")
    assert tuple(rows[0]) == OUTCOME_COLUMNS
    headline = [row for row in rows if not row["group"].startswith(MATCH)]
    assert sum(bool(row["figure"]) for row in headline) == len(beside) > 3


def test_that_a_time_before_the_first_is_whole() -> None:
    estimate = kaplan_meier([5.0, 6.0, 7.0], [1, 1, 0])
    assert estimate.told_at(4.9) == (1.0, 1.0, 1.0, 3)
    assert estimate.told_at(5.0)[0] == pytest.approx(2 / 3)
    assert estimate.told_at(5.0)[3] == 3


def test_that_days_give_the_months_between_them(fields: FieldCatalogue, library: Library, tmp_path: Path) -> None:
    days = [["P1", "2020-01-31", "31.1.2021", "yes"], ["P2", "2021-01-31", "2020-01-31", "no"], ["P3", "", "x", "no"]]
    place = write_csv(tmp_path / "p.csv", days, ("patient_id", "followed_from", "followed_to", EVENT))
    told = run_on(place, tmp_path / "out", fields, library)
    assert told["outcomes"]["followed"] == 1
    assert [row["problem"] for row in table(tmp_path / "out" / "problems.csv")] == [
        "2020-01-31 is before 2021-01-31.",
        "“x” is not a date that can be read one way only: write it as 2026-03-12.",
    ]


# ---------------------------------------------------------------------- concordance


def test_that_concordance_counts_the_rows_of_the_table(results: Path) -> None:
    rows = table(results / "verdicts.csv")
    counted = Counter(
        (row[DECISION], name.removeprefix("verdict_"), verdict)
        for row in rows
        for name, verdict in row.items()
        if name.startswith("verdict_") and row[DECISION]
    )
    found = table(results / "concordance.csv")
    assert {(one["board_decision"], one["option"], one["headline"]): int(one["rows"]) for one in found} == counted


def test_that_disagreement_names_what_stood_against_the_choice(results: Path) -> None:
    rows = [row for row in table(results / "verdicts.csv") if row[DECISION] == "resection"]
    against = [row for row in rows if row["verdict_resection"] in ("outside", "concern")]
    one = summary_of(results)["concordance"]["chosen_against_the_headline"]["resection"]
    assert (one["rows"], one["of"]) == (len(against), len(rows))
    assert one["reasons"] == dict(Counter(name for row in against for name in row["reasons_resection"].split(";")))


def test_that_missing_items_are_ranked(results: Path) -> None:
    missing = summary_of(results)["missing"]
    counts = [one["open_items"] for one in missing]
    assert counts == sorted(counts, reverse=True)
    names = [one["field"] for one in missing]
    assert "future_liver_remnant_percent" in names
    assert "age_years" not in names


def test_that_without_outcomes_nothing_is_said_of_them(
    fields: FieldCatalogue, library: Library, report: Report, tmp_path: Path
) -> None:
    place = write_csv(tmp_path / "p.csv", [["a", "66"], ["b", ""]], ("patient_id", "age_years"))
    told = run_on(place, tmp_path / "out", fields, library, report=report)
    assert told["outcomes"] is told["concordance"] is None
    assert {"outcomes.csv", "concordance.csv"}.isdisjoint(bytes_of(tmp_path / "out"))
    assert "Survival" not in text_of(tmp_path / "out")


# ---------------------------------------------------------------------- report


def text_of(results: Path) -> str:
    reader = pypdf.PdfReader(io.BytesIO((results / "report.pdf").read_bytes()))
    assert len(reader.pages) <= 2
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_that_the_report_says_on_two_pages_what_the_summary_says(results: Path) -> None:
    said, told = text_of(results), summary_of(results)
    for words in ("Headlines", "What kept headlines undetermined", "Headline of what the board chose", "Survival"):
        assert words in said
    assert f"With follow-up: {ROWS - 3}" in said
    assert "Not a randomised comparison" in said
    assert "A difference between groups is one between patients, not between treatments." in said
    assert told["missing"][0]["label"] in said


def test_that_the_same_table_and_day_give_the_same_report(
    patients: Path, results: Path, report: Report, fields: FieldCatalogue, library: Library, tmp_path: Path
) -> None:
    run_on(patients, tmp_path / "out", fields, library, report=report, part_rows=11)
    assert bytes_of(tmp_path / "out") == bytes_of(results)
    assert json.loads((results / "manifest.json").read_text(encoding="utf-8"))["output"][2]["name"] == "problems.csv"


def test_that_groups_by_concern_and_match_are_those_of_the_assessment(
    results: Path, patients: Path, fields: FieldCatalogue, library: Library
) -> None:
    told = summary_of(results)["outcomes"]["options"]
    wanted: Counter[tuple[str, str]] = Counter()
    ids = {row["patient_id"] for row in table(results / "verdicts.csv")} - {"P00000", "P00001", "P00002"}
    for row in table(patients):
        if row["patient_id"] not in ids:
            continue
        readers = {name: CellReader(fields[name], fields, CellRules()) for name in row if name in fields}
        read = {name: reader.read(row[name]) for name, reader in readers.items()}
        for option in assess(Patient(fields, read), library).options:  # type: ignore[arg-type]
            wanted.update((option.modality, f"{CONCERN}{one.id}") for one in option.concerns if one.holds)
            fitting = [one for one in option.populations if one.fits == "met"]
            wanted.update((option.modality, f"{MATCH}{one.cohort}") for one in fitting)
    shown = {key: count for key, count in wanted.items() if count >= SMALLEST_GROUP}
    assert any(name.startswith(MATCH) for _, name in shown)
    found = {(option, name): one for option, groups in told.items() for name, one in groups.items() if ":" in name}
    assert {key: one["patients"] for key, one in found.items() if "patients" in one} == shown
    assert {key for key, one in found.items() if "not_shown" in one} == set(wanted) - set(shown)


def test_that_those_who_resemble_a_cohort_stand_beside_that_one_alone(results: Path, library: Library) -> None:
    beside = summary_of(results)["outcomes"]["beside_published"]
    matching = [one for one in beside if one["group"].startswith(MATCH)]
    assert matching
    for one in matching:
        assert library.source_of[one["group"].removeprefix(MATCH)] == one["source"]
