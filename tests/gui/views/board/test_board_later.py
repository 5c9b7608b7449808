"""The board page: what each treatment takes, and what it leaves possible later, behind an opened row."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from gui.views.board.later_rows import burden_of, later_rows
from gui.views.board.option_rows import DetailRow
from gui.views.board.view import BoardView
from gui.views.evidence.record_page import RecordPage


@pytest.mark.parametrize("name", ["nothing", "everything", "sbrt-candidate", "borderline", "first-line-chemoradiation"])
def test_that_every_option_says_both_kinds_of_later_treatment(name: str, assessments: Any, library: Any) -> None:
    for modality, found in assessments[name].subsequent.items():
        rows = list(later_rows(modality, found, library))
        assert [row.heading for row in rows].count(True) == 2
        assert rows[1].label == found.in_words
        wanted = [statement.figure.id for statement in found.statements]
        assert [row.record for row in rows if row.key.startswith(f"{modality}:after:")] == wanted
        assert found.not_given_in_words in ("", *(row.label for row in rows))
        assert len({row.key for row in rows}) == len(rows)


def test_that_a_turned_criterion_bears_the_symbol_of_what_it_would_be(assessments: Any, library: Any) -> None:
    found = assessments["first-line-chemoradiation"].subsequent["systemic_therapy"]
    rows = list(later_rows("systemic_therapy", found, library))
    row = next(row for row in rows if row.record == "chemoradiotherapy.no_prior_treatment")
    assert (row.status, row.source) == ("not_met", "Zhu 2013")
    assert row.label.endswith("met now, not met then.")
    assert any(row.status == "outside" for row in rows)


def test_that_a_statement_of_an_opened_row_leads_to_its_record(
    qtbot: Any, context: Any, cases: Any, assessments: Any
) -> None:
    view = BoardView(context)
    qtbot.addWidget(view)
    view.resize(900, 640)
    view.show()
    view.show_assessment(assessments["sbrt-candidate"], cases["sbrt-candidate"])
    view.options.choose("sbrt")
    qtbot.keyClick(view.options, Qt.Key.Key_Right)
    row = next(row for row in view.options.rows if isinstance(row, DetailRow) and ":after:" in row.key)
    view.options.choose(row.key)
    with qtbot.waitSignal(view.record_requested) as heard:
        qtbot.keyClick(view.options, Qt.Key.Key_Return)
    assert heard.args == [row.record]


def test_that_what_a_treatment_takes_begins_with_its_headline_regimen(assessments: Any) -> None:
    for option in assessments["borderline"].options:
        shown = [found.headline for found in burden_of(option)]
        assert shown == sorted(shown, reverse=True)


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
