"""Workers that die: what was on its way is taken up by others, and nothing comes twice."""

from __future__ import annotations

import errno
import multiprocessing.resource_tracker
import multiprocessing.spawn
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.case.fields import FieldCatalogue
from engine.evidence.library import Library
from engine.registry.problems import RegistryError
from engine.registry.runs import running
from engine.registry.runs.part_judged import PartDone, Task
from engine.registry.runs.parts import Part
from engine.registry.runs.running import judged_by_workers, judged_here
from tests.engine.registry.made_up_tables import bytes_of, end_at_once, made_up, run_on, table, write_csv
from tests.waiting import HANG_SECONDS, wait_until

PROJECT = Path(__file__).resolve().parents[4]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="a process is ended by a signal here"),
]


@pytest.fixture
def pools(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Return a list that notes every set of processes that is started."""
    started: list[Any] = []
    start = running._Pool._started

    def noting(pool: Any) -> Any:
        started.append(start(pool))
        return started[-1]

    monkeypatch.setattr(running._Pool, "_started", noting)
    return started


def end_all(executor: Any) -> None:
    for process in list(executor._processes.values()):
        os.kill(process.pid, signal.SIGKILL)


def test_that_a_worker_that_dies_loses_no_row(
    pools: list[Any], fields: FieldCatalogue, library: Library, tmp_path: Path
) -> None:
    patients = write_csv(tmp_path / "patients.csv", made_up(40))

    def one_dies(parts: Iterable[Part], task: Task) -> Iterator[PartDone]:
        for number, done in enumerate(judged_by_workers(parts, task, 2)):
            if number == 1:
                end_all(pools[-1])
            yield done

    run_on(patients, tmp_path / "out", fields, library, part_rows=4, judging=one_dies)
    run_on(patients, tmp_path / "here", fields, library)
    assert len(pools) == 2
    assert bytes_of(tmp_path / "out") == bytes_of(tmp_path / "here")
    assert len(table(tmp_path / "out" / "verdicts.csv")) == 40


def test_that_a_worker_that_dies_before_it_reads_its_task_is_waited_for_by_nobody(
    monkeypatch: pytest.MonkeyPatch, fields: FieldCatalogue, library: Library, tmp_path: Path
) -> None:
    # Nothing is read of what a pipe holds; what does not fit into it would be written for ever.
    multiprocessing.resource_tracker.ensure_running()
    monkeypatch.setattr(multiprocessing.spawn, "_python_exe", os.fsencode(str(shutil.which("true"))))
    patients = write_csv(tmp_path / "patients.csv", made_up(9))
    with pytest.raises(RegistryError, match="the workers ended 3 times over rows 2 to 5"):
        run_on(patients, tmp_path / "out", fields, library, workers=2, part_rows=4)


def test_that_no_place_for_what_workers_need_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, fields: FieldCatalogue, library: Library, tmp_path: Path
) -> None:
    def full(_path: Path, _data: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        with pytest.raises(RegistryError, match="no place for what the workers need"):
            running._Pool(Task(fields, library, ()), 2)
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(RegistryError, match="no place for what the workers need"):
        running._Pool(Task(fields, library, ()), 2)


def test_that_nothing_is_left_of_what_workers_were_given(
    monkeypatch: pytest.MonkeyPatch, fields: FieldCatalogue, library: Library, tmp_path: Path
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    patients = write_csv(tmp_path / "patients.csv", made_up(9))
    run_on(patients, tmp_path / "out", fields, library, workers=2, part_rows=4)
    assert list((tmp_path / "temporary").iterdir()) == []


def test_that_workers_that_die_again_and_again_are_a_sentence(
    monkeypatch: pytest.MonkeyPatch, fields: FieldCatalogue, library: Library, tmp_path: Path
) -> None:
    monkeypatch.setattr(running, "begin_worker", end_at_once)
    patients = write_csv(tmp_path / "patients.csv", made_up(9))
    with pytest.raises(RegistryError, match=r"the workers ended 3 times over rows 2 to 5\."):
        run_on(patients, tmp_path / "out", fields, library, workers=2, part_rows=4)
    assert not (tmp_path / "out").exists()
    monkeypatch.undo()
    run_on(patients, tmp_path / "out", fields, library, resume=True)
    assert len(table(tmp_path / "out" / "verdicts.csv")) == 9


DAY = ("--date", "2026-03-12")


@pytest.fixture(scope="module")
def long_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return so many patients that a run over them can be ended in its middle, and what a run writes that was not."""
    folder = tmp_path_factory.mktemp("long")
    some = made_up(400)
    patients = write_csv(folder / "patients.csv", [[f"{row[0]}-{at}", *row[1:]] for at in range(50) for row in some])
    here = _registry(patients, "-o", folder / "here", *DAY)
    assert here.wait(timeout=HANG_SECONDS) == 0
    here.communicate()
    return patients, folder / "here"


@pytest.mark.parametrize("signal_number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_that_a_run_that_is_ended_leaves_whole_parts_and_no_worker(
    signal_number: int, long_run: tuple[Path, Path], tmp_path: Path
) -> None:
    patients, here = long_run
    run = _registry(patients, "-o", tmp_path / "out", "--workers", "2", *DAY)
    parts = tmp_path / "out.unfinished" / "parts.part"
    wait_until(lambda: run.poll() is not None or (parts.is_file() and parts.stat().st_size > 0))
    assert run.poll() is None
    workers = [int(pid) for pid in _children(run.pid)]
    os.kill(run.pid, signal_number)
    run.communicate(timeout=HANG_SECONDS)
    assert run.returncode == {signal.SIGTERM: 143, signal.SIGINT: 130, signal.SIGKILL: -9}[signal_number]
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))
    rest = _registry(patients, "-o", tmp_path / "out", "--resume", *DAY)
    assert rest.wait(timeout=HANG_SECONDS) == 0
    rest.communicate()
    assert bytes_of(tmp_path / "out") == bytes_of(here)


def _registry(*arguments: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "main.py", "registry", *map(str, arguments)], cwd=PROJECT,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def _children(pid: int) -> list[str]:
    if not Path(f"/proc/{pid}/task").is_dir():
        pytest.skip("the system does not name the children of a process")
    return Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()


def test_that_two_runs_do_not_write_into_one_folder(fields: FieldCatalogue, library: Library, tmp_path: Path) -> None:
    patients = write_csv(tmp_path / "patients.csv", made_up(12))

    def another(parts: Iterable[Part], task: Task) -> Iterator[PartDone]:
        for resume in (False, True):
            with pytest.raises(RegistryError, match="another run is writing there"):
                run_on(patients, tmp_path / "out", fields, library, resume=resume)
        yield from judged_here(parts, task)

    run_on(patients, tmp_path / "out", fields, library, part_rows=4, judging=another)
    assert not (tmp_path / "out.unfinished").exists()
    assert len(table(tmp_path / "out" / "verdicts.csv")) == 12
