"""Laboratory results and scores: which of them is a value, in which unit, and which one counts."""

from __future__ import annotations

import pytest

from tests.engine.intake.bundles import LOINC, SNOMED, UCUM, bilirubin, concept, observation, quantity


def test_that_a_plain_result_is_taken_with_its_origin(read):
    found = read(bilirubin(0.8))
    assert found.inputs["bilirubin_mg_dl"] == 0.8
    assert not found.reasons
    origin = found.intake.taken[-1]
    assert origin.source.when is not None
    assert "LOINC 1975-2" in found.written
    assert "2026-11-12" in found.written


@pytest.mark.parametrize(
    ("code", "value", "unit", "field", "expected"),
    [
        ("14631-6", 34.2, "umol/L", "bilirubin_mg_dl", 2),
        ("14631-6", 17.1, "umol/l", "bilirubin_mg_dl", 1),
        ("1975-2", 8, "mg/L", "bilirubin_mg_dl", 0.8),
        ("1751-7", 41, "g/L", "albumin_g_dl", 4.1),
        ("1751-7", 4.1, "g/dl", "albumin_g_dl", 4.1),
        ("777-3", 210000, "/uL", "platelets_10e9_l", 210),
        ("26515-7", 210, "10*9/L", "platelets_10e9_l", 210),
        ("6690-2", 6100, "{cells}/uL", "leukocytes_10e9_l", 6.1),
        ("6690-2", 6.1, "/nL", "leukocytes_10e9_l", 6.1),
        ("2039-6", 14.2, "ug/L", "cea_ng_ml", 14.2),
        ("2164-2", 1.5, "mL/s", "creatinine_clearance_ml_min", 90),
        ("6301-6", 1.1, "{INR}", "inr", 1.1),
        ("6301-6", 1.1, None, "inr", 1.1),
    ],
)
def test_that_units_are_converted_by_table(read, code, value, unit, field, expected):
    assert read(observation(code, quantity(value, unit))).inputs[field] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (quantity(0.8, None), "unit_missing"),
        (quantity(0.8, None, unit="mg/dL"), "unit_missing"),
        (quantity(0.8, "mg/dL", system="http://example.org/units"), "unit_missing"),
        (quantity(0.8, "mmol/mol"), "unit_not_in_table"),
        (quantity(0.8, "mg/dL", unit="umol/L"), "units_disagree"),
        (quantity("0.8", "mg/dL"), "no_number"),
        (quantity(34, "mg/dL"), "out_of_range"),
        (quantity(-1, "mg/dL"), "out_of_range"),
        (quantity(0.5, "mg/dL", comparator="<"), "bound_not_value"),
        (quantity(30, "mg/dL", comparator=">="), "bound_not_value"),
        ({"unit": "mg/dL", "system": UCUM, "code": "mg/dL"}, "no_number"),
    ],
)
def test_that_what_is_no_value_is_asked_and_not_filled(read, made, reason):
    found = read(observation("1975-2", made))
    assert "bilirubin_mg_dl" not in found.inputs
    assert found.reasons["bilirubin_mg_dl"] == {reason}


def test_that_an_unusual_but_possible_value_is_taken_and_told(read):
    found = read(observation("6301-6", quantity(6.5, "{INR}")))
    assert found.inputs["inr"] == 6.5
    assert found.reasons["inr"] == {"unusual"}


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled", "registered"])
def test_that_a_result_that_never_was_is_passed_over(read, status):
    found = read(bilirubin(9, status=status), bilirubin(0.8, effectiveDateTime="2026-11-01"))
    assert found.inputs["bilirubin_mg_dl"] == 0.8
    assert not found.reasons


@pytest.mark.parametrize("status", ["unknown", "something", None])
def test_that_a_status_that_is_not_understood_is_asked(read, status):
    assert read(bilirubin(status=status)).reasons["bilirubin_mg_dl"] == {"not_understood"}


def test_that_a_preliminary_result_is_asked_and_the_final_one_before_it_stands(read):
    found = read(bilirubin(3, status="preliminary"), bilirubin(0.8, effectiveDateTime="2026-11-01"))
    assert found.inputs["bilirubin_mg_dl"] == 0.8
    assert found.reasons["bilirubin_mg_dl"] == {"not_final"}


@pytest.mark.parametrize(
    "newest",
    [
        bilirubin(0.5, valueQuantity=quantity(0.5, "mg/dL", comparator="<")),
        bilirubin(0.5, modifierExtension=[{"url": "http://example.org/negated", "valueBoolean": True}]),
        bilirubin(0.5, implicitRules="http://example.org/rules"),
        bilirubin(0.5, valueQuantity=None, valueString="haemolysed"),
        bilirubin(0.5, valueQuantity=None, valueRange={"low": quantity(1, "mg/dL")}),
    ],
)
def test_that_an_older_value_does_not_stand_for_a_newer_one_without(read, newest):
    found = read(newest, bilirubin(0.8, effectiveDateTime="2026-11-01"))
    assert "bilirubin_mg_dl" not in found.inputs
    assert found.reasons["bilirubin_mg_dl"]


def test_that_a_test_not_performed_leaves_the_earlier_result(read):
    absent = bilirubin(valueQuantity=None, dataAbsentReason=concept("http://x", "not-performed"))
    found = read(absent, bilirubin(0.8, effectiveDateTime="2026-11-01"))
    assert found.inputs["bilirubin_mg_dl"] == 0.8
    assert found.reasons["bilirubin_mg_dl"] == {"not_performed"}


def test_that_the_text_of_a_result_is_never_repeated(read):
    found = read(bilirubin(valueQuantity=None, valueString="call Mrs Planted"))
    assert "Planted" not in " ".join(found.told)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("2026-11-20T07:30:00+01:00", "2026-11-20T06:00:00Z", 1),
        ("2026-11-20T06:30:00+01:00", "2026-11-20T06:00:00Z", 2),
        ("2026-11-20", "2026-11-21", 2),
        ("2026-11-19T23:30:00-05:00", "2026-11-20T04:00:00Z", 1),
        ("2026-11", "2026-10-31", 1),
    ],
)
def test_that_the_latest_counts_by_instant(read, first, second, expected):
    board = "2026-12-05"
    found = read(bilirubin(1, effectiveDateTime=first), bilirubin(2, effectiveDateTime=second), board=board)
    assert found.inputs["bilirubin_mg_dl"] == expected


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2026-11-20", "2026-11-20T08:00:00Z"),
        ("2026-11-20", "2026-11-20"),
        ("2026-11-20T08:00:00", "2026-11-20T09:00:00Z"),
    ],
)
def test_that_two_results_of_one_time_that_differ_are_asked(read, first, second):
    found = read(bilirubin(1, effectiveDateTime=first), bilirubin(2, effectiveDateTime=second))
    assert "bilirubin_mg_dl" not in found.inputs
    assert found.reasons["bilirubin_mg_dl"] == {"several_disagree"}


@pytest.mark.parametrize("status", ["amended", "corrected"])
def test_that_an_amended_report_takes_the_place_of_its_first(read, status):
    found = read(bilirubin(1), bilirubin(2, status=status))
    assert found.inputs["bilirubin_mg_dl"] == 2
    assert not found.reasons


def test_that_an_amended_report_does_not_outlast_a_later_final_one(read):
    found = read(bilirubin(2, status="amended", effectiveDateTime="2026-11-01"), bilirubin(1))
    assert found.inputs["bilirubin_mg_dl"] == 1


def test_that_of_two_amended_reports_the_one_issued_later_counts(read):
    first = bilirubin(2, status="amended", issued="2026-11-13T08:00:00Z")
    second = bilirubin(3, status="corrected", issued="2026-11-14T08:00:00Z")
    assert read(second, first, bilirubin(1)).inputs["bilirubin_mg_dl"] == 3


def test_that_the_same_result_twice_is_one(read):
    assert read(bilirubin(1), bilirubin(1)).inputs["bilirubin_mg_dl"] == 1


@pytest.mark.parametrize(("day", "is_filled"), [("2026-08-29", True), ("2026-08-28", False), ("2024-02-01", False)])
def test_that_a_result_older_than_its_limit_is_asked(read, day, is_filled):
    found = read(bilirubin(effectiveDateTime=day))
    assert ("bilirubin_mg_dl" in found.inputs) == is_filled
    assert (found.reasons.get("bilirubin_mg_dl") == {"too_old"}) == (not is_filled)


@pytest.mark.parametrize(
    ("day", "is_filled"), [("2026-11-27", True), ("2026-11-27T23:30:00+01:00", True), ("2026-11-28", False)]
)
def test_that_what_lies_after_the_board_is_passed_over(read, day, is_filled):
    found = read(bilirubin(effectiveDateTime=day))
    assert ("bilirubin_mg_dl" in found.inputs) == is_filled
    assert (found.reasons.get("bilirubin_mg_dl") == {"after_the_board"}) == (not is_filled)


def test_that_a_result_without_a_date_is_asked(read):
    assert read(bilirubin(effectiveDateTime=None)).reasons["bilirubin_mg_dl"] == {"no_date"}


def test_that_the_end_of_a_period_is_its_time(read):
    period = {"start": "2025-01-01", "end": "2026-11-01"}
    assert read(bilirubin(effectiveDateTime=None, effectivePeriod=period)).inputs["bilirubin_mg_dl"] == 0.8


@pytest.mark.parametrize("code", ["98979-8", "62238-1", "33914-3"])
def test_that_an_egfr_is_never_a_creatinine_clearance(read, code):
    found = read(observation(code, quantity(55, "mL/min/{1.73_m2}")))
    assert "creatinine_clearance_ml_min" not in found.inputs
    assert found.reasons["creatinine_clearance_ml_min"] == {"egfr"}


def test_that_a_clearance_per_body_surface_is_none(read):
    found = read(observation("2164-2", quantity(55, "mL/min/{1.73_m2}")))
    assert found.reasons["creatinine_clearance_ml_min"] == {"unit_not_in_table"}


@pytest.mark.parametrize(
    ("code", "display", "is_taken"),
    [
        ("1975-2", "Bilirubin.total [Mass/volume] in Serum or Plasma", True),
        ("1975-2", "Gesamtbilirubin", True),
        ("1975-2", "Laborwert 17", True),
        ("1975-2", "Albumin [Mass/volume] in Serum or Plasma", False),
        ("1975-2", "Bilirubin.direct [Mass/volume] in Serum or Plasma", False),
        ("1751-7", "Albumin [Mass/volume] in Urine", False),
        ("1751-7", "Prealbumin", False),
        ("2039-6", "CEA in pleural fluid", False),
        ("6301-6", "INR in Platelet poor plasma by Coagulation assay", True),
    ],
)
def test_that_a_name_that_contradicts_its_code_is_asked(read, code, display, is_taken):
    units = {"1975-2": "mg/dL", "1751-7": "g/dL", "2039-6": "ng/mL", "6301-6": "{INR}"}
    found = read(observation(code, quantity(1 if code != "1751-7" else 4, units[code]), display=display))
    assert (len(found.inputs) == 3) == is_taken
    assert any("code_contradicts_name" in reasons for reasons in found.reasons.values()) == (not is_taken)


def test_that_two_codes_of_different_things_are_asked(read):
    both = {"coding": [*concept(LOINC, "1975-2")["coding"], *concept(LOINC, "1751-7")["coding"]]}
    found = read(bilirubin(code=both))
    assert "bilirubin_mg_dl" not in found.inputs
    assert any("codes_disagree" in reasons for reasons in found.reasons.values())


def test_that_a_code_without_its_system_says_nothing(read):
    found = read(bilirubin(code={"coding": [{"code": "1975-2"}]}), bilirubin(code=concept("http://lab", "1975-2")))
    assert set(found.inputs) == {"age_years", "sex"}


def test_that_a_panel_gives_its_parts_each_with_its_own_standing(read):
    parts = [
        {"code": concept(LOINC, "1751-7"), "valueQuantity": quantity(3.1, "g/dL")},
        {"code": concept(LOINC, "1975-2"), "dataAbsentReason": concept("http://x", "error")},
        {
            "code": concept(LOINC, "2039-6"),
            "valueQuantity": quantity(5, "ng/mL"),
            "modifierExtension": [{"url": "http://example.org/x", "valueBoolean": True}],
        },
    ]
    found = read(observation("24325-3", component=parts))
    assert found.inputs["albumin_g_dl"] == 3.1
    assert found.reasons == {"bilirubin_mg_dl": {"not_performed"}, "cea_ng_ml": {"not_understood"}}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"valueInteger": 1}, 1),
        ({"valueQuantity": {"value": 2, "code": "{score}", "system": UCUM}}, 2),
        ({"valueCodeableConcept": concept(LOINC, "LA9625-0")}, 3),
        ({"valueCodeableConcept": concept(SNOMED, "425389002")}, 0),
    ],
)
def test_that_a_score_is_read_as_number_or_coded_answer(read, value, expected):
    assert read(observation("89247-1", **value)).inputs["ecog"] == expected


@pytest.mark.parametrize(
    ("code", "value", "reason"),
    [
        ("89247-1", {"valueInteger": 5}, "no_such_choice"),
        ("89247-1", {"valueString": "1"}, "text_not_number"),
        ("89243-0", {"valueInteger": 85}, "no_such_choice"),
        ("89243-0", {"valueQuantity": {"value": 80, "comparator": ">"}}, "bound_not_value"),
        ("89247-1", {"valueBoolean": True}, "no_number"),
    ],
)
def test_that_a_score_outside_its_choices_is_asked(read, code, value, reason):
    field = "ecog" if code == "89247-1" else "karnofsky"
    found = read(observation(code, **value))
    assert field not in found.inputs
    assert found.reasons[field] == {reason}


def test_that_two_values_under_one_key_are_no_value(read):
    text = (
        '{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient","id":"p"}},'
        '{"resource":{"resourceType":"Observation","status":"final","subject":{"reference":"Patient/p"},'
        '"code":{"coding":[{"system":"http://loinc.org","code":"1975-2"}]},"effectiveDateTime":"2026-11-12",'
        '"valueQuantity":{"value":0.8,"value":8.8,"system":"http://unitsofmeasure.org","code":"mg/dL"}}}]}'
    )
    assert read(whole=text).reasons["bilirubin_mg_dl"] == {"not_understood"}


def test_that_every_unit_of_the_form_is_in_the_table_and_means_the_same(read, fields, tables):
    names = {"µmol/L": "umol/L", "µg/L": "ug/L", "/µL": "/uL"}
    from decimal import Decimal

    from engine.case.units import to_field_unit

    asserted = 0
    for reads, _ in tables.units:
        spec = fields.lesion_by_id["diameter_cm"] if reads == "lesion_size" else fields[reads]
        for unit in spec.units:
            factors = tables.units.get((reads, names.get(unit, unit)))
            if factors is None:
                continue
            asserted += 1
            factor, divisor = factors
            assert to_field_unit(spec, Decimal(7), unit) == pytest.approx(Decimal(7) * factor / divisor)
    assert asserted > 20
