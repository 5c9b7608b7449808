"""Windows that fit on the screen: what stands at their lower edge must be in sight."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def fit_screen(window: QWidget, width: int, height: int) -> None:
    """Give a window this size, or as much of it as the screen has room for with a frame around it."""
    room = window.screen().availableGeometry()
    frame = window.fontMetrics().height() * 2
    window.resize(min(width, room.width() - frame), min(height, room.height() - frame))
