"""The shared description of a survival figure, drawn with pyqtgraph; nothing is worked out here.

pyqtgraph is imported when the first plot is made, never with this module: it takes longer to load than the window.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsPolygonItem, QSizePolicy, QVBoxLayout, QWidget

from engine.report.survival.survival_records import Series, SurvivalFigure
from gui.figures.drawing import CENTRE, LEFT, colour, fonts_of
from gui.look.accessible_roles import is_a
from gui.look.theme import Theme
from gui.shared.plain_text import tip

#: pyqtgraph's names of the marks, told apart without colour
_MARKS = ("o", "s", "t1", "d", "p", "h", "star", "+")


class SurvivalPlot(QWidget):
    """One figure with a cursor that the mouse or the arrow keys move.

    Signals
    -------
    cursor_moved : the time in months that the person points at.
    point_opened : series and number of the published point that the person opened: by a click near it, or the one
        nearest to the cursor by Enter or F1.
    """

    cursor_moved = Signal(float)
    point_opened = Signal(str, int)
    _drawn_font = ""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        import pyqtgraph

        is_a(self, "chart")
        self._pg = pyqtgraph
        self._theme = theme
        self._figure: SurvivalFigure | None = None
        self._months = 0.0
        self._items: list[Any] = []
        self._plot = pyqtgraph.PlotWidget(self, background=None)
        for part in (self._plot, self._plot.viewport()):
            part.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot.setMenuEnabled(False)
        self._plot.hideButtons()
        self._plot.setMouseEnabled(False, False)
        self._plot.setFrameShape(self._plot.Shape.NoFrame)
        self._plot.wheelEvent = self._ignore_wheel
        self._cursor = pyqtgraph.InfiniteLine(angle=90, movable=False)
        self._plot.addItem(self._cursor, ignoreBounds=True)
        self._plot.scene().sigMouseMoved.connect(self._follow_mouse)
        self._plot.scene().sigMouseClicked.connect(self._open_clicked)
        self._strip = AtRiskStrip(self._plot, theme, self)
        self._plot.getViewBox().sigResized.connect(self._place_again)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._plot, 1)
        column.addWidget(self._strip)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def figure(self) -> SurvivalFigure | None:
        """The figure that is shown."""
        return self._figure

    def show_figure(self, figure: SurvivalFigure) -> None:
        """Draw this figure; the same one again costs nothing."""
        if figure == self._figure:
            return
        self._figure = figure
        self.setAccessibleName(figure.title)
        self.setAccessibleDescription(figure.alt)
        self._draw()

    def show_cursor(self, months: float) -> None:
        """Put the cursor at a time without saying so."""
        self._months = months
        self._cursor.setPos(months)

    def apply_theme(self, theme: Theme) -> None:
        """Take on another theme; pyqtgraph's colours are fixed when made, so the figure is drawn anew."""
        self._theme = theme
        self._strip.apply_theme(theme)
        if self._figure is not None:
            self._draw()

    # ------------------------------------------------------------------ drawing

    def _draw(self) -> None:
        figure = self._figure
        if figure is None:
            return
        self._drawn_font = self.font().key()
        for item in self._items:
            self._plot.removeItem(item)
        self._items = []
        self._draw_axes(figure)
        for series in figure.series:
            self._draw_series(series)
        self._labels = self._draw_labels(figure.series)
        self._draw_sentence(figure.not_comparable)
        self._strip.show_series(figure.series)
        self._place_again()

    def _draw_axes(self, figure: SurvivalFigure) -> None:
        fonts = fonts_of(self.font())
        axes = figure.axes
        text, line = colour(self._theme, "muted"), colour(self._theme, "line")
        ticks = {"bottom": axes.time_ticks, "left": axes.survival_ticks}
        labels = {"bottom": axes.time_label, "left": axes.survival_label}
        for side in ("bottom", "left"):
            axis = self._plot.getAxis(side)
            axis.setTicks([[(tick.value, tick.label) for tick in ticks[side]]])
            axis.setStyle(tickFont=fonts.small, hideOverlappingLabels=False, tickLength=-round(fonts.em * 0.3))
            axis.setPen(self._pg.mkPen(line))
            axis.setTextPen(self._pg.mkPen(text))
            axis.setLabel(labels[side], color=text.name())
            axis.label.setFont(fonts.small)
        self._plot.getAxis("left").setWidth(round(fonts.width("100", fonts.small) + fonts.small_line * 1.9))
        self._plot.showGrid(x=False, y=True, alpha=0.25)
        self._cursor.setPen(self._pg.mkPen(colour(self._theme, "muted"), width=1))
        self._cursor.setZValue(-5)

    def _draw_series(self, series: Series) -> None:
        ink = self._ink(series)
        # Lines of a plot are measured in the pixels of the screen.
        width = max(1.5, fonts_of(self.font()).em * 0.18) * self.devicePixelRatioF()
        if series.band:
            band = QGraphicsPolygonItem(QPolygonF([QPointF(x, y) for x, y in series.band]))
            fill = QColor(ink)
            fill.setAlphaF(self._theme.band_opacity)
            band.setBrush(fill)
            edge = QColor(ink)
            edge.setAlphaF(0.45)
            band.setPen(self._pg.mkPen(edge, width=self.devicePixelRatioF()))
            band.setZValue(-10)
            self._add(band)
        for points, style in ((series.solid, Qt.PenStyle.SolidLine), (series.dashed, Qt.PenStyle.DashLine)):
            if points:
                pen = self._pg.mkPen(ink, width=width, style=style)
                xs, ys = [x for x, _ in points], [y for _, y in points]
                self._add(self._pg.PlotCurveItem(xs, ys, pen=pen, antialias=True))
        self._draw_anchors(series, ink, width)

    def _draw_anchors(self, series: Series, ink: QColor, width: float) -> None:
        pen = self._pg.mkPen(ink, width=max(1.0, width * 0.6))
        limits = [anchor.months for anchor in series.anchors if anchor.kind == "median_limit"]
        if len(limits) > 1:
            self._add(self._pg.PlotCurveItem([min(limits), max(limits)], [50.0, 50.0], pen=pen, antialias=True))
        shown = [anchor for anchor in series.anchors if anchor.kind != "median_limit"]
        for anchor in shown:
            if anchor.low_percent is not None and anchor.high_percent is not None:
                ends = [anchor.low_percent, anchor.high_percent]
                self._add(self._pg.PlotCurveItem([anchor.months] * 2, ends, pen=pen, antialias=True))
        back = colour(self._theme, "surface")
        mark = _MARKS[series.line_style % len(_MARKS)]
        size = fonts_of(self.font()).em * 0.75
        self._add(
            self._pg.ScatterPlotItem(
                x=[anchor.months for anchor in shown],
                y=[anchor.percent for anchor in shown],
                symbol=mark,
                size=size,
                pen=self._pg.mkPen(ink, width=max(1.2, width * 0.7)),
                brush=[self._pg.mkBrush(ink if anchor.kept else back) for anchor in shown],
                antialias=True,
            )
        )

    def _draw_labels(self, many: Sequence[Series]) -> list[tuple[float, float, Any]]:
        """Put each series' letter at the end of its line, and return (months, percent, item)."""
        found = []
        for series in many:
            points = series.dashed or series.solid
            marks = [(a.months, a.percent) for a in series.anchors if a.kind != "median_limit"]
            end = points[-1] if points else (max(marks) if marks else None)
            if end is None:
                continue
            label = self._pg.TextItem(series.key, color=self._ink(series), anchor=(0, 0.5))
            label.setFont(fonts_of(self.font()).strong)
            self._add(label)
            found.append((end[0], end[1], label))
        return found

    def _draw_sentence(self, text: str | None) -> None:
        if not text:
            self._sentence = None
            return
        item = self._pg.TextItem(
            text,
            color=colour(self._theme, "borderline"),
            anchor=(1, 0),
            border=self._pg.mkPen(colour(self._theme, "borderline")),
            fill=self._pg.mkBrush(colour(self._theme, "surface")),
        )
        item.setFont(fonts_of(self.font()).small_strong)
        self._sentence = item
        self._add(item)

    def _add(self, item: Any) -> None:
        self._items.append(item)
        self._plot.addItem(item, ignoreBounds=True)

    def _ink(self, series: Series) -> QColor:
        return QColor(self._theme.series[series.colour % len(self._theme.series)])

    def _place_again(self) -> None:
        """Keep labels apart at the present size, and the numbers at risk under their times."""
        if self._figure is None:
            return
        fonts, box = fonts_of(self.font()), self._plot.getViewBox()
        end, height = self._figure.axes.max_months, max(box.height(), 1.0)
        # Beyond the axis there is room for a letter; above and below it for half a number.
        right = end * (1 + 1.7 * fonts.em / max(box.width(), 1.0))
        room = 100 * 0.7 * fonts.small_line / height
        top = 100 + room
        box.setRange(xRange=(-end * 0.01, right), yRange=(-room, top), padding=0, disableAutoRange=True)
        apart = 100 * fonts.small_line / height
        below = 101.0 + apart
        for months, percent, label in sorted(self._labels, key=lambda one: -one[1]):
            below = min(percent, below - apart)
            label.setPos(months, below)
        if self._sentence is not None:
            self._sentence.setPos(right, top)
        self._strip.update()

    # ------------------------------------------------------------------ pointing

    def _follow_mouse(self, where: QPointF) -> None:
        box = self._plot.getViewBox()
        if self._figure is None or not box.sceneBoundingRect().contains(where):
            return
        self._go_to(box.mapSceneToView(where).x())

    def _go_to(self, months: float) -> None:
        if self._figure is None:
            return
        kept = round(min(max(months, 0.0), self._figure.axes.max_months), 1)
        if kept != self._months:
            self.show_cursor(kept)
            self.cursor_moved.emit(kept)

    def _open_clicked(self, click: Any) -> None:
        where, box = click.scenePos(), self._plot.getViewBox()
        near = 1.5 * fonts_of(self.font()).em
        found = []
        for series, number, months, percent in self._points():
            point = box.mapViewToScene(QPointF(months, percent))
            distance = (point - where).manhattanLength()
            if distance <= near:
                found.append((distance, series, number))
        if found:
            _, series, number = min(found)
            self.point_opened.emit(series, number)

    def _open_nearest(self) -> None:
        found = [(abs(months - self._months), series, number) for series, number, months, _ in self._points()]
        if found:
            _, series, number = min(found)
            self.point_opened.emit(series, number)

    def _points(self) -> list[tuple[str, int, float, float]]:
        """Return (series, number, months, percent) of every published point."""
        return [
            (series.id, number, anchor.months, anchor.percent)
            for series in (self._figure.series if self._figure is not None else ())
            for number, anchor in enumerate(series.anchors)
        ]

    def _ignore_wheel(self, event: Any) -> None:
        """A survival curve is never zoomed: the wheel scrolls the page."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._figure is None:
            return
        far = bool(event.modifiers() & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier))
        step = 6.0 if far else 1.0
        steps = {Qt.Key.Key_Left: -step, Qt.Key.Key_Right: step}
        ends = {Qt.Key.Key_Home: 0.0, Qt.Key.Key_End: self._figure.axes.max_months}
        if event.key() in steps:
            self._go_to(float(round(self._months + steps[Qt.Key(event.key())])))
        elif event.key() in ends:
            self._go_to(ends[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F1):
            self._open_nearest()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        # pyqtgraph's letters are fixed when made; before the first figure there are none.
        if event.type() == QEvent.Type.FontChange and self._drawn_font not in ("", self.font().key()):
            self._draw()
            self.updateGeometry()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.hasFocus():
            painter = QPainter(self)
            painter.setPen(QPen(colour(self._theme, "focus"), 1, Qt.PenStyle.DashLine))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
            painter.end()

    def sizeHint(self) -> QSize:
        fonts = fonts_of(self.font())
        return QSize(round(fonts.em * 34), round(fonts.line * 17))

    def minimumSizeHint(self) -> QSize:
        fonts = fonts_of(self.font())
        return QSize(round(fonts.em * 14), round(fonts.line * 13))


class AtRiskStrip(QWidget):
    """Numbers at risk below the time axis, each under its time; what is not given is said."""

    def __init__(self, plot: Any, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        is_a(self, "graphic")
        self._plot = plot
        self._theme = theme
        self._series: tuple[Series, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_series(self, series: tuple[Series, ...]) -> None:
        """Show the numbers of these series."""
        self._series = series
        self.setAccessibleName(self.tr("Numbers at risk"))
        parts = []
        for one in series:
            numbers = [
                self.tr("{count} at {months} months").format(count=count, months=f"{months:g}")
                for months, count in one.at_risk.numbers
            ]
            parts.append(f"{one.key}: {', '.join([*numbers, one.at_risk.words])}")
        words = "; ".join(parts)
        self.setAccessibleDescription(words)
        self.setToolTip(tip(words))
        self.updateGeometry()
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Take on another theme."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        fonts = fonts_of(self.font())
        return QSize(round(fonts.em * 20), round(fonts.small_line * (len(self._series) + 1.2)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        fonts = fonts_of(self.font())
        box = self._plot.getViewBox()
        painter.setFont(fonts.small)
        painter.setPen(colour(self._theme, "muted"))
        start = self._x_of(box, 0.0)
        painter.drawText(QRectF(start, 0, self.width() - start, fonts.small_line), LEFT, self.tr("Number at risk"))
        for row, series in enumerate(self._series):
            y = fonts.small_line * (row + 1)
            painter.setFont(fonts.small_strong)
            painter.setPen(QColor(self._theme.series[series.colour % len(self._theme.series)]))
            wide = fonts.em * 2
            painter.drawText(QRectF(start - wide * 1.6, y, wide, fonts.small_line), LEFT, series.key)
            painter.setFont(fonts.small)
            painter.setPen(colour(self._theme, "text"))
            end = start
            for months, count in series.at_risk.numbers:
                x = self._x_of(box, months)
                painter.drawText(QRectF(x - wide, y, wide * 2, fonts.small_line), CENTRE, str(count))
                end = x + wide
            painter.setPen(colour(self._theme, "muted"))
            # Shortened where there is no room: the tip says all of it.
            rest = QRectF(end, y, max(self.width() - end, 0.0), fonts.small_line)
            words = painter.fontMetrics().elidedText(
                series.at_risk.words, Qt.TextElideMode.ElideRight, round(rest.width())
            )
            painter.drawText(rest, LEFT, words)
        painter.end()

    def _x_of(self, box: Any, months: float) -> float:
        """Return where a time lies, in this strip; plot and strip share their left edge."""
        return float(self._plot.mapFromScene(box.mapViewToScene(QPointF(months, 0.0))).x())
