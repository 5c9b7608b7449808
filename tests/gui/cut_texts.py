"""Texts that have less room than they need, where nothing else says them whole: widgets, tables, tabs, what is painted.

A text may wrap, or be shortened where the whole is a tool tip or read aloud; what it may not be is cut.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QAbstractListModel, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPicture, QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QComboBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListView,
    QMenuBar,
    QScrollArea,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionViewItem,
    QTabBar,
    QTableView,
    QWidget,
)

from gui.form.editors.calm_combo_box import CalmComboBox
from gui.views.lists.cell_table import CellDelegate
from gui.views.lists.row_list import RowList

#: what rounding may take
_ROUNDING = 1.5
_LONG_LIST = 300
_DISPLAY, _TIP = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole


def cut_texts(part: QWidget, patch: pytest.MonkeyPatch) -> list[str]:
    """Return what is cut in a part of the window and in everything that can be seen in it; empty where all is whole."""
    found: list[str] = []
    for widget in (part, *part.findChildren(QWidget)):
        if widget.isVisibleTo(part) or widget is part:
            found += _cut_in(widget, part)
    return found + _cut_paint(part, patch)


def _named(widget: QWidget) -> str:
    owner = widget.parent()
    while owner is not None and type(owner).__module__.startswith("PySide6"):
        owner = owner.parent()
    return f"{type(widget).__name__} {widget.objectName()} in {type(owner).__name__}"


def _cut_in(widget: Any, part: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel | QAbstractButton | QComboBox | QLineEdit) and (away := _out_of_sight(widget, part)):
        yield f"{_named(widget)}: {away}: {_text_of(widget)!r}"
    for kind, look in _LOOKS.items():
        if isinstance(widget, kind):
            yield from look(widget)
            return


def _cut_button(button: QAbstractButton) -> Iterator[str]:
    needed = button.minimumSizeHint().width()
    if button.text() and button.width() + _ROUNDING < needed and not button.toolTip():
        yield f"{_named(button)}: {button.width()} of {needed}: {button.text()!r}"


def _cut_line(line: QLineEdit) -> Iterator[str]:
    needed, room = line.fontMetrics().horizontalAdvance(line.placeholderText()), line.contentsRect().width()
    if not line.text() and needed > room and not line.toolTip():
        yield f"{_named(line)}: placeholder {room} of {needed}: {line.placeholderText()!r}"


def _cut_title(box: QGroupBox) -> Iterator[str]:
    if box.fontMetrics().horizontalAdvance(box.title()) > box.width():
        yield f"{_named(box)}: {box.title()!r}"


def _cut_menus(bar: QMenuBar) -> Iterator[str]:
    for action in bar.actions():
        if action.isVisible() and bar.actionGeometry(action).right() > bar.width():
            yield f"{_named(bar)}: {action.text()!r}"


def _cut_area(area: QScrollArea) -> Iterator[str]:
    inside = area.widget()
    if inside is not None and inside.width() > area.viewport().width() + _ROUNDING:
        yield f"{_named(area)}: content {inside.width()} wide in {area.viewport().width()}"


def _text_of(widget: Any) -> str:
    return str(widget.currentText() if isinstance(widget, QComboBox) else widget.text())


def _out_of_sight(widget: QWidget, part: QWidget) -> str:
    """Return how far a widget reaches beyond what holds it; a place that scrolls shows the rest."""
    if not _text_of(widget).strip():
        return ""
    rect, holder = widget.rect(), widget
    while holder is not part and holder.parentWidget() is not None:
        rect = rect.translated(holder.pos())
        holder = holder.parentWidget()
        room = holder.rect()
        area = holder.parentWidget()
        across = down = False
        if isinstance(area, QAbstractScrollArea) and area.viewport() is holder:
            across = area.horizontalScrollBar().maximum() > 0
            down = True
        if isinstance(holder, QTabBar):
            across = True
        if not across and (rect.left() < -_ROUNDING or rect.right() > room.right() + _ROUNDING):
            return f"reaches from {rect.left()} to {rect.right()} of {room.width()} in {_named(holder)}"
        if not down and (rect.top() < -_ROUNDING or rect.bottom() > room.bottom() + _ROUNDING):
            return f"reaches down from {rect.top()} to {rect.bottom()} of {room.height()} in {_named(holder)}"
        if down or across:
            rect = rect.intersected(room) if rect.intersects(room) else QRect(0, 0, 1, 1)
    return ""


def _cut_label(label: QLabel) -> Iterator[str]:
    text = label.text()
    if not text.strip():
        return
    if label.wordWrap():
        needed = label.heightForWidth(label.width())
        if label.height() + _ROUNDING < needed:
            yield f"{_named(label)}: {label.height()} of {needed} high: {text!r}"
        if label.textFormat() == Qt.TextFormat.PlainText:
            longest = max(label.fontMetrics().horizontalAdvance(word) for word in text.split())
            if longest > label.contentsRect().width() + _ROUNDING and not label.toolTip():
                yield f"{_named(label)}: {label.contentsRect().width()} of {longest} for a word: {text!r}"
    elif label.width() + _ROUNDING < label.minimumSizeHint().width() and not label.toolTip():
        yield f"{_named(label)}: {label.width()} of {label.minimumSizeHint().width()}: {text!r}"
    elif label.height() + _ROUNDING < label.fontMetrics().height():
        yield f"{_named(label)}: {label.height()} high: {text!r}"


def _cut_choice(box: QComboBox) -> Iterator[str]:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    room = box.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, box
    )
    needed = box.fontMetrics().horizontalAdvance(box.currentText())
    if needed > room.width() + _ROUNDING and not box.toolTip():
        yield f"{_named(box)}: {room.width()} of {needed}: {box.currentText()!r}"
    widest = max((box.fontMetrics().horizontalAdvance(box.itemText(at)) for at in range(box.count())), default=0)
    if widest > box.width() and not isinstance(box, CalmComboBox):
        yield f"{_named(box)}: opened, {box.width()} of {widest}: {box.currentText()!r}"


def _cut_tabs(bar: QTabBar) -> Iterator[str]:
    for at in range(bar.count()):
        needed, room = bar.tabSizeHint(at).width(), bar.tabRect(at).width()
        if needed > room + _ROUNDING and not bar.tabToolTip(at):
            yield f"{_named(bar)}: {room} of {needed}: {bar.tabText(at)!r}"
    if not bar.usesScrollButtons() and bar.count() and bar.tabRect(bar.count() - 1).right() > bar.width():
        yield f"{_named(bar)}: the last tab is out of sight"


def _cut_items(view: Any) -> Iterator[str]:
    model = view.model()
    if model is None:
        return
    if isinstance(view, QTableView):
        for header, count in (
            (view.horizontalHeader(), model.columnCount()),
            (view.verticalHeader(), model.rowCount()),
        ):
            yield from _cut_heads(header, count)
    if isinstance(view.itemDelegate(), CellDelegate):
        return
    columns = 1 if isinstance(model, QAbstractListModel) or isinstance(view, QListView) else model.columnCount()
    for row in range(model.rowCount()):
        for column in range(columns):
            index = model.index(row, column)
            text = str(index.data(_DISPLAY) or "")
            if not text or view.indexWidget(index) is not None:
                continue
            rect = view.visualRect(index)
            needed = view.sizeHintForIndex(index)
            if view.wordWrap():
                cut = needed.height() > rect.height() + _ROUNDING
            else:
                cut = needed.width() > rect.width() + _ROUNDING
            if cut and not index.data(_TIP):
                size = f"{_size(QRectF(rect))} of {_size(QRectF(0, 0, needed.width(), needed.height()))}"
                yield f"{_named(view)}: cell {row},{column} {size}: {text!r}"


def _cut_heads(header: QHeaderView, count: int) -> Iterator[str]:
    if header.isHidden():
        return
    across = header.orientation() == Qt.Orientation.Horizontal
    for at in range(count):
        if header.isSectionHidden(at):
            continue
        text = str(header.model().headerData(at, header.orientation()) or "")
        needed = header.sectionSizeFromContents(at)
        room = header.sectionSize(at) if across else header.width()
        if text and needed.width() > room + _ROUNDING and not header.model().headerData(at, header.orientation(), _TIP):
            yield f"{_named(header)}: head {at} {room} of {needed.width()}: {text!r}"


#: kinds of widgets and how each is looked at; the first that fits
_LOOKS: dict[Any, Callable[[Any], Iterator[str]]] = {
    QLabel: _cut_label,
    QAbstractButton: _cut_button,
    QComboBox: _cut_choice,
    QLineEdit: _cut_line,
    QGroupBox: _cut_title,
    QTabBar: _cut_tabs,
    QMenuBar: _cut_menus,
    RowList: lambda _: iter(()),
    QHeaderView: lambda _: iter(()),
    QAbstractItemView: _cut_items,
    QScrollArea: _cut_area,
}


class _Watched:
    """Notes what is painted into too little room, or over something else; `room` and `whole` are of what is painted."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._where, self._whole, self._room = "", "", QRectF()
        self._drawn: list[tuple[int, QRectF, str]] = []

    def begin(self, where: str, whole: str, room: QRectF) -> None:
        """Another widget, or another row of it, is about to be painted; `whole` says what it may shorten."""
        self._where, self._whole, self._room = where, whole, room
        self._drawn = []

    def note(self, painter: QPainter, given: tuple[Any, ...]) -> None:
        """Look at what is drawn."""
        words = next((one for one in given if isinstance(one, str)), "")
        if not words.strip() or not isinstance(given[0], QRectF | QRect):
            return
        self._look_for_rest(painter.device(), words)
        flags = next((one for one in given[1:] if isinstance(one, int)), 0)
        rect, metrics = QRectF(given[0]), QFontMetricsF(painter.font())
        needed = metrics.boundingRect(rect, int(flags), words)
        if needed.width() > rect.width() + _ROUNDING or needed.height() > rect.height() + metrics.height() * 0.35:
            self._add(f"painted {_size(rect)} of {_size(needed)}", words)
        placed = painter.transform().mapRect(needed)
        # A plot keeps its axes as pictures of their own, which have no edge.
        has_edge = not isinstance(painter.device(), QPicture) and not self._room.isNull()
        if has_edge and (placed.left() < -2 or placed.right() > self._room.right() + 2):
            self._add(f"painted from {placed.left():.0f} to {placed.right():.0f} of {_size(self._room)}", words)
        for drawn_on, other, text in self._drawn:
            both = other.intersected(placed)
            if drawn_on == id(painter.device()) and both.width() > 3 and both.height() > metrics.height() * 0.4:
                self._add(f"over {text!r}", words)
        self._drawn.append((id(painter.device()), placed, words))

    def _look_for_rest(self, device: Any, words: str) -> None:
        if not words.endswith("…"):
            return
        said = f"{device.toolTip()}\n{device.accessibleDescription()}" if isinstance(device, QWidget) else ""
        # Two texts beside one another may be spoken apart.
        last = words.rpartition(" · ")[2].removesuffix("…").strip()
        if last not in f"{self._whole}\n{said}":
            self._add("shortened, and nowhere whole", words)

    def _add(self, what: str, words: str) -> None:
        self.found.append(f"{self._where}: {what}: {words!r}")


def _size(rect: QRectF) -> str:
    return f"{rect.width():.0f}x{rect.height():.0f}"


def _cut_paint(part: QWidget, patch: pytest.MonkeyPatch) -> list[str]:
    """Return what the part's own painting writes into too little room, or over something that it has written."""
    watched, draw = _Watched(), QPainter.drawText

    def noting(painter: QPainter, *given: Any) -> Any:
        watched.note(painter, given)
        return draw(painter, *given)

    with patch.context() as inside:
        inside.setattr(QPainter, "drawText", noting)
        for widget in (part, *part.findChildren(QWidget)):
            if widget is part or widget.isVisibleTo(part):
                _paint(widget, watched)
    return list(dict.fromkeys(watched.found))


def _paint(widget: Any, watched: _Watched) -> None:
    if isinstance(widget, RowList):
        rows, wide = widget.rows, widget.viewport().width()
        # Of a long list, whose rows are made alike, every seventh.
        for at in range(0, len(rows), 1 if len(rows) < _LONG_LIST else 7):
            room = QRect(0, 0, wide, widget.height_of(rows[at], wide))
            watched.begin(_named(widget), f"{rows[at].spoken}\n{rows[at].tip}", QRectF(room))
            _paint_item(widget, widget.model().index(at, 0), room)
    elif isinstance(widget, QTableView) and isinstance(widget.itemDelegate(), CellDelegate):
        model = widget.model()
        for row, column in itertools.product(range(model.rowCount()), range(model.columnCount())):
            index, room = model.index(row, column), QRect(0, 0, widget.columnWidth(column), widget.rowHeight(row))
            said = (index.data(_TIP), index.data(Qt.ItemDataRole.AccessibleTextRole))
            watched.begin(_named(widget), "\n".join(map(str, said)), QRectF(room))
            _paint_item(widget, index, room)
    elif not type(widget).__module__.startswith("PySide6") and "paintEvent" in vars(type(widget)):
        said = (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription())
        watched.begin(_named(widget), "\n".join(said), QRectF(widget.rect()))
        widget.grab()


def _paint_item(view: Any, index: Any, room: QRect) -> None:
    picture = QPixmap(room.size().expandedTo(QRect(0, 0, 1, 1).size()))
    painter = QPainter(picture)
    option = QStyleOptionViewItem()
    view.initViewItemOption(option)
    option.rect = room
    option.widget = view
    view.itemDelegate().paint(painter, option, index)
    painter.end()
