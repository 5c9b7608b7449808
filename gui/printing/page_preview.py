"""The pages of the summary as they would be printed."""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QProgressBar,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from engine.case.case import Case
from engine.case.fields import FieldCatalogue
from engine.findings.assessment import Assessment
from gui.look.screen import fit_screen
from gui.shared.background import Background, WorkProblem
from gui.shared.language import in_use
from gui.shared.plain_text import PlainLabel
from gui.shared.settings_store import PaperSize

_PIXELS_PER_INCH = 144.0


def pages_as_images(
    assessment: Assessment,
    case: Case,
    fields: FieldCatalogue,
    resources: Path,
    paper: PaperSize,
    *,
    pixels_per_inch: float = _PIXELS_PER_INCH,
) -> tuple[QImage, ...]:
    """Return the pages of the summary, for a preview or a printer.

    Raises
    ------
    WorkProblem : they cannot be typeset.
    """
    # Imported here: typesetting is needed only now, and this is the worker's thread.
    from engine.report.summary.document import build_document
    from engine.report.writers.pdf import ReportError, render_pages

    today = dt.datetime.now().astimezone().date()
    document = build_document(assessment, case, fields, long=False, language=in_use())
    try:
        images = render_pages(
            document,
            paper=paper,
            data_date=today,
            print_date=today,
            resources=resources,
            pixels_per_inch=pixels_per_inch,
            language=in_use(),
        )
    except ReportError as error:
        raise WorkProblem(*error.problems) from error
    return tuple(QImage.fromData(data) for data in images)


class PagePreview(QDialog):
    """The pages one below the other, as wide as the window.

    Signals
    -------
    export_requested : the pages are wanted as a PDF.
    print_requested : they are wanted on paper.
    """

    export_requested = Signal()
    print_requested = Signal()

    def __init__(
        self,
        assessment: Assessment,
        case: Case,
        fields: FieldCatalogue,
        resources: Path,
        paper: PaperSize = "a4",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Preview of the summary"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.pages: list[PlainLabel] = []
        self._images: tuple[QImage, ...] = ()
        self._state = PlainLabel(self.tr("Typesetting …"), self)
        self._state.setWordWrap(True)
        self._progress = QProgressBar(self)
        self._progress.setRange(0, 0)
        self._progress.setAccessibleName(self._state.text())
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._scroll.setAccessibleName(self.tr("Pages"))
        self._column = QWidget(self._scroll)
        self._layout = QVBoxLayout(self._column)
        self._layout.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._layout.setSpacing(self.fontMetrics().height())
        self._scroll.setWidget(self._column)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        export = buttons.addButton(self.tr("&Export PDF …"), QDialogButtonBox.ButtonRole.ActionRole)
        export.clicked.connect(self.export_requested)
        on_paper = buttons.addButton(self.tr("&Print …"), QDialogButtonBox.ButtonRole.ActionRole)
        on_paper.clicked.connect(self.print_requested)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self._state)
        layout.addWidget(self._progress)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(buttons)
        fit_screen(self, self.fontMetrics().averageCharWidth() * 110, self.fontMetrics().height() * 48)
        self.background = Background(self)
        self.background.done.connect(self._on_done)
        self.background.failed.connect(self._on_failed)
        self.background.start(partial(pages_as_images, assessment, case, fields, resources, paper))

    def _on_done(self, images: tuple[QImage, ...]) -> None:
        self._progress.hide()
        self._state.hide()
        self._images = images
        for number in range(1, len(images) + 1):
            page = PlainLabel(parent=self._column)
            page.setAccessibleName(self.tr("Page {number} of {many}").format(number=number, many=len(images)))
            page.setFrameShape(QFrame.Shape.Box)
            self._layout.addWidget(page)
            self.pages.append(page)
        self._fit()

    def _on_failed(self, sentence: str) -> None:
        self._progress.hide()
        self._state.setText(sentence or self.tr("The pages could not be made."))

    def _fit(self) -> None:
        """Show the pages as wide as there is room, sharp on every screen."""
        ratio = self.devicePixelRatioF()
        room = self._scroll.viewport().width() - self._layout.contentsMargins().left() * 2 - 2
        for page, image in zip(self.pages, self._images, strict=True):
            width = min(int(room * ratio), image.width())
            scaled = image.scaled(
                QSize(width, image.height()),
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            scaled.setDevicePixelRatio(ratio)
            page.setPixmap(QPixmap.fromImage(scaled))

    # ------------------------------------------------------------ Qt

    def done(self, result: int) -> None:
        self.background.finish()
        super().done(result)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
