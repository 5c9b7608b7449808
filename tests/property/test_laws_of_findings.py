"""Laws that hold for every patient.

What "unknown never makes a verdict more certain" means exactly: take from a patient any set of values in use. Then
every criterion keeps its status or becomes `unknown`, and every verdict stays or becomes `undetermined`. Nothing that
was met turns not met or the reverse, and no `outside` becomes `within`. Two fields are outside this law, because the
contract lets their absence speak:

* `modality`: without it no plan is known, so items of a plan do not apply, and fractions entered are taken as those of
  a stereotactic plan;
* `fit_for_surgery`: resectable metastases count as resectable unless the patient is known to be unfit.
"""

from __future__ import annotations

import math
from typing import Any

import msgspec
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from engine.case.checks.consistency import contradictions, inconsistencies
from engine.case.entry import Entered, entry_text, read_entry
from engine.case.patient import Patient
from engine.case.units import from_field_unit, plain_text, to_decimal
from engine.evidence.loading import load_library
from engine.evidence.records.modalities import MODALITIES, Modality
from engine.findings.as_json import assessment_as_json, assessment_bytes, parse_assessment
from engine.findings.assess import assess
from engine.findings.assessment import CriterionFinding
from engine.findings.comparability.resemblance import resemblance
from engine.findings.conditions import Values
from engine.findings.criteria.eligibility import assess_criteria
from engine.findings.headlines.concerns import JudgedConcern, judge_concerns
from engine.findings.headlines.headline import verdict_of
from engine.findings.published.scores import scores
from engine.findings.spread import level_of
from tests.property.patients import (
    DERIVED,
    FIELDS,
    RESOURCES,
    consistent_patients,
    patients,
    shipped_library,
    values_of,
)

LIBRARY = shipped_library()
ABSENCE_SPEAKS = frozenset({"modality", "fit_for_surgery"})
MASKABLE = [spec.id for spec in FIELDS if spec.id not in ABSENCE_SPEAKS]


def criteria_of(values: Values) -> dict[str, CriterionFinding]:
    return {c.id: c for name in MODALITIES for c in assess_criteria(name, values, FIELDS, LIBRARY)}


def concerns_of(values: Values) -> dict[Modality, tuple[JudgedConcern, ...]]:
    return {name: judge_concerns(name, values, LIBRARY) for name in MODALITIES}


def verdicts_of(values: Values) -> dict[str, str]:
    criteria, concerns = criteria_of(values), concerns_of(values)
    return {
        name: verdict_of((c.status for c in criteria.values() if c.modality == name), concerns[name])
        for name in MODALITIES
    }


def check_verdicts(before: Values, after: Values) -> None:
    """Hold the verdicts with values taken away to what they may become.

    Never a better one but for a hard concern that is told by another scale (Karnofsky, ECOG), or that does not ask:
    then "not asked" is named beside it.
    """
    was, judged, now = verdicts_of(before), concerns_of(before), concerns_of(after)
    for name, verdict in verdicts_of(after).items():
        gone = [one.concern for one, then in zip(judged[name], now[name], strict=True) if one.turns and not then.turns]
        answered = {then.concern.id for then in now[name] if then.holds is not None}
        if verdict not in (was[name], "undetermined"):
            # Of what failed or held nothing may be left but what need not be asked.
            assert was[name] in ("outside", "concern"), name
            assert was[name] == "outside" or gone, name
            assert all(not concern.asks or concern.id in answered for concern in gone), name


def without(patient: Patient, hidden: frozenset[str] | set[str]) -> Values:
    def values(name: str) -> Any:
        return None if name in hidden else patient.value(name)

    return values


# ---------------------------------------------------------------------- unknown


@pytest.mark.slow
@pytest.mark.hazard("unknown-as-no")
@given(patients(), st.sets(st.sampled_from(MASKABLE), min_size=1))
def test_that_taking_values_away_keeps_a_status_or_makes_it_unknown(patient: Patient, hidden: set[str]) -> None:
    before, after = criteria_of(patient.value), criteria_of(without(patient, hidden))
    assert before.keys() == after.keys()
    # What contradicts something holds the headline until it is settled; taking one side away settles it.
    contested = {name for found in contradictions(patient) for name in found.fields}
    for name, finding in after.items():
        assert finding.status in (before[name].status, "unknown") or contested & set(finding.fields), name
        if not hidden & set(finding.fields):
            assert finding == before[name]


@pytest.mark.slow
@pytest.mark.hazard("unknown-as-no")
@given(consistent_patients(), st.sets(st.sampled_from(MASKABLE), min_size=1))
def test_that_taking_values_away_keeps_a_verdict_or_makes_it_undetermined(patient: Patient, hidden: set[str]) -> None:
    check_verdicts(patient.value, without(patient, hidden))


@pytest.mark.slow
@given(consistent_patients(), st.data())
@settings(max_examples=60)
def test_that_emptying_a_field_of_the_form_obeys_the_same_law(patient: Patient, data: st.DataObject) -> None:
    removable = [name for name in patient.inputs if name not in ABSENCE_SPEAKS]
    assume(removable)
    name = data.draw(st.sampled_from(removable))
    before, after = criteria_of(patient.value), criteria_of(patient.with_value(name, None).value)
    for criterion_id, finding in after.items():
        assert finding.status in (before[criterion_id].status, "unknown"), criterion_id
    check_verdicts(patient.value, patient.with_value(name, None).value)


@given(patients())
@example(Patient(FIELDS, {"metastases_resectable": True, "fit_for_surgery": False}))
def test_that_fitness_speaks_by_its_absence_only_where_the_metastases_are_resectable(patient: Patient) -> None:
    before, after = criteria_of(patient.value), criteria_of(without(patient, {"fit_for_surgery"}))
    excepted = patient.flag("metastases_resectable") is True and patient.flag("fit_for_surgery") is False
    surgical = {"sbrt.not_resectable", "thermal_ablation.not_resectable", "whole_liver_boost.inoperable"}
    surgical.add("liver_palliation.not_resectable")
    for name, finding in after.items():
        if excepted and name in surgical:
            assert (before[name].status, finding.status) == ("met", "not_met")
        elif excepted and name == "resection.resectable":
            assert (before[name].status, finding.status) == ("not_met", "met")
        else:
            assert finding.status in (before[name].status, "unknown"), name


@pytest.mark.slow
@given(patients())
def test_that_the_planned_modality_speaks_only_for_items_of_a_plan_and_the_spared_liver(patient: Patient) -> None:
    before, after = criteria_of(patient.value), criteria_of(without(patient, {"modality"}))
    for name, finding in after.items():
        if finding.plan_item:
            assert finding.status == "not_applicable"
        elif name != "sbrt.spared_liver":
            assert finding == before[name]


@pytest.mark.slow
@given(patients(), st.sets(st.sampled_from([spec.id for spec in FIELDS])))
def test_that_taking_values_away_only_widens_the_score(patient: Patient, hidden: set[str]) -> None:
    # Of an interval that contradicts the timing one of the two is wrong: taking it away is a correction, and asked for.
    assume("disease_free_interval_months" not in dict(inconsistencies(patient)))
    for before, after in zip(scores(patient.value, LIBRARY), scores(without(patient, hidden), LIBRARY), strict=True):
        assert after.range[0] <= before.range[0]
        assert before.range[1] <= after.range[1]
        assert set(before.unknown_items) <= set(after.unknown_items)


@given(patients(), st.sets(st.sampled_from([spec.id for spec in FIELDS])))
@settings(max_examples=40)
def test_that_taking_values_away_never_makes_a_population_fit(patient: Patient, hidden: set[str]) -> None:
    for modality in MODALITIES:
        before = resemblance(modality, patient.value, FIELDS, LIBRARY).populations
        after = resemblance(modality, without(patient, hidden), FIELDS, LIBRARY).populations
        for one, other in zip(before, after, strict=True):
            assert other.fits in (one.fits, "unknown")


@given(st.floats(0, 25))
def test_that_every_height_has_one_level_and_the_levels_follow_one_another(height: float) -> None:
    order = ["lower", "between", "upper", "outside"]
    level = level_of(height, LIBRARY)
    assert level in order
    for higher in (height + 0.1, height + 5):
        assert order.index(level_of(higher, LIBRARY)) >= order.index(level)


# ---------------------------------------------------------------------- the whole assessment


@pytest.mark.slow
@given(patients())
@example(Patient(FIELDS))
@settings(max_examples=15)
def test_that_assess_never_raises_is_the_same_twice_and_is_json(patient: Patient) -> None:
    first, second = assess(patient, LIBRARY), assess(Patient(FIELDS, dict(patient.inputs)), LIBRARY)
    data = assessment_bytes(first)
    assert data == assessment_bytes(second)
    read = parse_assessment(data)
    assert read["format"] == "beamside-assessment/2"
    assert msgspec.json.decode(data) == read
    assert all(math.isfinite(number) for number in numbers_in(read))


def numbers_in(value: Any) -> list[float]:
    if isinstance(value, dict):
        return [n for item in value.values() for n in numbers_in(item)]
    if isinstance(value, list):
        return [n for item in value for n in numbers_in(item)]
    return [value] if isinstance(value, (int, float)) and not isinstance(value, bool) else []


@pytest.mark.slow
def test_that_a_library_loaded_anew_gives_the_same_bytes() -> None:
    patient = Patient(FIELDS, {"liver_lesion_count": 4, "tumour_height_cm": 4.0, "modality": "sbrt"})
    again = load_library(RESOURCES / "evidence", {spec.id: spec.kind for spec in FIELDS})
    assert again is not LIBRARY
    assert assessment_bytes(assess(patient, again)) == assessment_bytes(assess(patient, LIBRARY))


@pytest.mark.hazard("number-without-source")
@given(patients())
@settings(max_examples=8)
def test_that_every_number_and_sentence_resolves_to_its_record(patient: Patient) -> None:
    found = assessment_as_json(assess(patient, LIBRARY))
    cited = {source["id"] for source in found["sources"]}
    assert cited <= set(LIBRARY.sources)
    for option in found["options"]:
        for name in ("regimens", "constraints", "outcomes", "background", "toxicities"):
            for figure in option[name]:
                check_figure(figure, cited)
        for criterion in option["criteria"]:
            check_criterion(criterion, cited)
        for caution in option["cautions"]:
            check_caution(caution, cited)
        check_curves_and_populations(option, cited)
    for score in found["scores"]:
        assert score["id"] in LIBRARY.scores
        for figure in score["outcomes"]:
            check_figure(figure, cited)
    check_spread(found["spread"], cited)


def check_curves_and_populations(option: dict[str, Any], cited: set[str]) -> None:
    for curve in option["curves"]:
        assert curve["cohort"] in LIBRARY.cohorts
        assert curve["source"] == LIBRARY.source_of[curve["cohort"]]
        assert {point["figure"] for point in curve["published"]} <= set(LIBRARY.figures)
    for row in option["populations"]:
        assert LIBRARY.cohorts[row["cohort"]].patients == row["patients"]
        assert row["source"] in cited


def check_spread(spread: dict[str, Any], cited: set[str]) -> None:
    for statement in spread["findings"]:
        assert statement["text"] in {record.text for record in LIBRARY.spread if record.id == statement["id"]}
        for figure in statement["figures"]:
            check_figure(figure, cited)
    for cell in spread["mechanisms"]:
        assert LIBRARY.mechanisms[cell["id"]].text == cell["text"]


def check_figure(figure: dict[str, Any], cited: set[str]) -> None:
    record = LIBRARY.figures[figure["id"]]
    assert figure["source"] == LIBRARY.source_of[record.id] in cited
    same = ("events", "patients", "printed", "locator", "obtained", "bound", "label")
    assert [figure[key] for key in same] == [getattr(record, key) for key in same]
    if "value" in figure:
        shown = [figure[key] for key in ("value", "low", "high", "unit", "time_months")]
        assert shown == [record.value, record.low, record.high, record.unit, record.time_months]
    elif figure["rate"] is not None and record.events is None:
        assert (figure["rate"], record.statistic) == (record.value, "rate")
    elif figure["rate"] is not None:
        assert record.events is not None
        assert record.patients is not None
        assert figure["rate"] == record.events / record.patients
        assert figure["interval"][0] <= figure["rate"] <= figure["interval"][1]


def check_criterion(criterion: dict[str, Any], cited: set[str]) -> None:
    record = LIBRARY.criteria[criterion["id"]]
    numbers = {getattr(record.rule, key) for key in ("limit", "low", "high", "borderline_to", "borderline_from")}
    numbers |= {record.observed_low, record.observed_high}
    assert set(criterion["limits"].values()) == numbers - {None}
    assert (criterion["threshold"], criterion["printed"]) == (record.threshold, record.printed)
    assert criterion["sources"][0] == {"source": LIBRARY.source_of[record.id], "locator": record.locator}
    dissents = {(source, dissent.printed) for source, dissent in LIBRARY.dissents.get(record.id, ())}
    assert {(d["source"], d["printed"]) for d in criterion["dissent"]} <= dissents
    assert {c["source"] for c in criterion["sources"]} | {d["source"] for d in criterion["dissent"]} <= cited


def check_caution(caution: dict[str, Any], cited: set[str]) -> None:
    record = LIBRARY.cautions[caution["id"]]
    assert caution["text"] == record.text
    assert set(caution["figures"]) <= set(LIBRARY.figures)
    assert {c["source"] for c in caution["sources"]} | {side["source"] for side in caution["sides"]} <= cited


# ---------------------------------------------------------------------- units

IN_OTHER_UNITS = [(spec, unit) for spec in FIELDS if spec.id not in DERIVED for unit in spec.units[1:]]


@pytest.mark.hazard("wrong-unit")
@pytest.mark.parametrize(("spec", "unit"), IN_OTHER_UNITS, ids=lambda value: getattr(value, "id", str(value)))
@given(data=st.data())
@settings(max_examples=5)
def test_that_typing_a_value_in_another_unit_changes_no_finding(spec: Any, unit: str, data: st.DataObject) -> None:
    value = data.draw(values_of(spec))
    other = from_field_unit(spec, to_decimal(value), unit)
    own_entry, other_entry = read_entry(spec, entry_text(value)), read_entry(spec, entry_text(other), unit)
    assert isinstance(own_entry, Entered)
    assert isinstance(other_entry, Entered)
    assert own_entry.value == other_entry.value == value


@pytest.mark.slow
@pytest.mark.hazard("wrong-unit")
@given(patients(), st.data())
@settings(max_examples=10)
def test_that_a_patient_typed_in_other_units_has_the_same_assessment(patient: Patient, data: st.DataObject) -> None:
    typed = patient
    for spec, unit in IN_OTHER_UNITS:
        value = patient.inputs.get(spec.id)
        if value is not None and data.draw(st.booleans()):
            entry = read_entry(spec, entry_text(from_field_unit(spec, to_decimal(value), unit)), unit)  # type: ignore[arg-type]
            assert isinstance(entry, Entered)
            typed = typed.with_value(spec.id, entry.value)
    assert assessment_bytes(assess(patient, LIBRARY)) == assessment_bytes(assess(typed, LIBRARY))


@pytest.mark.slow
@given(st.sampled_from([spec for spec in FIELDS if spec.kind in ("number", "integer")]), st.data())
def test_that_the_question_about_a_value_is_in_its_own_digits(spec: Any, data: st.DataObject) -> None:
    value = data.draw(values_of(spec))
    for question in assess(Patient(FIELDS, {spec.id: value}), LIBRARY).questions:
        assert question.field == spec.id
        assert plain_text(value) in question.text
