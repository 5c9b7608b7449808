"""The files of packaging/ as modules: they lie in a folder of their own that nothing imports."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest


def loaded(file: Path) -> ModuleType:
    """Return a file as a module."""
    specification = importlib.util.spec_from_file_location(f"packaging_{file.stem}", file)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules[module.__name__] = module
    specification.loader.exec_module(module)
    return module


def without_network() -> list[str]:
    """Return what starts a program in a network namespace without interfaces; skip the test where there can be none.

    The superuser may make one as it is (in a changed root only so), anybody else as the root of a user namespace.
    """
    alone = ["unshare", "-n" if os.name == "posix" and os.geteuid() == 0 else "-rn"]
    if shutil.which("unshare") is None or subprocess.run([*alone, "true"], check=False).returncode:
        pytest.skip("this user may not make a network namespace without interfaces")
    return alone


@pytest.fixture(scope="session")
def recipe(project: Path) -> ModuleType:
    """Return what goes into the bundle."""
    return loaded(project / "packaging" / "recipe.py")


@pytest.fixture(scope="session")
def licences(project: Path) -> ModuleType:
    """Return the writer of the list of licences."""
    return loaded(project / "packaging" / "licences.py")
