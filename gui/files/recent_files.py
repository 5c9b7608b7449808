"""Files opened lately, unless they are not to be remembered."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from gui.shared.settings_store import SettingsStore

_MOST = 9


class RecentFiles(QObject):
    """The list behind the menu "Open recent".

    Signals
    -------
    changed : the list is another now.
    """

    changed = Signal()

    def __init__(self, settings: SettingsStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings

    @property
    def paths(self) -> tuple[Path, ...]:
        """Files that still exist, the last one first."""
        return tuple(path for name in self._settings.recent_files if _is_there(path := Path(name)))

    @property
    def are_remembered(self) -> bool:
        """Whether names of files are kept at all."""
        return self._settings.remembers_recent_files

    @property
    def are_managed(self) -> bool:
        """Whether that is the hospital's choice and not a person's."""
        return self._settings.managed.recent_files is not None

    @property
    def folder(self) -> str:
        """Where a file was last opened or saved; empty where that is not known."""
        return self._settings.last_folder

    def add(self, path: Path) -> None:
        """A file was opened or saved."""
        if not self.are_remembered:
            return
        name = str(path.resolve())
        others = [other for other in self._settings.recent_files if other != name]
        self._settings.recent_files = [name, *others][:_MOST]
        self._settings.last_folder = str(path.resolve().parent)
        self.changed.emit()

    def forget(self) -> None:
        """Empty the list."""
        self._settings.recent_files = ()
        self._settings.last_folder = ""
        self.changed.emit()

    def remember(self, *, remember: bool) -> None:
        """Keep names from now on, or keep none and forget those that were kept."""
        self._settings.remembers_recent_files = remember
        if not remember:
            self.forget()
        self._settings.write()
        self.changed.emit()


def _is_there(path: Path) -> bool:
    """Whether the file can be opened; not where its folder may no longer be looked into."""
    try:
        return path.is_file()
    except OSError:
        return False
