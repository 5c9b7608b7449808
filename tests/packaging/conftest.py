"""The files of packaging/ as modules: they lie in a folder of their own that nothing imports."""

from __future__ import annotations

import importlib.util
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


@pytest.fixture(scope="session")
def recipe(project: Path) -> ModuleType:
    """Return what goes into the bundle."""
    return loaded(project / "packaging" / "recipe.py")


@pytest.fixture(scope="session")
def licences(project: Path) -> ModuleType:
    """Return the writer of the list of licences."""
    return loaded(project / "packaging" / "licences.py")
