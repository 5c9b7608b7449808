"""A row of the board page where its columns would be too narrow to be read: everything below one another, named."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF

from engine.wording.board.board_rows import counts_in_words
from engine.words.said import say
from gui.figures.drawing import Fonts
from gui.shared.language import in_use
from gui.views.board.option_rows import HeaderRow, OptionRow, alike_of, source_of, unlike_of
from gui.views.lists.rows import Arrangement

#: height of the figure, lines
_FIGURE_LINES = 2.6


def stacked_header(row: HeaderRow, width: float, fonts: Fonts) -> Arrangement:
    """Return the names of what needs one: the order of the options, and the axis with its months."""
    arrangement = Arrangement()
    left, inner = _inside(width, fonts)
    y = arrangement.add(row.titles[0], left, 0.0, inner, fonts.small, fonts, "muted")
    y = arrangement.add(row.titles[-1], left, y, inner, fonts.small, fonts, "muted")
    arrangement.places["ticks"] = QRectF(left, y, inner, fonts.small_line)
    arrangement.height = y + fonts.small_line
    return arrangement


def stacked_option(
    row: OptionRow, titles: tuple[str, ...], width: float, fonts: Fonts, *, ink: str, flipped: str
) -> Arrangement:
    """Return an option with each of its parts on lines of its own; nothing is shortened.

    Parameters
    ----------
    titles : names of the columns that it has elsewhere.
    ink : colour of the headline.
    flipped : what the row was when the page was pinned; empty where nothing has changed.
    """
    arrangement, option = Arrangement(), row.option
    left, inner = _inside(width, fonts)
    y, mark = fonts.line * 0.12, fonts.line * 0.85
    arrangement.places["fold"] = QRectF(left - fonts.em * 0.75, y, fonts.em * 0.7, fonts.line)
    y = arrangement.add(option.name, left, y, inner, fonts.strong, fonts)
    if option.planned:
        planned = QCoreApplication.translate("BoardDelegate", "planned")
        y = arrangement.add(planned, left, y, inner, fonts.small_strong, fonts, "accent")
    arrangement.places["mark"] = QRectF(left, y + (fonts.line - mark) / 2, mark, mark)
    beside = left + mark + fonts.em * 0.4
    y = arrangement.add(option.headline, beside, y, inner - (beside - left), fonts.strong, fonts, ink)
    y = arrangement.add(option.reason, left, y, inner, fonts.small, fonts)
    y = arrangement.add(option.warning, left, y, inner, fonts.small_strong, fonts, "concern")
    if flipped:
        side = fonts.small_line * 0.8
        indent = 0.0
        if row.flip is not None and row.flip.headline:
            arrangement.places["before"] = QRectF(left, y + (fonts.small_line - side) / 2, side, side)
            indent = side + fonts.em * 0.4
        y = arrangement.add(flipped, left + indent, y, inner - indent, fonts.small, fonts, "accent")
    for title, said, detail in (
        (titles[2], counts_in_words(option.counts), ""),
        (titles[3], option.resembles, option.resembles_detail),
        (titles[4], option.harm, option.harm_detail),
    ):
        if said:
            words = in_use().of(say("{name}: {words}", name=title, words=said))
            y = arrangement.add(words, left, y, inner, fonts.body, fonts)
            y = arrangement.add(detail, left, y, inner, fonts.small, fonts, "muted")
    if option.series:
        arrangement.places["axis"] = QRectF(left, y, inner, fonts.line * _FIGURE_LINES)
        y += fonts.line * _FIGURE_LINES
        y = arrangement.add(source_of(option), left, y, inner, fonts.small, fonts, "muted")
        if unlike := unlike_of(option):
            y = arrangement.add(unlike, left, y, inner, fonts.small, fonts, "borderline")
        if alike := alike_of(option):
            y = arrangement.add(alike, left, y, inner, fonts.small_strong, fonts)
    arrangement.height = y + fonts.line * 0.12
    return arrangement


def _inside(width: float, fonts: Fonts) -> tuple[float, float]:
    """Return where text begins and how much room it has."""
    left = fonts.em * 0.9
    return left, width - left - fonts.em * 0.4
