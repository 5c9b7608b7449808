"""No text of a window is cut or glued together: in German and in a language longer than any, small and large.

The language that nobody speaks is two fifths longer than English, and marked at both ends: a text without its marks
does not go through the catalogue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

from engine.case.fields import FieldCatalogue
from engine.case.files.case_file import load_case
from engine.modalities.listed import MODALITIES
from engine.words.language import Language
from engine.words.pseudo import PseudoLanguage, pseudo
from gui.shared.plain_text import PlainLabel
from gui.views import all_views
from gui.window.main_window import MainWindow
from tests.gui.composed_texts import composed_texts
from tests.gui.cut_texts import cut_texts
from tests.shipped import shipped_library

pytestmark = pytest.mark.slow

#: width and height of the smallest screen that the program is made for
SCREEN = (1366, 768)
#: of a record, what is never translated
AS_PRINTED = ("authors", "doi", "id", "locator", "paper", "pmid", "printed", "published_in", "title")
#: commands that open a dialog at once
DIALOGS = ("decision", "registry", "own_series", "digitised", "read_text", "tour", "keyboard", "about", "preview")


@pytest.fixture
def small_window(make_window: Any, resources: Path, fields: FieldCatalogue) -> Callable[[Language | str], MainWindow]:
    """Return a maker of windows on a small screen, with every row of the board opened and every group of the form."""

    def make(language: Language | str) -> MainWindow:
        window: MainWindow = make_window(all_views(), language=language)
        window.resize(*SCREEN)
        window.form.build_rest()
        window.document.replace_case(load_case(resources / "examples" / "sbrt-candidate.beamside.json", fields))
        window.form.show_all_groups()
        window.controller.assess_now()
        settle()
        for modality in MODALITIES:
            window.views.board.options.option_toggled.emit(modality, True)
        settle()
        return window

    return make


def settle() -> None:
    """Let layouts inside layouts come to rest."""
    for _ in range(5):
        QApplication.processEvents()


def parts_of(window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """Yield every view of a window, one after the other in sight, and what stands around them."""
    for place in range(window.views.count()):
        window.views.setCurrentIndex(place)
        settle()
        yield type(window.views.view(place)).__name__, window.views.view(place)
    for part in (window.form, window.status, window.menuBar(), window.views.tabBar()):
        yield type(part).__name__, part


def cut_in_window(window: MainWindow, patch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Return what is cut, by the part of the window."""
    return {name: cut for name, part in parts_of(window) if (cut := cut_texts(part, patch))}


def composed_in_window(window: MainWindow) -> dict[str, list[str]]:
    """Return what is said outside the catalogue, by the part of the window."""
    case = window.document.case
    untranslated = (*as_printed(msgspec.to_builtins(shipped_library().files)), case.label, case.notes)
    found = {name: said for name, part in parts_of(window) if (said := composed_texts(part, untranslated))}
    return {**found, **in_dialogs(window, lambda dialog: composed_texts(dialog, untranslated))}


def as_printed(record: Any) -> Iterator[str]:
    """Yield what stays in a record as its source has it, in every language."""
    if isinstance(record, dict):
        yield from (text for name in AS_PRINTED if isinstance(text := record.get(name), str))
    if isinstance(record, (dict, list, tuple)):
        for part in record.values() if isinstance(record, dict) else record:
            yield from as_printed(part)


def cut_in_menus(window: MainWindow) -> list[str]:
    """Return the menus that are wider than the screen, and the tips that the line below has no room for."""
    menus = window.menuBar().findChildren(QMenu)
    assert len(menus) > 8
    found = [menu.title() for menu in menus if menu.sizeHint().width() > SCREEN[0]]
    for tip in {action.statusTip() for action in window.commands.values()}:
        window.status.showMessage(tip)
        shown = [part for part in window.status.findChildren(QWidget) if part.isVisibleTo(window.status)]
        room = window.status.width() - sum(part.sizeHint().width() for part in shown)
        if window.status.fontMetrics().horizontalAdvance(tip) > room:
            found.append(tip)
    window.status.clearMessage()
    return found


def in_dialogs(window: MainWindow, look: Callable[[QDialog], list[str]]) -> dict[str, list[str]]:
    """Return what a look finds, by the command that opens the dialog."""
    found: dict[str, list[str]] = {}
    for name in DIALOGS:
        window.commands[name].trigger()
        settle()
        opened = [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]
        assert opened, name
        for dialog in opened:
            found[name] = look(dialog)
            dialog.close()
    return {name: texts for name, texts in found.items() if texts}


def cut_in_dialogs(window: MainWindow, patch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Return what is cut in dialogs."""
    return in_dialogs(window, lambda dialog: cut_texts(dialog, patch))


def test_that_nothing_is_cut_or_glued_in_a_longer_language(small_window: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    window = small_window(PseudoLanguage())
    assert composed_in_window(window) == {}
    assert cut_in_window(window, monkeypatch) == {}
    assert cut_in_menus(window) == []
    assert cut_in_dialogs(window, monkeypatch) == {}


def test_that_nothing_is_cut_in_german_however_large(small_window: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    window = small_window("de")
    assert cut_in_window(window, monkeypatch) == {}
    assert cut_in_menus(window) == []
    assert cut_in_dialogs(window, monkeypatch) == {}
    window.appearance.choose_text_size(200)
    settle()
    assert cut_in_window(window, monkeypatch) == {}
    assert window.width() == SCREEN[0]


def test_that_the_search_finds_what_is_cut(qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = QWidget()
    qtbot.addWidget(whole)
    label = PlainLabel("Words that need more room than this", whole)
    label.setFixedWidth(40)
    assert len(cut_texts(whole, monkeypatch)) == 1
    label.setFixedWidth(label.sizeHint().width())
    whole.resize(400, 100)
    assert cut_texts(whole, monkeypatch) == []


@pytest.mark.parametrize(
    ("text", "is_glued"),
    [
        (f"{pseudo('Largest lesion')}: {pseudo('3 cm')} (Table 1, row Ambrosino (2009))", False),
        (f"{pseudo('Largest lesion')}, {pseudo('3 cm')} and {pseudo('near a vessel')}", False),
        (f"{pseudo('Largest lesion')} of {pseudo('3 cm')}", True),
        ("Largest lesion", True),
        (pseudo("Largest lesion")[:-1], True),
    ],
)
def test_that_the_search_finds_what_is_glued(qtbot: Any, text: str, is_glued: bool) -> None:
    part = QWidget()
    qtbot.addWidget(part)
    PlainLabel(text, part)
    assert len(composed_texts(part, ["Table 1, row Ambrosino (2009)"])) == is_glued
