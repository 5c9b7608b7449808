"""From a record to what a case can take of it. Pure but for the one file that is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from engine.case.fields import FieldCatalogue
from engine.intake.codes import CodeTables
from engine.intake.facts import Asked, Reason, Source, Taken
from engine.intake.fhir.bundle_file import RecordFile, read_record_file
from engine.intake.fhir.diagnoses import Diagnosis, DiagnosisReader, from_diagnoses
from engine.intake.fhir.lesions_found import lesions_of
from engine.intake.fhir.observations import ObservationReader
from engine.intake.fhir.person import person_of
from engine.intake.fhir.resources import PatientRecord, Resource, codings, extensions, objects
from engine.intake.fhir.series import Candidate, choose
from engine.intake.fhir.treatments import treatments_of
from engine.intake.instants import Moment, out_of_time

_HISTOLOGY = "histology"
_HISTOLOGY_EXTENSIONS = (
    "/mcode-histology-morphology-behavior",
    "/mii-ex-onko-histology-morphology-behavior-icdo3",
)
_HEIGHT = "tumour_height_cm"


@dataclass(frozen=True, slots=True)
class Intake:
    """What one record gives for a case.

    Attributes
    ----------
    taken : at most one value for each field, in the order of the form.
    asked : what a person has to look at, in the order of the form.
    sha256 : of the file.
    board : the day for which it was read.
    """

    taken: tuple[Taken, ...]
    asked: tuple[Asked, ...]
    sha256: str
    board: dt.date


def read_record(path: Path, fields: FieldCatalogue, tables: CodeTables, board: dt.date) -> Intake:
    """Read a FHIR R4 bundle, or NDJSON of one patient.

    Parameters
    ----------
    board : the day of the board: what is dated after it is passed over, and ages are told on it.

    Raises
    ------
    IntakeError : the file is no record of one patient.
    """
    return intake_of(read_record_file(path), fields, tables, board)


def intake_of(file: RecordFile, fields: FieldCatalogue, tables: CodeTables, board: dt.date) -> Intake:
    """Return what the resources of a file give for a case.

    Raises
    ------
    IntakeError : they are of no patient, or of more than one.
    """
    record = PatientRecord(file)
    taken, asked = person_of(record, fields, board)
    diagnoses = DiagnosisReader(record, tables, board)
    diagnoses.read()
    observations = ObservationReader(record, tables, fields)
    observations.read()
    asked += [*diagnoses.asked, *observations.asked]
    metastases, told = _metastases(record, observations, diagnoses.found, board)
    asked += told
    from_them = from_diagnoses(diagnoses.found, metastases)
    taken += from_them.taken
    asked += from_them.asked
    must_say = bool(diagnoses.unknown_primaries)
    for name, candidates in _by_field(record, observations, from_them.primary, asked, must_say=must_say).items():
        _keep(name, candidates, tables, (board, record.died), taken, asked)
    _histology(record, observations, from_them.primary, taken, asked, must_say=must_say)
    lesions, told = lesions_of(record, observations, diagnoses.found, tables, fields, board)
    given, told_of_treatment = treatments_of(record, tables, from_them.primary, board)
    taken += [*lesions, *given]
    asked += [*told, *told_of_treatment]
    have = {one.field for one in taken}
    asked += {one.field: one for one in observations.instead if one.field not in have}.values()
    taken, asked = _without_height_of_colon(taken, asked)
    order = {spec.id: number for number, spec in enumerate(fields)}
    return Intake(
        tuple(sorted(taken, key=lambda one: order[one.field])),
        tuple(sorted(dict.fromkeys(asked), key=lambda one: order.get(one.field, len(order)))),
        file.sha256,
        board,
    )


def _keep(
    name: str,
    candidates: list[Candidate],
    tables: CodeTables,
    days: tuple[dt.date, Moment | None],
    taken: list[Taken],
    asked: list[Asked],
) -> None:
    """Take what counts on the day of the board; `days` are that day and when the patient died."""
    board, died = days
    chosen = choose(name, candidates, board, tables.limits.get(name), died)
    asked += chosen.asked
    if chosen.candidate is not None:
        outcome = chosen.candidate.outcome
        taken.append(Taken(name, chosen.candidate.source, outcome.value, outcome.given))


def _by_field(
    record: PatientRecord,
    observations: ObservationReader,
    primary: Diagnosis | None,
    asked: list[Asked],
    *,
    must_say: bool,
) -> dict[str, list[Candidate]]:
    """Return the observations of each field; those of a stage only where they are about this tumour."""
    found = {name: list(candidates) for name, candidates in observations.found.items()}
    for name, resource, candidate in observations.of_a_tumour:
        if name in (_HISTOLOGY, "metastasis_site"):
            continue
        problem = _other_tumour(record, resource, primary, must_say=must_say)
        if candidate.outcome.problem is not None and candidate.outcome.problem.reason == "pathological":
            observations.instead.append(Asked(name, "pathological", candidate.source))
            continue
        if problem is None and _is_after_treatment(candidate.source, observations.after_treatment):
            problem = "after_treatment"
        if problem is not None:
            asked.append(Asked(name, problem, candidate.source))
        else:
            found.setdefault(name, []).append(candidate)
    return found


def _is_after_treatment(source: Source, marks: list[Source]) -> bool:
    """Whether the y symbol of the German profiles was set on the day of this category."""
    days = {mark.when.first_day if mark.when is not None else None for mark in marks}
    return bool(marks) and (source.when.first_day if source.when is not None else None) in days


def _other_tumour(
    record: PatientRecord, resource: Resource, primary: Diagnosis | None, *, must_say: bool
) -> Reason | None:
    """Return why an observation is not about the primary, None where it is.

    One that does not say is taken for the primary's, except where it `must_say`: there may be another tumour.
    """
    references = [
        *objects(resource.body.get("focus")),
        *(found.get("valueReference") for found in extensions(resource.body, "/mcode-related-condition")),
    ]
    named = [record.resolve(reference, resource) for reference in references]
    conditions = [one for one in named if one is not None and one.kind == "Condition"]
    if any(primary is not None and one.body is primary.resource.body for one in conditions):
        return None
    if conditions:
        return "other_tumour"
    if any(one is None for one in named):
        return "not_resolved"
    return "which_tumour" if must_say else None


def _metastases(
    record: PatientRecord, observations: ObservationReader, diagnoses: list[Diagnosis], board: dt.date
) -> tuple[dict[str, Source], list[Asked]]:
    """Return the places of distant metastases that observations name."""
    places: dict[str, Source] = {}
    asked: list[Asked] = []
    others = [one.resource.body for one in diagnoses if one.says == "other_primary"]
    for name, resource, candidate in observations.of_a_tumour:
        if name != "metastasis_site":
            continue
        when = candidate.when
        named = [record.resolve(reference, resource) for reference in objects(resource.body.get("focus"))]
        if candidate.outcome.problem is not None:
            asked.append(
                Asked(
                    "extrahepatic_sites",
                    candidate.outcome.problem.reason,
                    candidate.source,
                    candidate.outcome.problem.detail,
                )
            )
        elif (problem := out_of_time(when, board, record.died)) is not None:
            asked.append(Asked("extrahepatic_sites", problem, candidate.source))
        elif any(one is not None and any(one.body is other for other in others) for one in named):
            asked.append(Asked("extrahepatic_sites", "other_tumour", candidate.source))
        else:
            places.setdefault(str(candidate.outcome.value), candidate.source)
    return places, asked


def _histology(
    record: PatientRecord,
    observations: ObservationReader,
    primary: Diagnosis | None,
    taken: list[Taken],
    asked: list[Asked],
    *,
    must_say: bool,
) -> None:
    """Take the histology of the primary, where all that is said of it agrees."""
    found: list[tuple[str, Source]] = []
    if primary is not None:
        for ending in _HISTOLOGY_EXTENSIONS:
            for extension in extensions(primary.resource.body, ending):
                concept = extension.get("valueCodeableConcept")
                value = observations.answer(concept, _HISTOLOGY)
                if value is not None:
                    found.append((value, primary.source))
                elif any(coding.get("code") for coding in codings(concept)):
                    asked.append(Asked(_HISTOLOGY, "no_such_choice", primary.source))
    for name, resource, candidate in observations.of_a_tumour:
        if name != _HISTOLOGY:
            continue
        problem = _other_tumour(record, resource, primary, must_say=must_say)
        if problem is not None or candidate.outcome.problem is not None:
            reason = candidate.outcome.problem.reason if candidate.outcome.problem is not None else problem
            assert reason is not None
            asked.append(Asked(_HISTOLOGY, problem or reason, candidate.source))
        else:
            found.append((str(candidate.outcome.value), candidate.source))
    values = {value for value, _ in found}
    if len(values) == 1:
        taken.append(Taken(_HISTOLOGY, found[0][1], found[0][0]))
    elif values:
        asked.append(Asked(_HISTOLOGY, "several_disagree", found[0][1]))


def _without_height_of_colon(taken: list[Taken], asked: Iterable[Asked]) -> tuple[list[Taken], list[Asked]]:
    """A height above the anal verge is one of a rectal tumour: beside another site one of the two is wrong."""
    site = next((one.value for one in taken if one.field == "primary_site"), None)
    if site is None or site == "rectum":
        return taken, list(asked)
    heights = [one for one in taken if one.field == _HEIGHT]
    told = [Asked(_HEIGHT, "height_near_colon", one.source) for one in heights]
    return [one for one in taken if one.field != _HEIGHT], [*asked, *told]
