"""Lesions one by one: which treatments size and place allow, and criteria that count what the option treats."""

from __future__ import annotations

from math import pi
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.case.lesions import Lesion
from engine.case.patient import OF_LESIONS, Patient
from engine.findings.assess import assess
from engine.findings.columns.judging import judge_columns
from engine.findings.columns.resembling import resembling
from engine.findings.columns.table import columns_of
from engine.findings.comparability.resemblance import resemblance
from engine.findings.lesions_treated import values_of_treated
from engine.findings.treatments.lesion_options import lesion_options
from engine.findings.treatments.liver_reserve import liver_reserve
from engine.report.sections.eligibility_sections import criterion_value
from tests.shipped import shipped_fields, shipped_library

RESOURCES = Path(__file__).parents[4] / "resources"
FIELDS = shipped_fields()
LIBRARY = shipped_library()


def patient(*rows: Lesion, **inputs: object) -> Patient:
    return Patient(FIELDS, {"lesions": rows, **inputs})  # type: ignore[dict-item]


def found(person: Patient, modality: str, criterion: str):
    option = next(option for option in assess(person, LIBRARY).options if option.modality == modality)
    return next(one for one in option.criteria if one.id == criterion)


def of_size(diameter_cm: float, treatment: str | None = None, **more: object) -> Lesion:
    return Lesion(diameter_cm=diameter_cm, treatment=treatment, **more)  # type: ignore[arg-type]


FOUR = (3.4, 1.8, 1.2, 6.6)


def test_that_without_a_treatment_for_each_all_lesions_count():
    criterion = found(patient(*(of_size(size) for size in FOUR)), "sbrt", "sbrt.lesion_count")
    assert (criterion.status, criterion.value) == ("not_met", 4)
    assert "Counted" not in criterion.why


def test_that_an_option_is_judged_by_the_lesions_that_it_treats():
    rows = [of_size(3.4, "resection"), of_size(1.8, "sbrt"), of_size(1.2, "resection"), of_size(6.6, "resection")]
    count = found(patient(*rows), "sbrt", "sbrt.lesion_count")
    assert (count.status, count.value) == ("met", 1)
    assert count.why.endswith("Counted: 1 of 4 lesions; the plan gives the others another treatment.")
    assert found(patient(*rows), "sbrt", "sbrt.largest_lesion").value == 1.8


def test_that_a_lesion_that_is_given_to_nothing_counts_for_every_option():
    rows = [of_size(3.4, "resection"), of_size(1.8, "sbrt"), of_size(5.2)]
    assert found(patient(*rows), "sbrt", "sbrt.lesion_count").value == 2
    assert found(patient(*rows), "sbrt", "sbrt.largest_lesion").status == "borderline"


def test_that_a_lesion_left_alone_counts_while_it_is_seen():
    rows = [of_size(2.5, "sbrt"), *(of_size(6.5, "none") for _ in range(7))]
    count = found(patient(*rows), "sbrt", "sbrt.lesion_count")
    assert (count.status, count.value) == ("not_met", 8)
    assert "Counted" not in count.why
    assert found(patient(*rows), "sbrt", "sbrt.largest_lesion").value == 6.5


@pytest.mark.parametrize(("gone", "counted"), [({"disappeared": True}, 1), ({"response": "complete"}, 1), ({}, 2)])
def test_that_a_lesion_left_alone_and_no_longer_seen_is_no_matter(gone, counted):
    rows = [of_size(2.5, "sbrt"), of_size(1.0, "resection"), Lesion(diameter_cm=1.2, treatment="none", **gone)]
    count = found(patient(*rows), "sbrt", "sbrt.lesion_count")
    assert count.value == counted
    assert count.why.endswith("no longer seen and have none.") is bool(gone)


def test_that_an_option_that_is_given_none_is_judged_by_all():
    rows = [of_size(size, "resection") for size in FOUR]
    assert found(patient(*rows), "sbrt", "sbrt.lesion_count").value == 4
    assert found(patient(*rows), "thermal_ablation", "thermal_ablation.lesion_size").value == 6.6


def test_that_what_is_no_local_treatment_is_judged_by_all():
    rows = [of_size(3.4, "resection"), of_size(1.8, "sbrt"), of_size(6.6, "sbrt")]
    assert found(patient(*rows), "whole_liver_boost", "whole_liver_boost.largest_lesion").value == 6.6


@pytest.mark.parametrize(
    ("diameter_cm", "ablation", "sbrt"),
    [
        (2.0, "within", "within"),
        (2.1, "borderline", "within"),
        (3.0, "borderline", "within"),
        (3.1, "outside", "within"),
        (5.0, "outside", "within"),
        (5.1, "outside", "borderline"),
        (6.0, "outside", "borderline"),
        (6.1, "outside", "outside"),
    ],
)
def test_that_each_lesion_is_held_against_its_own_size(diameter_cm, ablation, sbrt):
    row = Lesion(diameter_cm=diameter_cm, near_gut=False, near_major_vessel=False, near_hilum=False)
    other = Lesion(diameter_cm=9, near_gut=True, near_major_vessel=True)
    first = lesion_options(patient(row, other), LIBRARY)[0]
    assert {option.modality: option.verdict for option in first.options} == {"sbrt": sbrt, "thermal_ablation": ablation}


def test_that_place_counts_and_what_is_not_known_is_not_known():
    rows = (Lesion(diameter_cm=1.5, near_gut=True, near_major_vessel=True), Lesion(diameter_cm=1.5), Lesion())
    verdicts = [
        {one.modality: one.verdict for one in lesion.options} for lesion in lesion_options(patient(*rows), LIBRARY)
    ]
    assert verdicts[0]["sbrt"] == "borderline"
    assert verdicts[0]["thermal_ablation"] in ("outside", "borderline")
    assert verdicts[1] == verdicts[2] == {"sbrt": "undetermined", "thermal_ablation": "undetermined"}


def test_that_without_rows_there_is_nothing_to_say():
    assert lesion_options(Patient(FIELDS, {"liver_lesion_count": 3}), LIBRARY) == ()


@pytest.mark.parametrize(("percent", "over"), [(50.0, 50.0), (700 / 15, 0.0), (40.0, -100.0), (None, None)])
def test_that_the_ledger_is_arithmetic_with_its_error(percent, over):
    rows = (of_size(2.0), of_size(4.0), Lesion(), Lesion(diameter_cm=3.0, disappeared=True))
    ledger = liver_reserve(patient(*rows, liver_volume_ml=1500.0, future_liver_remnant_percent=percent), LIBRARY)
    assert ledger is not None
    assert ledger.tumours_at_most_ml == pytest.approx(pi / 6 * (8 + 64))
    assert ledger.without_diameter == 1
    assert (ledger.normal_low_ml, ledger.normal_high_ml) == (pytest.approx(1500 - pi / 6 * 72), 1500)
    assert ledger.left_to_irradiate_high_ml == (pytest.approx(over, abs=1e-9) if over is not None else None)
    assert ledger.left_to_irradiate_low_ml == (pytest.approx(over - pi / 6 * 72) if over is not None else None)


def test_that_tumour_given_to_resection_is_not_left_in_the_remnant():
    rows = (of_size(4.0, "resection"), of_size(2.0, "sbrt"))
    ledger = liver_reserve(patient(*rows, liver_volume_ml=1500.0, future_liver_remnant_percent=60.0), LIBRARY)
    assert ledger is not None
    left, taken = pi / 6 * 8, pi / 6 * 64
    assert ledger.tumours_left_at_most_ml == pytest.approx(left)
    assert (ledger.remnant_ml, ledger.removed_ml) == (900.0, 600.0)
    assert (ledger.remnant_normal_low_ml, ledger.remnant_normal_high_ml) == (pytest.approx(900 - left), 900.0)
    assert ledger.remnant_normal_percent_low == pytest.approx(100 * (900 - left) / (1500 - left))
    assert ledger.remnant_normal_percent_high == pytest.approx(100 * 900 / (1500 - taken))


@given(
    sizes=st.lists(st.floats(0.1, 12), max_size=4),
    shrunk=st.lists(st.floats(0, 1), min_size=4, max_size=4),
    treatments=st.lists(st.sampled_from([None, "resection", "sbrt", "none"]), min_size=4, max_size=4),
    taken=st.lists(st.booleans(), min_size=4, max_size=4),
    percent=st.floats(20, 95),
)
def test_that_no_ellipsoid_lies_outside_the_ranges_of_the_ledger(sizes, shrunk, treatments, taken, percent):
    rows = [of_size(size, treatment) for size, treatment in zip(sizes, treatments, strict=False)]
    ledger = liver_reserve(patient(*rows, liver_volume_ml=1e4, future_liver_remnant_percent=percent), LIBRARY)
    assert ledger is not None
    volumes = [pi / 6 * size**3 * part for size, part in zip(sizes, shrunk, strict=False)]
    chosen = zip(rows, taken, strict=False)
    goes = [row.treatment == "resection" or (row.treatment is None and one) for row, one in chosen]
    left = sum(volume for volume, gone in zip(volumes, goes, strict=True) if not gone)
    remnant = 100 * percent
    if left > remnant or 1e4 - remnant < sum(volumes) - left:
        return
    share = 100 * (remnant - left) / (1e4 - sum(volumes))
    assert ledger.remnant_normal_low_ml - 1e-6 <= remnant - left <= ledger.remnant_normal_high_ml + 1e-6
    assert ledger.remnant_normal_percent_low - 1e-6 <= share <= ledger.remnant_normal_percent_high + 1e-6


def test_that_the_need_after_chemotherapy_stands_beside_the_other():
    for had in (True, False, None):
        values = {"liver_volume_ml": 1500.0, "future_liver_remnant_percent": 30.0, "prior_chemotherapy": had}
        ledger = liver_reserve(patient(of_size(2.0), **values), LIBRARY)
        assert ledger is not None
        assert (ledger.needed_percent, ledger.needed_after_chemotherapy_percent) == ((20, 25), 30)
        assert ledger.after_chemotherapy is had


def test_that_a_distance_typed_for_the_patient_belongs_to_no_lesion_of_several():
    rows = (Lesion(diameter_cm=1.0, gut_distance_mm=4.0), Lesion(diameter_cm=1.0))
    assert lesion_options(patient(*rows, gut_distance_mm=2.0), LIBRARY) == lesion_options(patient(*rows), LIBRARY)


def test_that_the_assessment_carries_each_lesion_and_the_ledger():
    rows = (of_size(3.4, "resection", resectable=True), of_size(1.8, ablatable=False))
    found = assess(patient(*rows, liver_volume_ml=1500.0), LIBRARY)
    assert [(one.lesion, one.planned, one.judged_resectable, one.judged_ablatable) for one in found.lesions] == [
        (1, "resection", True, None),
        (2, None, None, False),
    ]
    assert found.lesions[0].options[1].criteria == (
        "thermal_ablation.lesion_size",
        "thermal_ablation.vessel_proximity",
    )
    assert found.liver_reserve is not None
    assert assess(patient(of_size(2.0)), LIBRARY).liver_reserve is None


@pytest.mark.parametrize(
    ("inputs", "at_most_ml"),
    [
        ({}, None),
        ({"liver_lesion_count": 15}, None),
        ({"largest_lesion_cm": 6.0}, None),
        ({"liver_lesion_count": 15, "largest_lesion_cm": 2.0}, 15 * pi / 6 * 8),
        ({"liver_lesion_count": 0}, 0.0),
        ({"lesions": ()}, 0.0),
        ({"lesions": (Lesion(diameter_cm=2.0), Lesion(diameter_cm=4.0, response="complete"))}, pi / 6 * 8),
    ],
)
def test_that_tumour_of_which_nothing_is_known_is_not_none(inputs, at_most_ml):
    ledger = liver_reserve(Patient(FIELDS, {"liver_volume_ml": 1500.0, **inputs}), LIBRARY)
    assert (ledger.tumours_at_most_ml if ledger is not None else None) == pytest.approx(at_most_ml)
    if ledger is not None:
        assert ledger.normal_low_ml == pytest.approx(1500 - ledger.tumours_at_most_ml)


def test_that_without_the_volume_of_the_liver_there_is_no_ledger():
    assert liver_reserve(patient(of_size(2.0)), LIBRARY) is None


# ------------------------------------------------------------ concerns, cautions and what is missing

FAR = {"near_gut": False, "near_hilum": False, "near_major_vessel": False}


def holding(person: Patient, modality: str) -> dict[str, str]:
    """The concerns that hold and look at number, size or place of lesions."""
    option = next(option for option in assess(person, LIBRARY).options if option.modality == modality)
    return {one.id: one.text for one in option.concerns if one.holds and set(one.fields) & set(OF_LESIONS)}


def test_that_a_concern_on_size_looks_at_what_the_option_treats():
    of_ablation = {of_size(1.2, "thermal_ablation", **FAR), of_size(6.6, "resection", **FAR)}
    alone = holding(patient(of_size(1.2, **FAR)), "thermal_ablation")
    assert holding(patient(*of_ablation), "thermal_ablation").keys() == alone.keys()
    both = patient(of_size(1.2, "thermal_ablation", **FAR), of_size(6.6, "thermal_ablation", **FAR))
    assert holding(both, "thermal_ablation").keys() > alone.keys()


def test_that_a_concern_that_holds_says_which_lesions_were_counted():
    rows = [of_size(6.6, "thermal_ablation", **FAR), of_size(1.2, "resection", **FAR)]
    told = holding(patient(*rows), "thermal_ablation")
    words = "Counted: 1 of 2 lesions; the plan gives the others another treatment."
    assert told
    assert all(text.endswith(words) for text in told.values())
    every = patient(of_size(6.6, **FAR), of_size(1.2, **FAR))
    assert not any("Counted" in text for text in holding(every, "thermal_ablation").values())


def test_that_a_concern_on_place_looks_at_what_the_option_treats():
    person = {"jaundice": True}
    at_hilum = of_size(1.2, "resection", near_gut=False, near_hilum=True, near_major_vessel=False)
    away = patient(of_size(1.5, "thermal_ablation", **FAR), at_hilum, **person)
    there = patient(
        of_size(1.5, "resection", **FAR), msgspec.structs.replace(at_hilum, treatment="thermal_ablation"), **person
    )
    assert holding(there, "thermal_ablation").keys() > holding(away, "thermal_ablation").keys()


def test_that_a_caution_looks_at_what_the_option_treats():
    def cautions(person: Patient) -> set[str]:
        options = assess(person, LIBRARY).options
        return {one.id for one in next(option for option in options if option.modality == "sbrt").cautions}

    large = "sanuki2022.caution_large_lesion"
    assert large not in cautions(patient(of_size(6.6, "resection", **FAR), of_size(2.0, "sbrt", **FAR)))
    assert large in cautions(patient(of_size(6.6, "sbrt", **FAR), of_size(2.0, "resection", **FAR)))


def test_that_nothing_is_asked_of_a_lesion_that_another_option_treats():
    open_row = Lesion(diameter_cm=1.2, treatment="resection")

    def asked(*rows: Lesion) -> set[str]:
        missing = assess(patient(*rows, metastases_resectable=False), LIBRARY).missing
        return {name for one in missing if "thermal_ablation" in one.decides for name in one.fields}

    known = of_size(1.5, "thermal_ablation", gut_distance_mm=40.0, **FAR)
    assert "near_major_vessel" not in asked(known, open_row)
    assert "near_major_vessel" in asked(msgspec.structs.replace(known, near_major_vessel=None), open_row)


def test_that_the_clinical_risk_score_counts_the_disease_and_not_what_is_resected():
    person = {"primary_node_positive": True, "disease_free_interval_months": 3.0, "cea_ng_ml": 300.0}
    rows = [of_size(6.0, "sbrt", **FAR), of_size(1.2, "resection", **FAR)]
    told = holding(patient(*rows, **person), "resection")
    assert "fong1999.score_of_5" in told
    assert not any("Counted" in text for text in told.values())


def test_that_the_paper_shows_the_value_of_the_lesions_that_were_counted():
    person = patient(of_size(6.6, "resection", **FAR), of_size(1.8, "sbrt", **FAR))
    finding = found(person, "sbrt", "sbrt.largest_lesion")
    assert criterion_value(finding, person, FIELDS) == "1.8 cm"
    whole = patient(of_size(6.6, **FAR), of_size(1.8, **FAR))
    assert criterion_value(found(whole, "sbrt", "sbrt.largest_lesion"), whole, FIELDS) == "6.6 cm"


def test_that_groups_are_compared_with_the_lesions_that_the_option_treats():
    rows = [of_size(3.4, "resection"), of_size(1.8, "sbrt"), of_size(1.2, "resection"), of_size(6.6, "resection")]
    # The trial of 75 Gy took one to three lesions, each smaller than 6 cm.
    planned, unplanned = (
        assess(patient(*some), LIBRARY).option("sbrt") for some in (rows, [of_size(size) for size in FOUR])
    )
    for option, count, largest in ((planned, 1, 1.8), (unplanned, 4, 6.6)):
        trial = next(row for row in option.populations if row.source == "scorsetti2018")
        values = {item.fields[0]: item.patient_value for item in trial.items}
        assert (values["liver_lesion_count"], values["largest_lesion_cm"]) == (count, largest)
        assert (trial.fits == "not_met") == (count > 3)
    assert planned.populations_in_words.endswith(
        "Counted: 1 of 4 lesions; the plan gives the others another treatment."
    )
    assert "Counted" not in unplanned.populations_in_words


def test_that_a_table_is_compared_as_each_of_its_patients_is():
    treatments = (None, "sbrt", "resection", "thermal_ablation")
    people = [
        {"lesions": tuple(of_size(size, treatments[(at + row) % 4]) for at, size in enumerate(FOUR[: 1 + row % 4]))}
        for row in range(16)
    ]
    judged = judge_columns(columns_of({"lesions": [one["lesions"] for one in people]}, FIELDS), FIELDS, LIBRARY)
    for modality in ("sbrt", "thermal_ablation", "resection"):
        over_columns = resembling(modality, judged.treated[modality], LIBRARY)
        for row, known in enumerate(people):
            person = Patient(FIELDS, known)  # type: ignore[arg-type]
            values = values_of_treated(modality, person, person.value)
            fits = [one.fits == "met" for one in resemblance(modality, values, FIELDS, LIBRARY).populations]
            assert fits == over_columns[:, row].tolist()
