"""The person: age on the day of the board and sex. Nothing that identifies them leaves this module."""

from __future__ import annotations

import datetime as dt

from engine.case.fields import FieldCatalogue
from engine.intake.facts import Asked, Reason, Source, Taken
from engine.intake.fhir.resources import PatientRecord, Resource, is_modified, objects
from engine.intake.instants import completed_years, days_to_birthday, read_moment

_AGE, _SEX = "age_years", "sex"
#: The age changes within a month of the board: whoever moves the day of the board has to look.
_NEAR_DAYS = 31


def person_of(record: PatientRecord, fields: FieldCatalogue, board: dt.date) -> tuple[list[Taken], list[Asked]]:
    """Return age and sex, as far as the record gives them."""
    body = record.patient
    source = Source(record.patient_position, "Patient")
    if is_modified(body) or record.is_ambiguous(Resource(record.patient_position, "Patient", body, body)):
        return [], [Asked(_AGE, "not_understood", source), Asked(_SEX, "not_understood", source)]
    taken: list[Taken] = []
    asked: list[Asked] = []
    death = _death(record, board)
    if death is not None:
        asked.append(Asked(_AGE, death, source))
    if any(link.get("type") == "replaced-by" for link in objects(body.get("link"))):
        asked.append(Asked(_AGE, "not_understood", source, "replaced"))
    if death in (None, "deceased"):
        _age(body.get("birthDate"), source, fields, board, taken, asked)
    sex = body.get("gender")
    if isinstance(sex, str) and sex in {choice.value for choice in fields[_SEX].choices}:
        taken.append(Taken(_SEX, source, sex))
    elif sex is not None:
        asked.append(Asked(_SEX, "sex_unknown", source))
    return taken, asked


def _death(record: PatientRecord, board: dt.date) -> Reason | None:
    """Return what is to be said of a death: an age on the day of the board is only of somebody who lived then."""
    died = record.died
    if died is not None:
        return "deceased" if died.first_day > board else "dead_on_the_day"
    is_dead = record.patient.get("deceasedBoolean") is True or record.patient.get("deceasedDateTime") is not None
    return "deceased_undated" if is_dead else None


def _age(
    birth: object, source: Source, fields: FieldCatalogue, board: dt.date, taken: list[Taken], asked: list[Asked]
) -> None:
    if birth is None:
        return
    born = read_moment(birth)
    hard = fields[_AGE].hard
    assert hard is not None
    if born is None:
        asked.append(Asked(_AGE, "no_number", source))
        return
    least, most = completed_years(born, board)
    if least < hard[0]:
        asked.append(Asked(_AGE, "born_after_the_board", source))
    elif most > hard[1]:
        asked.append(Asked(_AGE, "born_too_early", source, str(most)))
    elif least != most:
        asked.append(Asked(_AGE, "age_unclear", source, f"{least}-{most}"))
    else:
        taken.append(Taken(_AGE, source, least))
        if born.first_day == born.last_day and days_to_birthday(born, board) <= _NEAR_DAYS:
            asked.append(Asked(_AGE, "near_birthday", source, f"{least} {board.isoformat()}"))
