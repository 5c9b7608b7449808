"""Every text that a part of the window shows, says to assistive tools, or paints; and English words among them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QListView,
    QTabBar,
    QTableView,
    QTextBrowser,
    QWidget,
)

from engine.evidence.library import Library
from gui.figures.drawing import fonts_of
from gui.views.lists.row_delegate import RowDelegate
from gui.views.lists.row_list import RowList

#: words that no German sentence holds; names and quotations are taken out before
ENGLISH = re.compile(
    r"\b(the|of|and|is|are|not|known|with|would|for|by|from|to|at|on|no|none|yes|given|this|that|these|were|"
    r"patients|months|years|lesions?|liver|harms?|criteria|criterion|met|sources|published|options|table|column|row|"
    r"values|take|choose|read|reading|cancel|shown|all|any|each|has|have|been|cannot|what|which|where|who|how|as|or|"
    r"than|but|only|out|up|its|their|be|it)\b",
    re.IGNORECASE,
)
#: names of programs, formats and classifications, and what a translation quotes
_GERMAN = re.compile(r"„[^“]*“|\b(Was|Wer|WHO|DICOM Encapsulated PDF|Common Toxicity Criteria|all-RAS)\b")


def shown_texts(part: QWidget) -> set[str]:
    """Return what a part of the window and everything in it shows or says."""
    found: set[str] = set()
    for widget in (part, *part.findChildren(QWidget)):
        found |= {text for text in _texts_of(widget) if text and text.strip()}
    return found


def _texts_of(widget: Any) -> Iterator[str]:
    yield from (widget.accessibleName(), widget.accessibleDescription(), _plain(widget.toolTip()))
    if widget.isWindow():
        yield widget.windowTitle()
    if isinstance(widget, QLabel | QAbstractButton):
        yield _plain(widget.text())
    elif isinstance(widget, QGroupBox):
        yield widget.title()
    elif isinstance(widget, QTabBar):
        for number in range(widget.count()):
            yield from (widget.tabText(number), _plain(widget.tabToolTip(number)))
    elif isinstance(widget, QComboBox):
        yield from (widget.itemText(number) for number in range(widget.count()))
    elif isinstance(widget, QLineEdit):
        yield widget.placeholderText()
    elif isinstance(widget, QTextBrowser):
        yield from widget.toPlainText().splitlines()
    elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from _texts_of_items(widget)


def _texts_of_items(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    if isinstance(view, RowList):
        yield from (row.spoken for row in view.rows)
        delegate = view.itemDelegate()
        if isinstance(delegate, RowDelegate):
            for row in view.rows:
                yield from (block.text for block in delegate.arrange(row, 1600.0, fonts_of(view.font())).blocks)
        return
    # A list has one column, and keeps the number to itself.
    columns = 1 if isinstance(model, QAbstractListModel) or isinstance(view, QListView) else model.columnCount()
    for row in range(model.rowCount()):
        for column in range(columns):
            index = model.index(row, column)
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
                yield _plain(str(index.data(role) or ""))
    if isinstance(view, QTableView):
        yield from _texts_of_headers(view, model)


def _texts_of_headers(view: QTableView, model: QAbstractItemModel) -> Iterator[str]:
    heads = (
        (Qt.Orientation.Horizontal, model.columnCount(QModelIndex()), view.horizontalHeader()),
        (Qt.Orientation.Vertical, model.rowCount(QModelIndex()), view.verticalHeader()),
    )
    for orientation, count, header in heads:
        if not header.isHidden():
            yield from (str(model.headerData(number, orientation) or "") for number in range(count))


def _plain(text: str) -> str:
    return re.sub(r"</?[a-z][^>]*>", " ", text).replace("&amp;", "&").replace("&nbsp;", " ") if "<" in text else text


def painted_texts(part: QWidget, patch: pytest.MonkeyPatch) -> set[str]:
    """Return what the part's own painting writes with `drawText`; an event loop must have laid it out."""
    found: set[str] = set()
    draw = QPainter.drawText

    def noting(painter: QPainter, *arguments: Any) -> Any:
        # What is shortened to its width is read whole elsewhere.
        found.update(one for one in arguments if isinstance(one, str) and not one.endswith("…"))
        return draw(painter, *arguments)

    with patch.context() as inside:
        inside.setattr(QPainter, "drawText", noting)
        part.grab()
    return found


def english_in(texts: Iterable[str], stays: Iterable[str]) -> dict[str, str]:
    """Return the texts with an English word, and the word; what stays in its language is left out."""
    kept = sorted({one for one in stays if one}, key=len, reverse=True)
    found = {}
    for text in texts:
        plain = text.replace("&", "")
        # Most hold no English word at all: nothing need be taken out of them.
        if ENGLISH.search(plain) and (word := ENGLISH.search(_GERMAN.sub(" ", without(plain, kept)))):
            found[text] = word[0]
    return found


def without(text: str, kept: Iterable[str]) -> str:
    """Return a text without what stays in its language; `kept`: the longest first."""
    for one in kept:
        if one in text:
            text = text.replace(one, " ")
    return text


def what_stays(library: Library) -> set[str]:
    """Return titles, names, printed quotations and places of the library: they are shown in their own language."""
    found: set[str] = set()
    for source in library.with_withdrawn.sources.values():
        found |= {source.authors, source.title, source.published_in, source.locator or "", source.id}
    records: list[Any] = []
    for held in (library.figures, library.criteria, library.cohorts, library.concerns, library.cautions):
        records += held.values()
    records += [*library.discrepancies.values(), *library.mechanisms.values(), *library.scores.values()]
    records += [*library.spread, *library.alpha_betas]
    records += [one for many in library.dissents.values() for _, one in many]
    for record in records:
        found |= set(_own_language(record))
    return found


def _own_language(record: Any) -> Iterator[str]:
    for name in ("locator", "printed", "observed_printed", "observed_locator", "id", "code"):
        yield getattr(record, name, None) or ""
    for name in ("also", "sides", "entry", "items", "observed_where"):
        for part in getattr(record, name, ()) or ():
            yield from _own_language(part)
    for name in ("follow_up", "score_points", "observed_bed"):
        part = getattr(record, name, None)
        if part is not None:
            yield from _own_language(part)
