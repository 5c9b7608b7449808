"""Who the patient is, from a file given at export: read strictly, used once, kept nowhere."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Literal

import msgspec

from engine.case.fields import FieldCatalogue
from engine.case.patient import Patient
from engine.reading.bounded_file import read_whole
from engine.reading.dates import iso_day
from engine.reading.mistakes import UserMistake
from engine.words.said import fault, say

_LARGEST_BYTES = 20_000
_LONGEST = 64
#: An age is written down some time before the board, or follows from the year of birth alone.
_MOST_YEARS_APART = 1
#: of what is handed over
MINUTES_TITLE = say("Minutes of the tumour board")


class IdentityError(UserMistake):
    """The file cannot be used; the sentence names it, and nothing that stands in it."""


class Identity(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The patient as the hospital knows them.

    Attributes
    ----------
    patient_id, issuer : number and who gives such numbers; a FHIR system where that is an address.
    birth_date : as 1955-03-10; empty where not given.
    fhir_patient : reference for the importing server, such as "Patient/123"; empty where it is to be matched by number.
    """

    family: str
    given: str
    patient_id: str
    issuer: str = ""
    birth_date: str = ""
    sex: Literal["female", "male", "other", "unknown"] = "unknown"
    fhir_patient: str = ""

    def __repr__(self) -> str:
        # Never the values: a repr ends in logs and crash reports.
        return "<Identity>"


def read_identity(path: Path) -> Identity:
    """Read the file.

    Raises
    ------
    IdentityError : it cannot be read or lacks something; its contents are not repeated.
    """
    name = path.name or str(path)
    try:
        found = msgspec.json.decode(read_whole(path, _LARGEST_BYTES), type=Identity)
    except OSError:
        raise IdentityError(
            fault("{name}: the file of the patient's identity cannot be read. Check its name.", name=name)
        ) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        keys = "family, given, patient_id; also issuer, birth_date, sex, fhir_patient"
        raise IdentityError(
            fault("{name}: this is no identity. Write a JSON object of texts: {keys}.", name=name, keys=keys)
        ) from None
    texts = (found.family, found.given, found.patient_id, found.issuer, found.fhir_patient)
    if not (found.family and found.patient_id) or any(not _fits(text) for text in texts):
        raise IdentityError(
            fault("{name}: a name or number is missing, too long, or not on one line. Mend it.", name=name)
        )
    try:
        if found.birth_date:
            iso_day(found.birth_date)
    except ValueError:
        raise IdentityError(fault("{name}: the date of birth is no day. Write it as 1955-03-10.", name=name)) from None
    return found


def hold_against_case(identity: Identity, name: str, patient: Patient, board: str, fields: FieldCatalogue) -> None:
    """Refuse an identity that cannot be that of the case's patient.

    Parameters
    ----------
    name : of the identity's file.
    board : the day of the board, as 2026-11-27.

    Raises
    ------
    IdentityError : sex, date of birth and age do not go together; what they are is not repeated.
    """
    sex = patient.value("sex")
    if sex is not None and identity.sex in ("female", "male") and identity.sex != sex:
        raise IdentityError(
            fault("{name}: the sex is not that of the case. Check whose identity and whose case this is.", name=name)
        )
    if not identity.birth_date:
        return
    if identity.birth_date > board:
        raise IdentityError(fault("{name}: the date of birth is after the day of the board. Mend it.", name=name))
    years = _completed_years(identity.birth_date, board)
    hard = fields["age_years"].hard
    if hard is not None and years > hard[1]:
        raise IdentityError(fault("{name}: nobody is as old as this date of birth says. Mend it.", name=name))
    age = patient.value("age_years")
    if isinstance(age, (int, float)) and abs(years - int(age)) > _MOST_YEARS_APART:
        raise IdentityError(
            fault(
                "{name}: the date of birth does not go with the age of the case. Check whose identity and whose case "
                "this is.",
                name=name,
            )
        )


def _completed_years(born: str, day: str) -> int:
    return int(day[:4]) - int(born[:4]) - (day[5:] < born[5:])


def identifying(identity: Identity, pdf: bytes, *more: str) -> str:
    """Return what no other patient and no other minutes give: a hash over both, each part kept apart."""
    parts = [msgspec.to_builtins(identity), hashlib.sha256(pdf).hexdigest(), *more]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _fits(text: str) -> bool:
    """DICOM parts names by signs that a name does not hold."""
    return not text or (len(text) <= _LONGEST and text.isprintable() and not set(text) & set("\\^="))
