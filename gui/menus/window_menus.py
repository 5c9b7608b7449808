"""The menu bar: every command, and the parts that change while the window is open."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QMenuBar

from gui.files.recent_files import RecentFiles
from gui.menus.actions import COMMANDS, MENUS
from gui.shared.plain_text import in_a_line, in_a_menu, tip


class RecentMenu(QMenu):
    """Files opened lately, emptying the list, and whether names are remembered at all.

    Signals
    -------
    file_chosen : a Path.
    """

    file_chosen = Signal(object)

    def __init__(self, title: str, recent: RecentFiles, parent: QMenu) -> None:
        super().__init__(title, parent)
        self._recent = recent
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """Show the list as it is now."""
        self.clear()
        for number, path in enumerate(self._recent.paths, start=1):
            action = self.addAction(f"&{number}  {in_a_menu(path.name)}")
            action.setData(str(path))
            action.setStatusTip(in_a_line(str(path), 400))
            action.setToolTip(tip(path.name))
            action.triggered.connect(self._on_file)
        self.addSeparator()
        empty = self.addAction(self.tr("&Empty this list"))
        empty.setEnabled(bool(self._recent.paths))
        empty.triggered.connect(self._recent.forget)
        keep = self.addAction(self.tr("&Do not remember files"))
        keep.setCheckable(True)
        keep.setChecked(not self._recent.are_remembered)
        if self._recent.are_managed:
            keep.setEnabled(False)
            keep.setText(self.tr("{words} (managed)").format(words=keep.text()))
        keep.triggered.connect(self._on_keep)

    def _on_file(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.file_chosen.emit(Path(action.data()))

    def _on_keep(self, forget: bool) -> None:
        self._recent.remember(remember=not forget)


class ChoiceMenu(QMenu):
    """A menu of which one entry is chosen, or each of which opens something.

    Signals
    -------
    chosen : the data of the entry.
    """

    chosen = Signal(object)

    def __init__(self, title: str, parent: QMenu, *, exclusive: bool) -> None:
        super().__init__(title, parent)
        self._group = QActionGroup(self) if exclusive else None

    def add(self, words: str, data: object, *, checked: bool = False, key: str = "") -> QAction:
        """Add an entry."""
        action = self.addAction(words)
        action.setData(data)
        if key:
            action.setShortcut(key)
        if self._group is not None:
            action.setCheckable(True)
            action.setChecked(checked)
            self._group.addAction(action)
        action.triggered.connect(self._on_triggered)
        return action

    def _on_triggered(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.chosen.emit(action.data())


class WindowMenus(QObject):
    """Puts the commands into the menu bar, and the menus of files, examples, views and themes among them."""

    def __init__(
        self, bar: QMenuBar, actions: Mapping[str, QAction], recent: RecentFiles, examples: tuple[Path, ...]
    ) -> None:
        super().__init__(bar)
        self.menus: dict[str, QMenu] = {}
        for menu_id, words in MENUS:
            self.menus[menu_id] = bar.addMenu(QCoreApplication.translate("Actions", words))
        self.recent = RecentMenu(self.tr("Open &recent"), recent, self.menus["file"])
        self.examples = ChoiceMenu(self.tr("Open an exa&mple"), self.menus["file"], exclusive=False)
        self.views = ChoiceMenu(self.tr("&Go to view"), self.menus["view"], exclusive=False)
        self.theme = ChoiceMenu(self.tr("&Theme"), self.menus["view"], exclusive=True)
        self.language = ChoiceMenu(self.tr("Lang&uage"), self.menus["view"], exclusive=True)
        for path in examples:
            name = path.name.split(".")[0].replace("-", " ")
            self.examples.add(name[:1].upper() + name[1:], path)
        for command in COMMANDS:
            menu = self.menus[command.menu.removeprefix("-")]
            if command.menu.startswith("-"):
                menu.addSeparator()
            menu.addAction(actions[command.id])
            if command.id == "open":
                menu.addMenu(self.recent)
                menu.addMenu(self.examples)
            elif command.id == "previous_pane":
                menu.addMenu(self.views)
            elif command.id == "normal_text":
                menu.addMenu(self.theme)
                menu.addMenu(self.language)
