"""The papers of a meeting: nothing of a case is lost, and a concern is never shortened away."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

from engine.case.case import Case, new_case
from engine.case.fields import FieldCatalogue
from engine.evidence.library import Library
from engine.findings.assess import assess
from engine.findings.assessment import Assessment
from engine.report.tree.document_records import Table, text_of
from engine.report.writers.meeting import MeetingCase, meeting_documents, meeting_sheets
from engine.report.writers.pdf import render_pages_of_sheets
from engine.wording.board.meeting import NOTHING_PLANNED, meeting_line


def listed(cases: list[MeetingCase], fields: FieldCatalogue) -> list[list[str]]:
    """Return the rows of the list in words."""
    (table,) = [block for block in meeting_documents(cases, "x", fields)[0].blocks if isinstance(block, Table)]
    return [[text_of(cell.runs) for cell in row.cells] for row in table.rows]


def test_that_a_case_that_cannot_be_read_stays_in_the_list_with_its_sentence(
    cases: dict[str, Case], assessments: dict[str, Assessment], fields: FieldCatalogue
) -> None:
    name = "sbrt-candidate"
    broken = MeetingCase("b.beamside", None, "b.beamside: the file is empty.")
    meeting = [broken, MeetingCase("e.beamside", (cases[name], assessments[name]))]
    documents = meeting_documents(meeting, "Board", fields)
    assert len(documents) == 2
    assert documents[1].title.endswith("case 2 of 2")
    rows = listed(meeting, fields)
    assert rows[0] == ["1", "b.beamside", "", "b.beamside: the file is empty."]
    assert rows[1][0] == "2"


def test_that_a_concern_is_never_shortened_in_the_list(
    cases: dict[str, Case], fields: FieldCatalogue, library: Library
) -> None:
    patient = cases["sbrt-candidate"].patient.with_value("karnofsky", 20).with_value("ecog", None)
    sites = ("lung", "bone", "brain", "peritoneum", "distant_nodes")
    case = replace(cases["sbrt-candidate"], patient=patient.with_value("extrahepatic_sites", sites))
    found = assess(case, library)
    line = meeting_line(found)
    assert "Karnofsky 20" in line.warning
    (row,) = listed([MeetingCase("k.beamside", (case, found))], fields)
    assert line.warning.rstrip(".") in row[3]
    assert line.warning.rstrip(".") in line.words


def test_that_a_case_without_a_plan_says_what_is_within(fields: FieldCatalogue, library: Library) -> None:
    line = meeting_line(assess(new_case(fields), library))
    assert (line.planned, line.verdict) == (NOTHING_PLANNED, "")
    assert line.words == "Nothing planned: no option meets all its criteria."


def test_that_a_meeting_without_a_readable_case_is_still_a_page(resources: Path, fields: FieldCatalogue) -> None:
    day = dt.date(2026, 11, 28)
    sheets = meeting_sheets([MeetingCase("b", None, "b: gone.")], "Board", fields, day)
    assert len(render_pages_of_sheets(sheets, print_date=day, resources=resources, pixels_per_inch=20)) == 1
