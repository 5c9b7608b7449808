"""The tumour: where it is, how far it has spread, its stage and histology; what no record says is not known."""

from __future__ import annotations

import pytest

from tests.engine.intake.bundles import (
    ICD10CM,
    ICD10GM,
    MCODE,
    MII,
    SNOMED,
    category,
    concept,
    condition,
    lesion,
    observation,
    quantity,
    size,
    verified,
)

UICC = "https://www.uicc.org/resources/tnm"
CT3 = concept(SNOMED, "1228938002")
RECTUM = condition(SNOMED, "363351006")


@pytest.mark.parametrize(
    ("system", "code", "field", "expected"),
    [
        (SNOMED, "363351006", "primary_site", "rectum"),
        (SNOMED, "93984006", "primary_site", "rectum"),
        (SNOMED, "363406005", "primary_site", "colon"),
        (SNOMED, "93761005", "primary_site", "colon"),
        (ICD10CM, "C20", "primary_site", "rectum"),
        (ICD10CM, "C18.7", "primary_site", "colon"),
        (ICD10GM, "C20", "primary_site", "rectum"),
        (ICD10GM, "C18.0+", "primary_site", "colon"),
        (ICD10CM, "C61", "primary_site", "other"),
        (SNOMED, "94381002", "liver_tumour", "metastasis"),
        (ICD10CM, "C78.7", "liver_tumour", "metastasis"),
        # The same code system by its other name.
        ("urn:oid:2.16.840.1.113883.6.90", "C78.7", "liver_tumour", "metastasis"),
        (ICD10CM, "C22.0", "liver_tumour", "primary_liver_cancer"),
        (SNOMED, "94391008", "extrahepatic_sites", ["lung"]),
        (ICD10CM, "C78.02", "extrahepatic_sites", ["lung"]),
        (ICD10CM, "C79.51", "extrahepatic_sites", ["bone"]),
        (ICD10CM, "C78.6", "extrahepatic_sites", ["peritoneum"]),
        (ICD10CM, "C79.31", "extrahepatic_sites", ["brain"]),
        (ICD10CM, "C77.1", "extrahepatic_sites", ["distant_nodes"]),
        (ICD10CM, "C78.2", "extrahepatic_sites", ["other"]),
    ],
)
def test_that_a_diagnosis_says_where(read, system, code, field, expected):
    found = read(condition(system, code))
    assert found.inputs[field] == expected
    assert set(found.inputs) == {"age_years", "sex", field}


@pytest.mark.parametrize(
    ("system", "code", "field"),
    [
        (SNOMED, "94260004", "primary_site"),
        (ICD10CM, "C78.5", "primary_site"),
        (ICD10CM, "C19", "primary_site"),
        (ICD10CM, "C22.9", "liver_tumour"),
        (ICD10CM, "C77.5", "extrahepatic_sites"),
    ],
)
def test_that_a_place_that_may_be_either_is_asked(read, system, code, field):
    found = read(condition(system, code))
    assert set(found.inputs) == {"age_years", "sex"}
    assert found.reasons[field] == {"site_unclear"}


@pytest.mark.parametrize("status", ["refuted", "entered-in-error"])
def test_that_a_diagnosis_that_never_was_says_nothing(read, status):
    wrong = condition(SNOMED, "363351006", verificationStatus=verified(status))
    found = read(wrong, condition(SNOMED, "363406005", "c2"))
    assert found.inputs["primary_site"] == "colon"
    assert not found.reasons


@pytest.mark.parametrize("status", ["provisional", "differential", "unconfirmed"])
def test_that_a_diagnosis_that_is_not_confirmed_is_asked(read, status):
    found = read(condition(SNOMED, "363351006", verificationStatus=verified(status)))
    assert "primary_site" not in found.inputs
    assert found.reasons["primary_site"] == {"not_confirmed"}


@pytest.mark.parametrize(
    ("letter", "site", "reason"),
    [("G", "rectum", None), ("A", None, None), ("V", None, "not_confirmed"), ("Z", "rectum", None)],
)
def test_that_the_certainty_of_a_german_diagnosis_counts(read, letter, site, reason):
    coded = concept(ICD10GM, "C20")
    certainty = {"system": "https://fhir.kbv.de/CodeSystem/KBV_CS_SFHIR_ICD_DIAGNOSESICHERHEIT", "code": letter}
    coded["coding"][0]["extension"] = [
        {"url": "http://fhir.de/StructureDefinition/icd-10-gm-diagnosesicherheit", "valueCoding": certainty}
    ]
    found = read(condition(ICD10GM, "C20", code=coded, verificationStatus=None))
    assert found.inputs.get("primary_site") == site
    assert found.reasons.get("primary_site") == ({reason} if reason else None)


def test_that_two_primaries_of_the_bowel_are_asked(read):
    found = read(RECTUM, condition(SNOMED, "363406005", "c2"))
    assert "primary_site" not in found.inputs
    assert found.reasons["primary_site"] == {"several_disagree"}


def test_that_a_resolved_one_does_not_count_beside_an_active_one(read):
    over = condition(SNOMED, "363406005", "c2", clinicalStatus=concept("http://x", "resolved"))
    assert read(RECTUM, over).inputs["primary_site"] == "rectum"


def test_that_another_cancer_is_another_malignancy(read):
    found = read(RECTUM, condition(ICD10CM, "C61", "c2"), condition(ICD10CM, "C44.3", "c3"))
    assert found.inputs["primary_site"] == "rectum"
    assert found.inputs["other_malignancy"] is True
    assert "other_malignancy" not in read(RECTUM, condition(ICD10CM, "C44.3", "c3")).inputs


@pytest.mark.parametrize(
    ("ended", "is_asked"),
    [
        ({"abatementDateTime": "2025-01-01"}, True),
        ({"abatementDateTime": "2026-11-27"}, True),
        ({"abatementDateTime": "2026-11-28"}, False),
        ({"abatementString": "after resection"}, True),
        ({"abatementBoolean": True}, True),
        ({"abatementBoolean": False}, False),
    ],
)
def test_that_liver_metastases_said_to_have_ended_are_asked(read, ended, is_asked):
    """By the day of the board; whatever the status beside it says or does not say."""
    found = read(condition(SNOMED, "94381002", clinicalStatus=None, **ended))
    assert (found.reasons.get("liver_tumour") == {"not_confirmed"}) is is_asked
    assert ("liver_tumour" in found.inputs) is not is_asked


@pytest.mark.parametrize("code", ["C787", "c78.7", "C78.7", "C787-"])
def test_that_a_code_of_icd_10_is_one_however_it_is_written(read, code):
    """Read by its beginning alone, C787 would be a metastasis outside the liver."""
    found = read(condition(ICD10GM, code))
    assert found.inputs["liver_tumour"] == "metastasis"
    assert "extrahepatic_sites" not in found.inputs


def test_that_liver_metastases_in_remission_are_asked(read):
    found = read(condition(SNOMED, "94381002", clinicalStatus=concept("http://x", "remission")))
    assert "liver_tumour" not in found.inputs
    assert found.reasons["liver_tumour"] == {"not_confirmed"}


@pytest.mark.parametrize(
    ("code", "display"),
    [
        ("363351006", "Malignant tumor of colon"),
        ("363351006", "Malignant tumor of rectosigmoid junction"),
        ("363406005", "Secondary malignant neoplasm of colon"),
        ("94381002", "Primary malignant neoplasm of liver"),
        ("94381002", "Secondary malignant neoplasm of lung"),
    ],
)
def test_that_a_diagnosis_whose_name_contradicts_its_code_is_asked(read, code, display):
    found = read(condition(SNOMED, code, display=display))
    assert set(found.inputs) == {"age_years", "sex"}
    assert any("code_contradicts_name" in reasons for reasons in found.reasons.values())


def test_that_free_text_may_say_more_than_the_code(read):
    coded = {
        **concept(ICD10GM, "C20", "Bösartige Neubildung des Rektums"),
        "text": "Rektumkarzinom, hepatisch metastasiert",
    }
    assert read(condition(ICD10GM, "C20", code=coded)).inputs["primary_site"] == "rectum"


def test_that_two_codes_of_one_diagnosis_that_disagree_are_asked(read):
    both = {"coding": [*concept(SNOMED, "363351006")["coding"], *concept(ICD10CM, "C18.7")["coding"]]}
    assert read(condition(SNOMED, "x", code=both)).reasons["primary_site"] == {"codes_disagree"}
    same = {"coding": [*concept(SNOMED, "363351006")["coding"], *concept(ICD10CM, "C20")["coding"]]}
    assert read(condition(SNOMED, "x", code=same)).inputs["primary_site"] == "rectum"


@pytest.mark.parametrize(
    ("code", "profile", "place", "field", "expected"),
    [
        ("363346000", "mcode-primary-cancer-condition", "34402009", "primary_site", "rectum"),
        ("128462008", "mcode-secondary-cancer-condition", "10200004", "liver_tumour", "metastasis"),
    ],
)
def test_that_a_general_code_with_a_place_says_as_much(read, code, profile, place, field, expected):
    meta = {"profile": [f"{MCODE}/{profile}"]}
    assert read(condition(SNOMED, code, meta=meta, bodySite=[concept(SNOMED, place)])).inputs[field] == expected
    without = read(condition(SNOMED, code, bodySite=[concept(SNOMED, "60184004")]))
    assert "primary_site" not in without.inputs


def test_that_a_profile_that_contradicts_the_code_is_asked(read):
    meta = {"profile": [f"{MCODE}/mcode-primary-cancer-condition"]}
    assert read(condition(SNOMED, "94381002", meta=meta)).reasons["liver_tumour"] == {"codes_disagree"}


def test_that_no_record_of_something_is_never_no(read):
    found = read(RECTUM)
    assert set(found.inputs) == {"age_years", "sex", "primary_site"}


def test_that_a_negated_history_fills_nothing(read):
    assert set(read(observation("1287652008", system=SNOMED, valueBoolean=False)).inputs) == {"age_years", "sex"}


@pytest.mark.parametrize(
    ("code", "value", "field", "expected"),
    [
        ("399504009", CT3, "clinical_t", "T3"),
        ("399504009", concept(SNOMED, "1228945002"), "clinical_t", "T4a"),
        ("399504009", concept("http://cancerstaging.org", "cT3"), "clinical_t", "T3"),
        ("399504009", concept(UICC, "T3"), "clinical_t", "T3"),
        ("399504009", concept(UICC, "3"), "clinical_t", "T3"),
        ("399504009", concept(UICC, "T4b"), "clinical_t", "T4b"),
        ("399504009", concept(UICC, "uT2"), "clinical_t", "T2"),
        ("399534004", concept(SNOMED, "1229976000"), "clinical_n", "N1"),
        ("399534004", concept(UICC, "N2b"), "clinical_n", "N2"),
        ("78873005", CT3, "clinical_t", "T3"),
    ],
)
def test_that_a_clinical_category_is_read(read, code, value, field, expected):
    assert read(category(code, value)).inputs[field] == expected


@pytest.mark.parametrize(
    ("code", "value", "reason"),
    [
        ("384625004", concept(UICC, "T3"), "pathological"),
        ("78873005", concept(UICC, "pT3"), "pathological"),
        ("78873005", concept(UICC, "T3"), "stage_type_unclear"),
        ("399504009", concept(UICC, "pT3"), "codes_disagree"),
        ("399504009", concept(UICC, "ycT2"), "no_such_choice"),
        ("399504009", concept(UICC, "TX"), "no_such_choice"),
        ("399504009", concept(SNOMED, "1222604002"), "no_such_choice"),
        ("399504009", {"text": "T3"}, "no_such_choice"),
    ],
)
def test_that_a_category_that_is_not_clinical_or_not_known_is_asked(read, code, value, reason):
    found = read(category(code, value))
    assert "clinical_t" not in found.inputs
    assert found.reasons["clinical_t"] == {reason}


@pytest.mark.parametrize(
    ("display", "expected"),
    [
        ("American Joint Committee on Cancer cT3 (qualifier value)", "T3"),
        ("cT3a", "T3"),
        ("Grade of invasion", "T3"),
        ("American Joint Committee on Cancer cT4 (qualifier value)", None),
        ("pT3", None),
        ("cN3", None),
    ],
)
def test_that_a_category_whose_name_is_another_is_asked(read, display, expected):
    found = read(category("399504009", concept(SNOMED, "1228938002", display)))
    assert found.inputs.get("clinical_t") == expected
    assert found.reasons.get("clinical_t") == (None if expected else {"code_contradicts_name"})


@pytest.mark.parametrize(
    ("display", "is_taken"), [("Liver structure", True), ("Place 7", True), ("Lung structure", False)]
)
def test_that_a_place_whose_name_is_another_is_asked(read, display, is_taken):
    found = read(lesion(location=concept(SNOMED, "10200004", display)), size(22))
    assert ("lesions" in found.inputs) == is_taken
    assert ("code_contradicts_name" in found.reasons.get("lesions", ())) == (not is_taken)


@pytest.mark.parametrize(
    ("mark", "day", "expected"),
    [
        ("y", "2026-11-12", None),
        ("421755005", "2026-11-12", None),
        ("y", "2026-01-05", "T3"),
        ("x", "2026-11-12", "T3"),
    ],
)
def test_that_the_y_symbol_of_the_same_day_makes_a_category_one_after_treatment(read, mark, day, expected):
    symbol = observation("101658-3", valueCodeableConcept=concept(UICC, mark), effectiveDateTime=day)
    found = read(category("399504009", concept(UICC, "T3")), symbol)
    assert found.inputs.get("clinical_t") == expected
    assert found.reasons.get("clinical_t") == (None if expected else {"after_treatment"})


def test_that_a_pathological_category_beside_a_clinical_one_is_not_told(read):
    found = read(category("384625004", concept(UICC, "T2")), category("399504009", CT3))
    assert found.inputs["clinical_t"] == "T3"
    assert not found.reasons


@pytest.mark.parametrize(("letter", "expected"), [("c", "T3"), ("u", "T3"), ("p", None)])
def test_that_the_prefix_of_the_german_profile_counts(read, letter, expected):
    coded = concept(SNOMED, "78873005")
    coded["extension"] = [
        {"url": f"{MII}/StructureDefinition/mii-ex-onko-tnm-cp-praefix", "valueCodeableConcept": concept(UICC, letter)}
    ]
    assert read(category("x", concept(UICC, "T3"), code=coded)).inputs.get("clinical_t") == expected


def test_that_the_stage_of_another_tumour_is_not_taken(read):
    prostate = condition(ICD10CM, "C61", "c2")
    of_prostate = category("399504009", CT3, focus=[{"reference": "Condition/c2"}])
    of_rectum = category("399504009", concept(SNOMED, "1228929004"), focus=[{"reference": "Condition/c1"}])
    found = read(RECTUM, prostate, of_prostate, of_rectum)
    assert found.inputs["clinical_t"] == "T2"
    assert found.reasons["clinical_t"] == {"other_tumour"}


def unknown_primary(**changes):
    """A primary cancer by its profile, of a lung by a code that is in no table."""
    meta = {"profile": [f"{MCODE}/mcode-primary-cancer-condition"]}
    return condition(SNOMED, "254637007", "c9", meta=meta, display="Non-small cell lung cancer", **changes)


@pytest.mark.hazard("unsafe-looks-safe")
def test_that_beside_a_cancer_that_no_table_knows_a_stage_has_to_say_whose_it_is(read):
    found = read(unknown_primary(), category("399504009", CT3))
    assert "clinical_t" not in found.inputs
    assert "primary_site" not in found.inputs
    assert found.reasons["clinical_t"] == {"which_tumour"}
    assert found.reasons["primary_site"] == {"unknown_cancer"}


def test_that_a_stage_that_names_the_bowel_is_taken_beside_an_unknown_cancer(read):
    of_rectum = category("399504009", CT3, focus=[{"reference": "Condition/c1"}])
    of_the_other = category("399504009", concept(SNOMED, "1228929004"), focus=[{"reference": "Condition/c9"}])
    found = read(RECTUM, unknown_primary(), of_rectum, of_the_other)
    assert found.inputs["clinical_t"] == "T3"
    assert found.reasons["clinical_t"] == {"other_tumour"}
    assert found.reasons["primary_site"] == {"unknown_cancer"}


@pytest.mark.parametrize(
    ("changes", "is_told"),
    [
        ({}, True),
        ({"verificationStatus": verified("refuted")}, False),
        ({"verificationStatus": verified("entered-in-error")}, False),
        ({"onsetDateTime": "2027-01-01"}, False),
    ],
)
def test_that_an_unknown_cancer_that_never_was_changes_nothing(read, changes, is_told):
    found = read(RECTUM, unknown_primary(**changes), category("399504009", CT3))
    assert ("unknown_cancer" in found.reasons.get("primary_site", set())) is is_told
    assert found.inputs.get("clinical_t") == (None if is_told else "T3")


def test_that_a_stage_of_a_tumour_that_is_not_in_the_file_is_asked(read):
    found = read(RECTUM, category("399504009", CT3, focus=[{"reference": "Condition/elsewhere"}]))
    assert found.reasons["clinical_t"] == {"not_resolved"}


@pytest.mark.parametrize(
    ("system", "code", "expected"),
    [
        (SNOMED, "1187332001", "adenocarcinoma"),
        (SNOMED, "35917007", "adenocarcinoma"),
        ("http://terminology.hl7.org/CodeSystem/icd-o-3", "8140/3", "adenocarcinoma"),
        ("http://terminology.hl7.org/CodeSystem/icd-o-3", "8246/3", None),
    ],
)
def test_that_the_histology_of_the_primary_is_read(read, system, code, expected):
    extension = {"url": f"{MCODE}/mcode-histology-morphology-behavior", "valueCodeableConcept": concept(system, code)}
    found = read(condition(SNOMED, "363351006", extension=[extension]))
    assert found.inputs.get("histology") == expected
    assert ("histology" in found.reasons) == (expected is None)


def test_that_histologies_that_disagree_are_asked(read):
    extension = {
        "url": f"{MCODE}/mcode-histology-morphology-behavior",
        "valueCodeableConcept": concept(SNOMED, "1187332001"),
    }
    other = observation("31206-6", valueCodeableConcept=concept(SNOMED, "1162767002"))
    found = read(condition(SNOMED, "363351006", extension=[extension]), other)
    assert "histology" not in found.inputs
    assert found.reasons["histology"] == {"several_disagree"}


def german(code, value, **changes):
    return observation(code, system=SNOMED, valueCodeableConcept=value, **changes)


def test_that_the_german_profiles_give_metastases_and_scores(read):
    places = f"{MII}/CodeSystem/mii-cs-onko-fernmetastasen"
    both = observation(
        "423690003",
        system=SNOMED,
        component=[
            {
                "code": concept(SNOMED, "423740007"),
                "valueCodeableConcept": concept(f"{MII}/CodeSystem/mii-cs-onko-allgemeiner-leistungszustand-ecog", "1"),
            },
            {
                "code": concept(SNOMED, "761869008"),
                "valueCodeableConcept": concept(
                    f"{MII}/CodeSystem/mii-cs-onko-allgemeiner-leistungszustand-karnofsky", "80%"
                ),
            },
        ],
    )
    found = read(
        condition(ICD10GM, "C20"),
        german("385421009", concept(places, "HEP"), effectiveDateTime="2026-01-05"),
        german("385421009", concept(places, "PUL"), effectiveDateTime="2026-01-05"),
        german("385421009", concept(places, "OSS"), status="entered-in-error"),
        both,
        observation("33748-5", quantity(8.5, "cm"), display="Distance from anal verge"),
    )
    assert found.inputs == {
        "age_years": 71,
        "sex": "male",
        "ecog": 1,
        "karnofsky": 80,
        "primary_site": "rectum",
        "tumour_height_cm": 8.5,
        "liver_tumour": "metastasis",
        "extrahepatic_sites": ["lung"],
    }


def test_that_the_code_of_the_height_is_believed_only_with_its_name(read):
    prostate = observation("33748-5", quantity(3, "cm"), display="Karzinom-Befall Stanze")
    assert read(condition(ICD10GM, "C20"), prostate).reasons["tumour_height_cm"] == {"code_contradicts_name"}


def test_that_a_height_beside_a_colon_tumour_is_asked(read):
    height = observation("33748-5", quantity(8.5, "cm"), display="Distance from anal verge")
    found = read(condition(ICD10GM, "C18.7"), height)
    assert "tumour_height_cm" not in found.inputs
    assert found.reasons["tumour_height_cm"] == {"height_near_colon"}
