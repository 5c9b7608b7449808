"""Numbers that are not as printed carry a mark wherever they stand; a missing band has its true reason."""

from __future__ import annotations

from typing import Any

import pytest

from engine.findings.assessment import Assessment
from engine.findings.records.curve_records import Badge
from engine.report.sections.survival_sections import badges_in_words, figures_table
from engine.report.sections.toxicity_sections import toxicity_table
from engine.report.summary.document import build_document
from engine.report.survival.survival_figure import survival_figure
from engine.report.tree.citations import Citations
from engine.report.tree.document_records import Table, text_of
from engine.report.writers.csv_tables import tables_as_csv
from engine.report.writers.plain_text import as_plain_text
from engine.wording.readings import reading_words
from tests.engine.report.survival.test_survival_figure import NAMES, curve


def found(assessment: Assessment, record: str) -> Any:
    return next(
        figure
        for option in assessment.options
        for figure in (*option.toxicities, *option.outcomes)
        if figure.id == record
    )


@pytest.mark.parametrize(
    ("record", "mark"),
    [
        ("mendezromero2006.acute_grade_3_or_more", "printed “2%(acute) ≥ grade 3”: our reading"),
        ("vanderpool2010.local_control_24mo", "printed “74 (2 year)”: our reading"),
        ("chang2011.late_grade_3_or_more", "printed inconsistently: our reading"),
        ("malik2007.relapse_24mo", "worked out, not printed"),
        ("zhu2013.dermatitis_any_grade", "worked out; print inconsistent"),
        ("zhu2013.dermatitis_grade_3", ""),
        ("eortc40004.overall_survival_30mo_systemic", ""),
    ],
)
def test_that_a_number_which_is_not_as_printed_is_marked(
    record: str, mark: str, assessments: dict[str, Assessment]
) -> None:
    assert reading_words(found(assessments["nothing-known"], record)) == mark


def test_that_the_mark_stands_in_every_row_of_a_reading(assessments: dict[str, Assessment]) -> None:
    assessment = assessments["nothing-known"]
    rows = 0
    for option in assessment.options:
        citations = Citations(assessment)
        harms = toxicity_table(option, option.toxicities, citations)
        outcomes = figures_table("outcomes", "", option.outcomes, citations, whole=False)
        for figures, table in ((option.toxicities, harms), (option.outcomes, outcomes)):
            for figure, row in zip(figures, table.rows, strict=True):
                words = " ".join(text_of((*cell.runs, *cell.below)) for cell in row.cells)
                assert ("our reading" in words) == (figure.obtained == "reading"), figure.id
                assert ("worked out" in words) == (figure.obtained == "derived"), figure.id
                rows += figure.obtained != "printed"
    assert rows > 20


def test_that_text_and_csv_carry_the_mark(assessments: dict[str, Assessment], cases: Any, fields: Any) -> None:
    document = build_document(assessments["sbrt-candidate"], cases["sbrt-candidate"], fields)
    assert "our reading" in as_plain_text(document)
    assert "our reading" in tables_as_csv(document)["toxicity-sbrt"]


def test_that_a_count_without_a_denominator_is_told_in_words(assessments: dict[str, Assessment]) -> None:
    assessment = assessments["nothing-known"]
    option = assessment.option("thermal_ablation")
    harm = found(assessment, "jackson2018.grade_3_rfa")
    table: Table = toxicity_table(option, [harm], Citations(assessment))
    cells = table.rows[0].cells
    assert text_of(cells[1].runs) == "3"
    assert text_of(cells[0].below).startswith("of how many is not given")


def test_that_the_injury_by_chemotherapy_is_a_harm_of_chemotherapy(assessments: dict[str, Assessment]) -> None:
    assessment = assessments["nothing-known"]
    assert "sanuki2022.liver_injury" in {harm.id for harm in assessment.option("systemic_therapy").toxicities}
    assert "sanuki2022.liver_injury" not in {harm.id for harm in assessment.option("resection").toxicities}


@pytest.mark.parametrize(
    ("patients", "short", "full"),
    [
        (None, "No band (number of patients not published): A.", "No band: the number of patients is not published."),
        (
            65,
            "No band (not said whether patients or lesions are counted): A.",
            "No band: the source does not say whether patients or lesions are counted.",
        ),
    ],
)
def test_that_a_missing_band_has_its_true_reason(patients: int | None, short: str, full: str) -> None:
    badge = Badge(kind="no_band", text="No band: the number of patients is not published.")
    one = curve(patients=patients, lower=(), upper=(), badges=(badge,))
    assert badges_in_words([one], ["A"], whole=False).startswith(short)
    assert badges_in_words([one], ["A"], whole=True).startswith(f"A: {full}")
    assert survival_figure([one], NAMES).series[0].badges == (full,)
