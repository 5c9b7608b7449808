"""A full disk and places that cannot be written: the previous file is as it was, and one sentence says why."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from stat import S_IFCHR
from typing import Any, NoReturn, Self

import pytest

import main
from engine.case.case import Case
from engine.case.fields import FieldCatalogue
from engine.case.files.case_file import load_case, save_case
from engine.case.problems import CaseFileError
from tests.waiting import HANG_SECONDS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="faults are made with the calls of POSIX"),
]

COMMANDS = {
    "report": ("report", "{case}", "-o", "{out}", "--date", "2026-01-01"),
    "report --open-case": ("report", "--open-case", "{pdf}", "-o", "{out}"),
}
FAULTS = {
    "a full disk": (errno.ENOSPC, "no space left on device"),
    "a quota": (errno.EDQUOT, "disk quota exceeded"),
    "a read-only place": (errno.EROFS, "read-only file system"),
    "no permission": (errno.EACCES, "permission denied"),
    "a failing disk": (errno.EIO, "input/output error"),
}


def arguments(command: str, case: Path, pdf: Path, out: Path) -> list[str]:
    """Return the command with its files."""
    return [part.format(case=case, pdf=pdf, out=out) for part in COMMANDS[command]]


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory, resources: Path) -> Path:
    """Return a summary with its case inside."""
    path = tmp_path_factory.mktemp("pdf") / "summary.pdf"
    case = resources / "examples" / "sbrt-candidate.beamside.json"
    assert main.main(["report", str(case), "-o", str(path), "--date", "2026-01-01"]) == 0
    return path


@pytest.mark.hazard("lost-work")
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("call", ["write", "fsync", "open"])
def test_that_a_failing_write_keeps_the_previous_file_and_is_one_sentence(
    command: str,
    fault: str,
    call: str,
    example: Path,
    pdf: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    out = folder / "previous"
    out.write_bytes(b"what was there before")
    number, words = FAULTS[fault]
    fail(monkeypatch, call, number, folder)
    code = main.main(arguments(command, example, pdf, out))
    monkeypatch.undo()
    said = capfd.readouterr()
    assert code == 2
    assert said.out == ""
    assert said.err == (
        f"previous: the file cannot be written ({words}). Choose another place; what was there is as it was.\n"
    )
    assert out.read_bytes() == b"what was there before"
    assert [path.name for path in folder.iterdir()] == ["previous"]


def fail(patch: pytest.MonkeyPatch, call: str, number: int, folder: Path) -> None:
    """Make one of the calls that write fail for files of this folder, half the data being written already."""
    if call == "open":
        make = os.open

        def refused(path: Any, *given: Any, **named: Any) -> int:
            if Path(path).parent == folder:
                raise OSError(number, os.strerror(number))
            return make(path, *given, **named)

        patch.setattr(os, "open", refused)
    elif call == "fsync":

        def fsync(_descriptor: int) -> NoReturn:
            raise OSError(number, os.strerror(number))

        patch.setattr(os, "fsync", fsync)
    else:
        open_ = os.fdopen

        def fdopen(descriptor: int, *given: Any, **named: Any) -> Any:
            stream = open_(descriptor, *given, **named)
            return HalfWritten(stream, number) if given[:1] == ("wb",) else stream

        patch.setattr(os, "fdopen", fdopen)


class HalfWritten:
    """A stream that takes half of what it is given, and then no more."""

    def __init__(self, stream: Any, number: int) -> None:
        self._stream = stream
        self._number = number

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def write(self, data: bytes) -> NoReturn:
        self._stream.write(data[: len(data) // 2])
        self._stream.flush()
        raise OSError(self._number, os.strerror(self._number))


# ---------------------------------------------------------------------- real disks


@pytest.mark.hazard("lost-work")
def test_that_a_case_that_no_longer_fits_the_disk_is_kept_as_it_was(
    small_disk: Path, fields: FieldCatalogue, nothing_on_disk_but: Callable[[Path, str], None], example: Path
) -> None:
    path = small_disk / "case.beamside.json"
    case = load_case(example, fields)
    save_case(case, path)
    before = path.read_bytes()
    (small_disk / "something else").write_bytes(b"x" * 50_000)
    big = Case(case.patient, label="Another", notes="y" * 19_000)
    with pytest.raises(CaseFileError, match=r"no space left on device\)\. Choose another place"):
        save_case(big, path)
    assert path.read_bytes() == before
    nothing_on_disk_but(small_disk, "case.beamside.json something else")
    assert load_case(path, fields).patient == case.patient


@pytest.mark.hazard("lost-work")
@pytest.mark.parametrize("command", COMMANDS)
def test_that_an_export_on_a_full_disk_leaves_nothing_of_itself(
    command: str,
    small_disk: Path,
    example: Path,
    pdf: Path,
    nothing_on_disk_but: Callable[[Path, str], None],
    capfd: pytest.CaptureFixture[str],
) -> None:
    (small_disk / "filling").write_bytes(b"x" * 65_536)
    assert main.main(arguments(command, example, pdf, small_disk / "out")) == 2
    assert "no space left on device" in capfd.readouterr().err
    nothing_on_disk_but(small_disk, "filling")


@pytest.mark.hazard("lost-work")
@pytest.mark.parametrize("command", COMMANDS)
def test_that_a_read_only_folder_is_one_sentence(
    command: str,
    example: Path,
    pdf: Path,
    tmp_path: Path,
    make_read_only: Callable[[Path], None],
    capfd: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path / "read-only"
    folder.mkdir()
    (folder / "out").write_bytes(b"old")
    make_read_only(folder)
    assert main.main(arguments(command, example, pdf, folder / "out")) == 2
    said = capfd.readouterr().err
    assert said.startswith("out: the file cannot be written (")
    assert said.count("\n") == 1
    assert (folder / "out").read_bytes() == b"old"


@pytest.mark.hazard("lost-work")
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("how", ["permissions", "chattr"])
def test_that_a_read_only_file_is_kept_and_named(
    how: str, command: str, example: Path, pdf: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    out = folder / "out"
    out.write_bytes(b"protected")
    if how == "permissions":
        out.chmod(0o444)
    elif not immutable(out, "+i"):
        pytest.skip("this user or this file system cannot make a file immutable")
    try:
        assert main.main(arguments(command, example, pdf, out)) == 2
    finally:
        if how == "chattr":
            immutable(out, "-i")
    words = (
        "the file is read-only." if how == "permissions" else "the file cannot be written (operation not permitted)."
    )
    assert capfd.readouterr().err.startswith(f"out: {words} ")
    assert out.read_bytes() == b"protected"
    assert [path.name for path in folder.iterdir()] == ["out"]


def immutable(path: Path, change: str) -> bool:
    """Make a file immutable, or no longer so; False where that cannot be done."""
    try:
        done = subprocess.run(["chattr", change, str(path)], capture_output=True, timeout=HANG_SECONDS, check=False)
    except OSError:
        return False
    return done.returncode == 0


@pytest.fixture(params=["pipe", "device"])
def special(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """Return something that has a name in a folder of its own and is no file."""
    folder = tmp_path / "special"
    folder.mkdir()
    path = folder / "out"
    if request.param == "pipe":
        os.mkfifo(path)
    else:
        try:
            # The one that discards what it is given; a node of this test's own, whatever becomes of it.
            os.mknod(path, S_IFCHR | 0o600, os.makedev(1, 3))
        except OSError:
            pytest.skip("a device can be made by the superuser alone")
    yield path
    path.unlink()


@pytest.mark.hazard("lost-work")
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("behind_a_link", [False, True])
def test_that_what_is_no_file_is_not_replaced_by_one(
    behind_a_link: bool, command: str, special: Path, example: Path, pdf: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before, out = special.lstat(), special
    if behind_a_link:
        out = special.parent.parent / "out"
        out.symlink_to(special)
    assert main.main(arguments(command, example, pdf, out)) == 2
    assert capfd.readouterr().err == "out: this is a device or a pipe, not a regular file. Choose a file name.\n"
    after = special.lstat()
    assert (after.st_ino, after.st_mode) == (before.st_ino, before.st_mode)
    assert [path.name for path in special.parent.iterdir()] == ["out"]


@pytest.fixture
def nothing_on_disk_but() -> Callable[[Path, str], None]:
    """Return a check of what lies in a folder, hidden files included."""

    def check(folder: Path, names: str) -> None:
        assert " ".join(sorted(path.name for path in folder.iterdir())) == names

    return check


@pytest.mark.hazard("lost-work")
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
@pytest.mark.parametrize("command", [["assess", "{case}"], ["evidence", "export"], ["selftest"]])
@pytest.mark.slow
def test_that_a_full_disk_behind_standard_output_is_a_sentence(
    command: list[str], example: Path, small_installation: Path
) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, str(small_installation / "main.py"), *(part.format(case=example) for part in command)],
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=HANG_SECONDS,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.decode() == (
        "standard output: it cannot be written (no space left on device). Send it to another place.\n"
    )


def test_that_nobody_listening_is_no_traceback(example: Path, project: Path) -> None:
    command = f'exec "{sys.executable}" "{project / "main.py"}" assess "{example}" >&-'
    done = subprocess.run(["/bin/sh", "-c", command], stderr=subprocess.PIPE, timeout=HANG_SECONDS, check=False)
    assert (done.returncode, done.stderr) == (2, b"")


# ---------------------------------------------------------------------- what a killed process leaves


@pytest.mark.hazard("privacy")
def test_that_an_abandoned_piece_of_a_file_is_removed_with_the_next_save_and_a_young_one_is_not(
    tmp_path: Path, example: Path, fields: FieldCatalogue
) -> None:
    path = tmp_path / "case.beamside.json"
    case = load_case(example, fields)
    abandoned, young, strange, other = (
        tmp_path / name
        for name in (
            ".case.beamside.json.abcd1234.part",
            ".case.beamside.json.abcd5678.part",
            ".case.beamside.json.notes.part",
            ".other.json.abcd1234.part",
        )
    )
    for leftover in (abandoned, young, strange, other):
        leftover.write_bytes(b"half a case")
    now = path.stat().st_mtime
    for leftover in (abandoned, strange, other):
        os.utime(leftover, (now - 7300, now - 7300))
    save_case(case, path)
    assert not abandoned.exists()
    assert young.exists()
    assert strange.exists()
    assert other.exists()


# ---------------------------------------------------------------------- the clock


@pytest.mark.hazard("old-evidence")
@pytest.mark.parametrize("seconds", [-1e9, 0.0, 4e9, 1e12])
def test_that_a_case_with_an_impossible_date_is_reported_all_the_same(
    seconds: float, example: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    # Not every file system keeps such a date, so it is put where it is asked for.
    stat = Path.stat

    def wrong(path: Path, **named: Any) -> Any:
        found = stat(path, **named)
        return WrongDate(found, seconds) if path == example else found

    monkeypatch.setattr(Path, "stat", wrong)
    assert main.main(["report", str(example), "-o", str(tmp_path / "out.pdf")]) == 0
    monkeypatch.undo()
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF")
    assert capfd.readouterr().err == ""


class WrongDate:
    """What the system knows of a file, but for the time of its last change."""

    def __init__(self, found: os.stat_result, seconds: float) -> None:
        self._found = found
        self.st_mtime = seconds

    def __getattr__(self, name: str) -> Any:
        return getattr(self._found, name)
