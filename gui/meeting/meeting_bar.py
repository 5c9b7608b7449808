"""The bar of the meeting: which case of how many, previous and next, the list, and all of it on paper."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from gui.meeting.meeting import Meeting
from gui.shared.plain_text import PlainLabel, in_a_line, tip

#: commands with a button, in their order
_BUTTONS = ("meeting_previous", "meeting_next", "meeting_list", "meeting_export", "meeting_print", "meeting_end")


class MeetingBar(QFrame):
    """One line above the form, seen only while there is a meeting."""

    def __init__(self, meeting: Meeting, commands: Mapping[str, QAction], parent: QWidget) -> None:
        super().__init__(parent)
        self._meeting = meeting
        self.setProperty("role", "meeting")
        self.setAccessibleName(self.tr("Meeting"))
        self._place = PlainLabel(parent=self)
        self._place.setProperty("role", "heading")
        self._case = PlainLabel(parent=self)
        self._case.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        words = {
            "meeting_previous": self.tr("◂ Previous"),
            "meeting_next": self.tr("Next ▸"),
            "meeting_list": self.tr("List"),
            "meeting_export": self.tr("PDF of all …"),
            "meeting_print": self.tr("Print all …"),
            "meeting_end": self.tr("End"),
        }
        gap = self.fontMetrics().height() // 2
        layout = QHBoxLayout(self)
        layout.setContentsMargins(gap, gap // 3, gap, gap // 3)
        layout.setSpacing(gap)
        layout.addWidget(self._place)
        layout.addWidget(self._case, 1)
        self.buttons = {name: self._button(commands[name], words[name]) for name in _BUTTONS}
        for button in self.buttons.values():
            layout.addWidget(button)
        meeting.changed.connect(self._show)
        self.hide()

    def _button(self, action: QAction, words: str) -> QToolButton:
        button = QToolButton(self)
        button.setDefaultAction(action)
        # Short on the bar; the whole words are in the menu, in the tip, and what is read aloud.
        button.setText(words)
        key = action.shortcut().toString()
        said = action.statusTip() or words
        button.setToolTip(tip(f"{said} ({key})" if key else said))
        button.setAccessibleName(action.text().replace("&", "").removesuffix(" …"))
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # A change of the action puts its own words back.
        action.changed.connect(lambda: button.setText(words) if button.text() != words else None)
        return button

    def _show(self) -> None:
        meeting = self._meeting
        self.setVisible(meeting.is_on)
        if not meeting.is_on:
            return
        place = meeting.current
        count = len(meeting.entries)
        if place is None:
            said = self.tr("not a case of the meeting of {count}").format(count=count)
        else:
            said = self.tr("{place} of {count}").format(place=place + 1, count=count)
        self._place.setText(said)
        name = in_a_line(meeting.open_name, 200)
        shown = f"{name} · {meeting.name}" if meeting.name else name
        self._case.setText(shown)
        self._case.setToolTip(tip(shown))

    @property
    def words(self) -> str:
        """What the bar says."""
        return f"{self._place.text()}: {self._case.text()}"
