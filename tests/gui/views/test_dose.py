"""Dose: the plan beside published courses, the ratio named, one's own ratio marked as such."""

from __future__ import annotations

from typing import Any

import pytest

from engine.case.case import Case
from engine.case.patient import Patient
from engine.findings.assess import assess
from engine.words.language import ENGLISH, load_language
from gui.shared.language import speak
from gui.views.dose.view import DoseView


@pytest.fixture
def view(qtbot: Any, context: Any) -> DoseView:
    view = DoseView(context)
    qtbot.addWidget(view)
    view.show()
    return view


def show(view: DoseView, **inputs: Any) -> None:
    case = Case(Patient(view.context.fields, inputs))
    view.show_assessment(assess(case, view.context.library), case)


def test_that_60_gy_in_5_is_seen_beside_75_gy_in_3(view: DoseView) -> None:
    show(view, modality="sbrt", total_dose_gy=60.0, fractions=5)
    words = view.summary_text()
    assert "This plan: 60 Gy in 5, BED 132 Gy, EQD2 110 Gy" in words
    assert "Scorsetti 2015: 75 Gy in 3, BED 262.5 Gy, EQD2 218.8 Gy" in words
    assert "Mahadevan 2018" in words


def test_that_another_ratio_changes_the_figures_and_its_source(view: DoseView) -> None:
    show(view, modality="sbrt", total_dose_gy=60.0, fractions=3)
    row = next(r for r in range(view._ratio.count()) if view._ratio.itemText(r).startswith("2 Gy"))
    view._ratio.setCurrentIndex(row)
    view._ratio.activated.emit(row)
    assert "BED 660 Gy" in view.summary_text()
    assert "Focal liver damage" in view.summary_text()


@pytest.mark.parametrize(
    ("typed", "words"),
    [("2,5", "BED 540 Gy"), ("2.5", "Chosen by you"), ("", "Type a ratio"), ("0", "not a ratio"), ("x", "not a ratio")],
)
def test_that_a_ratio_of_ones_own_is_read_as_every_number_is(view: DoseView, typed: str, words: str) -> None:
    show(view, modality="sbrt", total_dose_gy=60.0, fractions=3)
    last = view._ratio.count() - 1
    view._ratio.setCurrentIndex(last)
    view._ratio.activated.emit(last)
    view._own.setText(typed)
    view._own.textEdited.emit(typed)
    assert words in view.summary_text()


def test_that_a_course_that_is_not_known_shows_no_figures(view: DoseView) -> None:
    show(view, modality="sbrt", total_dose_gy=60.0)
    assert "not both known" in view.summary_text()
    assert "EQD2" not in view.summary_text()


def test_that_a_published_course_opens_its_cohort(view: DoseView, qtbot: Any) -> None:
    show(view, modality="sbrt", total_dose_gy=60.0, fractions=3)
    with qtbot.waitSignal(view.record_requested) as opened:
        view.open_row(view._model.index(1, 0))
    assert opened.args == ["ambrosino2009.all"]


def look_at_bands(view: DoseView) -> None:
    view._pages.setCurrentIndex(1)


def test_that_the_bands_are_found_only_while_looked_at(view: DoseView, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr("gui.views.dose.view.published_bands", lambda *given: asked.append(given) or ())
    show(view, modality="sbrt", total_dose_gy=60.0, fractions=3)
    assert asked == []
    look_at_bands(view)
    show(view, modality="sbrt", total_dose_gy=50.0, fractions=5)
    assert len(asked) == 2


def test_that_the_bands_mark_this_plan_by_shape_and_word(view: DoseView) -> None:
    show(view, modality="sbrt", total_dose_gy=48.0, fractions=5)
    look_at_bands(view)
    comito, mahadevan = (part[2] for part in view._bands._parts)
    assert [line.rsplit("; ", 1)[-1] for line in mahadevan.bands.lines()] == ["● this plan", "○ not this plan"]
    assert comito.bands.rowCount() == 6
    assert "This plan: BED (alpha/beta 10 Gy) 94.08 Gy." in view.summary_text()
    assert "Value: 59.6 %; Interval: not given" in mahadevan.accessibleDescription()


def test_that_the_bands_stay_where_no_course_is_planned(view: DoseView) -> None:
    show(view)
    look_at_bands(view)
    assert [part[1].text()[:26] for part in view._bands._parts] == ["No planned course entered;"] * 2


def test_that_a_band_opens_its_figure(view: DoseView, qtbot: Any) -> None:
    show(view, modality="sbrt", total_dose_gy=48.0, fractions=5)
    look_at_bands(view)
    table = view._bands._parts[1][2]
    with qtbot.waitSignal(view.record_requested) as opened:
        table.doubleClicked.emit(table.model().index(1, 0))
    assert opened.args == ["mahadevan2018.local_control_24mo_bed_100_or_more"]


def test_that_the_bands_speak_german(qtbot: Any, qapp: Any, context: Any) -> None:
    speak(load_language(context.resources, "de"), qapp)
    try:
        view = DoseView(context)
        qtbot.addWidget(view)
        show(view, modality="sbrt", total_dose_gy=48.0, fractions=5)
        look_at_bands(view)
        line = view._bands._parts[1][2].bands.lines()[0]
    finally:
        speak(ENGLISH, qapp)
    assert "; Bereich: unter 100 Gy; Wert: 59,6 %; Intervall: nicht angegeben; " in line
    assert line.endswith("; Von wie vielen: nicht angegeben; ● dieser Plan")
