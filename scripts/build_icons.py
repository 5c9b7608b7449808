#!/usr/bin/env python3
"""Draws the program's icon in the forms that systems ask for, from packaging/icons/beamside.svg.

PNG in the sizes of Linux desktops, .ico for Windows, .icns for macOS. Needs the locked packages (Qt draws, Pillow
packs); run it as `.venv/bin/python scripts/build_icons.py` after the drawing has changed, and commit what it writes.
"""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ICONS = Path(__file__).resolve().parent.parent / "packaging" / "icons"
PNG_SIDES = (16, 24, 32, 48, 64, 128, 256, 512)
ICO_SIDES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
ICNS_SIDE = 1024


def drawn(svg: bytes, side: int) -> Image.Image:
    """Return the drawing as a square picture with a transparent ground."""
    picture = QImage(side, side, QImage.Format.Format_ARGB32)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(svg)).render(painter, QRectF(0, 0, side, side))
    painter.end()
    store = QByteArray()
    buffer = QBuffer(store)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    return Image.open(io.BytesIO(store.data())).convert("RGBA")


def main(folder: Path) -> int:
    """Write all forms into a folder."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication(sys.argv[:1])
    svg = (ICONS / "beamside.svg").read_bytes()
    if not QSvgRenderer(QByteArray(svg)).isValid():
        print("packaging/icons/beamside.svg cannot be drawn: mend the drawing.", file=sys.stderr)
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    for side in PNG_SIDES:
        drawn(svg, side).save(folder / f"beamside-{side}.png", optimize=True)
    # Each size is drawn for itself: a small icon made by shrinking a large one is a smear.
    largest, *others = (drawn(svg, side) for side in reversed(ICO_SIDES))
    largest.save(folder / "beamside.ico", sizes=[(side, side) for side in ICO_SIDES], append_images=others)
    drawn(svg, ICNS_SIDE).save(
        folder / "beamside.icns", append_images=[drawn(svg, side) for side in (32, 64, 128, 256, 512)]
    )
    application.quit()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ICONS))
