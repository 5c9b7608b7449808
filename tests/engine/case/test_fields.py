"""The catalogue of fields against the contract, whose table is written out here by hand."""

from __future__ import annotations

import json
import shutil
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from engine.case.entry import Entered, Unreadable, read_entry
from engine.case.fields import FieldCatalogue, FieldDataError, FieldSpec, load_fields
from engine.case.units import UnknownUnitError, from_field_unit, plain_text, to_field_unit
from tests.shipped import shipped_fields

PROJECT = Path(__file__).resolve().parents[3]
FIELDS = shipped_fields()
NUMERIC = [spec for spec in (*FIELDS.fields, *FIELDS.lesion_fields) if spec.kind in ("number", "integer")]
BY_HEART = [(spec, unit) for spec in NUMERIC for unit in spec.units]


def spec_name(value: object) -> str:
    return value.id if isinstance(value, FieldSpec) else str(value)


MODALITIES = (
    "sbrt",
    "whole_liver_boost",
    "liver_palliation",
    "chemoradiotherapy",
    "short_course_radiotherapy",
    "iort",
    "resection",
    "thermal_ablation",
    "liver_transplantation",
    "systemic_therapy",
)

#: the contract's table: id to (kind, unit, choices); written by hand, not read from the resources
CONTRACT: dict[str, tuple[str, str | None, tuple[object, ...]]] = {
    "age_years": ("number", "years", ()),
    "sex": ("choice", None, ("female", "male")),
    "karnofsky": ("choice", "%", (0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100)),
    "ecog": ("choice", None, (0, 1, 2, 3, 4)),
    "primary_site": ("choice", None, ("rectum", "colon", "other")),
    "histology": ("choice", None, ("adenocarcinoma", "other")),
    "tumour_height_cm": ("number", "cm", ()),
    "clinical_t": ("choice", None, ("T1", "T2", "T3", "T4", "T4a", "T4b")),
    "clinical_n": ("choice", None, ("N0", "N1", "N2")),
    "primary_node_positive": ("flag", None, ()),
    "local_symptoms": ("list", None, ("pain", "bleeding", "incomplete_obstruction")),
    "primary_resected": ("flag", None, ()),
    "metastasis_timing": ("choice", None, ("synchronous", "metachronous")),
    "disease_free_interval_months": ("number", "months", ()),
    "liver_tumour": ("choice", None, ("metastasis", "primary_liver_cancer")),
    "lesions": ("lesions", None, ()),
    "liver_lesion_count": ("integer", "lesions", ()),
    "largest_lesion_cm": ("number", "cm", ()),
    "near_gut": ("flag", None, ()),
    "near_hilum": ("flag", None, ()),
    "near_major_vessel": ("flag", None, ()),
    "gut_distance_mm": ("number", "mm", ()),
    "disappeared_lesion_count": ("integer", "lesions", ()),
    "extrahepatic_sites": ("list", None, ("lung", "bone", "brain", "peritoneum", "distant_nodes", "other")),
    "metastases_resectable": ("flag", None, ()),
    "fit_for_surgery": ("flag", None, ()),
    "hepatic_function_adequate": ("flag", None, ()),
    "child_pugh": ("choice", None, ("A", "B", "C")),
    "bilirubin_mg_dl": ("number", "mg/dL", ()),
    "albumin_g_dl": ("number", "g/dL", ()),
    "inr": ("number", "ratio", ()),
    "ascites": ("choice", None, ("none", "mild", "severe")),
    "encephalopathy": ("choice", None, ("none", "grade_1_2", "grade_3_4")),
    "jaundice": ("flag", None, ()),
    "leukocytes_10e9_l": ("number", "10⁹/L", ()),
    "platelets_10e9_l": ("number", "10⁹/L", ()),
    "creatinine_clearance_ml_min": ("number", "mL/min", ()),
    "cea_ng_ml": ("number", "ng/mL", ()),
    "prior_pelvic_radiotherapy": ("flag", None, ()),
    "prior_chemotherapy": ("flag", None, ()),
    "other_malignancy": ("flag", None, ()),
    "chemotherapy_cycles": ("integer", "cycles", ()),
    "chemotherapy_regimens": ("integer", "regimens", ()),
    "weeks_since_chemotherapy": ("number", "weeks", ()),
    "comorbidities": (
        "list",
        None,
        (
            "ischaemic_heart_disease",
            "inflammatory_bowel_disease",
            "malabsorption",
            "peripheral_neuropathy",
            "psychological_disorder",
        ),
    ),
    "liver_volume_ml": ("number", "mL", ()),
    "future_liver_remnant_percent": ("number", "%", ()),
    "normal_liver_below_15gy_ml": ("number", "mL", ()),
    "modality": ("choice", None, MODALITIES),
    "total_dose_gy": ("number", "Gy", ()),
    "fractions": ("integer", "fractions", ()),
    "whole_liver_dose_gy": ("number", "Gy", ()),
    "whole_liver_fractions": ("integer", "fractions", ()),
    "boost_dose_gy": ("number", "Gy", ()),
    "boost_fractions": ("integer", "fractions", ()),
    "cord_max_gy": ("number", "Gy", ()),
    "stomach_max_gy": ("number", "Gy", ()),
    "duodenum_max_gy": ("number", "Gy", ()),
    "left_kidney_d66_gy": ("number", "Gy", ()),
    "left_kidney_d100_gy": ("number", "Gy", ()),
    "right_kidney_d66_gy": ("number", "Gy", ()),
    "right_kidney_d100_gy": ("number", "Gy", ()),
    "iort_dose_gy": ("number", "Gy", ()),
    "iort_energy_mev": ("number", "MeV", ()),
    "iort_cone_cm": ("number", "cm", ()),
}

LESION_CONTRACT = {
    "diameter_cm": ("number", "cm"),
    "segment": ("choice", None),
    "near_gut": ("flag", None),
    "near_hilum": ("flag", None),
    "near_major_vessel": ("flag", None),
    "disappeared": ("flag", None),
}


def test_that_no_field_of_the_contract_is_missing_and_none_has_another_name() -> None:
    assert set(CONTRACT) <= {spec.id for spec in FIELDS}


@pytest.mark.parametrize("field_id", CONTRACT)
def test_that_a_field_has_the_kind_the_unit_and_the_choices_of_the_contract(field_id: str) -> None:
    kind, unit, choices = CONTRACT[field_id]
    spec = FIELDS[field_id]
    assert (spec.kind, spec.unit) == (kind, unit)
    assert sorted((choice.value for choice in spec.choices), key=str) == sorted(choices, key=str)


def test_that_a_row_of_the_lesion_table_is_as_in_the_contract() -> None:
    found = {spec.id: (spec.kind, spec.unit) for spec in FIELDS.lesion_fields}
    assert {name: found[name] for name in LESION_CONTRACT} == LESION_CONTRACT


def test_that_derived_fields_name_what_they_come_from() -> None:
    parts = ("bilirubin_mg_dl", "albumin_g_dl", "inr", "ascites", "encephalopathy")
    expected = dict.fromkeys(
        (
            *("liver_lesion_count", "largest_lesion_cm", "near_gut", "near_hilum", "near_major_vessel"),
            *("gut_distance_mm", "bile_duct_distance_mm", "lesions_ablatable", "metastases_resectable"),
        ),
        ("lesions",),
    )
    expected |= {"disappeared_lesion_count": ("lesions",), "child_pugh": parts, "albi_grade": parts[:2]}
    assert {spec.id: spec.derived_from for spec in FIELDS if spec.derived_from} == expected


@pytest.mark.hazard("wrong-unit")
@pytest.mark.parametrize("spec", NUMERIC, ids=spec_name)
def test_that_the_hard_range_is_refused_outside_and_taken_at_both_ends(spec: FieldSpec) -> None:
    assert spec.hard is not None
    low, high = (Decimal(repr(end)) for end in spec.hard)
    step = Decimal(1) if spec.kind == "integer" else Decimal("0.0001")
    assert isinstance(read_entry(spec, plain_text(low)), Entered)
    assert isinstance(read_entry(spec, plain_text(high)), Entered)
    for outside in (low - step, high + step):
        refused = read_entry(spec, f"{outside:f}")
        assert isinstance(refused, Unreadable)
        assert "is outside" in refused.problem


@pytest.mark.parametrize("spec", NUMERIC, ids=spec_name)
def test_that_the_usual_range_is_asked_about_outside_and_not_at_its_ends(spec: FieldSpec) -> None:
    assert spec.usual is not None
    assert spec.hard is not None
    step = Decimal(1) if spec.kind == "integer" else Decimal("0.0001")
    for end, sign in ((spec.usual[0], -1), (spec.usual[1], 1)):
        at_end = read_entry(spec, plain_text(end))
        assert isinstance(at_end, Entered)
        assert at_end.question is None
        beyond = Decimal(repr(end)) + sign * step
        if Decimal(repr(spec.hard[0])) <= beyond <= Decimal(repr(spec.hard[1])):
            asked = read_entry(spec, f"{beyond:f}")
            assert isinstance(asked, Entered)
            assert asked.question is not None
            assert asked.question.endswith("?")


@pytest.mark.parametrize(("spec", "unit"), BY_HEART, ids=spec_name)
def test_that_a_value_goes_into_every_unit_and_back(spec: FieldSpec, unit: str) -> None:
    for text in ("1", "2.5", "34.2", "0.075", "99"):
        number = Decimal(text)
        assert from_field_unit(spec, to_field_unit(spec, number, unit), unit) == number
        assert to_field_unit(spec, from_field_unit(spec, number, unit), unit) == number


@pytest.mark.hazard("wrong-unit")
@pytest.mark.parametrize(
    ("field_id", "typed", "unit", "value"),
    [
        ("bilirubin_mg_dl", "34.2", "µmol/L", 2.0),
        ("bilirubin_mg_dl", "17,1", "µmol/L", 1.0),
        ("albumin_g_dl", "35", "g/L", 3.5),
        ("largest_lesion_cm", "55", "mm", 5.5),
        ("tumour_height_cm", "121", "mm", 12.1),
        ("leukocytes_10e9_l", "4000", "/µL", 4.0),
        ("platelets_10e9_l", "100000", "/µL", 100.0),
        ("cea_ng_ml", "200", "µg/L", 200.0),
        ("disease_free_interval_months", "1.5", "years", 18.0),
        ("total_dose_gy", "5340", "cGy", 53.4),
        ("normal_liver_below_15gy_ml", "0.7", "L", 700.0),
        ("normal_liver_below_15gy_ml", "700", "cm³", 700.0),
        ("gut_distance_mm", "1.5", "cm", 15.0),
        ("iort_cone_cm", "38", "mm", 3.8),
    ],
)
def test_that_a_conversion_gives_the_known_value(field_id: str, typed: str, unit: str, value: float) -> None:
    entry = read_entry(FIELDS[field_id], typed, unit)
    assert isinstance(entry, Entered)
    assert entry.value == value


def test_that_a_unit_of_another_field_is_refused() -> None:
    with pytest.raises(UnknownUnitError, match="Age cannot be given in cm"):
        to_field_unit(FIELDS["age_years"], Decimal(5), "cm")
    with pytest.raises(UnknownUnitError, match="Age cannot be given in cm"):
        from_field_unit(FIELDS["age_years"], Decimal(5), "cm")


def test_that_every_field_stands_under_a_heading_and_has_help() -> None:
    in_groups = [spec.id for group in FIELDS.groups for spec in FIELDS.in_group(group.id)]
    assert sorted(in_groups) == sorted(spec.id for spec in FIELDS)
    assert all(spec.help.endswith(".") for spec in (*FIELDS.fields, *FIELDS.lesion_fields))


def test_that_the_schema_names_the_same_fields_choices_and_hard_ranges() -> None:
    schema = json.loads((PROJECT / "resources" / "schema" / "beamside-case-1.schema.json").read_text("utf-8"))
    inputs = schema["properties"]["inputs"]["properties"]
    assert set(inputs) == {spec.id for spec in FIELDS}
    for spec in FIELDS:
        if spec.kind == "choice":
            assert inputs[spec.id]["enum"] == [*(choice.value for choice in spec.choices), None]
        if spec.hard is not None:
            assert (inputs[spec.id]["minimum"], inputs[spec.id]["maximum"]) == spec.hard


TABLE = (PROJECT / "resources" / "fields" / "patient.toml").read_text("utf-8")
BROKEN = [
    ("not TOML at all [[", "patient.toml"),
    (TABLE.replace('label = "Age"', 'label = "Age"\ncolour = "red"', 1), "colour"),
    (TABLE.replace('kind = "number"', 'kind = "nombre"', 1), "nombre"),
    (TABLE.replace('unit = "years"\n', "", 1), "age_years: a number needs unit"),
    (TABLE.replace("usual = [18, 95]", "usual = [18, 130]", 1), "age_years: the usual range must lie inside"),
    (
        TABLE.replace('label = "Age"', 'label = "Age"\nof_the_person = true', 1),
        "age_years: of_the_person is said of its group 'patient' already",
    ),
    (TABLE.replace('group = "patient"', 'group = "nobody"', 1), "age_years: no group 'nobody'"),
    (
        TABLE.replace('derived_from = ["lesions"]', 'derived_from = ["lesion"]', 1),
        "derived from unknown field 'lesion'",
    ),
    (TABLE.replace('id = "ecog"', 'id = "karnofsky"', 1), "two fields share one id"),
    (TABLE.replace('divisor = "17.1"', 'divisor = "17.1", factor = "2"', 1), "needs a factor or a divisor"),
    (
        TABLE.replace('choices = [{ value = "female", label = "Female" }, { value = "male", label = "Male" }]', ""),
        "sex: choices",
    ),
    (
        TABLE.replace('help = "Any before the treatment now planned."', 'help = " "'),
        "prior_chemotherapy: help is missing",
    ),
]


@pytest.mark.parametrize(("text", "words"), BROKEN)
def test_that_a_broken_description_of_the_fields_is_refused(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "fields").mkdir()
    (tmp_path / "fields" / "patient.toml").write_text(text, encoding="utf-8")
    shutil.copy(PROJECT / "resources" / "modalities.toml", tmp_path)
    with pytest.raises(FieldDataError, match=r"patient\.toml") as caught:
        load_fields(tmp_path)
    assert words in str(caught.value)


def test_that_a_course_in_a_field_that_is_not_there_is_refused(tmp_path: Path) -> None:
    shutil.copytree(PROJECT / "resources" / "fields", tmp_path / "fields")
    text = (PROJECT / "resources" / "modalities.toml").read_text("utf-8")
    (tmp_path / "modalities.toml").write_text(text.replace('"iort_dose_gy"', '"iort_dose"'), encoding="utf-8")
    with pytest.raises(FieldDataError) as caught:
        load_fields(tmp_path)
    assert str(caught.value) == "modalities.toml: iort: there is no field 'iort_dose' for its course. Name another."


def test_that_a_field_of_an_option_that_is_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "fields").mkdir()
    (tmp_path / "fields" / "patient.toml").write_text(TABLE.replace('"iort"', '"irot"', 1), encoding="utf-8")
    shutil.copy(PROJECT / "resources" / "modalities.toml", tmp_path)
    with pytest.raises(FieldDataError, match=r"patient\.toml: \w+: there is no option 'irot'"):
        load_fields(tmp_path)


def test_that_missing_fields_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FieldDataError, match=r"patient\.toml"):
        load_fields(tmp_path)


def test_that_a_name_near_a_field_is_suggested_and_a_far_one_not(fields: FieldCatalogue) -> None:
    assert fields.nearest("karnofski") == "karnofsky"
    assert fields.nearest("bilirubin") == "bilirubin_mg_dl"
    assert fields.nearest("zzzzzz") is None
    assert "karnofsky" in fields
    assert "karnofski" not in fields


def test_that_the_toml_of_the_fields_has_no_field_twice() -> None:
    ids = [field["id"] for field in tomllib.loads(TABLE)["field"]]
    assert len(ids) == len(set(ids)) == len(FIELDS.fields)


def test_that_a_choice_is_shown_in_its_words_and_anything_else_as_it_is() -> None:
    assert FIELDS["clinical_t"].choice_label("T4a") == "cT4a"
    assert FIELDS["karnofsky"].choice_label(55) == "55"


@pytest.mark.parametrize(("field", "told"), [("ecog", True), ("bowel_passage", True), ("clinical_t", False)])
def test_that_what_a_person_can_bear_is_told_apart(field: str, told: bool) -> None:
    assert (field in FIELDS.of_the_person) is told
