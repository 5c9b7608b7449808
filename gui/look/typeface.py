"""The letters on the screen: the same face as on paper, at the size that the system asks for."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

_PACKAGE = "font_source_sans_pro"
_FILES = ("SourceSansPro-Regular.ttf", "SourceSansPro-It.ttf", "SourceSansPro-Semibold.ttf", "SourceSansPro-Bold.ttf")
#: The face looks smaller than most systems' own at the same size.
_RELATIVE_SIZE = 1.12
_families: list[str] = []


def base_font(app: QApplication) -> QFont:
    """Return the font of the system, in the face of the paper where that is installed."""
    font = QFont(app.font())
    families = _registered()
    if families and font.family() not in families:
        font.setFamilies([*families, font.family()])
        font.setPointSizeF(font.pointSizeF() * _RELATIVE_SIZE)
    return font


def sized(font: QFont, percent: int) -> QFont:
    """Return the font at another size."""
    other = QFont(font)
    other.setPointSizeF(font.pointSizeF() * percent / 100)
    return other


def _registered() -> list[str]:
    """Make the face known to Qt, once in a process; empty where it is not installed."""
    spec = importlib.util.find_spec(_PACKAGE)
    if _families or spec is None or spec.origin is None:
        return _families
    folder = Path(spec.origin).parent / "files"
    for name in _FILES:
        number = QFontDatabase.addApplicationFont(str(folder / name))
        found = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
        _families.extend(family for family in found if family not in _families)
    return _families
