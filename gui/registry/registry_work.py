"""Looking at a table and judging it, away from the window's thread; called off between two parts."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from engine.case.fields import FieldCatalogue
from engine.evidence.library import Library
from engine.findings.published.published_curves import published_curves
from engine.registry.first_look import FirstLook, first_look
from engine.registry.problems import CannotGoOnError, RegistryError
from engine.registry.rows_judged import judge_rows
from engine.registry.runs.progress import Progress
from engine.registry.runs.run import Report, Request, run_registry
from engine.registry.tables.column_map import NO_MAP, ColumnMap, read_map
from engine.registry.tables.layout import FURTHER, PATIENT_ID
from engine.words.said import say
from gui.shared.background import WorkProblem


class Looked(NamedTuple):
    """A table's first rows with the headline of every option."""

    look: FirstLook
    verdicts: dict[str, tuple[str, ...]]


class CalledOff(Exception):  # noqa: N818 - a person's wish, not a failure
    """The run is no longer wanted; what is whole stays to be gone on with."""


class ToldProgress(Progress):
    """Tells the window how far a run is, and ends it where that is wished.

    Parameters
    ----------
    tell : given rows done and rows there are, from the thread of the work; 0 of the second while rows are looked at.

    Attributes
    ----------
    can_go_on : whether going on with what is there, asked again as it was, may be answered otherwise than by refusal.
    """

    def __init__(self, tell: Callable[[int, int], None]) -> None:
        super().__init__(None)
        self._tell = tell
        self.can_go_on = True
        self._stop = threading.Event()

    def call_off(self) -> None:
        """End the run at the next whole part."""
        self._stop.set()

    @property
    def is_called_off(self) -> bool:
        """Whether its end is wished."""
        return self._stop.is_set()

    def read(self, rows: int) -> None:
        """Tell of rows looked at."""
        self._go_on()
        self._tell(rows, 0)

    def judged(self, rows: int, of: int) -> None:
        """Tell of rows judged."""
        self._go_on()
        self._tell(rows, of)

    def _go_on(self) -> None:
        if self._stop.is_set():
            raise CalledOff


def looking(table: Path, map_file: Path | None, fields: FieldCatalogue, library: Library) -> Callable[[], Looked]:
    """Return the work of a first look."""

    def work() -> Looked:
        try:
            look = first_look(table, fields, _map(map_file, fields))
        except RegistryError as error:
            raise WorkProblem(*error.problems) from None
        columns = {
            name: [row.case.patient.inputs.get(name) for row in look.rows]
            for name in {name for row in look.rows for name in row.case.patient.inputs}
        }
        judged = judge_rows(columns, len(look.rows), fields, library)
        return Looked(look, {name: tuple(found) for name, found in judged.verdicts.items()})

    return work


def judging(
    table: Path,
    output: Path,
    map_file: Path | None,
    fields: FieldCatalogue,
    library: Library,
    resources: Path,
    progress: ToldProgress,
    *,
    words: bool,
    resume: bool,
    day: dt.date,
) -> Callable[[], dict[str, Any]]:
    """Return the work of a whole run; its result is the summary."""

    def work() -> dict[str, Any]:
        try:
            report = Report(resources, day, lambda: published_curves(library))
            request = Request(table, output, _map(map_file, fields), words=words, resume=resume, report=report)
            return run_registry(request, fields, library, progress)
        except RegistryError as error:
            progress.can_go_on = not isinstance(error, CannotGoOnError)
            raise WorkProblem(*error.problems) from None
        except CalledOff:
            raise WorkProblem(
                say("Stopped. What is whole is kept beside the folder: “Go on” takes it up again.")
            ) from None

    return work


def _map(map_file: Path | None, fields: FieldCatalogue) -> ColumnMap:
    return NO_MAP if map_file is None else read_map(map_file, fields, (PATIENT_ID, *FURTHER))
