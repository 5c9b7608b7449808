"""What was shown when a case was saved: kept in the file, no input, refused in one sentence where it is malformed."""

from __future__ import annotations

import json
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from engine.case.case import Case
from engine.case.decisions.saved_findings import MOST_ENTRIES, SavedOption, read_saved_findings
from engine.case.fields import FieldCatalogue
from engine.case.files.case_file import load_case, save_case
from engine.case.files.sealed_case import Hardness, Seal, unseal
from engine.case.format.case_json import case_bytes, case_sha256
from engine.case.format.case_parsing import parse_case
from engine.case.patient import Patient

SHOWN = MappingProxyType(
    {
        "sbrt": SavedOption("borderline", {"sbrt.lesion_count": "met", "sbrt.largest_lesion": "borderline"}),
        "systemic_therapy": SavedOption("within", {}),
    }
)
AS_JSON = {
    "sbrt": {"verdict": "borderline", "criteria": {"sbrt.lesion_count": "met", "sbrt.largest_lesion": "borderline"}},
    "systemic_therapy": {"verdict": "within", "criteria": {}},
}


@pytest.fixture
def case(fields: FieldCatalogue) -> Case:
    """Return a case of two inputs."""
    return Case(Patient(fields, {"age_years": 66.0, "modality": "sbrt"}), label="case B")


def file_with(findings: object) -> bytes:
    contents = {"format": "beamside-case/1", "saved_with": {"evidence_version": "1", "findings": findings}}
    return json.dumps(contents).encode()


@pytest.mark.hazard("old-evidence")
def test_that_what_was_shown_is_read_as_it_was_written(case: Case, fields: FieldCatalogue, tmp_path: Path) -> None:
    path = tmp_path / "b.beamside.json"
    save_case(case, path, {"evidence_version": "2026.1"}, SHOWN)
    again = load_case(path, fields)
    assert dict(again.saved_with) == {"evidence_version": "2026.1"}
    assert again.saved_findings == SHOWN
    assert json.loads(path.read_text("utf-8"))["saved_with"]["findings"] == AS_JSON
    assert case_bytes(again, again.saved_with, again.saved_findings) == path.read_bytes()


@pytest.mark.hazard("old-evidence")
def test_that_a_sealed_case_holds_it_too_and_shows_nothing_of_it(case: Case, fields: FieldCatalogue) -> None:
    seal = Seal.new("correct horse", Hardness(iterations=1, lanes=1, memory_kib=64))
    data = seal.close(case, {"evidence_version": "2026.1"}, SHOWN)
    assert b"lesion_count" not in data
    assert unseal(data, "correct horse", fields).saved_findings == SHOWN


def test_that_it_is_no_input(case: Case, fields: FieldCatalogue) -> None:
    plain, with_findings = parse_case(case_bytes(case), fields), parse_case(case_bytes(case, {}, SHOWN), fields)
    assert with_findings.saved_findings == SHOWN
    assert not plain.saved_findings
    assert case_sha256(plain) == case_sha256(with_findings) == case_sha256(case)
    assert plain == with_findings
    assert case_bytes(with_findings) == case_bytes(plain)


@pytest.mark.parametrize("saved_with", [None, {}, {"evidence_version": "2025.1"}, {"findings": None}])
def test_that_an_older_file_without_it_opens(saved_with: object, fields: FieldCatalogue) -> None:
    data = json.dumps({"format": "beamside-case/1", "saved_with": saved_with}).encode()
    assert not parse_case(data, fields).saved_findings


@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize(
    "findings",
    [
        [],
        "met",
        1,
        {"sbrt": "within"},
        {"sbrt": {"verdict": "within"}},
        {"sbrt": {"criteria": {}}},
        {"sbrt": {"verdict": "within", "criteria": {}, "patient": "x"}},
        {"sbrt": {"verdict": None, "criteria": {}}},
        {"sbrt": {"verdict": "Herr Müller", "criteria": {}}},
        {"sbrt": {"verdict": "within\n", "criteria": {}}},
        {"sbrt": {"verdict": "within", "criteria": []}},
        {"sbrt": {"verdict": "within", "criteria": {"sbrt.lesion_count": 1}}},
        {"sbrt": {"verdict": "within", "criteria": {"two words": "met"}}},
        {"sbrt": {"verdict": "w" * 201, "criteria": {}}},
        {"": {"verdict": "within", "criteria": {}}},
        {f"m{number}": {"verdict": "within", "criteria": {}} for number in range(MOST_ENTRIES + 1)},
        {"sbrt": {"verdict": "within", "criteria": {f"c{number}": "met" for number in range(MOST_ENTRIES + 1)}}},
    ],
    ids=lambda value: ascii(value)[:60],
)
def test_that_a_malformed_one_gets_one_sentence_and_is_set_aside(findings: Any, fields: FieldCatalogue) -> None:
    case = parse_case(file_with(findings), fields, "c.json")
    (problem,) = case.set_aside
    assert str(problem) == (
        "c.json: saved_with.findings: for each option a verdict and the status of each criterion are expected. "
        "What it says of the last saving is set aside; results do not depend on it."
    )
    assert dict(case.saved_with) == {"evidence_version": "1"}
    assert not case.saved_findings


NO_TEXTS: list[tuple[object, str]] = [
    ([], "saved_with: this is not what the program writes there."),
    ("2026.1", "saved_with: this is not what the program writes there."),
    ({f"k{number}": "v" for number in range(MOST_ENTRIES + 1)}, "saved_with: this is not what the program writes"),
    ({"engine_version": 1}, "saved_with.engine_version: one short text is expected."),
    ({"evidence_version": None}, "saved_with.evidence_version: one short text is expected."),
    ({"evidence_version": "v" * 201}, "saved_with.evidence_version: one short text is expected."),
    ({"evidence_version": "one\n" * 3000}, "saved_with.evidence_version: one short text is expected."),
    ({"evidence_version": "\ud800"}, "saved_with.evidence_version: one short text is expected."),
    ({"fndings": {}}, "saved_with.fndings: there is no such key."),
]


@pytest.mark.hazard("old-evidence")
@pytest.mark.parametrize(("saved_with", "words"), NO_TEXTS, ids=lambda value: ascii(value)[:40])
def test_that_what_cannot_be_read_of_the_last_saving_is_told_and_the_case_opens(
    saved_with: object, words: str, fields: FieldCatalogue
) -> None:
    contents = {"format": "beamside-case/1", "inputs": {"age_years": 66}, "label": "x"}
    found = parse_case(json.dumps(contents | {"saved_with": saved_with}).encode(), fields, "c.json")
    (problem,) = found.set_aside
    assert str(problem).startswith(f"c.json: {words}")
    assert str(problem).endswith("is set aside; results do not depend on it.")
    assert (dict(found.saved_with), dict(found.saved_findings)) == ({}, {})
    plain = parse_case(json.dumps(contents).encode(), fields, "c.json")
    assert plain.set_aside == ()
    assert found == plain
    assert case_bytes(found) == case_bytes(plain)


def test_that_a_version_may_be_as_long_as_the_limit_and_a_strange_one_is_kept(fields: FieldCatalogue) -> None:
    saved_with = {"evidence_version": "v" * 200, "workstation": "3"}
    found = parse_case(json.dumps({"format": "beamside-case/1", "saved_with": saved_with}).encode(), fields)
    assert (dict(found.saved_with), found.set_aside) == (saved_with, ())


def test_that_the_largest_one_that_is_allowed_is_read() -> None:
    criteria = {f"c{number}": "w" * 200 for number in range(MOST_ENTRIES)}
    found = read_saved_findings({f"m{number}": {"verdict": "x", "criteria": criteria} for number in range(3)})
    assert found is not None
    assert found["m2"].criteria == criteria
