"""The command line, called as a function: exit code, standard output, standard error."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import main
from engine.case.fields import FieldCatalogue, load_fields
from tests.shipped import RESOURCES, shipped_fields


@dataclass(frozen=True)
class Said:
    """What one command left."""

    code: int
    output: str
    errors: str

    @property
    def error_lines(self) -> list[str]:
        """The lines on standard error."""
        return self.errors.splitlines()


@pytest.fixture
def beamside(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Said]:
    """Return a function that runs `beamside` with arguments; the exit of the argument parser counts as its code."""

    def fields_of(resources: Path, *, remembered_in: Path | None = None) -> FieldCatalogue:
        # Hundreds of commands run in one process here: what the program ships is read once.
        return shipped_fields() if resources == RESOURCES else load_fields(resources)

    monkeypatch.setattr("engine.commands.shared.command_context.load_fields", fields_of)

    def run(*arguments: object) -> Said:
        try:
            code = main.main([str(argument) for argument in arguments])
        except SystemExit as leaving:
            code = int(leaving.code or 0)
        captured = capfdbinary.readouterr()
        return Said(code, captured.out.decode("utf-8", "surrogateescape"), captured.err.decode("utf-8"))

    return run
