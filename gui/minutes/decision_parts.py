"""The parts of the dialog on the decision: each gives back what it was given until a person has changed it.

A widget cannot hold everything that a case file can: Qt's editor knows one line break, a list of needed items has one
item a line, a table of lesions has the rows of today. So every part keeps what it was given beside what it shows, and
reads its widget only where that no longer stands as it was shown. What a person has not touched is never rewritten.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QHeaderView,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from engine.case.decisions.decision import MOST_OF_A_KIND, OBSERVATION, ROLE_WORDS, Dissent, LesionDecision, Role
from engine.case.decisions.decision_edits import checked_as, lesions_as, needed_as, participants_as
from engine.case.fields import FieldCatalogue
from engine.case.lesions import Lesion
from engine.case.patient import Patient
from engine.findings.wording import value_in_words, with_unit
from engine.reading.dates import EARLIEST_YEAR, LATEST_YEAR
from engine.words.said import say_label
from gui.form.editors.notes_text import HeldText
from gui.shared.language import in_use
from gui.shared.plain_text import in_a_line

ROLES: tuple[Role, ...] = get_args(Role)
#: Days that a case holds; a decision made elsewhere on another is kept, and said beside the editor.
_FIRST_DAY, _LAST_DAY = QDate(EARLIEST_YEAR, 1, 1), QDate(LATEST_YEAR, 12, 31)


class CalmList(QComboBox):
    """A list of choices that a turn of the wheel changes only where the keyboard already is."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


def list_of_treatments(fields: FieldCatalogue, current: str, undecided: str, parent: QWidget) -> CalmList:
    """Return a list of everything that can be recommended, on the current one; `undecided` words its first entry."""
    box = CalmList(parent)
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    box.addItem(undecided, "")
    for choice in fields["modality"].choices:
        box.addItem(in_use().of(say_label(choice.label, "modality")), str(choice.value))
    box.addItem(parent.tr("Observation"), OBSERVATION)
    box.setCurrentIndex(max(box.findData(current), 0))
    return box


def _list_of_roles(current: str, parent: QWidget) -> CalmList:
    box = CalmList(parent)
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    box.addItem(parent.tr("none"), "")
    for role in ROLES:
        box.addItem(in_use().of(ROLE_WORDS[role]), role)
    box.setCurrentIndex(max(box.findData(current), 0))
    return box


class _CalmCount(QSpinBox):
    """A number that a turn of the wheel changes only where the keyboard already is."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class DayPart(QDateEdit):
    """The day of the board."""

    def __init__(self, known: str | None, proposed: str, parent: QWidget) -> None:
        given = QDate.fromString(known if known is not None else proposed, Qt.DateFormat.ISODate)
        super().__init__(given if given.isValid() else QDate.currentDate(), parent)
        self.setDateRange(_FIRST_DAY, _LAST_DAY)
        self.setDate(given if given.isValid() else QDate.currentDate())
        self.setDisplayFormat("yyyy-MM-dd")
        self.setCalendarPopup(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaximumWidth(self.fontMetrics().horizontalAdvance("0") * 22)
        self._known, self._shown = known, self._text()

    def _text(self) -> str:
        return self.date().toString(Qt.DateFormat.ISODate)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    @property
    def is_another(self) -> bool:
        """Whether the editor cannot show the day that the case holds."""
        return self._known is not None and self._known != self._shown

    @property
    def value(self) -> str:
        """The day, as 2026-11-27."""
        return self._known if self._known is not None and self._text() == self._shown else self._text()


class TextPart(QPlainTextEdit):
    """A text of several lines; line breaks and spaces that Qt's editor would change are kept."""

    def __init__(self, known: str, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._held = HeldText.of(known)
        self.setPlainText(known)
        self.setObjectName(name)
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * 2 + self.fontMetrics().height())
        self._shown = self.document().toRawText()

    @property
    def value(self) -> str:
        """The text as it is kept."""
        raw = self.document().toRawText()
        return self._held.text if raw == self._shown else self._held.edited(raw).text.strip()


class NeededPart(TextPart):
    """Items still needed, one a line; one that has several lines itself is shown on one."""

    def __init__(self, known: tuple[str, ...], name: str, parent: QWidget) -> None:
        self._lines = tuple((_on_one_line(item), item) for item in known)
        super().__init__("\n".join(line for line, _ in self._lines), name, parent)
        self._known = known

    @property
    def items(self) -> tuple[str, ...]:
        """The items; a line that stands as it was shown is the item it was."""
        if self.document().toRawText() == self._shown:
            return self._known
        return needed_as(self._lines, self.toPlainText().split("\n"))


def _on_one_line(text: str) -> str:
    """Return a text without what would be a line break in Qt's editor."""
    return " ".join(text.translate({0xFDD0: " ", 0xFDD1: " "}).split())


class _PartTable(QTableWidget):
    """A table that is as high as its rows, up to some of them, whatever its width makes of long remarks."""

    rows_in_sight = 3

    def _prepare(self, titles: Sequence[str]) -> None:
        self.setColumnCount(len(titles))
        self.setHorizontalHeaderLabels(list(titles))
        self.verticalHeader().hide()
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def fit(self) -> None:
        """Be as high as the first rows."""
        self.resizeRowsToContents()
        heights = [self.rowHeight(row) for row in range(min(self.rowCount(), self.rows_in_sight))]
        rest = self.horizontalHeader().sizeHint().height() + 2 * self.frameWidth() + 2
        self.setFixedHeight(sum(heights) + rest)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Rows made before the table had its width would be as high as their remarks in a narrow column.
        if event.size().width() != event.oldSize().width():
            self.fit()


class LesionsPart(_PartTable):
    """One row for each lesion of the case, and for each decision that the case holds: none is out of sight.

    Parameters
    ----------
    proposed : offer the treatment that the plan names, where nothing was decided before.
    """

    def __init__(
        self,
        known: tuple[LesionDecision, ...],
        rows: tuple[Lesion, ...],
        fields: FieldCatalogue,
        parent: QWidget,
        *,
        proposed: bool,
    ) -> None:
        super().__init__(parent)
        self.rows_in_sight = 8
        decided = {row.lesion for row in known}
        plan = {number: row.treatment or "" for number, row in enumerate(rows, 1) if proposed}
        undecided = [number for number in range(1, len(rows) + 1) if number not in decided]
        shown: list[tuple[int, int | None]] = [(row.lesion, place) for place, row in enumerate(known)]
        shown += [(number, None) for number in undecided]
        self._rows = sorted(shown, key=lambda row: row[0])
        self._known = known
        self._planned = {
            number: LesionDecision(lesion=number, recommendation=plan[number])
            for number in undecided
            if plan.get(number)
        }
        self._prepare([self.tr("Lesion"), self.tr("Recommended"), self.tr("Remark")])
        self.setRowCount(len(self._rows))
        self.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        for at, (number, _) in enumerate(self._rows):
            before = self._before(at)
            item = QTableWidgetItem(f"{number}: {self._named(number, rows)}")
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            self.setItem(at, 0, item)
            recommended = before.recommendation if before is not None else ""
            box = list_of_treatments(fields, recommended, self.tr("not decided"), self)
            box.setAccessibleName(self.tr("Lesion {number}, recommended").format(number=number))
            self.setCellWidget(at, 1, box)
            self.setItem(at, 2, QTableWidgetItem(before.note if before is not None else ""))
        self._shown = [self._state(at) for at in range(len(self._rows))]
        self.fit()

    def _named(self, number: int, rows: tuple[Lesion, ...]) -> str:
        if number > len(rows):
            return self.tr("no such row in the case")
        size = rows[number - 1].diameter_cm
        return in_use().of(with_unit(size, "cm")) if size is not None else self.tr("size not known")

    def _before(self, at: int) -> LesionDecision | None:
        number, place = self._rows[at]
        return self._planned.get(number) if place is None else self._known[place]

    def _state(self, at: int) -> tuple[str, str]:
        box, note = self.cellWidget(at, 1), self.item(at, 2)
        treatment = box.currentData() if isinstance(box, QComboBox) else ""
        return treatment, note.text() if note is not None else ""

    @property
    def value(self) -> tuple[LesionDecision, ...]:
        """The decisions, those of the case in their order."""
        before: list[LesionDecision | None] = [None] * len(self._known)
        new: list[LesionDecision] = []
        for at, (number, place) in enumerate(self._rows):
            treatment, note = self._state(at)
            row = self._before(at)
            if (treatment, note) != self._shown[at]:
                is_said = bool(treatment or note.strip())
                row = LesionDecision(lesion=number, recommendation=treatment, note=note.strip()) if is_said else None
            if place is not None:
                before[place] = row
            elif row is not None:
                new.append(row)
        return lesions_as(before, new)


class PresentPart(_PartTable):
    """Who was there: how many of each role."""

    def __init__(self, known: tuple[Role, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self._known = known
        self._prepare([in_use().of(ROLE_WORDS[role]) for role in ROLES])
        self.setRowCount(1)
        for column, role in enumerate(ROLES):
            count = _CalmCount(self)
            count.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            count.setRange(0, MOST_OF_A_KIND)
            count.setValue(known.count(role))
            count.setAccessibleName(in_use().of(ROLE_WORDS[role]))
            self.setCellWidget(0, column, count)
        self.fit()

    def fit(self) -> None:
        """Be as high as the one row and the bar below it."""
        bar = self.horizontalScrollBar().sizeHint().height()
        header = self.horizontalHeader().sizeHint().height()
        self.setFixedHeight(header + self.rowHeight(0) + bar + 2 * self.frameWidth() + 2)

    @property
    def value(self) -> tuple[Role, ...]:
        """The roles, those that were there before in their order."""
        counts: dict[Role, int] = {}
        for column, role in enumerate(ROLES):
            box = self.cellWidget(0, column)
            counts[role] = box.value() if isinstance(box, QSpinBox) else 0
        return participants_as(self._known, counts)


class DissentPart(_PartTable):
    """Every dissent with its reason, and an empty row for one more."""

    def __init__(self, known: tuple[Dissent, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self._known = known
        self._prepare([self.tr("Dissent of"), self.tr("Because")])
        self.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        for one in known:
            self._add(one.role, one.reason)
        self._add("", "")
        self._shown = [self._state(at) for at in range(self.rowCount())]
        self.itemChanged.connect(self._on_changed)

    def _add(self, role: str, reason: str) -> None:
        row = self.rowCount()
        self.insertRow(row)
        box = _list_of_roles(role, self)
        box.setAccessibleName(self.tr("Dissent {number}, of").format(number=row + 1))
        box.currentIndexChanged.connect(self._on_changed)
        self.setCellWidget(row, 0, box)
        self.setItem(row, 1, QTableWidgetItem(reason))
        self.fit()

    def _on_changed(self) -> None:
        if any(self._state(self.rowCount() - 1)):
            self.blockSignals(True)
            self._add("", "")
            self.blockSignals(False)

    def _state(self, at: int) -> tuple[str, str]:
        box, reason = self.cellWidget(at, 0), self.item(at, 1)
        role = box.currentData() if isinstance(box, QComboBox) else ""
        return role, reason.text() if reason is not None else ""

    def _is_untouched(self, at: int) -> bool:
        return at < len(self._known) and self._state(at) == self._shown[at]

    @property
    def unfinished(self) -> int | None:
        """The first row that a person has filled in by half, from 0."""
        for at in range(self.rowCount()):
            role, reason = self._state(at)
            if bool(role) != bool(reason.strip()) and not self._is_untouched(at):
                return at
        return None

    @property
    def value(self) -> tuple[Dissent, ...]:
        """Who did not agree, and why."""
        found = []
        for at in range(self.rowCount()):
            role, reason = self._state(at)
            if self._is_untouched(at):
                found.append(self._known[at])
            elif role and reason.strip():
                found.append(Dissent(role=role, reason=reason.strip()))  # type: ignore[arg-type]
        return tuple(found)


class CheckedPart(QListWidget):
    """The values of the case, ticked where a second person has compared them with the source."""

    def __init__(self, known: tuple[str, ...], patient: Patient, fields: FieldCatalogue, parent: QWidget) -> None:
        super().__init__(parent)
        self._known = known
        gone = [name for name in dict.fromkeys(known) if name not in patient.inputs]
        for name in (*patient.inputs, *gone):
            spec = fields[name]
            held = patient.inputs.get(name)
            words = in_use().of(value_in_words(spec, held)) if held is not None else self.tr("no value in the case now")
            item = QListWidgetItem(in_a_line(f"{in_use().of(say_label(spec.label, name))}: {words}"))
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if name in known else Qt.CheckState.Unchecked)
            self.addItem(item)
        self.setMinimumHeight(self.fontMetrics().lineSpacing() * 9)

    @property
    def value(self) -> tuple[str, ...]:
        """The fields that were checked, those of before in their order."""
        items = [self.item(row) for row in range(self.count())]
        ticked = [item.data(Qt.ItemDataRole.UserRole) for item in items if item.checkState() is Qt.CheckState.Checked]
        return checked_as(self._known, ticked)
