"""A case in which everything is known, made from the field catalogue alone: for measuring and for tests."""

from __future__ import annotations

from engine.case.case import Case
from engine.case.fields import FieldCatalogue, FieldSpec
from engine.case.lesions import Lesion
from engine.case.patient import Patient, Value


def full_case(fields: FieldCatalogue) -> Case:
    """Return a case with a usual value in every field and four lesions."""
    # Found together with the primary, as the first choice of the timing says: no interval.
    inputs = {spec.id: _value(spec) for spec in fields} | {"disease_free_interval_months": 0.0}
    return Case(Patient(fields, inputs), label="Everything known", notes="One line.\nAnother line.")


#: what opens as many options at once as can be open: a verdict then hangs on most of the numbers
_OPENING: dict[str, Value] = {
    "age_years": 66.0,
    "karnofsky": 90,
    "primary_site": "rectum",
    "histology": "adenocarcinoma",
    "tumour_height_cm": 4.5,
    "clinical_t": "T3",
    "clinical_n": "N1",
    "metastasis_timing": "synchronous",
    "disease_free_interval_months": 0.0,
    "metastases_resectable": False,
    "liver_tumour": "metastasis",
    "liver_lesion_count": 2,
    "largest_lesion_cm": 5.5,
    "disappeared_lesion_count": 0,
    "hepatic_function_adequate": True,
    "child_pugh": "A",
    "bilirubin_mg_dl": 0.8,
    "albumin_g_dl": 4.1,
    "inr": 1.0,
    "leukocytes_10e9_l": 6.5,
    "platelets_10e9_l": 210.0,
    "creatinine_clearance_ml_min": 82.0,
    "prior_pelvic_radiotherapy": False,
    "prior_chemotherapy": False,
    "other_malignancy": False,
    "comorbidities": (),
    "normal_liver_below_15gy_ml": 820.0,
    "modality": "whole_liver_boost",
    "fractions": 3,
    "total_dose_gy": 50.0,
    "boost_dose_gy": 20.0,
    "cord_max_gy": 35.0,
    "stomach_max_gy": 45.0,
    "duodenum_max_gy": 45.0,
}


def open_case(fields: FieldCatalogue) -> Case:
    """Return a case with a value in every field in which most options are open, so that one key can close one."""
    lesions = tuple(
        Lesion(
            diameter_cm=size, segment="6", near_gut=False, near_hilum=False, near_major_vessel=False, disappeared=False
        )
        for size in (5.5, 3.0)
    )
    inputs = {**full_case(fields).patient.inputs, **_OPENING, "lesions": lesions}
    return Case(Patient(fields, inputs), label="Most options open", notes="One line.\nAnother line.")


def _value(spec: FieldSpec) -> Value:
    if spec.kind == "lesions":
        return tuple(
            Lesion(
                diameter_cm=1.5 + row,
                segment="6",
                near_gut=row == 1,
                near_hilum=False,
                near_major_vessel=False,
                disappeared=False,
                bile_duct_distance_mm=30.0 + row,
                vessel_distance_mm=20.0,
                nearest_vessel="right_hepatic_vein",
                capsule_distance_mm=12.0,
                gut_distance_mm=38.0,
                resectable=False,
                ablatable=row == 0,
                response="stable",
                treatment="sbrt",
            )
            for row in range(4)
        )
    if spec.kind == "flag":
        return False
    if spec.kind == "choice":
        return spec.choices[0].value
    if spec.kind == "list":
        return (str(spec.choices[0].value),)
    if spec.kind == "date":
        return "2026-03-12"
    low, high = spec.usual or (0.0, 1.0)
    middle = low + (high - low) / 4
    return round(middle) if spec.kind == "integer" else round(middle, spec.decimals)
