"""The description of the options against the one list: each way in which they can differ has its sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.case.fields import FieldDataError, load_fields
from engine.findings.wording import MODALITY_LABELS, MODALITY_SHORT, TREATMENT_WORDS
from engine.modalities.catalogue import ModalityDataError, described, load_modalities, with_course
from engine.modalities.listed import MODALITIES
from tests.shipped import shipped_fields

PROJECT = Path(__file__).resolve().parents[3]
TABLE = (PROJECT / "resources" / "modalities.toml").read_text("utf-8")
ENTRY = '\n[[modality]]\nid = "{id}"\nlabel = "Made up"\nshort = "Made up"\ntreatment = "made up"\ntreats = "liver"\n'


def refused(text: str, folder: Path, listed: tuple[str, ...] = MODALITIES) -> str:
    (folder / "modalities.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ModalityDataError) as caught:
        load_modalities(folder, listed)
    return str(caught.value)


def test_that_every_option_has_its_words_in_the_order_of_the_list() -> None:
    assert tuple(MODALITY_LABELS) == tuple(MODALITY_SHORT) == MODALITIES
    assert len(MODALITY_SHORT) == len(set(MODALITY_SHORT.values()))
    assert set(TREATMENT_WORDS) - set(MODALITIES) == {"primary_surgery", "liver_transplantation"} - set(MODALITIES)
    assert set(MODALITIES) <= set(TREATMENT_WORDS)
    choices = shipped_fields()["modality"].choices
    assert [(one.value, one.label) for one in choices] == list(MODALITY_LABELS.items())


def test_that_a_new_option_without_its_entry_is_refused_by_name(tmp_path: Path) -> None:
    assert refused(TABLE, tmp_path, (*MODALITIES, "embolisation")) == (
        "modalities.toml: the option embolisation has no entry. "
        "Add a [[modality]] with its id, label, short, treatment and treats."
    )


BROKEN = [
    (TABLE + ENTRY.format(id="hyperthermia"), "hyperthermia is no option of this program"),
    (TABLE + ENTRY.format(id="iort"), "iort stands 2 times"),
    (TABLE.replace('  "iort",\n', ""), "iort does not stand once in following"),
    (TABLE.replace('  "iort",\n', '  "iort",\n  "iort",\n'), "iort does not stand once in following"),
    (TABLE.replace('  "iort",\n', '  "iort",\n  "irot",\n'), "following names irot, which has no entry"),
    (TABLE.replace('short = "IORT"', 'short = " "'), "iort: short is empty"),
    (TABLE.replace('treatment = "IORT"', ""), "treatment"),
    (TABLE.replace('short = "IORT"', 'shrot = "IORT"'), "shrot"),
    (TABLE.replace('treats = "rectum"', 'treats = "rektum"', 1), "rektum"),
    ("[[", "modalities.toml"),
]


@pytest.mark.parametrize(("text", "words"), BROKEN)
def test_that_a_wrong_description_is_refused_with_a_sentence(text: str, words: str, tmp_path: Path) -> None:
    said = refused(text, tmp_path)
    assert said.startswith("modalities.toml: ")
    assert said.endswith(".")
    assert words in said


def test_that_entries_in_another_order_are_refused(tmp_path: Path) -> None:
    assert "do not stand in the order" in refused(TABLE, tmp_path, tuple(reversed(MODALITIES)))


def test_that_a_missing_description_is_a_fault_of_the_installation(tmp_path: Path) -> None:
    (tmp_path / "fields").mkdir()
    text = (PROJECT / "resources" / "fields" / "patient.toml").read_text("utf-8")
    (tmp_path / "fields" / "patient.toml").write_text(text, encoding="utf-8")
    with pytest.raises(FieldDataError) as caught:
        load_fields(tmp_path)
    assert str(caught.value).startswith("modalities.toml: the file cannot be read")
    assert str(caught.value).endswith("Install the program again.")


def test_that_the_dose_of_a_group_is_held_against_the_right_field() -> None:
    assert described("iort").dose_field == "iort_dose_gy"
    # A course in two parts is compared as a whole, and what is no radiotherapy by the dose of any course.
    assert described("whole_liver_boost").dose_field == "total_dose_gy"
    assert described("sbrt").dose_field == described("resection").dose_field == "total_dose_gy"


def test_that_fractions_of_another_course_are_told_from_ones_own() -> None:
    others = with_course(but="sbrt")
    assert {"whole_liver_boost", "chemoradiotherapy", "iort"} <= set(others)
    assert not {"sbrt", "resection", "thermal_ablation", "systemic_therapy"} & set(others)
    assert "sbrt" in with_course(but="iort")
