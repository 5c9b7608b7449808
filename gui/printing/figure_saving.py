"""A figure with its title, legend and warnings as a picture: PNG, or PDF whose lines and letters stay sharp."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPoint, QSize, QSizeF
from PySide6.QtGui import QColor, QImage, QImageWriter, QPageSize, QPainter, QPalette, QPdfWriter
from PySide6.QtWidgets import QWidget

from engine.case.files.atomic_file import write_atomically

#: Twice what the screen shows: the lines of a plot keep their width in dots and would get too thin beyond that.
_SHARPNESS = 2.0
_POINTS_PER_INCH = 72.0


def save_figure(figure: QWidget, path: Path) -> None:
    """Write the widget as it stands on the screen, wholly or not at all; the ending of the name says how.

    Raises
    ------
    WriteError : the file cannot be written; what was there is as it was.
    """
    write_atomically(path, _as_pdf(figure) if path.suffix.lower() == ".pdf" else _as_png(figure))


def _as_png(figure: QWidget) -> bytes:
    image = QImage(figure.size() * _SHARPNESS, QImage.Format.Format_ARGB32)
    image.setDevicePixelRatio(_SHARPNESS)
    image.fill(_ground(figure))
    painter = QPainter(image)
    figure.render(painter, QPoint(0, 0))
    painter.end()
    buffer = _buffer()
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())


def _as_pdf(figure: QWidget) -> bytes:
    buffer = _buffer()
    writer = QPdfWriter(buffer)
    size = QSize(figure.size())
    # One unit of the page is one of the widget.
    dots = figure.logicalDpiX()
    points = QSizeF(size) * (_POINTS_PER_INCH / dots)
    writer.setResolution(dots)
    writer.setPageSize(QPageSize(points, QPageSize.Unit.Point, matchPolicy=QPageSize.SizeMatchPolicy.ExactMatch))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    painter = QPainter(writer)
    painter.fillRect(0, 0, size.width(), size.height(), _ground(figure))
    figure.render(painter, QPoint(0, 0))
    painter.end()
    return bytes(buffer.data().data())


def _ground(figure: QWidget) -> QColor:
    return figure.palette().color(QPalette.ColorRole.Base)


def _buffer() -> QBuffer:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer
