"""Eligibility: what leads to a field, what to a record, and what the scales show."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from engine.case.patient import Patient
from engine.findings.assess import assess
from gui.figures.criterion_scale import scale_of
from gui.views.eligibility.criteria_rows import criterion_row
from gui.views.eligibility.population_matrix import PopulationMatrix
from gui.views.eligibility.view import EligibilityView
from gui.views.lists.row_list import RowList
from gui.views.small_widgets import ModalityChooser


def shown(kind: Any, qtbot: Any, context: Any, width: int = 1000) -> Any:
    """Return a view on screen."""
    view = kind(context)
    qtbot.addWidget(view)
    view.resize(width, 800)
    view.show()
    return view


def rows_named(view: Any, name: str) -> RowList:
    """Return the list whose accessible name begins so."""
    return next(found for found in view.findChildren(RowList) if found.accessibleName().startswith(name))


@pytest.mark.hazard("hidden-second-obstacle")
@pytest.mark.parametrize("case", ["nothing", "everything", "borderline"])
def test_that_every_criterion_and_caution_of_the_chosen_modality_is_listed(
    case: str, qtbot: Any, context: Any, cases: Any, assessments: Any
) -> None:
    view = shown(EligibilityView, qtbot, context)
    view.show_assessment(assessments[case], cases[case])
    chooser = view.findChild(ModalityChooser)
    option = assessments[case].option(chooser.modality)
    keys = [row.key for row in rows_named(view, "Criteria").rows if not row.heading]
    concerns = [found for found in option.concerns if found.holds or (found.asks and found.holds is None)]
    assert keys == [found.id for found in (*concerns, *option.criteria, *option.cautions)]


def test_that_the_arrow_keys_choose_another_modality(qtbot: Any, context: Any, cases: Any, assessments: Any) -> None:
    view = shown(EligibilityView, qtbot, context)
    view.show_assessment(assessments["borderline"], cases["borderline"])
    chooser = view.findChild(ModalityChooser)
    assert chooser.modality == "sbrt"
    with qtbot.waitSignal(chooser.modality_chosen) as heard:
        qtbot.keyClick(chooser, Qt.Key.Key_Right)
    assert heard.args == ["whole_liver_boost"]
    keys = [row.key for row in rows_named(view, "Criteria").rows]
    assert any(key.startswith("whole_liver_boost.") for key in keys)
    assert not any(key.startswith("sbrt.") for key in keys)
    view.show_assessment(assessments["sbrt-candidate"], cases["sbrt-candidate"])
    assert chooser.modality == "whole_liver_boost"


@pytest.mark.parametrize(
    ("size", "status", "zone"), [(5.0, "met", None), (5.5, "borderline", (5.0, 6.0)), (6.1, "not_met", None)]
)
def test_that_a_scale_shows_limit_zone_and_value(
    size: float, status: str, zone: Any, fields: Any, library: Any
) -> None:
    found = assess(Patient(fields, {"largest_lesion_cm": size}), library).option("sbrt").criteria
    criterion = next(one for one in found if one.id == "sbrt.largest_lesion")
    scale = scale_of(criterion, library.criteria[criterion.id])
    assert scale is not None
    assert (scale.value, scale.status) == (size, status)
    assert scale.admitted == (0.0, 5.0)
    assert scale.borderline == (5.0, 6.0)
    assert scale.end > max(size, 6.0)
    if zone is not None:
        assert zone[0] < size <= zone[1]


def test_that_a_criterion_without_a_number_has_no_scale(fields: Any, library: Any, assessments: Any) -> None:
    found = next(c for c in assessments["borderline"].option("sbrt").criteria if c.id == "sbrt.gut_distance")
    assert scale_of(found, library.criteria[found.id]) is None
    assert criterion_row(found, library, fields).scale is None


@pytest.mark.hazard("hidden-second-obstacle")
def test_that_a_row_says_value_limit_reason_and_source(fields: Any, library: Any, assessments: Any) -> None:
    found = next(c for c in assessments["borderline"].option("sbrt").criteria if c.status == "borderline" and c.margin)
    row = criterion_row(found, library, fields)
    for words in (found.label, found.threshold.rstrip("."), found.why.rstrip("."), found.flip.rstrip(".")):
        assert words in row.spoken
    assert library.sources[found.sources[0].source].short in row.spoken


def test_that_the_matrix_has_a_row_for_each_population_and_opens_its_source(
    qtbot: Any, context: Any, cases: Any, assessments: Any
) -> None:
    view = shown(EligibilityView, qtbot, context)
    view.show_assessment(assessments["borderline"], cases["borderline"])
    matrix = view.findChild(PopulationMatrix)
    populations = assessments["borderline"].option("sbrt").populations
    assert matrix.model().rowCount() == len(populations)
    matrix.setCurrentIndex(matrix.model().index(0, 0))
    with qtbot.waitSignal(view.record_requested) as heard:
        qtbot.keyClick(matrix, Qt.Key.Key_Return)
    assert heard.args == [populations[0].source]
    assert assessments["borderline"].option("sbrt").populations_in_words in view.summary_text()


@pytest.mark.parametrize(("age", "limit"), [(19.0, 18.0), (74.0, 75.0), (17.0, 18.0), (76.0, 75.0), (75.0, None)])
def test_that_the_margin_is_drawn_from_the_limit_that_is_nearer(
    age: float, limit: float | None, fields: Any, library: Any
) -> None:
    found = assess(Patient(fields, {"age_years": age}), library).option("chemoradiotherapy").criteria
    criterion = next(one for one in found if one.id == "chemoradiotherapy.age")
    scale = scale_of(criterion, library.criteria[criterion.id])
    assert scale is not None
    assert scale.measured_from == limit
    assert scale.observed == (35.0, 75.0)
