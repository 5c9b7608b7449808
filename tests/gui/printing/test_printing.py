"""The printer gets the typesetter's own pages, each whole, on the paper that was chosen."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QColor, QImage, QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from engine.case.case import Case
from gui.printing.printer import draw_pages, paper_of
from gui.window.main_window import MainWindow
from tests.waiting import HANG_SECONDS


def printer_into(path: Path, size: QPageSize.PageSizeId = QPageSize.PageSizeId.A4) -> QPrinter:
    """Return a printer that writes a file."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    printer.setPageLayout(QPageLayout(QPageSize(size), QPageLayout.Orientation.Portrait, QMarginsF(20, 20, 20, 20)))
    return printer


def page(colour: str, width: int = 620, height: int = 877) -> QImage:
    """Return a page of one colour with a black line at its very edge."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return image


def test_that_the_summary_is_printed_page_by_page(
    qtbot: QtBot, window: MainWindow, answers: Any, tmp_path: Path, everything: Case
) -> None:
    window.document.replace_case(everything)
    answers.chosen_printer = printer_into(tmp_path / "paper.pdf")
    with qtbot.waitSignal(window.printing.background.done):
        window.commands["print"].trigger()
    assert answers.asked == ["printer a4"]
    pages = PdfReader(tmp_path / "paper.pdf").pages
    assert len(pages) >= 2
    assert all(len(one.images) == 1 for one in pages)
    # The page fills the paper: 210 by 297 mm.
    width, height = (float(side) for side in pages[0].mediabox.upper_right)
    assert (round(width), round(height)) == (595, 842)
    assert any(f"{len(pages)} pages have been handed" in text for text in window.messages.texts)


def test_that_nothing_is_typeset_where_no_printer_is_chosen(window: MainWindow, answers: Any) -> None:
    window.commands["print"].trigger()
    assert answers.asked == ["printer a4"]
    assert not window.printing.background.is_busy


def test_that_the_chosen_paper_is_typeset_for(tmp_path: Path, qapp: Any) -> None:
    assert paper_of(printer_into(tmp_path / "a", QPageSize.PageSizeId.Letter)) == "letter"
    assert paper_of(printer_into(tmp_path / "b", QPageSize.PageSizeId.A4)) == "a4"
    assert paper_of(printer_into(tmp_path / "c", QPageSize.PageSizeId.A5)) == "a4"


@pytest.mark.parametrize(("first", "last", "printed"), [(0, 0, 3), (2, 3, 2), (1, 1, 1)])
def test_that_only_the_wanted_pages_are_printed(tmp_path: Path, qapp: Any, first: int, last: int, printed: int) -> None:
    printer = printer_into(tmp_path / "some.pdf")
    printer.setFromTo(first, last)
    assert draw_pages(printer, [page("red"), page("green"), page("blue")]) == printed
    assert len(PdfReader(tmp_path / "some.pdf").pages) == printed


def test_that_a_printer_that_takes_nothing_is_told(
    qtbot: QtBot, window: MainWindow, answers: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.printing.printer.draw_pages", lambda _printer, _images: 0)
    answers.chosen_printer = printer_into(tmp_path / "paper.pdf")
    with qtbot.waitSignal(window.printing.background.done):
        window.commands["print"].trigger()
    assert any("did not take the pages" in text for text in window.messages.texts)


def test_that_no_page_is_drawn_where_there_is_none(tmp_path: Path, qapp: Any) -> None:
    assert draw_pages(printer_into(tmp_path / "none.pdf"), []) == 0
    assert not (tmp_path / "none.pdf").exists()


def test_that_printers_are_looked_for_only_when_one_is_asked_for() -> None:
    """What a printer needs from the system is not loaded by opening the window."""
    code = "import sys, gui.application; print('PySide6.QtPrintSupport' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=HANG_SECONDS, check=True
    )
    assert done.stdout.strip() == "False"
