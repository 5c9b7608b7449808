"""Local control by band of dose or of size, side by side, from the sources that print two bands or more.

Nothing is worked out between the bands, put together, or turned into a chance of this patient's: each number is one
that is printed, and the patient's own value says in which of the bands it lies.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import msgspec

from engine.case.fields import FieldCatalogue
from engine.evidence.library import Library
from engine.evidence.records.base import Condition
from engine.evidence.records.cohorts import EntryItem
from engine.evidence.records.figures import BedBand, Figure
from engine.evidence.records.modalities import MODALITIES, Modality
from engine.findings.comparability.figures_that_apply import Conditions
from engine.findings.comparability.own_conditions import COURSE, own_items
from engine.findings.conditions import Values
from engine.findings.published.figures import figure_finding
from engine.findings.records.band_records import Band, BandTable
from engine.findings.records.curve_records import MatchItem
from engine.words.said import Number, say, say_label

_ENDPOINT = "local_control"
#: what a band may be of, beside the biologically effective dose
_SCALES = ("total_dose_gy", "fractions", "largest_lesion_cm")
_HOLDS = {"met": True, "not_met": False, "unknown": None}


class _Ends(NamedTuple):
    at_least: float | None
    above: float | None
    at_most: float | None
    below: float | None

    @property
    def order(self) -> tuple[float, float]:
        """From the lowest band to the highest."""
        lows = [end for end in (self.at_least, self.above) if end is not None]
        highs = [end for end in (self.at_most, self.below) if end is not None]
        return max(lows, default=float("-inf")), min(highs, default=float("inf"))


class _Divided(NamedTuple):
    """A figure by one of its conditions: the `place`th of those that are held against the patient."""

    figure: Figure
    place: int
    ends: _Ends
    modality: Modality


#: field, or None with the ratio of a BED
_Scale = tuple[str | None, float | None]


def published_bands(values: Values, fields: FieldCatalogue, library: Library) -> tuple[BandTable, ...]:
    """Return the bands of every source that prints two or more of one endpoint, with the patient's own place.

    Parameters
    ----------
    values : the patient and the plan.
    """
    conditions = Conditions(values, fields, library)
    return tuple(
        _table(scale, divided, values, fields, library, conditions) for scale, divided in divided_figures(library)
    )


@lru_cache(maxsize=4)
def divided_figures(library: Library) -> tuple[tuple[_Scale, tuple[_Divided, ...]], ...]:
    """Return the figures of a library that differ in one band alone: by source, scale and all else they depend on.

    A point of time, or a statistic, for which one band alone is printed is left out.
    """
    groups: dict[object, tuple[_Scale, list[_Divided]]] = {}
    for modality in MODALITIES:
        for figure in library.figures_for(modality):
            if figure.kind != "outcome" or figure.endpoint != _ENDPOINT or figure.superseded_by is not None:
                continue
            for scale, rest, divided in _divisions(figure, modality):
                key = (modality, library.source_of[figure.id], scale, rest)
                groups.setdefault(key, (scale, []))[1].append(divided)
    found = []
    for scale, divided_ in groups.values():
        kept = tuple(sorted(_several(divided_), key=lambda one: (_when(one.figure), one.ends.order)))
        if kept:
            found.append((scale, kept))
    return tuple(found)


def _divisions(figure: Figure, modality: Modality) -> Iterator[tuple[_Scale, object, _Divided]]:
    """Yield each condition of a figure that may be a band, with the other conditions."""
    entries, bed = figure.observed_where, figure.observed_bed
    for place, entry in enumerate(entries):
        ends = _ends_of(entry)
        if ends is not None:
            others = tuple(_said_by(one) for number, one in enumerate(entries) if number != place)
            scale = (entry.condition.field, None)
            yield scale, (others, _limits(bed)), _Divided(figure, place, ends, modality)
    if bed is not None:
        ends = _Ends(bed.at_least, None, None, bed.below)
        others = tuple(_said_by(one) for one in entries)
        yield (None, bed.alpha_beta_gy), (others, None), _Divided(figure, len(entries), ends, modality)


def _ends_of(entry: EntryItem) -> _Ends | None:
    condition = entry.condition
    if condition.field not in _SCALES or entry.or_else or entry.decides_only_met:
        return None
    if condition.between is not None:
        return _Ends(condition.between[0], None, condition.between[1], None)
    ends = _Ends(condition.at_least, condition.above, condition.at_most, condition.below)
    return None if ends == (None, None, None, None) else ends


def _said_by(entry: EntryItem) -> tuple[Condition, ...]:
    return (entry.condition, *entry.or_else)


def _limits(bed: BedBand | None) -> tuple[float | None, ...] | None:
    return None if bed is None else (bed.alpha_beta_gy, bed.at_least, bed.below)


def _several(divided: list[_Divided]) -> Iterator[_Divided]:
    """Yield those beside which another band of the same time stands."""
    for one in divided:
        if any(_when(other.figure) == _when(one.figure) and other.ends != one.ends for other in divided):
            yield one


def _when(figure: Figure) -> tuple[float, str, str]:
    return (figure.time_months if figure.time_months is not None else float("inf"), figure.statistic, figure.unit)


def _table(
    scale: _Scale,
    divided: tuple[_Divided, ...],
    values: Values,
    fields: FieldCatalogue,
    library: Library,
    conditions: Conditions,
) -> BandTable:
    field, ratio = scale
    items = [own_items(one.figure, values, fields)[one.place] for one in divided]
    source = library.source_of[divided[0].figure.id]
    modality = divided[0].modality
    of_course = field is None or field in COURSE
    otherwise = of_course and values("modality") not in (None, modality)
    return BandTable(
        modality=modality,
        source=source,
        source_short=library.sources[source].short,
        scale=_scale_words(field, ratio, fields),
        unit="Gy" if field is None else fields[field].unit,
        of_course=of_course,
        own=_own(items[0], otherwise=otherwise),
        missing=() if otherwise else _missing(items[0], of_course, values, fields),
        planned_otherwise=otherwise,
        elsewhere=_elsewhere(divided, conditions),
        bands=tuple(_band(one, _HOLDS[item.status], library) for one, item in zip(divided, items, strict=True)),
    )


def _band(one: _Divided, holds: bool | None, library: Library) -> Band:
    return Band(
        **one.ends._asdict(),
        figure=figure_finding(one.figure, library),
        denominator_absent=None if one.figure.patients is not None else one.figure.denominator_absent,
        holds=holds,
    )


def _scale_words(field: str | None, ratio: float | None, fields: FieldCatalogue) -> str:
    if field is None:
        return say("BED (alpha/beta {number} Gy)", number=Number(f"{ratio:g}"))
    return say_label(fields[field].label, field)


def _own(item: MatchItem, *, otherwise: bool) -> float | None:
    known = item.status != "unknown" and not otherwise
    return item.patient_value if known and isinstance(item.patient_value, (int, float)) else None


def _missing(item: MatchItem, of_course: bool, values: Values, fields: FieldCatalogue) -> tuple[str, ...]:
    if item.status != "unknown":
        return ()
    asked = ("modality", *item.fields) if of_course else item.fields
    return tuple(say_label(fields[name].label, name) for name in asked if values(name) is None)


def _elsewhere(divided: tuple[_Divided, ...], conditions: Conditions) -> tuple[str, ...]:
    """Return what does not hold beside the band."""
    reasons: dict[str, None] = {}
    for one in divided:
        entries = one.figure.observed_where
        if one.place == len(entries):
            without = msgspec.structs.replace(one.figure, observed_bed=None)
        else:
            without = msgspec.structs.replace(
                one.figure, observed_where=entries[: one.place] + entries[one.place + 1 :]
            )
        applies, why = conditions.of_figure(without)
        reasons.update(dict.fromkeys(why if applies == "no" else ()))
    return tuple(reasons)
