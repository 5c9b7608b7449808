"""The summary on a printer: the typesetter's own pages, so that paper, preview and PDF show the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPageSize, QPainter
from PySide6.QtWidgets import QWidget

from engine.case.case import Case
from gui.messages.message_bar import Answer, Message
from gui.printing.desk import Desk
from gui.shared.background import Background
from gui.shared.settings_store import PaperSize

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from engine.findings.assessment import Assessment

_PRINT = "print"
Page = QImage | bytes
#: sharp on paper: a hair line of the figures is two dots
PIXELS_PER_INCH = 300.0


class Printing(QObject):
    """Asks for a printer, typesets off the main thread, and hands the pages over."""

    def __init__(self, newest: Callable[[], tuple[Assessment, Case] | None], desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._newest = newest
        self._fields = desk.fields
        self._resources = desk.resources
        self._messages = desk.messages
        self.ask = desk.ask
        self._settings = desk.settings
        self._printer: QPrinter | None = None
        self.background = Background(self)
        self.background.done.connect(self._on_pages)
        self.background.failed.connect(self._on_failed)

    def print_summary(self) -> None:
        """Ask for a printer and print the summary of the case as it is now."""
        found = self._newest() if not self.background.is_busy else None
        if found is not None:
            from gui.printing.page_preview import pages_as_images

            pages = partial(pages_as_images, *found, self._fields, self._resources, pixels_per_inch=PIXELS_PER_INCH)
            self.print_pages(lambda paper: pages(paper=paper))

    def print_pages(self, typeset: Callable[[PaperSize], Sequence[Page]]) -> None:
        """Ask for a printer and print what is typeset for its paper, off the main thread."""
        printer = self.ask.printer(self._settings.paper) if not self.background.is_busy else None
        if printer is None:
            return
        self._printer = printer
        self._messages.show_message(Message(_PRINT, self.tr("Typesetting the pages for the printer …")))
        self.background.start(partial(typeset, paper_of(printer)))

    def finish(self) -> None:
        """Wait for pages that are being typeset."""
        self.background.finish()
        self._printer = None

    def _on_pages(self, images: Sequence[Page]) -> None:
        printer, self._printer = self._printer, None
        if printer is None:
            return
        printed = draw_pages(printer, images)
        if printed:
            words = self.tr("1 page has been handed to the printer.")
            if printed > 1:
                words = self.tr("{number} pages have been handed to the printer.").format(number=printed)
            self._messages.show_message(Message(_PRINT, words))
        else:
            self._on_failed(self.tr("The printer did not take the pages. The summary can be exported as a PDF."))

    def _on_failed(self, sentence: str) -> None:
        self._printer = None
        words = sentence or self.tr("The pages could not be made.")
        self._messages.show_message(Message(_PRINT, words, "problem", (Answer(self.tr("Close")),)))


def paper_of(printer: QPrinter) -> PaperSize:
    """Return the paper to typeset for: what was chosen in the printer's dialog, A4 where it is neither."""
    return "letter" if printer.pageLayout().pageSize().id() == QPageSize.PageSizeId.Letter else "a4"


def draw_pages(printer: QPrinter, images: Sequence[Page]) -> int:
    """Draw each image on a page of its own, as large as the paper; return how many pages the printer took.

    Parameters
    ----------
    images : whole pages with their margins; those of many cases as files, of which one is in memory at a time.
    """
    wanted = list(images)
    if printer.fromPage():
        wanted = wanted[printer.fromPage() - 1 : printer.toPage() or None]
    printer.setFullPage(True)
    painter = QPainter()
    if not wanted or not painter.begin(printer):
        return 0
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    drawn = 0
    for one in wanted:
        image = QImage.fromData(one) if isinstance(one, bytes) else one
        if drawn and not printer.newPage():
            break
        paper = QRectF(printer.pageLayout().fullRectPixels(printer.resolution()))
        size = QSizeF(image.size()).scaled(paper.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(0.0, 0.0, size.width(), size.height())
        place.moveCenter(QRectF(0.0, 0.0, paper.width(), paper.height()).center())
        painter.drawImage(place, image)
        drawn += 1
    painter.end()
    return drawn
