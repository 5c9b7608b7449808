"""Every source of a library in one list: by name, or under the year of its publication, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Literal

import msgspec

from engine.evidence.library import Library
from engine.evidence.records.library_header import Withdrawn
from engine.evidence.records.source_file import SourceFile
from engine.evidence.records.sources import Design, ReadDepth

Order = Literal["name", "year"]
FORMAT = "beamside-evidence-list/1"

_DEPTHS: Mapping[ReadDepth | None, str] = {
    "full_text": "full text",
    "abstract": "abstract",
    "as_reported_by": "as reported",
    "secondary": "summary by others",
    None: "depth not given",
}
#: the records that a line counts, by the table that holds them
_COUNTED = (("figure", "figures"), ("cohort", "cohorts"), ("criterion", "criteria"), ("caution", "cautions"))
_ONE_OF = {
    "figures": "figure",
    "cohorts": "cohort",
    "criteria": "criterion",
    "cautions": "caution",
    "concerns": "concern",
}


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """How many records of each kind."""

    figures: int = 0
    cohorts: int = 0
    criteria: int = 0
    cautions: int = 0
    concerns: int = 0

    def plus(self, other: Counts) -> Counts:
        """Return both together."""
        return Counts(**{name: getattr(self, name) + getattr(other, name) for name in self.__struct_fields__})


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """One source in the list; `year` and `depth` are absent where nothing says them."""

    id: str
    short: str
    year: int | None
    design: Design
    depth: ReadDepth | None
    as_reported_by: str | None
    local: bool
    withdrawn: bool
    records: Counts


class Year(msgspec.Struct, frozen=True, kw_only=True):
    """The sources of one year; `year` is absent for those that do not say theirs."""

    year: int | None
    sources: int
    records: Counts
    listed: tuple[Listed, ...]


class SourceList(msgspec.Struct, frozen=True, kw_only=True):
    """The whole list, as `beamside evidence list --format json` writes it."""

    format: str
    version: str
    sha256: str
    literature_to: str
    sources: int
    records: Counts
    withdrawn: tuple[Withdrawn, ...]
    years: tuple[Year, ...]


def source_list(library: Library) -> SourceList:
    """Return every source under its year, the newest first; those without a year stand last."""
    listed = sorted(_listed(library), key=lambda one: (one.year is None, -(one.year or 0), one.id))
    years = tuple(_year(year, tuple(many)) for year, many in groupby(listed, key=lambda one: one.year))
    return SourceList(
        format=FORMAT,
        version=library.version,
        sha256=library.sha256,
        literature_to=library.searched.isoformat()[:7],
        sources=len(listed),
        records=_sum(year.records for year in years),
        withdrawn=library.withdrawn,
        years=years,
    )


def _listed(library: Library) -> Iterator[Listed]:
    for file in library.files:
        source = file.source
        yield Listed(
            id=source.id,
            short=source.short,
            year=source.year,
            design=source.design,
            depth=source.depth,
            as_reported_by=source.as_reported_by,
            local=source.local,
            withdrawn=library.withdrawal_of(source.id) is not None,
            records=_counts(file),
        )


def _counts(file: SourceFile) -> Counts:
    return Counts(concerns=len(file.concern), **{name: len(getattr(file, table)) for table, name in _COUNTED})


def _year(year: int | None, listed: tuple[Listed, ...]) -> Year:
    return Year(year=year, sources=len(listed), records=_sum(one.records for one in listed), listed=listed)


def _sum(many: Iterator[Counts]) -> Counts:
    whole = Counts()
    for one in many:
        whole = whole.plus(one)
    return whole


def list_lines(library: Library, order: Order = "name") -> list[str]:
    """Return one line a source: id, short name, design, how deep it was read, number of records."""
    found = source_list(library)
    lines = [f"Evidence {found.version}, literature to {found.literature_to}  sha256 {found.sha256}"]
    lines += [withdrawn_line(one) for one in library.withdrawn]
    lines.append("")
    if order == "name":
        return lines + [_line(one) for one in sorted(_listed(library), key=lambda one: one.id)]
    for year in found.years:
        name = "Year not given" if year.year is None else str(year.year)
        lines.append(f"{name}: {_many(year.sources, 'source')}, {_records(year.records)}")
        lines += [f"  {_line(one, under_its_year=True)}" for one in year.listed]
        lines.append("")
    return [*lines, f"In all: {_many(found.sources, 'source')}, {_records(found.records)}"]


def withdrawn_line(one: Withdrawn) -> str:
    """Return what is withdrawn, when, why and what stands in its place."""
    instead = f" Replaced by {one.replaced_by}." if one.replaced_by is not None else ""
    return f"Withdrawn {one.record} on {one.date.isoformat()}: {one.reason}{instead}"


def _line(one: Listed, *, under_its_year: bool = False) -> str:
    year = "" if under_its_year else "no year, " if one.year is None else f"{one.year}, "
    depth = f"as reported by {one.as_reported_by}" if one.depth == "as_reported_by" else _DEPTHS[one.depth]
    more = f"{', local' if one.local else ''}{', withdrawn' if one.withdrawn else ''}"
    said = f"{one.short} ({year}{one.design.replace('_', ' ')}, {depth}{more})"
    return f"{one.id:<28} {said}: {_records(one.records)}"


def _records(counts: Counts) -> str:
    """Return how many of what there are; kinds of which there are none are left out."""
    said = [_many(getattr(counts, name), one) for name, one in _ONE_OF.items() if getattr(counts, name)]
    return ", ".join(said) or "no records"


def _many(number: int, word: str) -> str:
    many = "criteria" if word == "criterion" else f"{word}s"
    return f"{number} {word if number == 1 else many}"
