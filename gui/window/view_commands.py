"""The commands that change what is looked at: views, panes, size of the text, fields that matter."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication

from gui.form.patient_form import PatientForm
from gui.look.appearance import Appearance
from gui.shared.settings_store import SettingsStore
from gui.views.view_tabs import ViewTabs
from gui.window.panes import Panes
from gui.window.status_strip import StatusStrip


class ViewCommands(QObject):
    """What the View menu holds."""

    def __init__(
        self,
        form: PatientForm,
        views: ViewTabs,
        panes: Panes,
        status: StatusStrip,
        appearance: Appearance,
        settings: SettingsStore,
        commands: Mapping[str, QAction],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._form = form
        self._views = views
        self._panes = panes
        self._status = status
        self._appearance = appearance
        self._settings = settings
        self._commands = commands
        form.only_relevant.clicked.connect(self._on_only_relevant)

    def slots(self) -> dict[str, Callable[..., object]]:
        """Return what is done, by command."""
        return {
            "next_pane": self._on_next_pane,
            "previous_pane": self._on_previous_pane,
            "only_relevant": self._on_only_relevant,
            "copy_view": self._on_copy_view,
            "larger_text": self._on_larger_text,
            "smaller_text": self._on_smaller_text,
            "normal_text": self._on_normal_text,
        }

    def go_to_view(self, place: int) -> None:
        """Look at the view at this place; the keyboard goes along where it was in one."""
        focus = QApplication.focusWidget()
        is_here = focus is not None and self._views.isAncestorOf(focus)
        self._views.setCurrentIndex(place)
        if is_here:
            # The view that it was in is hidden; without this the next Tab would begin in the form.
            self._views.tabBar().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_next_pane(self) -> None:
        self._panes.go(1)

    def _on_previous_pane(self) -> None:
        self._panes.go(-1)

    def _on_only_relevant(self, only: bool) -> None:
        self._settings.only_relevant = only
        self._commands["only_relevant"].setChecked(only)
        self._form.show_only_relevant(only=only)

    def _on_copy_view(self) -> None:
        view = self._views.current_view
        if view is not None:
            QApplication.clipboard().setText(view.summary_text())
            self._status.showMessage(self.tr("The view is on the clipboard in words."), 4000)

    def _on_larger_text(self) -> None:
        self._appearance.step_text_size(1)

    def _on_smaller_text(self) -> None:
        self._appearance.step_text_size(-1)

    def _on_normal_text(self) -> None:
        self._appearance.choose_text_size(100)
