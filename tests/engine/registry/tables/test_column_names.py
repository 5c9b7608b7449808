"""Names of columns: none is taken for what it denies, sets into another time, or only resembles."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from engine.case.fields import FieldCatalogue
from engine.intake.letter import load_letter_rules, read_letter
from engine.intake.taken_back import words_that_take_back
from engine.registry.tables.column_names import ColumnNames
from engine.registry.tables.map_proposal import propose_map
from engine.registry.tables.table_files import find_files

OPPOSITE = """
unresectable|Unresectable metastases|metastases_unresectable|Irresectable|irresectable disease|not resectable
non-resectable|nonresectable|Non resectable|inresectable|resectable: no|Resectable (never)|no longer resectable
not_resectable|!resectable|Metastases not resectable|metastases inoperable|inoperable|Unfit for surgery
Not fit for liver surgery|unfit for liver surgery|not_fit_for_surgery|Fit for no surgery
Fit for liver surgery denied|fit_for_surgery_no|Liver function inadequate|liver function not adequate
Hepatic function inadequate|hepatic_function_inadequate|No prior chemotherapy|no_prior_chemotherapy
without prior chemotherapy|prior chemotherapy none|never prior chemotherapy|Chemotherapy naive
Earlier chemotherapy excluded|No cirrhosis|non-cirrhosis|Cirrhosis ruled out|no jaundice|without jaundice
Primary not resected|primary unresected|Primary non-resected|Node-negative primary|Lesion not near the hilum
No other malignancy|Disease outside the liver uncontrolled|Disease outside the liver not controlled
extrahepatic_disease_uncontrolled|Not every lesion ablatable|lesions_unablatable|no extrahepatic disease
nicht resektabel|Nicht-resektabel|irresektabel|Irresektabel|unresektabel|inresektabel|nichtresektabel
Metastasen nicht resektabel|resektabel nein|Resektabel: nicht|inoperabel|nicht operabel|nicht operationsfähig
keine Vortherapie|Keine Vorchemotherapie|ohne Vortherapie|kein Ikterus|keine Zirrhose|ohne Zirrhose
Leberfunktion nicht ausreichend|Zirrhose ausgeschlossen|Resektabel fraglich|Verdacht auf Zirrhose
""".replace("\n", "|").strip("|").split("|")  # fmt: skip

ANOTHER = """
Bilirubin direkt (mg/dl)|direktes Bilirubin|Bilirubin (direct)|bilirubin_indirect|conjugated bilirubin|INR Ziel
INR target|Ziel-INR|Alter bei Tod|age at death|Alter des Vaters|age mother|CEA postoperativ|CEA (postop)
CEA nadir|former CEA|CEA 術後|ECOG bei Entlassung|ECOG at discharge|Karnofsky nach Therapie
karnofsky after treatment|Thrombose|thrombosis|Albumin Urin|urine albumin|CEA oberer Normwert|bilirubin limit
Bilirubin max|Platelets transfused|Total dose of chemotherapy|CEA <= 5|Fraktionen geplant nicht gegeben
Bilirubin nach 3 Monaten|Albumin (U/l)|CEA baseline|CEA vor Therapie
""".replace("\n", "|").strip("|").split("|")  # fmt: skip

SAME = {
    "Resektabel": "metastases_resectable", "Metastases resectable (yes/no)": "metastases_resectable",
    "Fit for liver surgery": "fit_for_surgery", "fit_for_surgery": "fit_for_surgery",
    "Liver function adequate": "hepatic_function_adequate",
    "bili_umol_l": "bilirubin_mg_dl", "Bilirubin (µmol/L)": "bilirubin_mg_dl", "Bilirubin gesamt": "bilirubin_mg_dl",
    "Alter (Jahre)": "age_years", "CEA ng/ml": "cea_ng_ml", "Thrombozyten (G/l)": "platelets_10e9_l",
    "Thrombozytenzahl": "", "INR-Wert": "inr", "Karnofsky (%)": "karnofsky", "Serum albumin [g/L]": "albumin_g_dl",
    "Pat Nr": "patient_id", "platelets (10^9/l)": "platelets_10e9_l", "Albumin, Serum": "albumin_g_dl",
}  # fmt: skip


@pytest.fixture(scope="module")
def names(fields: FieldCatalogue, resources: Path) -> ColumnNames:
    return ColumnNames(fields, resources)


@pytest.mark.hazard("unsafe-looks-safe")
@pytest.mark.parametrize("name", [*OPPOSITE, *ANOTHER])
def test_that_a_name_that_takes_back_is_not_proposed(name: str, names: ColumnNames) -> None:
    assert names.read(name).field == ""


@pytest.mark.parametrize(("name", "field"), SAME.items())
def test_that_a_name_with_nothing_more_is_proposed(name: str, field: str, names: ColumnNames) -> None:
    assert names.read(name).field == field


def test_that_every_word_that_takes_back_does_so_in_a_name(
    names: ColumnNames, fields: FieldCatalogue, resources: Path
) -> None:
    rules = load_letter_rules(resources)
    for one in words_that_take_back(resources):
        known = {"bilirubin_mg_dl": "Bilirubin", "albumin_g_dl": "Albumin", "age_years": "Alter"}.get(one.field, "CEA")
        for name in (f"{one.word} {known}", f"{known} {one.word}", f"{known} ({one.word})"):
            assert names.read(name).field == "", name
        if not one.field:
            told = read_letter(f"{one.word} CEA 5 ng/ml", fields, rules)
            assert [found.problem for found in told] == ["taken_back"], one.word


def test_that_a_prefix_or_suffix_to_a_known_name_is_not_it(names: ColumnNames) -> None:
    """Whatever letters are put before, behind or into a known name: it is not that name by likeness."""
    for known in ("metastases resectable", "resektabel", "fit for surgery", "hepatic function adequate", "thrombos"):
        for more in ("un", "in", "ir", "non", "dis", "en", "anti"):
            assert names.read(more + known).field == ""
            assert names.read(f"{known}{more}").field == ""
            words = known.split(" ")
            assert names.read(" ".join([*words[:-1], more + words[-1]])).field == ""


def test_that_what_is_left_out_is_said_in_the_map(fields: FieldCatalogue, resources: Path, tmp_path: Path) -> None:
    place = tmp_path / "inv.csv"
    place.write_text("patient_id,unresectable,Unfit for surgery,INR Ziel\n1,yes,1,2\n2,no,0,2\n", encoding="utf-8")
    told = propose_map(find_files(place)[0], fields, resources)
    assert tomllib.loads(told)["ignore"] == ["unresectable", "Unfit for surgery", "INR Ziel"]
    assert '# "unresectable": not proposed as metastases_resectable' in told
    assert '# "Unfit for surgery": not proposed as fit_for_surgery' in told
    assert '# "INR Ziel": not proposed as inr, for “Ziel” (conditional)' in told


def test_that_a_code_that_denies_is_not_the_value(fields: FieldCatalogue, resources: Path, tmp_path: Path) -> None:
    place = tmp_path / "codes.csv"
    rows = "id;mesorectal_fascia;RAS\n1;not threatened;unmutated\n2;Threatened;mutatde\n3;free;WT\n"
    place.write_text(rows, encoding="utf-8")
    told = tomllib.loads(propose_map(find_files(place)[0], fields, resources))
    codes = {one["column"]: one.get("codes", {}) for one in told["column"]}
    assert codes["mesorectal_fascia"].get("not threatened") == ""
    assert codes["RAS"] == {"unmutated": "", "mutatde": "mutated", "WT": "wild_type"}
