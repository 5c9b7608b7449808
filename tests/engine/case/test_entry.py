"""Typed text: not known, entered or unreadable, the same in every locale."""

from __future__ import annotations

import locale
from decimal import Decimal

import pytest

from engine.case.entry import Entered, NotKnown, Unreadable, entry_text, read_entry, read_number_text
from engine.case.fields import FieldCatalogue
from engine.case.units import plain_text


@pytest.mark.parametrize("text", ["", " ", "\t\n", "\u00a0", "\u202f "])
def test_that_blank_is_not_known(text: str, fields: FieldCatalogue) -> None:
    assert read_entry(fields["cea_ng_ml"], text) == NotKnown()


ONE_NUMBER = [
    ("0,075", "0.075"),
    ("0.075", "0.075"),
    ("5", "5"),
    ("5.", "5"),
    ("5,", "5"),
    (".5", "0.5"),
    (",5", "0.5"),
    ("+5", "5"),
    (" 5.5 ", "5.5"),
    ("007", "7"),
    ("0,0", "0"),
    ("1234", "1234"),
    ("1234,5", "1234.5"),
    ("1234.567", "1234.567"),
    ("12345,678", "12345.678"),
    ("1.2340", "1.234"),
    ("0.123", "0.123"),
    ("-5", "-5"),
    ("\u22125", "-5"),
]


@pytest.mark.hazard("wrong-unit")
@pytest.mark.parametrize(("text", "number"), ONE_NUMBER)
def test_that_comma_and_point_are_both_the_decimal_mark(text: str, number: str) -> None:
    assert read_number_text(text) == Decimal(number)


GROUPED = [
    *("1,234", "1.234", "12,345", "123.456", "1.234,5", "1,234.5", "1,234,567", "1.234.567", "1 234", "1 234,5"),
    *("1'234", "1’234", "1\u00a0234", "1\u202f234", "12 345 678", "-1,234", "+1.234", "1.234.567,8", "0.123,4"),
    *("1,2,3", "1..2", "1.2.3"),
]


@pytest.mark.hazard("wrong-unit")
@pytest.mark.parametrize("text", GROUPED)
def test_that_grouping_is_refused_with_a_remedy(text: str, fields: FieldCatalogue) -> None:
    entry = read_entry(fields["cea_ng_ml"], text)
    assert isinstance(entry, Unreadable)
    assert entry.text == text
    assert "not a number" in entry.problem or "without grouping" in entry.problem


@pytest.mark.parametrize("text", ["1,234", "1.234,5", "1 234", "1'234"])
def test_that_true_grouping_is_explained_and_not_called_nonsense(text: str, fields: FieldCatalogue) -> None:
    entry = read_entry(fields["cea_ng_ml"], text)
    assert isinstance(entry, Unreadable)
    assert "can be read in more than one way" in entry.problem


NO_NUMBER = [
    *(
        "x",
        "5x",
        "5-",
        "--5",
        "5e3",
        "1e400",
        "0x10",
        "nan",
        "inf",
        "∞",
        "½",
        "٥",
        "５",
        "²",
        "5/2",
        "5%",
        ".",
        ",",
        "+",
    ),
    *("5 5", "5\n6", "five", "<5", ">5", "~5", "5?", "\x00", "\ud800", "9" * 41),
]


@pytest.mark.hazard("stale-result")
@pytest.mark.parametrize("text", NO_NUMBER, ids=ascii)
def test_that_what_is_no_number_leaves_none_behind(text: str, fields: FieldCatalogue) -> None:
    entry = read_entry(fields["cea_ng_ml"], text)
    assert isinstance(entry, Unreadable)
    assert entry.text == text
    assert entry.problem.endswith(".")


def test_that_the_unit_in_use_may_stand_behind_the_number(fields: FieldCatalogue) -> None:
    assert read_entry(fields["largest_lesion_cm"], "5.5 cm") == Entered(5.5)
    assert read_entry(fields["largest_lesion_cm"], "5,5cm") == Entered(5.5)
    assert read_entry(fields["largest_lesion_cm"], "55 mm", "mm") == Entered(5.5)


@pytest.mark.hazard("wrong-unit")
def test_that_another_unit_behind_the_number_is_not_guessed(fields: FieldCatalogue) -> None:
    assert isinstance(read_entry(fields["largest_lesion_cm"], "55 mm"), Unreadable)
    assert isinstance(read_entry(fields["largest_lesion_cm"], "5.5 cm", "mm"), Unreadable)
    assert isinstance(read_entry(fields["largest_lesion_cm"], "cm"), Unreadable)


def test_that_a_whole_number_is_asked_for_where_one_belongs(fields: FieldCatalogue) -> None:
    assert read_entry(fields["fractions"], "3") == Entered(3)
    assert read_entry(fields["fractions"], "3,0") == Entered(3)
    refused = read_entry(fields["fractions"], "3.5")
    assert isinstance(refused, Unreadable)
    assert refused.problem == "Fractions must be a whole number."
    entered = read_entry(fields["fractions"], "3")
    assert isinstance(entered, Entered)
    assert type(entered.value) is int


@pytest.mark.hazard("wrong-unit")
@pytest.mark.parametrize(
    ("field_id", "text", "question"),
    [
        (
            "bilirubin_mg_dl",
            "15",
            "15 mg/dL is unusual for total bilirubin. Did you mean 15 µmol/L, which is 0.877 mg/dL?",
        ),
        ("largest_lesion_cm", "30", "30 cm is unusual for largest liver lesion. Did you mean 30 mm, which is 3 cm?"),
        ("platelets_10e9_l", "5", "5 10⁹/L is unusual for platelets. Is it right?"),
        ("age_years", "17", "17 years is unusual for age. Is it right?"),
        ("inr", "6", "6 is unusual for INR. Is it right?"),
        (
            "future_liver_remnant_percent",
            "0.35",
            "0.35 % is unusual for future liver remnant. Did you mean 0.35 × 100 %, which is 35 %?",
        ),
        ("future_liver_remnant_percent", "4.9", "4.9 % is unusual for future liver remnant. Is it right?"),
        ("future_liver_remnant_percent", "99", "99 % is unusual for future liver remnant. Is it right?"),
        (
            "future_liver_remnant_percent",
            "100",
            "100 % is unusual for future liver remnant. Did you mean 100 mL? Enter its share of the whole, in %.",
        ),
    ],
)
def test_that_an_unusual_number_is_asked_about_with_the_slip_that_would_explain_it(
    field_id: str, text: str, question: str, fields: FieldCatalogue
) -> None:
    entry = read_entry(fields[field_id], text)
    assert isinstance(entry, Entered)
    assert entry.question == question
    assert (entry.slip is not None) == ("Did you mean" in question)


@pytest.mark.hazard("wrong-unit")
@pytest.mark.parametrize(
    ("field_id", "text", "words"),
    [
        ("largest_lesion_cm", "55", "Did you mean 55 mm, which is 5.5 cm?"),
        ("albumin_g_dl", "41", "Did you mean 41 g/L, which is 4.1 g/dL?"),
        ("leukocytes_10e9_l", "6500", "Did you mean 6500 /µL, which is 6.5 10⁹/L?"),
        ("platelets_10e9_l", "240000", "Did you mean 240000 /µL, which is 240 10⁹/L?"),
        ("total_dose_gy", "5340", "Did you mean 5340 cGy, which is 53.4 Gy?"),
        (
            "future_liver_remnant_percent",
            "450",
            "450 % is outside 0 to 100 %. Did you mean 450 mL? Enter its share of the whole, in %.",
        ),
        ("future_liver_remnant_percent", "450 mL", "Did you mean 450 mL? Enter its share of the whole, in %."),
        ("future_liver_remnant_percent", "30 ml", "Did you mean 30 mL? Enter its share of the whole, in %."),
        ("inr", "30", "30 is outside 0.5 to 20."),
        ("cea_ng_ml", "-3", "-3 ng/mL is outside 0 to 1000000 ng/mL."),
    ],
)
def test_that_a_refused_number_names_range_and_likely_slip(
    field_id: str, text: str, words: str, fields: FieldCatalogue
) -> None:
    entry = read_entry(fields[field_id], text)
    assert isinstance(entry, Unreadable)
    assert words in entry.problem


def test_that_no_remnant_is_as_large_as_that_many_ml(fields: FieldCatalogue) -> None:
    entry = read_entry(fields["future_liver_remnant_percent"], "5001")
    assert isinstance(entry, Unreadable)
    assert entry.problem == "5001 % is outside 0 to 100 %."


def test_that_the_range_is_told_in_the_unit_in_use(fields: FieldCatalogue) -> None:
    entry = read_entry(fields["largest_lesion_cm"], "401", "mm")
    assert isinstance(entry, Unreadable)
    assert "401 mm is outside 0 to 400 mm." in entry.problem


@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize("text", ["9" * 40, "-" + "9" * 39, "9" * 29, "1" + "0" * 39, "0." + "0" * 37 + "1", "9" * 28])
def test_that_a_key_held_down_is_out_of_range_in_every_unit(fields: FieldCatalogue, text: str) -> None:
    for spec in fields:
        for unit in spec.units if spec.kind in ("number", "integer") else ():
            found = read_entry(spec, text, unit)
            assert isinstance(found, Unreadable | Entered)
            assert isinstance(found, Unreadable) or text.startswith("0")


@pytest.mark.hazard("wrong-unit")
def test_that_the_locale_of_the_machine_changes_nothing(fields: FieldCatalogue) -> None:
    before = locale.setlocale(locale.LC_ALL)
    read: set[object] = set()
    try:
        for name in ("C", "C.UTF-8", *locale.locale_alias.values()):
            try:
                locale.setlocale(locale.LC_ALL, name)
            except locale.Error:
                continue
            read.add((read_entry(fields["bilirubin_mg_dl"], "1,5"), read_entry(fields["bilirubin_mg_dl"], "1.5")))
            assert plain_text(1234.5) == "1234.5"
    finally:
        locale.setlocale(locale.LC_ALL, before)
    assert read == {(Entered(1.5), Entered(1.5))}


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (5, "5"),
        (5.0, "5"),
        (5.5, "5.5"),
        (0.075, "0.075"),
        (1e-7, "0.0000001"),
        (1e22, "1" + "0" * 22),
        (0.1, "0.1"),
        (100.0, "100"),
    ],
)
def test_that_a_number_is_written_without_exponent_and_without_dust(number: float, text: str) -> None:
    assert plain_text(number) == text


def test_that_the_text_of_a_number_can_be_typed_again_where_its_plain_form_looks_grouped() -> None:
    assert plain_text(1.234) == "1.234"
    assert entry_text(1.234) == "1.2340"
    assert read_number_text(entry_text(1.234)) == Decimal("1.234")
    assert entry_text(5.5) == "5.5"
