"""A board case by keyboard: how many keys it takes, and that the Tab key skips nothing and stops on nothing dead."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget
from pytestqt.qtbot import QtBot

from engine.case.case import Case
from engine.case.catalogue.board_fields import HOW_FAR, WHO_AND_WHERE
from gui.form.field_row import FieldRow
from gui.window.main_window import MainWindow

#: what is typed at each stop, in the order of the form; an empty text is passed over
TOLD = {
    "modality": "sb",
    "age_years": "62",
    "ecog": "1",
    "primary_site": "r",
    "tumour_height_cm": "4",
    "clinical_t": "3",
    "clinical_n": "1",
    "primary_resected": "n",
    "metastasis_timing": "s",
    "liver_tumour": "m",
    "liver_lesion_count": "2",
    "largest_lesion_cm": "3.4",
    "near_gut": "n",
    "extrahepatic_sites": "n",
    "metastases_resectable": "n",
    "fit_for_surgery": "y",
    "hepatic_function_adequate": "y",
}
#: for the headline of SBRT alone, from the search line: field and answer
ASKED_BY_SBRT = ("metastases_resectable", "liver_lesion_count", "largest_lesion_cm", "near_gut")


def field_of(window: MainWindow, widget: QWidget | None) -> str | None:
    """Return the field that a widget belongs to."""
    return next(
        (
            name
            for name, row in window.form.rows.items()
            if widget is not None and (row is widget or row.isAncestorOf(widget))
        ),
        None,
    )


@pytest.fixture
def shown(qtbot: QtBot, make_window: Any, nothing: Case) -> MainWindow:
    """Return a window in front with an empty case, the keyboard at the case's name."""
    window: MainWindow = make_window(None)
    window.document.replace_case(nothing)
    window.form.build_rest()
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    window.form.header.line.setFocus()
    qtbot.waitUntil(window.form.header.line.hasFocus)
    return window


def press(text: str) -> int:
    """Type into whatever has the keyboard; return how many keys that were."""
    for letter in text:
        QTest.keyClicks(QApplication.focusWidget(), letter)
    return len(text)


def tab() -> int:
    """Go one stop on; return the key."""
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    return 1


def test_that_a_board_case_takes_few_keys_in_the_order_of_talk(shown: MainWindow) -> None:
    # Of somebody who goes by Tab; test_few_keystrokes.py is led on by the answers.
    shown.settings.moves_on = False
    keys = tab()
    for name, text in TOLD.items():
        assert field_of(shown, QApplication.focusWidget()) == name
        keys += press(text) + tab()
    shown.controller.assess_now()
    patient = shown.document.case.patient
    assert {name for name in TOLD if patient.value(name) is None} == set()
    assert patient.value("clinical_n") == "N1"
    assert patient.value("extrahepatic_sites") == ()
    # One key for each stop, and the fewest letters that mean an answer.
    assert keys == 39
    assessment = shown.controller.assessment
    assert assessment is not None
    still_open = [found.id for found in assessment.option("sbrt").criteria if found.status == "unknown"]
    assert set(still_open) <= {"sbrt.spared_liver", "sbrt.gut_distance"}
    assert len({option.verdict for option in assessment.options}) > 1


def test_that_the_first_minute_is_the_beginning_of_the_form(shown: MainWindow) -> None:
    assert list(shown.form.rows)[: len(WHO_AND_WHERE) + len(HOW_FAR)] == [*WHO_AND_WHERE, *HOW_FAR]


@pytest.mark.parametrize("back", [False, True])
def test_that_the_tab_ring_of_the_form_skips_no_field_and_stops_on_nothing_dead(
    shown: MainWindow, everything: Case, back: bool
) -> None:
    shown.document.replace_case(everything)
    start = shown.form.header.line
    start.setFocus()
    seen: list[str] = []
    widget: QWidget = start
    for _ in range(2000):
        widget = widget.previousInFocusChain() if back else widget.nextInFocusChain()
        if widget is start:
            break
        stops = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isVisibleTo(shown)
        if not stops or not widget.isEnabled() or not shown.form.isAncestorOf(widget):
            continue
        if isinstance(widget, QAbstractScrollArea) and field_of(shown, widget) is None:
            continue
        name = field_of(shown, widget)
        if name is not None and name not in seen:
            seen.append(name)
    assert widget is start
    order = list(shown.form.rows)
    reachable = [
        name
        for name in order
        if (row := shown.form.rows[name]) is not None
        and row.isVisibleTo(shown)
        and (not isinstance(row, FieldRow) or row.editor.control.isEnabled())
    ]
    assert sorted(seen, key=order.index, reverse=back) == seen
    assert [name for name in reachable if name not in seen] == []


def test_that_letters_that_mean_several_answers_are_told_on_leaving(shown: MainWindow) -> None:
    tab()
    press("s")
    tab()
    assert shown.document.case.patient.value("modality") is None
    assert "is not one answer of" in shown.form.hint._words.text()


#: to a headline of SBRT in which items of the plan alone are open: a field, and what is clicked or typed
OF_SBRT = (
    ("ecog", "1"),
    ("primary_site", "Rectum"),
    ("liver_lesion_count", "2"),
    ("largest_lesion_cm", "3"),
    ("extrahepatic_sites", "None"),
    ("metastases_resectable", "No"),
    ("hepatic_function_adequate", "Yes"),
    ("near_gut", "No"),
    ("liver_tumour", "Metastasis"),
)


def answer(window: MainWindow, name: str, text: str) -> int:
    """Answer a field by mouse, and by key where it is a number; return how many clicks and keys that were."""
    row = window.form.rows[name]
    assert isinstance(row, FieldRow)
    chips = getattr(row.editor, "chips", None)
    chip = next((button for button in chips.buttons if button.text() == text), None) if chips is not None else None
    if chip is not None:
        chip.click()
        return 1
    row.editor.control.setFocus()
    return 1 + press(text)


def test_that_few_clicks_and_keys_leave_the_plan_alone_open_for_sbrt(shown: MainWindow) -> None:
    assert all(shown.form.rows[name].isVisibleTo(shown) for name, _ in OF_SBRT)
    taken = sum(answer(shown, name, text) for name, text in OF_SBRT)
    shown.controller.assess_now()
    assessment = shown.controller.assessment
    assert assessment is not None
    option = assessment.option("sbrt")
    still_open = {finding.id for finding in option.criteria if finding.status == "unknown"}
    assert still_open <= {"sbrt.spared_liver"}
    plan = {spec.id for spec in shown.document.fields.in_group("plan")}
    asked = [one for one in option.concerns if one.holds is None and one.asks and one.level == "hard"]
    assert [one.id for one in asked if not set(one.fields) & plan] == []
    assert taken <= 12


def test_that_what_follows_the_first_minute_is_folded_until_it_is_wanted(shown: MainWindow) -> None:
    form = shown.form
    assert form.rows["hepatic_function_adequate"].isVisibleTo(shown)
    assert not form.rows["inr"].isVisibleTo(shown)
    form.go_to_field("inr")
    assert form.rows["inr"].isVisibleTo(shown)
    assert not form.rows["platelets_10e9_l"].isVisibleTo(shown)
    shown.document.set_value("prior_chemotherapy", True)
    assert form.rows["prior_chemotherapy"].isVisibleTo(shown)
    shown.commands["undo"].trigger()
    # Nothing slides away while one works.
    assert form.rows["prior_chemotherapy"].isVisibleTo(shown)


def test_that_a_heading_folds_its_fields_and_a_search_finds_them(shown: MainWindow) -> None:
    heading = shown.form._scroll._headings["laboratory"]
    row = shown.form.rows["platelets_10e9_l"]
    assert heading.fold is not None
    heading.fold.click()
    assert row.isVisibleTo(shown)
    QTest.keyClick(heading.fold, Qt.Key.Key_Return)
    assert not row.isVisibleTo(shown)
    shown.form.search.setFocus()
    QTest.keyClicks(shown.form.search, "platelets")
    assert row.isVisibleTo(shown)


def test_that_a_case_is_opened_with_what_it_holds_in_sight(shown: MainWindow, everything: Case, nothing: Case) -> None:
    shown.document.replace_case(everything)
    assert shown.form.rows["inr"].isVisibleTo(shown)
    QApplication.processEvents()
    shown.form._scroll.verticalScrollBar().setValue(500)
    shown.document.replace_case(nothing)
    assert shown.form._scroll.verticalScrollBar().value() == 0
    assert not shown.form.rows["inr"].isVisibleTo(shown)


@pytest.mark.parametrize(
    ("question", "left_out", "kept"),
    [("Liver", "iort_dose_gy", "near_gut"), ("Rectum", "near_gut", "tumour_height_cm")],
)
def test_that_the_question_leaves_out_what_the_other_organ_alone_needs(
    shown: MainWindow, question: str, left_out: str, kept: str
) -> None:
    form = shown.form
    chips = {button.text(): button for button in form._scroll.question.chips.buttons}
    assert chips["Everything"].isChecked()
    chips[question].click()
    assert chips[question].isChecked()
    assert left_out not in form._shown
    assert kept in form._shown
    chips["Everything"].click()
    assert {left_out, kept} - {"iort_dose_gy"} <= form._shown


def test_that_what_cannot_apply_says_so_in_its_place_and_comes_back(shown: MainWindow) -> None:
    row = shown.form.rows["tumour_height_cm"]
    assert isinstance(row, FieldRow)
    height = row.height()
    shown.document.set_value("primary_site", "colon")
    QApplication.processEvents()
    assert not row.editor.isVisibleTo(shown)
    assert row.isVisibleTo(shown)
    assert row._word is not None
    assert "the primary is not in the rectum" in row._word.text()
    assert abs(row.height() - height) <= 2
    shown.form.go_to_field("tumour_height_cm")
    assert row.editor.isVisibleTo(shown)
    shown.document.set_value("primary_site", "rectum")
    assert row.editor.isVisibleTo(shown)
    assert not row._word.isVisibleTo(shown)
