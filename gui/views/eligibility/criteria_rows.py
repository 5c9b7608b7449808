"""The criteria of a modality as rows: status, value on its scale, why, what would change it, who disagrees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QPainter

from engine.case.fields import FieldCatalogue
from engine.evidence.library import Library
from engine.findings.assessment import CriterionFinding
from engine.findings.wording import STATUS_WORDS, with_unit
from engine.words.said import say_label
from gui.figures.criterion_scale import Scale, draw_scale, scale_height, scale_of
from gui.figures.drawing import Fonts, draw_status, status_role
from gui.shared.language import in_use
from gui.views.lists.row_delegate import RowDelegate
from gui.views.lists.rows import Arrangement, Row
from gui.views.record_names import source_short


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionRow(Row):
    """One criterion as it is shown."""

    status: str
    status_words: str
    label: str
    value: str
    threshold: str
    why: str
    dissent: tuple[str, ...]
    note: str
    source: str
    scale: Scale | None


def _tr(text: str) -> str:
    return QCoreApplication.translate("CriteriaRows", text)


def criterion_row(found: CriterionFinding, library: Library, fields: FieldCatalogue) -> CriterionRow:
    """Return a criterion as a row."""
    of = in_use().of
    words = of(STATUS_WORDS[found.status])
    label, threshold, why, flip, note = map(of, (found.label, found.threshold, found.why, found.flip, found.note or ""))
    value = of(_value(found, fields))
    sources = "; ".join(f"{source_short(cited.source, library)}, {cited.locator}" for cited in found.sources)
    dissent = tuple(
        _tr("{source} would say {status}: {text}").format(
            source=source_short(one.source, library), status=of(STATUS_WORDS[one.would_say]), text=of(one.text)
        )
        for one in found.dissent
    )
    spoken = ". ".join(
        part.rstrip(".")
        for part in (
            f"{label}: {words}",
            _tr("Value {value}").format(value=value) if value else "",
            _tr("Limit: {limit}").format(limit=threshold),
            why,
            flip,
            *(_tr("Dissent: {text}").format(text=text) for text in dissent),
            note,
            _tr("Source: {sources}").format(sources=sources),
        )
        if part
    )
    return CriterionRow(
        key=found.id,
        spoken=f"{spoken}.",
        record=found.id,
        status=found.status,
        status_words=words[:1].upper() + words[1:],
        label=label,
        value=value,
        threshold=threshold,
        why=" ".join(part for part in (why, flip) if part),
        dissent=dissent,
        note=note,
        source=sources,
        scale=scale_of(found, library.criteria.get(found.id)),
    )


def _value(found: CriterionFinding, fields: FieldCatalogue) -> str:
    """Return the patient's value in words; nothing where it is not known or is said by the status alone."""
    value = found.value
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, (int, float)):
        return with_unit(value, found.unit)
    if isinstance(value, (list, tuple)):
        value = ", ".join(str(item) for item in value)
    spec = fields[found.fields[0]] if len(found.fields) == 1 else None
    words = say_label(spec.choice_label(value), spec.id) if spec is not None else str(value)
    return words.replace("_", " ") if "_" in words else words


class CriterionDelegate(RowDelegate):
    """Status on the left, words in the middle, the scale on the right; narrow lists put the scale below."""

    def arrange(self, row: Any, width: float, fonts: Fonts) -> Arrangement:
        arrangement = Arrangement()
        em, line = fonts.em, fonts.line
        top = line * 0.4
        side = line * 0.95
        left = em * 0.8
        arrangement.places["status"] = QRectF(left, top, side, side)
        status_left = left + side * 1.35
        wide = width > em * 52
        status_width = em * 8.5
        text_left = status_left + status_width + em * 0.6 if wide else status_left
        scale_width = em * 17 if wide else min(em * 24, width - status_left - em)
        text_width = width - text_left - em - (scale_width + em if wide else 0.0)
        role = status_role(row.status)
        y = top
        if wide:
            status_end = arrangement.add(row.status_words, status_left, top, status_width, fonts.strong, fonts, role)
        else:
            status_end = y = arrangement.add(row.status_words, text_left, y, text_width, fonts.strong, fonts, role)
        title = f"{row.label}: {row.value}" if row.value else row.label
        y = arrangement.add(title, text_left, y, text_width, fonts.strong, fonts)
        y = arrangement.add(row.threshold, text_left, y, text_width, fonts.small, fonts, "muted")
        if not wide and row.scale is not None:
            arrangement.places["scale"] = QRectF(text_left, y + em * 0.3, scale_width, scale_height(row.scale, fonts))
            y += scale_height(row.scale, fonts) + em * 0.3
        y = arrangement.add(row.why, text_left, y + em * 0.15, text_width, fonts.body, fonts)
        for text in row.dissent:
            y = arrangement.add(text, text_left, y + em * 0.15, text_width, fonts.body, fonts, "borderline")
        y = arrangement.add(row.note, text_left, y, text_width, fonts.small, fonts, "muted")
        y = arrangement.add_link(row.source, text_left, y, text_width, fonts)
        if wide and row.scale is not None:
            place = QRectF(width - scale_width - em, top, scale_width, scale_height(row.scale, fonts))
            arrangement.places["scale"] = place
            y = max(y, place.bottom())
        arrangement.height = max(y, status_end) + line * 0.4
        return arrangement

    def draw_figures(self, painter: QPainter, row: Any, places: dict[str, QRectF], fonts: Fonts) -> None:
        draw_status(painter, places["status"], row.status, self.theme)
        if "scale" in places:
            draw_scale(painter, places["scale"], row.scale, self.theme, fonts)
