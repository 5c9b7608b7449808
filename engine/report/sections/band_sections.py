"""Local control by band of dose and of size: one table a source, with the patient's own place (long form)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.findings.records.band_records import Band, BandTable
from engine.report.tree.citations import Citations
from engine.report.tree.document_records import Block, Cell, Column, Heading, Paragraph, Row, Run, Style, Table, run
from engine.wording.bands import (
    BANDS_NOTE,
    BANDS_TITLE,
    absent_words,
    band_words,
    place_words,
    table_title,
)
from engine.words.said import in_row, say


def band_blocks(tables: Iterable[BandTable], citations: Citations) -> Iterator[Block]:
    """Yield the bands of each source; nothing where no source prints two."""
    shown = tuple(tables)
    if not shown:
        return
    yield Heading(level=3, text=BANDS_TITLE)
    yield Paragraph(runs=run(BANDS_NOTE), quiet=True)
    for number, table in enumerate(shown, start=1):
        yield Paragraph(runs=(Run(in_row((table_title(table), ". "), ""), "strong"), Run(place_words(table))))
        yield _table(table, f"bands-{table.modality}-{number}", citations)
        if absent := absent_words(table):
            yield Paragraph(runs=run(absent), quiet=True)


def _table(table: BandTable, name: str, citations: Citations) -> Table:
    return Table(
        name=name,
        title=in_row((BANDS_TITLE, table_title(table)), ": "),
        columns=(
            Column(title=say("As published"), share=0.36),
            Column(title=say("Band"), share=0.14),
            Column(title=say("Value"), share=0.1),
            Column(title=say("Interval"), share=0.13),
            Column(title=say("Of how many"), share=0.12),
            Column(title=say("Here"), share=0.15),
        ),
        rows=tuple(_row(table, band, citations) for band in table.bands),
    )


def _row(table: BandTable, band: Band, citations: Citations) -> Row:
    style: Style = "strong" if band.holds else ""
    figure = band.figure
    return Row(
        cells=(
            Cell(runs=(Run(figure.label), *citations.cite_at(figure.source, figure.locator))),
            *(Cell(runs=run(one, style)) for one in band_words(table, band)),
        )
    )
