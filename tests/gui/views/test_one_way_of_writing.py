"""Every figure of the library reads the same on screen, to a screen reader, on paper and as plain text.

What is compared is read back from where a person meets it: the accessible text and the painted blocks of a list in the
window, the text of a typeset page, the lines of the text output. None of it asks the function that wrote it.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from engine.case.case import new_case
from engine.case.fields import FieldCatalogue
from engine.evidence.library import Library
from engine.findings.assess import assess
from engine.findings.assessment import Assessment, FigureFinding, ToxicityFinding
from engine.report.sections.survival_sections import figures_table
from engine.report.sections.toxicity_sections import toxicity_table
from engine.report.tree.citations import Citations
from engine.report.tree.document_records import Document, Table
from engine.report.writers.pdf import render_pdf
from engine.report.writers.plain_text import as_plain_text
from gui.figures.drawing import fonts_of
from gui.look.theme import load_theme
from gui.views.board.facts import FactDelegate, FactRow, fact_of_figure, fact_of_toxicity
from gui.views.lists.row_list import RowList
from tests.shipped import shipped_fields, shipped_library

pytestmark = pytest.mark.slow

DAY = dt.date(2026, 11, 21)


@pytest.fixture(scope="module")
def fields(resources: Path) -> FieldCatalogue:
    return shipped_fields()


@pytest.fixture(scope="module")
def library(resources: Path, fields: FieldCatalogue) -> Library:
    return shipped_library()


@pytest.fixture(scope="module")
def assessment(library: Library, fields: FieldCatalogue) -> Assessment:
    return assess(new_case(fields), library)


@pytest.fixture(scope="module")
def figures(assessment: Assessment) -> tuple[FigureFinding, ...]:
    """Every published number that some option shows, once."""
    found = {
        figure.id: figure
        for option in assessment.options
        for figure in (*option.outcomes, *option.regimens, *option.constraints, *option.background)
    }
    return tuple(found.values())


@pytest.fixture(scope="module")
def harms(assessment: Assessment) -> tuple[ToxicityFinding, ...]:
    found = {harm.id: harm for option in assessment.options for harm in option.toxicities}
    return tuple(found.values())


def squeezed(text: str) -> str:
    """Without blanks, and without the hyphens that break a line of a page."""
    return re.sub(r"\s+", "", text).replace("\u00ad", "").replace("\u2060", "")


def on_screen(qtbot: QtBot, rows: list[FactRow], resources: Path) -> dict[str, tuple[str, str]]:
    """Return what a list in the window paints and what it tells a screen reader, by record."""
    delegate = FactDelegate(load_theme(resources, "light"))
    view = RowList(delegate, "Figures")
    qtbot.addWidget(view)
    view.show_rows(rows)
    told = {}
    for number, row in enumerate(view.rows):
        painted = delegate.arrange(row, 900.0, fonts_of(view.font()))
        spoken = view.model().index(number, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        told[row.key] = (squeezed("".join(block.text for block in painted.blocks)), squeezed(spoken))
    return told


def document_of(table: Table) -> Document:
    return Document(
        format="beamside-report/1",
        title="Figures",
        label="Figures",
        language="en",
        intended_use="Test",
        long=True,
        blocks=(table,),
        stamps=("Test",),
    )


def rows_on_paper(table: Table, resources: Path) -> list[str]:
    """Return the typeset rows of a table whose labels are L0001L, L0002L, ..., blanks left out."""
    data = render_pdf(document_of(table), data_date=DAY, print_date=DAY, resources=resources)
    text = squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages))
    return re.split(r"L\d{4}L", text)[1:]


def rows_as_text(table: Table) -> list[str]:
    """Return the rows of a table in the text output, one line each since the lines are long enough."""
    return re.split(r"L\d{4}L", squeezed(as_plain_text(document_of(table), width=2000)))[1:]


def numbered(found: Sequence[Any]) -> list[Any]:
    """Give each a label by which its row is found again."""
    return [msgspec.structs.replace(one, label=f"L{number:04d}L", note=None) for number, one in enumerate(found)]


def test_that_figures_read_alike_on_screen_paper_and_aloud(
    qtbot: QtBot, figures: tuple[FigureFinding, ...], library: Library, assessment: Assessment, resources: Path
) -> None:
    shown = numbered([figure for figure in figures if figure.text is None])
    rows = [fact_of_figure(figure, library) for figure in shown]
    screen = on_screen(qtbot, rows, resources)
    table = figures_table("t", "T", shown, Citations(assessment), whole=True)
    paper, text = rows_on_paper(table, resources), rows_as_text(table)
    assert len(rows) == len(paper) == len(text) > 300
    apart = []
    for row, on_paper, in_text in zip(rows, paper, text, strict=True):
        painted, spoken = screen[row.key]
        value = squeezed(row.value)
        interval = squeezed(row.detail.split("; ")[0] if "95 %" in row.detail else "")
        places = (painted, spoken, on_paper, in_text)
        apart += [(row.key, part) for part in (value, interval) if not all(part in place for place in places)]
    assert apart == []


def test_that_harms_read_alike_on_screen_paper_and_aloud(
    qtbot: QtBot, harms: tuple[ToxicityFinding, ...], library: Library, assessment: Assessment, resources: Path
) -> None:
    counted = [harm for harm in harms if harm.events is not None and harm.patients and harm.rate is not None]
    shown = numbered(counted)
    rows = [fact_of_toxicity(harm, library) for harm in shown]
    screen = on_screen(qtbot, rows, resources)
    table = toxicity_table(assessment.options[0], shown, Citations(assessment))
    paper, text = rows_on_paper(table, resources), rows_as_text(table)
    assert len(rows) == len(paper) == len(text) > 25
    for row, on_paper, in_text in zip(rows, paper, text, strict=True):
        painted, spoken = screen[row.key]
        matched = re.fullmatch(r"(\d+ of \d+)( \w+)? \((.+ %)\)", row.value)
        assert matched is not None, row
        interval = re.sub(r"^exact 95 %: ", "", row.detail.split("; ")[0])
        for part in map(squeezed, (matched[1], matched[3], interval)):
            assert all(part in place for place in (painted, spoken, on_paper, in_text)), (row.key, part)


def test_that_nothing_reads_as_none_or_all_that_is_neither(
    figures: tuple[FigureFinding, ...], harms: tuple[ToxicityFinding, ...], library: Library
) -> None:
    """zhu2013 prints limits of 99.7 and 99.9 %, scorsetti2018 a proportion of 0.04 %."""
    texts = {figure.id: fact_of_figure(figure, library) for figure in figures}
    for figure in figures:
        if figure.unit != "proportion":
            continue
        numbers = [figure.value, figure.low, figure.high, *(figure.interval or ())]
        written = f"{texts[figure.id].value} {texts[figure.id].detail}"
        if 0.0 not in numbers and figure.events != 0:
            assert not re.search(r"(?<![\d.])0 %|(?<![\d.])0 to", written), (figure.id, written)
        if 1.0 not in numbers and (figure.events is None or figure.events != figure.patients):
            assert not re.search(r"(?<!\d)100 %", written), (figure.id, written)
    assert {figure.source for figure in figures} >= {"zhu2013", "scorsetti2018"}
