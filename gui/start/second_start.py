"""What to do where Beamside is open already: show that window, or open another, as a person chooses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from engine.case.files.case_names import without_ending
from gui.shared.plain_text import PlainMessageBox
from gui.start.open_windows import OpenWindows

SecondAnswer = Literal["show", "another", "cancel"]


def _words(text: str) -> str:
    return QCoreApplication.translate("SecondStart", text)


def question(path: Path | None, *, held: bool) -> str:
    """Return what is asked: the file itself is open elsewhere, or only the program is."""
    if path is not None and held:
        return _words(
            "“{name}” is open in another window. Of what is changed in two windows at once, only one can be kept."
        ).format(name=without_ending(path.name))
    if path is not None:
        return _words("Beamside is open already. Open “{name}” there, or in another window?").format(
            name=without_ending(path.name)
        )
    return _words("Beamside is open already.")


def ask_person(path: Path | None, *, held: bool, parent: QWidget | None = None) -> SecondAnswer:
    """Ask with a dialog."""
    box = PlainMessageBox(_words("Beamside is open already"), question(path, held=held), parent)
    box.setStandardButtons(QMessageBox.StandardButton.Cancel)
    there = _words("&Open it there") if path is not None and not held else _words("&Show that window")
    show = box.addButton(there, QMessageBox.ButtonRole.AcceptRole)
    another = box.addButton(_words("Open &another window"), QMessageBox.ButtonRole.ActionRole)
    box.setDefaultButton(show)
    box.exec()
    pressed = box.clickedButton()
    box.deleteLater()
    return "show" if pressed is show else "another" if pressed is another else "cancel"


def ask_to_replace(path: Path, parent: QWidget | None = None) -> bool:
    """Ask whether a case is saved in the place of a file that another window has open."""
    box = PlainMessageBox(_words("The file is open in another window"), question(path, held=True), parent)
    box.setStandardButtons(QMessageBox.StandardButton.Cancel)
    save = box.addButton(_words("&Save all the same"), QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(QMessageBox.StandardButton.Cancel)
    box.exec()
    pressed = box.clickedButton()
    box.deleteLater()
    return pressed is save


def goes_elsewhere(windows: OpenWindows, path: Path | None, ask: Callable[..., SecondAnswer] = ask_person) -> bool:
    """Whether this start is over: a person wants the window that is open, which has been asked, or nothing at all."""
    others = windows.others()
    if not others:
        return False
    holder = windows.holder_of(path) if path is not None else None
    answer = ask(path, held=holder is not None)
    if answer == "show":
        return windows.ask(holder or others[0], None if holder else path)
    return answer == "cancel"
