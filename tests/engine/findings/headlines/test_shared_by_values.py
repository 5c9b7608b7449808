"""What many patients have in common is found once, and holds on to none of them."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path
from typing import Any

import pytest

from bench.material.generated_patients import Generator
from engine.case.fields import FieldCatalogue
from engine.case.patient import Patient
from engine.evidence.library import Library
from engine.findings.by_values import keeping_nothing
from engine.findings.headlines.concern_words import brief_of, said_concerns
from engine.findings.headlines.concerns import answer, compiled_concerns
from engine.findings.shared_by_values import SharedByValues
from engine.modalities.listed import MODALITIES
from engine.words.language import load_language


class Counting:
    """Says what it reads, and counts how often; with `more` it reads a second field."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, values: Any) -> str:
        self.times += 1
        return f"{values('a')!r} {values('b') if values('more') else ''}"


@pytest.mark.parametrize(
    ("one", "other"), [(1, 2), (1, None), (1, 1.0), (1, True), (0, False), (0.0, 0), (("a",), ()), ("a", "b")]
)
def test_that_two_values_are_never_taken_for_one(one: object, other: object) -> None:
    find = Counting()
    shared = SharedByValues(find)
    said = [shared({"a": value}.get) for value in (one, other, one, other)]
    assert said == [f"{value!r} " for value in (one, other, one, other)]
    assert find.times == 2


def test_that_what_is_read_may_depend_on_what_was_read_of_others() -> None:
    find = Counting()
    shared = SharedByValues(find)
    patients = [{"a": 1, "b": b, "more": more} for more in (False, True, False) for b in (1, 2)]
    assert [shared(one.get) for one in patients] == ["1 ", "1 ", "1 1", "1 2", "1 ", "1 "]
    assert find.times == 3


def test_that_only_so_much_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.findings.shared_by_values._MOST", 3)
    find = Counting()
    shared = SharedByValues(find)
    for value in (1, 2, 3, 3, 4, 3, 4):
        assert shared({"a": value}.get) == f"{value} "
    assert find.times == 5


def test_that_no_patient_is_held() -> None:
    class Held:
        def value(self, name: str) -> object:
            return {"a": 1}.get(name)

    shared: SharedByValues[Any] = SharedByValues(lambda values: (values("a"), values))
    patient = Held()
    gone = weakref.ref(patient)
    number, read_again = shared(patient.value)
    del patient
    gc.collect()
    assert gone() is None
    assert read_again("a") == number == 1


def test_that_shared_words_are_a_patients_own_in_both_languages(
    fields: FieldCatalogue, library: Library, resources: Path
) -> None:
    german = load_language(resources, "de")
    makers = [Generator(fields, library, 41), Generator(fields, library, 42, ordinary=True)]
    patients = [Patient(fields, makers[place % 2].inputs()) for place in range(60)]
    named = 0
    for modality in MODALITIES:
        for patient in patients:
            compiled = compiled_concerns(modality, library)
            with keeping_nothing():
                answers = [answer(one, patient.value) for one in compiled]
                for level in ("hard", "weigh"):
                    told = said_concerns(modality, answers, level, patient.value, fields, library)
                    expected = sorted(
                        (german.of(brief), str(brief))
                        for one, holds in zip(compiled, answers, strict=True)
                        if holds and one.concern.level == level
                        for brief in [brief_of(one, holds, patient.value, fields)]
                    )
                    found = sorted(
                        (german.of(one.brief), str(one.brief)) for one in told if one.holds and one.level == level
                    )
                    assert found == expected
                    named += len(found)
    assert named > 500
