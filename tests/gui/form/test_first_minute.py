"""A board case by keyboard: how many keys it takes, and that the Tab key skips nothing and stops on nothing dead."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget
from pytestqt.qtbot import QtBot

from engine.case.board_fields import HOW_FAR, WHO_AND_WHERE
from engine.case.case import Case
from gui.form.field_row import FieldRow
from gui.main_window import MainWindow

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
    "liver_lesion_count": "2",
    "largest_lesion_cm": "3.4",
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
    assert keys == 35
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
