"""Survival: studies apart unless asked otherwise, a cursor that reads every curve, a table twin."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QSplitter

from engine.case.case import Case
from engine.findings.published.leading import in_leading_order
from gui.figures.survival_plot import SurvivalPlot
from gui.views.lists.row_list import RowList
from gui.views.small_widgets import ModalityChooser
from gui.views.survival.forest_panel import ForestPanel
from gui.views.survival.survival_table import SurvivalTable
from gui.views.survival.view import SurvivalView

pytestmark = pytest.mark.slow


def shown(qtbot: Any, context: Any, assessment: Any, case: Case) -> SurvivalView:
    """Return the view on screen."""
    view = SurvivalView(context)
    qtbot.addWidget(view)
    view.resize(1000, 800)
    view.show()
    view.show_assessment(assessment, case)
    return view


def plots(view: SurvivalView) -> list[SurvivalPlot]:
    """Return the plots that are shown."""
    return [plot for plot in view.findChildren(SurvivalPlot) if plot.isVisibleTo(view)]


def box(view: SurvivalView, text: str) -> QCheckBox:
    """Return the tick box whose text holds this."""
    return next(found for found in view.findChildren(QCheckBox) if text in found.text())


@pytest.mark.hazard("mixed-cohorts")
def test_that_different_studies_have_a_panel_each(qtbot: Any, context: Any, cases: Any, assessments: Any) -> None:
    view = shown(qtbot, context, assessments["sbrt-candidate"], cases["sbrt-candidate"])
    figures = [plot.figure for plot in plots(view)]
    assert len(figures) > 1
    assert all(figure is not None and figure.not_comparable is None for figure in figures)


@pytest.mark.hazard("mixed-cohorts")
def test_that_an_overlay_says_that_it_is_no_randomised_comparison(
    qtbot: Any, context: Any, cases: Any, assessments: Any
) -> None:
    view = shown(qtbot, context, assessments["sbrt-candidate"], cases["sbrt-candidate"])
    box(view, "verlay").click()
    (plot,) = plots(view)
    assert plot.figure is not None
    assert plot.figure.not_comparable is not None
    texts = [item.toPlainText() for item in plot._items if hasattr(item, "toPlainText")]
    assert any("Not a randomised comparison" in text for text in texts)
    assert "Not a randomised comparison" in view.summary_text()


def test_that_the_arrow_keys_read_every_visible_curve(qtbot: Any, context: Any, cases: Any, assessments: Any) -> None:
    view = shown(qtbot, context, assessments["sbrt-candidate"], cases["sbrt-candidate"])
    first = plots(view)[0]
    qtbot.keyClick(first, Qt.Key.Key_Home)
    qtbot.keyClick(first, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(first, Qt.Key.Key_Right)
    reading = view._reading.text()
    assert len(reading.splitlines()) == sum(len(plot.figure.series) for plot in plots(view) if plot.figure)
    assert all("at 7 months" in line for line in reading.splitlines())


def test_that_ticking_a_cohort_shows_and_hides_it(qtbot: Any, context: Any, cases: Any, assessments: Any) -> None:
    view = shown(qtbot, context, assessments["sbrt-candidate"], cases["sbrt-candidate"])
    cohorts = view.findChild(RowList)
    before = len(plots(view))
    hidden = next(row for row in cohorts.rows if not row.checked)
    cohorts.choose(hidden.key)
    qtbot.keyClick(cohorts, Qt.Key.Key_Space)
    assert len(plots(view)) == before + 1
    qtbot.keyClick(cohorts, Qt.Key.Key_Space)
    assert len(plots(view)) == before


def test_that_all_cohorts_can_be_hidden(qtbot: Any, context: Any, cases: Any, assessments: Any) -> None:
    view = shown(qtbot, context, assessments["sbrt-candidate"], cases["sbrt-candidate"])
    cohorts = view.findChild(RowList)
    for row in cohorts.rows:
        if row.checked:
            cohorts.choose(row.key)
            qtbot.keyClick(cohorts, Qt.Key.Key_Space)
    assert plots(view) == []
    assert "No cohort is shown" in view.summary_text()


@pytest.mark.hazard("curve-as-prediction")
def test_that_the_cohorts_are_listed_with_their_match(qtbot: Any, context: Any, cases: Any, assessments: Any) -> None:
    view = shown(qtbot, context, assessments["sbrt-candidate"], cases["sbrt-candidate"])
    rows = {row.key: row for row in view.findChild(RowList).rows}
    curves = [c for c in assessments["sbrt-candidate"].option("sbrt").curves if c.endpoint == "overall_survival"]
    assert list(rows) == [curve.id for curve in in_leading_order(curves)]
    for curve in curves:
        assert curve.match.in_words in rows[curve.id].spoken


def test_that_the_table_twin_holds_every_published_point_that_is_drawn(
    qtbot: Any, context: Any, cases: Any, assessments: Any
) -> None:
    view = shown(qtbot, context, assessments["sbrt-candidate"], cases["sbrt-candidate"])
    words = [a.words for plot in plots(view) if plot.figure for series in plot.figure.series for a in series.anchors]
    box(view, "table").click()
    table = view.findChild(SurvivalTable)
    model = table.model()
    values = [model.index(row, 2).data() for row in range(model.rowCount(QModelIndex()))]
    assert table.isVisibleTo(view)
    assert set(words) <= set(values)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_that_a_theme_redraws_the_same_figures(
    theme: str, qtbot: Any, context: Any, cases: Any, assessments: Any, themes: Any
) -> None:
    view = shown(qtbot, context, assessments["borderline"], cases["borderline"])
    before = [plot.figure for plot in plots(view)]
    view.apply_theme(themes[theme])
    assert [plot.figure for plot in plots(view)] == before


def test_that_every_modality_and_endpoint_can_be_looked_at(
    qtbot: Any, context: Any, cases: Any, assessments: Any
) -> None:
    view = shown(qtbot, context, assessments["everything"], cases["everything"])
    chooser = view.findChild(ModalityChooser)
    for option in assessments["everything"].options:
        chooser.choose(option.modality)
        view.show_assessment(assessments["everything"], cases["everything"])
        for number in range(view._endpoint.count()):
            view._endpoint.setCurrentIndex(number)
            view._endpoint.activated.emit(number)
            assert view.summary_text()
            assert not option.curves or plots(view) or view.findChild(ForestPanel).isVisibleTo(view)


def test_that_a_published_point_opens_its_record_from_plot_and_table(
    qtbot: Any, context: Any, cases: Any, assessments: Any
) -> None:
    view = shown(qtbot, context, assessments["sbrt-candidate"], cases["sbrt-candidate"])
    first = plots(view)[0]
    assert first.figure is not None
    curves = {curve.id: curve for curve in assessments["sbrt-candidate"].option("sbrt").curves}
    expected = curves[first.figure.series[0].id].published[0].figure
    qtbot.keyClick(first, Qt.Key.Key_Home)
    with qtbot.waitSignal(view.record_requested) as heard:
        qtbot.keyClick(first, Qt.Key.Key_Return)
    assert heard.args == [expected]
    box(view, "table").click()
    table = view.findChild(SurvivalTable)
    table.setCurrentIndex(table.model().index(0, 0))
    with qtbot.waitSignal(view.record_requested) as heard:
        qtbot.keyClick(table, Qt.Key.Key_F1)
    assert heard.args == [expected]
    assert context.library.figures[expected].cohort == curves[first.figure.series[0].id].cohort


def test_that_a_click_near_a_point_opens_it_and_a_click_elsewhere_does_not(
    qtbot: Any, context: Any, cases: Any, assessments: Any
) -> None:
    view = shown(qtbot, context, assessments["sbrt-candidate"], cases["sbrt-candidate"])
    first = plots(view)[0]
    qtbot.waitUntil(lambda: first._plot.getViewBox().width() > 100)
    view.grab()
    assert first.figure is not None
    anchor = first.figure.series[0].anchors[0]
    where = first._plot.mapFromScene(first._plot.getViewBox().mapViewToScene(QPointF(anchor.months, anchor.percent)))
    heard: list[str] = []
    view.record_requested.connect(heard.append)
    away = QPoint(where.x() + 100, where.y() - 60)
    qtbot.mouseClick(first._plot.viewport(), Qt.MouseButton.LeftButton, pos=away)
    assert heard == []
    qtbot.mouseClick(first._plot.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert len(heard) == 1


def test_that_the_reading_is_its_own_name_and_is_said_when_the_cursor_has_come_to_rest(
    qtbot: Any, context: Any, cases: Any, assessments: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []

    def hear(_source: Any, words: str) -> None:
        said.append(words)

    monkeypatch.setattr("gui.views.survival.view.announce", hear)
    view = shown(qtbot, context, assessments["sbrt-candidate"], cases["sbrt-candidate"])
    view._telling.setInterval(0)
    plot = plots(view)[0]
    for _ in range(3):
        QTest.keyClick(plot, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: bool(said))
    assert said[-1] == view._reading.text()
    assert f"at {view._months:g} months" in said[-1]
    name = QAccessible.queryAccessibleInterface(view._reading).text(QAccessible.Text.Name)
    assert f"at {view._months:g} months" in name
    assert "\n" not in name


def test_that_letters_and_symbols_follow_the_size_of_the_text_there_and_back(
    make_window: Any, cases: Any, qapp: Any
) -> None:
    window = make_window(None)
    window.document.replace_case(cases["sbrt-candidate"])
    window.views.go_to("Survival")
    window.controller.assess_now()
    view = window.views.current_view
    plot = plots(view)[0]
    chooser = view.findChild(ModalityChooser)

    def sizes() -> list[float]:
        qapp.processEvents()
        axis = plot._plot.getAxis("left")
        return [
            axis.label.font().pointSizeF(),
            axis.style["tickFont"].pointSizeF(),
            axis.width(),
            chooser.iconSize().width(),
            plot.parentWidget()._title.font().pointSizeF(),
            plot.parentWidget()._notes.font().pointSizeF(),
        ]

    before = sizes()
    window.appearance.choose_text_size(200)
    window.appearance.choose_theme("dark" if window.appearance.theme.name == "light" else "light")
    large = sizes()
    assert all(later > 1.6 * earlier for earlier, later in zip(before, large, strict=True))
    window.appearance.choose_text_size(100)
    assert sizes() == before


def test_that_nothing_of_the_controls_or_the_list_is_cut_off_where_there_is_little_room(
    qtbot: Any, context: Any, cases: Any, assessments: Any, qapp: Any
) -> None:
    view = shown(qtbot, context, assessments["sbrt-candidate"], cases["sbrt-candidate"])
    split = view.findChild(QSplitter)
    assert split.orientation() == Qt.Orientation.Horizontal
    view.resize(22 * view.fontMetrics().height(), 420)
    qapp.processEvents()
    assert split.orientation() == Qt.Orientation.Vertical
    for part in (box(view, "verlay"), box(view, "table"), view.findChild(QComboBox)):
        assert part.width() >= part.sizeHint().width()
        assert part.geometry().right() <= view.width()
    view.resize(1000, 800)
    assert split.orientation() == Qt.Orientation.Horizontal
