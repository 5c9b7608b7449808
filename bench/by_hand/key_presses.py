"""Types into the window on two full cases, as a person would, and says what each key press cost.

A program of its own, started by `bench.window`: `python -m bench.by_hand.key_presses RESOURCES TIMES ROUNDS`.

Each line of the form gets two kinds of typing. One digit is put at the end and taken away again: that makes many
values unreadable or unusual for the moment of one key. Then the whole value is typed anew over the old one: its first
digits alone are another value, often one that turns a verdict or asks a question. In one of the two cases most options
are closed, as with arbitrary values they are; in the other most are open, so that a verdict hangs on many of the lines.
A press counts from the key to the last repaint that it caused.
"""

from __future__ import annotations

import gc
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from bench.material.full_case import full_case, open_case
from engine.case.fields import load_fields
from engine.evidence.loading import load_library
from engine.findings.published.published_curves import published_curves
from gui.application import application, build_window
from gui.form.field_row import FieldRow
from gui.shared.settings_store import SettingsStore
from gui.window.main_window import MainWindow

#: A press is over when nothing was painted for so many turns of the event loop.
QUIET_TURNS = 2


def resident_mib() -> float:
    """Return the memory that this process holds."""
    with Path("/proc/self/status").open(encoding="ascii") as stream:
        return next(int(line.split()[1]) / 1024 for line in stream if line.startswith("VmRSS"))


class PaintCounter(QObject):
    """Counts how often the window was told to repaint something."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.count = 0
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, ARG002
        if event.type() in (QEvent.Type.UpdateRequest, QEvent.Type.LayoutRequest):
            self.count += 1
        return False


class Typist:
    """Presses keys in a window and keeps what each of them cost."""

    def __init__(self, app: QApplication, window: MainWindow) -> None:
        self._app = app
        self._window = window
        self._paints = PaintCounter(window)
        controls = [row.editor.control for row in window.form.rows.values() if isinstance(row, FieldRow)]
        lines = [control for control in controls if isinstance(control, QLineEdit)]
        self._lines = [line for line in lines if not line.isReadOnly()]

    @property
    def lines(self) -> list[QLineEdit]:
        """The lines that can be typed in, from the top."""
        return [line for line in self._lines if line.isVisibleTo(self._window)]

    def settle(self) -> None:
        """Handle events until nothing more is painted."""
        quiet = 0
        while quiet < QUIET_TURNS:
            before = self._paints.count
            QCoreApplication.sendPostedEvents()
            # As the event loop does between two keys.
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
            self._app.processEvents()
            quiet = quiet + 1 if self._paints.count == before else 0

    def go_to(self, line: QLineEdit) -> None:
        """Go into a line, behind its last character."""
        line.setFocus()
        line.end(False)
        self.settle()

    def press(self, line: QLineEdit, key: Qt.Key | str) -> float:
        """Press one key and return the milliseconds until all is painted."""
        start = time.perf_counter()
        QTest.keyClick(line, key)  # type: ignore[arg-type]
        self.settle()
        return (time.perf_counter() - start) * 1000

    def put_a_digit_and_take_it_away(self, line: QLineEdit) -> Iterator[dict[str, Any]]:
        """Make a value longer by a digit and shorter again."""
        self.go_to(line)
        yield self._kept(line, Qt.Key.Key_1)
        yield self._kept(line, Qt.Key.Key_Backspace)

    def type_anew(self, line: QLineEdit) -> Iterator[dict[str, Any]]:
        """Type the whole value over the old one."""
        self.go_to(line)
        text = line.text()
        line.selectAll()
        for character in text:
            yield self._kept(line, character)

    def _kept(self, line: QLineEdit, key: Qt.Key | str) -> dict[str, Any]:
        verdicts, others = self._shown()
        took = self.press(line, key)
        after_verdicts, after_others = self._shown()
        return {"ms": took, "verdict": verdicts != after_verdicts, "list": others != after_others}

    def _shown(self) -> tuple[Any, Any]:
        """Return the verdicts, and what is missing or asked."""
        found = self._window.controller.assessment
        if found is None:
            return (), ()
        verdicts = tuple(option.verdict for option in found.options)
        return verdicts, (tuple(item.field for item in found.missing), tuple(q.text for q in found.questions))


def main() -> None:
    """Type, and print one line of JSON."""
    resources, times, rounds = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    with tempfile.TemporaryDirectory() as folder:
        type_everywhere(resources, times, rounds, Path(folder))


def type_everywhere(resources: Path, times: int, rounds: int, place: Path) -> None:
    """Type in every view, with settings and recovery copies in `place`, and print what was measured."""
    fields = load_fields(resources)
    library = load_library(resources / "evidence", {spec.id: spec.kind for spec in fields})
    app = application(["bench"])
    window = build_window(
        app,
        resources,
        fields=fields,
        library=library,
        curves=published_curves(library),
        settings=SettingsStore(place / "window.ini"),
        recovery=place / "recovery",
    )
    window.document.replace_case(full_case(fields))
    window.resize(1600, 1000)
    window.show()
    window.begin()
    for tab in reversed(range(window.views.count())):
        window.views.setCurrentIndex(tab)
        QTest.qWait(60)
    typist = Typist(app, window)
    first, views = resident_mib(), {}
    for tab in range(window.views.count()):
        window.views.setCurrentIndex(tab)
        typist.settle()
        presses: list[dict[str, Any]] = []
        for case in (full_case(fields), open_case(fields)):
            window.document.replace_case(case)
            typist.settle()
            for _ in range(times):
                for line in typist.lines:
                    presses += typist.put_a_digit_and_take_it_away(line)
                    presses += typist.type_anew(line)
        views[window.views.tabText(tab)] = presses
    window.views.setCurrentIndex(0)
    window.document.replace_case(full_case(fields))
    typist.settle()
    gc.collect()
    before = resident_mib()
    for number in range(rounds):
        line = typist.lines[number % len(typist.lines)]
        line.setFocus()
        typist.press(line, Qt.Key.Key_1)
        typist.press(line, Qt.Key.Key_Backspace)
        if number % 500 == 499:
            window.document.undo_stack.clear()
    gc.collect()
    after = resident_mib()
    window.document.mark_saved()
    window.close()
    print(json.dumps({"views": views, "first": first, "before": before, "after": after}))


if __name__ == "__main__":
    main()
