"""Toxicity: acute and late apart, one hundred people, both framings."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QPushButton

from engine.curves.published.exact_binomial import interval_of_counts
from gui.figures.pictograph import Pictograph, hundred_of
from gui.views.lists.row_list import RowList
from gui.views.toxicity.view import ToxicityView


def shown(qtbot: Any, context: Any, assessment: Any, case: Any) -> ToxicityView:
    """Return the view on screen."""
    view = ToxicityView(context)
    qtbot.addWidget(view)
    view.resize(1000, 800)
    view.show()
    view.show_assessment(assessment, case)
    return view


@pytest.mark.hazard("one-sided-evidence")
@given(events=st.integers(0, 200), others=st.integers(0, 200))
def test_that_of_a_hundred_people_the_counted_ones_lie_within_the_interval(events: int, others: int) -> None:
    patients = max(events + others, 1)
    hundred = hundred_of(events / patients, interval_of_counts(events, patients))
    assert hundred.least is not None
    assert hundred.most is not None
    assert 0 <= hundred.least <= hundred.had <= hundred.most <= 100


def test_that_a_rate_without_counts_has_no_interval_to_outline() -> None:
    assert hundred_of(0.087, None).had == 9
    assert hundred_of(0.087, None).most is None


def test_that_acute_and_late_harms_stand_apart(qtbot: Any, context: Any, cases: Any, assessments: Any) -> None:
    view = shown(qtbot, context, assessments["sbrt-candidate"], cases["sbrt-candidate"])
    rows = view.findChild(RowList).rows
    phases = {found.id: found.phase or "not_given" for found in assessments["sbrt-candidate"].option("sbrt").toxicities}
    group = ""
    for row in rows:
        if row.heading:
            group = row.key.removeprefix("heading ")
        else:
            assert phases[row.record] == group
    assert sum(not row.heading for row in rows) == len(phases)


def test_that_the_chosen_row_is_framed_both_ways_with_one_denominator(
    qtbot: Any, context: Any, cases: Any, assessments: Any
) -> None:
    view = shown(qtbot, context, assessments["sbrt-candidate"], cases["sbrt-candidate"])
    harms = view.findChild(RowList)
    found = next(
        one for one in assessments["sbrt-candidate"].option("sbrt").toxicities if (one.events, one.patients) == (9, 65)
    )
    harms.choose(found.id)
    words = view.findChild(Pictograph).accessibleDescription()
    assert "About 14 of 100 people had this, 86 had not (counted: 9 of 65)." in words
    assert "from 6 to 25 of 100" in words


def test_that_a_harm_without_a_count_is_said_and_not_drawn(
    qtbot: Any, context: Any, cases: Any, assessments: Any
) -> None:
    view = shown(qtbot, context, assessments["sbrt-candidate"], cases["sbrt-candidate"])
    option = assessments["sbrt-candidate"].option("sbrt")
    found = next(one for one in option.toxicities if one.rate is None)
    view.findChild(RowList).choose(found.id)
    picture = view.findChild(Pictograph)
    assert "nothing is drawn" in picture.accessibleDescription()
    assert picture.heightForWidth(200) == 0


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_F1])
def test_that_a_key_opens_the_record_of_the_chosen_harm(
    key: Qt.Key, qtbot: Any, context: Any, cases: Any, assessments: Any
) -> None:
    view = shown(qtbot, context, assessments["borderline"], cases["borderline"])
    harms = view.findChild(RowList)
    assert harms.current_row is not None
    with qtbot.waitSignal(view.record_requested) as heard:
        qtbot.keyClick(harms, key)
    assert heard.args == [harms.current_row.record]


def test_that_the_button_opens_the_same_record(qtbot: Any, context: Any, cases: Any, assessments: Any) -> None:
    view = shown(qtbot, context, assessments["borderline"], cases["borderline"])
    with qtbot.waitSignal(view.record_requested) as heard:
        next(button for button in view.findChildren(QPushButton) if "record" in button.text()).click()
    assert heard.args == [view.findChild(RowList).current_row.record]


def test_that_headline_harms_can_be_looked_at_alone(qtbot: Any, context: Any, cases: Any, assessments: Any) -> None:
    view = shown(qtbot, context, assessments["borderline"], cases["borderline"])
    headline = {one.id for one in assessments["borderline"].option("sbrt").toxicities if one.headline}
    view.findChild(QCheckBox).click()
    assert {row.record for row in view.findChild(RowList).rows if not row.heading} == headline


def test_that_a_modality_without_harms_says_so(qtbot: Any, context: Any, cases: Any, assessments: Any) -> None:
    found = assessments["borderline"]
    bare = tuple(msgspec.structs.replace(option, toxicities=()) for option in found.options)
    view = shown(qtbot, context, msgspec.structs.replace(found, options=bare), cases["borderline"])
    assert "no harms" in view.summary_text()
    view.show_assessment(found, cases["borderline"])
    assert "no harms" not in view.summary_text()
