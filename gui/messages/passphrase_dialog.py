"""Passphrases: one that opens a sealed case, and a new one, typed twice, with what is wrong with it said meanwhile."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from engine.case.files.sealed_case import check_passphrase
from gui.shared.plain_text import PlainLabel, in_a_line


class PassphraseDialog(QDialog):
    """Asks for the passphrase of a sealed case; None where the person does not know it."""

    def __init__(self, name: str, *, wrong: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Sealed case"))
        self.passphrase: str | None = None
        words = (
            self.tr("That passphrase does not open “{name}”. Capitals count.")
            if wrong
            else self.tr("“{name}” is sealed. Its passphrase:")
        )
        label = PlainLabel(words.format(name=in_a_line(name)), self)
        label.setWordWrap(True)
        self._line = QLineEdit(self)
        self._line.setEchoMode(QLineEdit.EchoMode.Password)
        self._line.setAccessibleName(label.text())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        buttons.addButton(self.tr("&Open"), QDialogButtonBox.ButtonRole.AcceptRole)
        layout = QVBoxLayout(self)
        layout.addWidget(label)
        layout.addWidget(self._line)
        layout.addWidget(buttons)
        buttons.accepted.connect(self._on_agreed)
        buttons.rejected.connect(self.reject)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 60)
        self._line.setFocus()

    def _on_agreed(self) -> None:
        self.passphrase = self._line.text()
        self.accept()


class NewPassphraseDialog(QDialog):
    """Gives a passphrase, or None where the person thought better of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Save under a passphrase"))
        self.passphrase: str | None = None
        self._one = self._line(self.tr("Passphrase"))
        self._two = self._line(self.tr("The same again"))
        self._problem = PlainLabel(parent=self)
        self._problem.setWordWrap(True)
        self._problem.setMinimumHeight(self.fontMetrics().height() * 2)
        words = PlainLabel(
            self.tr("Nobody can open the case without it, and it cannot be found out again when it is forgotten."), self
        )
        words.setWordWrap(True)
        form = QFormLayout()
        form.addRow(self.tr("&Passphrase"), self._one)
        form.addRow(self.tr("The same &again"), self._two)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self._agree = buttons.addButton(self.tr("&Seal and save"), QDialogButtonBox.ButtonRole.AcceptRole)
        layout = QVBoxLayout(self)
        layout.addWidget(words)
        layout.addLayout(form)
        layout.addWidget(self._problem)
        layout.addWidget(buttons)
        buttons.accepted.connect(self._on_agreed)
        buttons.rejected.connect(self.reject)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 60)
        self._look()

    def _line(self, name: str) -> QLineEdit:
        line = QLineEdit(self)
        line.setEchoMode(QLineEdit.EchoMode.Password)
        line.setAccessibleName(name)
        line.textEdited.connect(self._look)
        return line

    def _look(self, _text: str = "") -> None:
        problem = check_passphrase(self._one.text()) or ""
        if not problem and self._one.text() != self._two.text():
            problem = self.tr("The two are not the same yet.")
        self._problem.setText(problem)
        self._agree.setEnabled(not problem)

    def _on_agreed(self) -> None:
        self.passphrase = self._one.text()
        self.accept()
