"""The box for lines of a letter: what is marked, and what of a long paste is read."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData
from pytestqt.qtbot import QtBot

from engine.intake.letter import LONGEST_LETTER
from gui.intake.letter_text import LetterText


@pytest.fixture
def text(qtbot: QtBot) -> LetterText:
    box = LetterText()
    qtbot.addWidget(box)
    return box


def pasted(words: str) -> QMimeData:
    data = QMimeData()
    data.setText(words)
    return data


@pytest.mark.parametrize("before", ["", "Age ", "ä", "\U0001f600\U0001f600 ", "\u2028"])
def test_that_the_words_themselves_are_marked(text: LetterText, before: str) -> None:
    text.setPlainText(f"{before}CEA 12 \U0001f600 CEA 13")
    shown = text.read_part
    stretches = [(shown.index(words), shown.index(words) + len(words), "#123456") for words in ("CEA 12", "CEA 13")]
    text.mark(stretches)
    marks = text.extraSelections()
    assert [mark.cursor.selectedText() for mark in marks] == ["CEA 12", "CEA 13"]
    text.mark([])
    assert text.extraSelections() == []


@pytest.mark.parametrize("more", [0, 1, 1000])
def test_that_no_more_is_pasted_than_is_read(text: LetterText, more: int) -> None:
    told: list[int] = []
    text.was_cut.connect(told.append)
    text.insertFromMimeData(pasted("x" * (LONGEST_LETTER + more)))
    assert len(text.toPlainText()) == LONGEST_LETTER
    assert told == ([more] if more else [])


def test_that_a_paste_over_a_marked_text_has_its_room(text: LetterText) -> None:
    told: list[int] = []
    text.was_cut.connect(told.append)
    text.setPlainText("y" * LONGEST_LETTER)
    text.selectAll()
    text.insertFromMimeData(pasted("x" * LONGEST_LETTER))
    assert (text.toPlainText(), told) == ("x" * LONGEST_LETTER, [])
    text.insertFromMimeData(pasted("x"))
    assert told == [1]
