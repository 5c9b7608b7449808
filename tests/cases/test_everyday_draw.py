"""A thousand everyday patients drawn from the published groups themselves: amber is not to become wallpaper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.case.patient import Patient
from engine.evidence.records.base import Condition
from engine.evidence.records.cohorts import Cohort
from engine.evidence.records.modalities import Modality
from engine.findings.conditions import all_hold
from engine.findings.criteria.eligibility import assess_criteria
from engine.findings.headlines.concerns import judge_concerns
from engine.findings.headlines.headline import verdict_of
from engine.selftest import parse_cases
from tests.property.patients import FIELDS, shipped_library

LIBRARY = shipped_library()
EVERYDAY = Path(__file__).resolve().parents[2] / "resources" / "selftest" / "everyday.toml"
#: Intraoperative radiotherapy is amber for everybody, by its own trial.
OPTIONS: tuple[Modality, ...] = (
    "sbrt",
    "thermal_ablation",
    "resection",
    "chemoradiotherapy",
    "whole_liver_boost",
    "short_course_radiotherapy",
    "liver_palliation",
    "liver_transplantation",
)
PATIENTS = 1000
#: Above one in five a concern is to be lowered to weigh, or defended here.
MOST_AMBER = 0.2
#: Not counted, and why.
DEFENDED = {
    # The one group of 5 to 12 fractions prints its dose as a mean alone, so the draw lends it the 8 Gy of another.
    "boardquestions.liver_palliation_scheme",
}

#: What an everyday patient may be, whatever the option; the group drawn says which of these it took.
RANGES: dict[str, tuple[Any, ...]] = {
    "age_years": tuple(range(40, 86)),
    "karnofsky": (60, 70, 80, 80, 90, 90, 90, 100, 100),
    "liver_lesion_count": (1, 1, 1, 2, 2, 3, 4, 5),
    "largest_lesion_cm": (1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.8, 5.5, 7.0, 9.0),
    "bilirubin_mg_dl": (0.4, 0.6, 0.8, 1.0, 1.4, 2.0),
    "albumin_g_dl": (3.6, 3.8, 4.0, 4.2),
    "extrahepatic_sites": ((), (), (), (), ("lung",)),
    "tumour_height_cm": (3.0, 4.0, 5.0, 7.0, 9.0),
    "clinical_t": ("T3", "T3", "T4"),
    "clinical_n": ("N0", "N1", "N2"),
}

#: What everyday patients carry beside that, as often as in a clinic; no group states it, and each may be a concern.
CARRIED: dict[str, tuple[Any, ...]] = {
    "clinical_frailty_scale": (2, 3, 3, 3, 4, 4, 5, 6),
    "platelets_10e9_l": (95.0, 130.0, 180.0, 240.0, 300.0),
    "leukocytes_10e9_l": (4.2, 5.0, 6.5, 8.0),
    "inr": (0.9, 1.0, 1.0, 1.1, 1.3),
    "creatinine_clearance_ml_min": (52.0, 65.0, 80.0, 95.0, 110.0),
    "liver_steatosis": (False, False, False, True),
    "sinusoidal_injury": (False, False, False, False, True),
    "chemotherapy_cycles": (4, 4, 6, 6, 8, 12),
    "future_liver_remnant_percent": (28, 32, 38, 45, 55, 65),
    "extrahepatic_lesion_count": (1, 2, 3, 6),
    "extrahepatic_disease_controlled": (True, True, True, False),
    "systemic_response": ("partial", "partial", "stable", "progression"),
    "near_hilum": (False, False, False, True),
    "jaundice": (False,),
    "liver_cirrhosis": (False,) * 40 + (True,),
    "prior_liver_radiotherapy": (False,) * 20 + (True,),
    "bowel_passage": ("free", "free", "free", "stoma"),
}
#: Of these a group says what it took, or the option asks for nothing else.
NEVER_BEFORE = ("chemoradiotherapy",)


def one_of(chance: np.random.Generator, many: Sequence[Any]) -> Any:
    return many[int(chance.integers(len(many)))]


def drawn(cohort: Cohort, start: dict[str, Any], chance: np.random.Generator) -> dict[str, Any]:
    """Return a patient whom this group would have taken, with its own dose and fractions."""
    patient = dict(start)
    for name, values in RANGES.items():
        if name in patient:
            stated = [entry.condition for entry in cohort.entry if entry.condition.field == name]
            fitting = [value for value in values if _fits(stated, name, value)]
            patient[name] = one_of(chance, fitting or [patient[name]])
    if cohort.dose_gy is not None and "total_dose_gy" in patient:
        patient["total_dose_gy"] = one_of(chance, cohort.dose_gy)
    if cohort.fractions is not None and "fractions" in patient:
        patient["fractions"] = one_of(chance, cohort.fractions)
    carried = {name: one_of(chance, values) for name, values in CARRIED.items() if not _states(cohort, name)}
    if not patient["extrahepatic_sites"]:
        carried = {name: value for name, value in carried.items() if not name.startswith("extrahepatic_")}
    if cohort.modality in NEVER_BEFORE:
        carried = {
            name: value for name, value in carried.items() if name not in ("chemotherapy_cycles", "systemic_response")
        }
    # The class follows from its parts where these are drawn.
    class_drawn = None if "bilirubin_mg_dl" in patient else patient.get("child_pugh")
    return {**patient, **carried, "ecog": None, "child_pugh": class_drawn}


def _states(cohort: Cohort, name: str) -> bool:
    return any(entry.condition.field == name for entry in cohort.entry)


def _fits(stated: list[Condition], name: str, value: Any) -> bool:
    return all_hold(stated, lambda asked: value if asked == name else None) is True


@pytest.mark.hazard("unsafe-looks-safe")
@pytest.mark.parametrize("modality", OPTIONS)
def test_that_few_everyday_patients_are_amber_and_by_which_concern(modality: Modality) -> None:
    cases = parse_cases(EVERYDAY.name, EVERYDAY.read_bytes())
    start = next(case.inputs for case in cases if case.inputs.get("modality") == modality and case.like is None)
    lists = {name: tuple(value) if isinstance(value, list) else value for name, value in start.items()}
    groups = [cohort for cohort in LIBRARY.cohorts_for(modality) if cohort.entry and cohort.subgroup_of is None]
    chance = np.random.default_rng(15)
    amber, by_concern = 0, Counter[str]()
    for _ in range(PATIENTS // len(OPTIONS)):
        patient = Patient(FIELDS, drawn(one_of(chance, groups), lists, chance))
        judged = judge_concerns(modality, patient.value, LIBRARY)
        criteria = assess_criteria(modality, patient.value, FIELDS, LIBRARY)
        # What a criterion puts outside is not made amber by a concern.
        turned_by = {one.concern.id for one in judged if one.turns} - DEFENDED
        if turned_by and verdict_of((found.status for found in criteria), judged) == "concern":
            amber += 1
            by_concern.update(turned_by)
    assert amber / (PATIENTS // len(OPTIONS)) <= MOST_AMBER, by_concern.most_common()
