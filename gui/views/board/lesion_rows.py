"""Each lesion on one line: what it is, what its own size and place allow, and what the plan names for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from engine.wording.board.board_records import BoardLesion
from gui.figures.drawing import Fonts, draw_status
from gui.views.lists.row_delegate import RowDelegate
from gui.views.lists.rows import Arrangement, Row

#: shares of the width: what it is, each treatment, the plan
_WHAT, _PLAN = 0.36, 0.14
LESIONS_FIELD = "lesions"


@dataclass(frozen=True, slots=True, kw_only=True)
class LesionRow(Row):
    """One lesion, or the names of the columns where `lesion` is None."""

    lesion: BoardLesion | None
    titles: tuple[str, ...] = ()


def lesion_rows(lesions: tuple[BoardLesion, ...], lesion: str, plan: str) -> list[LesionRow]:
    """Return a row of titles and one for each lesion; nothing where there is none.

    Parameters
    ----------
    lesion, plan : words above the first and the last column.
    """
    if not lesions:
        return []
    titles = (lesion, *(name for name, _, _ in lesions[0].options), plan)
    head = LesionRow(key="lesions:titles", spoken=", ".join(titles), heading=True, lesion=None, titles=titles)
    rows = [LesionRow(key=f"lesion:{one.lesion}", spoken=one.words, field=LESIONS_FIELD, lesion=one) for one in lesions]
    return [head, *rows]


class LesionDelegate(RowDelegate):
    """Columns that stay the same for every lesion; a mark before each verdict."""

    def arrange(self, row: Any, width: float, fonts: Fonts) -> Arrangement:
        arrangement = Arrangement()
        top, gap = fonts.line * 0.15, fonts.em * 0.7
        count = len(row.titles) - 2 if row.lesion is None else len(row.lesion.options)
        share = (1.0 - _WHAT - _PLAN) / max(count, 1)
        inner = width - fonts.em * 1.3
        places = []
        left = fonts.em * 0.9
        for part in (_WHAT, *[share] * count, _PLAN):
            places.append((left, inner * part - gap))
            left += inner * part
        lowest = 0.0
        if row.lesion is None:
            for title, (left, room) in zip(row.titles, places, strict=True):
                lowest = max(lowest, arrangement.add(title, left, top, room, fonts.small, fonts, "muted"))
            arrangement.height = lowest + top
            return arrangement
        left, room = places[0]
        said = f"{row.lesion.lesion} · {row.lesion.what}"
        lowest = arrangement.add(said, left, top, room, fonts.strong, fonts)
        lowest = arrangement.add(row.lesion.detail, left, lowest, room, fonts.small, fonts, "muted")
        mark = fonts.line * 0.8
        for number, ((_, _, words), (left, room)) in enumerate(zip(row.lesion.options, places[1:-1], strict=True)):
            arrangement.places[f"mark{number}"] = QRectF(left, top + fonts.line * 0.1, mark, mark)
            inside = mark + fonts.em * 0.4
            lowest = max(lowest, arrangement.add(words, left + inside, top, room - inside, fonts.body, fonts))
        left, room = places[-1]
        lowest = max(lowest, arrangement.add(row.lesion.plan, left, top, room, fonts.body, fonts))
        arrangement.height = lowest + top
        return arrangement

    def draw_figures(self, painter: QPainter, row: Any, places: dict[str, QRectF], fonts: Fonts) -> None:
        if row.lesion is not None:
            for number, (_, verdict, _) in enumerate(row.lesion.options):
                draw_status(painter, places[f"mark{number}"], verdict, self.theme)
