"""A screen for tests that open a real window: a virtual one, where the system has what Qt needs for it."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path

import pytest


def virtual_screen(project: Path, folder: Path) -> list[str]:
    """Return the words that start a program on a virtual X11 screen, or skip and say what the system lacks.

    The keys of the screen lie in `folder`: `xvfb-run` removes a folder of its own at the end, and where the screen is
    still at work in it, it fails at that and hides how the program ended.
    """
    if not sys.platform.startswith("linux"):
        pytest.skip("virtual screens of this kind are those of Linux")
    missing = missing_packages(project)
    if missing:
        pytest.skip(f"a real window needs system libraries that are not here: {', '.join(missing)} (Debian's names)")
    keys = folder / "screen-keys"
    keys.touch()
    return ["xvfb-run", "-a", "-f", str(keys), "-s", "-screen 0 1400x900x24"]


def missing_packages(project: Path) -> list[str]:
    """Return what a window on a virtual screen needs and the system lacks, by Debian's names."""
    script = project / "scripts" / "qt_libraries.py"
    specification = importlib.util.spec_from_file_location("qt_libraries_for_tests", script)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    missing = list(module.missing_packages(module.HEADLESS | module.DISPLAY))
    missing += [package for program, package in (("xvfb-run", "xvfb"), ("xauth", "xauth")) if not shutil.which(program)]
    return missing
