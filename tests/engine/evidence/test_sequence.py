"""What the shipped library says of treatment after another, and of the case once a treatment is given."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.case.fields import FieldCatalogue
from engine.evidence.library import Library
from engine.evidence.records.modalities import MODALITIES, Modality
from tests.shipped import shipped_fields


@pytest.fixture(scope="module")
def fields(resources: Path) -> FieldCatalogue:
    return shipped_fields()


#: treatment, item, and a word of the print that bears it out
SET = {
    ("chemoradiotherapy", "prior_pelvic_radiotherapy"): "pelvis",
    ("chemoradiotherapy", "prior_chemotherapy"): "capecitabine",
    ("whole_liver_boost", "prior_chemotherapy"): "fluorouracil",
    ("short_course_radiotherapy", "prior_pelvic_radiotherapy"): "radiotherapy (5 × 5 Gy)",
    ("short_course_radiotherapy", "prior_chemotherapy"): "oxaliplatin",
    ("iort", "prior_pelvic_radiotherapy"): "pelvic sidewall",
    ("iort", "primary_resected"): "after total mesorectal excision",
    ("systemic_therapy", "prior_chemotherapy"): "systemic chemotherapy",
}


def test_that_treatments_set_exactly_these_items_and_each_is_borne_out_by_the_print(library: Library) -> None:
    found = {
        (modality, item.field): (figure.printed, item.value)
        for modality in MODALITIES
        for figure, item in library.case_items_set_by(modality)
    }
    assert found.keys() == SET.keys()
    for key, word in SET.items():
        printed, value = found[key]
        assert word in printed, key
        assert value is True


def test_that_what_a_treatment_sets_is_history_or_the_primary_and_never_a_course_of_disease(
    library: Library, fields: FieldCatalogue
) -> None:
    for modality in MODALITIES:
        for _, item in library.case_items_set_by(modality):
            assert fields[item.field].group in ("history", "primary")


@pytest.mark.parametrize(
    ("figure", "after", "treatments", "standing"),
    [
        ("zhu2013.definitive_rate", "chemoradiotherapy", ("resection", "primary_surgery"), "done"),
        ("zhu2013.progression_plan", "chemoradiotherapy", ("systemic_therapy",), "planned"),
        ("zhu2013.toxicity_before_chemotherapy", "chemoradiotherapy", ("systemic_therapy",), "limited"),
        ("adam2004.conversion_rate", "systemic_therapy", ("resection",), "done"),
        ("delaunoit2005.ablation", "systemic_therapy", ("thermal_ablation",), "done"),
        ("sanuki2022.reserve_before_sbrt", "systemic_therapy", ("sbrt",), "limited"),
        ("nccnrectal2022.resect_early", "systemic_therapy", ("resection",), "advised"),
        ("sanuki2022.salvage", "resection", ("sbrt",), "possible"),
        ("sanuki2022.salvage_v_rehepatectomy", "resection", ("sbrt", "thermal_ablation", "resection"), "possible"),
        ("sanuki2022.ablation_advantages", "thermal_ablation", ("systemic_therapy",), "possible"),
        ("yeo2010.further_chemotherapy", "liver_palliation", ("systemic_therapy",), "done"),
        ("sanuki2022.sbrt_before_chemotherapy", "sbrt", ("systemic_therapy",), "possible"),
    ],
)
def test_that_a_statement_is_filed_after_the_treatment_it_follows(
    figure: str, after: Modality, treatments: tuple[str, ...], standing: str, library: Library
) -> None:
    said = {found.id: statement for found, statement in library.subsequent_to(after)}
    assert (said[figure].treatments, said[figure].standing) == (treatments, standing)


def test_that_nothing_is_said_after_intraoperative_radiotherapy(library: Library) -> None:
    assert library.subsequent_to("iort") == ()


def test_that_transplantation_is_said_by_its_trial_alone_and_as_planned(library: Library) -> None:
    every = [(figure.id, said) for modality in MODALITIES for figure, said in library.subsequent_to(modality)]
    assert every
    found = [(name, said.after, said.standing) for name, said in every if "liver_transplantation" in said.treatments]
    assert found == [("adam2024.entry", "systemic_therapy", "planned")]


@pytest.mark.hazard("number-without-source")
@pytest.mark.parametrize(
    ("figure", "events", "patients"),
    [
        ("yeo2010.further_chemotherapy", 4, 10),
        ("delaunoit2005.hepatectomy", 16, 24),
        ("delaunoit2005.ablation", 6, 24),
        ("delaunoit2005.lung_resection", 2, 24),
        ("delaunoit2005.recurrence_after_ablation", 6, 6),
        ("delaunoit2005.disease_free_with_chemotherapy", 4, 5),
    ],
)
def test_that_counts_read_in_abstracts_are_those_printed_and_say_where_they_were_read(
    figure: str, events: int, patients: int, library: Library
) -> None:
    record = library.figures[figure]
    assert (record.events, record.patients) == (events, patients)
    assert "Abstract of the study itself" in record.locator


def test_that_the_three_ways_of_removal_after_chemotherapy_add_up(library: Library) -> None:
    parts = [library.figures[f"delaunoit2005.{name}"] for name in ("hepatectomy", "ablation", "lung_resection")]
    assert sum(part.events or 0 for part in parts) == 24
    assert len({part.printed for part in parts}) == 1


def test_that_a_superseded_figure_speaks_no_more(library: Library) -> None:
    for modality in MODALITIES:
        assert all(figure.superseded_by is None for figure, _ in library.subsequent_to(modality))
