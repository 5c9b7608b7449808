"""The tables of the document tree as CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from engine.reading.visible_text import visible
from engine.report.tree.document_records import Document, Frame, Row, Table, text_of

#: "+2 lesions", "-0.5 mg/dL": a number with its sign, then words or a unit, and nothing to reckon
_SIGNED_NUMBER = re.compile(r"[+-][0-9]+([.,][0-9]+)?( (%|[^\W\d_]+)([ /][^\W\d_]+)*)?")
#: what begins a formula: at the start of a cell, or where a program that expects another separator starts one; some
#: take the wide signs of East Asian keyboards as well
_RISKY = re.compile(r"(?:^|(?<=[;\t\n]))(\s*)(?=[=+\-@＝＋－＠])")


def tables_as_csv(document: Document) -> dict[str, str]:
    """Return every table as CSV text by its name; drawn intervals become three columns of numbers in percent.

    Comma and quotes as RFC 4180 has them. What a spreadsheet would take for a formula gets an
    apostrophe, and what is invisible is named.
    """
    found: dict[str, str] = {}
    for block in document.blocks:
        if isinstance(block, Table):
            name = block.name
            count = 2
            while name in found:
                name, count = f"{block.name}-{count}", count + 1
            found[name] = _csv(block)
        elif isinstance(block, Frame):
            found[block.name] = _framed(block)
    return found


def _framed(frame: Frame) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(["Mark", frame.title])
    for symbol, item in zip(frame.symbols, frame.items, strict=True):
        writer.writerow([symbol.replace("_", " "), inert(text_of(item))])
    return stream.getvalue()


def _csv(table: Table) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    drawn = table.scale_percent > 0
    grouped = any(row.group for row in table.rows)
    titles = [column.title for column in table.columns[: -1 if drawn else None]]
    percents = ["Rate, percent", "Low, percent", "High, percent"] if drawn else []
    writer.writerow([*(["Group"] if grouped else []), *titles, *percents])
    group = ""
    for row in table.rows:
        if row.group:
            group = text_of(row.cells[0].runs)
            continue
        writer.writerow([*([inert(group)] if grouped else []), *_csv_cells(row, drawn=drawn)])
    return stream.getvalue()


def _csv_cells(row: Row, *, drawn: bool) -> Iterator[str]:
    for cell in row.cells[: -1 if drawn else None]:
        below = f" ({text_of(cell.below)})" if cell.below else ""
        yield inert(f"{text_of(cell.runs)}{below}")
    if drawn:
        interval = row.cells[-1].interval
        yield from ("", "", "") if interval is None else map(repr, (interval.value, interval.low, interval.high))


def inert(text: str) -> str:
    """Return a text as a cell: what is invisible is named, and what a spreadsheet would reckon with is text."""
    shown = visible(text)
    return shown if _SIGNED_NUMBER.fullmatch(shown) else _RISKY.sub(r"\1'", shown)
