"""Spread by tumour height: the finding that tumour height exists for, and the map of radiation and metastasis."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from engine.evidence.library import Library
from engine.evidence.records.statements import SpreadLevel
from engine.findings.assessment import MechanismFinding, SpreadFinding, SpreadStatement
from engine.findings.conditions import Values
from engine.findings.published.cautions import cautions_for
from engine.findings.published.figures import figure_finding
from engine.findings.wording import with_unit
from engine.words.said import in_row, say

Level = Literal["lower", "between", "upper", "outside", "unknown"]


def spread(values: Values, library: Library) -> SpreadFinding:
    """Return what the sources say of spread for the tumour's height; the map does not depend on the patient."""
    height = values("tumour_height_cm")
    level = level_of(height, library) if values("primary_site") in (None, "rectum") else "outside"
    chosen = tuple(record for record in library.spread if record.level == level)
    return SpreadFinding(
        level=level,
        height_cm=height,
        in_words=_in_words(level, height, chosen, values("primary_site")),
        findings=tuple(_statement(record, library) for record in chosen),
        cautions=cautions_for("iort", values, library),
        mechanisms=mechanism_map(library),
    )


def level_of(height_cm: float | None, library: Library) -> Level:
    """Return lower, upper, between the published ranges, outside all of them, or unknown."""
    if height_cm is None:
        return "unknown"
    ranges = [r for r in library.spread if r.from_cm is not None and r.to_cm is not None]
    for record in ranges:
        if record.from_cm <= height_cm <= record.to_cm:  # type: ignore[operator]
            return record.level
    tops = [record.to_cm for record in ranges if record.to_cm is not None]
    return "between" if tops and height_cm <= max(tops) else "outside"


def _statement(record: SpreadLevel, library: Library) -> SpreadStatement:
    return SpreadStatement(
        id=record.id,
        text=record.text,
        source=library.source_of[record.id],
        locator=record.locator,
        venous_route=record.venous_route,
        figures=tuple(figure_finding(library.figures[name], library) for name in record.figures),
    )


def _in_words(level: Level, height: float | None, chosen: tuple[SpreadLevel, ...], site: str | None) -> str:
    if site not in (None, "rectum"):
        return say("The primary is not rectal: the sources on tumour height do not apply.")
    if level == "unknown":
        return say("The height of the tumour is not known.")
    shown = with_unit(height or 0.0, "cm")
    if level == "outside":
        return say("{height} from the anal verge lies above the rectum as the sources divide it.", height=shown)
    if level == "between":
        return say(
            "{height} from the anal verge lies between the published levels: the sources do not characterise it.",
            height=shown,
        )
    if level == "upper":
        where = say("{height} from the anal verge: upper rectum.", height=shown)
    else:
        where = say("{height} from the anal verge: lower rectum.", height=shown)
    return in_row((where, chosen[0].venous_route))


@lru_cache(maxsize=4)
def mechanism_map(library: Library) -> tuple[MechanismFinding, ...]:
    """Return every cell of the map of radiation and metastasis."""
    return tuple(
        MechanismFinding(
            id=record.id,
            radiation=record.radiation,
            mechanism=record.mechanism,
            direction=record.direction,
            level=record.level,
            text=record.text,
            tumour=record.tumour,
            source=library.source_of[record.id],
            locator=record.locator,
        )
        for record in library.mechanisms.values()
    )
