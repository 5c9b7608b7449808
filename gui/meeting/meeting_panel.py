"""The list beside the form, with what changes it: up, down, add, remove, save."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gui.look.theme import Theme
from gui.meeting.meeting import Meeting
from gui.meeting.meeting_list import CaseDelegate, CaseList, CaseRow, case_row
from gui.shared.plain_text import tip

_WIDTH_FIGURES = 38


class MeetingPanel(QWidget):
    """The cases one below the other.

    Signals
    -------
    add_requested : further cases are wanted.
    save_requested : the list is to be kept.
    """

    add_requested = Signal()
    save_requested = Signal()

    def __init__(self, meeting: Meeting, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._meeting = meeting
        self.list = CaseList(CaseDelegate(theme), self.tr("Cases of the meeting"), self, open_by_click=True)
        self.list.case_chosen.connect(meeting.go_to)
        self.list.case_moved.connect(self._move)
        self.up = self._button(self.tr("&Up"), self.tr("Move the case up (Alt+Up)"))
        self.down = self._button(self.tr("Do&wn"), self.tr("Move the case down (Alt+Down)"))
        self.add = self._button(self.tr("A&dd …"), self.tr("Put further cases at the end of the list"))
        self.remove = self._button(self.tr("Take &out"), self.tr("Take the case out of the list; its file stays"))
        self.save = self._button(self.tr("&Keep list …"), self.tr("Save the list: names of files alone"))
        self.up.clicked.connect(self._on_up)
        self.down.clicked.connect(self._on_down)
        self.remove.clicked.connect(self._on_remove)
        self.add.clicked.connect(self.add_requested)
        self.save.clicked.connect(self.save_requested)
        gap = self.fontMetrics().height() // 3
        layout = QVBoxLayout(self)
        layout.setContentsMargins(gap, gap, 0, gap)
        layout.setSpacing(gap)
        layout.addWidget(self.list, 1)
        for buttons in ((self.up, self.down, self.remove), (self.add, self.save)):
            line = QHBoxLayout()
            line.setSpacing(gap)
            for button in buttons:
                line.addWidget(button, 1)
            layout.addLayout(line)
        self._fit()
        meeting.changed.connect(self.show_meeting)
        self.list.row_changed.connect(self._on_row_changed)
        self.hide()

    def apply_theme(self, theme: Theme) -> None:
        """Take on another theme."""
        self.list.apply_theme(theme)

    def show_meeting(self) -> None:
        """Show the list as it is now; the row where the keyboard is stays the current one."""
        meeting = self._meeting
        here = meeting.current
        had = self.list.current_row
        rows = [
            case_row(
                place,
                entry,
                self.tr("being read …"),
                is_open=place == here,
                open_words=self.tr("open now"),
            )
            for place, entry in enumerate(meeting.entries)
        ]
        self.list.show_rows(rows)
        if here is not None and (had is None or not self.list.hasFocus()):
            self.list.choose(rows[here].key)
        self._on_row_changed()

    def _move(self, place: int, steps: int) -> None:
        key = str(self._meeting.entries[place].path)
        self._meeting.move(place, steps)
        self.list.choose(key)

    def _on_up(self) -> None:
        self._on_move(-1)

    def _on_down(self) -> None:
        self._on_move(1)

    def _on_move(self, steps: int) -> None:
        row = self.list.current_row
        if isinstance(row, CaseRow):
            self._move(row.place, steps)

    def _on_remove(self) -> None:
        row = self.list.current_row
        if isinstance(row, CaseRow):
            self._meeting.remove(row.place)

    def _on_row_changed(self, _key: str = "") -> None:
        row, count = self.list.current_row, len(self._meeting.entries)
        place = row.place if isinstance(row, CaseRow) else -1
        self.up.setEnabled(place > 0)
        self.down.setEnabled(0 <= place < count - 1)
        self.remove.setEnabled(place >= 0 and count > 1)

    def _fit(self) -> None:
        wanted = self.fontMetrics().horizontalAdvance("0") * _WIDTH_FIGURES
        if self.minimumWidth() != wanted:
            self.setFixedWidth(wanted)

    def _button(self, words: str, said: str) -> QPushButton:
        button = QPushButton(words, self)
        button.setAutoDefault(True)
        button.setToolTip(tip(said))
        button.setAccessibleDescription(said)
        return button

    # ------------------------------------------------------------ Qt

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()
