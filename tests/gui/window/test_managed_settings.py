"""What the hospital's IT has set holds in the window, and the window says so."""

from __future__ import annotations

from html import unescape
from pathlib import Path
from typing import Any

import pytest

from engine.case.files.sealed_case import Hardness, is_sealed
from engine.case.problems import CaseFileError
from engine.commands.shared.managed_settings import ManagedSettings, read_managed
from gui.shared.settings_store import SettingsStore
from gui.window.managed_marks import in_words
from gui.window.status_strip import StatusStrip

SECRET = "a long enough passphrase"
ALL = ManagedSettings(Path("managed.toml"), "letter", "dark", "en", Path("/srv/studies"), False, True)


@pytest.fixture(autouse=True)
def cheap_derivation(monkeypatch: pytest.MonkeyPatch) -> None:
    """Derive keys cheaply."""
    monkeypatch.setattr(Hardness, "__init__", _cheap)


def _cheap(self: Hardness, iterations: int = 1, lanes: int = 1, memory_kib: int = 64) -> None:
    for name, value in (("iterations", iterations), ("lanes", lanes), ("memory_kib", memory_kib)):
        object.__setattr__(self, name, value)


def mark(strip: StatusStrip) -> Any:
    """Return the words in the strip that say that settings are managed, or None."""
    return strip.findChild(object, "managed settings")


def plain(words: str) -> str:
    """Return the text of a tip."""
    return unescape(words)


def test_that_managed_values_go_before_what_a_person_chose(settings: SettingsStore) -> None:
    settings.theme, settings.paper, settings.remembers_recent_files = "light", "a4", True
    settings.recent_files = ["somewhere/b.beamside"]
    settings.managed = ALL
    assert (settings.theme, settings.paper, settings.remembers_recent_files) == ("dark", "letter", False)
    assert settings.recent_files == ()
    settings.theme, settings.paper = "light", "a4"
    assert (settings.theme, settings.paper) == ("dark", "letter")


def test_that_a_window_without_managed_settings_shows_none(make_window: Any) -> None:
    window = make_window()
    assert mark(window.status) is None
    assert window.commands["letter_paper"].isEnabled()
    assert window.menus.theme.isEnabled()


def test_that_what_is_managed_is_marked_and_cannot_be_changed(make_window: Any, settings: SettingsStore) -> None:
    settings.managed = ALL
    window = make_window()
    assert mark(window.status).text() == "Managed settings"
    for line in in_words(ALL):
        assert line in plain(mark(window.status).toolTip())
    letter = window.commands["letter_paper"]
    assert (letter.isEnabled(), letter.isChecked()) == (False, True)
    assert letter.text().endswith("(managed)")
    assert window.menus.theme.menuAction().text().endswith("(managed)")
    assert not window.menus.theme.menuAction().isEnabled()
    assert window.appearance.theme.name == "dark"
    window.menus.recent.fill()
    (keep,) = (action for action in window.menus.recent.actions() if "Do not remember" in action.text())
    assert (keep.isEnabled(), keep.isChecked()) == (False, True)


def test_that_values_passed_over_are_told_in_the_window(make_window: Any, settings: SettingsStore) -> None:
    settings.managed = ManagedSettings(Path("m.toml"), problems=("m.toml: paper: 'a5' is none.", "m.toml: x."))
    window = make_window()
    (told,) = (text for text in window.messages.texts if "m.toml" in text)
    assert told == "m.toml: paper: 'a5' is none. And 1 more: point at “Managed settings” below."
    # Every one of them is named, also where no value holds.
    assert all(problem in plain(mark(window.status).toolTip()) for problem in settings.managed.problems)


def test_that_a_german_window_tells_of_managed_values_in_german(
    make_window: Any, settings: SettingsStore, resources: Path, tmp_path: Path
) -> None:
    file = tmp_path / "managed.toml"
    file.write_text("theme = 'dark'\nlanguage = 'de'\npaper = 'a5'\nsealed_savings = true\n", "utf-8")
    settings.managed = read_managed(file)
    window = make_window(language="de")
    (told,) = (text for text in window.messages.texts if str(file) in text)
    assert '\'a5\' gehört nicht zu den Werten. Schreiben Sie "a4" oder "letter". Der Wert wird übergangen.' in told
    assert told.endswith("Und 1 weitere: zeigen Sie unten auf „Festgelegte Einstellungen“.")
    assert "Meinten Sie sealed_saving?" in plain(mark(window.status).toolTip())
    assert in_words(settings.managed) == ("Farbschema: dunkel", "Sprache: Deutsch")


@pytest.mark.hazard("privacy")
def test_that_no_case_is_saved_in_the_open_where_sealing_is_required(
    make_window: Any, settings: SettingsStore, answers: Any, tmp_path: Path
) -> None:
    settings.managed = ManagedSettings(Path("m.toml"), sealed_saving=True)
    window = make_window()
    window.document.set_value("age_years", 66.0)
    path = answers.save = tmp_path / "b.beamside"
    # Nobody gives a passphrase: nothing is written.
    assert not window.files.save()
    assert not path.exists()
    # Nor is one written in the open when the program has failed.
    with pytest.raises(CaseFileError, match="under a passphrase only"):
        window.files.save_copy_before_the_end(path)
    assert not path.exists()
    answers.chosen_passphrase = SECRET
    assert window.files.save()
    assert is_sealed(path.read_bytes())
    assert not window.files.save_open()
    assert is_sealed(path.read_bytes())
    assert not window.commands["save_open"].isEnabled()
    # The pages of a case that may not lie open carry no case either.
    window.files.start_new()
    assert window.paper.is_sealed()


def test_that_without_the_requirement_a_case_is_saved_as_before(
    make_window: Any, settings: SettingsStore, answers: Any, tmp_path: Path
) -> None:
    settings.managed = ManagedSettings(Path("m.toml"), sealed_saving=False)
    window = make_window()
    window.document.set_value("age_years", 66.0)
    path = answers.save = tmp_path / "b.beamside"
    assert window.files.save()
    assert not is_sealed(path.read_bytes())
