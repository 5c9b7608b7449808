"""Compare: what each treatment leaves possible later, by mouse and by keyboard alone."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QApplication

from engine.evidence.records.modalities import MODALITIES
from engine.findings.assess import assess
from gui.figures.drawing import fonts_of
from gui.views.compare import CompareView
from gui.views.compare_cell import CompareCell
from gui.views.compare_model import CompareModel, columns_of
from gui.views.compare_table import CompareTable
from gui.views.record_page import RecordPage

RULES, PUBLISHED = "If given now,\nby the criteria", "Subsequent\ntreatment,\nas published"


def shown(qtbot: Any, context: Any, assessment: Any, case: Any) -> CompareView:
    """Return the view on screen with one case in it."""
    view = CompareView(context)
    qtbot.addWidget(view)
    view.resize(1000, 800)
    view.show()
    view.show_assessment(assessment, case)
    return view


def table_of(view: CompareView) -> CompareTable:
    table = view.findChild(CompareTable)
    assert isinstance(table, CompareTable)
    return table


def cells_of(view: CompareView, assessment: Any, aspect: str, modality: str) -> list[CompareCell]:
    """Return the cells of one aspect of one modality that hold something."""
    column = [option.modality for option in columns_of(assessment)].index(modality)
    rows = table_of(view).model().rows  # type: ignore[attr-defined]
    first = next(number for number, row in enumerate(rows) if row.aspect == aspect)
    cells = [rows[first].cells[column]]
    for row in rows[first + 1 :]:
        if row.aspect:
            break
        cells.append(row.cells[column])
    return [cell for cell in cells if cell.text]


def place_of(view: CompareView, record: str) -> QModelIndex:
    """Return the place of the last cell that opens a record: an outcome may stand further above as well."""
    model = table_of(view).model()
    return [
        model.index(row, column)
        for row in range(model.rowCount())
        for column in range(model.columnCount())
        if model.cell(model.index(row, column)).record == record  # type: ignore[attr-defined]
    ][-1]


@pytest.mark.parametrize("name", ["nothing", "everything", "sbrt-candidate", "borderline", "first-line-chemoradiation"])
def test_that_every_case_shows_an_answer_of_both_kinds_for_every_modality(
    name: str, qtbot: Any, context: Any, cases: Any, assessments: Any
) -> None:
    view = shown(qtbot, context, assessments[name], cases[name])
    for option in assessments[name].options:
        rules = cells_of(view, assessments[name], RULES, option.modality)
        assert rules[0].text == option.subsequent.in_words
        published = cells_of(view, assessments[name], PUBLISHED, option.modality)
        assert published[0].text == option.subsequent.not_given_in_words
        wanted = [statement.figure.id for statement in option.subsequent.statements]
        shown_first = [cell.record for cell in published if cell.record]
        assert shown_first == wanted[: len(shown_first)]
        hidden = len(wanted) - len(shown_first)
        assert hidden == 0 or published[-1].text == f"Show {hidden} more"
        assert hidden == 0 or len(shown_first) == 5
    if any(len(option.subsequent.statements) > 5 for option in assessments[name].options):
        open_everything(qtbot, table_of(view), PUBLISHED)
        for option in assessments[name].options:
            published = cells_of(view, assessments[name], PUBLISHED, option.modality)
            records = [cell.record for cell in published if cell.record]
            assert records == [statement.figure.id for statement in option.subsequent.statements]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_F1])
def test_that_the_rest_of_a_long_column_is_one_key_away_and_can_be_put_away(
    key: Qt.Key, qtbot: Any, context: Any, cases: Any, assessments: Any
) -> None:
    view = shown(qtbot, context, assessments["nothing"], cases["nothing"])
    table = table_of(view)
    before = table.model().rowCount()
    place = open_everything(qtbot, table, PUBLISHED, key)
    assert table.model().rowCount() > before
    table.setCurrentIndex(place_of_text(table, "Show fewer", place.column()))
    qtbot.keyClick(table, key)
    assert table.model().rowCount() == before


def place_of_text(table: CompareTable, start: str, column: int | None = None, aspect: str = "") -> QModelIndex:
    """Return the last cell whose text begins so, in this column, of this aspect."""
    model = table.model()
    return [
        model.index(row, place)
        for row in range(model.rowCount())
        for place in range(model.columnCount())
        if column in (None, place)
        and (cell := model.cell(model.index(row, place))).text.startswith(start)  # type: ignore[attr-defined]
        and aspect in ("", cell.opens)
    ][-1]


def open_everything(qtbot: Any, table: CompareTable, aspect: str, key: Qt.Key = Qt.Key.Key_Return) -> QModelIndex:
    """Ask for every fact of an aspect, by keyboard, and return the cell that was asked."""
    place = place_of_text(table, "Show", aspect=aspect)
    table.setCurrentIndex(place)
    qtbot.keyClick(table, key)
    return place


def test_that_each_statement_says_how_it_stands_and_who_printed_what(
    qtbot: Any, context: Any, cases: Any, assessments: Any
) -> None:
    view = shown(qtbot, context, assessments["nothing"], cases["nothing"])
    index = place_of(view, "zhu2013.definitive_rate")
    cell = table_of(view).model().cell(index)  # type: ignore[attr-defined]
    assert cell.text == "Resection of metastases and resection of the primary: done"
    assert "9 of 32 (28.1 %)" in cell.detail
    assert cell.detail.endswith("Zhu 2013")
    tip = index.data(Qt.ItemDataRole.ToolTipRole)
    assert tip.startswith("“Nine of 32 patients (28.1%) received definitive therapy after CRT and CT”")
    assert tip.endswith("Zhu 2013, Discussion, paragraph 1")


def test_that_a_modality_without_a_source_says_so_in_words(
    qtbot: Any, context: Any, cases: Any, assessments: Any
) -> None:
    view = shown(qtbot, context, assessments["nothing"], cases["nothing"])
    (cell,) = cells_of(view, assessments["nothing"], PUBLISHED, "iort")
    assert cell.text.startswith("Not given in the library's sources")
    assert "Not given in the library's sources" in view.summary_text()


def test_that_a_turned_criterion_bears_the_symbol_of_what_it_would_be(
    qtbot: Any, context: Any, cases: Any, assessments: Any
) -> None:
    found = assessments["first-line-chemoradiation"]
    view = shown(qtbot, context, found, cases["first-line-chemoradiation"])
    cells = cells_of(view, found, RULES, "systemic_therapy")
    criterion = next(cell for cell in cells if cell.record == "chemoradiotherapy.no_prior_treatment")
    assert criterion.status == "not_met"
    assert criterion.text.endswith("met now, not met then.")
    assert criterion.detail == "Zhu 2013"
    assert any(cell.status == "outside" for cell in cells)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F1])
@pytest.mark.parametrize(
    "record", ["zhu2013.definitive_rate", "zhu2013.dose_boost", "chemoradiotherapy.no_prior_treatment"]
)
def test_that_a_key_on_a_statement_opens_its_record(
    record: str, key: Qt.Key, qtbot: Any, context: Any, cases: Any, assessments: Any
) -> None:
    view = shown(qtbot, context, assessments["nothing"], cases["nothing"])
    table_of(view).setCurrentIndex(place_of(view, record))
    with qtbot.waitSignal(view.record_requested) as heard:
        qtbot.keyClick(table_of(view), key)
    assert heard.args == [record]


def test_that_the_arrow_keys_alone_lead_to_a_statement(qtbot: Any, context: Any, cases: Any, assessments: Any) -> None:
    view = shown(qtbot, context, assessments["nothing"], cases["nothing"])
    table = table_of(view)
    open_everything(qtbot, table, PUBLISHED)
    wanted = place_of(view, "sanuki2022.salvage")
    table.setCurrentIndex(table.model().index(0, 0))
    for _ in range(wanted.column()):
        qtbot.keyClick(table, Qt.Key.Key_Right)
    for _ in range(wanted.row()):
        qtbot.keyClick(table, Qt.Key.Key_Down)
    assert table.currentIndex() == wanted
    with qtbot.waitSignal(view.record_requested) as heard:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert heard.args == ["sanuki2022.salvage"]


def test_that_a_click_opens_a_record_and_a_click_on_a_cell_without_one_does_nothing(
    qtbot: Any, context: Any, cases: Any, assessments: Any
) -> None:
    view = shown(qtbot, context, assessments["nothing"], cases["nothing"])
    table = table_of(view)
    index = place_of(view, "yeo2010.further_chemotherapy")
    table.scrollTo(index)
    with qtbot.waitSignal(view.record_requested) as heard:
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(index).center())
    assert heard.args == ["yeo2010.further_chemotherapy"]
    verdict = table.model().index(0, 0)
    table.scrollTo(verdict)
    with qtbot.assertNotEmitted(view.record_requested):
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(verdict).center())


def test_that_a_changed_case_changes_rows_and_leaves_the_place_of_the_reader(
    qtbot: Any, context: Any, cases: Any, assessments: Any, library: Any
) -> None:
    case = cases["first-line-chemoradiation"]
    view = shown(qtbot, context, assessments["first-line-chemoradiation"], case)
    table = table_of(view)
    open_everything(qtbot, table, PUBLISHED)
    table.setCurrentIndex(place_of(view, "sanuki2022.salvage"))
    treated = case.with_patient(case.patient.with_value("prior_chemotherapy", True))
    found = assess(treated, library)
    view.show_assessment(found, treated)
    cells = cells_of(view, found, RULES, "systemic_therapy")
    assert cells[0].text == "The case says already what it would change: no criterion changes."
    assert table.currentIndex() == place_of(view, "sanuki2022.salvage")
    heights = [table.rowHeight(row) for row in range(table.model().rowCount())]
    table.resizeRowsToContents()
    assert heights == [table.rowHeight(row) for row in range(table.model().rowCount())]


def test_that_rows_that_come_and_go_leave_what_a_fresh_table_would_show(
    context: Any, cases: Any, assessments: Any, qtbot: Any
) -> None:
    names = ["nothing", "first-line-chemoradiation", "sbrt-candidate", "everything", "nothing"]
    view = shown(qtbot, context, assessments[names[0]], cases[names[0]])
    for name in names:
        view.show_assessment(assessments[name], cases[name])
        fresh = shown(qtbot, context, assessments[name], cases[name])
        old, new = table_of(view).model(), table_of(fresh).model()
        assert isinstance(old, CompareModel)
        assert isinstance(new, CompareModel)
        assert old.rows == new.rows
        assert table_of(view).in_words() == table_of(fresh).in_words()


def test_that_the_record_says_what_follows_and_what_the_case_has_to_say(context: Any) -> None:
    page = RecordPage(context.library, context.fields)
    assert (
        "After chemoradiotherapy: resection of metastases and resection of the primary, done. "
        "After chemoradiotherapy and chemotherapy."
    ) in page.html("zhu2013.definitive_rate", None)
    both = page.html("sanuki2022.sbrt_before_chemotherapy", None)
    assert "After systemic therapy: SBRT, said to be limited, or to need care." in both
    assert "After SBRT: systemic therapy, said to be possible." in both
    assert "Earlier chemotherapy: yes. Systemic therapy is chemotherapy." in page.html(
        "harbin2014.systemic_standard", None
    )
    assert "Later treatment" not in page.html("chang2011.late_grade_3_or_more", None)


@pytest.mark.parametrize(("column_em", "fits"), [(13.5, True), (11.5, False)])
def test_that_all_treatments_stand_side_by_side_where_there_is_room(
    column_em: float, *, fits: bool, qtbot: Any, context: Any, cases: Any, assessments: Any
) -> None:
    view = shown(qtbot, context, assessments["nothing"], cases["nothing"])
    table = table_of(view)
    room = round(len(MODALITIES) * column_em * fonts_of(table.font()).em)
    view.resize(view.width() - table.viewport().width() + room, 800)
    QApplication.processEvents()
    assert (table.horizontalScrollBar().maximum() == 0) is fits
    widths = {table.columnWidth(column) for column in range(table.model().columnCount())}
    assert len(widths) == 1


def test_that_every_row_of_a_block_says_what_it_is_of(qtbot: Any, context: Any, cases: Any, assessments: Any) -> None:
    view = shown(qtbot, context, assessments["nothing"], cases["nothing"])
    model = table_of(view).model()
    names = [model.headerData(row, Qt.Orientation.Vertical) for row in range(model.rowCount())]
    assert all(names)
    assert names.count("Burden") > 1
