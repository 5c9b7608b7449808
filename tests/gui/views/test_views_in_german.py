"""Every view that is covered speaks the language of the window: nothing of it goes past the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from engine.evidence.library import Library
from engine.words.language import ENGLISH, Language, load_language
from engine.words.pseudo import FIRST, PseudoLanguage
from gui.shared.language import COVERED, speak
from gui.views import all_views
from gui.views.view_tabs import title_of
from scripts import words
from tests.gui.shown_texts import what_stays, without

COVERED_VIEWS = [kind for kind in all_views() if kind.__name__ in COVERED]


@pytest.fixture
def in_language(qapp: QApplication, qtbot: Any, context: Any, cases: Any, assessments: Any) -> Iterator[Any]:
    """Return the words of every covered view on a case, in a language."""

    def words_of(language: Language) -> dict[str, str]:
        speak(language, qapp)
        found = {}
        for kind in COVERED_VIEWS:
            view = kind(context)
            qtbot.addWidget(view)
            view.show_assessment(assessments["borderline"], cases["borderline"])
            found[kind.__name__] = f"{title_of(kind)}\n{view.summary_text()}"
        return found

    yield words_of
    speak(ENGLISH, qapp)


@pytest.fixture(scope="module")
def kept(library: Library) -> list[str]:
    """Return what is shown in its own language, the longest first."""
    return sorted(filter(None, what_stays(library)), key=len, reverse=True)


def test_that_no_english_of_the_catalogue_is_left_in_a_covered_view(
    in_language: Any, resources: Path, kept: list[str]
) -> None:
    said = {name: without(shown, kept) for name, shown in in_language(load_language(resources, "de")).items()}
    translations = {one for all_of in words.translated("de").values() for one in all_of}
    english = [
        text for _, text in words.translated("de") if " " in text and "{" not in text and text not in translations
    ]
    assert len(english) > 700
    assert COVERED_VIEWS
    assert {name: [text for text in english if text in shown] for name, shown in said.items()} == {
        name: [] for name in said
    }
    assert all(len(shown) > 400 for shown in said.values())


def test_that_every_line_of_a_covered_view_goes_through_the_catalogue(in_language: Any, kept: list[str]) -> None:
    for name, shown in in_language(PseudoLanguage()).items():
        lines = [line for line in shown.splitlines() if FIRST not in line]
        assert [line for line in lines if any(map(str.isalpha, without(line, kept)))] == [], name
