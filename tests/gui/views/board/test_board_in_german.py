"""The board page of a German window: opened rows, an empty case and a pinned state hold no English word."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from engine.evidence.library import Library
from engine.modalities.listed import MODALITIES
from engine.words.language import ENGLISH, load_language
from engine.words.pseudo import FIRST, PseudoLanguage
from gui.shared.language import speak
from gui.views.board.option_rows import OptionRow
from gui.views.board.view import BoardView
from tests.gui.shown_texts import english_in, shown_texts, what_stays

pytestmark = pytest.mark.slow


@pytest.fixture
def german(qapp: QApplication, resources: Path) -> Iterator[None]:
    """Let what is built speak German."""
    speak(load_language(resources, "de"), qapp)
    yield
    speak(ENGLISH, qapp)


@pytest.fixture
def pseudo(qapp: QApplication) -> Iterator[None]:
    """Let what is built speak the language that nobody speaks."""
    speak(PseudoLanguage(), qapp)
    yield
    speak(ENGLISH, qapp)


@pytest.fixture(scope="module")
def stays(library: Library) -> set[str]:
    """Return what is shown in its own language."""
    return what_stays(library)


def shown(view: BoardView, qtbot: Any) -> BoardView:
    """Show a view as large as on a small screen."""
    qtbot.addWidget(view)
    view.resize(900, 768)
    view.show()
    return view


@pytest.mark.parametrize("case", ["everything", "borderline", "sbrt-candidate", "short-course"])
def test_that_opened_rows_hold_no_english(
    case: str, german: None, qtbot: Any, context: Any, cases: Any, assessments: Any, stays: set[str]
) -> None:
    view = shown(BoardView(context), qtbot)
    view.show_assessment(assessments[case], cases[case])
    for modality in MODALITIES:
        view.options.option_toggled.emit(modality, True)
    assert len(view.options.rows) > 100
    assert english_in(shown_texts(view), stays) == {}


def test_that_what_flipped_since_the_pin_holds_no_english(
    german: None, qtbot: Any, context: Any, cases: Any, assessments: Any, stays: set[str]
) -> None:
    view = shown(BoardView(context), qtbot)
    view.show_assessment(assessments["borderline"], cases["borderline"])
    view.pin(assessments["borderline"], cases["borderline"], "Ein anderer Fall")
    view.show_assessment(assessments["sbrt-candidate"], cases["sbrt-candidate"])
    for modality in MODALITIES:
        view.options.option_toggled.emit(modality, True)
    texts = shown_texts(view)
    assert any("vorher" in text for text in texts)
    assert english_in(texts, stays) == {}


def test_that_codes_of_options_stay_codes(german: None, qtbot: Any, context: Any, cases: Any, assessments: Any) -> None:
    view = shown(BoardView(context), qtbot)
    view.show_assessment(assessments["borderline"], cases["borderline"])
    rows = {row.key: row.option for row in view.options.rows if isinstance(row, OptionRow)}
    # "borderline" and "concern" are words of the catalogue too.
    assert {name: row.verdict for name, row in rows.items()} == {
        option.modality: option.verdict for option in assessments["borderline"].options if option.modality in rows
    }


def test_that_every_text_of_a_row_goes_through_the_catalogue(
    pseudo: None, qtbot: Any, context: Any, cases: Any, assessments: Any
) -> None:
    view = shown(BoardView(context), qtbot)
    view.show_assessment(assessments["borderline"], cases["borderline"])
    rows = [row.option for row in view.options.rows if isinstance(row, OptionRow)]
    texts = [text for row in rows for text in (row.name, row.headline, row.reason, row.harm, row.resembles) if text]
    assert [text for text in texts if FIRST not in text] == []
