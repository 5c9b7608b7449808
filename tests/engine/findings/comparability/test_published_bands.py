"""Local control by band: the printed numbers of one source side by side, and the patient's own place among them."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.case.patient import Patient
from engine.evidence.library import Library
from engine.evidence.records.base import Condition
from engine.findings.assess import assess
from engine.findings.comparability.published_bands import published_bands
from engine.findings.records.band_records import BandTable
from engine.wording.bands import absent_words, ends_words, here_words, interval_words, place_words, size_words
from tests.shipped import shipped_fields, shipped_library

FIELDS, LIBRARY = shipped_fields(), shipped_library()


def tables(library: Library = LIBRARY, **inputs: Any) -> dict[str, BandTable]:
    found = published_bands(Patient(FIELDS, inputs).value, FIELDS, library)
    return {table.source: table for table in found}


def course(dose: float | None, fractions: int | None, **more: Any) -> dict[str, BandTable]:
    given = {"modality": "sbrt", "total_dose_gy": dose, "fractions": fractions, **more}
    return tables(**{name: value for name, value in given.items() if value is not None})


def holding(table: BandTable) -> set[str]:
    return {ends_words(table, band) for band in table.bands if band.holds}


def by_size() -> Library:
    """Return the library with the bands of one source divided at a diameter of 3 cm in place of a dose."""
    return replaced("comito2014", "largest_lesion_cm", {"at_least": ("above", 3.0), "below": ("at_most", 3.0)})


def replaced(source: str, field: str, ends: dict[str, tuple[str, float]]) -> Library:
    files = []
    for file in LIBRARY.files:
        figures = []
        for figure in file.figure:
            entries = []
            for entry in figure.observed_where if file.source.id == source else ():
                old = next(end for end in ends if getattr(entry.condition, end) is not None)
                condition = Condition(field=field, **{ends[old][0]: ends[old][1]})  # type: ignore[arg-type]
                entries.append(msgspec.structs.replace(entry, condition=condition))
            figures.append(msgspec.structs.replace(figure, observed_where=tuple(entries)) if entries else figure)
        files.append(msgspec.structs.replace(file, figure=tuple(figures)))
    return msgspec.structs.replace(LIBRARY, sha256=f"{field}".ljust(64, "0"), files=tuple(files))


def test_that_the_sources_that_print_two_bands_are_there() -> None:
    assert {source: len(table.bands) for source, table in tables().items()} == {"comito2014": 6, "mahadevan2018": 2}


def test_that_a_lone_band_of_a_source_is_no_table() -> None:
    assert any(figure.observed_bed for figure in LIBRARY.figures.values() if figure.id.startswith("doi2017."))
    assert "doi2017" not in tables()


@pytest.mark.parametrize(
    ("dose", "fractions", "band"),
    [(50.0, 5, "100 Gy or more"), (49.9, 5, "below 100 Gy"), (60.0, 3, "100 Gy or more"), (30.0, 3, "below 100 Gy")],
)
def test_that_a_bed_of_100_gy_lies_in_the_upper_band(dose: float, fractions: int, band: str) -> None:
    assert holding(course(dose, fractions)["mahadevan2018"]) == {band}


@pytest.mark.parametrize(("dose", "band"), [(60.0, "60 Gy or more"), (59.9, "below 60 Gy")])
def test_that_a_dose_of_60_gy_lies_in_the_upper_band(dose: float, band: str) -> None:
    table = course(dose, 3)["comito2014"]
    assert holding(table) == {band}
    assert sum(here_words(table, one) == "● this plan" for one in table.bands) == 3


@pytest.mark.parametrize(("size", "band"), [(3.0, "3 cm or less"), (3.1, "over 3 cm")])
def test_that_30_mm_lie_in_the_band_that_ends_with_them(size: float, band: str) -> None:
    table = tables(by_size(), largest_lesion_cm=size, modality="resection")["comito2014"]
    assert holding(table) == {band}
    assert place_words(table) == f"This patient: largest liver lesion {size:g} cm."
    assert {here_words(table, one) for one in table.bands} == {"● this patient", "○ not this patient"}


def test_that_a_size_that_is_not_known_is_named() -> None:
    table = tables(by_size())["comito2014"]
    assert place_words(table) == "Not known: largest liver lesion."
    assert {band.holds for band in table.bands} == {None}


@pytest.mark.parametrize(
    ("dose", "fractions", "words"),
    [
        (60.0, 5, "This plan: BED (alpha/beta 10 Gy) 132 Gy."),
        (60.0, None, "Not known: fractions."),
        (None, 3, "Not known: total dose."),
        (None, None, "No planned course entered; not known: total dose and fractions."),
    ],
)
def test_that_what_is_missing_of_the_course_is_named(dose: float | None, fractions: int | None, words: str) -> None:
    table = course(dose, fractions)["mahadevan2018"]
    assert place_words(table) == words
    assert len(table.bands) == 2


def test_that_a_course_of_another_treatment_has_no_place() -> None:
    for table in tables(modality="chemoradiation", total_dose_gy=50.4, fractions=28).values():
        assert table.own is None
        assert {(band.holds, here_words(table, band)) for band in table.bands} == {(None, "– another treatment")}


def test_that_other_conditions_that_fail_are_said_beside_it() -> None:
    assert course(48.0, 5)["mahadevan2018"].elsewhere == ()
    words = place_words(course(48.0, 6)["mahadevan2018"])
    assert words.endswith("Observed under other conditions: fractions (1 to 5).")


def test_that_every_number_shown_is_one_of_the_library() -> None:
    for table in course(60.0, 3).values():
        for band in table.bands:
            record = LIBRARY.figures[band.figure.id]
            assert (band.figure.value, band.figure.patients) == (record.value, record.patients)
            assert band.figure.printed == record.printed
            assert record.interval is None
            assert record.events is None
            assert (band.figure.interval, interval_words(band)) == (None, "not given")


def test_that_a_missing_denominator_says_why() -> None:
    found = tables()
    assert {size_words(band) for band in found["mahadevan2018"].bands} == {"not given"}
    assert "430 metastases of 324 patients" in absent_words(found["mahadevan2018"])
    assert {size_words(band) for band in found["comito2014"].bands} == {"n = 52 lesions", "n = 58 lesions"}
    assert absent_words(found["comito2014"]) == ""


def test_that_a_library_without_bands_has_no_table() -> None:
    empty = msgspec.structs.replace(LIBRARY, sha256="0" * 64, files=())
    assert published_bands(Patient(FIELDS, {}).value, FIELDS, empty) == ()


def test_that_an_assessment_holds_no_bands() -> None:
    assert "bands" not in assess(Patient(FIELDS, {}), LIBRARY).__struct_fields__


@given(dose=st.floats(1.0, 150.0), fractions=st.integers(1, 35))
def test_that_one_band_of_each_time_holds_for_a_known_course(dose: float, fractions: int) -> None:
    for table in course(dose, fractions).values():
        times = {band.figure.time_months for band in table.bands}
        for time in times:
            assert [band.holds for band in table.bands if band.figure.time_months == time].count(True) == 1
