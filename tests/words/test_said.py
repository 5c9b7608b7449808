"""What is said reads as its English to the last character, and can be said again in another language."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.case.catalogue.fields_in_language import fields_in
from engine.case.checks.consistency import contradictions
from engine.case.entry import Unreadable, entry_text, read_entry, read_number_text
from engine.case.fields import FieldCatalogue, load_fields
from engine.case.patient import Patient
from engine.case.units import amount
from engine.commands.shared.language_choice import language_code
from engine.findings.wording import value_in_sentence, value_in_words
from engine.words.language import ENGLISH, Language, load_language
from engine.words.said import Number, capital, english, in_sentence, listed, say, say_counted, say_label


@pytest.fixture(scope="module")
def german(resources: Path) -> Language:
    """Return German."""
    return load_language(resources, "de")


@pytest.fixture(scope="module")
def fields(resources: Path) -> FieldCatalogue:
    """Return the fields."""
    return load_fields(resources)


def test_that_a_sentence_is_said_again_as_a_whole() -> None:
    language = Language("de", {("", "{a} of {b}"): "von {b}: {a}", ("", "Age"): "Alter"})
    said = say("{a} of {b}", a=in_sentence("Age"), b=Number("0.5"))
    assert said == "age of 0.5"
    assert (language.of(said), ENGLISH.of(said)) == ("von 0,5: Alter", "age of 0.5")


def test_that_a_sentence_without_a_translation_stays_english_as_a_whole() -> None:
    language = Language("de", {("", "Age"): "Alter"})
    assert language.of(say("{a} is missing", a=in_sentence("Age"))) == "age is missing"


def test_that_braces_from_outside_are_text(german: Language) -> None:
    problem = read_number_text("{text}{0}")
    assert isinstance(problem, str)
    assert "{text}{0}" in problem
    assert "{text}{0}" in german.of(problem)


@pytest.mark.parametrize(
    ("number", "words", "in_german"),
    [(1, "1 lesion", "1 Läsion"), (2, "2 lesions", "2 Läsionen"), (0, "0 lesions", "0 Läsionen")],
)
def test_that_one_and_many_differ(german: Language, number: int, words: str, in_german: str) -> None:
    said = amount(number, "lesions")
    assert (said, german.of(said)) == (words, in_german)


def test_that_lists_read_as_in_each_language(german: Language) -> None:
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert german.of(listed(["a", "b", "c"])) == "a, b und c"
    sizes = listed([Number("2.8"), Number("1.6"), "?"], "{first}, {last}", context="sizes")
    assert (sizes, german.of(sizes)) == ("2.8, 1.6, ?", "2,8; 1,6; ?")


@given(st.decimals(min_value=0, max_value=10**9, places=4))
def test_that_a_german_number_is_read_as_the_same_number(number: Decimal) -> None:
    text = Language("de").number(entry_text(number))
    assert "." not in text
    assert read_number_text(text) == number


def test_that_0_075_is_never_75(german: Language, fields: FieldCatalogue) -> None:
    assert german.of(amount(0.075, "mg/dL")) == "0,075 mg/dL"
    assert read_number_text("0,075") == Decimal("0.075")
    assert isinstance(read_entry(fields["bilirubin_mg_dl"], "1,234"), Unreadable)


def test_that_questions_about_values_are_asked_in_german(german: Language, fields: FieldCatalogue) -> None:
    shown = fields_in(german, fields)
    for spec in (fields["bilirubin_mg_dl"], shown["bilirubin_mg_dl"]):
        entry = read_entry(spec, "34.2")
        assert german.of(entry.question) == (
            "34,2 mg/dL ist ungewöhnlich für „Gesamtbilirubin“. Sind 34,2 µmol/L gemeint, das sind 2 mg/dL?"
        )


def test_that_contradictions_are_said_in_german(german: Language, fields: FieldCatalogue) -> None:
    patient = Patient(fields, {"prior_chemotherapy": False, "chemotherapy_cycles": 1, "ascites": "none"})
    (found,) = contradictions(patient)
    assert found.text == "There was no earlier chemotherapy, and 1 cycle were given. Is one of them a slip?"
    assert german.of(found.text) == (
        "Es gab keine frühere Chemotherapie; gegeben wurden dennoch: 1 Zyklus. Ist eine der Angaben ein Versehen?"
    )
    assert german.of(value_in_words(fields["ascites"], "none")) == "Keiner"


def test_that_what_is_judged_is_not_translated(german: Language, fields: FieldCatalogue) -> None:
    shown = fields_in(german, fields)
    assert shown["liver_lesion_count"].label == "Anzahl der Leberläsionen"
    for spec in fields:
        other = shown[spec.id]
        assert (other.unit, other.hard, other.usual, other.slips) == (spec.unit, spec.hard, spec.usual, spec.slips)
        assert [choice.value for choice in other.choices] == [choice.value for choice in spec.choices]
    assert fields_in(ENGLISH, fields) is fields


def test_that_encoders_write_the_english() -> None:
    said = say_counted(2, "{number} lesion", "{number} lesions")
    assert msgspec.json.encode([said], enc_hook=english) == b'["2 lesions"]'
    with pytest.raises(NotImplementedError):
        english(object())


@pytest.mark.parametrize(
    ("wishes", "system", "code"),
    [
        ((None, None), "de_DE", "en"),
        (("de", "en"), "en_GB", "de"),
        ((None, "system"), "de_AT", "de"),
        (("en", "system"), "de_AT", "en"),
        (("system",), "fr_FR", "en"),
        (("system",), "", "en"),
        (("fr", "de"), "", "de"),
    ],
)
def test_that_the_system_decides_only_where_it_is_asked(wishes: tuple[str | None, ...], system: str, code: str) -> None:
    assert language_code(*wishes, system=system) == code


#: first words of German labels that end as an adjective does and are nouns, or are written as they are anywhere
_NOUNS = frozenset(
    [
        "Grenze",
        "Höhe",
        "Größe",
        "Reserve",
        "Energie",
        "Enzephalopathie",
        "Chemotherapie",
        "Chemotherapielinien",
        "Kontrolle",
        "Fettleber",
        "Magen",
        "Alter",
        "Pfortader",
        "Histologie",
        "Lebertumoren",
        "Nähe",
        "Quelle",
        "Quellen",
        "Radiochemotherapie",
        "Seite",
        "Symptome",
        "Tumorhöhe",
        "Linie",
        "Chemotherapieregime",
        "Wer",
    ]
)


def test_that_german_labels_begin_small_or_are_nouns(german: Language, fields: FieldCatalogue) -> None:
    for spec in fields:
        label = say_label(spec.label, spec.id)
        said, heard = german.of(label), german.of(in_sentence(label))
        first = said.split(" ", 1)[0]
        ends_as_adjective = " " in said and first.endswith(("e", "er", "es")) and first not in _NOUNS
        assert heard[:1].islower() == (ends_as_adjective or first == "Nicht" or said[:1].islower()), said


@pytest.mark.parametrize(
    ("label", "heard"),
    [
        ("Earlier chemotherapy", "frühere Chemotherapie"),
        ("Metastases resectable", "Metastasen resektabel"),
    ],
)
def test_that_german_writes_adjectives_small_within(german: Language, label: str, heard: str) -> None:
    assert german.of(in_sentence(label)) == heard
    assert german.of(label)[:1].isupper()


#: first words of German values that are nouns or names, and keep their capital wherever they stand
_NOUN_VALUES = frozenset(
    [
        "Adenokarzinom",
        "Anti-EGFR",
        "Anti-VEGF",
        "Atemanhalt",
        "Blutung",
        "Fernlymphknoten",
        "Fluoropyrimidin",
        "Ganzleberbestrahlung",
        "Gating",
        "Gehirn",
        "Grad",
        "Heilung",
        "Immuntherapie",
        "Irinotecan",
        "Knochen",
        "Kolon",
        "Kontrolle",
        "Kurzzeitbestrahlung",
        "Leberarterie",
        "Leberchirurgie",
        "Lebertransplantation",
        "Lunge",
        "Malabsorption",
        "Metastase",
        "Metastasenresektion",
        "Oxaliplatin",
        "Palliation",
        "Peritoneum",
        "Pfortader",
        "Progress",
        "Radioembolisation",
        "Rektum",
        "Resektion",
        "SBRT",
        "Schmerzen",
        "Stent",
        "Stoma",
        "Systemtherapie",
        "Tracking",
        "Tumorkonferenz",
        "V600E",
        "Vena",
        "Wildtyp",
    ]
)


def _values(fields: FieldCatalogue) -> list[tuple[str, str]]:
    """Return every label of a choice in its context, and as it stands within a sentence: of fields and of lesions."""
    found = []
    for spec in (*fields, *fields.lesion_by_id.values()):
        for choice in spec.choices or ():
            label = say_label(spec.choice_label(choice.value), spec.id)
            within = value_in_sentence(spec, choice.value) if spec.kind == "choice" else in_sentence(label)
            found.append((label, within))
    return found


def test_that_german_values_begin_small_or_are_nouns(german: Language, fields: FieldCatalogue) -> None:
    values = _values(fields)
    assert len(values) > 100
    for label, within in values:
        heard = german.of(within)
        first = heard.split(" ", 1)[0]
        # A class of one or two letters, a segment, a number.
        is_class = len(first) < 5 and not first[1:2].islower()
        assert heard[:1].islower() or first in _NOUN_VALUES or is_class, (label, heard)


def test_that_a_small_letter_before_a_capital_stays_at_the_head(german: Language, fields: FieldCatalogue) -> None:
    labels = [label for label, _ in _values(fields)] + [say_label(spec.label, spec.id) for spec in fields]
    kept = [label for label in labels if label[:1].islower() and label[1:2].isupper()]
    assert len(kept) >= 9
    for label in (*kept, "mL", "pT3", "mFOLFOX6"):
        assert str(capital(label)) == label
        assert german.of(capital(say_label(label))) == german.of(say_label(label))
    early = say("{stage} without nodes", stage=say_label("cT1"))
    assert str(capital(early)).startswith("cT1")
    assert str(capital("largest lesion")) == "Largest lesion"
