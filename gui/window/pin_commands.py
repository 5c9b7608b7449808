"""Pinning what the board page is compared with: the case as it is now, or one that is read from a file."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from engine.case.problems import CaseFileError
from engine.evidence.library import Library
from gui.document.assessment_controller import AssessmentController
from gui.document.case_document import CaseDocument
from gui.files.case_files import CaseFiles
from gui.files.case_on_disk import open_case
from gui.messages.reading_beside import NoLongerWantedError
from gui.shared.language import in_use
from gui.views.view_tabs import ViewTabs


class PinCommands(QObject):
    """What the View menu and the buttons of the board page do; nothing of it changes the case."""

    def __init__(
        self,
        document: CaseDocument,
        controller: AssessmentController,
        files: CaseFiles,
        library: Library,
        views: ViewTabs,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._controller = controller
        self._files = files
        self._library = library
        self._views = views
        # Another patient is never held against the one before by oversight.
        document.about_to_be_replaced.connect(self.unpin)

    def slots(self) -> dict[str, Callable[..., object]]:
        """Return what is done, by command."""
        return {"pin": self.pin, "pin_other": self.pin_other, "unpin": self.unpin}

    def pin(self) -> None:
        """Keep the page as it is now, and look at it."""
        found, case = self._controller.assessment, self._controller.assessed_case
        board = self._views.board
        if found is not None and case is not None and board is not None:
            self._views.go_to(board.title)
            board.pin(found, case)

    def pin_other(self) -> None:
        """Ask for a case in a file and hold the page against it; what is open stays as it is."""
        path = self._files.ask.file_to_open(self._files.folder)
        board = self._views.board
        if path is None or board is None:
            return
        try:
            opened = open_case(path, self._document.fields, self._files.ask, self._files.beside)
        except NoLongerWantedError:
            return
        except CaseFileError as error:
            self._files.ask.tell(self.tr("The case cannot be pinned"), in_use().of(error.said))
            return
        if opened is not None:
            # Imported here: the findings are loaded after the window's first paint.
            from engine.findings.assess import assess

            self._views.go_to(board.title)
            found = assess(opened.case, self._library, self._controller.curves)
            board.pin(found, opened.case, opened.case.label.strip() or path.name)

    def unpin(self) -> None:
        """Compare no more."""
        board = self._views.board
        if board is not None:
            board.unpin()
