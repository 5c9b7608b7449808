"""Lesions of the liver: one row for each structure that lies there, with its latest size."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.case.fields import FieldCatalogue, FieldSpec
from engine.case.limits import MOST_LESIONS
from engine.intake.codes import CodeTables
from engine.intake.facts import Asked, Dropped, Reason, Source, Taken
from engine.intake.fhir.diagnoses import Diagnosis
from engine.intake.fhir.observations import AMENDING, ObservationReader, observed_at, outcome_of
from engine.intake.fhir.quantities import NoValue, Number, read_quantity
from engine.intake.fhir.resources import Json, PatientRecord, Resource, codings, extensions, is_modified, objects
from engine.intake.fhir.series import Candidate, Outcome, choose
from engine.intake.instants import Moment

_FIELD = "lesions"
#: morphologies of a mass that may be a metastasis; any other (a cyst, a haemangioma) is asked about
_TUMOUR_MORPHOLOGIES = ("367651003",)
#: measured on what was taken out: 787377000 is the gross examination of a specimen
_ON_SPECIMEN = ("787377000",)


@dataclass(slots=True)
class _Row:
    """One structure in the liver, perhaps described more than once."""

    resources: list[Resource] = field(repr=False)
    segment: str | None
    sizes: list[Candidate] = field(default_factory=list)
    left_body: bool = False


def lesions_of(
    record: PatientRecord,
    observations: ObservationReader,
    diagnoses: list[Diagnosis],
    tables: CodeTables,
    fields: FieldCatalogue,
    board: dt.date,
) -> tuple[list[Taken], list[Asked]]:
    """Return the rows of the lesion table, and what has to be asked about them."""
    asked: list[Asked] = []
    rows = _rows(record, tables, diagnoses, asked)
    if len(rows) > MOST_LESIONS:
        return [], [Asked(_FIELD, "too_many_lesions", Source(rows[0].resources[0].position, "BodyStructure"))]
    homeless = _sort_sizes(record, observations, tables, fields, rows, asked)
    if homeless:
        asked.append(Asked(_FIELD, "not_resolved", homeless[0], str(len(homeless))))
    written: list[dict[str, Any]] = []
    sources: list[Source] = []
    with_size = 0
    for number, row in enumerate((row for row in rows if not row.left_body or row.sizes), 1):
        cells, source, told = _cells(row, number, (board, record.died), tables)
        asked += told
        with_size += "diameter_cm" in cells
        written.append(cells)
        sources.append(source)
    if not with_size:
        return [], asked
    dated = [source for source in sources if source.when is not None]
    newest = max(dated, key=lambda source: source.when.first_day if source.when else board, default=sources[0])
    return [Taken(_FIELD, newest, written)], asked


def _rows(record: PatientRecord, tables: CodeTables, diagnoses: list[Diagnosis], asked: list[Asked]) -> list[_Row]:
    rows: list[_Row] = []
    of_name: dict[tuple[str, str], _Row] = {}
    by_body: dict[int, list[Diagnosis]] = {}
    for one in diagnoses:
        by_body.setdefault(id(one.resource.body), []).append(one)
    for resource in record.of_kind("BodyStructure"):
        places = _places(resource.body, tables)
        source = Source(resource.position, "BodyStructure")
        if not any(place.split(":")[0] == "liver" for place in places):
            if _liver_under_another_name(resource.body, tables):
                asked.append(Asked(_FIELD, "code_contradicts_name", source))
            elif not places and _is_of_the_liver(record, resource, by_body):
                # Where it lies is not said in a way that is known here; left out unsaid, one lesion would be missing.
                asked.append(Asked(_FIELD, "place_unclear", source))
            continue
        problem = _why_no_lesion(record, resource)
        if problem is not None:
            if problem != "dropped":
                asked.append(Asked(_FIELD, problem, source))
            continue
        _tell_of_relation(record, resource, by_body, source, asked)
        segments = {place.partition(":")[2] for place in places} - {""}
        names = {
            (str(own.get("system", "")), str(own["value"]))
            for own in objects(resource.body.get("identifier"))
            if own.get("value")
        }
        same = next((of_name[name] for name in names if name in of_name), None)
        if same is not None:
            same.resources.append(resource)
        else:
            same = _Row([resource], segments.pop() if len(segments) == 1 else None)
            rows.append(same)
        of_name.update(dict.fromkeys(names, same))
        if len(rows) > MOST_LESIONS:
            break
    return rows


def _places(body: Json, tables: CodeTables) -> list[str]:
    places = [body.get("location"), *objects(body.get("locationQualifier"))]
    return [found for place in places for coding in codings(place) if (found := tables.place_of(coding))]


def _liver_under_another_name(body: Json, tables: CodeTables) -> bool:
    return any(
        found.value.startswith("liver")
        for coding in codings(body.get("location"))
        if (found := tables.places.find(tables.system(coding.get("system")), str(coding.get("code"))))
    )


def _is_of_the_liver(record: PatientRecord, resource: Resource, by_body: Mapping[int, list[Diagnosis]]) -> bool:
    """Whether a structure is said to belong to a diagnosis of the liver that stands."""
    named = (
        record.resolve(found.get("valueReference"), resource)
        for found in extensions(resource.body, "/mcode-related-condition")
    )
    return any(
        diagnosis.value == "liver" for one in named if one is not None for diagnosis in by_body.get(id(one.body), ())
    )


def _why_no_lesion(record: PatientRecord, resource: Resource) -> Reason | Dropped | None:
    body = resource.body
    if body.get("active") is False:
        return "dropped"
    if not record.is_about_the_patient(resource):
        return "no_subject"
    if is_modified(body) or record.is_ambiguous(resource):
        return "not_understood"
    morphologies = {str(coding.get("code")) for coding in codings(body.get("morphology"))}
    if morphologies and not morphologies & set(_TUMOUR_MORPHOLOGIES):
        return "kind_unclear"
    for found in extensions(body, "/mcode-related-condition"):
        condition = record.resolve(found.get("valueReference"), resource)
        if condition is not None and _never_was(condition.body):
            return "dropped"
    return None


def _never_was(condition: Json) -> bool:
    return bool(
        {str(coding.get("code")) for coding in codings(condition.get("verificationStatus"))}
        & {"refuted", "entered-in-error"}
    )


def _tell_of_relation(
    record: PatientRecord,
    resource: Resource,
    by_body: Mapping[int, list[Diagnosis]],
    source: Source,
    asked: list[Asked],
) -> None:
    for found in extensions(resource.body, "/mcode-related-condition"):
        condition = record.resolve(found.get("valueReference"), resource)
        if condition is None:
            asked.append(Asked(_FIELD, "not_resolved", source, "condition"))
            continue
        named = by_body.get(id(condition.body), [])
        if any(one.says in ("primary", "other_primary") and one.value != "liver" for one in named):
            asked.append(Asked(_FIELD, "lesion_of_the_primary", source))


def _sort_sizes(
    record: PatientRecord,
    observations: ObservationReader,
    tables: CodeTables,
    fields: FieldCatalogue,
    rows: list[_Row],
    asked: list[Asked],
) -> list[Source]:
    """Give each measurement to its lesion; return those whose lesion the file does not hold."""
    homeless: list[Source] = []
    for resource, body in observations.sizes:
        source = Source(resource.position, "Observation", "loinc 21889-1", observed_at(resource.body))
        row, is_lost = _row_of(record, resource, rows)
        if row is None:
            if is_lost or _in_liver(resource.body, tables):
                homeless.append(source)
            continue
        if any(str(coding.get("code")) in _ON_SPECIMEN for coding in codings(resource.body.get("method"))):
            asked.append(Asked(_FIELD, "lesion_gone_from_body", source))
            row.left_body = True
            continue
        row.sizes.append(
            Candidate(
                source,
                _reader(resource, body, observations, fields.lesion_by_id["diameter_cm"]),
                is_amended=resource.body.get("status") in AMENDING,
                issued=resource.body.get("issued"),
            )
        )
    return homeless


def _reader(resource: Resource, body: Json, observations: ObservationReader, spec: FieldSpec) -> Callable[[], Outcome]:
    return lambda: outcome_of(_size(resource, body, observations, spec))


def _row_of(record: PatientRecord, resource: Resource, rows: list[_Row]) -> tuple[_Row | None, bool]:
    """Return the lesion that was measured; the second is whether it is one that cannot be found."""
    is_lost = False
    for reference in (*objects(resource.body.get("focus")), *_body_structures(resource.body)):
        named = record.resolve(reference, resource)
        if named is None:
            is_lost = True
            continue
        for row in rows:
            if any(one.body is named.body for one in row.resources):
                return row, False
    return None, is_lost


def _body_structures(body: Json) -> list[object]:
    return [found.get("valueReference") for found in extensions(body, "/bodySite")]


def _in_liver(body: Json, tables: CodeTables) -> bool:
    return any(tables.place_of(coding).startswith("liver") for coding in codings(body.get("bodySite")))


def _size(resource: Resource, body: Json, observations: ObservationReader, spec: FieldSpec) -> object:
    """Read the longest dimension of one measurement."""
    problem = observations.standing(resource, body)
    if problem is not None:
        return problem
    tables = observations.tables
    longest: list[Json] = []
    others = 0
    for part in objects(body.get("component")):
        says = {
            meaning.says
            for coding in codings(part.get("code"))
            if (meaning := tables.components.get((tables.system(coding.get("system")), str(coding.get("code")))))
        }
        if says == {"longest"}:
            longest.append(part)
        others += says == {"other"}
    if not longest and body.get("valueQuantity") is not None:
        longest = [body]
    if len(longest) != 1 or is_modified(longest[0]):
        reason: Reason = "not_performed" if body.get("dataAbsentReason") is not None else "no_number"
        return NoValue(reason, "longest" if others else "")
    found = read_quantity(longest[0], "lesion_size", spec, tables)
    # Nothing was seen any more, or nothing was entered: that is no diameter.
    return NoValue("no_size") if isinstance(found, Number) and found.value == 0 else found


def _cells(
    row: _Row, number: int, days: tuple[dt.date, Moment | None], tables: CodeTables
) -> tuple[dict[str, Any], Source, list[Asked]]:
    """Return one row of the table, where its size stands, and what is told of it; `days` as of the board and death."""
    board, died = days
    cells: dict[str, Any] = {}
    source = Source(row.resources[0].position, "BodyStructure")
    chosen = choose(_FIELD, row.sizes, board, tables.limits["lesion_size"], died)
    told = [Asked(one.field, one.reason, one.source, one.detail or f"lesion {number}") for one in chosen.asked]
    if chosen.candidate is None:
        told.append(Asked(_FIELD, "lesion_without_size", source, f"lesion {number}"))
    else:
        cells["diameter_cm"] = chosen.candidate.outcome.value
        source = chosen.candidate.source
        moments = {one.when.text for one in row.sizes if one.when is not None and one.when.first_day <= board}
        if len(moments) > 1:
            told.append(Asked(_FIELD, "measured_again", source, f"lesion {number}"))
    if row.segment is not None:
        cells["segment"] = row.segment
    return cells, source, told
