"""The views beside the form: built when they are first needed, shown an assessment only while they are visible."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QSize, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QTabWidget, QWidget

from engine.case.case import Case
from gui.look.theme import Theme
from gui.shared.memory_use import forget_sources

if TYPE_CHECKING:
    # The views are loaded after the first paint.
    from engine.findings.assessment import Assessment
    from gui.views.board.view import BoardView
    from gui.views.view import AssessmentView, ViewContext

#: Between the building of two views that nobody has looked at yet, so that typing is not held up.
_PAUSE_MS = 120


def title_of(kind: type[AssessmentView]) -> str:
    """Return the title of a view as its tab shows it, in the language of the window."""
    return QCoreApplication.translate(kind.__name__, kind.title)


class _Page(QWidget):
    """The place of one view; empty until the view is built.

    It has no layout: one would tell the tabs above of every word that changes in the view, and they would repaint
    the whole window's right side each time.
    """

    def __init__(self, kind: type[AssessmentView], parent: QWidget) -> None:
        super().__init__(parent)
        self.kind = kind
        self.view: AssessmentView | None = None
        self.shown: tuple[Assessment, Case] | None = None
        self.was_shown = False

    def take(self, view: AssessmentView) -> None:
        """Hold this view, as large as the page."""
        self.view = view
        view.setGeometry(self.rect())
        view.show()

    def minimumSizeHint(self) -> QSize:
        if self.view is None:
            return super().minimumSizeHint()
        hint, layout = self.view.minimumSizeHint(), self.view.layout()
        if layout is not None and layout.hasHeightForWidth() and self.width() > hint.width():
            # By itself a sentence that wraps asks for the lines of a narrow column.
            hint.setHeight(min(hint.height(), layout.minimumHeightForWidth(self.width())))
        return hint

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.view is not None:
            self.view.setGeometry(self.rect())


class ViewTabs(QTabWidget):
    """One tab for each view.

    Signals
    -------
    field_requested : a person wants to go to this field of the form.
    command_requested : a person asks in a view for this command of the window.
    all_built : every view has been built.
    """

    field_requested = Signal(str)
    command_requested = Signal(str)
    all_built = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context: ViewContext | None = None
        self._theme = theme
        self._newest: tuple[Assessment, Case] | None = None
        # The tabs inside take the keyboard in its place.
        self.setAccessibleName(self.tr("Findings"))
        self.setDocumentMode(True)
        self.setUsesScrollButtons(True)
        self.tabBar().setExpanding(False)
        self._pages: list[_Page] = []
        self.tabBar().setAccessibleName(self.tr("Views"))
        self._later = QTimer(self)
        self._later.setObjectName("build views")
        self._later.setSingleShot(True)
        self._later.setInterval(_PAUSE_MS)
        self._later.timeout.connect(self._build_next)
        self.currentChanged.connect(self._on_current_changed)

    def fill(self, kinds: Sequence[type[AssessmentView]], context: ViewContext) -> None:
        """Add a tab for each kind of view and build the first."""
        self._context = context
        self._pages = [_Page(kind, self) for kind in kinds]
        for page in self._pages:
            self.addTab(page, title_of(page.kind))

    # ------------------------------------------------------------ what is shown

    @property
    def current_view(self) -> AssessmentView | None:
        """The view that is visible."""
        page = self._current_page()
        return page.view if page is not None else None

    def view(self, place: int) -> AssessmentView:
        """Return a view, built where it is not yet."""
        return self._built(self._pages[place])

    @property
    def board(self) -> BoardView | None:
        """The board page, as soon as it is built; None where the window has none."""
        built = [page.view for page in self._pages if page.view is not None]
        if not built:
            return None
        # Imported here: asked before the first paint, when there is none.
        from gui.views.board.view import BoardView

        return next((view for view in built if isinstance(view, BoardView)), None)

    def go_to(self, title: str) -> None:
        """Look at the view with this title; nothing where there is none."""
        for place, page in enumerate(self._pages):
            if page.kind.title == title:
                self.setCurrentIndex(place)

    def _go_to_modality(self, title: str, modality: str) -> None:
        """Look at a view with this modality; an option chosen there is chosen in every view that shows one."""
        for page in self._pages:
            if page.view is None and page.kind.title == title:
                self._built(page)
            if page.view is not None:
                page.view.choose_modality(modality)
        self.go_to(title)

    def show_assessment(self, assessment: Assessment, case: Case) -> None:
        """Show this in the visible view; the others take it up when they are looked at."""
        self._newest = (assessment, case)
        self._refresh()

    def forget_assessment(self) -> None:
        """What was shown no longer fits what is typed, and nothing newer can be had."""
        self._newest = None
        for page in self._pages:
            page.shown = None
            if page.view is not None:
                page.view.hide()

    def apply_theme(self, theme: Theme) -> None:
        """Take on another theme."""
        self._theme = theme
        for page in self._pages:
            if page.view is not None:
                page.view.apply_theme(theme)

    def open_record(self, record_id: str) -> None:
        """Open a record of the library in the last view, which holds the evidence."""
        place = len(self._pages) - 1
        view = self._built(self._pages[place])
        show_record = getattr(view, "show_record", None)
        if show_record is not None:
            self.setCurrentIndex(place)
            show_record(record_id)

    def build_others_later(self) -> None:
        """Build the views that are not visible, one after the other, once the window has been painted."""
        self._later.start()

    def stop(self) -> None:
        """Build nothing more: the window closes."""
        self._later.stop()

    # ------------------------------------------------------------ how it is done

    def _current_page(self) -> _Page | None:
        place = self.currentIndex()
        return self._pages[place] if 0 <= place < len(self._pages) else None

    def _built(self, page: _Page) -> AssessmentView:
        if page.view is None:
            assert self._context is not None
            view = page.kind(self._context, page)
            view.field_requested.connect(self.field_requested)
            view.record_requested.connect(self.open_record)
            view.view_requested.connect(self._go_to_modality)
            view.command_requested.connect(self.command_requested)
            for area in view.findChildren(QAbstractScrollArea):
                # An area that takes the keyboard to be scrolled says at least whose it is.
                if not area.accessibleName():
                    area.setAccessibleName(title_of(page.kind))
            page.take(view)
            if self._theme is not self._context.theme:
                view.apply_theme(self._theme)
            return view
        return page.view

    def _refresh(self) -> None:
        page = self._current_page()
        if page is None or self._newest is None or page.shown is self._newest:
            return
        view = self._built(page)
        page.shown = self._newest
        view.show_assessment(*self._newest)
        if not page.was_shown:
            # A view imports what is slow to load when it has something to show.
            page.was_shown = True
            forget_sources()
        if view.isHidden():
            view.show()

    def _on_current_changed(self) -> None:
        self._refresh()

    def _build_next(self) -> None:
        waiting = [page for page in self._pages if page.view is None]
        if waiting:
            self._built(waiting[0])
            forget_sources()
        if len(waiting) > 1:
            self._later.start()
        else:
            self.all_built.emit()
