"""Imports run one way: main, then gui, then engine, and in the engine from reports down to facts."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHECK = "from importlinter.cli import lint_imports_command; lint_imports_command()"

# One import that each contract must refuse: the module it is planted in, and what it imports.
FORBIDDEN_IMPORTS = [
    ("engine/case/planted.py", "import gui"),
    ("engine/case/planted.py", "import engine.findings"),
    ("engine/dose/planted.py", "import engine.case"),
    ("engine/evidence/planted.py", "import engine.curves"),
    ("engine/reading/planted.py", "import engine.case"),
    ("engine/modalities/planted.py", "import engine.case"),
    ("engine/reading/planted.py", "import engine.modalities"),
    ("engine/findings/planted.py", "import engine.report"),
    ("engine/report/planted.py", "import engine.registry"),
    ("engine/registry/planted.py", "import engine.commands"),
    ("engine/registry/planted.py", "import lifelines"),
    ("engine/registry/planted.py", "import distributed"),
    ("gui/planted.py", "import dask"),
    ("engine/findings/planted.py", "import PySide6"),
    ("engine/report/planted.py", "import matplotlib"),
    ("engine/case/planted.py", "import socket"),
    ("engine/findings/planted.py", "import lifelines"),
    ("engine/findings/planted.py", "import time"),
    ("engine/case/planted.py", "import pydicom"),
    ("gui/planted.py", "import http.client"),
    ("gui/planted.py", "import pandas"),
    ("gui/planted.py", "import typst"),
]


def check_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the import rules of pyproject.toml over the packages in this folder."""
    return subprocess.run(
        [sys.executable, "-c", CHECK, "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def copy_of_the_house(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the packages and of their rules, to plant things in."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(project / "pyproject.toml", folder)
    for package in ("engine", "gui"):
        shutil.copytree(project / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.mark.hazard("privacy")
def test_that_every_import_keeps_to_the_rules(project: Path) -> None:
    result = check_imports(project)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.slow
@pytest.mark.parametrize(("place", "line"), FORBIDDEN_IMPORTS)
def test_that_a_forbidden_import_is_refused(copy_of_the_house: Path, place: str, line: str) -> None:
    planted = copy_of_the_house / place
    planted.write_text(f"{line}\n", encoding="utf-8")
    try:
        result = check_imports(copy_of_the_house)
    finally:
        planted.unlink()
    assert result.returncode == 1, result.stdout + result.stderr
    broken = result.stdout.partition("Broken contracts")[2]
    assert place.removesuffix(".py").replace("/", ".") in broken
