"""Draws the rows of the board page in columns that stay the same for every row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from engine.findings.wording import MODALITY_SHORT
from engine.wording.board.board_records import BoardRow
from engine.wording.board.board_rows import counts_in_words
from gui.figures.drawing import LEFT, RIGHT, WRAP, Fonts, colour, draw_status, shortened
from gui.look.theme import Theme
from gui.shared.language import in_use
from gui.views.board.axis import draw_series, draw_ticks
from gui.views.board.option_rows import DetailRow, HeaderRow, OptionRow, alike_of, source_of, unlike_of
from gui.views.board.stacked_rows import stacked_header, stacked_option
from gui.views.lists.row_delegate import RowDelegate
from gui.views.lists.rows import Arrangement, Block

#: shares of the width: option, headline, criteria, resembles, severe harm, axis
_SHARES = (0.145, 0.285, 0.085, 0.14, 0.17, 0.175)
#: lines of the reason before it is shortened; the rest stands in the opened row
_REASON_LINES = 2
#: lines of the group that is like the patient, below the figure of one that is not: of the planned option
_ALIKE_LINES = 2
#: lines of what flipped since the pin before they are shortened; the rest stands in the opened row
_FLIP_LINES = 2
#: width of the headline below which the columns give way to lines below one another
_LEAST_HEADLINE_EMS = 12
#: room behind a concern in which a reason is still worth reading
_LEAST_REASON_EMS = 9


@dataclass(frozen=True, slots=True)
class Columns:
    """Left edge and width of each column."""

    option: tuple[float, float]
    headline: tuple[float, float]
    criteria: tuple[float, float]
    resembles: tuple[float, float]
    harm: tuple[float, float]
    axis: tuple[float, float]


def columns_of(width: float, fonts: Fonts) -> Columns:
    """Return the columns at this width."""
    left, gap = fonts.em * 0.9, fonts.em * 0.7
    inner = width - left - fonts.em * 0.4
    widths = [inner * share for share in _SHARES]
    # The name of an option is never parted within a word; the headline gives the room.
    lacking = max(0.0, _longest_word(fonts) + gap - widths[0])
    widths[0], widths[1] = widths[0] + lacking, widths[1] - lacking
    found = []
    for wide in widths:
        found.append((left, wide - gap))
        left += wide
    return Columns(*found)


def is_stacked(width: float, fonts: Fonts) -> bool:
    """Whether there is no room for columns: large text on a small screen."""
    return columns_of(width, fonts).headline[1] < fonts.em * _LEAST_HEADLINE_EMS


def _longest_word(fonts: Fonts) -> float:
    """Return the width of the longest word among the names of the options."""
    return (
        max(fonts.width(word, fonts.strong) for name in MODALITY_SHORT.values() for word in in_use().of(name).split())
        + 2.0
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("BoardDelegate", text)


class BoardDelegate(RowDelegate):
    """An option on two or three lines; the details of an opened one below it, indented."""

    def __init__(self, theme: Theme, titles: tuple[str, ...], parent: QObject | None = None) -> None:
        super().__init__(theme, parent)
        self._titles = titles

    def arrange(self, row: Any, width: float, fonts: Fonts) -> Arrangement:
        stacked = is_stacked(width, fonts)
        if isinstance(row, HeaderRow):
            return stacked_header(row, width, fonts) if stacked else self._header(row, width, fonts)
        if isinstance(row, OptionRow) and stacked:
            flipped = self._in_brief(row)
            return stacked_option(row, self._titles, width, fonts, ink=_ink(row.option.verdict), flipped=flipped)
        if isinstance(row, OptionRow):
            return self._option(row, width, fonts)
        return self._detail(row, width, fonts)

    def _header(self, row: HeaderRow, width: float, fonts: Fonts) -> Arrangement:
        arrangement = Arrangement()
        columns = columns_of(width, fonts)
        places = (columns.option, columns.headline, columns.criteria, columns.resembles, columns.harm)
        lowest = fonts.small_line * 2
        for title, (left, room) in zip(row.titles, places, strict=False):
            lowest = max(lowest, arrangement.add(title, left, 0.0, room, fonts.small, fonts, "muted"))
        left, room = columns.axis
        # What the axis shows stands on the first line, its months on the last.
        above = arrangement.add(row.titles[-1], left, 0.0, room, fonts.small, fonts, "muted")
        lowest = max(lowest, above + fonts.small_line)
        arrangement.places["ticks"] = QRectF(left, lowest - fonts.small_line, room, fonts.small_line)
        arrangement.height = lowest
        return arrangement

    def _option(self, row: OptionRow, width: float, fonts: Fonts) -> Arrangement:
        if row.option.verdict == "outside" and not row.option.planned and not row.opened:
            return self._in_one_line(row, width, fonts)
        arrangement = Arrangement()
        columns, option = columns_of(width, fonts), row.option
        top = fonts.line * 0.12
        mark = fonts.line * 0.85
        left, room = columns.option
        arrangement.places["fold"] = QRectF(left - fonts.em * 0.75, top, fonts.em * 0.7, fonts.line)
        lowest = arrangement.add(option.name, left, top, room, fonts.strong, fonts)
        if option.planned:
            lowest = arrangement.add(_tr("planned"), left, lowest, room, fonts.small_strong, fonts, "accent")
        left, room = columns.headline
        arrangement.places["mark"] = QRectF(left, top + (fonts.line - mark) / 2, mark, mark)
        inside = room - mark - fonts.em * 0.4
        text_left = left + mark + fonts.em * 0.4
        y = arrangement.add(option.headline, text_left, top, inside, fonts.strong, fonts, _ink(option.look))
        # What keeps the headline from being better stands in the concern: the counts say the rest.
        lines = _REASON_LINES if not option.warning else 1
        shown = row.option.reason if row.opened else shortened(option.reason, inside, fonts, lines)
        lowest = max(lowest, arrangement.add(shown, text_left, y, inside, fonts.small, fonts))
        left, room = columns.criteria
        arrangement.add(_counts(row), left, top, room, fonts.body, fonts)
        for (left, room), said, detail in (
            (columns.resembles, option.resembles, option.resembles_detail),
            (columns.harm, option.harm, option.harm_detail),
        ):
            y = arrangement.add(said, left, top, room, fonts.body, fonts)
            lowest = max(lowest, arrangement.add(detail, left, y, room, fonts.small, fonts, "muted"))
        left, room = columns.axis
        if option.warning:
            # Never shortened: it has the whole width up to the figure, and needs the fewest lines there.
            across = left - fonts.em * 0.7 - text_left
            lowest = arrangement.add(option.warning, text_left, lowest, across, fonts.small_strong, fonts, "concern")
        lowest = self._flipped(arrangement, row, text_left, lowest, left - fonts.em * 0.7 - text_left, fonts)
        height = max(lowest - top, fonts.line * 2.6)
        below = self._figure(arrangement, option, top, height, columns.axis, fonts)
        arrangement.height = max(lowest, below) + fonts.line * 0.08
        return arrangement

    def _figure(
        self,
        arrangement: Arrangement,
        option: BoardRow,
        top: float,
        height: float,
        axis: tuple[float, float],
        fonts: Fonts,
    ) -> float:
        """Put the points, and below them whose they are; return where it ends.

        What leads is not always like the patient: that is said where the points are looked at, and so is the group that
        is; of the planned option with its figure, since that may be read as the patient's. What is cut stands whole in
        the tip and the minutes.
        """
        left, room = axis
        notes = [(elided(source_of(option) or _tr("no published point"), room, fonts), fonts.small, "muted")]
        notes += [(elided(said, room, fonts), fonts.small, "borderline") for said in (unlike_of(option),) if said]
        alike = [
            (
                shortened(said, room, fonts, _ALIKE_LINES if option.planned else 1, fonts.small_strong),
                fonts.small_strong,
                "text",
            )
            for said in (alike_of(option),)
            if said
        ]
        below = top
        if option.series:
            under = sum(fonts.height(said, room, font) for said, font, _ in (*notes, *alike))
            figure = max(height - under, fonts.line * 1.3)
            arrangement.places["axis"] = QRectF(left, top - fonts.line * 0.1, room, figure)
            below += figure
        for said, font, ink in (*notes, *alike):
            below = arrangement.add(said, left, below, room, font, fonts, ink)
        return below

    def _in_one_line(self, row: OptionRow, width: float, fonts: Fonts) -> Arrangement:
        """Arrange a closed option that is outside its criteria: what decides it, and no more until it is opened.

        A hard concern is never shortened, and takes as many lines as it needs.
        """
        arrangement = Arrangement()
        columns, option = columns_of(width, fonts), row.option
        top = fonts.line * 0.12
        mark = fonts.line * 0.8
        left, room = columns.option
        arrangement.places["fold"] = QRectF(left - fonts.em * 0.75, top, fonts.em * 0.7, fonts.line)
        lowest = arrangement.add(option.name, left, top, room, fonts.strong, fonts)
        left = columns.headline[0]
        arrangement.places["mark"] = QRectF(left, top + (fonts.line - mark) / 2, mark, mark)
        left += mark + fonts.em * 0.4
        end = columns.axis[0] - fonts.em * 0.7
        said = fonts.width(option.headline, fonts.strong) + fonts.em * 0.3
        y = arrangement.add(option.headline, left, top, said, fonts.strong, fonts, _ink(option.look))
        lowest = max(lowest, y)
        beside = left + said + fonts.em * 0.6
        # Small print on the same line stands on the same foot as what is beside it.
        foot = top + (fonts.line - fonts.small_line) * 0.75
        if option.warning:
            below = arrangement.add(option.warning, beside, foot, end - beside, fonts.small_strong, fonts, "concern")
            behind = beside + fonts.width(option.warning, fonts.small_strong) + fonts.em
            if behind + fonts.em * _LEAST_REASON_EMS <= end:
                beside = behind
            else:
                foot = below
        reason = shortened(option.reason, end - beside, fonts, 1)
        lowest = max(lowest, arrangement.add(reason, beside, foot, end - beside, fonts.small, fonts))
        lowest = self._flipped(arrangement, row, left, lowest, end - left, fonts)
        left, room = columns.axis
        if option.series:
            arrangement.places["axis"] = QRectF(left, top, room, fonts.line * 1.05)
        arrangement.height = max(lowest, top + fonts.line * 1.1) + fonts.line * 0.1
        return arrangement

    def _flipped(
        self, arrangement: Arrangement, row: OptionRow, left: float, y: float, width: float, fonts: Fonts
    ) -> float:
        """Put what the row was when the page was pinned below what it is; return where it ends."""
        said = self._in_brief(row)
        if not said or row.flip is None:
            return y
        if row.flip.headline:
            side = fonts.small_line * 0.8
            arrangement.places["before"] = QRectF(left, y + (fonts.small_line - side) / 2, side, side)
            left, width = left + side + fonts.em * 0.4, width - side - fonts.em * 0.4
        said = said if row.opened else shortened(said, width, fonts, _FLIP_LINES)
        return arrangement.add(said, left, y, width, fonts.small, fonts, "accent")

    def _in_brief(self, row: OptionRow) -> str:
        """Return what the row was when the page was pinned; nothing where it is the same."""
        if row.flip is None or not row.flip.in_brief:
            return ""
        said = row.flip.in_brief
        return said if row.flip.headline else _tr("since the pin: {changes}").format(changes=said)

    def _detail(self, row: DetailRow, width: float, fonts: Fonts) -> Arrangement:
        arrangement = Arrangement()
        columns = columns_of(width, fonts)
        # Indented below the headline; there is no room for that where everything stands below one another.
        left = fonts.em * 1.6 if is_stacked(width, fonts) else columns.headline[0]
        gap = fonts.line * 0.1
        inner = width - left - fonts.em
        if row.heading:
            y = arrangement.add(row.label, left, fonts.line * 0.45, inner, fonts.small_strong, fonts, "muted")
            arrangement.height, arrangement.ruled = y + gap, False
            return arrangement
        if row.link:
            below = arrangement.add_link(row.source, left, gap, inner, fonts)
            arrangement.height, arrangement.ruled = below + gap, False
            return arrangement
        if row.status:
            arrangement.places["mark"] = QRectF(left, gap + fonts.line * 0.1, fonts.line * 0.8, fonts.line * 0.8)
        if row.before:
            # Symbol before, symbol now.
            arrangement.places["before"] = QRectF(arrangement.places["mark"])
            arrangement.places["mark"].translate(fonts.line * 1.1, 0.0)
            left, inner = left + fonts.line * 1.1, inner - fonts.line * 1.1
        left += fonts.line * 1.1
        inner -= fonts.line * 1.1
        value_width = min(fonts.width(row.value, fonts.strong) + fonts.em * 0.3, inner * 0.4)
        y = arrangement.add(row.label, left, gap, inner - value_width - fonts.em, fonts.body, fonts)
        height = fonts.height(row.value, value_width, fonts.strong) if row.value else 0.0
        place = QRectF(left + inner - value_width, gap, value_width, height)
        if row.value:
            arrangement.blocks.append(Block(place, row.value, fonts.strong, "text", RIGHT | WRAP))
        y = max(y, gap + height)
        beside = "; ".join(part for part in (row.detail, row.source) if part)
        y = arrangement.add(beside, left, y, inner, fonts.small, fonts, "muted")
        arrangement.height, arrangement.ruled = y + gap, False
        return arrangement

    def draw_figures(self, painter: QPainter, row: Any, places: dict[str, QRectF], fonts: Fonts) -> None:
        if isinstance(row, HeaderRow):
            draw_ticks(painter, places["ticks"], row.axis_months, self.theme, fonts)
            return
        if "mark" in places:
            draw_status(
                painter, places["mark"], row.option.look if isinstance(row, OptionRow) else row.status, self.theme
            )
        if "before" in places:
            before = row.flip.before if isinstance(row, OptionRow) and row.flip is not None else row.before
            draw_status(painter, places["before"], before, self.theme)
        if isinstance(row, OptionRow):
            painter.setPen(colour(self.theme, "muted"))
            painter.setFont(fonts.small)
            painter.drawText(places["fold"], LEFT, "▾" if row.opened else "▸")
            if "axis" in places and row.option.series:
                draw_series(painter, places["axis"], row.option.series, row.axis_months, self.theme, fonts)


def _ink(look: str) -> str:
    return {"within": "met", "outside": "not_met", "concern": "concern", "borderline": "borderline"}.get(
        look, "text" if look in ("undetermined", "within_to_weigh", "within_much_to_weigh") else "muted"
    )


def _counts(row: OptionRow) -> str:
    met, failed, borderline, unknown = row.option.counts
    if not counts_in_words(row.option.counts):
        return "–"
    open_ones = " ".join(
        part for part in (f"{borderline}◆" if borderline else "", f"{unknown}?" if unknown else "") if part
    )
    return f"{met} · {failed} · {open_ones or 0}"


def elided(text: str, width: float, fonts: Fonts) -> str:
    """Return one line of small print, cut with an ellipsis where it is too long."""
    return QFontMetricsF(fonts.small).elidedText(text, Qt.TextElideMode.ElideRight, width)
