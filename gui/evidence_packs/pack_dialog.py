"""The versions of the evidence on this machine, what a pack would change, and taking it or going back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from engine.case.case import Case
from engine.case.files.atomic_file import WriteError
from engine.commands.shared.command_context import CommandContext
from engine.commands.shared.installed_evidence import Version
from engine.evidence.problems import EvidenceError
from engine.reading.mistakes import UserMistake
from engine.reading.visible_text import visible
from engine.wording.pack_preview import PackPreview
from engine.words.said import say
from gui.look.screen import fit_screen
from gui.shared.background import Background, WorkProblem
from gui.shared.language import in_use
from gui.shared.plain_text import PlainLabel

_VERSION = Qt.ItemDataRole.UserRole


class PackDialog(QDialog):
    """Shows before anything is taken; what is taken is used from the next start of the window.

    Signals
    -------
    version_chosen : the version that is in use from the next start on.
    """

    version_chosen = Signal(str)

    def __init__(
        self,
        command_context: CommandContext,
        case: Callable[[], Case],
        choose: Callable[[], Path | None],
        shown: str,
        parent: QWidget | None = None,
    ) -> None:
        """Look at what is there.

        Parameters
        ----------
        case : gives the open case.
        choose : asks for the file of a pack.
        shown : the version that this window works with.
        """
        super().__init__(parent)
        self.setWindowTitle(self.tr("Versions of the evidence"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._command_context = command_context
        self._case = case
        self._choose = choose
        self._shown = shown
        self._preview: PackPreview | None = None
        self._reading = Background(self)
        self._reading.done.connect(self._on_preview)
        self._reading.failed.connect(self._on_failed)
        self._build()
        self._fill()

    def _build(self) -> None:
        self.state = PlainLabel(parent=self)
        self.state.setWordWrap(True)
        self.state.setObjectName("packs.state")
        self.versions = QListWidget(self)
        self.versions.setAccessibleName(self.tr("Versions on this machine"))
        self.versions.setMaximumHeight(self.fontMetrics().height() * 8)
        self.versions.currentItemChanged.connect(self._on_current)
        label = PlainLabel(self.tr("&Versions on this machine"), self)
        label.setBuddy(self.versions)
        self.install = QPushButton(self.tr("&Look at a pack …"), self)
        self.install.clicked.connect(self._on_look)
        self.use = QPushButton(self.tr("&Use this version"), self)
        self.use.clicked.connect(self._on_use)
        side = QVBoxLayout()
        side.addWidget(self.install)
        side.addWidget(self.use)
        side.addStretch(1)
        upper = QHBoxLayout()
        upper.addWidget(self.versions, 1)
        upper.addLayout(side)
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(self.tr("What the pack changes"))
        below = PlainLabel(self.tr("&What the pack changes"), self)
        below.setBuddy(self.text)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.take = self.buttons.addButton(self.tr("&Take it"), QDialogButtonBox.ButtonRole.ActionRole)
        self.take.setEnabled(False)
        self.take.clicked.connect(self._on_take)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(label)
        layout.addLayout(upper)
        layout.addWidget(below)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.state)
        layout.addWidget(self.buttons)
        fit_screen(self, self.fontMetrics().averageCharWidth() * 96, self.fontMetrics().height() * 34)

    def _fill(self) -> None:
        """Show the versions as they are now, the newest first."""
        self.versions.clear()
        installed = self._command_context.installed
        try:
            in_use = installed.in_use()
            found = installed.versions()
        except (EvidenceError, WriteError) as error:
            self._tell(_sentence(error))
            in_use, found = "", (installed.own,)
        for one in reversed(found):
            item = QListWidgetItem(self._words(one, in_use), self.versions)
            item.setData(_VERSION, one.version if one.problem is None and one.version != in_use else "")
        self.versions.setCurrentRow(0)
        self._on_current()

    def _words(self, one: Version, in_use: str) -> str:
        date = f" ({one.date.isoformat()})" if one.date is not None else ""
        whence = self.tr("with the program") if one.path is None else self.tr("from a pack")
        words = f"{one.version}{date}, {whence}" if one.problem is None else f"{one.version}: {visible(one.problem)}"
        return self.tr("{words}, in use").format(words=words) if one.version == in_use else words

    # ------------------------------------------------------------ what a person does

    def _on_current(self) -> None:
        item = self.versions.currentItem()
        self.use.setEnabled(item is not None and bool(item.data(_VERSION)))

    def _on_look(self) -> None:
        path = self._choose()
        if path is not None:
            self.look_at(path)

    def look_at(self, path: Path) -> None:
        """Read a pack and show what it changes; nothing is taken."""
        self._preview = None
        self.take.setEnabled(False)
        self.install.setEnabled(False)
        self.text.clear()
        self._tell(self.tr("Reading {name} …").format(name=visible(path.name)))
        command_context, case = self._command_context, self._case()

        def work() -> PackPreview:
            from engine.commands.pack_preview import open_pack, preview_of

            try:
                pack, library = open_pack(path, command_context)
                # Going back is allowed here: it is said, and the button says it again.
                command_context.installed.refuse(pack, older=True)
                return preview_of(pack, library, {say("This case"): case}, command_context)
            except UserMistake as error:
                raise WorkProblem(error.problems[0]) from error

        self._reading.start(work)

    def _on_preview(self, preview: PackPreview) -> None:
        self._preview = preview
        self.install.setEnabled(True)
        self.text.setPlainText(visible("\n".join(map(in_use().of, preview.lines()))))
        version = preview.pack.manifest.version
        if preview.is_same:
            self._tell(self.tr("Evidence {version} is in use already.").format(version=version))
            return
        self.take.setEnabled(True)
        self.take.setText(self.tr("&Go back to it") if preview.is_older else self.tr("&Take it"))
        self._tell(self.tr("Nothing is taken yet."))

    def _on_failed(self, sentence: str) -> None:
        self.install.setEnabled(True)
        self._tell(sentence or self.tr("The pack could not be read."))

    def _on_take(self) -> None:
        if self._preview is None:
            return
        try:
            self._command_context.installed.take(self._preview.pack, older=self._preview.is_older)
        except (EvidenceError, WriteError) as error:
            self._tell(_sentence(error))
            return
        self._chosen(self._preview.pack.manifest.version)

    def _on_use(self) -> None:
        version = str(self.versions.currentItem().data(_VERSION))
        try:
            self._command_context.installed.use(version)
        except (EvidenceError, WriteError) as error:
            self._tell(_sentence(error))
            return
        self._chosen(version)

    def _chosen(self, version: str) -> None:
        self._preview = None
        self.take.setEnabled(False)
        self._fill()
        if version == self._shown:
            self._tell(self.tr("Evidence {version} stays in use.").format(version=version))
        else:
            words = self.tr("Evidence {version} is used from the next start; this window goes on with {shown}.")
            self._tell(words.format(version=version, shown=self._shown))
        self.version_chosen.emit(version)

    def _tell(self, words: str) -> None:
        self.state.setText(words)

    # ------------------------------------------------------------ Qt

    def reject(self) -> None:
        self._reading.finish()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._reading.finish()
        super().closeEvent(event)


def _sentence(error: UserMistake) -> str:
    """Return what is said of a mistake."""
    return visible(in_use().of(error.problems[0].said))
