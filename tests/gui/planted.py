"""Markup, escapes and overrides, planted in what comes from outside, and what a window makes of them."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtGui import Qt as QtText
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QLabel,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

#: A picture from a place, bold letters, an escape sequence, a bell, and a name turned round.
PICTURE = "<img src='file://host/share/x.png'>"
PLANT = f"{PICTURE}<b>bold</b> \x1b[31mred\x07 \u202egnp.exe\u2066 &amp; {{curly}} %s [*]"
#: The same for places that take no control characters, such as names of files.
NAMED = "<img src='x.png'><b>bold<b> \u202egnp & [x]"
#: Where only what steers a terminal has to go.
STEERING = frozenset("\x1b\x07\u202e\u2066")
_MOST_CELLS = 4000


def found_in(window: QWidget) -> list[str]:
    """Return what a window shows as markup, and where something that steers a screen has come through."""
    wrong: list[str] = []
    for widget in (window, *window.findChildren(QWidget)):
        name = f"{type(widget).__name__} {widget.objectName()}".strip()
        wrong += [f"{name}: {problem}" for problem in (*_text_of(widget), *_tips_of(widget), *_cells_of(widget))]
        title = widget.windowTitle()
        wrong += [f"{name}: title steers"] if STEERING & set(title) else []
        wrong += [f"{name}: {problem}" for action in widget.actions() for problem in _action(action)]
    return wrong


def _text_of(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel):
        text = widget.text()
        if widget.textFormat() is Qt.TextFormat.AutoText and QtText.mightBeRichText(text):
            yield f"guesses {text[:60]!r}"
        if widget.textFormat() is Qt.TextFormat.RichText:
            document = QTextDocument()
            document.setHtml(text)
            yield from _pictures(document)
        if STEERING & set(text):
            yield f"steers {text[:60]!r}"
    elif isinstance(widget, (QTextEdit, QPlainTextEdit)):
        yield from _pictures(widget.document())


def _pictures(document: QTextDocument) -> Iterator[str]:
    block = document.begin()
    while block.isValid():
        pieces = block.begin()
        while not pieces.atEnd():
            piece = pieces.fragment()
            if piece.charFormat().isImageFormat():
                yield f"shows the picture {piece.charFormat().toImageFormat().name()}"
            pieces += 1
        block = block.next()


def _tips_of(widget: QWidget) -> Iterator[str]:
    yield from _tip(widget.toolTip())
    yield from _tip(widget.whatsThis())
    if isinstance(widget, QTabBar):
        for tab in range(widget.count()):
            yield from _tip(widget.tabToolTip(tab))


def _tip(tip: str) -> Iterator[str]:
    if QtText.mightBeRichText(tip):
        document = QTextDocument()
        document.setHtml(tip)
        yield from _pictures(document)
        if "bold" in tip and "&lt;b&gt;" not in tip:
            yield f"marks up its tip {tip[:60]!r}"
    if STEERING & set(tip):
        yield f"steers in its tip {tip[:60]!r}"


def _cells_of(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QComboBox):
        for place in range(widget.count()):
            if STEERING & set(widget.itemText(place)):
                yield f"steers in its list {widget.itemText(place)[:60]!r}"
    if not isinstance(widget, QAbstractItemView) or widget.model() is None:
        return
    model, cells = widget.model(), 0
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(QModelIndex())
    for row in range(model.rowCount(QModelIndex())):
        for column in range(columns):
            cells += 1
            if cells > _MOST_CELLS:
                return
            yield from _tip(str(model.index(row, column).data(Qt.ItemDataRole.ToolTipRole) or ""))
    for orientation, count in (
        (Qt.Orientation.Horizontal, columns),
        (Qt.Orientation.Vertical, model.rowCount(QModelIndex())),
    ):
        for section in range(count):
            yield from _tip(str(model.headerData(section, orientation, Qt.ItemDataRole.ToolTipRole) or ""))


def _action(action: QAction) -> Iterator[str]:
    for text in (action.text(), action.statusTip(), action.iconText()):
        if STEERING & set(text):
            yield f"steers in an action {text[:60]!r}"
    yield from _tip(action.toolTip())
    menu = action.menu()
    if menu is not None:
        for other in menu.actions():  # type: ignore[attr-defined]
            yield from _action(other)
