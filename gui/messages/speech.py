"""What assistive tools are told: a text as it is spoken, and an announcement."""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget


def spoken(text: str) -> str:
    """Return lines as one text to be read aloud: one that does not end as a sentence gets a stop."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    ended = [line if line[-1] in ".:;!?…," else f"{line}." for line in lines[:-1]]
    return " ".join([*ended, *lines[-1:]])


def announce(source: QWidget, text: str) -> None:
    """Say something politely, wherever the keyboard is; nothing happens where no assistive tool listens."""
    if text and QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(source, spoken(text)))
