"""Who the patient is, from a file given at export: read strictly, used once, kept nowhere."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from engine.reading.bounded_file import read_whole
from engine.reading.dates import iso_day
from engine.reading.mistakes import UserMistake
from engine.words.said import fault

_LARGEST_BYTES = 20_000
_LONGEST = 64


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


def _fits(text: str) -> bool:
    """DICOM parts names by signs that a name does not hold."""
    return not text or (len(text) <= _LONGEST and text.isprintable() and not set(text) & set("\\^="))
