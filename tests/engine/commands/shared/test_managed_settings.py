"""What a hospital's IT sets for a machine is read strictly, and what is wrong in it is named and passed over."""

from __future__ import annotations

import argparse
import os
from importlib import import_module
from pathlib import Path

import pytest

from engine.commands.arguments.paper_argument import paper_of
from engine.commands.shared.managed_settings import NOTHING_MANAGED, ManagedSettings, read_managed, usual_file


def managed(folder: Path, text: str) -> ManagedSettings:
    """Return what a file with this text sets."""
    file = folder / "managed.toml"
    file.write_text(text, "utf-8")
    return read_managed(file)


def test_that_all_settings_are_read(tmp_path: Path) -> None:
    found = managed(
        tmp_path,
        f"paper = 'letter'\ntheme = 'dark'\nlanguage = 'en'\nlocal_evidence = '{tmp_path.as_posix()}'\n"
        f"recent_files = false\nsealed_saving = true\nevidence_keys = '{tmp_path.as_posix()}'\n",
    )
    assert (found.paper, found.theme, found.language) == ("letter", "dark", "en")
    assert (found.local_evidence, found.recent_files, found.sealed_saving) == (tmp_path, False, True)
    assert found.evidence_keys == tmp_path
    assert found.problems == ()
    assert found.names[:4] == ("paper", "theme", "language", "local_evidence")
    assert found.names[4:] == ("recent_files", "sealed_saving", "evidence_keys")


def test_that_without_a_file_nothing_is_managed(tmp_path: Path) -> None:
    assert read_managed(tmp_path / "managed.toml") == NOTHING_MANAGED
    assert NOTHING_MANAGED.names == ()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("paper = 'a5'", 'paper: \'a5\' is none of its values. Write "a4" or "letter". It is passed over.'),
        ("theme = 1", "theme: 1 is none of its values."),
        ("language = 'fr'", 'language: \'fr\' is none of its values. Write "en", "de" or "system".'),
        ("recent_files = 'no'", "recent_files: 'no' is neither true nor false."),
        ("sealed_saving = 1", "sealed_saving: 1 is neither true nor false."),
        ("local_evidence = 'studies'", "local_evidence: 'studies' is not the whole name of a folder."),
        ("sealed_savings = true", "sealed_savings: there is no such setting. Did you mean sealed_saving?"),
        ("colour = 'red'", "colour: there is no such setting. There are paper, theme,"),
    ],
)
def test_that_a_bad_value_is_named_and_the_others_hold(tmp_path: Path, line: str, told: str) -> None:
    good = "paper = 'letter'\n" if not line.startswith("paper") else "theme = 'dark'\n"
    found = managed(tmp_path, f"{line}\n{good}")
    (problem,) = found.problems
    assert problem.startswith(f"{tmp_path / 'managed.toml'}: ")
    assert told in problem
    assert len(found.names) == 1


@pytest.mark.parametrize("text", ["paper =", "[[[", "\x00"])
def test_that_a_file_that_is_no_toml_sets_nothing_and_is_named(tmp_path: Path, text: str) -> None:
    found = managed(tmp_path, text)
    assert found.names == ()
    (problem,) = found.problems
    assert "this is not TOML" in problem


def test_that_a_folder_or_a_huge_file_in_its_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "huge").write_bytes(b"#" * 200_000)
    for name in ("folder", "huge"):
        found = read_managed(tmp_path / name)
        assert (len(found.problems), found.names) == (1, ())


@pytest.mark.skipif(os.name == "nt", reason="the place on Linux and macOS")
def test_that_the_file_stands_where_no_user_may_write() -> None:
    assert str(usual_file()) in ("/etc/beamside/managed.toml", "/Library/Application Support/Beamside/managed.toml")


@pytest.mark.parametrize(("line", "standing"), [("paper = 'letter'", "letter"), ("paper = 'a5'", "a4"), ("", "a4")])
@pytest.mark.parametrize("name", ["report", "meeting", "minutes"])
def test_that_commands_set_pages_on_the_managed_paper(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, line: str, standing: str
) -> None:
    file = tmp_path / "managed.toml"
    file.write_text(line, "utf-8")
    monkeypatch.setattr("engine.commands.shared.managed_settings.usual_file", lambda: file)
    parser = argparse.ArgumentParser()
    import_module(f"engine.commands.{name}_command").add_arguments(parser)
    assert paper_of(parser.parse_args(["-o", "pages.pdf", "b.beamside"])) == standing
    # What is asked for goes before it.
    assert paper_of(parser.parse_args(["--paper", "a4", "-o", "pages.pdf", "b.beamside"])) == "a4"
