"""The two pages: every option's survival on one axis, all that the case brought up, no white space above "also"."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.case.case import Case, new_case
from engine.case.fields import FieldCatalogue
from engine.case.files.case_file import load_case
from engine.case.format.input_values import read_input
from engine.case.patient import Patient
from engine.evidence.library import Library
from engine.findings.assess import assess
from engine.findings.assessment import Assessment
from engine.report.summary.document import build_document
from engine.report.summary.page_space import pages_needed
from engine.report.survival.survival_figure import scene, survival_figure
from engine.report.survival.survival_scene import SceneText
from engine.report.tree.document_records import (
    Bullets,
    Document,
    Figures,
    Paragraph,
    References,
    Table,
    left_out,
    text_of,
)
from engine.report.writers.pdf import render_pdf
from engine.wording.board.board_page import board_page
from tests.engine.report.conftest import DATA_DATE, EXAMPLES, PRINT_DATE
from tests.engine.report.survival.test_survival_figure import NAMES, curve

pytestmark = pytest.mark.slow

PLANNED = (*EXAMPLES, "all-inputs")
CROWDED: dict[str, dict[str, Any]] = {
    "contradictions": {
        "age_years": 66,
        "karnofsky": 100,
        "ecog": 4,
        "primary_site": "rectum",
        "primary_resected": True,
        "local_symptoms": ["bleeding"],
        "metastasis_timing": "metachronous",
        "disease_free_interval_months": 0,
        "lesions": [{"diameter_cm": 2.5}, {"diameter_cm": 1.5}],
        "liver_lesion_count": 5,
        "largest_lesion_cm": 9,
        "child_pugh": "C",
        "jaundice": True,
        "bilirubin_mg_dl": 0.8,
        "metastases_resectable": False,
        "fit_for_surgery": False,
        "normal_liver_below_15gy_ml": 900,
        "near_gut": False,
        "modality": "sbrt",
        "total_dose_gy": 60,
        "fractions": 3,
    },
    "whole liver in few fractions": {
        "age_years": 70,
        "primary_site": "colon",
        "liver_lesion_count": 4,
        "largest_lesion_cm": 8,
        "metastases_resectable": False,
        "extrahepatic_sites": ["lung"],
        "ecog": 2,
        "modality": "whole_liver_boost",
        "whole_liver_dose_gy": 21,
        "whole_liver_fractions": 3,
        "boost_dose_gy": 20,
        "boost_fractions": 5,
        "cord_max_gy": 20,
        "stomach_max_gy": 30,
        "left_kidney_d66_gy": 3,
        "left_kidney_d100_gy": 1,
        "right_kidney_d66_gy": 4,
        "right_kidney_d100_gy": 2,
    },
}


def pages_of(document: Document, resources: Path) -> list[str]:
    from pypdf import PdfReader

    data = render_pdf(document, data_date=DATA_DATE, print_date=PRINT_DATE, resources=resources)
    return [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]


def crowded(name: str, fields: FieldCatalogue, library: Library) -> tuple[Assessment, Case]:
    values = {key: read_input(fields[key], raw, fields) for key, raw in CROWDED[name].items()}
    case = new_case(fields).with_patient(Patient(fields, values))
    return assess(case, library), case


@pytest.mark.parametrize("name", EXAMPLES)
def test_that_every_option_stands_on_one_axis_on_the_second_page(
    name: str, assessments: dict[str, Assessment], cases: dict[str, Case], render: Callable[..., bytes]
) -> None:
    from pypdf import PdfReader

    pages = [page.extract_text() for page in PdfReader(io.BytesIO(render(name))).pages]
    assert len(pages) == 2
    page = board_page(assessments[name], cases[name].patient)
    legend = re.sub(r"\s+", " ", pages[1])
    with_points = [row for row in page.rows if any(one.endpoint == "overall_survival" for one in row.series)]
    assert len(with_points) >= 5
    assert all(f"{row.name}: " in legend for row in with_points)


@pytest.mark.parametrize("name", CROWDED)
def test_that_two_pages_hold_a_crowded_case_with_its_curves(
    name: str, fields: FieldCatalogue, library: Library, resources: Path
) -> None:
    assessment, case = crowded(name, fields, library)
    pages = pages_of(build_document(assessment, case, fields), resources)
    assert len(pages) == 2
    assert "All options, one study of each" in re.sub(r"\s+", " ", pages[1])


def test_that_two_pages_hold_the_shared_cases(
    project: Path, fields: FieldCatalogue, library: Library, resources: Path
) -> None:
    folder = project.parent / "shared" / "cases" / "verdicts"
    if not folder.is_dir():
        pytest.skip("the shared cases are not on this machine; two crowded cases of our own stand for them")
    for path in sorted(folder.glob("*.beamside.json")):
        case = load_case(path, fields)
        pages = pages_of(build_document(assess(case, library), case, fields), resources)
        assert len(pages) == 2, path.name
        assert "All options, one study of each" in re.sub(r"\s+", " ", "".join(pages)), path.name


@pytest.mark.parametrize("name", PLANNED)
def test_that_every_caution_that_the_case_brought_up_is_printed(
    name: str, assessments: dict[str, Assessment], cases: dict[str, Case], fields: FieldCatalogue
) -> None:
    assessment = assessments[name]
    planned = next(option for option in assessment.options if option.planned)
    said = " ".join(
        text_of(item)
        for block in build_document(assessment, cases[name], fields).blocks
        if isinstance(block, Bullets)
        for item in block.items
    )
    fired = [caution for caution in planned.cautions if caution.fired_by and caution.kind != "note"]
    assert all(caution.text in said for caution in fired)
    assert fired or name == "first-line-chemoradiation"


@pytest.mark.parametrize("name", EXAMPLES)
def test_that_nothing_is_put_off_to_the_long_form_above_white_space(
    name: str, assessments: dict[str, Assessment], cases: dict[str, Case], fields: FieldCatalogue
) -> None:
    document = build_document(assessments[name], cases[name], fields)
    put_off = [
        text_of(block.runs)
        for block in document.blocks
        if isinstance(block, Paragraph) and text_of(block.runs).startswith("In the long form also: ")
    ]
    assert len(put_off) == 1
    assert pages_needed(document.blocks) > 1.9


@pytest.mark.parametrize("name", PLANNED)
def test_that_harms_are_never_fewer_than_outcomes_in_their_tables(
    name: str, assessments: dict[str, Assessment], cases: dict[str, Case], fields: FieldCatalogue
) -> None:
    tables = {b.name: b for b in build_document(assessments[name], cases[name], fields).blocks if isinstance(b, Table)}
    modality = assessments[name].planned_modality
    assert len(tables[f"toxicity-{modality}"].rows) >= 3
    assert len(tables[f"toxicity-{modality}"].rows) >= len(tables[f"outcomes-{modality}"].rows)


def test_that_short_references_are_told_apart(
    assessments: dict[str, Assessment], cases: dict[str, Case], fields: FieldCatalogue
) -> None:
    for name in PLANNED:
        document = build_document(assessments[name], cases[name], fields)
        texts = [r.text for block in document.blocks if isinstance(block, References) for r in block.items]
        assert len(set(texts)) == len(texts)
        # A place of publication, or what is said where none is known; a bare name is left only where nothing else is.
        citations = {source.citation for source in assessments[name].sources}
        assert all(
            re.search(r"\d", text) or text in citations or re.search("not (given|shown)", text) for text in texts
        )


def test_that_the_figure_of_all_options_has_neither_bands_nor_whiskers(
    assessments: dict[str, Assessment], cases: dict[str, Case], fields: FieldCatalogue
) -> None:
    for name in EXAMPLES:
        document = build_document(assessments[name], cases[name], fields)
        first = next(block for block in document.blocks if isinstance(block, Figures)).items[0]
        assert first.title == "Overall survival: all options"
        words = [item.text for item in first.scene.items if isinstance(item, SceneText)]
        assert any(word.startswith("Not a randomised comparison") for word in words)
        assert "95 % band" not in text_of(first.caption)


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_that_a_legend_in_columns_names_every_series_once(columns: int) -> None:
    curves = [curve(f"study{number}") for number in range(7)]
    drawn = scene(survival_figure(curves, NAMES), 510.0, 160.0, columns=columns)
    words = [item for item in drawn.items if isinstance(item, SceneText)]
    for letter in "ABCDEFG":
        below = [item for item in words if item.text == letter and item.anchor == "start"]
        assert len(below) == 1, letter
    starts = {item.x for item in words if item.text.startswith("study") or "study" in item.text}
    assert len(starts) == columns
    assert max(item.y for item in words) <= drawn.height_pt


def test_that_what_is_left_out_is_said_in_one_sentence() -> None:
    harms, notes = ("{number} harm", "{number} harms"), ("{number} note", "{number} notes")
    counts = [(1, *harms), (0, "{number} outcome", "{number} outcomes"), (3, *notes)]
    assert [text_of(block.runs) for block in left_out(counts)] == ["In the long form also: 1 harm and 3 notes."]
    assert left_out([(0, *harms)]) == ()
