"""Theme and size of text: those of the system unless a person chooses otherwise."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from gui.look.theme import apply_theme, load_theme
from gui.look.typeface import base_font, sized
from gui.shared.settings_store import TEXT_SIZES, SettingsStore, ThemeChoice

#: To give the whole window another size takes longer than a key that is held down takes to repeat.
_BETWEEN_SIZES_MS = 150


class Appearance(QObject):
    """Gives the application its theme and font, and again when either changes.

    Signals
    -------
    theme_changed : the Theme that is in force now.
    """

    theme_changed = Signal(object)

    def __init__(
        self, app: QApplication, settings: SettingsStore, resources: Path, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._app = app
        self._settings = settings
        self._resources = resources
        self._base = base_font(app)
        self._shown_percent = 0
        self._rest = QTimer(self)
        self._rest.setObjectName("text size")
        self._rest.setSingleShot(True)
        self._rest.setInterval(_BETWEEN_SIZES_MS)
        self._rest.timeout.connect(self._on_rested)
        self.theme = load_theme(resources, self._wanted())
        self._apply()
        app.styleHints().colorSchemeChanged.connect(self._on_system_changed)

    @property
    def choice(self) -> ThemeChoice:
        """Which theme a person has chosen."""
        return self._settings.theme

    @property
    def text_size_percent(self) -> int:
        """Size of text in percent of the system's."""
        return self._settings.text_size_percent

    def choose_theme(self, choice: ThemeChoice) -> None:
        """Follow the system, or keep to one theme."""
        self._settings.theme = choice
        self._take_theme()

    def choose_text_size(self, percent: int) -> None:
        """Make text larger or smaller."""
        if percent in TEXT_SIZES and percent != self.text_size_percent:
            self._settings.text_size_percent = percent
            self._apply()

    def step_text_size(self, steps: int) -> None:
        """Go to the next larger or smaller size; of several steps in quick succession the last is shown."""
        place = TEXT_SIZES.index(self.text_size_percent) + steps
        self._settings.text_size_percent = TEXT_SIZES[min(max(place, 0), len(TEXT_SIZES) - 1)]
        if not self._rest.isActive():
            self._on_rested()

    def _wanted(self) -> str:
        if self._settings.theme != "system":
            return self._settings.theme
        return "dark" if self._system_is_dark() else "light"

    def _system_is_dark(self) -> bool:
        return self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark

    def _take_theme(self) -> None:
        wanted = self._wanted()
        if wanted != self.theme.name:
            self.theme = load_theme(self._resources, wanted)
            self._apply()
            self.theme_changed.emit(self.theme)

    def _apply(self) -> None:
        self._shown_percent = self._settings.text_size_percent
        self._app.setFont(sized(self._base, self._settings.text_size_percent))
        apply_theme(self._app, self.theme)

    def _on_rested(self) -> None:
        if self._shown_percent != self._settings.text_size_percent:
            self._apply()
            self._rest.start()

    def _on_system_changed(self) -> None:
        self._take_theme()
