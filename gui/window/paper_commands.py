"""The commands that put the case on paper or the clipboard: which name is proposed, and what is looked at first."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from gui.document.label_question import LabelQuestion
from gui.files.case_files import CaseFiles
from gui.minutes.minutes_commands import MinutesCommands
from gui.printing.paper import Paper
from gui.printing.printer import Printing
from gui.shared.settings_store import SettingsStore
from gui.views.view_tabs import ViewTabs


class PaperCommands(QObject):
    """What the File menu holds below reading and saving."""

    def __init__(
        self,
        files: CaseFiles,
        paper: Paper,
        printing: Printing,
        decisions: MinutesCommands,
        label_question: LabelQuestion,
        views: ViewTabs,
        settings: SettingsStore,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._files = files
        self._paper = paper
        self._printing = printing
        self._decisions = decisions
        self._label_question = label_question
        self._views = views
        self._settings = settings
        decisions.suggestion = self._minutes_suggestion

    def slots(self) -> dict[str, Callable[..., object]]:
        """Return what is done, by command."""
        return {
            "decision": self._decisions.open,
            "minutes": self._on_minutes,
            "export": self._on_export,
            "preview": self._on_preview,
            "print": self._printing.print_summary,
            "for_patient": self._on_export_for_patient,
            "copy_board_text": self._paper.copy_board_text,
            "copy_board_markdown": self._paper.copy_board_markdown,
            "export_tables": self._on_export_tables,
            "letter_paper": self._on_letter_paper,
            "save_figure": self._on_save_figure,
        }

    @property
    def _folder(self) -> Path:
        return Path(self._files.folder) if self._files.folder else Path()

    def _minutes_suggestion(self) -> str:
        return str(self._folder / self.tr("{name} minutes").format(name=self._files.suggestion))

    def _on_minutes(self) -> None:
        self._label_question.look()
        self._decisions.write()

    def _on_export(self) -> None:
        self._label_question.look()
        self._paper.export(str(self._folder / f"{self._files.suggestion}.pdf"))

    def _on_export_for_patient(self) -> None:
        self._paper.export_for_patient(str(self._folder / f"{self._files.suggestion} {self.tr('for the patient')}.pdf"))

    def _on_export_tables(self) -> None:
        folder = self._files.ask.folder_for_tables(self._files.folder)
        if folder is not None:
            self._paper.export_tables(folder)

    def _on_preview(self) -> None:
        self._paper.preview(self._on_export, self._printing.print_summary)

    def _on_letter_paper(self, letter: bool) -> None:
        self._settings.paper = "letter" if letter else "a4"

    def _on_save_figure(self) -> None:
        self._paper.save_figure(self._views.current_view, self._folder)
