"""All shown groups with one published figure in one panel, side by side at the time that they share."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QTimer, Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from engine.report.survival.forest_figure import ForestFigure
from gui.figures.drawing import fonts_of
from gui.look.theme import Theme
from gui.shared.language import in_use
from gui.views.lists.row_list import RowList
from gui.views.small_widgets import Heading, Panel, Sentence
from gui.views.survival.forest_rows import ForestDelegate, forest_rows


class ForestPanel(Panel):
    """A panel that is made once and shows one figure after another.

    Signals
    -------
    record_opened : id of the published figure that the person opened: by a click, Enter or F1.
    """

    record_opened = Signal(str)
    _is_built = False

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figure: ForestFigure | None = None
        self._title = Heading("", self, factor=1.05)
        self._warning = Sentence(parent=self)
        self._rows = RowList(ForestDelegate(theme), "", self, as_tall_as_content=True, open_by_click=True)
        self._rows.record_opened.connect(self.record_opened)
        self._rows.row_reached.connect(self._keep_in_sight)
        self.setFocusProxy(self._rows)
        self._notes = Sentence(parent=self, muted=True)
        for part in (self._title, self._warning, self._rows, self._notes):
            self.rows.addWidget(part)
        # Alone on the page it stands at its top.
        self.rows.addStretch(1)
        self._follow_font()
        self._is_built = True

    @property
    def figure(self) -> ForestFigure | None:
        """The figure that is shown; None where there is none."""
        return self._figure

    def show_figure(self, figure: ForestFigure | None) -> None:
        """Show a figure; none takes no room."""
        self._figure = figure
        self.setHidden(figure is None)
        if figure is None:
            self.setProperty("figure", "")
            return
        of = in_use().of
        title = of(figure.title)
        self._title.say(title)
        # By this name it can be saved as a picture.
        self.setProperty("figure", title)
        self._warning.say(of(figure.not_comparable or ""))
        self._rows.setAccessibleName(title)
        self._rows.setAccessibleDescription(of(figure.alt))
        self._rows.show_rows(forest_rows(figure))
        self._notes.say("\n".join(of(note) for note in figure.notes))

    def apply_theme(self, theme: Theme) -> None:
        """Take on another theme."""
        self._rows.apply_theme(theme)

    def _follow_font(self) -> None:
        """Fonts of their own do not follow by themselves."""
        fonts = fonts_of(self.font())
        self._title.follow(self.font())
        for part, font in ((self._warning, fonts.strong), (self._notes, fonts.small)):
            if font != part.font():
                part.setFont(font)

    def _keep_in_sight(self, rows: RowList) -> None:
        """Scroll the page to the row that a person went to."""
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        page = area.widget() if area is not None else None
        if area is None or page is None:
            return
        place = rows.visualRect(rows.currentIndex())
        top = rows.viewport().mapTo(page, place.topLeft())
        for point in (top + QPoint(0, place.height()), top):
            area.ensureVisible(point.x(), point.y(), 0, round(fonts_of(self.font()).em))

    # ------------------------------------------------------------------ Qt

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self._is_built:
            # The style sheet sets the fonts of what is inside after this one.
            QTimer.singleShot(0, self, self._follow_font)
