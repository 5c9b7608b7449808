"""What stands in the Help menu."""

from __future__ import annotations

from html import escape
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from engine import VERSION
from engine.case.fields import FieldCatalogue, FieldSpec
from engine.evidence.library import Library
from gui.help.help_windows import SelfTest, TextWindow, Tour, load_tour
from gui.shared.language import in_use


class HelpCommands(QObject):
    """Opens windows that tell; each stands beside the work and is gone when closed.

    Signals
    -------
    tour_place_requested : the tour speaks of this part of the window.
    """

    tour_place_requested = Signal(str)

    def __init__(self, resources: Path, fields: FieldCatalogue, library: Library, window: QWidget) -> None:
        super().__init__(window)
        self._resources = resources
        self._fields = fields
        self._library = library
        self._window = window

    def show_tour(self) -> Tour:
        """Begin the tour."""
        tour = Tour(load_tour(self._resources), self._window)
        tour.place_requested.connect(self.tour_place_requested)
        tour.start()
        return tour

    def show_guide(self) -> TextWindow:
        """Show the user guide, without its pictures."""
        return self._show_text(self.tr("User guide"), "user-guide.md")

    def show_keys(self) -> TextWindow:
        """Show all keys."""
        return self._show_text(self.tr("Keys"), "keys.md")

    def show_intended_use(self) -> TextWindow:
        """Say what the program is for, and what not."""
        return self._show_text(self.tr("Intended use"), "intended-use.md")

    def show_evidence_changes(self) -> TextWindow:
        """Show what changed between versions of the evidence."""
        own = ("text", in_use().code, "evidence-changes.md")
        text = self._read(*(own if self._resources.joinpath(*own).exists() else ("evidence", "CHANGES.md")))
        window = TextWindow(self.tr("What changed in the evidence"), text, self._window)
        window.show()
        return window

    def show_self_test(self) -> QDialog:
        """Run the readable cases."""
        window = SelfTest(self._resources, self._fields, self._library, self._window)
        window.show()
        return window

    def show_about(self) -> TextWindow:
        """Show versions and licences."""
        stamp = self.tr(
            "# Beamside {version}\n\nEvidence {evidence} of {sources} sources, SHA-256 `{sha256}`\n\n"
            "It supports clinical judgement and does not replace it.\n\n"
        ).format(
            version=VERSION,
            evidence=self._library.version,
            sources=len(self._library.sources),
            sha256=self._library.sha256,
        )
        # Its own heading stands below that of the program.
        licences = self._read_text("licences.md")
        licences = f"#{licences}" if licences.startswith("# ") else licences
        window = TextWindow(self.tr("About Beamside"), stamp + licences, self._window)
        window.show()
        return window

    def show_field(self, spec: FieldSpec, words: str) -> TextWindow:
        """Show what there is to know about a field."""
        window = TextWindow(self.tr("About this field"), "", self._window)
        choices = ", ".join(escape(choice.label) for choice in spec.choices)
        more = f"<p>{escape(self.tr('Choices:'))} {choices}</p>" if choices else ""
        name = f"<p>{escape(self.tr('Name in files:'))} <code>{spec.id}</code></p>"
        window.text.setHtml(f"<p>{words}</p>{more}{name}")
        window.show()
        return window

    def _show_text(self, title: str, name: str) -> TextWindow:
        window = TextWindow(title, self._read_text(name), self._window)
        window.show()
        return window

    def _read_text(self, name: str) -> str:
        """Return a text of the help in the language of the window; in English where there is none in it."""
        own = ("text", in_use().code, name)
        return self._read(*(own if self._resources.joinpath(*own).exists() else ("text", name)))

    def _read(self, *parts: str) -> str:
        """Return a text of the installation; where it is damaged the window that would show it says so."""
        try:
            return self._resources.joinpath(*parts).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return self.tr("{name}: the text cannot be read. Install the program again.").format(name=parts[-1])
