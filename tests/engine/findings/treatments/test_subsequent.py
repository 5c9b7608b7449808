"""What a treatment leaves possible later: by the criteria, on both sides of each item, and as published."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.case.fields import FieldCatalogue
from engine.case.files.case_file import load_case
from engine.evidence.library import Library
from engine.evidence.records.modalities import MODALITIES
from engine.findings.assess import assess
from engine.findings.assessment import Assessment
from engine.findings.records.subsequent_findings import SubsequentFinding
from engine.findings.wording import STANDING_WORDS, TREATMENT_WORDS

Assessed = Callable[..., Assessment]
NONE_BEFORE = {"prior_pelvic_radiotherapy": False, "prior_chemotherapy": False}


def after(assessment: Assessment, modality: Any) -> SubsequentFinding:
    return assessment.subsequent[modality]


def turned(found: SubsequentFinding) -> list[tuple[str, str, str]]:
    return [(one.id, one.before, one.after) for one in found.criteria]


# ---------------------------------------------------------------------- by the criteria


@pytest.mark.parametrize("modality", ["systemic_therapy", "whole_liver_boost", "iort"])
def test_that_earlier_treatment_shuts_chemoradiotherapy_where_there_was_none(modality: str, assessed: Assessed) -> None:
    found = after(assessed(**NONE_BEFORE), modality)
    assert ("chemoradiotherapy.no_prior_treatment", "met", "not_met") in turned(found)
    (criterion,) = (one for one in found.criteria if one.modality == "chemoradiotherapy")
    assert criterion.in_words.endswith("met now, not met then.")
    assert [cited.source for cited in criterion.sources] == ["zhu2013"]
    (verdict,) = (one for one in found.verdicts if one.modality == "chemoradiotherapy")
    assert (verdict.before, verdict.after) == ("undetermined", "outside")


def test_that_systemic_therapy_opens_palliation_and_shuts_nothing_but_chemoradiotherapy(assessed: Assessed) -> None:
    found = after(assessed(**NONE_BEFORE), "systemic_therapy")
    assert turned(found) == [("chemoradiotherapy.no_prior_treatment", "met", "not_met")]
    assert found.in_words == "1 criterion of the other options would change."
    assert [(one.modality, one.before, one.after) for one in found.verdicts] == [
        # All patients of the one series had had chemotherapy; the size of the lesion is not known.
        ("whole_liver_boost", "concern", "undetermined"),
        # Whoever has had none is not refractory to standard treatment.
        ("liver_palliation", "concern", "undetermined"),
        ("chemoradiotherapy", "undetermined", "outside"),
        # Without any chemotherapy transplantation is a concern; what it did is not known then.
        ("liver_transplantation", "concern", "undetermined"),
    ]


def test_that_removing_the_primary_shuts_what_treats_it_and_is_what_transplantation_asks(assessed: Assessed) -> None:
    found = after(assessed(**NONE_BEFORE), "iort")
    assert turned(found) == [
        ("chemoradiotherapy.no_prior_treatment", "met", "not_met"),
        ("short_course_radiotherapy.primary_in_place", "unknown", "not_met"),
        ("short_course_radiotherapy.no_prior_pelvic_radiotherapy", "met", "not_met"),
        ("liver_transplantation.primary_resected", "unknown", "met"),
    ]


@pytest.mark.parametrize(
    ("modality", "already", "changes"),
    [
        ("systemic_therapy", {"prior_chemotherapy": True}, False),
        ("systemic_therapy", {"prior_chemotherapy": False}, True),
        ("systemic_therapy", {}, True),
        ("systemic_therapy", {"prior_pelvic_radiotherapy": True, "prior_chemotherapy": False}, False),
        ("iort", {"prior_pelvic_radiotherapy": True}, False),
        ("iort", {"prior_pelvic_radiotherapy": False}, True),
    ],
)
def test_that_a_criterion_turns_only_where_it_was_not_decided_against_before(
    modality: str, already: dict[str, bool], changes: bool, assessed: Assessed
) -> None:
    found = after(assessed(**already), modality)
    assert any(one.modality == "chemoradiotherapy" for one in found.criteria) is changes
    assert any(one.modality == "chemoradiotherapy" for one in found.verdicts) is changes


def test_that_what_the_case_says_already_changes_nothing_and_is_said(assessed: Assessed) -> None:
    found = after(assessed(prior_chemotherapy=True), "systemic_therapy")
    assert found.in_words == "The case says already what it would change: no criterion changes."
    assert (found.criteria, found.verdicts, found.cautions) == ((), (), ())
    (item,) = found.sets
    assert item.in_words == "Earlier chemotherapy: yes already."


def test_that_a_treatment_given_again_is_told_apart_from_the_other_options(assessed: Assessed) -> None:
    found = after(assessed(**NONE_BEFORE), "chemoradiotherapy")
    assert found.in_words == (
        "1 criterion of the other options would change. Given again, 1 criterion of its own would change."
    )
    assert [one.in_words.partition(",")[0] for one in found.criteria] == ["Short course", "Chemoradiotherapy again"]
    assert found.verdicts[-1].in_words.startswith("Chemoradiotherapy again: ")
    assert [item.in_words for item in found.sets] == [
        "Earlier pelvic radiotherapy: no now, yes then.",
        "Earlier chemotherapy: no now, yes then.",
    ]


@pytest.mark.parametrize("modality", ["sbrt", "resection", "thermal_ablation"])
def test_that_a_treatment_that_no_item_records_changes_nothing_and_says_so(modality: str, assessed: Assessed) -> None:
    found = after(assessed(**NONE_BEFORE), modality)
    assert found.in_words == "No criterion of the other options changes: the case has no item that records it."
    assert (found.sets, found.criteria, found.verdicts, found.cautions) == ((), (), (), ())


def test_that_not_known_stands_as_not_known_before_and_is_decided_after(assessed: Assessed) -> None:
    found = after(assessed(), "systemic_therapy")
    assert turned(found) == [("chemoradiotherapy.no_prior_treatment", "unknown", "not_met")]
    (item,) = found.sets
    assert (item.before, item.after) == (None, True)
    assert item.in_words == "Earlier chemotherapy: not known now, yes then."


def test_that_cautions_that_would_be_shown_then_are_told_from_those_that_would_go(assessed: Assessed) -> None:
    found = after(assessed(**NONE_BEFORE), "systemic_therapy")
    by_id = {caution.id: caution for caution in found.cautions}
    assert by_id["sanuki2022.caution_reserve_before_sbrt"].fired
    assert by_id["sanuki2022.caution_reserve_before_sbrt"].modality == "sbrt"
    gone = [caution for caution in found.cautions if not caution.fired]
    assert gone
    assert all("then no longer shown" in caution.in_words for caution in gone)
    assert all(caution.sources for caution in found.cautions)


# ---------------------------------------------------------------------- as published


def test_that_a_statement_carries_denominator_print_and_place(assessed: Assessed) -> None:
    said = {one.figure.id: one for one in after(assessed(), "chemoradiotherapy").statements}
    definitive = said["zhu2013.definitive_rate"]
    assert (definitive.figure.events, definitive.figure.patients) == (9, 32)
    assert definitive.figure.printed.startswith("Nine of 32 patients (28.1%)")
    assert definitive.figure.locator == "Discussion, paragraph 1"
    assert definitive.treatments_in_words == "Resection of metastases and resection of the primary"
    assert "8 they were resected" in (definitive.remark or "")


def test_that_what_was_done_comes_before_what_is_said(assessed: Assessed) -> None:
    for modality in MODALITIES:
        standings = [one.standing for one in after(assessed(), modality).statements]
        assert standings == sorted(standings, key=list(STANDING_WORDS).index)


def test_that_a_modality_of_which_nothing_is_said_says_that(assessed: Assessed) -> None:
    found = after(assessed(), "iort")
    assert found.statements == ()
    assert found.not_given == tuple(TREATMENT_WORDS)
    assert found.not_given_in_words.startswith("Not given in the library's sources: none says")


def test_that_every_treatment_is_either_spoken_of_or_named_as_not_given(assessed: Assessed) -> None:
    for modality in MODALITIES:
        found = after(assessed(), modality)
        said = {name for one in found.statements for name in one.treatments}
        assert said | set(found.not_given) == set(TREATMENT_WORDS)
        assert not said & set(found.not_given)
    assert "SBRT again" in after(assessed(), "sbrt").not_given_in_words


def test_that_every_source_of_a_statement_is_among_the_sources_of_the_assessment(assessed: Assessed) -> None:
    found = assessed()
    known = {source.id for source in found.sources}
    for option in found.options:
        assert {one.figure.source for one in found.subsequent[option.modality].statements} <= known
        assert {item.source for item in found.subsequent[option.modality].sets} <= known


def test_that_statements_do_not_depend_on_the_patient(
    assessed: Assessed, fields: FieldCatalogue, library: Library, resources: Path
) -> None:
    nothing = assessed()
    for path in sorted((resources / "examples").glob("*.json")):
        case: Any = load_case(path, fields)
        found = assess(case, library)
        for option in found.options:
            assert found.subsequent[option.modality].statements == after(nothing, option.modality).statements
