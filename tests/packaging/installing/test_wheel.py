"""A wheel holds the whole program and works where there is no checkout."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.version import Version

from engine import VERSION
from tests.shipped import leave_few_cases

pytestmark = pytest.mark.slow

SOURCES = ["main.py", "pyproject.toml", "README.md", "LICENSE", "engine", "gui", "resources"]


@pytest.fixture(scope="module")
def wheel(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a wheel that was built from a copy of the sources, without fetching anything."""
    asked = Version("77")
    if importlib.util.find_spec("setuptools") is None or Version(version("setuptools")) < asked:
        pytest.skip(f"setuptools {asked} or newer, which `make test` installs, is not in this environment")
    copy = tmp_path_factory.mktemp("sources")
    for name in SOURCES:
        if (project / name).is_dir():
            shutil.copytree(project / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(project / name, copy)
    folder = tmp_path_factory.mktemp("wheel")
    build = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"
    run = [sys.executable, "-c", build, str(folder)]
    done = subprocess.run(run, cwd=copy, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the wheel unpacked, as an installer lays it out."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def beamside(installed: Path, scratch: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run the installed program from a folder that holds nothing else."""
    own = {name: str(scratch / name.lower()) for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME")}
    # The entry point of the wheel; -P keeps the present folder out of the path.
    start = "import sys, main; sys.exit(main.main())"
    return subprocess.run(
        [sys.executable, "-P", "-c", start, *arguments],
        cwd=scratch,
        env={**os.environ, **own, "PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        check=False,
    )


def test_that_the_wheel_holds_the_whole_program_and_nothing_else(wheel: Path, project: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if not name.startswith("beamside-")}
    there = {
        file.relative_to(project).as_posix()
        for folder in ("engine", "gui", "resources")
        for file in (project / folder).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts and not file.name.startswith(".")
    }
    assert held == there | {"main.py"}


def test_that_the_wheel_names_its_command_its_version_and_its_licence(wheel: Path) -> None:
    about = f"beamside-{VERSION}.dist-info"
    assert wheel.name == f"beamside-{VERSION}-py3-none-any.whl"
    with zipfile.ZipFile(wheel) as archive:
        assert "beamside = main:main" in archive.read(f"{about}/entry_points.txt").decode()
        assert b"License-Expression: Apache-2.0" in archive.read(f"{about}/METADATA")
        assert f"{about}/licenses/LICENSE" in archive.namelist()


def test_that_the_installed_program_says_its_version(installed: Path, tmp_path: Path) -> None:
    done = beamside(installed, tmp_path, "--version")
    assert (done.returncode, done.stdout.decode().strip(), done.stderr) == (0, f"beamside {VERSION}", b"")


def test_that_the_installed_program_assesses_as_the_checkout_does(
    installed: Path, project: Path, tmp_path: Path
) -> None:
    case = str(installed / "resources" / "examples" / "sbrt-candidate.beamside.json")
    done = beamside(installed, tmp_path, "assess", case)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["evidence"]["sha256"]
    assert done.stdout == beamside(project, tmp_path, "assess", case).stdout


def test_that_the_installed_program_writes_the_summary(installed: Path, tmp_path: Path) -> None:
    case = str(installed / "resources" / "examples" / "borderline.beamside.json")
    done = beamside(installed, tmp_path, "report", case, "-o", "summary.pdf", "--date", "2026-11-21")
    assert (done.returncode, done.stderr) == (0, b"")
    assert (tmp_path / "summary.pdf").read_bytes().startswith(b"%PDF-")
    again = beamside(installed, tmp_path, "report", "--open-case", "summary.pdf")
    assert again.returncode == 0
    assert json.loads(again.stdout)["inputs"] == json.loads(Path(case).read_bytes())["inputs"]


def test_that_the_installed_program_finds_its_self_test(installed: Path, tmp_path: Path, project: Path) -> None:
    (shipped,) = installed.rglob("resources/selftest")
    its_own = {path.name: path.read_bytes() for path in (project / "resources" / "selftest").iterdir()}
    assert {path.name: path.read_bytes() for path in shipped.iterdir()} == its_own
    # Every case of every file is run by tests/cases; here it is tried that they are found.
    few = tmp_path / "few"
    shutil.copytree(installed, few)
    leave_few_cases(few / shipped.parent.relative_to(installed))
    done = beamside(few, tmp_path, "selftest")
    assert done.returncode == 0
    assert b" 0 failed" in done.stdout
