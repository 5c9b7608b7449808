"""The summary where nothing is planned: both arms of a trial, survival before response, the severe harms first."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

from engine.case.fields import FieldCatalogue
from engine.case.files.case_file import Case, load_case
from engine.evidence.library import Library
from engine.findings.assess import assess
from engine.findings.assessment import Assessment
from engine.report.sections.outcome_choice import Arms, chosen_outcomes, with_partners
from engine.report.summary.document import build_document
from engine.report.summary.page_space import pages_needed
from engine.report.tree.document_records import Bullets, Document, Figures, Heading, Row, Table, text_of
from engine.report.writers.pdf import render_pdf
from tests.engine.report.conftest import DATA_DATE, PRINT_DATE

CASES = {
    # operable, one small metastasis, rectal primary low down
    "operable": {
        "age_years": 64, "karnofsky": 90, "primary_site": "rectum", "tumour_height_cm": 4,
        "metastasis_timing": "metachronous", "disease_free_interval_months": 18, "liver_tumour": "metastasis",
        "lesions": [{"diameter_cm": 2.4, "near_gut": False}], "extrahepatic_sites": [],
        "metastases_resectable": True, "fit_for_surgery": True, "child_pugh": "A",
    },
    # synchronous, unresectable: chemoradiotherapy first
    "synchronous": {
        "age_years": 58, "karnofsky": 70, "primary_site": "rectum", "histology": "adenocarcinoma",
        "tumour_height_cm": 6, "clinical_t": "T3", "clinical_n": "N2", "local_symptoms": ["bleeding"],
        "primary_resected": False, "metastasis_timing": "synchronous", "liver_lesion_count": 6,
        "largest_lesion_cm": 4.1, "extrahepatic_sites": ["lung"], "metastases_resectable": False,
        "leukocytes_10e9_l": 7.2, "platelets_10e9_l": 260, "creatinine_clearance_ml_min": 82,
        "bilirubin_mg_dl": 0.7, "prior_pelvic_radiotherapy": False, "prior_chemotherapy": False,
        "other_malignancy": False, "comorbidities": [],
    },
    # nothing but the site: nothing is ruled out
    "site-alone": {"primary_site": "rectum"},
}  # fmt: skip


@pytest.fixture(scope="module")
def open_cases(tmp_path_factory: pytest.TempPathFactory, fields: FieldCatalogue) -> dict[str, Case]:
    import json

    folder: Path = tmp_path_factory.mktemp("open")
    found = {}
    for name, inputs in CASES.items():
        path = folder / f"{name}.beamside.json"
        path.write_text(json.dumps({"format": "beamside-case/1", "label": name, "notes": "", "inputs": inputs}))
        found[name] = load_case(path, fields)
    return found


@pytest.fixture(scope="module")
def open_assessments(open_cases: dict[str, Case], library: Library) -> dict[str, Assessment]:
    return {name: assess(case, library) for name, case in open_cases.items()}


@pytest.fixture(scope="module")
def open_documents(
    open_cases: dict[str, Case], open_assessments: dict[str, Assessment], fields: FieldCatalogue
) -> dict[str, Document]:
    return {name: build_document(open_assessments[name], case, fields) for name, case in open_cases.items()}


def rows_under(document: Document, table: str) -> dict[str, list[str]]:
    """Return the first cell of every row of a table, under its modality."""
    found: dict[str, list[str]] = {}
    for block in document.blocks:
        if isinstance(block, Table) and block.name == table:
            group = ""
            for row in block.rows:
                if row.group:
                    group = text_of(row.cells[0].runs)
                    found[group] = []
                else:
                    found[group].append(text_of(row.cells[0].runs))
    return found


def under(found: dict[str, list[str]], modality: str) -> list[str]:
    return next(rows for group, rows in found.items() if group.startswith(modality))


# ------------------------------------------------------------------------------------------- arms


def test_that_the_control_arm_stands_beside_the_intraoperative_one(open_documents: dict[str, Document]) -> None:
    rows = under(rows_under(open_documents["site-alone"], "outcomes-headlines"), "Intraoperative")
    assert [row.split(";")[0] for row in rows[:2]] == [
        "Overall survival at 5 years, intraoperative arm",
        "Overall survival at 5 years, control arm",
    ]


@pytest.mark.parametrize("name", CASES)
def test_that_no_arm_of_a_randomised_trial_stands_without_the_other(
    name: str, open_documents: dict[str, Document], open_assessments: dict[str, Assessment]
) -> None:
    arms = Arms(open_assessments[name])
    shown = {row for rows in rows_under(open_documents[name], "outcomes-headlines").values() for row in rows}
    figures = [f for option in open_assessments[name].options for f in option.outcomes if f.headline]
    standing = [f for f in figures if any(row.startswith(f"{f.label};") for row in shown)]
    of_arms = [figure for figure in standing if arms.is_arm(figure)]
    assert of_arms
    for figure in of_arms:
        for other in arms.partners(figure):
            assert any(row.startswith(f"{other.label};") for row in shown), (figure.id, other.id)


def test_that_an_arm_of_another_modality_stands_beside_its_partner(open_assessments: dict[str, Assessment]) -> None:
    """Ablation is outside its criteria here; systemic therapy alone was its control and is not shown without it."""
    found = open_assessments["synchronous"]
    arms = Arms(found)
    control = next(
        f for f in found.option("systemic_therapy").outcomes if f.id == "eortc40004.overall_survival_30mo_systemic"
    )
    shown = with_partners([control], arms, [])
    assert [figure.label for figure in shown] == [
        "Overall survival at 30 months, systemic therapy alone",
        "Overall survival at 30 months, with radiofrequency ablation",
    ]


def test_that_the_comparator_shows_the_trial_the_patient_resembles(open_documents: dict[str, Document]) -> None:
    rows = [
        row.split(";")[0] for row in under(rows_under(open_documents["synchronous"], "outcomes-headlines"), "Systemic")
    ]
    assert rows[:2] == ["Median overall survival, primary in place", "Median overall survival, primary resected first"]


def test_that_an_arm_whose_partner_has_no_such_figure_is_left_out_in_short(
    open_assessments: dict[str, Assessment],
) -> None:
    found = open_assessments["operable"]
    iort = found.option("iort")
    alone = tuple(figure for figure in iort.outcomes if "control" not in (figure.cohort or ""))
    options = tuple(
        type(option)(**{**{n: getattr(option, n) for n in option.__struct_fields__}, "outcomes": alone})
        if option is iort
        else option
        for option in found.options
    )
    changed = type(found)(**{**{n: getattr(found, n) for n in found.__struct_fields__}, "options": options})
    arms = Arms(changed)
    assert any(figure.headline for figure in alone)
    assert chosen_outcomes(changed.option("iort"), arms, 5) == []


def test_that_partners_are_not_said_twice(open_assessments: dict[str, Assessment]) -> None:
    found = open_assessments["site-alone"]
    arms = Arms(found)
    chosen = [chosen_outcomes(found.option(name), arms, 4) for name in ("thermal_ablation", "systemic_therapy")]
    both = [figure for one in chosen for figure in one]
    shown = [figure.id for one in chosen for figure in with_partners(one, arms, both)]
    assert len(shown) == len(set(shown))


@pytest.mark.parametrize("name", CASES)
def test_that_the_curves_of_one_trial_are_drawn_together(name: str, open_assessments: dict[str, Assessment]) -> None:
    arms = Arms(open_assessments[name])
    for option in open_assessments[name].options:
        curves = [curve for curve in option.curves if curve.endpoint == "overall_survival"]
        shown = arms.together(curves, 3)
        assert len(shown) <= 3
        assert bool(shown) == bool(curves)
        for curve in shown:
            assert all(other in shown for other in arms.partner_curves(curve))


# ------------------------------------------------------------------------------------------- order


def test_that_survival_and_control_come_before_response(open_documents: dict[str, Document]) -> None:
    rows = under(rows_under(open_documents["synchronous"], "outcomes-headlines"), "First-line")
    expected = ["Median overall survival", "Median progression-free survival"]
    # Where there is room for a third it is the response.
    expected += ["Response of the primary tumour at 2 months"] * (len(rows) > len(expected))
    assert [row.split(";")[0] for row in rows[:3]] == expected


def test_that_the_severe_harms_stand_first_and_the_commonest_of_them_before_the_others(
    open_documents: dict[str, Document],
) -> None:
    rows = under(rows_under(open_documents["synchronous"], "toxicity-headlines"), "First-line")
    assert rows[0].startswith("Radiation dermatitis, grade 3")
    assert rows[1].startswith("Diarrhoea, grade 3")


@pytest.mark.parametrize("name", CASES)
def test_that_a_modality_without_counted_harms_says_so(name: str, open_documents: dict[str, Document]) -> None:
    table = next(b for b in open_documents[name].blocks if isinstance(b, Table) and b.name == "toxicity-headlines")
    groups = [i for i, row in enumerate(table.rows) if row.group]
    assert all(i + 1 < len(table.rows) and not table.rows[i + 1].group for i in groups)
    counted = {text_of(table.rows[i].cells[0].runs): [_words(table.rows[i + 1])] for i in groups}
    assert "23 %" in under(counted, "Systemic")[0]
    for group, said in counted.items():
        if group.startswith("Intraoperative"):
            assert "no count" in said[0]


def _words(row: Row) -> str:
    return " ".join(text_of(cell.runs) for cell in row.cells)


# ------------------------------------------------------------------------------------------- fit


def test_that_a_modality_whose_populations_do_not_fit_says_so_beside_its_name(
    open_documents: dict[str, Document],
) -> None:
    for table in ("toxicity-headlines", "outcomes-headlines"):
        fits_none = list(rows_under(open_documents["operable"], table))
        comparator = next(group for group in fits_none if group.startswith("Systemic"))
        assert "resembles 0 of 12 groups" in comparator
        groups = list(rows_under(open_documents["synchronous"], table))
        assert any(group == "First-line pelvic chemoradiotherapy" for group in groups)


def test_that_what_is_not_decided_is_told_from_what_does_not_fit(open_documents: dict[str, Document]) -> None:
    groups = list(rows_under(open_documents["site-alone"], "outcomes-headlines"))
    assert any("resembles 0 of 2 groups; 2 not decided" in group for group in groups)


# ------------------------------------------------------------------------------------------- room


@pytest.mark.parametrize("name", CASES)
def test_that_cautions_are_printed_where_nothing_is_planned(name: str, open_documents: dict[str, Document]) -> None:
    blocks = open_documents[name].blocks
    at = next(i for i, b in enumerate(blocks) if isinstance(b, Heading) and b.text.startswith("Cautions"))
    assert isinstance(blocks[at + 1], Bullets)


@pytest.mark.parametrize("name", ["operable", "synchronous"])
def test_that_curves_are_drawn_where_there_is_room(name: str, open_documents: dict[str, Document]) -> None:
    drawn = [one for block in open_documents[name].blocks if isinstance(block, Figures) for one in block.items]
    assert drawn
    assert all(one.title.startswith("Overall survival: ") for one in drawn)


@pytest.mark.parametrize("name", CASES)
def test_that_two_pages_suffice_and_are_used(name: str, open_documents: dict[str, Document], resources: Path) -> None:
    data = render_pdf(
        open_documents[name], data_date=DATA_DATE, print_date=PRINT_DATE, resources=resources, attachments=()
    )
    pages = PdfReader(io.BytesIO(data)).pages
    assert len(pages) == 2
    lowest: list[float] = []
    pages[1].extract_text(
        visitor_text=lambda text, cm, tm, _font, _size: lowest.append(cm[5] + cm[3] * tm[5]) if text.strip() else None
    )
    # The footer stands below 40 pt; the text above it leaves less than a third of the page empty.
    assert min(y for y in lowest if y > 40) < 842 / 3


@pytest.mark.parametrize("name", ["sbrt-candidate", "borderline", "first-line-chemoradiation", "nothing-known"])
def test_that_the_estimate_of_the_room_is_rather_too_high_than_too_low(
    name: str,
    cases: dict[str, Case],
    assessments: dict[str, Assessment],
    fields: FieldCatalogue,
    render: Callable[..., bytes],
) -> None:
    pages = PdfReader(io.BytesIO(render(name))).pages
    assert pages_needed(build_document(assessments[name], cases[name], fields).blocks) > len(pages) - 1
