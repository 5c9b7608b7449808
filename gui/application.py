"""Starts the window: the application, its folders and hooks, and what is open at first."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_cache_path, user_config_path, user_state_path
from PySide6.QtCore import QEvent, QLocale, QTimer, Signal
from PySide6.QtGui import QFileOpenEvent, QIcon
from PySide6.QtWidgets import QApplication

from engine.case.fields import FieldCatalogue
from engine.commands.shared.language_choice import language_code
from engine.commands.shared.managed_settings import NOTHING_MANAGED, ManagedSettings
from engine.evidence.library import Library
from engine.reading.many_objects import search_for_cycles_again
from engine.words.language import Language, load_language
from gui.look.accessible_roles import install as install_roles
from gui.look.appearance import Appearance
from gui.look.theme import ThemeError
from gui.messages.message_bar import Message
from gui.messages.questions import Ask
from gui.shared.language import in_use, speak
from gui.shared.settings_store import SettingsStore
from gui.start.crash_reporting import CrashReporter
from gui.start.crash_window import CrashWindow
from gui.start.open_windows import OpenWindows
from gui.start.screen import told_by
from gui.start.second_start import ask_person, ask_to_replace, goes_elsewhere
from gui.window.main_window import MainWindow

if TYPE_CHECKING:
    from engine.commands.shared.command_context import CommandContext
    from engine.findings.published.published_curves import PublishedCurves
    from gui.views.view import AssessmentView


#: by when views and curves are there, also on a slow machine
_SETTLED_AFTER_MS = 5_000
#: how long a file that is handed over waits before it looks again whether an open question has been answered
_LOOK_AGAIN_MS = 200


class Application(QApplication):
    """The application; on macOS the system hands it the files that are opened by double click.

    Signals
    -------
    file_opened : a Path.
    """

    file_opened = Signal(object)

    # ------------------------------------------------------------ Qt

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent) and event.file():
            self.file_opened.emit(Path(event.file()))
            return True
        return super().event(event)


def application(argv: Sequence[str]) -> Application:
    """Return the application, with its names set."""
    app = Application(list(argv))
    install_roles()
    app.setApplicationName("beamside")
    app.setApplicationDisplayName("Beamside")
    app.setDesktopFileName("beamside")
    return app


def build_window(
    app: QApplication,
    resources: Path,
    *,
    fields: FieldCatalogue,
    library: Library,
    curves: PublishedCurves | None = None,
    views: Sequence[type[AssessmentView]] | None = None,
    settings: SettingsStore | None = None,
    managed: ManagedSettings = NOTHING_MANAGED,
    recovery: Path | None = None,
    ask: Ask | None = None,
    language: str | Language | None = None,
) -> MainWindow:
    """Return the window with an empty case, not shown yet.

    Parameters
    ----------
    curves : the library's curves; loaded off the main thread after the first paint where absent.
    views : kinds of views in the order of their tabs; all of them where absent.
    settings : where habits are kept; the user's own file where absent.
    managed : what the hospital's IT has set, where no settings are given.
    recovery : the folder for copies of unsaved work; the program's own where absent.
    ask : answers questions in place of dialogs.
    language : asked for at the start; the one in the settings where absent.
    """

    def kinds() -> Sequence[type[AssessmentView]]:
        if views is not None:
            return views
        # Imported here: this is after the first paint.
        from gui.views import all_views

        return all_views()

    def load() -> PublishedCurves:
        from engine.commands.shared.remembered_curves import load_curves

        return load_curves(library, user_cache_path("beamside", appauthor=False))

    settings = settings or SettingsStore(user_config_path("beamside", appauthor=False) / "window.ini", managed)
    if not isinstance(language, Language):
        code = language_code(language, settings.language, system=QLocale.system().name())
        language = load_language(resources, code)
    speak(language, app)
    appearance = Appearance(app, settings, resources)
    window = MainWindow(
        fields,
        library,
        resources,
        kinds,
        curves or load,
        settings,
        appearance,
        recovery or _state_folder() / "recovery",
        ask,
    )
    appearance.setParent(window)
    return window


def run(
    case_path: Path | None,
    resources: Path,
    *,
    fields: FieldCatalogue,
    library: Library,
    argv: Sequence[str],
    left_out: Sequence[str] = (),
    set_aside: Sequence[str] = (),
    command_context: CommandContext | None = None,
    managed: ManagedSettings = NOTHING_MANAGED,
    language: str | None = None,
    tell_without_screen: Callable[[str], None] | None = None,
) -> int:
    """Open the window and return the exit code when it has closed.

    `command_context` say where evidence packs are kept, `left_out` why the department's own studies are not in the
    library, and `set_aside` why the evidence that was chosen is not. `tell_without_screen` is called, with what Qt
    says, before the program ends because no window can open.
    """
    with told_by(tell_without_screen) if tell_without_screen is not None else nullcontext():
        app = application(argv)
    app.setWindowIcon(QIcon(str(resources / "icons" / "beamside.svg")))
    windows = OpenWindows(_state_folder() / "windows")
    held = case_path is not None and windows.holder_of(case_path) is not None
    if goes_elsewhere(windows, case_path):
        return 0
    reporter = CrashReporter(_state_folder(), library.version, app)
    left_behind = reporter.left_behind()
    reporter.install()
    try:
        window = build_window(app, resources, fields=fields, library=library, managed=managed, language=language)
    except ThemeError as error:
        reporter.uninstall()
        print(error, file=sys.stderr)  # noqa: T201 - there is no window to say it
        return 2
    window.packs.command_context = command_context
    session = _Session(window, reporter)
    app.file_opened.connect(session.open_file)
    session.among(windows, agreed=case_path if held else None)
    if case_path is not None:
        window.files.open(case_path)
    window.show()
    # A start makes many objects and throws none away: `main` looks for no cycles until the window has settled.
    QTimer.singleShot(_SETTLED_AFTER_MS, window, search_for_cycles_again)
    if left_out:
        session.tell_of_left_out(left_out)
    if set_aside:
        session.tell_of_set_aside(set_aside, library.version)
    if left_behind:
        QTimer.singleShot(0, window, session.tell_of_fault)
    # In Python's own way an interrupt would be raised in the midst of whatever the window does, break that off, and
    # end nothing. What is unsaved has its copy, as after every other end that nobody saw coming.
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        return app.exec()
    finally:
        signal.signal(signal.SIGINT, before)
        windows.leave()
        reporter.uninstall()


def _state_folder() -> Path:
    return user_state_path("beamside", appauthor=False)


class _Session:
    """What happens once beside the window: failures are shown, and what the last session left is told."""

    def __init__(self, window: MainWindow, reporter: CrashReporter) -> None:
        self._window = window
        self._to_open: Path | None = None
        self._is_opening = False
        self._agreed: Path | None = None
        reporter.failed.connect(self.on_failed)

    def among(self, windows: OpenWindows, agreed: Path | None = None) -> None:
        """Take a place among the other windows: say which file is open here, and come forward when asked.

        `agreed` is a file that another window has and that a person wants here as well: nothing is asked again.
        """
        self._agreed = agreed
        windows.enter()
        windows.asked_for.connect(self._on_asked_for)
        for changed in (self._window.files.path_changed, self._window.files.open_ended):
            changed.connect(lambda: windows.holds(self._window.files.path))
        self._window.files.may_open = lambda path: self._is_free(windows, path)
        self._window.files.may_save = lambda path: windows.holder_of(path) is None or ask_to_replace(path, self._window)

    def _is_free(self, windows: OpenWindows, path: Path) -> bool:
        agreed, self._agreed = self._agreed, None
        windows.is_about_to_open(path)
        holder = windows.holder_of(path)
        if holder is None or path == agreed:
            return True
        answer = ask_person(path, held=True, parent=self._window)
        return answer == "another" or (answer == "show" and not windows.ask(holder, None))

    def _on_asked_for(self, path: Path | None) -> None:
        self._come_forward()
        if path is not None:
            self.open_file(path)

    def open_file(self, path: Path) -> None:
        """Open a file that the system hands over; of several at once the last, since a window holds one case."""
        self._to_open = path
        # Not from within the event: what is open may have to be asked about.
        QTimer.singleShot(0, self._window, self._open_next)

    def _open_next(self) -> None:
        if self._is_opening or self._to_open is None:
            return
        if QApplication.activeModalWidget() is not None or self._window.files.beside.is_busy:
            # What is asked is asked about the open case: the answer must not go to another one, nor its file.
            QTimer.singleShot(_LOOK_AGAIN_MS, self._window, self._open_next)
            return
        self._is_opening = True
        try:
            while (path := self._to_open) is not None:
                self._to_open = None
                self._come_forward()
                self._window.files.open(path)
        finally:
            self._is_opening = False

    def _come_forward(self) -> None:
        if self._window.isMinimized():
            self._window.showNormal()
        self._window.raise_()
        self._window.activateWindow()

    def on_failed(self, details: str) -> None:
        self._window.autosave.write_now()
        dialog = CrashWindow(details, self._window)
        dialog.save_requested.connect(self._window.files.save_as)
        dialog.show()

    def tell_of_left_out(self, problems: Sequence[str]) -> None:
        words = self._window.tr("The department's own studies are left out, all of them: {problem}")
        self._window.messages.show_message(
            Message("left out", words.format(problem=in_use().of(problems[0])), "problem")
        )

    def tell_of_set_aside(self, problems: Sequence[str], version: str) -> None:
        words = self._window.tr(
            "The evidence that was in use cannot be read; the program's own is used ({version}): {problem}"
        )
        text = words.format(version=version, problem=in_use().of(problems[0]))
        self._window.messages.show_message(Message("evidence set aside", text, "problem"))

    def tell_of_fault(self) -> None:
        words = self._window.tr(
            "The program ended by a fault last time. Unsaved work is offered below where there was any."
        )
        self._window.messages.show_message(Message("fault", words))
