"""Colours that can be read, and theme files that say what they must."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from gui.theme import ThemeError, apply_theme, load_theme, palette_of

NAMES = ("light", "dark")


def luminance(colour: str) -> float:
    """Return the relative luminance as WCAG 2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("ground", ["window", "surface", "raised"])
@pytest.mark.parametrize("ink", ["text", "muted", "accent", "met", "borderline", "not_met", "unknown"])
def test_that_every_text_can_be_read_on_every_ground(resources: Path, name: str, ground: str, ink: str) -> None:
    theme = load_theme(resources, name)
    assert contrast(getattr(theme, ink), getattr(theme, ground)) >= 4.5


@pytest.mark.parametrize("name", NAMES)
def test_that_text_on_the_accent_can_be_read_and_the_focus_is_seen(resources: Path, name: str) -> None:
    theme = load_theme(resources, name)
    assert contrast(theme.on_accent, theme.accent) >= 4.5
    assert contrast(theme.focus, theme.surface) >= 3
    assert contrast(theme.focus, theme.window) >= 3


@pytest.mark.parametrize(("name", "is_dark"), [("light", False), ("dark", True)])
def test_that_a_theme_knows_whether_it_is_dark(resources: Path, name: str, is_dark: bool) -> None:
    theme = load_theme(resources, name)
    assert theme.name == name
    assert theme.is_dark is is_dark
    assert len(set(theme.series)) == len(theme.series) >= 7


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('accent = "#075985"', 'accent = "blue"', "not a colour"),
        ('accent = "#075985"', "", "expected"),
        ("beamside-theme/1", "beamside-theme/9", "format"),
        ("band_opacity", "band opacity", "light.toml"),
    ],
)
def test_that_a_wrong_theme_file_is_named(resources: Path, tmp_path: Path, old: str, new: str, said: str) -> None:
    text = (resources / "themes" / "light.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "themes").mkdir()
    (tmp_path / "themes" / "light.toml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ThemeError, match=said):
        load_theme(tmp_path, "light")


def test_that_a_missing_theme_is_named(tmp_path: Path) -> None:
    with pytest.raises(ThemeError, match=r"dusk\.toml"):
        load_theme(tmp_path, "dusk")


@pytest.mark.parametrize("name", NAMES)
def test_that_the_application_takes_the_theme_on(qapp: QApplication, resources: Path, name: str) -> None:
    before = qapp.styleSheet(), qapp.palette()
    theme = load_theme(resources, name)
    apply_theme(qapp, theme)
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(theme.window)
    assert theme.accent in qapp.styleSheet()
    assert "$" not in qapp.styleSheet()
    assert palette_of(theme).color(QPalette.ColorRole.Text) == QColor(theme.text)
    qapp.setStyleSheet(before[0])
    qapp.setPalette(before[1])
