"""Readable cases: a patient, what must be found, and the place in the paper; run by the tests and by the program.

The files under `resources/selftest/` are shipped, so that a department can prove its own installation: the same
program, library and cases give the same answers. `tests/cases/README.md` describes the format.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from engine.case.fields import FieldCatalogue, nearest_name
from engine.case.format.input_values import InputProblem, read_input, value_as_json
from engine.case.patient import Patient, Value
from engine.evidence.library import Library
from engine.findings.assess import assess
from engine.findings.assessment import Assessment, ConcernFinding, CriterionFinding, OptionFinding, Status, Verdict
from engine.reading.mistakes import Problem, UserMistake
from engine.words.said import Said, fault, in_row, own, say


class SelfTestError(UserMistake):
    """A file of cases that cannot be used."""


class ReadableCase(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One patient and what must be found. Everything expected is optional; something must be.

    Attributes
    ----------
    name : short and unique in its file.
    sentence : what the case shows, as a clinician would say it.
    place : where in the paper it stands.
    like : name of an earlier case of the same file from whose inputs this one starts.
    inputs : as in a case file; they replace those of `like`.
    without : inputs of `like` that are not known here.
    statuses : criterion id to status.
    verdicts : modality to verdict.
    score : lowest and highest possible clinical risk score.
    spread : level of spread by tumour height.
    derived : derived values in use.
    dissent : criterion id to the sources that would decide otherwise, all of them.
    cautions : ids of cautions that must be shown, anywhere.
    no_cautions : ids of cautions that must not be shown.
    concerns : ids of concerns that must hold.
    no_concerns : ids of concerns that must not hold.
    says : criterion id to words that its reason must hold.
    """

    name: str
    sentence: str
    place: str
    like: str | None = None
    inputs: dict[str, Any] = {}
    without: tuple[str, ...] = ()
    statuses: dict[str, Status] = {}
    verdicts: dict[str, Verdict] = {}
    score: tuple[int, int] | None = None
    spread: str | None = None
    derived: dict[str, Any] = {}
    dissent: dict[str, tuple[str, ...]] = {}
    cautions: tuple[str, ...] = ()
    no_cautions: tuple[str, ...] = ()
    concerns: tuple[str, ...] = ()
    no_concerns: tuple[str, ...] = ()
    says: dict[str, str] = {}


class _CaseFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    format: str
    about: str
    case: tuple[ReadableCase, ...]


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What one case gave; no failures means that all was found as expected."""

    file: str
    name: str
    sentence: str
    place: str
    failures: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.file}: {self.name}: {'; '.join(self.failures) or 'as expected'} [{self.place}]"


@dataclass(frozen=True, slots=True)
class SuiteResult:
    """What the whole suite gave.

    Attributes
    ----------
    sha256 : of the files of cases.
    """

    results: tuple[CaseResult, ...]
    sha256: str
    evidence_version: str
    evidence_sha256: str

    @property
    def failed(self) -> tuple[CaseResult, ...]:
        """The cases that did not give what they must."""
        return tuple(result for result in self.results if result.failures)

    def lines(self) -> tuple[str, ...]:
        """Return one line for each failed case, a closing line, and the hashes."""
        return (
            *(f"FAILED  {result}" for result in self.failed),
            say("{cases} cases, {failed} failed", cases=str(len(self.results)), failed=str(len(self.failed))),
            f"cases     sha256 {self.sha256}",
            f"evidence  sha256 {self.evidence_sha256}  version {self.evidence_version}",
        )


def run_cases(folder: Path, fields: FieldCatalogue, library: Library) -> SuiteResult:
    """Assess every case of a folder and hold the findings against what is expected.

    Parameters
    ----------
    folder : holds `*.toml` files of cases.

    Raises
    ------
    SelfTestError : there are no cases, or a file of them is itself wrong.
    """
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        raise SelfTestError(fault("{folder}: there are no cases. Install the program again.", folder=folder.name))
    digest = hashlib.sha256()
    cases: dict[str, tuple[ReadableCase, ...]] = {}
    for path in paths:
        data = path.read_bytes()
        digest.update(f"{path.name}\0{len(data)}\0".encode())
        digest.update(data)
        # All files are read before anything is assessed: a broken one is told at once.
        cases[path.name] = parse_cases(path.name, data)
    results = [result for name, read in cases.items() for result in _run_file(name, read, fields, library)]
    return SuiteResult(tuple(results), digest.hexdigest(), library.version, library.sha256)


def _run_file(
    name: str, cases: Iterable[ReadableCase], fields: FieldCatalogue, library: Library
) -> Iterator[CaseResult]:
    inputs_of: dict[str, dict[str, Any]] = {}
    for case in cases:
        if case.like is not None and case.like not in inputs_of:
            raise SelfTestError(
                fault(
                    "{name}: {case}: there is no earlier case “{like}”. Name one above it.",
                    name=name,
                    case=case.name,
                    like=case.like,
                )
            )
        inputs = {**inputs_of.get(case.like or "", {}), **case.inputs}
        for absent in case.without:
            if absent not in inputs:
                raise SelfTestError(
                    fault(
                        "{name}: {case}: “{absent}” is not there to be left out. Remove it.",
                        name=name,
                        case=case.name,
                        absent=absent,
                    )
                )
            del inputs[absent]
        inputs_of[case.name] = inputs
        assessment = assess(_patient(f"{name}: {case.name}", inputs, fields), library)
        yield CaseResult(name, case.name, case.sentence, case.place, tuple(_failures(case, assessment)))


def parse_cases(name: str, data: bytes) -> tuple[ReadableCase, ...]:
    """Return the cases of one file, in order.

    Raises
    ------
    SelfTestError : not TOML, a key that is not known, a name twice, or a case that expects nothing.
    """
    try:
        file = msgspec.convert(tomllib.loads(data.decode("utf-8")), _CaseFile)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise SelfTestError(
            fault("{name}: {error}. Mend it there.", name=name, error=" ".join(str(error).split()))
        ) from None
    if file.format != "beamside-selftest/1":
        raise SelfTestError(
            fault('{name}: this is no file of cases. It begins with format = "beamside-selftest/1".', name=name)
        )
    seen: set[str] = set()
    for case in file.case:
        if case.name in seen:
            raise SelfTestError(
                fault(
                    "{name}: {case}: this name stands twice. Give one another name.",
                    name=name,
                    case=case.name,
                )
            )
        seen.add(case.name)
        expected = (case.statuses, case.verdicts, case.derived, case.dissent, case.cautions, case.no_cautions)
        if not any((*expected, case.says, case.score, case.spread, case.concerns, case.no_concerns)):
            raise SelfTestError(
                fault("{name}: {case}: nothing is expected. Say what must be found.", name=name, case=case.name)
            )
    return file.case


def _patient(place: str, inputs: Mapping[str, Any], fields: FieldCatalogue) -> Patient:
    values: dict[str, Value | None] = {}
    problems: list[Problem | Said] = []
    for field_id, raw in inputs.items():
        if field_id not in fields:
            near = fields.nearest(field_id)
            problems.append(
                fault(
                    "{place}: {field_id}: there is no such field. {meant}",
                    place=place,
                    field_id=field_id,
                    meant=_meant(near),
                )
            )
            continue
        try:
            values[field_id] = read_input(fields[field_id], raw, fields, confirmed=True)
        except InputProblem as problem:
            problems += [in_row((own(place), one.said), ": ") for one in problem.problems]
    if problems:
        raise SelfTestError(*problems)
    return Patient(fields, values)


def _meant(near: str | None) -> Said:
    return fault("Did you mean “{near}”?", near=near) if near else say("Correct the name.")


def _failures(case: ReadableCase, found: Assessment) -> Iterator[str]:
    yield from _of_criteria(case, {c.id: c for option in found.options for c in option.criteria})
    yield from _of_verdicts(case, {option.modality: option for option in found.options})
    yield from _of_the_rest(case, found)
    concerns = {concern.id: concern for option in found.options for concern in option.concerns}
    yield from _of_concerns(case, concerns)
    shown = {caution.id for option in found.options for caution in option.cautions}
    shown |= {caution.id for caution in found.spread.cautions}
    yield from (f"the caution {name} should be shown, and is not" for name in case.cautions if name not in shown)
    yield from (f"the caution {name} should not be shown, and is" for name in case.no_cautions if name in shown)


def _of_concerns(case: ReadableCase, concerns: Mapping[str, ConcernFinding]) -> Iterator[str]:
    for name in (*case.concerns, *case.no_concerns):
        if name not in concerns:
            yield f"there is no concern {name}. {_meant(nearest_name(name, concerns))}"
    said = {True: "holds", False: "does not hold", None: "is not known"}
    for name in case.concerns:
        if name in concerns and concerns[name].holds is not True:
            yield f"the concern {name} should hold, and {said[concerns[name].holds]}"
    for name in case.no_concerns:
        if name in concerns and concerns[name].holds is True:
            yield f"the concern {name} should not hold, and does"


def _of_criteria(case: ReadableCase, criteria: Mapping[str, CriterionFinding]) -> Iterator[str]:
    for name in dict.fromkeys((*case.statuses, *case.dissent, *case.says)):
        criterion = criteria.get(name)
        if criterion is None:
            yield f"there is no criterion {name}. {_meant(nearest_name(name, criteria))}"
            continue
        if criterion.status != case.statuses.get(name, criterion.status):
            yield f"{name} should be {case.statuses[name]}, and is {criterion.status} ({criterion.why})"
        if case.says.get(name, "") not in criterion.why:
            yield f"the reason of {name} should say “{case.says[name]}”, and says “{criterion.why}”"
        others = sorted(dissent.source for dissent in criterion.dissent)
        if others != sorted(case.dissent.get(name, others)):
            yield f"{name} should be disputed by {_listed(case.dissent[name])}, and is by {_listed(others)}"


def _of_verdicts(case: ReadableCase, options: Mapping[str, OptionFinding]) -> Iterator[str]:
    for name, verdict in case.verdicts.items():
        if name not in options:
            yield f"there is no modality {name}. {_meant(nearest_name(name, options))}"
        elif options[name].verdict != verdict:
            yield f"{name} should be {verdict}, and is {options[name].verdict} ({options[name].verdict_in_words})"


def _of_the_rest(case: ReadableCase, found: Assessment) -> Iterator[str]:
    if case.score is not None:
        span = next((score.range for score in found.scores if score.id == "clinical_risk_score"), None)
        if span != case.score:
            yield f"the clinical risk score should be {_span(case.score)}, and is {_span(span)}"
    if case.spread is not None and found.spread.level != case.spread:
        yield f"spread should be {case.spread}, and is {found.spread.level}"
    for name, value in case.derived.items():
        if found.derived.get(name) != value_as_json(value):
            yield f"{name} should follow as {value}, and is {found.derived.get(name, 'not derived')}"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "nobody"


def _span(span: tuple[int, int] | None) -> str:
    return "not given" if span is None else f"{span[0]} to {span[1]}"
