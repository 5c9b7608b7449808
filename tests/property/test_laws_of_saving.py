"""Write, then read, is a law: a case is saved as it is and opens as it was, or nothing is written."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.case.case import Case, Origin
from engine.case.entry import Unreadable
from engine.case.files.case_file import digest_of_file, load_case, save_case
from engine.case.files.proven_bytes import proven_case_bytes
from engine.case.files.recovery_copy import RecoveryCopy, read_recovery, recovery_bytes
from engine.case.files.sealed_case import Hardness, Seal, unseal
from engine.case.lesions import Lesion
from engine.case.limits import LONGEST_TEXT, MOST_LESIONS, fitting_text, is_whole_text
from engine.case.patient import Patient
from engine.case.problems import CaseFileError
from tests.property.patients import FIELDS, patients

pytestmark = pytest.mark.slow

CHEAP = Hardness(iterations=1, lanes=1, memory_kib=64)
WHEN = dt.datetime(2026, 11, 27, 12, 0, tzinfo=dt.UTC)
EVERYTHING = tuple(spec.id for spec in FIELDS)

#: what editors and files are known to change: line ends, blanks, marks without a glyph, half characters
ODD = ["\r", "\r\n", "\u00a0", "\u202f", "\u2028", "\u2029", "\u0085", "\ufdd0", "\ufdd1", "\ufeff", "\u202e", "\u0000"]
texts = st.text(max_size=60) | st.lists(st.sampled_from([*ODD, "a", "\n", '"', "\\"]), max_size=12).map("".join)
origins = st.dictionaries(
    st.sampled_from(EVERYTHING),
    st.builds(
        Origin, texts, st.lists(texts, max_size=3).map(tuple), st.lists(texts, max_size=3).map(tuple)
    ),
    max_size=3,
).map(MappingProxyType)  # fmt: skip
cases = st.builds(
    Case,
    patients(),
    label=texts,
    notes=texts,
    confirmed=st.lists(st.sampled_from(EVERYTHING), unique=True).map(tuple) | st.just(EVERYTHING),
    origins=origins,
)


def _plain(case: Case) -> Case:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.beamside.json"
        written = save_case(case, path)
        assert written == digest_of_file(path)
        return load_case(path, FIELDS)


def _sealed(case: Case) -> Case:
    return unseal(Seal("a passphrase", b"12345678", CHEAP).close(case), "a passphrase", FIELDS)


def _recovered(case: Case) -> Case:
    return read_recovery(recovery_bytes(RecoveryCopy(case, {}, None, WHEN)), FIELDS).case


WAYS = {"plain": _plain, "sealed": _sealed, "recovery": _recovered}
every_way = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)


@pytest.mark.hazard("lost-work")
@every_way
@given(case=cases)
@settings(max_examples=60)
def test_that_a_case_comes_back_equal_or_is_refused_with_a_sentence(way: Callable[[Case], Case], case: Case) -> None:
    try:
        again = way(case)
    except CaseFileError as error:
        sentences = [str(problem) for problem in error.problems]
        assert all(": " in sentence and sentence.endswith((".", "?")) for sentence in sentences)
        return
    assert again == case
    assert (again.label, again.notes) == (case.label, case.notes)


@pytest.mark.hazard("lost-work")
@every_way
@given(label=texts, notes=texts)
@settings(max_examples=100)
@example("\ud800", "a\udc00")
def test_that_a_case_whose_texts_fit_is_never_refused(way: Callable[[Case], Case], label: str, notes: str) -> None:
    case = Case(Patient(FIELDS), fitting_text(label), fitting_text(notes))
    assert way(case) == case


@given(st.text(max_size=30) | st.text(st.characters(categories=["Cs"]), max_size=5))
def test_that_a_text_made_to_fit_fits_and_a_fitting_one_is_kept(text: str) -> None:
    fitted = fitting_text(text)
    assert is_whole_text(fitted)
    assert (fitted == text) == is_whole_text(text)


def full(lesions: int = MOST_LESIONS, characters: int = LONGEST_TEXT, sign: str = "\x01") -> Case:
    """Return a case with everything at its limit, and as long in the file as can be."""
    rows = tuple(Lesion(diameter_cm=1.234567890123 + row / 1000, segment="4a", near_gut=False, near_hilum=False,
                        near_major_vessel=False, disappeared=False) for row in range(lesions))  # fmt: skip
    return Case(Patient(FIELDS, {"lesions": rows}), sign * characters, sign * characters, EVERYTHING)


@pytest.mark.hazard("lost-work")
@every_way
def test_that_a_case_at_every_limit_comes_back(way: Callable[[Case], Case]) -> None:
    assert way(full()) == full()
    assert way(full(sign="\U0001f9ea")) == full(sign="\U0001f9ea")


@pytest.mark.hazard("lost-work")
@every_way
@pytest.mark.parametrize(
    ("case", "words"),
    [
        (full(lesions=MOST_LESIONS + 1), "more than 500 lesions"),
        (full(characters=LONGEST_TEXT + 1), "longer than 20000 characters"),
        (replace(full(), label="\ud800"), "label"),
        (replace(full(), origins=MappingProxyType({"fractions": Origin("x" * 4_000_000)})), "larger than 4 MB"),
    ],
    ids=["lesions", "text", "half a character", "origin"],
)
def test_that_a_case_beyond_a_limit_is_not_written(way: Callable[[Case], Case], case: Case, words: str) -> None:
    with pytest.raises(CaseFileError) as caught:
        way(case)
    assert words in str(caught.value)


@pytest.mark.hazard("lost-work")
def test_that_what_stood_in_the_file_stays_where_the_case_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.beamside.json"
    save_case(full(), path)
    with pytest.raises(CaseFileError):
        save_case(full(lesions=MOST_LESIONS + 1), path)
    assert load_case(path, FIELDS) == full()
    assert [found.name for found in tmp_path.iterdir()] == [path.name]


@given(case=cases, text=texts, problem=texts, path=st.none() | texts)
@settings(max_examples=60)
def test_that_a_recovery_copy_keeps_the_texts_that_cannot_be_read(
    case: Case, text: str, problem: str, path: str | None
) -> None:
    fitting = replace(
        case, label=fitting_text(case.label), notes=fitting_text(case.notes), origins=MappingProxyType({})
    )
    copy = RecoveryCopy(fitting, {"age_years": Unreadable(text, problem)}, path, WHEN, "abc")
    assert read_recovery(recovery_bytes(copy), FIELDS) == copy


def test_that_a_slip_nobody_has_answered_is_written_for_the_window_alone() -> None:
    case = Case(Patient(FIELDS, {"bilirubin_mg_dl": 15.0}))
    with pytest.raises(CaseFileError, match="Did you mean"):
        proven_case_bytes(case)
    assert b'"bilirubin_mg_dl": 15' in proven_case_bytes(case, questions_later=True)
