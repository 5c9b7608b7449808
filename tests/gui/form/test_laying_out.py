"""The form is laid out for what is looked at, and not once for each part that comes or goes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from engine.case.case import Case
from gui.form.field_row import FieldRow
from gui.window.main_window import MainWindow

#: of the last row when a case is opened that unfolds all groups; each row above it by itself would be one, which made
#: 63. Eight or nine come about, by what earlier windows of the process have left of fonts and sizes.
MOST_MOVES = 12


class _Moves(QObject):
    """Counts how often a widget is moved."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Move
        return False


def label_widths(window: MainWindow) -> set[int]:
    rows = [row for row in window.form.rows.values() if isinstance(row, FieldRow) and row.isVisibleTo(window)]
    return {row.label.width() for row in rows}


def test_that_opening_a_case_lays_the_form_out_a_few_times(window: MainWindow, everything: Case) -> None:
    QApplication.processEvents()
    moves = _Moves()
    window.form.notes.installEventFilter(moves)
    window.document.replace_case(everything)
    QApplication.processEvents()
    shown = [row for row in window.form.rows.values() if row.isVisibleTo(window)]
    assert len(shown) > 5 * MOST_MOVES
    assert 0 < moves.count <= MOST_MOVES


def test_that_a_folded_row_is_aligned_when_it_is_shown(window: MainWindow) -> None:
    before = label_widths(window)
    assert len(before) == 1
    window.form.show_all_groups()
    assert label_widths(window) == before


def test_that_a_row_folded_out_has_its_place_at_once(window: MainWindow) -> None:
    row = window.form.rows["bilirubin_mg_dl"]
    assert row.isHidden()
    window.form.show_all_groups()
    assert row.y() > 0
    assert row.width() > 0
    assert window.form.rows["bilirubin_mg_dl"].parentWidget().childAt(row.geometry().center()) is not None
