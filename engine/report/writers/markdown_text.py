"""The document tree as Markdown with pipe tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import singledispatch

from engine.reading.visible_text import visible
from engine.report.tree.dates import dates_in_words
from engine.report.tree.document_records import (
    Bullets,
    Cell,
    Document,
    Facts,
    Figures,
    Frame,
    Heading,
    IconArray,
    Paragraph,
    References,
    Runs,
    Table,
    Verdict,
)
from engine.wording.literature import old_words
from engine.words.language import ENGLISH, Language

_SPECIAL = str.maketrans({character: f"\\{character}" for character in "\\`*_[]<>#|$~"})


def as_markdown(
    document: Document,
    *,
    data_date: dt.date | None = None,
    print_date: dt.date | None = None,
    language: Language = ENGLISH,
) -> str:
    """Return the summary as Markdown with pipe tables; characters of the case never act as markup."""
    lines = [f"# {_escaped(document.label)}", ""]
    dates = "; ".join(map(language.of, dates_in_words(data_date, print_date)))
    lines += [dates, ""] if dates else []
    lines += [_escaped(document.intended_use)]
    if document.evidence is not None and (old := old_words(document.evidence, print_date)):
        lines += ["", f"**{_escaped(language.of(old))}**"]
    for block in document.blocks:
        lines += ["", *_block(block)]
    lines += ["", "  \n".join(_escaped(stamp) for stamp in document.stamps)]
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    return visible(" ".join(text.split())).translate(_SPECIAL)


def _runs(runs: Runs) -> str:
    parts = []
    cited: list[str] = []
    for piece in runs:
        if piece.style == "cite":
            cited.append(piece.text)
            continue
        if cited:
            parts.append(f" \\[{', '.join(cited)}\\]")
            cited = []
        text = visible(piece.text).translate(_SPECIAL).replace("\n", " ")
        core = text.strip()
        if piece.style == "strong" and core:
            start = len(text) - len(text.lstrip())
            text = f"{text[:start]}**{core}**{text[start + len(core) :]}"
        parts.append(text)
    if cited:
        parts.append(f" \\[{', '.join(cited)}\\]")
    return "".join(parts).strip()


@singledispatch
def _block(block: object) -> Iterator[str]:
    raise TypeError(f"no Markdown for {type(block).__name__}")


@_block.register
def _(block: Heading) -> Iterator[str]:
    yield f"{'#' * block.level} {_escaped(block.text)}"


@_block.register
def _(block: Verdict) -> Iterator[str]:
    verdict = f": **{_escaped(block.verdict)}**" if block.verdict else ""
    yield f"**{_escaped(block.title)}**{verdict}  "
    yield _escaped(block.words)


@_block.register
def _(block: Paragraph) -> Iterator[str]:
    yield _runs(block.runs)


@_block.register
def _(block: Facts) -> Iterator[str]:
    for fact in block.items:
        remark = f" ({_escaped(fact.remark)})" if fact.remark else ""
        yield f"- {_escaped(fact.label)}: **{_escaped(fact.value)}**{remark}"


@_block.register
def _(block: Bullets) -> Iterator[str]:
    for item in block.items:
        yield f"- {_runs(item)}"


@_block.register
def _(block: Frame) -> Iterator[str]:
    yield f"> **{_escaped(block.title)}**"
    yield ">"
    for item in block.items:
        yield f"> - {_runs(item)}"


@_block.register
def _(block: Figures) -> Iterator[str]:
    for figure in block.items:
        yield f"- {_escaped(figure.alt)} {_runs(figure.caption)}"


@_block.register
def _(block: IconArray) -> Iterator[str]:
    yield _escaped(" ".join((block.alt, *block.sentences)))


@_block.register
def _(block: References) -> Iterator[str]:
    for reference in block.items:
        yield f"{reference.number}. {_escaped(reference.text)}"


@_block.register
def _(block: Table) -> Iterator[str]:
    columns = [i for i, _ in enumerate(block.columns) if not block.is_drawn(i)]
    yield _pipes(_escaped(block.columns[i].title) for i in columns)
    yield _pipes("---:" if block.columns[i].right else "---" for i in columns)
    for row in block.rows:
        if row.group:
            yield _pipes([_runs(row.cells[0].runs), *("" for _ in columns[1:])])
        else:
            yield _pipes(_cell(row.cells[i]) for i in columns)


def _cell(cell: Cell) -> str:
    below = f" ({_runs(cell.below)})" if cell.below else ""
    return f"{_runs(cell.runs)}{below}"


def _pipes(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
