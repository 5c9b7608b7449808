"""One survival figure with its title, its legend in words and the warnings that belong to it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import QWidget

from engine.report.survival.survival_records import SurvivalFigure
from gui.figures.drawing import fonts_of
from gui.figures.survival_plot import SurvivalPlot
from gui.look.theme import Theme
from gui.views.small_widgets import Heading, Panel, Sentence


class SurvivalPanel(Panel):
    """A panel that is made once and shows one figure after another.

    Signals
    -------
    cursor_moved : the time in months that the person points at.
    point_opened : series and number of the published point that the person opened.
    """

    cursor_moved = Signal(float)
    point_opened = Signal(str, int)
    _is_built = False

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Heading("", self, factor=1.05)
        self._legend = Sentence(parent=self)
        self._plot = SurvivalPlot(theme, self)
        self.setFocusProxy(self._plot)
        self._plot.cursor_moved.connect(self.cursor_moved)
        self._plot.point_opened.connect(self.point_opened)
        self._notes = Sentence(parent=self, muted=True)
        self._notes.setFont(fonts_of(self.font()).small)
        for part in (self._title, self._legend, self._plot, self._notes):
            self.rows.addWidget(part)
        self.rows.setStretch(2, 1)
        self._is_built = True

    @property
    def figure(self) -> SurvivalFigure | None:
        """The figure that is shown."""
        return self._plot.figure

    def show_figure(self, figure: SurvivalFigure, title: str, months: float) -> None:
        """Show a figure with the cursor at a time."""
        self._title.setText(title)
        # By this name it can be saved as a picture.
        self.setProperty("figure", title)
        self._legend.say("\n".join(f"{series.key}  {series.label}" for series in figure.series))
        self._plot.show_figure(figure)
        self._plot.show_cursor(months)
        several = len(figure.series) > 1
        badges = [f"{series.key}: {badge}" if several else badge for series in figure.series for badge in series.badges]
        self._notes.say("\n".join([*figure.notes, *badges]))

    def show_cursor(self, months: float) -> None:
        """Put the cursor at a time."""
        self._plot.show_cursor(months)

    def apply_theme(self, theme: Theme) -> None:
        """Take on another theme."""
        self._plot.apply_theme(theme)

    def _follow_font(self) -> None:
        """Fonts of their own do not follow by themselves."""
        self._title.follow(self.font())
        small = fonts_of(self.font()).small
        if small != self._notes.font():
            self._notes.setFont(small)

    # ------------------------------------------------------------------ Qt

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self._is_built:
            # The style sheet sets the fonts of what is inside after this one.
            QTimer.singleShot(0, self, self._follow_font)
