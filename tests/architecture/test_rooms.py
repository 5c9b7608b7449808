"""Folders stay small enough to be seen at a glance, and each says what it is for."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

#: modules in one folder, not counting the `__init__.py` that says what the folder is for
MOST_MODULES = 12
PACKAGES = ("engine", "gui", "bench")


def crowded(folder: Path, most: int = MOST_MODULES) -> dict[str, int]:
    """Return the folders below this one that hold too many modules, with how many."""
    counts: dict[str, int] = {}
    for file in folder.rglob("*.py"):
        if file.name != "__init__.py":
            name = file.parent.relative_to(folder.parent).as_posix()
            counts[name] = counts.get(name, 0) + 1
    return {name: count for name, count in sorted(counts.items()) if count > most}


@pytest.mark.parametrize("package", [*PACKAGES, "tests", "scripts"])
def test_that_no_folder_holds_more_than_twelve_modules(project: Path, package: str) -> None:
    assert crowded(project / package) == {}


@pytest.mark.parametrize("package", PACKAGES)
def test_that_every_folder_says_what_it_is_for(project: Path, package: str) -> None:
    folders = {file.parent for file in (project / package).rglob("*.py")}
    silent = [
        folder.relative_to(project).as_posix()
        for folder in sorted(folders)
        if not (folder / "__init__.py").is_file()
        or len((ast.get_docstring(ast.parse((folder / "__init__.py").read_text("utf-8"))) or "").split()) < 5
    ]
    assert silent == []


@pytest.mark.parametrize(("modules", "found"), [(MOST_MODULES, {}), (MOST_MODULES + 1, {"room": MOST_MODULES + 1})])
def test_that_the_thirteenth_module_is_one_too_many(tmp_path: Path, modules: int, found: dict[str, int]) -> None:
    room = tmp_path / "room"
    room.mkdir()
    for name in ("__init__", *(f"module_{number}" for number in range(modules))):
        (room / f"{name}.py").touch()
    assert crowded(room) == found
