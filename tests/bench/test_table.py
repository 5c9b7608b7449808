"""The table of `make bench` says what was measured and fails where a promise is not kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bench import __main__ as program
from bench import startup, window

KEPT = {"name": "quick", "value": 1.25, "unit": "ms", "reference": None, "limit": 5, "ok": True}
BROKEN = {"name": "slow", "value": 1234.5, "unit": "ms", "reference": 100.0, "limit": 130.0, "ok": False}
BESIDE = {
    "name": "beside",
    "ratio": 1.236,
    "most_ratio": 1.5,
    "value": 8.2,
    "unit": "ms",
    "reference": 6.634,
    "ok": True,
}


@pytest.fixture
def bench_of(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Return a function that makes the program run one bench with these rows, in a folder of its own."""
    monkeypatch.setattr(program, "RESULTS", tmp_path / "bench-results.json")
    monkeypatch.setattr(program, "DOCUMENT", tmp_path / "performance.md")
    monkeypatch.setattr(program, "bench_names", lambda: ["one"])
    return lambda *rows: monkeypatch.setattr(program, "rows_of", lambda name: list(rows))


def test_that_every_measure_is_a_line_with_its_reference_and_limit() -> None:
    lines = program.table([KEPT, BROKEN]).splitlines()
    assert len({len(line) for line in lines}) == 1
    assert [cell.strip() for cell in lines[2].strip("|").split("|")] == [
        "quick",
        "–",
        "–",
        "1.25",
        "ms",
        "–",
        "5",
        "yes",
    ]
    assert [cell.strip() for cell in lines[3].strip("|").split("|")] == [
        "slow",
        "–",
        "–",
        "1234",
        "ms",
        "100",
        "130",
        "NO",
    ]


def test_that_a_ratio_stands_first_with_what_it_may_be() -> None:
    head, _, line = program.table([BESIDE]).splitlines()
    assert [cell.strip() for cell in head.strip("|").split("|")][:3] == ["name", "ratio", "at most"]
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    assert cells == ["beside", "1.24", "1.5", "8.2", "ms", "6.63", "–", "yes"]


@pytest.mark.parametrize(("value_ms", "kept"), [(149.9, True), (150.1, False)])
def test_that_a_ratio_is_judged_by_the_reference_of_its_run(value_ms: float, kept: bool) -> None:
    assert startup.row("one", value_ms, 100.0, 1.5)["ok"] is kept


def test_that_slow_presses_are_measured_by_the_usual_one() -> None:
    presses = [{"ms": 10.0, "verdict": False, "list": False}] * 90 + [{"ms": 16.0, "verdict": True, "list": True}] * 10
    found = {row["name"]: row for row in window.typing_rows({"Board": presses})}
    assert found["with Board visible, 95th percentile"]["ratio"] == 1.6
    assert not found["with Board visible, 95th percentile"]["ok"]
    assert found["with Board visible, 99th percentile"]["ok"]


def test_that_kept_promises_exit_with_zero_and_write_the_results(bench_of: Any, tmp_path: Path) -> None:
    bench_of(KEPT)
    assert program.main([]) == 0
    assert json.loads((tmp_path / "bench-results.json").read_text(encoding="utf-8"))["rows"] == [
        {**KEPT, "name": "one: quick"}
    ]
    assert not (tmp_path / "performance.md").exists()


def test_that_one_broken_promise_exits_with_one(bench_of: Any) -> None:
    bench_of(KEPT, BROKEN)
    assert program.main([]) == 1


def test_that_the_document_is_written_only_when_asked_for(bench_of: Any, tmp_path: Path) -> None:
    bench_of(KEPT, BROKEN)
    program.main(["--write-docs"])
    document = (tmp_path / "performance.md").read_text(encoding="utf-8")
    named = [{**row, "name": f"one: {row['name']}"} for row in (KEPT, BROKEN)]
    assert program.table(named) in document
    assert document.startswith("# Performance\n")


def test_that_one_bench_alone_leaves_the_rows_of_the_others(
    bench_of: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(program, "bench_names", lambda: ["one", "two"])
    bench_of(KEPT, BROKEN)
    program.main(["--write-docs"])
    bench_of({**KEPT, "value": 2.5})
    program.main(["two", "--write-docs"])
    rows = program.rows_written((tmp_path / "performance.md").read_text(encoding="utf-8"))
    assert [(row["name"], row["value"], row["ok"]) for row in rows] == [
        ("one: quick", "1.25", "yes"),
        ("one: slow", "1234", "NO"),
        ("two: quick", "2.5", "yes"),
    ]


def test_that_what_was_tried_at_length_stands_below_the_table(bench_of: Any, tmp_path: Path) -> None:
    bench_of(KEPT)
    program.main(["--write-docs"])
    page = (tmp_path / "performance.md").read_text(encoding="utf-8")
    assert program.at_length() in page
    assert "random journeys through the window" in program.at_length()


def test_that_the_page_holds_what_is_noted_and_can_be_written_again() -> None:
    page = program.DOCUMENT.read_text(encoding="utf-8")
    assert program.document(program.rows_written(page)).partition("Measured on")[0] == page.partition("Measured on")[0]
    assert program.table(program.rows_written(page)) in page
    assert page.endswith(program.at_length())


def test_that_an_unknown_bench_is_refused_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        program.main(["curvse"])
    assert refused.value.code == 2
    assert "there is no bench called curvse" in capsys.readouterr().err


def test_that_the_benches_of_this_project_are_found() -> None:
    assert {"landmark_curves", "digitised_curves", "curve_speed", "dose", "startup"} <= set(program.bench_names())
    assert not {"__main__", "arms", "soak"} & set(program.bench_names())
