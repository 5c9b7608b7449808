"""What would settle it: items and pairs of items that can change a headline, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.case.case import Case
from engine.case.fields import FieldCatalogue
from engine.case.patient import Patient
from engine.evidence.library import Library
from engine.findings.assess import assess
from engine.findings.assessment import Assessment, MissingFinding

#: complete for SBRT
COMPLETE: Mapping[str, Any] = {
    "age_years": 66.0,
    "karnofsky": 90,
    "ecog": 1,
    "fit_for_surgery": False,
    "primary_site": "colon",
    "liver_tumour": "metastasis",
    "liver_lesion_count": 2,
    "largest_lesion_cm": 2.5,
    "near_gut": False,
    "near_hilum": False,
    "disappeared_lesion_count": 0,
    "prior_liver_radiotherapy": False,
    "extrahepatic_sites": (),
    "metastases_resectable": False,
    "hepatic_function_adequate": True,
    "child_pugh": "A",
    "bilirubin_mg_dl": 0.8,
    "albumin_g_dl": 4.1,
    "ascites": "none",
    "encephalopathy": "none",
    "liver_cirrhosis": False,
    "clinical_frailty_scale": 3,
    "heart_max_gy": 10.0,
    "bowel_max_gy": 10.0,
    "cord_max_gy": 5.0,
    "stomach_max_gy": 5.0,
    "duodenum_max_gy": 5.0,
    "left_kidney_d66_gy": 1.0,
    "left_kidney_d100_gy": 0.5,
    "right_kidney_d66_gy": 1.0,
    "right_kidney_d100_gy": 0.5,
    "normal_liver_below_15gy_ml": 900.0,
    "modality": "sbrt",
    "total_dose_gy": 60.0,
    "fractions": 3,
}
PAIR = frozenset(("fractions", "normal_liver_below_15gy_ml"))


def assessed(fields: FieldCatalogue, library: Library, *without: str, **changes: Any) -> Assessment:
    inputs = {name: value for name, value in {**COMPLETE, **changes}.items() if name not in without}
    return assess(Patient(fields, inputs), library)


def of_sbrt(found: Assessment) -> dict[frozenset[str], MissingFinding]:
    return {frozenset(item.fields): item for item in found.missing if "sbrt" in item.decides}


def test_that_fractions_and_spared_liver_are_one_entry(fields: FieldCatalogue, library: Library) -> None:
    pair = of_sbrt(assessed(fields, library, "fractions", "normal_liver_below_15gy_ml"))[PAIR]
    assert pair.field in pair.fields
    assert set(pair.verdict_if["sbrt"].values()) == {"within", "outside"}
    assert "together with" in pair.label


def test_that_what_the_pair_promises_is_so(fields: FieldCatalogue, library: Library) -> None:
    for spared, verdict in ((699.0, "outside"), (700.0, "within")):
        found = assessed(fields, library, normal_liver_below_15gy_ml=spared)
        assert found.option("sbrt").verdict == verdict


def test_that_a_pair_goes_once_one_of_it_is_known(fields: FieldCatalogue, library: Library) -> None:
    items = of_sbrt(assessed(fields, library, "normal_liver_below_15gy_ml"))
    assert set(items) == {frozenset(("normal_liver_below_15gy_ml",))}


def test_that_nothing_is_asked_where_the_headline_stands(fields: FieldCatalogue, library: Library) -> None:
    assert not of_sbrt(assessed(fields, library))


def test_that_nothing_is_asked_of_an_option_that_is_outside_anyway(fields: FieldCatalogue, library: Library) -> None:
    for count, asked in ((3, True), (4, False)):
        found = assessed(fields, library, "normal_liver_below_15gy_ml", "fractions", liver_lesion_count=count)
        assert bool(of_sbrt(found)) is asked


def test_that_every_item_changes_some_headline(fields: FieldCatalogue, library: Library) -> None:
    for without in ((), ("karnofsky",), ("liver_lesion_count", "largest_lesion_cm"), tuple(COMPLETE)):
        found = assessed(fields, library, *without)
        for item in found.missing:
            assert item.decides
            assert set(item.verdict_if) == set(item.decides)
            for modality in item.decides:
                now = found.option(modality).verdict
                assert any(verdict != now for verdict in item.verdict_if[modality].values())


def test_that_what_a_concern_asks_is_asked_for(fields: FieldCatalogue, library: Library) -> None:
    item = of_sbrt(assessed(fields, library, "karnofsky", "ecog"))[frozenset(("karnofsky",))]
    assert set(item.verdict_if["sbrt"].values()) == {"within", "concern"}


def test_that_a_contradiction_is_settled_before_anything_else(fields: FieldCatalogue, library: Library) -> None:
    inputs = {**COMPLETE, "liver_volume_ml": 800.0}
    del inputs["karnofsky"], inputs["ecog"]
    open_case = Patient(fields, inputs)
    assert not of_sbrt(assess(open_case, library))
    settled = Case(open_case, confirmed=frozenset(("normal_liver_below_15gy_ml",)))
    assert frozenset(("karnofsky",)) in of_sbrt(assess(settled, library))
