"""What the program remembers of a person's habits: typed, in one table, for the main thread only."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, cast

from PySide6.QtCore import QByteArray, QSettings

from engine.commands.shared.language_choice import CHOICES
from engine.commands.shared.managed_settings import NOTHING_MANAGED, ManagedSettings

ThemeChoice = Literal["system", "light", "dark"]
PaperSize = Literal["a4", "letter"]

#: layouts of tables that answers are remembered for; the oldest go first
MOST_LAYOUTS = 40
TEXT_SIZES = (100, 110, 125, 150, 175, 200)


class SettingsStore:
    """The only user of QSettings; an INI file, since platforms differ in what their own stores give back.

    Parameters
    ----------
    path : the file; its folder is made when something is written.
    managed : what the hospital's IT has set for everybody on this machine; it goes before what is remembered.
    """

    def __init__(self, path: Path, managed: ManagedSettings = NOTHING_MANAGED) -> None:
        self.managed = managed
        # Where there is no such place the habits last as long as the window.
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if path.exists() and not path.is_file():
                # Qt would wait for the other end of a pipe, and the window never open.
                path = path.with_name(f"{path.stem}-own{path.suffix}")
        _for_this_user_alone(path)
        self._settings = QSettings(str(path), QSettings.Format.IniFormat)

    # ------------------------------------------------------------ appearance

    @property
    def theme(self) -> ThemeChoice:
        """Which colours: those of the system, or always the same."""
        found = self.managed.theme or self._text("appearance/theme")
        return cast("ThemeChoice", found) if found in ("light", "dark") else "system"

    @theme.setter
    def theme(self, choice: ThemeChoice) -> None:
        self._settings.setValue("appearance/theme", choice)

    @property
    def language(self) -> str:
        """Of the window: "en", "de", or "system" for that of the machine; it holds from the next start."""
        found = self.managed.language or self._text("appearance/language")
        return found if found in CHOICES else "en"

    @language.setter
    def language(self, code: str) -> None:
        self._settings.setValue("appearance/language", code)

    @property
    def text_size_percent(self) -> int:
        """Size of text in percent of the system's."""
        found = self._text("appearance/text_size_percent")
        return int(found) if found in map(str, TEXT_SIZES) else 100

    @text_size_percent.setter
    def text_size_percent(self, percent: int) -> None:
        self._settings.setValue("appearance/text_size_percent", str(percent))

    @property
    def geometry(self) -> QByteArray:
        """Place and size of the window; empty where none was kept."""
        return self._bytes("window/geometry")

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._settings.setValue("window/geometry", geometry)

    @property
    def splitter(self) -> QByteArray:
        """How form and results share the window; empty where nothing was kept."""
        return self._bytes("window/splitter")

    @splitter.setter
    def splitter(self, state: QByteArray) -> None:
        self._settings.setValue("window/splitter", state)

    # ------------------------------------------------------------ form

    @property
    def units(self) -> Mapping[str, str]:
        """Field id to the unit in which it is typed, where it is not the field's own."""
        found = self._json("form/units")
        return {str(name): str(unit) for name, unit in found.items()} if isinstance(found, dict) else {}

    @units.setter
    def units(self, units: Mapping[str, str]) -> None:
        self._settings.setValue("form/units", json.dumps(dict(units)))

    @property
    def only_relevant(self) -> bool:
        """Whether the form leaves out what does not matter for the planned modality."""
        return self._text("form/only_relevant") == "yes"

    @only_relevant.setter
    def only_relevant(self, only: bool) -> None:
        self._settings.setValue("form/only_relevant", "yes" if only else "no")

    @property
    def moves_on(self) -> bool:
        """Whether the keyboard goes on to the next open item after an answer."""
        return self._text("form/moves_on") != "no"

    @moves_on.setter
    def moves_on(self, moves_on: bool) -> None:
        self._settings.setValue("form/moves_on", "yes" if moves_on else "no")

    # ------------------------------------------------------------ tables of dose and volume

    @property
    def table_answers(self) -> Mapping[str, tuple[str, ...]]:
        """Layout of a DVH table (a hash of its labels) to what was said of it: units, and numbers of its columns."""
        return self._answers("plan/table_answers")

    @table_answers.setter
    def table_answers(self, answers: Mapping[str, Sequence[str]]) -> None:
        self._keep_answers("plan/table_answers", answers)

    @property
    def click_answers(self) -> Mapping[str, tuple[str, ...]]:
        """Layout of a file of clicks (a hash of its labels) to what was said of it: its columns and units."""
        return self._answers("curves/click_answers")

    @click_answers.setter
    def click_answers(self, answers: Mapping[str, Sequence[str]]) -> None:
        self._keep_answers("curves/click_answers", answers)

    def _answers(self, key: str) -> Mapping[str, tuple[str, ...]]:
        found = self._json(key)
        if not isinstance(found, dict):
            return {}
        return {
            str(layout): tuple(answers)
            for layout, answers in found.items()
            if isinstance(answers, list) and all(isinstance(answer, str) for answer in answers)
        }

    def _keep_answers(self, key: str, answers: Mapping[str, Sequence[str]]) -> None:
        kept = list(answers.items())[-MOST_LAYOUTS:]
        self._settings.setValue(key, json.dumps({layout: list(said) for layout, said in kept}))

    # ------------------------------------------------------------ recent files

    @property
    def remembers_recent_files(self) -> bool:
        """Whether names of opened files are kept: on a shared computer they say who was treated."""
        if self.managed.recent_files is not None:
            return self.managed.recent_files
        return self._text("recent/remember") != "no"

    @remembers_recent_files.setter
    def remembers_recent_files(self, remember: bool) -> None:
        self._settings.setValue("recent/remember", "yes" if remember else "no")

    @property
    def recent_files(self) -> tuple[str, ...]:
        """Files opened or saved, the last one first."""
        if self.managed.recent_files is False:
            # Those of the time before it was set are not shown either.
            return ()
        found = self._json("recent/files")
        return tuple(str(name) for name in found) if isinstance(found, list) else ()

    @recent_files.setter
    def recent_files(self, names: Sequence[str]) -> None:
        self._settings.setValue("recent/files", json.dumps(list(names)))

    @property
    def last_folder(self) -> str:
        """Where a file was last opened or saved; empty where that is not to be remembered."""
        return self._text("recent/folder") if self.remembers_recent_files else ""

    @last_folder.setter
    def last_folder(self, folder: str) -> None:
        self._settings.setValue("recent/folder", folder if self.remembers_recent_files else "")

    @property
    def tour_was_offered(self) -> bool:
        """Whether the tour has been offered once."""
        return self._text("help/tour_offered") == "yes"

    @tour_was_offered.setter
    def tour_was_offered(self, offered: bool) -> None:
        self._settings.setValue("help/tour_offered", "yes" if offered else "no")

    @property
    def paper(self) -> PaperSize:
        """The size of the summary's pages."""
        return "letter" if (self.managed.paper or self._text("paper/size")) == "letter" else "a4"

    @paper.setter
    def paper(self, size: PaperSize) -> None:
        self._settings.setValue("paper/size", size)

    @property
    def open_saving_was_told(self) -> bool:
        """Whether it was said once that cases are saved in the open."""
        return self._text("files/open_saving_told") == "yes"

    @open_saving_was_told.setter
    def open_saving_was_told(self, told: bool) -> None:
        self._settings.setValue("files/open_saving_told", "yes" if told else "no")

    def write(self) -> None:
        """Write to disk now."""
        self._settings.sync()

    # ------------------------------------------------------------ what an INI file gives back

    def _text(self, key: str) -> str:
        found = self._settings.value(key, "")
        return found if isinstance(found, str) else ""

    def _bytes(self, key: str) -> QByteArray:
        found = self._settings.value(key)
        return found if isinstance(found, QByteArray) else QByteArray()

    def _json(self, key: str) -> object:
        try:
            return json.loads(self._text(key))
        except (ValueError, RecursionError):
            return None


def _for_this_user_alone(path: Path) -> None:
    """Make the file, or keep it, so that nobody else may read it: it holds names of cases. Qt keeps its mode."""
    with contextlib.suppress(OSError):
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        elif path.is_file():
            path.chmod(0o600)
