"""What the tests of the window share: the real library, a window in folders of its own, answers for its questions."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from bench.material.full_case import full_case
from engine.case.case import Case, new_case
from engine.case.fields import FieldCatalogue
from engine.case.format.case_json import case_sha256
from engine.case.patient import Patient
from engine.evidence.library import Library
from engine.findings.assessment import Assessment
from engine.findings.published.published_curves import PublishedCurves, published_curves
from engine.words.language import ENGLISH, Language
from gui.application import build_window
from gui.document.case_document import CaseDocument
from gui.look.theme import Theme
from gui.messages.questions import OverwriteAnswer, SaveAnswer, SlipAnswer
from gui.shared.language import speak
from gui.shared.memory_use import forget_sources
from gui.shared.settings_store import SettingsStore
from gui.views.view import AssessmentView, ViewContext
from gui.window.main_window import MainWindow
from tests.shipped import shipped_fields, shipped_library


@pytest.fixture(scope="session")
def fields(resources: Path) -> FieldCatalogue:
    """Return the fields of the form."""
    return shipped_fields()


@pytest.fixture(scope="session")
def library(resources: Path, fields: FieldCatalogue) -> Library:
    """Return the library that the program ships."""
    return shipped_library()


@pytest.fixture(scope="session")
def curves(library: Library) -> PublishedCurves:
    """Return the library's curves."""
    return published_curves(library)


@pytest.fixture
def document(qapp: QApplication, fields: FieldCatalogue) -> CaseDocument:
    """Return a document with an empty case."""
    return CaseDocument(fields)


@pytest.fixture
def everything(fields: FieldCatalogue) -> Case:
    """Return a case in which everything is known."""
    return full_case(fields)


@pytest.fixture
def nothing(fields: FieldCatalogue) -> Case:
    """Return a case in which nothing is known."""
    return new_case(fields)


class WordsView(AssessmentView):
    """A view that shows the verdicts as words, for tests of the frame alone."""

    title = "Words"

    def __init__(self, context: ViewContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.words = QLabel(self)
        self.shown = 0
        self.theme = context.theme
        QVBoxLayout(self).addWidget(self.words)

    def show_assessment(self, assessment: Assessment, case: Case) -> None:
        self.shown += 1
        self.words.setText("\n".join(option.verdict_in_words for option in assessment.options))

    def apply_theme(self, theme: Theme) -> None:
        self.theme = theme

    def summary_text(self) -> str:
        return self.words.text()


class RecordView(WordsView):
    """Stands for the view of the evidence."""

    title = "Records"

    def __init__(self, context: ViewContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.record = ""

    def show_record(self, record_id: str) -> None:
        self.record = record_id


class Answers:
    """Answers in place of dialogs, and what was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.open: Path | None = None
        self.save: Path | None = None
        self.export: Path | None = None
        self.tables: Path | None = None
        self.figure: Path | None = None
        self.plan: tuple[Path, ...] = ()
        self.meeting: tuple[Path, ...] = ()
        self.meeting_list: Path | None = None
        self.chosen_printer: QPrinter | None = None
        self.record: Path | None = None
        self.identity: Path | None = None
        self.pack: Path | None = None
        self.changes: SaveAnswer = "discard"
        self.slip: SlipAnswer = "cancel"
        self.overwrite: OverwriteAnswer = "cancel"
        self.passphrases: list[str | None] = []
        self.chosen_passphrase: str | None = None
        self.told: list[str] = []

    def passphrase(self, name: str, wrong: bool) -> str | None:
        self.asked.append("wrong passphrase" if wrong else "passphrase")
        return self.passphrases.pop(0) if self.passphrases else None

    def new_passphrase(self) -> str | None:
        self.asked.append("new passphrase")
        return self.chosen_passphrase

    def file_to_open(self, folder: str) -> Path | None:
        self.asked.append("open")
        return self.open

    def file_to_save(self, suggestion: str) -> Path | None:
        self.asked.append(f"save {Path(suggestion).name}")
        return self.save

    def file_to_export(self, suggestion: str) -> Path | None:
        self.asked.append(f"export {Path(suggestion).name}")
        return self.export

    def file_for_figure(self, suggestion: str) -> Path | None:
        self.asked.append(f"figure {Path(suggestion).name}")
        return self.figure

    def folder_for_tables(self, folder: str) -> Path | None:
        self.asked.append("tables")
        return self.tables

    def printer(self, paper: str) -> QPrinter | None:
        self.asked.append(f"printer {paper}")
        return self.chosen_printer

    def meeting_files(self, folder: str) -> tuple[Path, ...]:
        self.asked.append("meeting")
        return self.meeting

    def meeting_folder(self, folder: str) -> Path | None:
        self.asked.append("meeting folder")
        return self.meeting[0] if self.meeting else None

    def meeting_list_file(self, suggestion: str) -> Path | None:
        self.asked.append(f"meeting list {Path(suggestion).name}")
        return self.meeting_list

    def plan_files(self) -> tuple[Path, ...]:
        self.asked.append("plan")
        return self.plan

    def record_file(self) -> Path | None:
        self.asked.append("record")
        return self.record

    def identity_file(self) -> Path | None:
        self.asked.append("identity")
        return self.identity

    def evidence_pack(self) -> Path | None:
        self.asked.append("evidence pack")
        return self.pack

    def save_changes(self, name: str) -> SaveAnswer:
        self.asked.append("changes")
        return self.changes

    def slips(self, questions: Sequence[str]) -> SlipAnswer:
        self.asked.append("slips")
        self.told += questions
        return self.slip

    def overwrite_changed(self, name: str) -> OverwriteAnswer:
        self.asked.append("overwrite")
        return self.overwrite

    def tell(self, title: str, text: str) -> None:
        self.asked.append("tell")
        self.told.append(text)


@pytest.fixture
def answers() -> Answers:
    """Return the answers that the window will get."""
    return Answers()


@pytest.fixture
def settings(tmp_path: Path) -> SettingsStore:
    """Return settings in a file of this test's own."""
    store = SettingsStore(tmp_path / "settings" / "window.ini")
    # What is said once to everybody has been said; test_sealed_files.py has its own look at it.
    store.open_saving_was_told = True
    return store


def top_level_menus() -> list[QMenu]:
    """Return the menus that belong to no window."""
    return [
        widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QMenu) and widget.parent() is None
    ]


def delete_plot_menus(before: set[QMenu]) -> None:
    """Delete the context menus that pyqtgraph makes for every plot and leaves to the end of the program."""
    for menu in top_level_menus():
        if menu not in before:
            menu.deleteLater()


@pytest.fixture(autouse=True)
def plot_menus_go() -> Iterator[None]:
    """Delete the menus of plots after each test: to find them by a search for cycles took a third of a second each."""
    before = set(top_level_menus()) if QApplication.instance() is not None else set()
    yield
    if QApplication.instance() is not None:
        delete_plot_menus(before)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


MakeWindow = Callable[..., MainWindow]

#: assessments kept for later windows; each is about a megabyte, and a run of all tests sees hundreds of cases
MOST_REMEMBERED = 24


@pytest.fixture(scope="session")
def assess_once() -> Callable[..., Assessment]:
    """Return the engine's verb that assesses a case once and remembers: most windows open on the same few cases."""
    assess: Callable[..., Assessment] = importlib.import_module("engine.findings.assess").assess
    # What an answer rests on is kept with it, so that no other library can take its place in memory.
    known: dict[tuple[str, int, int], tuple[Assessment, Library, PublishedCurves | None]] = {}

    def remembered(patient: Patient | Case, library: Library, curves: PublishedCurves | None = None) -> Assessment:
        case = patient if isinstance(patient, Case) else Case(patient)
        name = (case_sha256(case), id(library), id(curves))
        if name not in known:
            if len(known) >= MOST_REMEMBERED:
                known.pop(next(iter(known)))
            known[name] = (assess(case, library, curves), library, curves)
        return known[name][0]

    return remembered


@pytest.fixture
def make_window(
    qtbot: QtBot,
    qapp: QApplication,
    resources: Path,
    fields: FieldCatalogue,
    library: Library,
    curves: PublishedCurves,
    settings: SettingsStore,
    answers: Answers,
    tmp_path: Path,
    assess_once: Callable[..., Assessment],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[MakeWindow]:
    """Return a maker of windows; it takes the kinds of views, two simple ones where none are named."""
    monkeypatch.setattr("engine.findings.assess.assess", assess_once)
    # A collection of all that a whole run of tests holds takes longer than the window: it is left to the test of it.
    monkeypatch.setattr("gui.window.main_window.leave_out_of_collections", forget_sources)
    font, sheet, palette = qapp.font(), qapp.styleSheet(), qapp.palette()
    made: list[MainWindow] = []
    menus = set(top_level_menus())

    def make(
        views: Sequence[type[AssessmentView]] | None = (WordsView, RecordView),
        *,
        show: bool = True,
        language: str | Language | None = None,
    ) -> MainWindow:
        window = build_window(
            qapp,
            resources,
            fields=fields,
            library=library,
            curves=curves,
            views=views,
            settings=settings,
            recovery=tmp_path / "recovery",
            ask=answers,
            language=language,
        )
        made.append(window)
        if show:
            window.show()
        window.begin()
        return window

    yield make
    speak(ENGLISH, qapp)
    for window in made:
        window.document.mark_saved()
        window.close()
        window.deleteLater()
    delete_plot_menus(menus)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    qapp.setFont(font)
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)


@pytest.fixture
def window(make_window: MakeWindow) -> MainWindow:
    """Return a window on an empty case."""
    return make_window()
