"""The window in another language: chosen, marked as not reviewed, covered classes alone, nothing cut off."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolButton, QWidget

from engine.words.pseudo import FIRST, PseudoLanguage
from gui.shared.language import COVERED, in_use
from gui.shared.settings_store import SettingsStore


def test_that_english_is_the_language_unless_another_is_chosen(make_window: Any, settings: SettingsStore) -> None:
    window = make_window()
    assert in_use().is_english
    assert window.status.findChild(QLabel, "language") is None
    assert window.menus.menus["file"].title() == "&File"
    assert settings.language == "en"


def test_that_german_is_chosen_and_holds_from_the_next_start(make_window: Any, settings: SettingsStore) -> None:
    window = make_window()
    german = next(action for action in window.menus.language.actions() if action.data() == "de")
    german.trigger()
    assert settings.language == "de"
    assert window.menus.menus["file"].title() == "&File"
    again = make_window()
    assert again.menus.menus["file"].title() == "&Datei"
    assert again.form.rows["age_years"].label.text() == "Alter"


def test_that_a_german_window_says_what_it_is_not(make_window: Any) -> None:
    label = make_window(language="de").status.findChild(QLabel, "language")
    assert label.text() == "Übersetzung nicht klinisch geprüft"


def test_that_the_form_asks_in_german_and_judges_as_before(make_window: Any) -> None:
    window = make_window(language="de")
    row = window.form.rows["tumour_height_cm"]
    row.editor.line.setFocus()
    row.editor.line.setText("26,5")
    row.editor.line.textEdited.emit("26,5")
    row.editor.line.editingFinished.emit()
    assert row._says.words == "26,5 cm liegt außerhalb von 0 bis 25 cm."
    row.editor.line.setText("4,5")
    row.editor.line.textEdited.emit("4,5")
    row.editor.line.editingFinished.emit()
    assert window.document.case.patient.number("tumour_height_cm") == 4.5
    assert window.document.undo_stack.undoText() == "Tumorhöhe"


def test_that_values_are_shown_with_a_comma(make_window: Any) -> None:
    window = make_window(language="de")
    window.document.set_value("bilirubin_mg_dl", 0.075)
    assert window.form.rows["bilirubin_mg_dl"].editor.line.text() == "0,075"
    assert window.document.case.patient.number("bilirubin_mg_dl") == 0.075


def shown_texts(part: QWidget) -> list[tuple[QWidget, str]]:
    """Return the labels and buttons that can be seen, with what they say."""
    kinds = (QLabel, QPushButton, QToolButton)
    return [
        (widget, widget.text())
        for kind in kinds
        for widget in part.findChildren(kind)
        if widget.isVisibleTo(part) and widget.text().strip()
    ]


def is_cut(widget: QWidget) -> bool:
    """Whether a text has less room than it needs."""
    if isinstance(widget, QLabel):
        if widget.wordWrap():
            return widget.height() + 1 < widget.heightForWidth(widget.width())
        return widget.width() + 1 < widget.minimumSizeHint().width()
    return widget.width() + 1 < widget.minimumSizeHint().width()


@pytest.fixture
def pseudo_window(make_window: Any) -> Any:
    """Return a window in the language that nobody speaks, on a case in which everything can be seen."""
    window = make_window(language=PseudoLanguage())
    window.resize(1500, 1000)
    window.form.build_rest()
    window.form.show_all_groups()
    window.form._show_filtered()
    QApplication.processEvents()
    return window


def test_that_nothing_of_the_form_is_cut_off_in_a_longer_language(pseudo_window: Any) -> None:
    form = pseudo_window.form
    assert len(shown_texts(form)) > 200
    assert [text for widget, text in shown_texts(form) if is_cut(widget)] == []


def test_that_every_word_of_the_form_goes_through_the_catalogue(pseudo_window: Any) -> None:
    units = {unit for spec in pseudo_window.document.fields for unit in spec.units}
    left = [text for _, text in shown_texts(pseudo_window.form) if any(map(str.isalpha, text)) and FIRST not in text]
    assert set(left) <= units


def test_that_no_text_of_the_form_is_put_together_from_pieces(pseudo_window: Any) -> None:
    for _, text in shown_texts(pseudo_window.form):
        # A unit beside a choice is said after it, and so is what a number is measured from.
        assert text.count(FIRST) <= 3, text


def test_that_what_is_not_covered_stays_english(make_window: Any) -> None:
    make_window(language="de")
    assert "NoSuchClass" not in COVERED
    assert QApplication.translate("NoSuchClass", "Yes") == "Yes"
    assert QApplication.translate("CellChoice", "Yes") == "Ja"


def test_that_the_german_form_is_no_wider_than_its_place(make_window: Any) -> None:
    window = make_window(language="de")
    window.resize(1600, 1000)
    window.form.build_rest()
    window.document.insert_lesion(0)
    QApplication.processEvents()
    column = window.form._scroll
    assert column.content.minimumSizeHint().width() <= column.viewport().width()


@pytest.mark.parametrize("language", ["en", "de"])
def test_that_every_entry_of_a_menu_has_a_key_of_its_own(make_window: Any, language: str) -> None:
    window = make_window(language=language)
    for menu in window.menus.menus.values():
        texts = [action.text() for action in menu.actions() if not action.isSeparator()]
        keys = [text[text.index("&") + 1].casefold() for text in texts]
        assert len(keys) == len(set(keys)), texts
