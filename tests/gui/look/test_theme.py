"""Colours that can be read, and theme files that say what they must."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QCheckBox, QWidget
from pytestqt.qtbot import QtBot

from gui.look.style_sheet import style_sheet
from gui.look.theme import ThemeError, apply_theme, load_theme, palette_of

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


#: what a person can use, as the style sheet names it; each has an edge of its own
CONTROLS = (
    "QLineEdit",
    "QPlainTextEdit",
    "QTextEdit",
    "QComboBox",
    "QDateEdit",
    "QPushButton",
    "QToolButton",
    "QCheckBox::indicator",
    "QListView::indicator",
    "QMenu",
    "QMenu::indicator",
    "QProgressBar",
)
BORDER = re.compile(r"border(?:-color)?:[^;]*?(#[0-9a-f]{6})")


def rules(sheet: str) -> list[tuple[str, str]]:
    """Return (selector, declarations) of a style sheet, one for each selector of a rule."""
    found = re.findall(r"([^{}]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL))
    return [(one.strip(), body) for selectors, body in found for one in selectors.split(",")]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("ground", ["window", "surface", "raised"])
def test_that_the_edge_of_a_control_is_seen_on_every_ground(resources: Path, name: str, ground: str) -> None:
    theme = load_theme(resources, name)
    assert contrast(theme.outline, getattr(theme, ground)) >= 3


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("control", CONTROLS)
def test_that_each_control_has_such_an_edge(resources: Path, name: str, control: str) -> None:
    theme = load_theme(resources, name)
    bodies = [body for selector, body in rules(style_sheet(asdict(theme))) if selector == control]
    edges = [edge for body in bodies for edge in BORDER.findall(body)]
    assert edges
    for edge in edges:
        assert min(contrast(edge, theme.window), contrast(edge, theme.surface)) >= 3


@pytest.mark.parametrize("name", NAMES)
def test_that_no_state_of_a_control_loses_its_edge(resources: Path, name: str) -> None:
    theme = load_theme(resources, name)
    looked_at = 0
    for selector, body in rules(style_sheet(asdict(theme))):
        if not selector.startswith(CONTROLS) or any(word in selector for word in ("disabled", "item", "separator")):
            continue
        for edge in BORDER.findall(body):
            looked_at += 1
            # An item of a menu that is pointed at lies on the accent.
            grounds = (theme.accent,) if selector == "QMenu::indicator:selected" else (theme.window, theme.surface)
            assert min(contrast(edge, ground) for ground in grounds) >= 3, selector
    assert looked_at > 20


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("checked", [False, True])
def test_that_a_box_is_seen_whether_ticked_or_not(
    qapp: QApplication, qtbot: QtBot, resources: Path, name: str, checked: bool
) -> None:
    before = qapp.styleSheet(), qapp.palette()
    theme = load_theme(resources, name)
    apply_theme(qapp, theme)
    # Made once the style is there, as in the window.
    window = QWidget()
    qtbot.addWidget(window)
    box = QCheckBox("", window)
    box.setChecked(checked)
    box.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    window.resize(box.sizeHint() * 2)
    box.resize(box.sizeHint())
    window.show()
    picture = window.grab().toImage()
    inks = {picture.pixelColor(x, y).name() for x in range(box.width()) for y in range(box.height())}
    qapp.setStyleSheet(before[0])
    qapp.setPalette(before[1])
    assert max(contrast(ink, theme.window) for ink in inks) >= 3
    if checked:
        assert max(contrast(ink, theme.accent) for ink in inks) >= 3


@pytest.mark.parametrize("name", NAMES)
def test_that_what_a_chip_says_can_be_read_in_every_state(resources: Path, name: str) -> None:
    theme = load_theme(resources, name)
    for selector, body in rules(style_sheet(asdict(theme))):
        ink = re.search(r"(?<![-\w])color: (#[0-9a-f]{6})", body)
        ground = re.search(r"background: (#[0-9a-f]{6})", body)
        if ink and ground:
            assert contrast(ink[1], ground[1]) >= 4.5, selector


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


def test_that_another_theme_does_not_set_the_style_anew(
    qapp: QApplication, resources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = qapp.styleSheet(), qapp.palette()
    apply_theme(qapp, load_theme(resources, NAMES[0]))
    set_anew: list[object] = []
    monkeypatch.setattr(QApplication, "setStyle", set_anew.append)
    for name in NAMES:
        apply_theme(qapp, load_theme(resources, name))
    assert set_anew == []
    qapp.setStyleSheet("")
    assert qapp.style().name() == "fusion"
    qapp.setStyleSheet(before[0])
    qapp.setPalette(before[1])
