"""A new passphrase, typed twice; what is wrong with it is said while it is typed."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from engine.case.sealed_case import check_passphrase


class NewPassphraseDialog(QDialog):
    """Gives a passphrase, or None where the person thought better of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Save under a passphrase"))
        self.passphrase: str | None = None
        self._one = self._line(self.tr("Passphrase"))
        self._two = self._line(self.tr("The same again"))
        self._problem = QLabel(self)
        self._problem.setWordWrap(True)
        self._problem.setMinimumHeight(self.fontMetrics().height() * 2)
        words = QLabel(
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
