"""Random journeys through the real window in a bounded form; `make soak` walks 100,000 steps."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import qWarning
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from bench.journeys.journey_rounds import Rounds, round_lines, walk_rounds
from bench.journeys.journey_window import FoundError, WatchedWindow
from engine.case.lesions import Lesion
from gui.shared.memory_use import forget_sources


@pytest.mark.hazard("lost-work")
@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "de"])
def test_that_a_random_journey_through_the_window_meets_no_fault(language: str) -> None:
    rounds = walk_rounds(250, seed=20261127, languages=(language,))
    assert rounds.faults == []
    assert rounds.steps >= 250
    assert len(rounds.taken) >= 25


@pytest.fixture(scope="module", autouse=True)
def what_others_hold_stays() -> None:
    """Leave what other tests hold out of the searches for cycles: a window alone is looked at."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def watched(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WatchedWindow]:
    """Return a window of a journey; what a test has planted is not told at its end."""
    monkeypatch.setattr("gui.window.main_window.leave_out_of_collections", forget_sources)
    monkeypatch.setattr("gui.window.main_window.take_back_into_collections", forget_sources)
    window = WatchedWindow(qapp, tmp_path)
    yield window
    window.wrong.clear()
    window.close()


@pytest.mark.slow
def test_that_the_laws_hold_for_a_session_without_a_fault(watched: WatchedWindow) -> None:
    watched.document.insert_lesion(0, Lesion(diameter_cm=2.0))
    watched.window.form.go_to_field("age_years")
    QTest.keyClicks(watched.window.form.rows["age_years"].editor.control, "66")  # type: ignore[union-attr]
    watched.document.set_notes("one\u2029two")
    watched.check(walk=True)


def _says_something(watched: WatchedWindow) -> None:
    qWarning("planted")


def _throws(watched: WatchedWindow) -> None:
    watched.document.changed.connect(lambda _places: 1 / 0)
    watched.document.set_value("sex", "female")


def _shows_another_number(watched: WatchedWindow) -> None:
    watched.window.form.rows["age_years"].editor.line.setText("67")  # type: ignore[union-attr]


def _shows_another_choice(watched: WatchedWindow) -> None:
    watched.window.form.rows["sex"].editor.chips.show_chosen(["male"])  # type: ignore[union-attr]


def _shows_other_notes(watched: WatchedWindow) -> None:
    watched.window.form.notes.text.show_text("others")


def _shows_an_older_assessment(watched: WatchedWindow) -> None:
    watched.window.controller.stop()
    watched.document.changed.disconnect(watched.window.controller._on_changed)
    watched.document.set_value("sex", "female")


def _forgets_a_step(watched: WatchedWindow) -> None:
    watched.document.set_value("sex", "female")
    watched.document._draft = watched.start


def _cannot_be_saved(watched: WatchedWindow) -> None:
    many = tuple(Lesion(diameter_cm=1.0) for _ in range(501))
    watched.document.set_value("lesions", many)


PLANTED = (
    _says_something,
    _throws,
    _shows_another_number,
    _shows_another_choice,
    _shows_other_notes,
    _shows_an_older_assessment,
    _forgets_a_step,
    _cannot_be_saved,
)


@pytest.mark.slow
@pytest.mark.no_qt_log
@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__.strip("_"))
def test_that_a_planted_fault_is_found_after_the_step(watched: WatchedWindow, plant: object) -> None:
    plant(watched)  # type: ignore[operator]
    with pytest.raises(Exception) as found:  # noqa: PT011 - the reader's own, or the law's
        watched.check(walk=False)
    assert isinstance(found.value, FoundError) or "lesions" in str(found.value)


class _SaysSomethingWhenItGoes:
    """Nobody holds it but itself: it goes with the next search for cycles, and with nothing else."""

    def __init__(self) -> None:
        self.itself = self

    def __del__(self) -> None:
        qWarning("planted")


@pytest.mark.slow
@pytest.mark.no_qt_log
def test_that_what_goes_with_a_search_for_cycles_is_looked_at(qapp: QApplication, tmp_path: Path) -> None:
    gc.disable()
    try:
        watched = WatchedWindow(qapp, tmp_path)
        _SaysSomethingWhenItGoes()
        watched.check(walk=False)
        with pytest.raises(FoundError, match="planted"):
            watched.close()
    finally:
        gc.enable()


def test_that_a_round_that_dies_and_a_rule_that_is_rare_are_told() -> None:
    rounds = Rounds(faults=["seed 3, killed by signal 11"])
    rounds.taken.update({"type_number": 2000, "undo": 7})
    lines = round_lines(rounds)
    assert lines[0] == "journeys: 2007 steps in 0 min, 1 faults"
    assert lines[1].split() == ["undo", "7", "too", "few"]
    assert lines[2].split() == ["type_number", "2000"]
    assert lines[-1] == "seed 3, killed by signal 11"
