"""Survival: the studies that lead have a panel, groups with one published figure stand in one forest below."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAccessible

from engine.findings.published.leading import has_several_figures
from gui.menus.context_menus import row_in_words
from gui.views.lists.row_list import RowList
from gui.views.small_widgets import ModalityChooser
from gui.views.survival.forest_panel import ForestPanel
from gui.views.survival.survival_table import SurvivalTable
from gui.views.survival.view import SurvivalView
from tests.gui.views.test_survival import box, plots
from tests.gui.views.test_survival import shown as on_screen

pytestmark = pytest.mark.slow

Shown = Callable[..., SurvivalView]


@pytest.fixture
def shown(qtbot: Any, context: Any, cases: Any, assessments: Any) -> Shown:
    def shown_(name: str = "sbrt-candidate") -> SurvivalView:
        return on_screen(qtbot, context, assessments[name], cases[name])

    return shown_


def forest(view: SurvivalView) -> ForestPanel:
    return view.findChild(ForestPanel)


def rows(view: SurvivalView) -> list[Any]:
    return list(forest(view).findChild(RowList).rows)


def untick(qtbot: Any, view: SurvivalView, wanted: Callable[[Any], bool]) -> None:
    cohorts = view._cohorts
    for row in cohorts.rows:
        if row.checked and wanted(row):
            cohorts.choose(row.key)
            qtbot.keyClick(cohorts, Qt.Key.Key_Space)


def test_that_the_example_leads_with_the_pooled_registries(shown: Shown) -> None:
    view = shown()
    first = plots(view)[0].figure
    assert first is not None
    assert "Franzese 2024 (ISRS)" in first.series[0].label
    assert [anchor.months for anchor in first.series[0].anchors] == [12.0, 24.0, 36.0]
    assert view._cohorts.rows[0].source == "Franzese 2024 (ISRS)"
    assert len(plots(view)) == 2


def test_that_single_figures_stand_below_at_their_times(shown: Shown) -> None:
    view = shown()
    panel = forest(view)
    assert panel.isVisibleTo(view)
    assert view._column.indexOf(panel) == view._column.count() - 1
    headings = [row.title for row in rows(view) if row.heading]
    assert headings == ["At 12 months", "At 24 months", "Medians, in months"]
    own = [row for row in rows(view) if not row.heading and not row.drawn_above]
    assert len(own) == 6
    assert {row.source for row in own} >= {"Chang 2011", "Rusthoven 2009"}
    # What is drawn above may stand beside them and says so.
    assert all("Drawn above" in row.spoken for row in rows(view) if row.drawn_above)
    assert "Not a randomised comparison" in panel._warning.text()


def test_that_letters_mean_one_cohort_on_the_whole_page(shown: Shown) -> None:
    view = shown()
    letters = [(series.id, series.key) for plot in plots(view) if plot.figure for series in plot.figure.series]
    figure = forest(view).figure
    assert figure is not None
    letters += [(row.curve, row.key) for group in figure.groups for row in group.rows]
    assert len({key for _, key in letters}) == len({curve for curve, _ in letters}) == len(set(letters))


def test_that_no_option_has_an_empty_time_axis_by_itself(
    context: Any, shown: Shown, assessments: Any, cases: Any
) -> None:
    view = shown("everything")
    chooser = view.findChild(ModalityChooser)
    drawn = beside = 0
    for option in assessments["everything"].options:
        chooser.choose(option.modality)
        view.show_assessment(assessments["everything"], cases["everything"])
        curves = {curve.id: curve for curve in option.curves}
        for number in range(view._endpoint.count()):
            view._endpoint.setCurrentIndex(number)
            view._endpoint.activated.emit(number)
            for plot in plots(view):
                assert plot.figure is not None
                assert any(has_several_figures(curves[series.id]) for series in plot.figure.series)
                drawn += 1
            beside += forest(view).isVisibleTo(view)
            assert plots(view) or forest(view).isVisibleTo(view)
    assert drawn > 5
    assert beside > 5


def test_that_the_forest_comes_first_where_there_is_nothing_else(shown: Shown, qtbot: Any) -> None:
    view = shown()
    several = {series.id for plot in plots(view) if plot.figure for series in plot.figure.series}
    untick(qtbot, view, lambda row: row.key in several)
    assert plots(view) == []
    assert forest(view).isVisibleTo(view)
    assert view._reading.isHidden()
    assert "one published figure each" in view.summary_text()
    untick(qtbot, view, lambda row: True)
    assert not forest(view).isVisibleTo(view)
    assert "No cohort is shown" in view.summary_text()


def test_that_alone_on_the_page_its_parts_stay_together_at_the_top(shown: Shown, qapp: Any) -> None:
    view = shown()
    view.choose_modality("iort")
    qapp.processEvents()
    panel = forest(view)
    listed = panel.findChild(RowList)
    assert plots(view) == []
    assert panel._notes.geometry().bottom() < panel.height() / 2
    assert listed.height() == listed.heightForWidth(listed.width())


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_F1])
def test_that_a_row_opens_its_record_by_keyboard(key: Qt.Key, shown: Shown, qtbot: Any, context: Any) -> None:
    view = shown()
    listed = forest(view).findChild(RowList)
    chosen = next(row for row in listed.rows if row.source == "Chang 2011")
    listed.choose(chosen.key)
    with qtbot.waitSignal(view.record_requested) as heard:
        qtbot.keyClick(listed, key)
    assert heard.args == [chosen.record]
    assert context.library.figures[chosen.record].value == 0.28


def test_that_a_click_opens_its_record(shown: Shown, qtbot: Any) -> None:
    view = shown()
    listed = forest(view).findChild(RowList)
    number = next(number for number, row in enumerate(listed.rows) if row.source == "Rusthoven 2009")
    view.grab()
    with qtbot.waitSignal(view.record_requested) as heard:
        place = listed.visualRect(listed.model().index(number)).center()
        qtbot.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert heard.args == [listed.rows[number].record]


def test_that_the_keyboard_reaches_the_forest_and_scrolls_to_it(shown: Shown, qtbot: Any, qapp: Any) -> None:
    view = shown()
    listed = forest(view).findChild(RowList)
    assert forest(view).focusProxy() is listed
    listed.setFocus(Qt.FocusReason.TabFocusReason)
    qapp.processEvents()
    for _ in range(len(listed.rows)):
        qtbot.keyClick(listed, Qt.Key.Key_Down)
    qapp.processEvents()
    last = listed.visualRect(listed.model().index(len(listed.rows) - 1))
    area = view._stack.widget(0)
    assert area.viewport().rect().contains(listed.viewport().mapTo(area.viewport(), last.center()))


def test_that_the_forest_says_to_assistive_tools_what_it_shows(shown: Shown) -> None:
    view = shown()
    listed = forest(view).findChild(RowList)
    interface = QAccessible.queryAccessibleInterface(listed)
    assert interface.role() == QAccessible.Role.List
    assert interface.text(QAccessible.Text.Name) == "Overall survival, one published figure each"
    assert "28 %; exact 95 %: 12 to 49 %" in interface.text(QAccessible.Text.Description)
    chosen = next(row for row in listed.rows if row.source == "Chang 2011")
    listed.choose(chosen.key)
    assert row_in_words(listed) == chosen.spoken
    assert chosen.spoken.startswith("At 24 months: ")
    assert "Immature" in chosen.spoken


def test_that_the_table_twin_holds_the_single_figures_and_opens_them(shown: Shown, qtbot: Any) -> None:
    view = shown()
    figure = forest(view).figure
    assert figure is not None
    own = {row.figure for group in figure.groups for row in group.rows if not row.drawn_above}
    box(view, "table").click()
    table = view.findChild(SurvivalTable)
    heard: list[str] = []
    view.record_requested.connect(heard.append)
    for row in range(table.model().rowCount(QModelIndex())):
        table.setCurrentIndex(table.model().index(row, 0))
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert own <= set(heard)


def test_that_an_assumed_shape_is_drawn_over_time_when_asked_for(shown: Shown) -> None:
    view = shown()
    box(view, "shapes").click()
    assert not forest(view).isVisibleTo(view)
    assert len(plots(view)) == 8
    assert all(series.has_curve for plot in plots(view) if plot.figure for series in plot.figure.series)
    box(view, "shapes").click()
    assert len(plots(view)) == 2
    assert forest(view).isVisibleTo(view)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_that_another_theme_keeps_the_rows(theme: str, shown: Shown, themes: Any) -> None:
    view = shown()
    before = rows(view)
    view.apply_theme(themes[theme])
    assert rows(view) == before
    assert not view.grab().isNull()


def test_that_the_forest_follows_the_size_of_the_text(make_window: Any, cases: Any, qapp: Any) -> None:
    window = make_window(None)
    window.document.replace_case(cases["sbrt-candidate"])
    window.views.go_to("Survival")
    window.controller.assess_now()
    panel = forest(window.views.current_view)

    def sizes() -> list[float]:
        qapp.processEvents()
        listed = panel.findChild(RowList)
        fonts = [part.font().pointSizeF() for part in (panel._title, panel._warning, panel._notes)]
        return [*fonts, listed.fonts.line]

    before = sizes()
    window.appearance.choose_text_size(200)
    assert all(later > 1.6 * earlier for earlier, later in zip(before, sizes(), strict=True))
    window.appearance.choose_text_size(100)
    assert sizes() == before


@pytest.mark.parametrize("lines", [27, 29])
def test_that_in_a_low_view_the_reading_leaves_its_room_to_the_figures(lines: int, shown: Shown, qapp: Any) -> None:
    from gui.figures.drawing import fonts_of

    view = shown()
    for height in (lines, 60, lines):
        view.resize(900, round(fonts_of(view.font()).line * height))
        qapp.processEvents()
        assert view._page.isAncestorOf(view._reading) == (height < 28)
        assert view._reading.isVisibleTo(view)
    assert view._column.indexOf(view._forest) == view._column.count() - 1


def test_that_the_forest_is_saved_as_a_picture_like_a_panel(shown: Shown) -> None:
    from gui.printing.paper import _figure_of

    view = shown()
    forest(view).findChild(RowList).setFocus()
    assert _figure_of(view) in (forest(view), *[plot.parentWidget() for plot in plots(view)])
    assert forest(view).property("figure") == "Overall survival, one published figure each"
