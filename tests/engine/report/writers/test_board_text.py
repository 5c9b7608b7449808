"""Plain text, Markdown and CSV: the same content, inert, in lines of the asked width."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.case.case import Case
from engine.case.fields import FieldCatalogue
from engine.findings.assessment import Assessment
from engine.report.summary.document import build_document
from engine.report.tree.document_records import Cell, Column, Document, Paragraph, Row, Run, Table, run
from engine.report.writers.board_text import as_markdown, as_plain_text, tables_as_csv
from engine.report.writers.text import assessment_as_text

NAMES = ("sbrt-candidate", "borderline", "first-line-chemoradiation", "nothing-known", "all-inputs")


def small(*blocks: object) -> Document:
    return Document(format="beamside-document/1", title="T", label="Label", language="en", intended_use="Use.",
                    long=False, blocks=blocks, stamps=("Beamside 0",))  # type: ignore[arg-type]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_that_the_terminal_text_keeps_within_a_hundred_columns(
    name: str, assessments: dict[str, Assessment], fields: FieldCatalogue
) -> None:
    lines = assessment_as_text(assessments[name], fields).splitlines()
    assert max(map(len, lines)) <= 100
    assert all(line == line.rstrip() for line in lines)


@pytest.mark.parametrize("width", [72, 78, 100, 160])
def test_that_plain_text_keeps_to_its_width(
    width: int, assessments: dict[str, Assessment], cases: dict[str, Case], fields: FieldCatalogue
) -> None:
    document = build_document(assessments["first-line-chemoradiation"], cases["first-line-chemoradiation"], fields)
    long_words = [line for line in as_plain_text(document, width=width).splitlines() if len(line) > width]
    # A hash is one word and is never broken.
    assert all(re.search(r"[0-9a-f]{64}", line) for line in long_words)


@pytest.mark.parametrize("name", NAMES)
def test_that_text_and_markdown_name_every_criterion_of_the_plan_with_its_status(
    name: str, assessments: dict[str, Assessment], cases: dict[str, Case], fields: FieldCatalogue
) -> None:
    document = build_document(assessments[name], cases[name], fields)
    plain = as_plain_text(document, width=100_000)
    marked = as_markdown(document)
    signs = {"met": "[+] met", "not_met": "[-] not met", "borderline": "[~] borderline", "unknown": "[?] not known"}
    for option in assessments[name].options:
        for finding in option.criteria if option.planned else ():
            line = next(line for line in plain.splitlines() if f"  {finding.label} [" in line)
            assert line.startswith(signs.get(finding.status, "["))
            assert finding.label in marked


def test_that_dates_stand_in_words_at_the_head() -> None:
    document = small()
    dates = {"data_date": dt.date(2026, 3, 1), "print_date": dt.date(2026, 11, 21)}
    assert as_plain_text(document, **dates).splitlines()[:3] == [
        "Label", "Data 1 March 2026", "Printed 21 November 2026",
    ]  # fmt: skip
    assert as_markdown(document, **dates).splitlines()[2] == "Data 1 March 2026; Printed 21 November 2026"


@given(st.text(alphabet="ab *_`[]<>#|$\\~\n", max_size=40))
def test_that_characters_of_the_case_never_act_as_markdown(text: str) -> None:
    marked = as_markdown(small(Paragraph(runs=run(f"x{text}"))))
    body = marked.split("\n\n", 2)[2]
    unescaped = re.sub(r"\\[\\`*_\[\]<>#|$~]", "", body)
    assert not re.search(r"[`*_\[\]<>#|$~]", unescaped)


def test_that_strong_words_are_strong_without_stray_spaces() -> None:
    marked = as_markdown(small(Paragraph(runs=(Run("Caution. ", "strong"), Run("Text"), Run("3", "cite")))))
    assert "**Caution.** Text \\[3\\]" in marked


def test_that_markdown_tables_have_as_many_cells_in_every_row(
    assessments: dict[str, Assessment], cases: dict[str, Case], fields: FieldCatalogue
) -> None:
    for name in NAMES:
        marked = as_markdown(build_document(assessments[name], cases[name], fields))
        table: list[int] = []
        for line in [*marked.splitlines(), ""]:
            if line.startswith("|"):
                table.append(len(re.findall(r"(?<!\\)\|", line)))
            else:
                assert len(set(table)) <= 1
                table = []


def test_that_csv_holds_the_harms_with_their_numbers(
    assessments: dict[str, Assessment], cases: dict[str, Case], fields: FieldCatalogue
) -> None:
    name = "first-line-chemoradiation"
    text = tables_as_csv(build_document(assessments[name], cases[name], fields, long=True))[
        "toxicity-chemoradiotherapy"
    ]
    rows = list(csv.DictReader(io.StringIO(text)))
    counted = [
        f
        for f in assessments[name].option("chemoradiotherapy").toxicities
        if f.rate is not None or f.events is not None
    ]
    assert len(rows) == len(counted)
    for row, finding in zip(rows, counted, strict=True):
        assert row["Harm"].startswith(finding.label)
        if finding.interval is not None and finding.rate is not None:
            assert row["Patients"] == f"{finding.events} of {finding.patients}"
            assert float(row["Rate, percent"]) == pytest.approx(100 * finding.rate, abs=5e-4)
            assert float(row["Low, percent"]) == pytest.approx(100 * finding.interval[0], abs=5e-4)
            assert float(row["High, percent"]) == pytest.approx(100 * finding.interval[1], abs=5e-4)


def test_that_two_tables_of_one_name_both_come_out() -> None:
    table = Table(name="t", title="T", columns=(Column(title="A"),), rows=(Row(cells=(Cell(runs=run("1")),)),))
    assert list(tables_as_csv(small(table, table))) == ["t", "t-2"]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("@cmd", "'@cmd"),
        ("+1+cmd", "'+1+cmd"),
        ("-2-3", "'-2-3"),
        ("+2 lesions", "+2 lesions"),
        ("-3 cm", "-3 cm"),
        ("a=b", "a=b"),
    ],
)
def test_that_no_cell_becomes_a_formula_in_a_spreadsheet(text: str, cell: str) -> None:
    table = Table(name="t", title="T", columns=(Column(title="A"),), rows=(Row(cells=(Cell(runs=run(text)),)),))
    assert list(csv.reader(io.StringIO(tables_as_csv(small(table))["t"])))[1] == [cell]


def test_that_group_headings_become_a_column_of_their_own() -> None:
    rows = (Row(cells=(Cell(runs=run("SBRT")),), group=True), Row(cells=(Cell(runs=run("x")),)))
    table = Table(name="t", title="T", columns=(Column(title="A"),), rows=rows)
    assert list(csv.reader(io.StringIO(tables_as_csv(small(table))["t"]))) == [["Group", "A"], ["SBRT", "x"]]


def test_that_an_unknown_block_is_a_fault_of_ours() -> None:
    with pytest.raises(TypeError):
        as_plain_text(small(object()))
    with pytest.raises(TypeError):
        as_markdown(small(object()))
