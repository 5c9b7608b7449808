"""Colours by what they mean, read from `resources/themes/`, and how the application takes them on."""

from __future__ import annotations

import re
import tomllib
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from PySide6.QtCore import QDir
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from gui.look.style_sheet import style_sheet

_FORMAT = "beamside-theme/1"
_HEX = re.compile(r"#[0-9a-f]{6}")


class ThemeError(Exception):
    """A theme file is missing or wrong: a fault of the installation."""


@dataclass(frozen=True, slots=True)
class Theme:
    """One set of colours, as hex texts.

    `window` lies behind everything, `surface` behind text and figures, `raised` behind headers and hovered rows;
    `line` parts what lies side by side, `outline` is the edge of a control;
    `met`, `borderline`, `concern`, `not_met` and `unknown` are always shown with a symbol and a word as well.
    `series` is the Okabe-Ito set for curves and dots, `band_opacity` the opacity of their bands.
    """

    name: str
    window: str
    surface: str
    raised: str
    text: str
    muted: str
    line: str
    outline: str
    accent: str
    on_accent: str
    met: str
    borderline: str
    concern: str
    not_met: str
    unknown: str
    focus: str
    series: tuple[str, ...]
    band_opacity: float

    @property
    def is_dark(self) -> bool:
        """Whether text is lighter than what lies behind it."""
        return QColor(self.text).lightness() > QColor(self.window).lightness()


def load_theme(resources: Path, name: str) -> Theme:
    """Read `themes/<name>.toml`.

    Raises
    ------
    ThemeError : the file is missing, lacks a colour or holds something that is none.
    """
    QDir.setSearchPaths("beamsideicons", [str(resources / "icons")])
    path = resources / "themes" / f"{name}.toml"
    try:
        with path.open("rb") as stream:
            contents = tomllib.load(stream)
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ThemeError(f"{path.name}: {error}") from error
    if contents.pop("format", None) != _FORMAT:
        raise ThemeError(f"{path.name}: the format is not {_FORMAT}")
    expected = {field.name for field in fields(Theme)}
    if set(contents) != expected:
        raise ThemeError(f"{path.name}: expected {', '.join(sorted(expected))}")
    series = tuple(contents.pop("series"))
    opacity = contents.pop("band_opacity")
    for key, colour in [*contents.items(), *(("series", colour) for colour in series)]:
        if key != "name" and not (isinstance(colour, str) and _HEX.fullmatch(colour)):
            raise ThemeError(f"{path.name}: {key}: {colour!r} is not a colour such as #0072b2")
    return Theme(series=series, band_opacity=float(opacity), **contents)


def palette_of(theme: Theme) -> QPalette:
    """Return the theme as Qt's palette."""
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: theme.window,
        QPalette.ColorRole.WindowText: theme.text,
        QPalette.ColorRole.Base: theme.surface,
        QPalette.ColorRole.AlternateBase: theme.raised,
        QPalette.ColorRole.Text: theme.text,
        QPalette.ColorRole.PlaceholderText: theme.muted,
        QPalette.ColorRole.Button: theme.surface,
        QPalette.ColorRole.ButtonText: theme.text,
        QPalette.ColorRole.BrightText: theme.on_accent,
        QPalette.ColorRole.ToolTipBase: theme.raised,
        QPalette.ColorRole.ToolTipText: theme.text,
        QPalette.ColorRole.Highlight: theme.accent,
        QPalette.ColorRole.HighlightedText: theme.on_accent,
        QPalette.ColorRole.Link: theme.accent,
        QPalette.ColorRole.LinkVisited: theme.accent,
        QPalette.ColorRole.Accent: theme.accent,
        QPalette.ColorRole.Light: theme.raised,
        QPalette.ColorRole.Midlight: theme.raised,
        QPalette.ColorRole.Mid: theme.line,
        QPalette.ColorRole.Dark: theme.line,
        QPalette.ColorRole.Shadow: theme.line,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    greyed = (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText)
    for role in greyed:
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.muted))
    return palette


_HAS_STYLE = "beamside_has_its_style"


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Give the application this theme: one style on every system, the palette and a small style sheet."""
    # Remembered and not asked of the application: with a style sheet on, its style has no name, and to set the same
    # style again has every control drawn up anew.
    if not app.property(_HAS_STYLE):
        app.setStyle(QStyleFactory.create("Fusion"))
        app.setProperty(_HAS_STYLE, True)
    app.setPalette(palette_of(theme))
    app.setStyleSheet(style_sheet(asdict(theme)))
