"""The engine runs without a window, and what is slow to load is loaded by those who need it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from bench.startup import EXAMPLE, UNTIL_PAINTED

QT = ("PySide6", "shiboken6", "pyqtgraph")
SLOW = ("lifelines", "pandas", "scipy.stats", "scipy.optimize", "matplotlib")
NETWORK = ("socket", "ssl", "http.client", "urllib.request")


def modules_of(project: Path, package: str) -> list[str]:
    """Return the dotted names of every module in a package."""
    names = []
    for file in sorted((project / package).rglob("*.py")):
        parts = file.relative_to(project).with_suffix("").parts
        names.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return names


def loaded_after_importing(project: Path, modules: Iterable[str]) -> set[str]:
    """Import these modules in a Python of their own; return the names of all modules that are then loaded."""
    program = "import importlib, json, sys\n"
    program += "".join(f"importlib.import_module({name!r})\n" for name in modules)
    program += "print(json.dumps(sorted(sys.modules)))\n"
    result = subprocess.run([sys.executable, "-c", program], cwd=project, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return set(json.loads(result.stdout.splitlines()[-1]))


@pytest.fixture(scope="module")
def loaded_by_the_engine(project: Path) -> set[str]:
    """Return what is loaded once every module of the engine is."""
    return loaded_after_importing(project, modules_of(project, "engine"))


@pytest.mark.parametrize("name", QT)
def test_that_the_whole_engine_loads_without_qt(loaded_by_the_engine: set[str], name: str) -> None:
    assert "engine" in loaded_by_the_engine
    assert name not in loaded_by_the_engine


@pytest.mark.parametrize("name", SLOW)
def test_that_loading_the_engine_loads_nothing_slow(loaded_by_the_engine: set[str], name: str) -> None:
    assert name not in loaded_by_the_engine


@pytest.mark.parametrize("name", [*QT, *SLOW, *NETWORK])
def test_that_the_command_line_starts_without_qt_or_anything_slow(project: Path, name: str) -> None:
    assert name not in loaded_after_importing(project, ["main", "engine.findings"])


@pytest.fixture(scope="module")
def loaded_at_first_paint(project: Path) -> set[str]:
    """Open the window on an example; return the names of all modules loaded when it has been painted."""
    program = f"""{UNTIL_PAINTED}
import json, sys
paint = QApplication.exec

def paint_and_tell(*ignored):
    paint()
    print(json.dumps(sorted(sys.modules)))
    return 0

QApplication.exec = paint_and_tell
import main
raise SystemExit(main.main(["gui", {str(EXAMPLE)!r}]))
"""
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=project,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    (line,) = (line for line in result.stdout.splitlines() if line.startswith("["))
    return set(json.loads(line))


@pytest.mark.slow
@pytest.mark.parametrize("name", [*SLOW, "pydicom", "typst"])
def test_that_the_window_is_painted_before_anything_slow_is_loaded(loaded_at_first_paint: set[str], name: str) -> None:
    assert "gui.application" in loaded_at_first_paint
    assert name not in loaded_at_first_paint


@pytest.mark.slow
@pytest.mark.parametrize("name", ["gui.views.view", "engine.findings.assess", "engine.wording.board", "engine.report"])
def test_that_no_view_and_no_finding_is_loaded_at_first_paint(loaded_at_first_paint: set[str], name: str) -> None:
    assert "gui.views.view_tabs" in loaded_at_first_paint
    assert name not in loaded_at_first_paint
