"""A cluster of two workers on this machine, one of them killed in the middle: nothing lost, nothing twice."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.registry.problems import RegistryError
from engine.registry.runs.cluster import NO_CLUSTER, judged_by_cluster
from tests.engine.registry.made_up_tables import bytes_of, made_up, write_csv
from tests.waiting import HANG_SECONDS, wait_until

PROJECT = Path(__file__).resolve().parents[4]
HAS_IT = importlib.util.find_spec("distributed") is not None
needs_a_cluster = pytest.mark.skipif(not HAS_IT, reason="the extra `registry` (dask.distributed) is not installed")
ROWS = 24_000


@pytest.mark.skipif(HAS_IT, reason="the extra `registry` is installed")
def test_that_without_the_extra_there_is_a_sentence() -> None:
    with pytest.raises(RegistryError) as error:
        judged_by_cluster("tcp://127.0.0.1:8786")
    assert tuple(map(str, error.value.problems)) == (NO_CLUSTER,)


@needs_a_cluster
@pytest.mark.parametrize("address", ["", "127.0.0.1:8786", "http://127.0.0.1:8786", "tcp://"])
def test_that_an_address_that_is_none_is_a_sentence(address: str) -> None:
    with pytest.raises(RegistryError, match="is no address of a scheduler"):
        judged_by_cluster(address)


class Cluster:
    """A scheduler and two workers, each a process of its own on the loopback address."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._processes: list[subprocess.Popen[bytes]] = []
        self.file = folder / "scheduler.json"
        self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show",
                    "--scheduler-file", str(self.file))  # fmt: skip
        wait_until(lambda: self.file.is_file() and self.file.read_text(encoding="utf-8").strip())
        self.address = json.loads(self.file.read_text(encoding="utf-8"))["address"]
        self.workers = [self._worker(name) for name in ("a", "b")]
        log = folder / "scheduler0.log"
        wait_until(lambda: log.read_text(encoding="utf-8").count("Starting worker compute stream") == len(self.workers))

    def _worker(self, name: str) -> subprocess.Popen[bytes]:
        return self._start("worker", self.address, "--name", name, "--nthreads", "1", "--no-nanny", "--no-dashboard",
                           "--host", "127.0.0.1", "--local-directory", str(self._folder / name))  # fmt: skip

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        log = (self._folder / f"{arguments[0]}{len(self._processes)}.log").open("wb")
        with log:
            process = subprocess.Popen(
                [sys.executable, "-m", "distributed.cli.dask_" + arguments[0], *arguments[1:]],
                cwd=PROJECT, env={**os.environ, "PYTHONPATH": os.pathsep.join([str(PROJECT), *sys.path])},
                stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip
        self._processes.append(process)
        return process

    def close(self) -> None:
        for process in self._processes:
            process.kill()
        for process in self._processes:
            process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    folder = tmp_path / "cluster"
    folder.mkdir()
    started = Cluster(folder)
    yield started
    started.close()


def beamside(*arguments: object) -> subprocess.Popen[bytes]:
    """Start a run: a process of its own, since a client has threads that stay."""
    return subprocess.Popen(
        [sys.executable, "main.py", "registry", *map(str, arguments)], cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


@pytest.fixture(scope="module")
def patients(tmp_path_factory: pytest.TempPathFactory) -> Path:
    some = made_up(400)
    rows = [[f"{row[0]}-{at}", *row[1:]] for at in range(ROWS // len(some)) for row in some]
    return write_csv(tmp_path_factory.mktemp("patients") / "patients.csv", rows)


@needs_a_cluster
@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="a process is ended by a signal here")
def test_that_a_worker_killed_in_the_middle_changes_no_byte(cluster: Cluster, patients: Path, tmp_path: Path) -> None:
    day = ("--date", "2026-03-12")
    run = beamside(patients, "-o", tmp_path / "out", "--scheduler", cluster.address, *day)
    parts = tmp_path / "out.unfinished" / "parts.part"
    wait_until(lambda: run.poll() is not None or (parts.is_file() and parts.stat().st_size > 0))
    assert run.poll() is None, run.communicate()
    os.kill(cluster.workers[0].pid, signal.SIGKILL)
    output, errors = run.communicate(timeout=HANG_SECONDS)
    assert (run.returncode, errors) == (0, b""), errors.decode()
    assert f"{ROWS:,} of {ROWS:,} rows assessed" in output.decode()
    assert cluster.workers[0].wait(timeout=HANG_SECONDS) == -signal.SIGKILL
    here = beamside(patients, "-o", tmp_path / "here", *day)
    assert here.wait(timeout=HANG_SECONDS) == 0, here.communicate()
    here.communicate()
    assert bytes_of(tmp_path / "out") == bytes_of(tmp_path / "here")


@needs_a_cluster
@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="a process is ended by a signal here")
def test_that_a_cluster_that_is_lost_leaves_whole_parts(cluster: Cluster, patients: Path, tmp_path: Path) -> None:
    day = ("--date", "2026-03-12")
    run = beamside(patients, "-o", tmp_path / "out", "--scheduler", cluster.address, *day)
    parts = tmp_path / "out.unfinished" / "parts.part"
    wait_until(lambda: run.poll() is not None or (parts.is_file() and parts.stat().st_size > 0))
    assert run.poll() is None, run.communicate()
    cluster.close()
    _, errors = run.communicate(timeout=HANG_SECONDS)
    assert run.returncode == 2
    assert errors.decode().splitlines()[-1].startswith("--scheduler: the cluster was lost")
    assert not (tmp_path / "out").exists()
    rest = beamside(patients, "-o", tmp_path / "out", "--resume", *day)
    output, errors = rest.communicate(timeout=HANG_SECONDS)
    assert (rest.returncode, errors) == (0, b"")
    assert f"{ROWS:,} of {ROWS:,} rows assessed" in output.decode()


@needs_a_cluster
@pytest.mark.slow
def test_that_nobody_at_an_address_is_a_sentence(patients: Path, tmp_path: Path) -> None:
    run = beamside(patients, "-o", tmp_path / "out", "--scheduler", "tcp://127.0.0.1:9")
    _, errors = run.communicate(timeout=HANG_SECONDS)
    assert run.returncode == 2
    assert errors.decode().splitlines()[-1].startswith("--scheduler: no scheduler answers at tcp://127.0.0.1:9")
    assert not (tmp_path / "out").exists()
