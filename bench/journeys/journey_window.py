"""The window of a random journey: the real one with all its views, answers for its questions, and what must hold."""

# What the parts hold is looked at, which is not what they are asked for.
# ruff: noqa: SLF001

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any

from PySide6.QtCore import QEvent, QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMenu, QWidget

from bench.material.fuzzing import RESOURCES
from engine.case.case import Case, new_case
from engine.case.entry import Entered, read_date_entry
from engine.case.fields import FieldCatalogue, load_fields
from engine.case.format.case_json import case_bytes
from engine.case.format.case_parsing import parse_case
from engine.evidence.library import Library
from engine.evidence.loading import load_library
from engine.findings.assess import assess
from engine.findings.published.published_curves import PublishedCurves, published_curves
from gui.application import build_window
from gui.document.case_document import Draft, same_content
from gui.form.editors.choice_editors import ChipEditor, ListedChoiceEditor, ListEditor
from gui.form.editors.date_editor import DateEditor
from gui.form.editors.field_editor import means
from gui.form.editors.notes_text import HeldText
from gui.form.editors.number_editor import NumberEditor
from gui.form.lesions.lesion_editor import LesionEditor
from gui.messages.questions import OverwriteAnswer, SaveAnswer, SlipAnswer
from gui.shared.settings_store import SettingsStore
from gui.window.main_window import MainWindow

#: What a screen that does not exist says of itself.
_NOT_OURS = ("This plugin does not support", "OpenType support missing", "Populating font family aliases")
#: More than one journey needs; none of them ends by itself.
_MOST_DIALOGS = 4


class FoundError(AssertionError):
    """Something that must hold in every moment does not."""


def must(condition: object, words: str, *details: object) -> None:
    """Raise where something does not hold."""
    if not condition:
        raise FoundError(": ".join([words, *(repr(detail)[:400] for detail in details)]))


class RandomAnswers:
    """Answers in place of dialogs; each is set before the step that may ask for it."""

    def __init__(self) -> None:
        self.open: Path | None = None
        self.save: Path | None = None
        self.plan: tuple[Path, ...] = ()
        self.changes: SaveAnswer = "discard"
        self.slip: SlipAnswer = "confirm"
        self.overwrite: OverwriteAnswer = "overwrite"
        self.passphrases: list[str] = []
        self.chosen: str | None = None
        self.told: list[str] = []

    def passphrase(self, name: str, wrong: bool) -> str | None:  # noqa: ARG002
        return self.passphrases.pop(0) if self.passphrases else None

    def new_passphrase(self) -> str | None:
        return self.chosen

    def file_to_open(self, folder: str) -> Path | None:  # noqa: ARG002
        return self.open

    def file_to_save(self, suggestion: str) -> Path | None:  # noqa: ARG002
        return self.save

    def file_to_export(self, suggestion: str) -> Path | None:  # noqa: ARG002
        return None

    def file_for_figure(self, suggestion: str) -> Path | None:  # noqa: ARG002
        return None

    def folder_for_tables(self, folder: str) -> Path | None:  # noqa: ARG002
        return None

    def printer(self, paper: str) -> None:  # noqa: ARG002
        return None

    def meeting_files(self, folder: str) -> tuple[Path, ...]:  # noqa: ARG002
        return ()

    def meeting_folder(self, folder: str) -> Path | None:  # noqa: ARG002
        return None

    def meeting_list_file(self, suggestion: str) -> Path | None:  # noqa: ARG002
        return None

    def plan_files(self) -> tuple[Path, ...]:
        return self.plan

    def record_file(self) -> Path | None:
        return None

    def identity_file(self) -> Path | None:
        return None

    def evidence_pack(self) -> Path | None:
        return None

    def save_changes(self, name: str) -> SaveAnswer:  # noqa: ARG002
        return self.changes

    def slips(self, questions: Sequence[str]) -> SlipAnswer:  # noqa: ARG002
        return self.slip

    def overwrite_changed(self, name: str) -> OverwriteAnswer:  # noqa: ARG002
        return self.overwrite

    def tell(self, title: str, text: str) -> None:  # noqa: ARG002
        self.told.append(text)


class Parts:
    """What every window of a journey shares, read once."""

    fields: FieldCatalogue
    library: Library
    curves: PublishedCurves
    _made: Parts | None = None

    @classmethod
    def made(cls) -> Parts:
        """Return the parts, read when they are wanted first."""
        if cls._made is None:
            cls._made = parts = cls()
            parts.fields = load_fields(RESOURCES)
            parts.library = load_library(RESOURCES / "evidence", {spec.id: spec.kind for spec in parts.fields})
            parts.curves = published_curves(parts.library)
            # None of it is ever rubbish: every search for cycles would look at all of it again.
            gc.collect()
            gc.freeze()
        return cls._made


class WatchedWindow:
    """A window, everything that goes wrong behind it, and the laws that hold after every step."""

    def __init__(self, app: QApplication, folder: Path, language: str = "en") -> None:
        parts = Parts.made()
        self.app, self.folder = app, folder
        self.wrong: list[str] = []
        self.answers = RandomAnswers()
        self.assessed: tuple[Draft, Any] | None = None
        self._looks = (app.font(), app.styleSheet(), app.palette())
        self._handler = qInstallMessageHandler(self._on_message)
        self._hook = sys.excepthook
        sys.excepthook = self._on_exception
        self._menus = set(_menus_of_nobody())
        settings = SettingsStore(folder / "settings" / "window.ini")
        settings.open_saving_was_told = True
        settings.tour_was_offered = True
        self.window: MainWindow = build_window(
            app,
            RESOURCES,
            fields=parts.fields,
            library=parts.library,
            curves=parts.curves,
            settings=settings,
            recovery=folder / "recovery",
            ask=self.answers,
            language=language,
        )
        self.document = self.window.document
        self.start = self.document.draft
        self._is_new = False
        self.document.about_to_be_replaced.connect(self._on_replaced)
        self.document.changed.connect(self._on_changed)
        self.window.show()
        self.window.begin()
        self.window.activateWindow()
        self.settle()

    # ------------------------------------------------------------ what goes wrong behind

    def _on_message(self, kind: QtMsgType, context: QMessageLogContext, text: str) -> None:  # noqa: ARG002
        if kind != QtMsgType.QtDebugMsg and not text.startswith(_NOT_OURS):
            self.wrong.append(f"Qt says: {text}")

    def _on_exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        import traceback

        self.wrong.append("".join(traceback.format_exception(kind, error, trace)[-6:]))

    def _on_replaced(self) -> None:
        self._is_new = True

    def _on_changed(self, _places: object) -> None:
        if self._is_new:
            self._is_new = False
            self.start = self.document.draft

    # ------------------------------------------------------------ the way of time

    def settle(self) -> None:
        """Let the window do what it has to do."""
        for _ in range(3):
            self.app.processEvents()
            self.app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        if self.window.controller.assessed_case is not self.document.case:
            self.app.processEvents()

    def target(self) -> QWidget:
        """Return what a key goes to: an open list or menu, else where the keyboard is."""
        popup = self.app.activePopupWidget()
        if popup is not None:
            return popup
        focus = self.app.focusWidget()
        return focus if focus is not None else self.window

    def dialogs(self) -> list[QDialog]:
        """Return the windows beside the work."""
        return [dialog for dialog in self.window.findChildren(QDialog) if dialog.isVisible()]

    def make_room(self) -> None:
        """Close the oldest windows beside the work where there are many."""
        for dialog in self.dialogs()[:-_MOST_DIALOGS]:
            dialog.reject()

    # ------------------------------------------------------------ what must hold

    def check(self, *, walk: bool) -> None:
        """Look at everything that must hold after a step; with `walk` go to the first step and back."""
        self.settle()
        self._check_behind()
        self._check_shown()
        self._check_steps()
        if walk:
            self.check_walk()
        self._check_assessment()
        self._check_behind()

    def _check_behind(self) -> None:
        wrong, self.wrong = self.wrong, []
        if wrong:
            raise FoundError("\n".join(["behind the window:", *wrong]))

    def check_walk(self) -> None:
        """Undo to the first step is the case as it was opened, and redo returns; the form shows it all the time."""
        stack, here, now = self.document.undo_stack, self.document.undo_stack.index(), self.document.draft
        count = stack.count()
        for _ in range(here):
            self.window.commands["undo"].trigger()
        must(same_content(self.document.draft, self.start), "undo does not lead to the start", self.document.draft)
        self._check_shown()
        for _ in range(here):
            self.window.commands["redo"].trigger()
        must(same_content(self.document.draft, now), "redo does not return", now, self.document.draft)
        must((stack.index(), stack.count()) == (here, count), "a step is lost", here, count, stack.count())
        self.settle()
        self._check_shown()

    def _check_steps(self) -> None:
        stack = self.document.undo_stack
        steps: list[Any] = [stack.command(number) for number in range(stack.count())]
        before = self.start
        for step in steps:
            must(same_content(step.before, before), "a step begins where the one before did not end", step.text())
            before = step.after
        now = steps[stack.index() - 1].after if stack.index() else self.start
        must(same_content(now, self.document.draft), "the case is not what its steps say", now, self.document.draft)
        window = self.window
        must(window.isWindowModified() == self.document.is_modified, "the title is wrong about changes")
        must(window.commands["undo"].isEnabled() == stack.canUndo(), "undo is offered wrongly")
        must(window.commands["redo"].isEnabled() == stack.canRedo(), "redo is offered wrongly")

    def _check_shown(self) -> None:
        draft, form = self.document.draft, self.window.form
        for name, row in form.rows.items():
            if isinstance(row, LesionEditor):
                _check_lesions(row, draft)
                continue
            value, editor = draft.case.patient.value(name), row.editor
            if isinstance(editor, NumberEditor):
                number = value if isinstance(value, (int, float)) else None
                unit = self.window.units.unit(row.spec)
                shown = editor.line.text()
                must(means(row.spec, shown, unit, number, draft.unreadable.get(name)), f"{name} shows", shown, value)
            elif isinstance(editor, DateEditor):
                unread = draft.unreadable.get(name)
                entry = read_date_entry(editor.line.text())
                day = entry.value if isinstance(entry, Entered) else None
                is_right = editor.line.text() == unread.text if unread is not None else day == value
                must(is_right, f"{name} shows", editor.line.text(), value)
            elif isinstance(editor, ListedChoiceEditor):
                must(editor.combo.currentData() == value, f"{name} shows", editor.combo.currentText(), value)
            elif isinstance(editor, ListEditor):
                chosen = {chip.value for chip in _chosen(editor)}
                wanted = {"\0unknown"} if value is None else set(value) or {"\0none"}  # type: ignore[arg-type]
                must(chosen == wanted, f"{name} shows", chosen, value)
            elif isinstance(editor, ChipEditor):
                must([chip.value for chip in _chosen(editor)] == [value], f"{name} shows", value)
        notes = form.notes.text
        must(notes.notes == draft.case.notes, "the notes show", notes.notes, draft.case.notes)
        must(notes.document().toRawText() == notes._held.raw, "the editor of the notes holds", notes._held.raw)
        must(HeldText.of(draft.case.notes).text == draft.case.notes, "the notes are held")
        label = form.header.line.text()
        must(label == draft.case.label.removeprefix("\ufeff") or label == draft.case.label, "the name shows", label)

    def _check_assessment(self) -> None:
        """What is shown is what `assess` says of what would be saved."""
        draft, controller = self.document.draft, self.window.controller
        must(
            controller.assessed_case is draft.case or controller.assessed_case == draft.case, "an old case is assessed"
        )
        if self.assessed is not None and self.assessed[0] is draft and self.assessed[1] is controller.assessment:
            return
        everything = tuple(spec.id for spec in draft.case.patient.fields)
        saved = parse_case(case_bytes(replace(draft.case, confirmed=everything)), self.document.fields)
        saved = replace(saved, confirmed=draft.case.confirmed)
        must(saved == draft.case, "what would be saved is another case", saved, draft.case)
        parts = Parts.made()
        must(assess(saved, parts.library, parts.curves) == controller.assessment, "what is shown is not what is saved")
        page = self.window.views._current_page()
        newest = self.window.views._newest
        must(newest is not None and newest[0] is controller.assessment, "the views know an older assessment")
        must(page is not None and page.shown is newest, "the view shows an older assessment")
        self.assessed = (draft, controller.assessment)

    # ------------------------------------------------------------ the end

    def close(self) -> None:
        """Close the window in good order; no copy of unsaved work may stay behind."""
        while (popup := self.app.activePopupWidget()) is not None:
            popup.close()
            self.app.processEvents()
        for dialog in self.dialogs():
            dialog.reject()
        # What only a search for cycles finds is taken apart at a moment that nobody chooses, and with the window open
        # too: this has ended the program once.
        gc.collect()
        self.settle()
        self.answers.changes = "discard"
        own = self.window.autosave.path
        closed = self.window.close()
        self.settle()
        self.window.deleteLater()
        for menu in _menus_of_nobody():
            if menu not in self._menus:
                menu.deleteLater()
        self.app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        self.assessed = None
        # The window itself as well, as far as nobody else holds it.
        del self.window, self.document, self.start
        gc.collect()
        self.app.processEvents()
        font, sheet, palette = self._looks
        self.app.setFont(font)
        self.app.setStyleSheet(sheet)
        self.app.setPalette(palette)
        sys.excepthook = self._hook
        qInstallMessageHandler(self._handler)
        must(closed, "the window does not close")
        must(not own.exists(), "a copy of work that was given up stays behind")
        self._check_behind()

    def new_case(self) -> Case:
        """Return an empty case."""
        return new_case(self.document.fields)


def _menus_of_nobody() -> list[QMenu]:
    return [menu for menu in QApplication.topLevelWidgets() if isinstance(menu, QMenu) and menu.parent() is None]


def _chosen(editor: ChipEditor) -> list[Any]:
    pairs = zip(editor.chips._chips, editor.chips.buttons, strict=True)
    return [chip for chip, button in pairs if button.isChecked()]


def _check_lesions(row: LesionEditor, draft: Draft) -> None:
    lesions = draft.lesions or ()
    must(row.model._rows == lesions, "the table shows", row.model._rows, lesions)
    must(row.model.rowCount() == len(lesions), "the table has another number of rows")
    editor = row.table.cells.open_editor
    if editor is None:
        return
    cell = editor.property("cell")
    must(cell.isValid() and cell.row() < len(lesions), "a cell is open whose row is gone")
    if isinstance(editor, QLineEdit):
        wanted = row.model.edit_text(cell)
        shown = editor.text()
        spec, unit = row.model.spec(cell), row._units.unit(row.model.spec(cell))
        unreadable = draft.unreadable.get(f"lesions[{cell.row()}].{spec.id}")
        must(means(spec, shown, unit, row.model.value(cell), unreadable), "the open cell shows", shown, wanted)
