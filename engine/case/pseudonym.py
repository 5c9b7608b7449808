"""A case without what could lead to a person: how to strip it, and labels that look as if they named somebody."""

from __future__ import annotations

import re
from dataclasses import replace
from types import MappingProxyType
from typing import Literal

from engine.case.case import Case
from engine.case.decisions.saved_findings import NOTHING_SAVED

#: what a label looks like
Likeness = Literal["name", "number", "birth_date"]

_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Herr|Frau|Hr|Fr|M|Mme|Sr|Sra|Sig)\.?\s+[^\W\d_]{2,}")
_SURNAME_FIRST = re.compile(r"^[^\W\d_][\w'’-]+,\s*[^\W\d_][\w'’-]+\.?$")
_WORD = re.compile(r"[^\W\d_][\w'’-]*\.?")
#: A hospital number: five digits in a row, or letters and digits as registries write them.
_NUMBER = re.compile(r"\d{5,}|\b(?:MRN|PID|KIS|Fall-?Nr|Pat-?Nr|NHS)\b|\b\d{3}[ -]\d{3}[ -]\d{4}\b", re.IGNORECASE)
_DATE = re.compile(
    r"\b(?:(?P<year>1[89]\d\d|20\d\d)[-./](?:0?[1-9]|1[0-2])[-./](?:[012]?\d|3[01])"
    r"|(?:[0-3]?\d)[-./ ](?:[0-3]?\d)[-./ ](?P<last>1[89]\d\d|20\d\d))\b"
)
_BORN = re.compile(r"(?:\bborn\b|\bgeb\b|\bDOB\b|\*\s?\d)", re.IGNORECASE)
#: No patient of this program was treated for his cancer in his first years.
_YOUNGEST_YEARS = 15
#: Words of a board, of its calendar and of its illness: two of them in a row are no name.
_NO_NAMES = frozenset(
    [
        "a",
        "an",
        "and",
        "board",
        "case",
        "cases",
        "candidate",
        "chair",
        "clear",
        "conference",
        "department",
        "every",
        "example",
        "field",
        "filled",
        "first",
        "for",
        "group",
        "in",
        "items",
        "liver",
        "of",
        "on",
        "patient",
        "rectal",
        "second",
        "test",
        "the",
        "third",
        "tumor",
        "tumour",
        "with",
        "without",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "board-fall",
        "fall",
        "fälle",
        "patient",
        "patientin",
        "tumorboard",
        "tumorkonferenz",
        "konferenz",
        "leber",
        "rektum",
        "kolon",
        "metastasen",
        "vom",
        "am",
        "januar",
        "februar",
        "märz",
        "mai",
        "juni",
        "juli",
        "oktober",
        "dezember",
        "montag",
        "dienstag",
        "mittwoch",
        "donnerstag",
        "freitag",
        "samstag",
        "sonntag",
        "sbrt",
        "iort",
        "crlm",
        "mrt",
        "ct",
        "pet",
        "chemoradiation",
        "chemotherapy",
        "resection",
        "ablation",
        "metastases",
    ]
)
_AGE = "age_years"
#: By convention ages above it are put together where records are made anonymous.
OLDEST_COMMON_YEARS = 89
_NAME_WORDS = 2
_LONGEST_NAME_WORDS = 4


def looks_like(label: str, this_year: int) -> Likeness | None:
    """Return what a label looks like that should name no person; None where it looks harmless.

    Parameters
    ----------
    this_year : a date that lies long before it is one of birth and not of a board.
    """
    if _BORN.search(label):
        return "birth_date"
    for found in _DATE.finditer(label):
        if this_year - int(found["year"] or found["last"]) >= _YOUNGEST_YEARS:
            return "birth_date"
    without_dates = _DATE.sub(" ", label)
    if _NUMBER.search(without_dates):
        return "number"
    if _TITLE.search(label) or (_SURNAME_FIRST.match(label.strip()) and not _is_known(label)):
        return "name"
    return "name" if _is_two_names(without_dates) else None


def _is_known(label: str) -> bool:
    return any(word.strip(".").casefold() in _NO_NAMES for word in _WORD.findall(label))


def _is_two_names(label: str) -> bool:
    """Two to four words, each with a capital, none of them a word of the board."""
    words = label.split()
    if not _NAME_WORDS <= len(words) <= _LONGEST_NAME_WORDS or _is_known(label):
        return False
    return all(_WORD.fullmatch(word) and word[0].isupper() and not word.isupper() for word in words)


def has_rare_age(case: Case) -> bool:
    """Whether the age is one that so few reach that it may lead to a person."""
    age = case.patient.inputs.get(_AGE)
    return isinstance(age, (int, float)) and age > OLDEST_COMMON_YEARS


def stripped(case: Case) -> Case:
    """Return the case without label, notes, dates, decision, origins, and an age that few reach.

    That is what says who, when, and from which file. Results stay as they are, except where a date or that age decides
    them.
    """
    days = {spec.id for spec in case.patient.fields if spec.kind == "date"}
    if has_rare_age(case):
        days.add(_AGE)
    inputs = {name: value for name, value in case.patient.inputs.items() if name not in days}
    return replace(
        case,
        patient=type(case.patient)(case.patient.fields, inputs),
        label="",
        notes="",
        confirmed=tuple(name for name in case.confirmed if name not in days),
        origins=MappingProxyType({}),
        decision=None,
        saved_with=MappingProxyType({}),
        saved_findings=NOTHING_SAVED,
    )
