"""Texts in sight that were put together outside the catalogue: of a language whose every text is marked at both ends.

Between two marked texts may stand what divides them, and what is never translated: words of a source, and the name of
the case. Anything else there was written by the code itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QDialogButtonBox, QTabBar, QToolButton, QWidget

from engine.words.pseudo import FIRST, LAST

_SAID_BY = ("text", "title", "placeholderText", "toolTip", "accessibleName", "accessibleDescription", "statusTip")
_ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
#: what stands between two entries of a list, which that language leaves as it is
_OF_LISTS = frozenset({"and", "or"})
_NO_BUTTON = QDialogButtonBox.StandardButton.NoButton
_MARK_UP = re.compile(r"</?[a-z]+>|&[a-z]+;")
_WORD = re.compile(r"[^\W\d_]{2,}")


def composed_texts(part: QWidget, untranslated: Iterable[str]) -> list[str]:
    """Return the texts in sight that say a word outside the catalogue.

    Parameters
    ----------
    untranslated : what may stand in a text as it is, whole or in part.
    """
    known = "\n".join(untranslated)
    found = {f"{where}: {text}" for where, text in _texts_of(part) if not _is_whole(text, known)}
    return sorted(found)


def _is_whole(text: str, known: str) -> bool:
    between, depth = [""], 0
    for sign in _MARK_UP.sub(" ", text):
        if sign == FIRST:
            depth += 1
            between.append("")
        elif sign == LAST:
            depth -= 1
        elif not depth:
            between[-1] += sign
    if depth:
        return False
    for line in (line for rest in between for line in rest.splitlines()):
        # From its first word to its last: what a source printed begins with no number that is ours.
        words = [found.span() for found in _WORD.finditer(line)]
        said = line[words[0][0] : words[-1][1]] if words else ""
        if words and said not in _OF_LISTS and said not in known:
            return False
    return True


def _texts_of(part: QWidget) -> Iterator[tuple[str, str]]:
    for widget in (part, *part.findChildren(QWidget)):
        # The arrows of a row of tabs and "Close" are Qt's own, and said in Qt's own translation.
        owner = widget.parent()
        is_an_arrow = isinstance(widget, QToolButton) and isinstance(owner, QTabBar)
        is_usual = (
            isinstance(widget, QAbstractButton)
            and isinstance(owner, QDialogButtonBox)
            and owner.standardButton(widget) != _NO_BUTTON
        )
        if is_an_arrow or is_usual or not (widget is part or widget.isVisibleTo(part)):
            continue
        for name in _SAID_BY:
            said = getattr(widget, name, None)
            # Of some widgets a `text` is asked for by its place.
            text = said() if callable(said) and not isinstance(widget, QTabBar) else None
            if isinstance(text, str):
                yield f"{type(widget).__name__}.{name}", text
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            yield from _of_model(widget.model(), QModelIndex())


def _of_model(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[tuple[str, str]]:
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)
    for row in range(model.rowCount(parent)):
        for column in range(columns):
            index = model.index(row, column, parent)
            for text in (index.data(role) for role in _ROLES):
                if isinstance(text, str):
                    yield type(model).__name__, text
        yield from _of_model(model, model.index(row, 0, parent))
