"""The start menu entry, the file type, and the script that installs them for a user."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from fnmatch import fnmatch
from pathlib import Path

import pytest

from engine.case.files.case_names import CASE_ENDINGS

MIME = "{http://www.freedesktop.org/standards/shared-mime-info}"

needs_a_shell = pytest.mark.skipif(os.name == "nt", reason="Windows has no start menu of this kind")


def entry_in(file: Path) -> configparser.SectionProxy:
    """Return the one group of a desktop entry."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(file, encoding="utf-8")
    return parser["Desktop Entry"]


def install(project: Path, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the script with a home of its own and no tool of the desktop in reach."""
    return subprocess.run(
        [str(project / "scripts" / "install-desktop"), *arguments],
        env={"PATH": "/usr/bin:/bin", "HOME": str(home), "XDG_DATA_HOME": str(home / "data")},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """Return a program in a folder whose name needs quoting."""
    file = tmp_path / 'own "programs" & $more' / "beamside"
    file.parent.mkdir()
    file.write_text("#!/bin/sh\n", encoding="utf-8")
    file.chmod(0o755)
    return file


def test_that_the_entry_belongs_to_the_window_and_opens_cases(project: Path) -> None:
    entry = entry_in(project / "packaging" / "beamside.desktop")
    kind = ET.parse(project / "packaging" / "beamside-mime.xml").getroot().find(f"{MIME}mime-type")
    assert kind is not None
    # The name that gui.application gives to the desktop, and the class that X11 shows for it.
    assert 'setDesktopFileName("beamside")' in (project / "gui" / "application.py").read_text(encoding="utf-8")
    assert (entry["Icon"], entry["StartupWMClass"], entry["Terminal"]) == ("beamside", "beamside", "false")
    assert entry["Exec"] == "beamside gui %f"
    assert entry["MimeType"] == f"{kind.get('type')};"


def test_that_the_file_type_is_that_of_the_examples_and_is_json_still(project: Path) -> None:
    kind = ET.parse(project / "packaging" / "beamside-mime.xml").getroot().find(f"{MIME}mime-type")
    assert kind is not None
    patterns = kind.findall(f"{MIME}glob")
    parent = kind.find(f"{MIME}sub-class-of")
    assert parent is not None
    assert parent.get("type") == "application/json"
    # 50 is what *.json has.
    assert all(int(pattern.get("weight", "50")) > 50 for pattern in patterns)
    assert {pattern.get("pattern") for pattern in patterns} == {f"*{ending}" for ending in CASE_ENDINGS}
    examples = list((project / "resources" / "examples").iterdir())
    assert examples
    assert all(any(fnmatch(file.name, pattern.get("pattern", "")) for pattern in patterns) for file in examples)


@needs_a_shell
def test_that_everything_is_installed_for_the_user_alone(project: Path, tmp_path: Path, program: Path) -> None:
    done = install(project, tmp_path, str(program))
    assert (done.returncode, done.stderr) == (0, "")
    data = tmp_path / "data"
    assert (data / "mime" / "packages" / "beamside-mime.xml").is_file()
    assert (data / "icons" / "hicolor" / "48x48" / "apps" / "beamside.png").is_file()
    assert (data / "icons" / "hicolor" / "scalable" / "apps" / "beamside.svg").is_file()
    entry = entry_in(data / "applications" / "beamside.desktop")
    assert entry["TryExec"] == str(program)
    # A value's own escapes come first (two backslashes are one), then those of the quoted argument.
    quoted = re.fullmatch(r'"((?:[^"\\]|\\.)*)" gui %f', entry["Exec"].replace("\\\\", "\\"))
    assert quoted is not None
    assert re.sub(r"\\(.)", r"\1", quoted[1]) == str(program)


@needs_a_shell
def test_that_what_was_installed_can_be_removed_whole(project: Path, tmp_path: Path, program: Path) -> None:
    install(project, tmp_path, str(program))
    done = install(project, tmp_path, "--remove")
    assert (done.returncode, done.stderr) == (0, "")
    assert not [file for file in (tmp_path / "data").rglob("*") if file.is_file() and "beamside" in file.name]


@needs_a_shell
def test_that_a_program_that_is_not_there_is_refused_in_one_sentence(project: Path, tmp_path: Path) -> None:
    done = install(project, tmp_path, str(tmp_path / "nowhere"))
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "nowhere" in done.stderr
    assert not (tmp_path / "data").exists()


@needs_a_shell
def test_that_the_desktops_own_validators_agree_where_they_are_installed(
    project: Path, tmp_path: Path, program: Path
) -> None:
    install(project, tmp_path, str(program))
    said = []
    for tool, files in {
        "desktop-file-validate": ["packaging/beamside.desktop", str(tmp_path / "data/applications/beamside.desktop")],
        "xmllint": ["--noout", "packaging/beamside-mime.xml", "packaging/icons/beamside.svg"],
    }.items():
        command = shutil.which(tool)
        if command is not None:
            done = subprocess.run([command, *files], cwd=project, capture_output=True, text=True, check=False)
            said.append(done.stdout + done.stderr)
    assert not any(said)
