"""In a bundle the sources may be absent: what is remembered on disk is then told apart by the program's version."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from engine.case.fields import load_fields
from engine.commands.shared import remembered_curves
from engine.commands.shared.remembered_curves import load_curves
from engine.evidence import loading
from engine.evidence.loading import load_library
from engine.evidence.rules import rules_of_conditions, rules_of_record
from engine.findings.published import published_curves
from engine.reading.disk import remembered
from engine.reading.disk.remembered import code_of


def module_at(file: Path) -> ModuleType:
    """Return an empty module that says it came from a file."""
    module = ModuleType("engine.somewhere")
    module.__file__ = str(file)
    return module


@pytest.fixture
def no_sources(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Make the modules whose sources are asked for say what a bundle's say."""
    for module in (*loading.RECORD_MODULES, rules_of_record, rules_of_conditions, published_curves):
        name = module.__name__.split(".")[-1]
        monkeypatch.setattr(module, "__file__", str(tmp_path / "bundle" / "engine" / "room" / f"{name}.pyc"))


def test_that_code_is_told_apart_by_its_source(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("one", encoding="utf-8")
    assert code_of(module_at(tmp_path / "a.py")) == b"one"


def test_that_a_compiled_module_is_told_apart_by_the_source_beside_it(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("one", encoding="utf-8")
    (tmp_path / "a.pyc").write_bytes(b"\x00")
    assert code_of(module_at(tmp_path / "a.pyc")) == b"one"


def test_that_code_without_source_is_told_apart_by_the_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = code_of(module_at(tmp_path / "a.pyc"))
    monkeypatch.setattr(remembered, "VERSION", "99.0")
    assert code_of(module_at(tmp_path / "a.pyc")) != before


@pytest.mark.usefixtures("no_sources")
def test_that_a_library_is_remembered_without_sources(resources: Path, tmp_path: Path) -> None:
    fields = {spec.id: spec.kind for spec in load_fields(resources)}
    memory = tmp_path / "memory"
    first = load_library(resources / "evidence", fields, remembered_in=memory)
    (kept,) = memory.iterdir()
    written = kept.stat().st_mtime_ns
    assert load_library(resources / "evidence", fields, remembered_in=memory) == first
    assert [file.stat().st_mtime_ns for file in memory.iterdir()] == [written]


@pytest.mark.usefixtures("no_sources")
def test_that_curves_are_remembered_without_sources_and_not_beyond_a_version(
    resources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = {spec.id: spec.kind for spec in load_fields(resources)}
    library = load_library(resources / "evidence", fields)
    first = load_curves(library, tmp_path / "memory")
    assert load_curves(library, tmp_path / "memory") == first
    assert len(list((tmp_path / "memory").iterdir())) == 1
    before = remembered_curves._method()
    monkeypatch.setattr(remembered, "VERSION", "99.0")
    assert remembered_curves._method() != before
