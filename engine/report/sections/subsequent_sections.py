"""What a treatment leaves possible later, for the long form: what would turn, and what is published."""

from __future__ import annotations

from collections.abc import Iterator

from engine.findings.assessment import OptionFinding
from engine.findings.records.subsequent_findings import SubsequentFinding, SubsequentStatement
from engine.findings.wording import HELD_WORDS
from engine.report.tree.citations import Citations
from engine.report.tree.document_records import (
    Block,
    Bullets,
    Cell,
    Column,
    Heading,
    Paragraph,
    Row,
    Run,
    Runs,
    Table,
    run,
)
from engine.wording.figures import figure_interval, figure_value
from engine.words.said import in_row, own, say

_COLUMNS = (
    Column(title=say("Treatment afterwards, as published"), share=0.59),
    Column(title=say("Value"), share=0.17),
    Column(title=say("Interval"), share=0.24),
)


def subsequent_blocks(option: OptionFinding, found: SubsequentFinding, citations: Citations) -> Iterator[Block]:
    """Yield what would turn if this option were given now, and what is published of treatment after it."""
    yield Heading(level=3, text=say("What it leaves possible later: {option}", option=option.label))
    yield Paragraph(runs=(Run(say("If it were given now: "), "strong"), Run(in_row((found.in_words, HELD_WORDS)))))
    items = tuple(_turned(found, citations))
    if items:
        yield Bullets(items=items, quiet=True)
    if found.statements:
        rows = tuple(_row(statement, citations) for statement in found.statements)
        title = say("Subsequent treatment: {option}", option=option.label)
        yield Table(name=f"subsequent-{option.modality}", title=title, columns=_COLUMNS, rows=rows)
    if found.not_given_in_words:
        yield Paragraph(runs=run(found.not_given_in_words), quiet=True)


def _turned(found: SubsequentFinding, citations: Citations) -> Iterator[Runs]:
    for verdict in found.verdicts:
        yield run(verdict.in_words)
    for criterion in found.criteria:
        yield (Run(criterion.in_words), *citations.cite_all(criterion.sources))
    for item in found.sets:
        yield (Run(in_row((item.in_words, item.reason))), *citations.cite(item.source))
    for caution in found.cautions:
        yield (Run(caution.in_words), *citations.cite_all(caution.sources))


def _row(statement: SubsequentStatement, citations: Citations) -> Row:
    figure = statement.figure
    said = figure.text if figure.text is not None else figure.label
    remarks = (statement.remark or "", own(f"“{figure.printed}”"), own(figure.locator))
    return Row(
        cells=(
            Cell(
                runs=(
                    Run(in_row((statement.treatments_in_words, ": ", statement.standing_in_words, ". "), ""), "strong"),
                    Run(said),
                    *citations.cite_at(figure.source, figure.locator),
                ),
                below=run(in_row(remarks), "muted"),
            ),
            Cell(runs=run(say("in words") if figure.text is not None else figure_value(figure))),
            Cell(runs=run(figure_interval(figure) or "–")),
        )
    )
