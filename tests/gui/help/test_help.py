"""Help: texts that are there, a tour that leads, a self-test that runs."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from gui.help.help_windows import SelfTest, TextWindow, Tour, load_tour
from gui.menus.actions import COMMANDS
from gui.shared.settings_store import SettingsStore
from gui.views import all_views
from gui.window.main_window import MainWindow
from tests.gui.shown_texts import english_in, shown_texts
from tests.shipped import leave_few_cases


def only(window: MainWindow, kind: type[QDialog]) -> QDialog:
    """Return the one open window of a kind."""
    found = [dialog for dialog in window.findChildren(kind) if dialog.isVisible()]
    assert len(found) == 1
    return found[0]


def test_that_intended_use_says_what_the_program_does_not_do(window: MainWindow) -> None:
    window.commands["intended_use"].trigger()
    dialog = only(window, TextWindow)
    assert isinstance(dialog, TextWindow)
    assert "does not replace it" in dialog.text.toPlainText()
    dialog.close()


def test_that_about_names_versions_and_licences(window: MainWindow) -> None:
    window.commands["about"].trigger()
    dialog = only(window, TextWindow)
    assert isinstance(dialog, TextWindow)
    text = dialog.text.toPlainText()
    for words in ("0.1.0", window.controller._library.sha256, "LGPL", "Apache"):
        assert words in text
    dialog.close()


def test_that_the_changes_of_the_evidence_are_shown(window: MainWindow) -> None:
    window.commands["evidence_changes"].trigger()
    dialog = only(window, TextWindow)
    assert isinstance(dialog, TextWindow)
    assert window.controller._library.version in dialog.text.toPlainText()
    dialog.close()


def test_that_help_for_a_field_speaks_of_that_field(window: MainWindow) -> None:
    window.form._on_entered("bilirubin_mg_dl")
    window.commands["field_help"].trigger()
    dialog = only(window, TextWindow)
    assert isinstance(dialog, TextWindow)
    text = dialog.text.toPlainText()
    assert "Total bilirubin in serum" in text
    assert "bilirubin_mg_dl" in text
    dialog.close()


@pytest.mark.parametrize(("language", "title"), [("en", "User guide"), ("de", "Benutzerhandbuch")])
def test_that_help_opens_the_guide_in_the_language_of_the_window(make_window: Any, language: str, title: str) -> None:
    window = make_window(language=language)
    window.commands["guide"].trigger()
    dialog = only(window, TextWindow)
    assert isinstance(dialog, TextWindow)
    assert dialog.windowTitle() == title
    text = dialog.text.toPlainText()
    assert text.startswith(title)
    assert ("nicht klinisch geprüft" in text) == (language == "de")
    assert "screenshots/" not in text
    dialog.close()


def test_that_help_without_a_field_shows_the_keys(make_window: Any, settings: SettingsStore) -> None:
    # Otherwise the keyboard is in the first field of an empty case from the start.
    settings.moves_on = False
    window = make_window()
    window.commands["field_help"].trigger()
    dialog = only(window, TextWindow)
    assert isinstance(dialog, TextWindow)
    assert "F6" in dialog.text.toPlainText()
    dialog.close()


def test_that_every_key_on_the_page_of_keys_belongs_to_a_command_or_a_control(resources: Path) -> None:
    text = (resources / "text" / "keys.md").read_text(encoding="utf-8")
    known = {str(key) for command in COMMANDS for key in command.keys if isinstance(key, str)}
    for key in re.findall(r"Ctrl\+(?:Shift\+)?[A-Z]\b|\bF\d\b", text):
        standard = key in {"Ctrl+C", "Ctrl+F", "Ctrl+Z", "Ctrl+N", "Ctrl+O", "Ctrl+S", "F1", "Ctrl+Shift+Z"}
        assert key in known or standard, key


@pytest.mark.parametrize("name", ["intended-use.md", "keys.md", "licences.md"])
def test_that_a_text_of_the_help_has_the_same_parts_in_german(name: str, resources: Path) -> None:
    def parts(text: str) -> list[int]:
        lines = text.splitlines()
        return [sum(line.startswith(mark) for line in lines) for mark in ("# ", "## ", "- ", "| ", "**")]

    english, german = ((resources / "text" / place / name).read_text(encoding="utf-8") for place in ("", "de"))
    assert parts(english) == parts(german)
    assert not english_in(german.splitlines(), ())


def test_that_help_speaks_the_language_of_the_window(make_window: Any) -> None:
    window = make_window(language="de")
    for command in ("keyboard", "intended_use", "about"):
        window.commands[command].trigger()
        dialog = only(window, TextWindow)
        assert isinstance(dialog, TextWindow)
        assert not english_in(shown_texts(dialog), ())
        dialog.close()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    window.commands["tour"].trigger()
    tour = only(window, Tour)
    assert isinstance(tour, Tour)
    while tour.next.isEnabled():
        assert not english_in(shown_texts(tour), ())
        tour.next.click()
    tour.close()


def test_that_the_tour_leads_through_the_window_and_back(window: MainWindow) -> None:
    window.commands["tour"].trigger()
    tour = only(window, Tour)
    assert isinstance(tour, Tour)
    seen = {tour.text}
    while tour.next.isEnabled():
        tour.next.click()
        seen.add(tour.text)
    assert len(seen) == len(load_tour(window._resources))
    while tour.back.isEnabled():
        tour.back.click()
    tour.close()


def test_that_the_tour_names_parts_that_exist(resources: Path) -> None:
    titles = {kind.title for kind in all_views()}
    for step in load_tour(resources):
        kind, _, title = step.place.partition(":")
        assert kind in {"form", "search", "lesions", "view", "export", "status"}
        assert kind != "view" or title in titles
        assert step.title
        assert len(step.text.split()) > 10


def test_that_the_self_test_runs_the_cases_of_this_installation(
    qtbot: QtBot, window: MainWindow, resources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = shutil.copytree(resources, tmp_path / "resources")
    leave_few_cases(copy)
    monkeypatch.setattr(window.help, "_resources", copy)
    window.commands["self_test"].trigger()
    dialog = only(window, SelfTest)
    assert isinstance(dialog, SelfTest)
    qtbot.waitUntil(lambda: "failed" in dialog.text.toPlainText())
    assert "0 failed" in dialog.text.toPlainText()
    dialog.close()
