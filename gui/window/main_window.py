"""The window: puts form, views, messages and commands together, and decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout

from engine.case.fields import FieldCatalogue
from engine.evidence.library import Library
from gui.digitised.digitised_commands import DigitisedCommands
from gui.document.assessment_controller import AssessmentController
from gui.document.autosave import Autosave
from gui.document.case_document import LABEL, CaseDocument
from gui.document.label_question import LabelQuestion
from gui.evidence_packs.pack_commands import PackCommands
from gui.files.case_files import CaseFiles
from gui.files.recent_files import RecentFiles
from gui.form.editors.units_in_use import UnitsInUse
from gui.form.patient_form import PatientForm
from gui.help.help_commands import HelpCommands
from gui.intake.intake_commands import IntakeCommands
from gui.look.appearance import Appearance
from gui.look.theme import Theme
from gui.meeting.meeting import Meeting
from gui.meeting.meeting_commands import MeetingCommands
from gui.menus.actions import make_actions
from gui.menus.context_menus import WorkArea
from gui.menus.window_keys import WindowKeys
from gui.menus.window_menus import WindowMenus
from gui.messages.message_bar import Message, MessageBar
from gui.messages.questions import Ask, DialogAsk
from gui.minutes.minutes_commands import CommandContext, MinutesCommands
from gui.own_series.own_series_commands import OwnSeriesCommands
from gui.plan_import.plan_command import PlanCommand
from gui.printing.desk import Desk
from gui.printing.paper import Paper
from gui.printing.printer import Printing
from gui.registry.registry_commands import RegistryCommands
from gui.shared.background import Background
from gui.shared.memory_use import forget_sources, leave_out_of_collections, take_back_into_collections
from gui.shared.plain_text import in_a_title
from gui.shared.settings_store import SettingsStore
from gui.views.view_tabs import ViewTabs
from gui.window import managed_marks
from gui.window.announcer import Announcer
from gui.window.choices import Choices
from gui.window.drops import Drops
from gui.window.halves import Halves
from gui.window.moving_on import MovingOn
from gui.window.panes import Panes
from gui.window.paper_commands import PaperCommands
from gui.window.pin_commands import PinCommands
from gui.window.status_strip import StatusStrip
from gui.window.view_commands import ViewCommands

if TYPE_CHECKING:
    from engine.findings.published.published_curves import PublishedCurves
    from gui.views.view import AssessmentView


#: figures of text across, on a screen that has room for more
_WIDEST = 300


class MainWindow(QMainWindow):
    """Form on the left, views on the right, messages above, state below.

    Attributes
    ----------
    document, controller, files, form, views, messages, paper : the parts, for whoever puts them to use.
    """

    def __init__(
        self,
        fields: FieldCatalogue,
        library: Library,
        resources: Path,
        kinds: Callable[[], Sequence[type[AssessmentView]]],
        curves: Callable[[], PublishedCurves] | PublishedCurves,
        settings: SettingsStore,
        appearance: Appearance,
        recovery: Path,
        ask: Ask | None = None,
    ) -> None:
        super().__init__()
        self.settings = settings
        self.appearance = appearance
        self._resources = resources
        self._library = library
        self._kinds = kinds
        self._curves = curves
        self._loading = Background(self)
        self._painted = False
        self._begun = False
        self.document = CaseDocument(fields, self)
        self.controller = AssessmentController(self.document, library, self)
        self.units = UnitsInUse(settings.units, self)
        self.messages = MessageBar(self)
        self.recent = RecentFiles(settings, self)
        self.autosave = Autosave(self.document, recovery, self)
        asked = ask or DialogAsk(self)
        self.files = CaseFiles(self.document, library, self.autosave, self.recent, self.messages, asked, self)
        desk = Desk(fields, resources, self.messages, asked, settings)
        self.paper = Paper(self.controller, desk, self)
        self.printing = Printing(self.paper.newest, desk, self)
        self.files.requires_seal = settings.managed.sealed_saving is True
        self.paper.is_sealed = lambda: self.files.is_sealed or self.files.requires_seal
        self.plan = PlanCommand(self.document, library, resources, appearance, asked, settings, self)
        self.intake = IntakeCommands(self.document, resources, appearance, asked, self)
        self.own_series = OwnSeriesCommands(fields, library, appearance, self)
        self.digitised = DigitisedCommands(appearance, settings, self)
        self.registry = RegistryCommands(self.document, library, resources, self.files, self)
        self.packs = PackCommands(self.document, library, asked, self.messages, self)
        around = CommandContext(self.document, self.controller, self.paper, self.messages, asked, resources)
        self.decisions = MinutesCommands(around, self)
        # Form and views are made where they will stand: to be moved there when they are full of controls would have
        # each control styled again.
        self._middle = WorkArea(self)
        self.splitter = Halves(self._middle)
        self.form = PatientForm(self.document, library, self.units, self.splitter)
        self.label_question = LabelQuestion(self.document, self.messages, self)
        self.form.header.line.editingFinished.connect(self.label_question.look)
        self.form.apply_theme(appearance.theme)
        self.form.show_only_relevant(only=settings.only_relevant)
        self.views = ViewTabs(appearance.theme, self.splitter)
        self.announcer = Announcer(self)
        self.help = HelpCommands(resources, fields, library, self)
        self.status = StatusStrip(library, self)
        self.setStatusBar(self.status)
        self.commands = make_actions(self)
        self.pins = PinCommands(self.document, self.controller, self.files, library, self.views, self)
        self.moving_on = MovingOn(self.document, self.controller, self.form, settings, self)
        self.meeting = Meeting(self.document, self.controller, self.files, library, self.messages, self)
        self.meetings = MeetingCommands(
            self.meeting, self.commands, self.paper, self.printing, desk, appearance.theme, self
        )
        self.meetings.folder = lambda: self.files.folder
        self.files.open_list = self.meetings.begin_with_list
        self._drops = Drops(self.files, self.plan, self.intake, self.meetings, self.messages, self)
        self.keys = WindowKeys(self.commands.values(), self)
        examples = tuple(sorted((resources / "examples").glob("*.beamside.json")))
        self.menus = WindowMenus(self.menuBar(), self.commands, self.recent, examples)
        self._lay_out()
        self._connect()
        self._connect_commands()
        self._show_title()
        managed_marks.show(settings.managed, self.commands, self.menus, self.status, self.messages)

    def _lay_out(self) -> None:
        self._middle.serve(self.form, self.commands)
        layout = QVBoxLayout(self._middle)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.meetings.bar)
        below = QHBoxLayout()
        below.setSpacing(0)
        below.addWidget(self.meetings.panel)
        below.addWidget(self.splitter, 1)
        layout.addLayout(below, 1)
        # Below: a message that comes or goes must not move what somebody types in.
        layout.addWidget(self.messages)
        self.setCentralWidget(self._middle)
        self.setAcceptDrops(True)
        self.panes = Panes((self.messages, self.meetings.bar, self.meetings.panel, self.form, self.views), self)
        figure = self.fontMetrics().horizontalAdvance("0")
        screen = self.screen().availableGeometry()
        # A frame and a title bar stand around it; wider than this the lines of the page get too long to be read.
        frame = self.fontMetrics().height() * 2
        self.resize(min(figure * _WIDEST, screen.width() - frame // 4), screen.height() - frame)
        self.splitter.take(self.form, self.views, self.width())
        if not self.settings.geometry.isEmpty():
            self.restoreGeometry(self.settings.geometry)
        if not self.settings.splitter.isEmpty():
            self.splitter.restoreState(self.settings.splitter)

    def _connect(self) -> None:
        self._loading.done.connect(self._on_curves)
        self._loading.failed.connect(self._on_curves_failed)
        self.controller.assessed.connect(self.views.show_assessment)
        self.controller.assessed.connect(self.announcer.take)
        self.controller.state_changed.connect(self._on_state_changed)
        self.views.field_requested.connect(self.form.go_to_field)
        self.views.command_requested.connect(self._on_command_requested)
        self.views.all_built.connect(leave_out_of_collections)
        self.files.path_changed.connect(self._on_path_changed)
        self.files.saved_in_the_open.connect(self._on_saved_in_the_open)
        self.files.changes_requested.connect(self.help.show_evidence_changes)
        self.files.old_evidence.join(self.controller, self.views, self.appearance)
        self.files.look_requested.connect(self.form.go_to_field)
        self.document.changed.connect(self._on_document_changed)
        self.document.undo_stack.cleanChanged.connect(self._on_clean_changed)
        self.document.undo_stack.undoTextChanged.connect(self._on_undo_text_changed)
        self.document.undo_stack.redoTextChanged.connect(self._on_redo_text_changed)
        self.document.undo_stack.canUndoChanged.connect(self.commands["undo"].setEnabled)
        self.document.undo_stack.canRedoChanged.connect(self.commands["redo"].setEnabled)
        self.appearance.theme_changed.connect(self._on_theme_changed)
        self._choices = Choices(self.menus, self.appearance, self.settings, self.messages, self)
        self.paper.busy_changed.connect(self.status.show_busy)
        self.messages.message_shown.connect(self.announcer.say)
        self.help.tour_place_requested.connect(self._on_tour_place)
        self.units.changed.connect(self._on_unit_changed)
        self.menus.recent.file_chosen.connect(self.files.open)
        self.menus.examples.chosen.connect(self.files.open_example)

    def _connect_commands(self) -> None:
        self._on_paper = PaperCommands(
            self.files,
            self.paper,
            self.printing,
            self.decisions,
            self.label_question,
            self.views,
            self.settings,
            self,
        )
        self._on_views = ViewCommands(
            self.form, self.views, self.panes, self.status, self.appearance, self.settings, self.commands, self
        )
        self.menus.views.chosen.connect(self._on_views.go_to_view)
        slots = {
            "new": self._on_new,
            "open": self.files.choose_and_open,
            "save": self._on_save,
            "save_as": self._on_save_as,
            "save_sealed": self._on_save_sealed,
            "save_open": self._on_save_open,
            "read_plan": self.plan.choose_and_read,
            "import_record": self.intake.choose_and_import,
            "read_text": self.intake.open_letter,
            "close": self.close,
            "undo": self._on_undo,
            "redo": self._on_redo,
            "not_known": self.form.set_current_not_known,
            "copy_field": self.form.copy_current,
            "change_unit": self.form.change_current_unit,
            "add_lesion": self.form.add_lesion,
            "duplicate_lesion": self.form.duplicate_lesion,
            "delete_lesion": self.form.delete_lesion,
            "find": self.form.find_field,
            "next_question": self.form.go_to_next_question,
            "moving_on": self.moving_on.choose,
            "registry": self.registry.open,
            "own_series": self.own_series.open,
            "digitised": self.digitised.open,
            "field_help": self._on_field_help,
            "tour": self.help.show_tour,
            "guide": self.help.show_guide,
            "keyboard": self.help.show_keys,
            "intended_use": self.help.show_intended_use,
            "evidence_packs": self.packs.open,
            "evidence_changes": self.help.show_evidence_changes,
            "self_test": self.help.show_self_test,
            "about": self.help.show_about,
            **self._on_paper.slots(),
            **self._on_views.slots(),
            **self.pins.slots(),
            **self.meetings.slots(),
        }
        for name, slot in slots.items():
            self.commands[name].triggered.connect(slot)
        for name in ("undo", "redo"):
            self.commands[name].setEnabled(False)
        self.commands["moving_on"].setChecked(self.settings.moves_on)
        self.commands["only_relevant"].setChecked(self.settings.only_relevant)
        self.commands["letter_paper"].setChecked(self.settings.paper == "letter")

    def begin(self) -> None:
        """Load what the first paint did not need: the rest of the form, the views, and then the first assessment."""
        if self._begun:
            return
        self._begun = True
        from gui.views.view import ViewContext

        self.form.build_rest()
        self.views.fill(
            self._kinds(), ViewContext(self.document.fields, self._library, self.appearance.theme, self._resources)
        )
        for place in range(self.views.count()):
            self.menus.views.add(self.views.tabText(place), place, key=f"Ctrl+{place + 1}")
        forget_sources()
        self.moving_on.begin()
        self.files.recovery.offer()
        if callable(self._curves):
            self._loading.start(self._curves)
        else:
            self._on_curves(self._curves)

    def _on_curves(self, curves: PublishedCurves) -> None:
        self.controller.begin(curves)
        self.views.build_others_later()

    def _on_curves_failed(self) -> None:
        # Without the remembered ones the engine computes them itself, or says why it cannot.
        self.controller.begin(None)
        self.views.build_others_later()

    # ------------------------------------------------------------ what the parts tell

    def _on_state_changed(self, state: str) -> None:
        self.status.show_state(state)
        if state == "cannot compute":
            self.views.forget_assessment()
            self.announcer.say(self.status.spoken_state)

    def _on_path_changed(self) -> None:
        self.announcer.begin_anew()
        self._show_title()

    def _on_document_changed(self, places: frozenset[str]) -> None:
        if LABEL in places:
            self._show_title()

    def _on_clean_changed(self) -> None:
        self._show_title()

    def _show_title(self) -> None:
        sealed = self.tr(" (sealed)") if self.files.is_sealed else ""
        self.setWindowTitle(f"{in_a_title(self.files.name)}[*]{sealed} – Beamside")
        self.commands["save_open"].setEnabled(self.files.is_sealed and not self.files.requires_seal)
        self.setWindowModified(self.document.is_modified)
        self.setWindowFilePath("")

    def _on_undo_text_changed(self, text: str) -> None:
        self.commands["undo"].setText(self.tr("&Undo {change}").format(change=text).strip())

    def _on_redo_text_changed(self, text: str) -> None:
        self.commands["redo"].setText(self.tr("&Redo {change}").format(change=text).strip())

    def _on_theme_changed(self, theme: Theme) -> None:
        self.form.apply_theme(theme)
        self.views.apply_theme(theme)
        self.meetings.panel.apply_theme(theme)

    def _on_unit_changed(self, _field_id: str) -> None:
        self.settings.units = self.units.chosen

    def _on_tour_place(self, place: str) -> None:
        kind, _, title = place.partition(":")
        if kind == "view":
            self.views.go_to(title)
        elif kind == "lesions":
            self.form.go_to_field("lesions")
        elif kind == "search":
            self.form.find_field()

    # ------------------------------------------------------------ commands

    def _on_command_requested(self, name: str) -> None:
        self.commands[name].trigger()

    def _on_new(self) -> None:
        self.files.start_new()
        self.moving_on.begin()

    def _on_save(self) -> None:
        self.files.save()

    def _on_save_as(self) -> None:
        self.files.save_as()

    def _on_saved_in_the_open(self) -> None:
        """Say it once: a case is not encrypted unless somebody asks for it."""
        if self.settings.open_saving_was_told:
            return
        self.settings.open_saving_was_told = True
        words = self.tr(
            "Cases are saved in the open: whoever can read the file can read the case. "
            "“Save under a passphrase” in the File menu encrypts it."
        )
        self.messages.show_message(Message("saved in the open", words))

    def _on_save_sealed(self) -> None:
        self.files.save_sealed()

    def _on_save_open(self) -> None:
        self.files.save_open()

    def _on_undo(self) -> None:
        self.document.end_typing()
        self.document.undo_stack.undo()

    def _on_redo(self) -> None:
        self.document.end_typing()
        self.document.undo_stack.redo()

    def _on_field_help(self) -> None:
        field_id = self.form.current_field
        if field_id is not None:
            spec = self.document.shown_fields[field_id]
            self.help.show_field(spec, self.form.hint.words(spec))
        else:
            self.help.show_keys()

    # ------------------------------------------------------------ Qt

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowActivate and self._painted:
            self.files.watch.look()
        elif event.type() == QEvent.Type.UpdateRequest and not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self.begin)
        return super().event(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._drops.enter(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self._drops.take(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        # While a file is being opened its dialog is the one to be answered.
        if self.files.beside.is_busy or not self.files.may_leave() or not self.meeting.end():
            event.ignore()
            return
        self.settings.geometry = self.saveGeometry()
        self.settings.splitter = self.splitter.saveState()
        self.settings.write()
        for part in (self.controller, self.announcer, self.views):
            part.stop()
        self.paper.finish()
        self.printing.finish()
        self._loading.finish()
        self.autosave.close()
        take_back_into_collections()
        event.accept()
