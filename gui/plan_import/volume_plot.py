"""The dose-volume curve of the normal liver with the threshold marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.look.accessible_roles import is_a
from gui.look.theme import Theme
from gui.shared.language import in_use

if TYPE_CHECKING:
    from engine.dose import SparedLiver


class VolumePlot(QWidget):
    """Volume below a dose: ours as a line, the planning system's own dashed, threshold and limit as thin lines."""

    def __init__(self, theme: Theme, limit_ml: float | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._limit_ml = limit_ml
        is_a(self, "chart")
        self._plot = pg.PlotWidget(parent=self, background=theme.surface)
        # The description says what is read from it; there is nothing to do here with the keyboard.
        for part in (self._plot, self._plot.viewport()):
            part.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot.setMouseEnabled(x=False, y=False)
        self._plot.setMenuEnabled(False)
        self._plot.hideButtons()
        for side, words in (("bottom", self.tr("Dose, Gy")), ("left", self.tr("Normal liver below that dose, mL"))):
            axis = self._plot.getAxis(side)
            axis.setLabel(words, color=theme.text)
            axis.setPen(theme.line)
            axis.setTextPen(theme.text)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._plot)
        metrics = self.fontMetrics()
        self.setMinimumSize(metrics.averageCharWidth() * 46, metrics.height() * 13)
        self.setAccessibleName(self.tr("Dose-volume curve of the normal liver"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def clear(self) -> None:
        """Show no curve."""
        self._plot.clear()
        self.setAccessibleDescription(self.tr("No curve yet."))

    def show_result(self, result: SparedLiver) -> None:
        """Draw the curves of a result and mark threshold, limit and the volume read."""
        self._plot.clear()
        theme = self._theme
        for curve, style in ((result.curve, Qt.PenStyle.SolidLine), (result.tps_curve, Qt.PenStyle.DashLine)):
            if curve is not None:
                colour = theme.series[0] if style is Qt.PenStyle.SolidLine else theme.series[1]
                self._plot.plot(curve.dose_gy, curve.volume_below_ml, pen=pg.mkPen(colour, width=2, style=style))
        threshold = in_use().number(f"{result.threshold_gy:g}")
        self._line(result.threshold_gy, 90, self.tr("{gy} Gy").format(gy=threshold), theme.accent)
        if self._limit_ml is not None:
            self._line(
                self._limit_ml,
                0,
                self.tr("limit {ml} mL").format(ml=in_use().number(f"{self._limit_ml:g}")),
                theme.muted,
            )
        volume = result.trusted_below_threshold_ml
        if volume is not None:
            point = pg.ScatterPlotItem([result.threshold_gy], [volume], size=9, brush=theme.accent, pen=theme.surface)
            self._plot.addItem(point)
            words = self.tr("{volume} mL receive less than {gy} Gy.")
            self.setAccessibleDescription(words.format(volume=in_use().number(f"{volume:.1f}"), gy=threshold))

    def _line(self, position: float, angle: int, words: str, colour: str) -> None:
        options = {
            "color": colour,
            "position": 0.93,
            "anchors": [(-0.05, 0.5), (-0.05, 0.5)] if angle else [(1, 1), (1, 1)],
        }
        pen = pg.mkPen(colour, style=Qt.PenStyle.DotLine)
        self._plot.addItem(pg.InfiniteLine(position, angle=angle, pen=pen, label=words, labelOpts=options))
