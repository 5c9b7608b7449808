"""The menus in which one of several is chosen for every case: the theme and the language."""

from __future__ import annotations

from PySide6.QtCore import QObject

from engine.words.language import NAMES, SYSTEM
from gui.look.appearance import Appearance
from gui.menus.window_menus import WindowMenus
from gui.messages.message_bar import Message, MessageBar
from gui.shared.settings_store import SettingsStore


class Choices(QObject):
    """Fills both menus and keeps what is chosen in them."""

    def __init__(
        self,
        menus: WindowMenus,
        appearance: Appearance,
        settings: SettingsStore,
        messages: MessageBar,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._messages = messages
        themes = (("system", self.tr("As the &system")), ("light", self.tr("&Light")), ("dark", self.tr("&Dark")))
        for choice, words in themes:
            menus.theme.add(words, choice, checked=choice == appearance.choice)
        for code, name in (*NAMES.items(), (SYSTEM, self.tr("As the &system"))):
            menus.language.add(name, code, checked=code == settings.language)
        menus.theme.chosen.connect(appearance.choose_theme)
        menus.language.chosen.connect(self._on_language_chosen)

    def _on_language_chosen(self, code: str) -> None:
        self._settings.language = code
        self._messages.show_message(Message("language", self.tr("The language is another from the next start.")))
