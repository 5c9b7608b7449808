"""Every record of the library as a row of the searchable list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF

from engine.evidence.library import Library
from engine.evidence.records.library_header import Withdrawn
from engine.findings.wording import MODALITY_SHORT
from engine.words.said import say
from gui.figures.drawing import LEFT, Fonts
from gui.shared.command import QT_TRANSLATE_NOOP
from gui.shared.language import in_use
from gui.views.lists.row_delegate import RowDelegate
from gui.views.lists.rows import Arrangement, Block, Row

Kind = Literal[
    "source",
    "cohort",
    "figure",
    "criterion",
    "concern",
    "caution",
    "discrepancy",
    "mechanism",
    "spread",
    "score",
    "ratio",
]
#: what the list can be narrowed to besides: what is withdrawn, of whatever kind
WITHDRAWN = "withdrawn"
KINDS: tuple[Kind, ...] = (
    *("source", "cohort", "figure", "criterion", "concern", "caution"),
    *("discrepancy", "mechanism", "spread", "score", "ratio"),
)


_KIND_WORDS: dict[Kind, str] = {
    "source": QT_TRANSLATE_NOOP("RecordRow", "source"),
    "cohort": QT_TRANSLATE_NOOP("RecordRow", "cohort"),
    "figure": QT_TRANSLATE_NOOP("RecordRow", "figure"),
    "criterion": QT_TRANSLATE_NOOP("RecordRow", "criterion"),
    "concern": QT_TRANSLATE_NOOP("RecordRow", "concern"),
    "caution": QT_TRANSLATE_NOOP("RecordRow", "caution"),
    "discrepancy": QT_TRANSLATE_NOOP("RecordRow", "discrepancy"),
    "mechanism": QT_TRANSLATE_NOOP("RecordRow", "mechanism"),
    "spread": QT_TRANSLATE_NOOP("RecordRow", "spread"),
    "score": QT_TRANSLATE_NOOP("RecordRow", "score"),
    "ratio": QT_TRANSLATE_NOOP("RecordRow", "ratio"),
}
_LEVELS = {"hard": QT_TRANSLATE_NOOP("RecordRow", "hard"), "weigh": QT_TRANSLATE_NOOP("RecordRow", "weigh")}
_CAUTIONS = {
    "caution": QT_TRANSLATE_NOOP("RecordRow", "caution"),
    "contested": QT_TRANSLATE_NOOP("RecordRow", "contested"),
    "note": QT_TRANSLATE_NOOP("RecordRow", "note"),
}


def _tr(text: str) -> str:
    return QCoreApplication.translate("RecordRow", text)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRow(Row):
    """One record; `haystack` is what a search looks through, in small letters."""

    kind: Kind
    label: str
    detail: str
    haystack: str
    withdrawn: bool = False


def record_rows(library: Library) -> tuple[RecordRow, ...]:
    """Return a row for every record, sources first; what is withdrawn stands at the end and says so."""
    rows, withdrawn = [], []
    for row in _rows(library.with_withdrawn):
        one = library.withdrawal_of(row.key)
        if one is None:
            rows.append(row)
        else:
            withdrawn.append(_as_withdrawn(row, one))
    return (*rows, *withdrawn)


def _as_withdrawn(row: RecordRow, one: Withdrawn) -> RecordRow:
    said = _tr("withdrawn on {date}").format(date=one.date.isoformat())
    return replace(
        row,
        spoken=f"{row.spoken}. {said}: {in_use().of(one.reason)}",
        detail=f"{said} · {row.detail}",
        tip=f"{row.label}\n{said} · {row.detail}",
        haystack=f"{row.haystack} {said} {one.reason}".lower(),
        withdrawn=True,
    )


def _rows(library: Library) -> Iterator[RecordRow]:
    for source in library.sources.values():
        text = f"{source.authors} {source.title} {source.published_in} {source.doi or ''} {source.pmid or ''}"
        yield _row("source", source.id, in_use().of(source.short), source.title, text, source.short)
    for cohort in library.cohorts.values():
        size = f"n = {cohort.patients}" if cohort.patients is not None else ""
        yield _of(library, "cohort", cohort.id, cohort.label, size, cohort.treatment or "")
    for figure in library.figures.values():
        yield _of(library, "figure", figure.id, figure.label, "", f"{figure.printed} {figure.text or ''}")
    for criterion in library.criteria.values():
        yield _of(library, "criterion", criterion.id, criterion.label, criterion.threshold, criterion.printed)
    for concern in library.concerns.values():
        detail = f"{in_use().of(MODALITY_SHORT[concern.modality])}, {_tr(_LEVELS[concern.level])}"
        yield _of(library, "concern", concern.id, concern.about, detail, f"{concern.text} {concern.printed or ''}")
    for caution in library.cautions.values():
        yield _of(library, "caution", caution.id, caution.text, _tr(_CAUTIONS[caution.kind]), "")
    for discrepancy in library.discrepancies.values():
        text = f"{discrepancy.printed} {discrepancy.reason}"
        reading = say("{code}: {reading}", code=discrepancy.code, reading=discrepancy.reading)
        yield _of(library, "discrepancy", discrepancy.code, reading, "", text)
    for mechanism in library.mechanisms.values():
        yield _of(library, "mechanism", mechanism.id, mechanism.text, mechanism.level, mechanism.tumour or "")
    for level in library.spread:
        yield _of(library, "spread", level.id, level.text, level.level, level.venous_route)
    for score in library.scores.values():
        yield _of(library, "score", score.id, score.label, "", "")
    for ratio in library.alpha_betas:
        yield _of(library, "ratio", ratio.id, ratio.text, f"alpha/beta {ratio.value_gy:g} Gy", ratio.printed)


def _of(library: Library, kind: Kind, record: str, label: str, detail: str, text: str) -> RecordRow:
    source = library.sources[library.source_of[record]].short
    shown = in_use().of(source)
    return _row(kind, record, in_use().of(label), f"{shown} · {in_use().of(detail)}" if detail else shown, text, label)


def _row(kind: Kind, record: str, label: str, detail: str, text: str, english: str) -> RecordRow:
    words = _tr(_KIND_WORDS[kind])
    # Whoever knows the English words of a paper finds its records by them, too.
    searched = label if label == english else f"{label} {english}"
    return RecordRow(
        key=record,
        spoken=f"{label}. {words}. {detail}",
        record=record,
        kind=kind,
        label=label,
        detail=f"{words} · {detail}",
        tip=f"{label}\n{words} · {detail}",
        haystack=f"{searched} {detail} {record} {text}".lower(),
    )


def matching(rows: tuple[RecordRow, ...], words: str, kind: str) -> list[RecordRow]:
    """Return the rows of a kind ("" for all, `WITHDRAWN` for what is withdrawn) that hold every word."""
    wanted = words.lower().split()
    return [row for row in rows if _is_of(row, kind) and all(word in row.haystack for word in wanted)]


def _is_of(row: RecordRow, kind: str) -> bool:
    return row.withdrawn if kind == WITHDRAWN else not kind or row.kind == kind


class RecordDelegate(RowDelegate):
    """Two lines of one height, shortened to the width: a long list must not be measured row by row."""

    def arrange(self, row: Any, width: float, fonts: Fonts) -> Arrangement:
        left, inner = fonts.em * 0.7, width - fonts.em * 1.4
        y = fonts.line * 0.25
        label = Block(
            QRectF(left, y, inner, fonts.line), _short(row.label, inner, fonts.body), fonts.body, "text", LEFT
        )
        y += fonts.line
        detail = _short(row.detail, inner, fonts.small)
        below = Block(QRectF(left, y, inner, fonts.small_line), detail, fonts.small, "muted", LEFT)
        return Arrangement(blocks=[label, below], height=y + fonts.small_line + fonts.line * 0.25)


def _short(text: str, width: float, font: QFont) -> str:
    return QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, width)
