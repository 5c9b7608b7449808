"""The papers of a meeting: a list of its cases, and behind it the two pages of each; one file, nothing inside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from engine.case.case import Case
from engine.case.fields import FieldCatalogue
from engine.case.files.atomic_file import write_atomically
from engine.findings.assessment import Assessment
from engine.report.sections.eligibility_sections import VERDICT_SYMBOLS
from engine.report.summary.document import FORMAT, INTENDED_USE, build_document, label_of, stamps_of
from engine.report.tree.document_records import Block, Cell, Column, Document, Paragraph, Row, Symbol, Table, run
from engine.report.tree.in_language import blocks_in, unreviewed
from engine.report.writers.pdf import Paper, Sheet, render_sheets
from engine.wording.board.meeting import meeting_line
from engine.words.language import ENGLISH, Language
from engine.words.said import changed, in_row, own, say, say_counted, without_stop

#: the list is read in one minute; the whole reason stands on the pages of the case
_LONGEST_REASON = 160


@dataclass(frozen=True, slots=True)
class MeetingCase:
    """One case of the meeting.

    Attributes
    ----------
    file : name of its file.
    found : case and assessment; None where the file cannot be used, and `problem` says why in one sentence.
    data_date : of the data of the case; None for the day of print.
    """

    file: str
    found: tuple[Case, Assessment] | None
    problem: str = ""
    data_date: dt.date | None = None


def meeting_documents(
    cases: Sequence[MeetingCase], name: str, fields: FieldCatalogue, language: Language = ENGLISH
) -> tuple[Document, ...]:
    """Return the list of the meeting and the summary of each case that can be read.

    Parameters
    ----------
    name : of the meeting, for its head.
    language : that all of it is said in.
    """
    stamps = next((_stamps(one.found[1]) for one in cases if one.found is not None), (own("Beamside"),))
    documents = [
        Document(
            format=FORMAT,
            title=language.of(say("Beamside, list of a meeting")),
            label=language.of(label_of(name)),
            language=language.code,
            intended_use=language.of(INTENDED_USE),
            long=False,
            blocks=(*unreviewed(language), *blocks_in(language, (_list(cases), _closing(cases)))),
            stamps=tuple(map(language.of, stamps)),
            evidence=next((one.found[1].evidence for one in cases if one.found is not None), None),
        )
    ]
    for number, one in enumerate(cases, start=1):
        if one.found is not None:
            case, assessment = one.found
            document = build_document(assessment, case, fields, language=language)
            title = say(
                "{title}, case {number} of {all}", title=document.title, number=str(number), all=str(len(cases))
            )
            documents.append(msgspec.structs.replace(document, title=language.of(title)))
    return tuple(documents)


def meeting_sheets(
    cases: Sequence[MeetingCase],
    name: str,
    fields: FieldCatalogue,
    print_date: dt.date,
    language: Language = ENGLISH,
) -> tuple[Sheet, ...]:
    """Return what is to be typeset, each document with the date of its data."""
    dates = [print_date, *(one.data_date or print_date for one in cases if one.found is not None)]
    return tuple(map(Sheet, meeting_documents(cases, name, fields, language), dates))


def write_meeting_report(
    path: Path,
    cases: Sequence[MeetingCase],
    name: str,
    fields: FieldCatalogue,
    *,
    paper: Paper = "a4",
    print_date: dt.date,
    resources: Path,
    wanted: Callable[[], bool] | None = None,
    language: Language = ENGLISH,
) -> None:
    """Write the papers of a meeting; errors as of `write_report`."""
    sheets = meeting_sheets(cases, name, fields, print_date, language)
    data = render_sheets(sheets, paper=paper, print_date=print_date, resources=resources, language=language)
    write_atomically(path, data, wanted)


def _stamps(assessment: Assessment) -> tuple[str, ...]:
    # Without the hash of a case: the list is about all of them.
    return stamps_of(assessment)[:-1]


def _list(cases: Sequence[MeetingCase]) -> Block:
    columns = (
        Column(title="", right=True),
        Column(title=say("case"), share=0.26),
        Column(title=say("planned"), share=0.17),
        Column(title=say("headline"), share=0.57),
    )
    rows = tuple(_row(number, one) for number, one in enumerate(cases, start=1))
    return Table(name="meeting", title=say("Cases of the meeting"), columns=columns, rows=rows)


def _row(number: int, one: MeetingCase) -> Row:
    counted = Cell(runs=run(str(number)))
    if one.found is None:
        what = Cell(runs=run(one.problem), symbol="unknown")
        return Row(cells=(counted, Cell(runs=run(own(one.file), "strong")), Cell(), what))
    line = meeting_line(one.found[1])
    symbol: Symbol = VERDICT_SYMBOLS[line.look] if line.look else ""
    reason = changed(line.reason, _shortened) if line.reason else ""
    behind = in_row((without_stop(part) for part in (line.warning, reason) if part), "; ")
    said = (*run(line.headline, "strong"), *run(in_row((": ", behind), "") if behind else ""))
    name = label_of(line.label) if line.label else own(one.file)
    return Row(
        cells=(counted, Cell(runs=run(name, "strong")), Cell(runs=run(line.planned)), Cell(runs=said, symbol=symbol))
    )


def _shortened(text: str) -> str:
    """Return the text, cut behind a whole word where it is long."""
    if len(text) <= _LONGEST_REASON:
        return text
    return f"{text[:_LONGEST_REASON].rsplit(' ', 1)[0].rstrip(' ,;:.(')} …"


def _closing(cases: Sequence[MeetingCase]) -> Block:
    missing = sum(one.found is None for one in cases)
    said: str = say("The pages of each case follow in this order. No case is carried inside this file.")
    if missing:
        which = say_counted(
            missing,
            "{number} case has no pages: the list says why.",
            "{number} cases have no pages: the list says why.",
        )
        said = in_row((said, which))
    return Paragraph(runs=run(said, "muted"))
