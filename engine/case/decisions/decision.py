"""What a board decided, as a part of the case: for each lesion, by whom present, with dissent and what is missing.

No person is named: participants and dissent are given by role.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Literal

import msgspec

from engine.case.limits import is_whole_text
from engine.reading.dates import EARLIEST_YEAR, LATEST_YEAR, iso_day
from engine.reading.mistakes import Problem, UserMistake
from engine.words.said import Said, fault, say, template

Role = Literal[
    "radiation_oncologist",
    "surgeon",
    "medical_oncologist",
    "radiologist",
    "interventional_radiologist",
    "pathologist",
    "gastroenterologist",
    "nurse",
    "other",
]
ROLE_WORDS: dict[str, str] = {
    "radiation_oncologist": template("radiation oncologist"),
    "surgeon": template("surgeon"),
    "medical_oncologist": template("medical oncologist"),
    "radiologist": template("radiologist"),
    "interventional_radiologist": template("interventional radiologist"),
    "pathologist": template("pathologist"),
    "gastroenterologist": template("gastroenterologist"),
    "nurse": template("nurse"),
    "other": template("other"),
}
#: beside the modalities of the library: the lesion is watched
OBSERVATION = "observation"
_LONGEST = 2_000
#: participants, lesions, dissents and needed items, each
MOST_OF_A_KIND = 500


class LesionDecision(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What was recommended for one lesion; `lesion` is its row, from 1."""

    lesion: int
    recommendation: str
    note: str = ""


class Dissent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who did not agree, by role, and why."""

    role: Role
    reason: str


class Decision(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """The decision of one board.

    Attributes
    ----------
    date : the day of the board, as 2026-11-27.
    participants : by role; a role stands as often as it was there.
    recommendation : a modality, or observation; empty where the board decided lesion by lesion, or nothing yet.
    words : the recommendation as it is to stand in the minutes.
    needed : items still needed before it is carried out.
    patient_wish : the patient's own wish, as the clinician writes it down.
    checked : fields whose value a second person has compared with the source.
    """

    date: str
    participants: tuple[Role, ...] = ()
    recommendation: str = ""
    words: str = ""
    lesions: tuple[LesionDecision, ...] = ()
    dissents: tuple[Dissent, ...] = ()
    needed: tuple[str, ...] = ()
    patient_wish: str = ""
    checked: tuple[str, ...] = ()

    def __repr__(self) -> str:
        # Never the words: a repr ends in logs and crash reports.
        return f"<Decision: {len(self.lesions)} lesions>"


class DecisionProblem(UserMistake):
    """A decision that cannot be read: place below `decision`, what is wrong, what to do."""

    def __init__(self, place: str, problem: Said, remedy: Said) -> None:
        super().__init__(Problem("", place, problem, remedy))


def read_decision(raw: object, fields: Collection[str], modalities: Collection[str]) -> Decision:
    """Read a decision from parsed JSON.

    Raises
    ------
    DecisionProblem : it is none.
    """
    try:
        found = msgspec.convert(raw, Decision)
    except msgspec.ValidationError as error:
        words, _, place = str(error).partition(" - at `$")
        raise DecisionProblem(
            place.rstrip("`").lstrip("."), fault("{words}.", words=words), say("Compare it with the schema.")
        ) from None
    try:
        day = iso_day(found.date)
    except ValueError:
        raise DecisionProblem("date", say("this is not a day."), say("Write it as 2026-11-27.")) from None
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        first, last, year = str(EARLIEST_YEAR), str(LATEST_YEAR), str(day.year)
        outside = say("The year {year} is outside {first} to {last}.", year=year, first=first, last=last)
        raise DecisionProblem("date", outside, say("Write it as 2026-11-27."))
    allowed = {*modalities, OBSERVATION, ""}
    if found.recommendation not in allowed:
        raise DecisionProblem(
            "recommendation",
            say("there is no such treatment."),
            fault("Choose from: {modalities}.", modalities=", ".join(modalities)),
        )
    for number, row in enumerate(found.lesions):
        if row.recommendation not in allowed or not 1 <= row.lesion <= MOST_OF_A_KIND:
            remedy = say("Write the number of its row, from 1, and a treatment.")
            raise DecisionProblem(f"lesions[{number}]", say("this is no decision about a lesion."), remedy)
    for name in found.checked:
        if name not in fields:
            raise DecisionProblem(
                "checked", fault("there is no field “{name}”.", name=name[:40]), say("The user guide lists the fields.")
            )
    for text in _texts(found):
        if len(text) > _LONGEST or not is_whole_text(text):
            raise DecisionProblem(
                "",
                fault("a text is longer than {longest} characters, or damaged.", longest=_LONGEST),
                say("Shorten it."),
            )
    if max(len(found.lesions), len(found.needed), len(found.dissents), len(found.participants)) > MOST_OF_A_KIND:
        raise DecisionProblem(
            "",
            fault("there are more than {most_of_a_kind} of one kind.", most_of_a_kind=MOST_OF_A_KIND),
            say("Leave some out."),
        )
    return found


def _texts(found: Decision) -> tuple[str, ...]:
    notes = tuple(row.note for row in found.lesions)
    return (found.words, found.patient_wish, *notes, *found.needed, *(one.reason for one in found.dissents))


def decision_as_json(decision: Decision) -> dict[str, Any]:
    """Return the decision as it stands in a case file."""
    written: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(decision))
    return written


def decision_schema(fields: Collection[str], modalities: Collection[str]) -> dict[str, Any]:
    """Return the JSON Schema of the decision."""
    treatments = {"enum": [*modalities, OBSERVATION, ""]}
    role = {"enum": list(ROLE_WORDS)}
    text = {"type": "string", "maxLength": _LONGEST}
    lesion = {
        "lesion": {"type": "integer", "minimum": 1, "maximum": MOST_OF_A_KIND},
        "recommendation": treatments,
        "note": text,
    }
    return {
        "description": "What the board decided; participants and dissent by role, nobody by name.",
        "type": ["object", "null"],
        "additionalProperties": False,
        "required": ["date"],
        "properties": {
            "date": {"type": "string", "format": "date"},
            "participants": {"type": "array", "items": role},
            "recommendation": treatments,
            "words": text,
            "lesions": {
                "type": "array",
                "items": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["lesion", "recommendation"],
                    "properties": lesion,
                },
            },
            "dissents": {
                "type": "array",
                "items": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["role", "reason"],
                    "properties": {"role": role, "reason": text},
                },
            },
            "needed": {"type": "array", "items": text},
            "patient_wish": text,
            "checked": {"type": "array", "items": {"enum": list(fields)}},
        },
    }
