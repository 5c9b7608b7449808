"""What is decided is said in German as a whole, and nothing that a program reads changes with the language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import main
from engine.case.fields import FieldCatalogue, load_fields
from engine.case.format.case_parsing import parse_case
from engine.case.patient import Patient
from engine.evidence.library import Library
from engine.evidence.loading import load_library
from engine.findings.assess import assess
from engine.findings.assessment import Assessment
from engine.report.writers.text_in_language import assessment_in_language
from engine.words.language import Language, load_language

pytestmark = pytest.mark.slow

#: English words that no German sentence of the catalogue holds
ENGLISH = re.compile(r"\b(the|of|and|is|are|not|known|with|liver function|would|criteria met|lesions?)\b")


@pytest.fixture(scope="module")
def fields(resources: Path) -> FieldCatalogue:
    """Return the fields."""
    return load_fields(resources)


@pytest.fixture(scope="module")
def library(resources: Path, fields: FieldCatalogue) -> Library:
    """Return the library."""
    return load_library(resources / "evidence", {spec.id: spec.kind for spec in fields})


@pytest.fixture(scope="module")
def assessments(resources: Path, fields: FieldCatalogue, library: Library) -> list[Assessment]:
    """Return what is found of the examples, of nobody, and of everybody at the ends of what is usual."""
    examples = sorted((resources / "examples").glob("*.beamside.json"))
    cases = [parse_case(path.read_bytes(), fields, path.name).patient for path in examples]
    ends: list[dict[str, object]] = [{}, {}]
    for spec in fields:
        if spec.kind in ("number", "integer") and spec.usual is not None:
            for values, end in zip(ends, spec.usual, strict=True):
                values[spec.id] = int(end) if spec.kind == "integer" else end
        elif spec.kind == "choice":
            ends[0][spec.id], ends[1][spec.id] = spec.choices[0].value, spec.choices[-1].value
        elif spec.kind == "flag":
            ends[0][spec.id], ends[1][spec.id] = False, True
        elif spec.kind == "list":
            ends[0][spec.id], ends[1][spec.id] = (), tuple(str(choice.value) for choice in spec.choices)
    patients = [*cases, Patient(fields, {}), *(Patient(fields, values) for values in ends)]
    return [assess(patient, library) for patient in patients]


def said_of(found: Assessment) -> Iterator[str]:
    """Yield everything that is covered."""
    for option in found.options:
        yield from (option.label, option.verdict_in_words, option.reason_in_words)
        for criterion in option.criteria:
            yield from (criterion.label, criterion.threshold, criterion.why, criterion.flip, criterion.fact)
        for concern in option.concerns:
            yield from (concern.about, concern.brief, concern.text)
    yield from (question.text for question in found.questions)
    for missing in found.missing:
        yield from (missing.label, missing.in_words)


def without_names(text: str) -> str:
    """Return a text without references and quotations, and without the remark behind the name of a source."""
    without_references = text.split("\nLITERATUR\n", maxsplit=1)[0]
    return re.sub(r"\(range\s+of\s+series\)|„[^“]*“", "", without_references)


def test_that_everything_covered_is_said_in_german(resources: Path, assessments: list[Assessment]) -> None:
    german = load_language(resources, "de").watched()
    left = {text for found in assessments for words in said_of(found) if ENGLISH.search(text := german.of(words))}
    assert (left, german.missing) == (set(), [])


def test_that_the_text_is_german_until_it_says_that_english_follows(
    resources: Path, fields: FieldCatalogue, assessments: list[Assessment]
) -> None:
    german = load_language(resources, "de")
    text = assessment_in_language(assessments[0], fields, german)
    covered, rest = text.split("=" * 100)
    assert "Übersetzung nicht klinisch geprüft" in covered
    assert {"NEBENWIRKUNGEN", "LITERATUR"} <= {line.split(":")[0] for line in covered.splitlines()}
    body = without_names(covered.split("\n", 1)[1])
    assert not ENGLISH.search(body), ENGLISH.search(body)
    assert "HARMS" in rest
    assert "ohne Übersetzung" not in covered


def test_that_groups_and_cautions_of_what_is_planned_are_german(
    resources: Path, fields: FieldCatalogue, assessments: list[Assessment]
) -> None:
    german = load_language(resources, "de")
    texts = [assessment_in_language(found, fields, german).split("=" * 100)[0] for found in assessments]
    covered = " ".join("\n".join(texts).split())
    headings = ("PUBLIZIERTE PATIENTENGRUPPEN", "VORBEHALTE UND STRITTIGE")
    assert [words for words in (*headings, "vergleichbar") if words not in covered] == []
    found = [ENGLISH.search(without_names(text.split("\n", 1)[1])) for text in texts if "\n" in text]
    assert [match for match in found if match] == []


def test_that_a_record_without_a_translation_is_counted(fields: FieldCatalogue, assessments: list[Assessment]) -> None:
    text = assessment_in_language(assessments[0], fields, Language("de", {("", "Age"): "Alter"}))
    assert "sentences above have no translation yet" in text


def run(capsysbinary: pytest.CaptureFixture[bytes], *arguments: str) -> bytes:
    """Run `beamside assess` and return what it wrote."""
    assert main.main(["assess", *arguments]) == 0
    return capsysbinary.readouterr().out


def test_that_json_has_no_language_and_english_is_as_before(
    resources: Path, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    case = str(resources / "examples/sbrt-candidate.beamside.json")
    assert run(capsysbinary, case, "--language", "de") == run(capsysbinary, case)
    english = run(capsysbinary, case, "--format", "text")
    assert english == run(capsysbinary, case, "--format", "text", "--language", "en")
    german = run(capsysbinary, case, "--format", "text", "--language", "de").decode()
    assert "Publizierte Kriterien erfüllt" in german
    assert german.endswith(english.decode())
