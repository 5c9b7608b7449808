"""Damaged or missing evidence, caches and fonts: a sentence, or the same result as without; never another result."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QLabel, QTextBrowser
from pytestqt.qtbot import QtBot

import engine.report.writers.fonts
import main
from engine.commands.shared.command_context import CommandContext
from engine.evidence.loading import load_library
from engine.findings.as_json import assessment_bytes
from engine.findings.assess import assess
from gui.window.main_window import MainWindow
from tests.trust.conftest import Answers
from tests.waiting import HANG_SECONDS

pytestmark = pytest.mark.slow

COMMANDS = (("assess", "{case}"), ("report", "{case}", "-o", "{out}"), ("evidence", "list"), ("gui",))
#: what is done to the library, and what is said of it
DAMAGE = {
    "no sources": "evidence: sources: there is no source file. Install the program again.",
    "one source lost": "library.toml: source_files: the library has {all} source files and {left} are there. ",
    "one source damaged": "{first}: this is not valid TOML",
    "one source cut off": "{first}: ",
    "one source empty": "{first}: format: this key is missing.",
    "no library.toml": "evidence: library.toml is missing. Install the program again.",
    "no evidence": "evidence: library.toml is missing. Install the program again.",
}


def damage(kind: str, evidence: Path) -> dict[str, object]:
    """Damage a library and return what the sentence about it speaks of."""
    sources = sorted((evidence / "sources").glob("*.toml"))
    words: dict[str, object] = {"all": len(sources), "left": len(sources) - 1, "first": sources[0].name}
    if kind == "no sources":
        shutil.rmtree(evidence / "sources")
    elif kind == "one source lost":
        sources[0].unlink()
    elif kind == "one source damaged":
        sources[0].write_bytes(sources[0].read_bytes() + b"\n[[figure\n")
    elif kind == "one source cut off":
        data = sources[0].read_bytes()
        sources[0].write_bytes(data[: len(data) // 3].rsplit(b"\n", 1)[0])
    elif kind == "one source empty":
        sources[0].write_bytes(b"")
    elif kind == "no library.toml":
        (evidence / "library.toml").unlink()
    else:
        shutil.rmtree(evidence)
    return words


@pytest.mark.hazard("number-without-source")
@pytest.mark.hazard("unknown-as-no")
@pytest.mark.parametrize("kind", DAMAGE)
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: str(command[0]))
def test_that_without_the_whole_library_there_is_a_sentence_and_no_result(
    kind: str,
    command: tuple[str, ...],
    own_resources: Path,
    example: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    words = damage(kind, own_resources / "evidence")
    monkeypatch.setattr(main, "RESOURCES", own_resources)
    out = tmp_path / "out.pdf"
    assert main.main([part.format(case=example, out=out) for part in command]) == 2
    said = capfd.readouterr()
    assert said.out == ""
    assert DAMAGE[kind].format(**words) in said.err
    assert "Traceback" not in said.err
    assert not out.exists()


# ---------------------------------------------------------------------- caches

CACHE_DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut off": lambda data: data[: len(data) // 2],
    "a bit flipped": lambda data: data[:-9] + bytes([data[-9] ^ 1]) + data[-8:],
    "noise": lambda data: b"\xff\x00" * 100,
    "hash of nothing": lambda _: b"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n",
    "another record": lambda _: with_digest(b'{"version": 1}'),
    "another library": lambda data: with_digest(data.partition(b"\n")[2].replace(b'"sha256":"', b'"sha256":"0', 1)),
    "curves of other evidence": lambda data: with_digest(
        data.partition(b"\n")[2].replace(b'"evidence_sha256":"', b'"evidence_sha256":"0', 1)
    ),
}


def with_digest(body: bytes) -> bytes:
    """Return a cache file that is undamaged by its own account."""
    import hashlib

    return hashlib.sha256(body).hexdigest().encode() + b"\n" + body


@pytest.fixture(scope="module")
def remembered(tmp_path_factory: pytest.TempPathFactory, resources: Path) -> tuple[Path, bytes]:
    """Return a filled cache folder and the assessment of an example."""
    folder = tmp_path_factory.mktemp("cache")
    return folder, assessed(resources, folder)


def assessed(resources: Path, cache: Path | None) -> bytes:
    """Return the assessment of an example with a cache folder, as bytes."""
    from engine.case.files.case_file import load_case

    around = CommandContext(resources, cache)
    case = load_case(resources / "examples" / "sbrt-candidate.beamside.json", around.fields)
    return assessment_bytes(assess(case, around.library, around.curves))


@pytest.mark.hazard("old-evidence")
@pytest.mark.hazard("bad-input")
@pytest.mark.slow
@pytest.mark.parametrize("kind", CACHE_DAMAGE)
def test_that_a_damaged_cache_changes_no_result_and_is_mended(
    kind: str, remembered: tuple[Path, bytes], resources: Path, tmp_path: Path
) -> None:
    filled, expected = remembered
    cache = tmp_path / "cache"
    shutil.copytree(filled, cache)
    names = sorted(path.name for path in cache.iterdir())
    assert [name.partition("-")[0] for name in names] == ["curves", "fields", "library"]
    before = {name: (cache / name).read_bytes() for name in names}
    for name, data in before.items():
        (cache / name).write_bytes(CACHE_DAMAGE[kind](data))
    assert assessed(resources, cache) == expected
    assert {path.name: path.read_bytes() for path in cache.iterdir()} == before


@pytest.mark.hazard("old-evidence")
def test_that_the_cache_of_another_library_under_this_ones_name_is_not_taken(
    own_resources: Path, tmp_path: Path, resources: Path
) -> None:
    cache = tmp_path / "cache"
    kinds = {spec.id: spec.kind for spec in CommandContext(resources).fields}
    right = load_library(resources / "evidence", kinds, remembered_in=cache)
    (right_name,) = [path.name for path in cache.iterdir()]
    library = own_resources / "evidence" / "library.toml"
    library.write_text(library.read_text(encoding="utf-8").replace(right.version, "1999.1"), encoding="utf-8")
    old = load_library(own_resources / "evidence", kinds, remembered_in=cache)
    (old_name,) = [path.name for path in cache.iterdir() if path.name != right_name]
    (cache / old_name).replace(cache / right_name)
    again = load_library(resources / "evidence", kinds, remembered_in=cache)
    assert (old.version, again.version, again.sha256) == ("1999.1", right.version, right.sha256)


@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize("place", ["a file", "below a file", "folders of the names", "read-only"])
@pytest.mark.slow
def test_that_a_cache_that_cannot_be_kept_changes_no_result(
    place: str,
    remembered: tuple[Path, bytes],
    resources: Path,
    tmp_path: Path,
    make_read_only: Callable[[Path], None],
) -> None:
    filled, expected = remembered
    cache = tmp_path / "cache"
    if place in ("a file", "below a file"):
        cache.write_bytes(b"")
    elif place == "read-only":
        cache.mkdir()
        make_read_only(cache)
    else:
        for path in filled.iterdir():
            (cache / path.name).mkdir(parents=True)
    assert assessed(resources, cache / "below" if place == "below a file" else cache) == expected
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.hazard("old-evidence")
def test_that_a_clock_set_back_makes_no_cache_old(
    remembered: tuple[Path, bytes], resources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os
    import time

    filled, expected = remembered
    for path in filled.iterdir():
        os.utime(path, (4e9, 4e9))
    monkeypatch.setattr(time, "time", lambda: 1000.0)
    before = {path.name: path.stat().st_mtime for path in filled.iterdir()}
    assert assessed(resources, filled) == expected
    assert {path.name: path.stat().st_mtime for path in filled.iterdir()} == before


# ---------------------------------------------------------------------- fonts


@pytest.fixture
def no_fonts(monkeypatch: pytest.MonkeyPatch) -> str:
    """Take the fonts of the paper away and return what is said of it."""
    engine.report.writers.fonts.find_fonts.cache_clear()
    monkeypatch.setattr(engine.report.writers.fonts, "_folder_of", lambda package, folder: None)
    return "The font Source Sans Pro is missing. Install the package that carries it: font_source_sans_pro."


@pytest.mark.hazard("bad-input")
def test_that_missing_fonts_are_a_sentence_and_the_previous_summary_stays(
    no_fonts: str, example: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.pdf"
    out.write_bytes(b"%PDF the previous one")
    assert main.main(["report", str(example), "-o", str(out)]) == 2
    assert capfd.readouterr().err == f"{no_fonts}\n"
    assert out.read_bytes() == b"%PDF the previous one"


@pytest.mark.hazard("bad-input")
def test_that_the_window_says_that_fonts_are_missing(
    no_fonts: str, window: MainWindow, answers: Answers, example: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    answers.export = tmp_path / "out.pdf"
    assert window.files.open(example)
    with qtbot.waitSignal(window.paper.background.failed):
        window.commands["export"].trigger()
    assert no_fonts in window.messages.texts
    assert not answers.export.exists()


@pytest.mark.hazard("bad-input")
def test_that_a_missing_template_is_a_sentence(
    own_resources: Path,
    example: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    shutil.rmtree(own_resources / "report")
    monkeypatch.setattr(main, "RESOURCES", own_resources)
    assert main.main(["report", str(example), "-o", str(tmp_path / "out.pdf")]) == 2
    said = capfd.readouterr().err
    assert said.count("\n") == 1
    assert "template" in said


@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize("damaged", [b"", b"\xff", b"[[field]]\n", None])
def test_that_a_damaged_description_of_the_fields_is_a_sentence(
    damaged: bytes | None,
    own_resources: Path,
    example: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    path = own_resources / "fields" / "patient.toml"
    path.unlink() if damaged is None else path.write_bytes(damaged)
    monkeypatch.setattr(main, "RESOURCES", own_resources)
    assert main.main(["assess", str(example)]) == 2
    said = capfd.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert said.err.startswith("patient.toml: ")
    assert str(own_resources) not in said.err


def test_that_the_local_studies_of_a_missing_folder_are_a_sentence(
    example: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BEAMSIDE_LOCAL_EVIDENCE", str(tmp_path / "gone"))
    assert main.main(["assess", str(example)]) == 2
    assert capfd.readouterr().err == "gone: there is no such folder of local studies. Name an existing folder.\n"
    monkeypatch.delenv("BEAMSIDE_LOCAL_EVIDENCE")
    assert main.main(["assess", str(example)]) == 0
    assert json.loads(capfd.readouterr().out)


# ---------------------------------------------------------------------- what the window shows of itself

TEXTS = {
    "text/user-guide.md": "guide",
    "text/keys.md": "keyboard",
    "text/intended-use.md": "intended_use",
    "text/licences.md": "about",
    "text/tour.toml": "tour",
    "evidence/CHANGES.md": "evidence_changes",
}


@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize("damaged", [None, b"\xff\xfe[["], ids=["missing", "damaged"])
@pytest.mark.parametrize("place", TEXTS)
def test_that_a_text_that_cannot_be_read_is_said_where_it_would_stand(
    place: str, damaged: bytes | None, window: MainWindow, own_resources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = own_resources / place
    path.unlink() if damaged is None else path.write_bytes(damaged)
    monkeypatch.setattr(window.help, "_resources", own_resources)
    before = window.findChildren(QDialog)
    window.commands[TEXTS[place]].trigger()
    (dialog,) = [dialog for dialog in window.findChildren(QDialog) if dialog not in before]
    words = [label.text() for label in dialog.findChildren(QLabel)]
    words += [browser.toPlainText() for browser in dialog.findChildren(QTextBrowser)]
    assert any(f"{path.name}: the " in text and "Install the program again." in text for text in words), words
    dialog.close()


@pytest.mark.hazard("bad-input")
@pytest.mark.slow
def test_that_a_window_without_its_colours_does_not_open_and_says_so(own_resources: Path, project: Path) -> None:
    (own_resources / "themes" / "light.toml").unlink()
    (own_resources / "themes" / "dark.toml").unlink()
    program = (
        "import sys, pathlib; sys.path.insert(0, sys.argv[1]); import main; "
        "main.RESOURCES = pathlib.Path(sys.argv[2]); sys.argv[1:] = []; raise SystemExit(main.main([]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(project), str(own_resources)],
        capture_output=True,
        timeout=HANG_SECONDS,
        check=False,
    )
    assert done.returncode == 2
    lines = [line for line in done.stderr.decode().splitlines() if "This plugin does not" not in line]
    assert len(lines) == 1
    assert ".toml" in lines[0]
