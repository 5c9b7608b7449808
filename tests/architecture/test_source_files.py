"""Rules that hold for every file of the project, whoever writes it."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import NamedTuple

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).resolve().parents[2]
MADE_ELSEWHERE = {
    *(".git", ".venv", "build", "dist", "htmlcov", "__pycache__", "beamside.egg-info"),
    *(".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".import_linter_cache"),
}

LONGEST_MODULE = 500
WORDS_THAT_SAY_NOTHING = {"util", "utils", "helper", "helpers", "manager", "managers", "common", "misc"}

# Written so that this file does not contain what it forbids.
INDEX_HOST = re.compile(
    r"[p]ypi[.]org|[p]ythonhosted[.]org|[n]pmjs[.](org|com)|[d]eb[.]debian[.]org|://[^ ]*/[s]imple",
    re.IGNORECASE,
)
MACHINE_PATH = re.compile(r"(?<![\w.~$}])/([t]mp|[r]oot|[h]ome/[a-z]+|[w]ork|[f]arm|[U]sers/[A-Za-z]+)/")


def tracked_files() -> list[Path]:
    """Return the project's own files: those that git knows, or in an unpacked archive all that are there."""
    git = shutil.which("git")
    names = ""
    if git is not None:
        listing = [git, "ls-files", "-z"]
        names = subprocess.run(listing, cwd=PROJECT, capture_output=True, text=True, check=False).stdout
    if names:
        files = [PROJECT / name for name in names.split("\0") if name]
    else:
        files = [f for f in PROJECT.rglob("*") if not MADE_ELSEWHERE & set(f.relative_to(PROJECT).parts)]
    return sorted(f for f in files if f.is_file())


FILES = tracked_files()
MODULES = [f for f in FILES if f.suffix == ".py"]
PROGRAM = [f for f in MODULES if f.relative_to(PROJECT).parts[0] in {"main.py", "engine", "gui", "bench"}]


def name_of(file: Path) -> str:
    """Return a file's name as a test shows it."""
    return file.relative_to(PROJECT).as_posix()


def words_in(name: str) -> set[str]:
    """Split a module's or a class's name into its words."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


class About(NamedTuple):
    """What a module says of itself: read once, since five tests ask for it."""

    docstring: str | None
    imported: frozenset[str]
    classes: tuple[str, ...]
    reads_annotations_late: bool
    is_only_a_docstring: bool


@cache
def about(file: Path) -> About:
    """Return what a module says of itself."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            names.add(node.module.split(".")[0])
    late = {
        alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module == "__future__"
        for alias in node.names
    }
    return About(
        ast.get_docstring(tree),
        frozenset(names),
        tuple(node.name for node in tree.body if isinstance(node, ast.ClassDef)),
        "annotations" in late,
        all(isinstance(node, ast.Expr) for node in tree.body),
    )


def imported_names(file: Path) -> frozenset[str]:
    """Return the top-level names that a module imports, anywhere in it."""
    return about(file).imported


def test_that_the_program_is_found_by_these_rules() -> None:
    assert PROJECT / "engine" / "__init__.py" in PROGRAM
    assert PROJECT / "pyproject.toml" in FILES


@pytest.mark.parametrize("file", MODULES, ids=name_of)
def test_that_no_module_is_too_long_to_hold_one_idea(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


@pytest.mark.parametrize("file", PROGRAM, ids=name_of)
def test_that_every_module_says_what_it_is_for(file: Path) -> None:
    docstring = about(file).docstring
    assert docstring is not None
    assert len(docstring.split()) >= 3


@pytest.mark.parametrize("file", PROGRAM, ids=name_of)
def test_that_every_module_reads_annotations_late(file: Path) -> None:
    assert about(file).is_only_a_docstring or about(file).reads_annotations_late


@pytest.mark.parametrize("file", MODULES, ids=name_of)
def test_that_modules_and_classes_are_named_for_what_they_are(file: Path) -> None:
    names = {file.stem, file.parent.name, *about(file).classes}
    assert not {name for name in names if words_in(name) & WORDS_THAT_SAY_NOTHING}


@pytest.mark.parametrize("file", [f for f in PROGRAM if f.name != "main.py"], ids=name_of)
def test_that_nothing_imports_the_entry_point(file: Path) -> None:
    assert "main" not in imported_names(file)


#: what is in an extra, and the only modules that reach for it
OF_EXTRAS = {
    "engine/registry/tables/table_files.py": {"pyarrow"},
    "engine/registry/runs/cluster.py": {"distributed"},
}


def test_that_every_library_the_program_imports_is_asked_for_in_pyproject() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    # Comes with PySide6-Essentials, as its other half.
    asked_for = {canonicalize_name(Requirement(line).name) for line in [*project["dependencies"], "shiboken6"]}
    # The benches are no part of what is installed, and are set up with the tests.
    for_tests = {canonicalize_name(Requirement(line).name) for line in project["optional-dependencies"]["test"]}
    distributions = packages_distributions()
    benches = {file for file in PROGRAM if file.relative_to(PROJECT).parts[0] == "bench"}
    for files, allowed in ((set(PROGRAM) - benches, asked_for), (benches, asked_for | for_tests)):
        imported: set[str] = set().union(
            *(imported_names(file) - OF_EXTRAS.get(name_of(file), set()) for file in files)
        )
        imported -= sys.stdlib_module_names | {"main", "engine", "gui", "bench"}
        assert "numpy" in imported
        assert not {
            name for name in imported if not {canonicalize_name(d) for d in distributions.get(name, ["?"])} & allowed
        }


def test_that_what_is_in_an_extra_is_asked_for_there() -> None:
    extras = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    asked_for = {canonicalize_name(Requirement(line).name) for line in extras["registry"]}
    assert set().union(*OF_EXTRAS.values()) <= asked_for


def test_that_no_file_names_a_package_index_or_a_place_on_somebodys_machine() -> None:
    found = []
    for file in FILES:
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(lines, start=1):
            if INDEX_HOST.search(line) or MACHINE_PATH.search(line):
                found.append(f"{name_of(file)}:{number}: {line.strip()[:100]}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "line",
    [
        "see https://" + "pypi" + ".org/project/typst",
        "--index-url https://mirror.example/" + "simple",
        'open("/' + 'home/anna/case.json")',
        "cd /" + "tmp/x",
    ],
)
def test_that_the_rule_about_hosts_and_places_finds_them(line: str) -> None:
    assert INDEX_HOST.search(line) or MACHINE_PATH.search(line)


@pytest.mark.parametrize("line", ["tests/work/x.toml", "https://example.org/home/", "km/tmp", "the simple rule"])
def test_that_the_rule_about_hosts_and_places_leaves_other_words_alone(line: str) -> None:
    assert not INDEX_HOST.search(line)
    assert not MACHINE_PATH.search(line)
