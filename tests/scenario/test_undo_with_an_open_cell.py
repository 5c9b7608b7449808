"""Undo, the menu and another case while a cell of the lesion table is being edited, in a process of its own.

What went wrong here ended the process, so that a test in this process would have ended the suite with it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.real_screen import virtual_screen
from tests.waiting import HANG_SECONDS

PROGRAM = """
import faulthandler, importlib, sys
from pathlib import Path
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from engine.case.case import new_case
from engine.case.fields import load_fields
from engine.case.lesions import Lesion
from engine.case.format.case_json import case_sha256
from engine.evidence.loading import load_library
from gui.application import application, build_window
from gui.shared.settings_store import SettingsStore

faulthandler.enable()
# The same few cases come again and again: each is assessed once.
rules = importlib.import_module("engine.findings.assess")
assess, known = rules.assess, {}
def remembered(case, *more):
    if (name := case_sha256(case)) not in known:
        known[name] = assess(case, *more)
    return known[name]
rules.assess = remembered
place, resources = Path(sys.argv[1]), Path("resources")
app = application(["beamside"])
fields = load_fields(resources)
library = load_library(resources / "evidence", {spec.id: spec.kind for spec in fields})
window = build_window(
    app, resources, fields=fields, library=library, views=[], settings=SettingsStore(place / "window.ini"),
    recovery=place / "recovery",
)
window.show()
window.begin()
window.activateWindow()
app.processEvents()
lesions, document = window.form.lesions, window.document
CTRL = Qt.KeyboardModifier.ControlModifier

def key(which, held=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(app.focusWidget() or window, which, held)
    app.processEvents()

def by_key():
    key(Qt.Key.Key_Z, CTRL)

def by_menu():
    window.commands["undo"].trigger()

def by_another_case():
    document.replace_case(new_case(fields))

def by_all_keys():
    for which in (Qt.Key.Key_Z, Qt.Key.Key_Z, Qt.Key.Key_Y, Qt.Key.Key_Y, Qt.Key.Key_Z):
        key(which, CTRL)

def by_not_known():
    document.set_value("lesions", None)

for column in range(lesions.model.columnCount()):
    for do in (by_key, by_menu, by_another_case, by_all_keys, by_not_known):
        document.replace_case(new_case(fields))
        document.insert_lesion(0, Lesion(diameter_cm=2.0, segment="6", near_gut=True))
        lesions.details_button.setChecked(True)
        lesions.table.go_to(0, 0)
        window.commands["duplicate_lesion"].trigger()
        lesions.table.go_to(1, column)
        key(Qt.Key.Key_Return)
        assert lesions.table.state() == lesions.table.State.EditingState, (column, do)
        steps = document.undo_stack.count()
        do()
        app.processEvents()
        assert document.undo_stack.count() in (steps, 0, steps + 1), (column, do)
        print(column, do.__name__, len(document.draft.lesions or ()), flush=True)
document.mark_saved()
window.close()
print("whole", flush=True)
"""


def run(project: Path, tmp_path: Path, *before: str, **extra: str) -> None:
    """Run the program and look at how it ended."""
    done = subprocess.run(
        [*before, sys.executable, "-c", PROGRAM, str(tmp_path)],
        cwd=project,
        env={**os.environ, **extra},
        capture_output=True,
        text=True,
        timeout=HANG_SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout[-400:]}\n{done.stderr[-3000:]}"
    assert done.stdout.splitlines()[-1] == "whole"
    assert "QAbstractItemView" not in done.stderr


@pytest.mark.hazard("lost-work")
@pytest.mark.slow
def test_that_undo_with_an_open_cell_leaves_the_process_alive(project: Path, tmp_path: Path) -> None:
    run(project, tmp_path, QT_QPA_PLATFORM="offscreen")


@pytest.mark.hazard("lost-work")
@pytest.mark.slow
def test_that_undo_with_an_open_cell_is_survived_on_a_screen(project: Path, tmp_path: Path) -> None:
    run(project, tmp_path, *virtual_screen(project, tmp_path), QT_QPA_PLATFORM="xcb")
