"""Pipes that never speak and devices that never end: refused in a sentence, not waited for, not read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import main
from engine.reading.bounded_file import NotOrdinaryError, TooLargeError, read_whole

pytestmark = pytest.mark.skipif(os.name == "nt", reason="pipes and devices of POSIX")

NO_FILE = "a device or a pipe, not a regular file"
#: {odd} is what is no file, {folder} one that holds it as a study of its own
COMMANDS = {
    "assess": ["assess", "{odd}"],
    "report": ["report", "{odd}", "-o", "{folder}/never.pdf"],
    "open-case": ["report", "--open-case", "{odd}"],
    "passphrase": ["assess", "{case}", "--passphrase-file", "{odd}"],
    "local study": ["assess", "{case}", "--local-evidence", "{folder}"],
    "clicks": ["curve", "digitised", "{odd}", "--n", "20"],
    "numbers at risk": ["curve", "digitised", "{clicks}", "--at-risk", "{odd}"],
}


@pytest.fixture(params=["pipe", "device"])
def odd(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return a pipe without a writer, or a device without an end, under a name of a study."""
    folder = tmp_path / "studies"
    folder.mkdir()
    path = folder / "odd.toml"
    if request.param == "pipe":
        os.mkfifo(path)
    elif Path("/dev/zero").exists():
        path.symlink_to("/dev/zero")
    else:
        pytest.skip("this system has no device without an end")
    return path


@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize("command", COMMANDS)
def test_that_no_command_waits_for_what_is_no_file(
    command: str, odd: Path, example: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    clicks = tmp_path / "clicks.csv"
    clicks.write_text("time,survival\n0,1\n12,0.5\n", encoding="utf-8")
    places = {"odd": odd, "folder": odd.parent, "case": example, "clicks": clicks}
    assert main.main([part.format_map(places) for part in COMMANDS[command]]) == 2
    said = capfd.readouterr()
    assert said.out == ""
    assert NO_FILE in said.err
    assert "odd.toml" in said.err
    assert said.err.count("\n") == 1
    assert [path.name for path in odd.parent.iterdir()] == ["odd.toml"]


@pytest.mark.parametrize("command", [["dvh", "{odd}"], ["dose", "{odd}", "{odd}", "--liver", "Liver"]])
def test_that_a_plan_or_a_dvh_is_an_ordinary_file(
    command: list[str], odd: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main.main([part.format(odd=odd) for part in command]) == 2
    said = capfd.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert "is not an ordinary file" in said.err


def test_that_a_file_is_read_up_to_the_limit_and_not_beyond(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * 10)
    assert read_whole(path, 10) == b"x" * 10
    with pytest.raises(TooLargeError):
        read_whole(path, 9)
    for other, kind in ((tmp_path, IsADirectoryError), (tmp_path / "none", FileNotFoundError)):
        with pytest.raises(kind):
            read_whole(other, 10)


def test_that_what_a_file_says_of_its_size_is_not_relied_on() -> None:
    # Such a file says that it is empty.
    path = Path("/proc/self/status")
    if not path.exists() or path.stat().st_size:
        pytest.skip("this system has no file that does not know its size")
    assert read_whole(path, 1_000_000).startswith(b"Name:")
    with pytest.raises(TooLargeError):
        read_whole(path, 10)


@pytest.mark.hazard("bad-input")
def test_that_a_pipe_put_there_at_the_last_moment_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, ordinary = tmp_path / "odd", tmp_path / "ordinary"
    os.mkfifo(path)
    ordinary.write_bytes(b"x")
    found = ordinary.stat()
    monkeypatch.setattr(Path, "stat", lambda _self, **_how: found)
    with pytest.raises(NotOrdinaryError):
        read_whole(path, 10)


def test_that_a_pipe_or_a_device_is_not_even_opened(odd: Path) -> None:
    with pytest.raises(NotOrdinaryError):
        read_whole(odd, 10)


@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize(("size", "is_read"), [(100_000, True), (100_001, False)])
def test_that_a_passphrase_file_has_a_largest_size(
    size: int, is_read: bool, example: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"x" * size)
    code = main.main(["assess", str(example), "--passphrase-file", str(secret)])
    assert (code == 0) is is_read
    said = capfd.readouterr().err
    assert said == (
        "" if is_read else "secret: the file is too large for a passphrase. Name a text file that holds it.\n"
    )


@pytest.mark.parametrize("larger", [False, True])
def test_that_a_summary_has_a_largest_size(
    larger: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from engine.report.writers import attachments

    monkeypatch.setattr(attachments, "_LARGEST_PDF_BYTES", 1000)
    path = tmp_path / "s.pdf"
    path.write_bytes(b"%PDF-".ljust(1001 if larger else 1000))
    assert main.main(["report", "--open-case", str(path)]) == 2
    expected = "the file is too large for a summary." if larger else "this PDF carries no Beamside case."
    assert expected in capfd.readouterr().err


def test_that_a_local_study_has_a_largest_size(
    example: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from engine.evidence import loading

    folder = tmp_path / "studies"
    folder.mkdir()
    with (folder / "large.toml").open("wb") as stream:
        stream.truncate(loading._LARGEST_FILE_BYTES + 1)
    assert main.main(["assess", str(example), "--local-evidence", str(folder)]) == 2
    said = capfd.readouterr().err
    assert said == "large.toml: the file is too large for a study. Take it out of the folder.\n"
