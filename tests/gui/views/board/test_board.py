"""The board page on screen: rows, opening in place, links, stillness, and what can be read aloud or copied."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from engine.case.case import Case
from engine.case.lesions import Lesion
from engine.case.patient import Patient
from engine.findings.assess import assess
from engine.findings.wording import MODALITY_SHORT
from gui.views.board.delegate import columns_of
from gui.views.board.option_rows import DetailRow, HeaderRow, OptionRow
from gui.views.board.view import BoardView
from gui.views.lists.row_list import RowList


def shown(qtbot: Any, context: Any, width: int = 900) -> BoardView:
    view = BoardView(context)
    qtbot.addWidget(view)
    view.resize(width, 640)
    view.show()
    return view


def options(view: BoardView) -> list[str]:
    return [row.option.modality for row in view.options.rows if isinstance(row, OptionRow)]


def rows_named(view: BoardView, name: str) -> RowList:
    return next(found for found in view.findChildren(RowList) if found.accessibleName().startswith(name))


def test_that_the_planned_option_has_the_first_row(qtbot: Any, context: Any, cases: Any, assessments: Any) -> None:
    view = shown(qtbot, context)
    view.show_assessment(assessments["first-line-chemoradiation"], cases["first-line-chemoradiation"])
    assert options(view)[0] == "chemoradiotherapy"
    assert isinstance(view.options.rows[0], HeaderRow)
    assert "planned" in view.options.rows[1].spoken


@pytest.mark.parametrize("name", ["borderline", "everything", "sbrt-candidate"])
def test_that_every_option_stands_on_the_page_once(
    name: str, qtbot: Any, context: Any, cases: Any, assessments: Any
) -> None:
    view = shown(qtbot, context)
    view.show_assessment(assessments[name], cases[name])
    apart = view.summary_text()
    for option in assessments[name].options:
        assert (option.modality in options(view)) or option.label.split(" ")[0] in apart
    assert len(options(view)) == len(set(options(view)))


@pytest.mark.parametrize(("close", "opened"), [(Qt.Key.Key_Left, False), (Qt.Key.Key_Escape, False)])
def test_that_a_row_opens_and_closes_by_key(
    close: Qt.Key, opened: bool, qtbot: Any, context: Any, cases: Any, assessments: Any
) -> None:
    view = shown(qtbot, context)
    view.show_assessment(assessments["borderline"], cases["borderline"])
    view.options.setFocus()
    view.options.choose("sbrt")
    qtbot.keyClick(view.options, Qt.Key.Key_Right)
    details = [row for row in view.options.rows if isinstance(row, DetailRow)]
    criteria = assessments["borderline"].option("sbrt").criteria
    assert {f"sbrt:{found.id}" for found in criteria} <= {row.key for row in details}
    qtbot.keyClick(view.options, Qt.Key.Key_Down)
    qtbot.keyClick(view.options, close)
    assert any(isinstance(row, DetailRow) for row in view.options.rows) is opened
    assert view.options.current_row is not None
    assert view.options.current_row.key == "sbrt"


def test_that_a_click_opens_a_row_in_place(qtbot: Any, context: Any, cases: Any, assessments: Any) -> None:
    view = shown(qtbot, context)
    view.show_assessment(assessments["borderline"], cases["borderline"])
    place = view.options.visualRect(view.options.model().index(1, 0))
    qtbot.mouseClick(view.options.viewport(), Qt.MouseButton.LeftButton, pos=place.center())
    assert any(isinstance(row, DetailRow) for row in view.options.rows)


def test_that_a_link_leads_to_a_view_with_that_option(qtbot: Any, context: Any, cases: Any, assessments: Any) -> None:
    view = shown(qtbot, context)
    view.show_assessment(assessments["borderline"], cases["borderline"])
    view.options.choose("resection")
    qtbot.keyClick(view.options, Qt.Key.Key_Return)
    view.options.choose("link:resection:Eligibility")
    with qtbot.waitSignal(view.view_requested) as heard:
        qtbot.keyClick(view.options, Qt.Key.Key_Return)
    assert heard.args == ["Eligibility", "resection"]


def test_that_a_criterion_of_an_opened_row_leads_to_its_record(
    qtbot: Any, context: Any, cases: Any, assessments: Any
) -> None:
    view = shown(qtbot, context)
    view.show_assessment(assessments["borderline"], cases["borderline"])
    view.options.choose("sbrt")
    qtbot.keyClick(view.options, Qt.Key.Key_Return)
    view.options.choose("sbrt:sbrt.lesion_count")
    with qtbot.waitSignal(view.record_requested) as heard:
        qtbot.keyClick(view.options, Qt.Key.Key_Return)
    assert heard.args == ["sbrt.lesion_count"]


def test_that_an_item_to_decide_leads_to_its_field(qtbot: Any, context: Any, cases: Any, assessments: Any) -> None:
    view = shown(qtbot, context)
    view.show_assessment(assessments["borderline"], cases["borderline"])
    needs = rows_named(view, "Items that can turn")
    needs.choose_first()
    row = needs.current_row
    with qtbot.waitSignal(view.field_requested) as heard:
        qtbot.keyClick(needs, Qt.Key.Key_Return)
    assert row is not None
    assert heard.args == [row.field]


def test_that_rows_keep_their_places_while_one_field_changes(
    qtbot: Any, context: Any, fields: Any, library: Any, cases: Any
) -> None:
    view = shown(qtbot, context)
    kept = ("primary_site", "modality", "karnofsky")
    known = {name: cases["sbrt-candidate"].patient.inputs[name] for name in kept}
    known |= {"liver_lesion_count": 1, "metastases_resectable": False}

    def show(**changed: Any) -> None:
        case = Case(Patient(fields, {**known, **changed}))
        view.show_assessment(assess(case, library), case)

    show()
    show(largest_lesion_cm=1.5)
    before = options(view)
    # Above 3 cm thermal ablation is outside: at rest it would move down.
    show(largest_lesion_cm=3.5)
    assert options(view) == before
    show(largest_lesion_cm=3.5, age_years=50.0)
    assert options(view) != before


def test_that_the_words_for_the_minutes_are_copied(qtbot: Any, context: Any, cases: Any, assessments: Any) -> None:
    view = shown(qtbot, context)
    view.show_assessment(assessments["sbrt-candidate"], cases["sbrt-candidate"])
    view.copy_words()
    assert QGuiApplication.clipboard().text().startswith("SBRT ")
    assert QGuiApplication.clipboard().text() in view.summary_text()


def test_that_all_ten_options_are_in_sight_on_a_small_screen(
    qtbot: Any, context: Any, cases: Any, assessments: Any
) -> None:
    """The page has about 900 by 640 pixels beside the form at 1366 x 768."""
    view = shown(qtbot, context, 900)
    for name in ("sbrt-candidate", "borderline", "first-line-chemoradiation"):
        view.show_assessment(assessments[name], cases[name])
        ends = {
            row.option.modality: view.options.viewport().mapTo(view, place.bottomLeft()).y()
            for number, row in enumerate(view.options.rows)
            if isinstance(row, OptionRow)
            for place in [view.options.visualRect(view.options.model().index(number, 0))]
        }
        assert len(ends) == len(assessments[name].options)
        assert max(ends.values()) <= view.height(), name


def test_that_a_hard_concern_is_whole_in_a_row_of_one_line(qtbot: Any, context: Any, cases: Any) -> None:
    view = shown(qtbot, context, 900)
    case = cases["sbrt-candidate"]
    patient = case.patient.with_value("extrahepatic_sites", ("bone", "brain", "peritoneum", "distant_nodes"))
    case = replace(case, patient=patient.with_value("karnofsky", 20).with_value("ecog", None))
    view.show_assessment(assess(case, context.library), case)
    delegate = view.options.itemDelegate()
    rows = [row for row in view.options.rows if isinstance(row, OptionRow) and row.option.warning]
    assert any(row.option.verdict == "outside" for row in rows)
    for row in rows:
        texts = [block.text for block in delegate.arrangement(row, 860, view.options.fonts).blocks]
        assert row.option.warning in texts
        assert row.option.headline in texts


def test_that_the_figure_of_the_group_alike_is_in_sight(qtbot: Any, context: Any, cases: Any) -> None:
    view = shown(qtbot, context, 900)
    case = cases["sbrt-candidate"]
    view.show_assessment(assess(case, context.library), case)
    delegate = view.options.itemDelegate()
    (planned,) = [row for row in view.options.rows if isinstance(row, OptionRow) and row.option.planned]
    beside = planned.option.beside
    assert beside is not None
    assert beside.resembles
    texts = [block.text for block in delegate.arrangement(planned, 860, view.options.fonts).blocks]
    figures = ", ".join(str(point.words) for point in beside.points)
    assert any(text.startswith(f"alike: {figures}; ") for text in texts)


FOUR = (
    Lesion(diameter_cm=3.4, near_gut=False, near_hilum=False, near_major_vessel=True, treatment="resection"),
    Lesion(diameter_cm=1.8, near_gut=False, near_hilum=False, near_major_vessel=False, treatment="resection"),
    Lesion(diameter_cm=1.2, near_gut=False, near_hilum=False, near_major_vessel=False, treatment="thermal_ablation"),
    Lesion(diameter_cm=5.5, near_gut=True, near_hilum=False, near_major_vessel=False, treatment="sbrt"),
)


def test_that_each_lesion_has_a_row_that_leads_to_the_table(qtbot: Any, context: Any) -> None:
    view = shown(qtbot, context)
    case = Case(Patient(context.fields, {"lesions": FOUR, "liver_volume_ml": 1600.0}))
    view.show_assessment(assess(case, context.library), case)
    rows = [row for row in view.lesions.rows if row.lesion is not None]
    assert [row.lesion.lesion for row in rows] == [1, 2, 3, 4]
    assert view.lesions.isVisibleTo(view)
    assert "Lesion 4: 5.5 cm" in view.summary_text()
    assert "Liver: 1600 mL; tumour at most" in view.summary_text()
    with qtbot.waitSignal(view.field_requested) as asked:
        view.lesions.setCurrentIndex(view.lesions.model().index(1, 0))
        qtbot.keyClick(view.lesions, Qt.Key.Key_Return)
    assert asked.args == ["lesions"]


@pytest.mark.hazard("stale-result")
def test_that_lesions_and_ledger_go_with_the_case_that_held_them(qtbot: Any, context: Any) -> None:
    view = shown(qtbot, context)
    full = Case(Patient(context.fields, {"lesions": FOUR, "liver_volume_ml": 1600.0}))
    bare = Case(Patient(context.fields, {"liver_lesion_count": 4}))
    for case, visible in ((full, True), (bare, False), (full, True)):
        view.show_assessment(assess(case, context.library), case)
        assert view.lesions.isVisibleTo(view) is visible
        assert ("Liver reserve" in view.summary_text()) is visible


def test_that_of_nobody_no_harms_are_shown_but_the_eight_answers(
    qtbot: Any, context: Any, cases: Any, assessments: Any
) -> None:
    view = shown(qtbot, context)
    view.show_assessment(assessments["nothing"], cases["nothing"])
    assert not view.options.isVisibleTo(view)
    rows = rows_named(view, "To be heard first")
    assert len(rows.rows) == 8
    rows.choose_first()
    asked: list[str] = []
    view.field_requested.connect(asked.append)
    qtbot.keyClick(rows, Qt.Key.Key_Return)
    assert asked == ["age_years"]
    view.show_assessment(assessments["sbrt-candidate"], cases["sbrt-candidate"])
    assert view.options.isVisibleTo(view)


@pytest.mark.parametrize("width", [640, 760, 900, 1400])
def test_that_no_name_of_an_option_is_parted_within_a_word(width: int, qtbot: Any, context: Any) -> None:
    view = shown(qtbot, context, width)
    fonts = view.options.fonts
    left, room = columns_of(view.options.viewport().width(), fonts).option
    assert left > 0
    words = [word for name in MODALITY_SHORT.values() for word in name.split()]
    assert max(fonts.width(word, fonts.strong) for word in words) <= room
