"""Context menus: where they are expected, with the pointer and with the keyboard, and nothing in them alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QMenu, QWidget

from engine.case.case import Case
from engine.case.entry import Unreadable
from engine.case.lesions import Lesion
from gui.form.field_in_words import field_in_words
from gui.menus.actions import COMMANDS
from gui.views import all_views
from gui.views.lists.row_list import RowList
from gui.views.survival.forest_panel import ForestPanel
from gui.views.survival.survival_panel import SurvivalPanel
from gui.window.main_window import MainWindow

MakeWindow = Callable[..., MainWindow]


def menu_of(window: MainWindow) -> QMenu:
    """Return the context menu that is open."""
    menus = [menu for menu in window.findChildren(QMenu) if menu.objectName() == "context menu" and menu.isVisible()]
    assert len(menus) == 1
    return menus[0]


def no_menu(window: MainWindow) -> bool:
    return not any(menu.objectName() == "context menu" and menu.isVisible() for menu in window.findChildren(QMenu))


def words_of(menu: QMenu) -> list[str]:
    texts = [action.text().partition("\t")[0].replace("&", "") for action in menu.actions()]
    return [text for text in texts if text]


def choose(menu: QMenu, words: str) -> None:
    """Trigger the entry that begins with these words, and close the menu."""
    action = next(action for action in menu.actions() if action.text().replace("&", "").startswith(words))
    assert action.isEnabled()
    menu.close()
    action.trigger()


def right_click(widget: QWidget, place: QPoint | None = None) -> None:
    where = place if place is not None else widget.rect().center()
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(widget, QContextMenuEvent(reason, where, widget.mapToGlobal(where)))


def in_field(window: MainWindow, field_id: str) -> QWidget:
    window.activateWindow()
    window.form.go_to_field(field_id)
    focus = window.focusWidget()
    assert focus is not None
    return focus


@pytest.fixture
def whole(make_window: MakeWindow, everything: Case) -> MainWindow:
    """Return a window with all views on a case in which everything is known."""
    window = make_window(all_views())
    window.activateWindow()
    window.document.replace_case(everything)
    window.controller.assess_now()
    return window


def shown_list(window: MainWindow, title: str, place: int = 0) -> RowList:
    window.views.go_to(title)
    QApplication.processEvents()
    view = window.views.current_view
    assert view is not None
    lists = [found for found in view.findChildren(RowList) if found.isVisible()]
    return [found for found in lists if any(row.record or row.checked is not None for row in found.rows)][place]


def test_that_the_menu_key_opens_the_menu_of_a_field(window: MainWindow) -> None:
    in_field(window, "age_years")
    window.commands["context_menu"].trigger()
    menu = menu_of(window)
    assert {"Undo", "Redo", "Cut", "Copy", "Paste", "Copy field in words", "Not known", "About this field"} == set(
        words_of(menu)
    )
    menu.close()
    assert [key.toString() for key in window.commands["context_menu"].shortcuts()] == ["Shift+F10"]


def test_that_a_field_is_made_not_known_and_undone_from_its_menu(window: MainWindow) -> None:
    line = in_field(window, "age_years")
    QTest.keyClicks(line, "66")
    right_click(line)
    choose(menu_of(window), "Not known")
    assert window.document.case.patient.value("age_years") is None
    right_click(line)
    choose(menu_of(window), "Undo")
    assert window.document.case.patient.value("age_years") == 66


def test_that_paste_goes_through_the_document(window: MainWindow) -> None:
    line = in_field(window, "age_years")
    QApplication.clipboard().setText("71")
    right_click(line)
    choose(menu_of(window), "Paste")
    assert window.document.case.patient.value("age_years") == 71
    window.commands["undo"].trigger()
    assert window.document.case.patient.value("age_years") is None


def test_that_a_click_on_a_label_means_its_field(window: MainWindow) -> None:
    in_field(window, "age_years")
    row = window.form.rows["ecog"]
    right_click(row.label)
    menu = menu_of(window)
    assert "Other unit" not in words_of(menu)
    assert window.form.current_field == "ecog"
    choose(menu, "Copy field in words")
    assert QApplication.clipboard().text() == "ECOG performance status: not known"


def test_that_a_field_with_several_units_offers_the_next(window: MainWindow) -> None:
    line = in_field(window, "bilirubin_mg_dl")
    right_click(line)
    choose(menu_of(window), "Other unit")
    assert window.units.unit(window.document.fields["bilirubin_mg_dl"]) != "mg/dL"


def test_that_a_field_is_copied_as_it_is_shown(window: MainWindow) -> None:
    fields, units = window.document.fields, window.units
    window.document.set_value("bilirubin_mg_dl", 1.0)
    assert field_in_words(fields["bilirubin_mg_dl"], window.document.draft, units) == "Total bilirubin: 1 mg/dL"
    units.choose(fields["bilirubin_mg_dl"], "µmol/L")
    assert "17.1 µmol/L" in field_in_words(fields["bilirubin_mg_dl"], window.document.draft, units)
    window.document.set_entry("age_years", Unreadable("6x", "no number"))
    assert field_in_words(fields["age_years"], window.document.draft, units) == "Age: “6x”, which cannot be read"


def test_that_lesions_are_added_duplicated_and_deleted_from_their_menu(window: MainWindow) -> None:
    window.document.insert_lesion(0, Lesion(diameter_cm=2.5))
    table = in_field(window, "lesions")
    window.commands["context_menu"].trigger()
    choose(menu_of(window), "Duplicate lesion")
    assert len(window.document.draft.lesions or ()) == 2
    # The form scrolls to the table in the next turn.
    QApplication.processEvents()
    right_click(table.viewport() if isinstance(table, QAbstractItemView) else table)
    choose(menu_of(window), "Delete lesion")
    assert len(window.document.draft.lesions or ()) == 1


def test_that_lesions_without_rows_offer_no_row_to_delete(window: MainWindow) -> None:
    in_field(window, "lesions")
    window.commands["context_menu"].trigger()
    found = words_of(menu_of(window))
    assert "Add lesion" in found
    assert "Delete lesion" not in found
    menu_of(window).close()


@pytest.mark.parametrize("title", ["Board", "Eligibility", "Toxicity", "Survival", "Evidence"])
def test_that_a_row_is_opened_and_copied_with_its_source(whole: MainWindow, title: str) -> None:
    rows = shown_list(whole, title)
    row = next(row for row in rows.rows if not row.heading and row.record)
    rows.choose(row.key)
    rows.setFocus()
    whole.commands["context_menu"].trigger()
    assert "Copy this view in words" in words_of(menu_of(whole))
    choose(menu_of(whole), "Copy with its source")
    assert QApplication.clipboard().text() == row.spoken
    opened: list[str] = []
    rows.record_opened.connect(opened.append)
    right_click(rows.viewport(), rows.visualRect(rows.currentIndex()).center())
    choose(menu_of(whole), "Open")
    assert opened == [row.record]


def test_that_what_is_missing_leads_to_its_field(whole: MainWindow, nothing: Case) -> None:
    whole.document.replace_case(nothing)
    whole.controller.assess_now()
    whole.views.go_to("Board")
    QApplication.processEvents()
    view = whole.views.current_view
    assert view is not None
    rows = next(found for found in view.findChildren(RowList) if any(row.field for row in found.rows))
    row = next(row for row in rows.rows if row.field)
    rows.choose(row.key)
    rows.setFocus()
    whole.commands["context_menu"].trigger()
    choose(menu_of(whole), "Open")
    assert whole.form.current_field == row.field


def test_that_the_key_of_the_clipboard_copies_the_same_row(whole: MainWindow) -> None:
    rows = shown_list(whole, "Toxicity")
    rows.setFocus()
    QTest.keyClick(rows, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert rows.current_row is not None
    assert QApplication.clipboard().text() == rows.current_row.spoken


def test_that_a_heading_and_empty_ground_have_no_menu(whole: MainWindow) -> None:
    rows = shown_list(whole, "Toxicity")
    heading = next(number for number, row in enumerate(rows.rows) if row.heading)
    right_click(rows.viewport(), rows.visualRect(rows.model().index(heading, 0)).center())
    assert no_menu(whole)
    right_click(whole.views.tabBar())
    assert no_menu(whole)


def test_that_a_cohort_is_shown_or_left_out_from_its_menu(whole: MainWindow) -> None:
    rows = shown_list(whole, "Survival")
    rows.choose_first()
    rows.setFocus()
    before = rows.current_row
    assert before is not None
    whole.commands["context_menu"].trigger()
    choose(menu_of(whole), "Show or leave out")
    after = rows.current_row
    assert after is not None
    assert after.key == before.key
    assert after.checked is not before.checked


def test_that_a_cell_of_a_matrix_is_copied_with_its_headings(whole: MainWindow) -> None:
    whole.views.go_to("Eligibility")
    QApplication.processEvents()
    view = whole.views.current_view
    assert view is not None
    tables = [found for found in view.findChildren(QAbstractItemView) if found.isVisible() and found.model()]
    table = next(found for found in tables if found.model().columnCount() > 3)
    table.setCurrentIndex(table.model().index(0, 0))
    table.setFocus()
    whole.commands["context_menu"].trigger()
    choose(menu_of(whole), "Copy with its source")
    assert QApplication.clipboard().text().count(": ") >= 1


@pytest.mark.parametrize("ending", ["png", "pdf"])
def test_that_a_survival_figure_is_saved_as_a_picture(
    whole: MainWindow, answers: Any, tmp_path: Path, ending: str
) -> None:
    shown_list(whole, "Survival")
    view = whole.views.current_view
    assert view is not None
    panel = next(part for part in view.findChildren(SurvivalPanel) if part.isVisible())
    answers.figure = tmp_path / f"figure.{ending}"
    # In a small window only part of the panel is in sight.
    right_click(panel, panel.visibleRegion().boundingRect().center())
    assert {"Copy this view in words", "Save the figure …"} == set(words_of(menu_of(whole)))
    choose(menu_of(whole), "Save the figure")
    assert answers.asked[-1] == f"figure {panel.property('figure')}.png"
    data = answers.figure.read_bytes()
    if ending == "pdf":
        assert data.startswith(b"%PDF-")
    else:
        picture = QImage.fromData(data)
        assert picture.width() == 2 * panel.width()
        # Not one colour alone: something is drawn.
        rows = range(0, picture.height(), 10)
        assert len({picture.pixel(x, y) for y in rows for x in range(picture.width())}) > 5
    assert any("The figure has been written" in text for text in whole.messages.texts)


def test_that_a_row_of_a_forest_offers_its_record_and_the_picture(
    whole: MainWindow, answers: Any, tmp_path: Path
) -> None:
    shown_list(whole, "Survival")
    view = whole.views.current_view
    assert view is not None
    panel = view.findChild(ForestPanel)
    rows = panel.findChild(RowList)
    rows.choose(next(row.key for row in rows.rows if row.record))
    rows.setFocus()
    whole.commands["context_menu"].trigger()
    assert {"Open", "Copy with its source", "Save the figure …"} <= set(words_of(menu_of(whole)))
    answers.figure = tmp_path / "figure.png"
    choose(menu_of(whole), "Save the figure")
    assert answers.asked[-1] == f"figure {panel.property('figure')}.png"
    picture = QImage.fromData(answers.figure.read_bytes())
    assert (picture.width(), picture.height()) == (2 * panel.width(), 2 * panel.height())
    # Its last row is in the picture, though it may not be in sight.
    below = range(round(picture.height() * 0.8), picture.height(), 4)
    assert len({picture.pixel(x, y) for y in below for x in range(0, picture.width(), 2)}) > 5


def test_that_a_figure_that_cannot_be_written_is_told(whole: MainWindow, answers: Any, tmp_path: Path) -> None:
    shown_list(whole, "Survival")
    answers.figure = tmp_path / "nowhere" / "figure.png"
    whole.commands["save_figure"].trigger()
    assert any("cannot be written" in text for text in whole.messages.texts)


def test_that_a_view_without_a_figure_says_so(whole: MainWindow, answers: Any) -> None:
    whole.views.go_to("Toxicity")
    whole.commands["save_figure"].trigger()
    assert any("no figure" in text for text in whole.messages.texts)
    assert not any(text.startswith("figure") for text in answers.asked)


def test_that_every_entry_of_a_menu_stands_elsewhere_too(whole: MainWindow) -> None:
    commands = {f"action.{command.id}" for command in COMMANDS}
    for place in ("age_years", "sex", "lesions"):
        in_field(whole, place)
        whole.commands["context_menu"].trigger()
        menu = menu_of(whole)
        for action in menu.actions():
            # A command of the menu bar, or an entry that names the key which does the same.
            assert action.isSeparator() or action.objectName() in commands or "\t" in action.text()
        menu.close()


def test_that_a_menu_is_gone_when_it_is_closed(qtbot: Any, window: MainWindow) -> None:
    in_field(window, "age_years")
    for _ in range(3):
        window.commands["context_menu"].trigger()
        menu_of(window).close()
    qtbot.waitUntil(lambda: not [menu for menu in window.findChildren(QMenu) if menu.objectName() == "context menu"])
