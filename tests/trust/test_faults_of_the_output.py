"""Where output goes and cannot go: all of it or a sentence, whatever lies behind standard output."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import main
from tests.waiting import HANG_SECONDS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="faults are made with the calls of POSIX"),
]

CUT = "standard output: it cannot be written (no space left on device). Send it to another place.\n"


class Reluctant(io.RawIOBase):
    """What stands behind an unbuffered standard output: a write takes a part of what it is given, and says so."""

    def __init__(self) -> None:
        self.taken = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        part = bytes(data)[:1000]
        self.taken += part
        return len(part)


class Unbuffered:
    """Standard output as it is with PYTHONUNBUFFERED."""

    def __init__(self) -> None:
        self.buffer = Reluctant()


def run(project: Path, *arguments: object, stdout: Any, **environment: str) -> tuple[int, str]:
    """Return exit code and standard error of a process."""
    done = subprocess.run(
        [sys.executable, str(project / "main.py"), *map(str, arguments)],
        stdout=stdout,
        stderr=subprocess.PIPE,
        env={**os.environ, **environment},
        timeout=HANG_SECONDS,
        check=False,
    )
    return done.returncode, done.stderr.decode()


@pytest.mark.hazard("lost-work")
def test_that_what_is_taken_in_parts_arrives_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    output = Unbuffered()
    monkeypatch.setattr(sys, "stdout", output)
    assert main.main(["evidence", "show", "sanuki2022"]) == 0
    monkeypatch.undo()
    assert len(output.buffer.taken) > 3000
    assert output.buffer.taken.endswith(b"\n")


@pytest.mark.hazard("lost-work")
@pytest.mark.parametrize("unbuffered", ["1", ""])
@pytest.mark.parametrize("command", [["assess", "{case}"], ["evidence", "export"]])
def test_that_a_disk_that_fills_up_behind_standard_output_is_a_sentence(
    command: list[str], unbuffered: str, small_disk: Path, example: Path, project: Path
) -> None:
    with (small_disk / "out.json").open("wb") as stream:
        said = run(
            project, *(part.format(case=example) for part in command), stdout=stream, PYTHONUNBUFFERED=unbuffered
        )
    assert said == (2, CUT)


HELP = (["--help"], ["--version"], ["assess", "--help"], ["evidence", "show", "--help"], ["gui", "--help"])


@pytest.mark.parametrize("unbuffered", ["1", ""])
@pytest.mark.parametrize("command", HELP, ids=" ".join)
def test_that_help_that_cannot_be_written_is_a_sentence(command: list[str], unbuffered: str, project: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no device that is always full")
    with Path("/dev/full").open("wb") as full:
        assert run(project, *command, stdout=full, PYTHONUNBUFFERED=unbuffered) == (2, CUT)


@pytest.mark.parametrize("unbuffered", ["1", ""])
@pytest.mark.parametrize("command", HELP, ids=" ".join)
def test_that_help_nobody_reads_is_no_mistake(command: list[str], unbuffered: str, project: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        assert run(project, *command, stdout=writing, PYTHONUNBUFFERED=unbuffered) == (0, "")
    finally:
        os.close(writing)


def test_that_a_mistake_nobody_can_be_told_of_keeps_its_exit_code(project: Path) -> None:
    for redirection in ("2>&-", "2>/dev/full") if Path("/dev/full").exists() else ("2>&-",):
        command = f'exec "{sys.executable}" "{project / "main.py"}" assess nowhere {redirection}'
        done = subprocess.run(["/bin/sh", "-c", command], stdout=subprocess.PIPE, timeout=HANG_SECONDS, check=False)
        assert (done.returncode, done.stdout) == (2, b""), redirection


LONG = "n" * 5000


@pytest.mark.hazard("lost-work")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_that_a_reader_in_small_parts_gets_all_of_it(
    unbuffered: str, example: Path, project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    # A short command leaves without being taken apart: what it wrote is out by then, pipe or not.
    assert main.main(["assess", str(example)]) == 0
    whole = capfd.readouterr().out.encode()
    with subprocess.Popen(
        [sys.executable, str(project / "main.py"), "assess", str(example)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
    ) as process:
        assert process.stdout is not None
        assert b"".join(iter(lambda: os.read(process.stdout.fileno(), 1000), b"")) == whole
    assert process.returncode == 0


@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize(
    "command",
    [
        ["assess", LONG],
        ["report", LONG, "-o", "out.pdf"],
        ["report", "{case}", "-o", LONG],
        ["report", "--open-case", LONG],
        ["assess", "{case}", "--local-evidence", LONG],
        ["evidence", "--local-evidence", LONG, "list"],
        ["evidence", "show", LONG],
        ["curve", "digitised", LONG],
        ["dvh", LONG],
        ["dose", LONG, LONG, "--liver", LONG],
    ],
    ids=lambda command: " ".join(command).replace(LONG, "LONG"),
)
def test_that_a_name_that_no_system_takes_is_one_line(
    command: list[str], example: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(example.parent)
    before = sorted(example.parent.iterdir())
    try:
        code = main.main([part.format(case=example) for part in command])
    except SystemExit as leaving:
        code = leaving.code
    said = capfd.readouterr()
    assert (code, said.out) == (2, "")
    assert said.err.count("\n") == 1
    assert len(said.err) <= 1100
    assert sorted(example.parent.iterdir()) == before
