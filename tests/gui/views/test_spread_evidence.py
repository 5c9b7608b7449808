"""Spread and evidence: the route that is lit, and the record behind every number."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QLineEdit, QPushButton, QTextBrowser

from engine.case.case import Case
from engine.case.patient import Patient
from engine.evidence.records.library_header import Withdrawn
from engine.evidence.withdrawing import taken_apart
from engine.findings.assess import assess
from gui.figures.rectum_drawing import RectumDrawing, routes_of
from gui.views.evidence.evidence_rows import WITHDRAWN, matching, record_rows
from gui.views.evidence.record_page import RecordPage
from gui.views.evidence.view import EvidenceView
from gui.views.lists.row_list import RowList
from gui.views.spread.mechanism_table import MechanismTable, lines_of
from gui.views.spread.view import SpreadView


def shown(kind: Any, qtbot: Any, context: Any) -> Any:
    """Return a view on screen."""
    view = kind(context)
    qtbot.addWidget(view)
    view.resize(1000, 800)
    view.show()
    return view


def case_with(fields: Any, **inputs: Any) -> Case:
    """Return a case of which only this is known."""
    return Case(Patient(fields, inputs))


# ---------------------------------------------------------------------- spread


def test_that_the_published_routes_lead_from_lower_to_lung_and_from_upper_to_liver(library: Any) -> None:
    routes = {route.level: route for route in routes_of(library.spread)}
    assert routes["lower"].organ == "lung"
    assert routes["upper"].organ == "liver"
    assert routes["lower"].veins == ("inferior rectal vein", "common iliac vein", "inferior vena cava")
    assert routes["upper"].veins == ("superior rectal vein", "inferior mesenteric vein", "portal vein")


@pytest.mark.parametrize(("height", "level"), [(5.0, "lower"), (5.1, "between"), (10.0, "between"), (10.1, "upper")])
def test_that_each_height_draws_its_own_picture(
    height: float, level: str, qtbot: Any, context: Any, fields: Any, library: Any
) -> None:
    view = shown(SpreadView, qtbot, context)
    case = case_with(fields, tumour_height_cm=height)
    found = assess(case, library)
    assert found.spread.level == level
    view.show_assessment(assess(case_with(fields), library), case)
    drawing = view.findChild(RectumDrawing)
    unknown = drawing.grab().toImage()
    view.show_assessment(found, case)
    assert drawing.grab().toImage() != unknown
    assert drawing.accessibleDescription() == found.spread.in_words


def test_that_site_counts_come_with_what_they_are_counted_of(
    qtbot: Any, context: Any, fields: Any, library: Any
) -> None:
    view = shown(SpreadView, qtbot, context)
    case = case_with(fields, tumour_height_cm=4.0)
    view.show_assessment(assess(case, library), case)
    assert "38 of 117 (32 %)" in view.summary_text()


def test_that_every_statement_of_the_map_stands_in_one_cell(
    qtbot: Any, context: Any, cases: Any, assessments: Any
) -> None:
    view = shown(SpreadView, qtbot, context)
    view.show_assessment(assessments["nothing"], cases["nothing"])
    table = view.findChild(MechanismTable)
    model = table.model()
    ids = [
        one.id
        for row in range(model.rowCount())
        for column in range(model.columnCount())
        for one in model.statements(model.index(row, column))
    ]
    assert sorted(ids) == sorted(found.id for found in assessments["nothing"].spread.mechanisms)


def test_that_a_cell_names_direction_and_level_of_evidence(assessments: Any) -> None:
    found = tuple(one for one in assessments["nothing"].spread.mechanisms if one.direction == "promotes")
    (line,) = lines_of(found)
    assert line.direction == "promotes"
    assert "in vitro" in line.levels


# ---------------------------------------------------------------------- evidence


def button(view: Any, text: str) -> QPushButton:
    """Return the button whose text holds this."""
    return next(found for found in view.findChildren(QPushButton) if text in found.text())


def test_that_every_record_has_a_page_and_a_row(fields: Any, library: Any, assessments: Any) -> None:
    page = RecordPage(library, fields)
    rows = record_rows(library)
    assert {row.record for row in rows} == {*library.sources, *library.source_of}
    for row in rows:
        html = page.html(row.record, assessments["borderline"])
        assert "no record of this name" not in html
        assert "<h2></h2>" not in html


@pytest.mark.hazard("number-without-source")
def test_that_a_page_shows_printed_value_reading_place_and_discrepancy(fields: Any, library: Any) -> None:
    figure = library.figures["chang2011.late_grade_3_or_more"]
    html = RecordPage(library, fields).html(figure.id, None)
    discrepancy = library.discrepancies[figure.discrepancies[0]]
    for words in ("9 of 65 (14 %)", "14% (late) ≥ grade 3", "Sanuki 2022", discrepancy.code, "reading"):
        assert words in html
    assert "Table 2" in html


def test_that_grade_phase_and_scale_are_said_in_words_and_only_of_harms(fields: Any, library: Any) -> None:
    page = RecordPage(library, fields)
    harm = page.html("chang2011.late_grade_3_or_more", None)
    assert "grade ≥ 3, late, scale not given" in harm
    assert "&gt;=" not in harm
    ungraded = next(one.id for one in library.figures.values() if not (one.grade or one.phase or one.scale))
    assert "Grade, phase, scale" not in page.html(ungraded, None)


def test_that_a_year_that_no_page_showed_is_said_to_be_missing(fields: Any, library: Any) -> None:
    page = RecordPage(library, fields)
    assert "year not given" in page.html("ntcpcalc", None)
    assert "(2009)" in page.html("rusthoven2009", None)


def test_that_a_record_that_does_not_exist_is_said_and_marked_up_text_is_escaped(fields: Any, library: Any) -> None:
    html = RecordPage(library, fields).html("<b>none</b>", None)
    assert "no record of this name" in html
    assert "<b>none" not in html


def test_that_a_search_wants_every_word(library: Any) -> None:
    rows = record_rows(library)
    found = matching(rows, "chang late", "figure")
    assert "chang2011.late_grade_3_or_more" in [row.record for row in found]
    assert all("chang" in row.haystack and "late" in row.haystack for row in found)
    assert matching(rows, "chang zzzz", "") == []
    assert len(matching(rows, "", "")) == len(rows)


def test_that_typing_filters_and_a_link_and_back_lead_there_and_back(
    qtbot: Any, context: Any, cases: Any, assessments: Any
) -> None:
    view = shown(EvidenceView, qtbot, context)
    view.show_assessment(assessments["borderline"], cases["borderline"])
    every = len(view.findChild(RowList).rows)
    qtbot.keyClicks(view.findChild(QLineEdit), "sanuki")
    assert 0 < len(view.findChild(RowList).rows) < every
    view.show_record("sbrt.largest_lesion")
    assert "borderline" in view.summary_text()
    page = view.findChild(QTextBrowser)
    page.anchorClicked.emit(QUrl("record:sanuki2022"))
    assert context.library.sources["sanuki2022"].title in view.summary_text()
    button(view, "Back").click()
    assert context.library.criteria["sbrt.largest_lesion"].label in view.summary_text()


def test_that_enter_in_the_list_opens_the_record(qtbot: Any, context: Any, cases: Any, assessments: Any) -> None:
    view = shown(EvidenceView, qtbot, context)
    view.show_assessment(assessments["borderline"], cases["borderline"])
    records = view.findChild(RowList)
    records.choose("sanuki2022")
    qtbot.keyClick(records, Qt.Key.Key_Return)
    assert context.library.sources["sanuki2022"].title in view.summary_text()


def test_that_evidence_begins_with_a_criterion_of_the_plan_and_enter_opens_the_first_hit(
    qtbot: Any, context: Any, cases: Any, assessments: Any
) -> None:
    view = shown(EvidenceView, qtbot, context)
    view.show_assessment(assessments["sbrt-candidate"], cases["sbrt-candidate"])
    first = assessments["sbrt-candidate"].option("sbrt").criteria[0]
    assert first.id in view.findChild(QTextBrowser).toPlainText()
    search = view.findChild(QLineEdit)
    qtbot.keyClicks(search, "COLLISION")
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert "COLLISION" in view.findChild(QTextBrowser).toPlainText()


def test_that_a_withdrawn_record_is_shown_with_its_reason_and_what_replaced_it(
    qtbot: Any, context: Any, cases: Any, assessments: Any, library: Any, fields: Any
) -> None:
    gone, instead = "rusthoven2009.all", "sbrt.largest_lesion"
    one = Withdrawn(
        record=gone,
        date=dt.date(2026, 11, 28),
        reason="The paper was retracted.",
        by="Notice of the journal",
        in_version="2999.1",
        replaced_by=instead,
    )
    files, taken = taken_apart(library.files, (gone,))
    header = msgspec.structs.replace(library.header, withdrawn=(one,))
    less = msgspec.structs.replace(
        library, files=files, withdrawn_files=taken, header=header, sha256=f"{library.sha256} less one"
    )
    rows = record_rows(less)
    assert {row.key for row in rows} == {row.key for row in record_rows(library)}
    found = matching(rows, "", WITHDRAWN)
    assert gone in [row.key for row in found]
    assert len(found) > 1, "its figures go with it"
    assert all(row.detail.startswith("withdrawn on 2026-11-28 · ") for row in found)
    figure = next(row.key for row in found if row.kind == "figure")
    pages = RecordPage(less, fields)
    page = pages.html(gone, assessments["nothing"])
    assert "Withdrawn on 2026-11-28: it decides and leads nothing." in page
    assert "The paper was retracted." in page
    assert f"record:{instead}" in page
    assert f"record:{gone}" in pages.html(figure, None), "its page says with what it was withdrawn"
    assert "no record of this name" not in page
    assert f"record:{gone}" in pages.html("rusthoven2009", None)
    assert "Withdrawn" not in pages.html(instead, None)
    view = shown(EvidenceView, qtbot, replace(context, library=less))
    view.show_assessment(assessments["nothing"], cases["nothing"])
    view.show_record(gone)
    assert view.summary_text().startswith("Withdrawn on 2026-11-28")
