"""`make soak` in a bounded form: the same script, fewer inputs, fewer kills."""

from __future__ import annotations

import datetime as dt
import gc
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bench.material.fuzzing import RESOURCES, bent, fuzz, is_hang, targets
from bench.soak.faults import _what_is_lost_of_copies, kill_at_random_moments
from engine.case.case import Case
from engine.case.fields import load_fields
from engine.case.patient import Patient
from gui.document.autosave import recovery_bytes
from gui.document.case_document import Draft


@pytest.mark.hazard("bad-input")
@pytest.mark.slow
@pytest.mark.parametrize("name", [target.name for target in targets()])
def test_that_bent_input_gets_a_result_or_a_sentence(name: str) -> None:
    target = next(target for target in targets() if target.name == name)
    tally = fuzz(target, 400, seed=20261121)
    assert tally.crashes == []
    assert tally.inputs == tally.refused_or_read == 400


def test_that_the_targets_take_their_folders_with_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    kept = list(targets())
    assert list(tmp_path.iterdir())  # else nothing would be shown below
    del kept
    gc.collect()
    assert list(tmp_path.iterdir()) == []


def test_that_the_bending_changes_what_it_is_given_and_can_be_repeated() -> None:
    seed = b"a plain text of some length"
    first = [bent(seed, np.random.default_rng(number)) for number in range(30)]
    again = [bent(seed, np.random.default_rng(number)) for number in range(30)]
    assert first == again
    assert sum(result != seed for result in first) > 25


def test_that_the_script_notices_a_reader_that_throws() -> None:
    target = next(target for target in targets() if target.name == "typed entry")

    def broken(data: bytes) -> None:
        if data.startswith(b"0"):
            raise KeyError("planted")

    tally = fuzz(type(target)("planted", target.seeds, broken), 200, seed=1)
    assert tally.crashes
    assert not tally.is_clean


@pytest.mark.parametrize(
    ("works_seconds", "waits_seconds", "hangs"),
    [(0.9, 0.9, False), (1.1, 1.1, True), (0.1, 50.0, False), (0.1, 61.0, True)],
)
def test_that_a_reader_hangs_by_the_processor_or_by_waiting(
    works_seconds: float, waits_seconds: float, hangs: bool
) -> None:
    assert is_hang(works_seconds, waits_seconds) is hangs


@pytest.mark.hazard("lost-work")
@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="this system cannot be asked to kill without warning")
def test_that_a_process_killed_while_writing_leaves_the_old_file_or_the_new_one() -> None:
    faults = kill_at_random_moments(14, seed=7)
    assert {fault.kind for fault in faults} == {"save", "autosave", "export"}
    assert [fault.lost for fault in faults] == [""] * 14


def test_that_the_script_notices_a_copy_that_is_torn_gone_or_of_two_moments(tmp_path: Path) -> None:
    fields = load_fields(RESOURCES)
    assert _what_is_lost_of_copies(tmp_path, fields) == "0 copies of unsaved work"
    case = Case(Patient(fields, {"age_years": 3.0}), label="version 3", notes="xxx")
    copy = tmp_path / "a.recovery.json"
    whole = recovery_bytes(Draft(case), None, dt.datetime(2026, 11, 21, tzinfo=dt.UTC))
    copy.write_bytes(whole)
    assert _what_is_lost_of_copies(tmp_path, fields) == ""
    copy.write_bytes(whole[:-40])
    assert _what_is_lost_of_copies(tmp_path, fields) != ""
    mixed = recovery_bytes(Draft(replace(case, notes="xx")), None, dt.datetime(2026, 11, 21, tzinfo=dt.UTC))
    copy.write_bytes(mixed)
    assert _what_is_lost_of_copies(tmp_path, fields) == "the copy mixes two moments"
