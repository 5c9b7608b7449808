"""Windows that tell: texts from `resources/text/`, the tour, about, and the self-test. None of them blocks the work."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from engine.case.fields import FieldCatalogue
from engine.evidence.library import Library
from gui.look.screen import fit_screen
from gui.shared.background import Background, WorkProblem
from gui.shared.language import in_use
from gui.shared.plain_text import PlainLabel

#: Markup inside the markup would be read as HTML.
_MARKDOWN = QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML


class TextWindow(QDialog):
    """A text to read, with a button that closes it."""

    def __init__(self, title: str, markdown: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.text = QTextBrowser(self)
        self.text.document().setMarkdown(markdown, _MARKDOWN)
        self.text.setOpenLinks(False)
        self.text.setAccessibleName(title)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.buttons)
        fit_screen(self, self.fontMetrics().averageCharWidth() * 88, self.fontMetrics().height() * 32)


@dataclass(frozen=True, slots=True)
class TourStep:
    """One step: which part of the window it speaks of, and what it says."""

    place: str
    title: str
    text: str


def load_tour(resources: Path) -> tuple[TourStep, ...]:
    """Read `text/tour.toml`; where the installation is damaged the only step says so."""
    try:
        with (resources / "text" / "tour.toml").open("rb") as stream:
            contents = tomllib.load(stream)
        of = in_use().of
        return tuple(TourStep(step["place"], of(step["title"]), of(step["text"])) for step in contents["step"])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError):
        words = QCoreApplication.translate("Tour", "tour.toml: the tour cannot be read. Install the program again.")
        return (TourStep("", QCoreApplication.translate("Tour", "No tour"), words),)


class Tour(QDialog):
    """Leads through the window, step by step, beside the work.

    Signals
    -------
    place_requested : show this part of the window.
    """

    place_requested = Signal(str)

    def __init__(self, steps: Sequence[TourStep], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Tour"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._steps = tuple(steps)
        self._place = 0
        self._title = PlainLabel(parent=self)
        self._title.setProperty("role", "heading")
        self._text = PlainLabel(parent=self)
        self._text.setWordWrap(True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._count = PlainLabel(parent=self)
        self._count.setProperty("role", "muted")
        self.back = QPushButton(self.tr("&Back"), self)
        self.next = QPushButton(self.tr("&Next"), self)
        self.next.setDefault(True)
        close = QPushButton(self.tr("&Close"), self)
        self.back.clicked.connect(self._on_back)
        self.next.clicked.connect(self._on_next)
        close.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(self._count, 1)
        for button in (self.back, self.next, close):
            row.addWidget(button)
        layout = QVBoxLayout(self)
        gap = self.fontMetrics().height()
        layout.setContentsMargins(gap, gap, gap, gap)
        layout.setSpacing(gap // 2)
        layout.addWidget(self._title)
        layout.addWidget(self._text, 1)
        layout.addLayout(row)
        fit_screen(self, self.fontMetrics().averageCharWidth() * 64, self.fontMetrics().height() * 13)
        self._show()

    @property
    def text(self) -> str:
        """What the present step says."""
        return self._text.text()

    def _show(self) -> None:
        step = self._steps[self._place]
        self._title.setText(step.title)
        self._text.setText(step.text)
        self._count.setText(self.tr("{step} of {steps}").format(step=self._place + 1, steps=len(self._steps)))
        self.back.setEnabled(self._place > 0)
        self.next.setEnabled(self._place < len(self._steps) - 1)

    def start(self) -> None:
        """Show the window with the first step."""
        self.show()
        self.place_requested.emit(self._steps[self._place].place)

    def _on_back(self) -> None:
        self._go(self._place - 1)

    def _on_next(self) -> None:
        self._go(self._place + 1)

    def _go(self, place: int) -> None:
        self._place = place
        self._show()
        self.place_requested.emit(self._steps[place].place)


def _self_test(folder: Path, fields: FieldCatalogue, library: Library) -> str:
    from engine.selftest import SelfTestError, run_cases

    try:
        return "\n".join(map(in_use().of, run_cases(folder, fields, library).lines()))
    except SelfTestError as error:
        raise WorkProblem(*error.problems) from error


class SelfTest(QDialog):
    """Runs the readable cases on this installation and shows the result."""

    def __init__(
        self, resources: Path, fields: FieldCatalogue, library: Library, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Self-test"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._progress = QProgressBar(self)
        self._progress.setRange(0, 0)
        self._progress.setAccessibleName(self.tr("Running the cases"))
        self.text = QTextBrowser(self)
        self.text.setAccessibleName(self.tr("Result of the self-test"))
        self.text.setPlainText(self.tr("Running the cases …"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self._progress)
        layout.addWidget(self.text, 1)
        layout.addWidget(buttons)
        fit_screen(self, self.fontMetrics().averageCharWidth() * 88, self.fontMetrics().height() * 16)
        self.background = Background(self)
        self.background.done.connect(self._on_done)
        self.background.failed.connect(self._on_failed)
        self.background.start(partial(_self_test, resources / "selftest", fields, library))

    def _on_done(self, lines: str) -> None:
        self._progress.hide()
        self.text.setPlainText(lines)

    def _on_failed(self, sentence: str) -> None:
        self._progress.hide()
        self.text.setPlainText(sentence or self.tr("The self-test could not be run."))

    # ------------------------------------------------------------ Qt

    def done(self, result: int) -> None:
        self.background.finish()
        super().done(result)
