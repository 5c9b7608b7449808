"""Values of inputs as they stand in JSON: read strictly, written exactly."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from itertools import islice

import msgspec

from engine.case.entry import Entered, Unreadable, judge_number, read_number_text
from engine.case.fields import FieldCatalogue, FieldSpec, nearest_name
from engine.case.lesions import Lesion
from engine.case.limits import MOST_LESIONS, MOST_PROBLEMS
from engine.case.patient import Value
from engine.case.units import plain_text
from engine.reading.dates import read_date
from engine.reading.mistakes import Problem, UserMistake
from engine.words.said import Number, Said, as_said, fault, own, say

#: characters of a day in a case file
_ISO_LENGTH = 10


class InputProblem(UserMistake):
    """Values that cannot be accepted; the field of each problem is its place."""


def _at(place: str, problem: Said, remedy: Said) -> Problem:
    return Problem("", place, problem, remedy)


def read_input(spec: FieldSpec, raw: object, fields: FieldCatalogue, *, confirmed: bool = False) -> Value | None:
    """Read one input from parsed JSON.

    Parameters
    ----------
    spec : the field.
    raw : as parsed; None means not known.
    confirmed : an unusual value has been confirmed by the clinician.

    Raises
    ------
    InputProblem : wrong kind, out of range, or a likely slip of units that nobody confirmed.
    """
    if raw is None:
        return None
    if spec.kind == "lesions":
        return _read_lesions(spec, raw, fields, confirmed)
    return _READERS[spec.kind](spec, raw, spec.id, confirmed)


def _read_number(spec: FieldSpec, raw: object, place: str, confirmed: bool) -> Value:
    whole = spec.kind == "integer"
    if isinstance(raw, str):
        number = read_number_text(raw)
        meant = fault("the {unit}", unit=_unit(spec)) if isinstance(number, str) else Number(plain_text(number))
        remedy = fault("Write {meant} without quotation marks.", meant=meant)
        raise InputProblem(_at(place, fault("“{raw}” is text, not a number.", raw=raw[:40]), remedy))
    if isinstance(raw, (list, dict)):
        kind = say("a list") if isinstance(raw, list) else say("an object")
        raise InputProblem(
            _at(
                place,
                fault("{kind} stands where one number belongs.", kind=kind),
                fault("Write one number ({unit}).", unit=_unit(spec)),
            )
        )
    if isinstance(raw, bool) or not isinstance(raw, (int, float)):
        raise InputProblem(
            _at(place, say("this is not a number."), fault("Write one number ({unit}).", unit=_unit(spec)))
        )
    if (isinstance(raw, float) and not math.isfinite(raw)) or abs(raw) > 1e15:
        raise InputProblem(
            _at(
                place,
                say("this number is too large."),
                fault("Write the {unit} in ordinary digits.", unit=_unit(spec)),
            )
        )
    judged = judge_number(spec, Decimal(repr(raw)), spec.unit or "", plain_text(raw))
    if isinstance(judged, Unreadable):
        remedy = say("Correct it, or leave it out where it is not known.")
        raise InputProblem(_at(place, as_said(judged.problem), remedy))
    assert isinstance(judged, Entered)
    if judged.slip is not None and not confirmed:
        field_id = place.split("[")[0].split(".")[0]
        raise InputProblem(
            _at(
                place,
                as_said(judged.question),
                fault('Correct it, or add "{field_id}" to "confirmed" where it is right.', field_id=field_id),
            )
        )
    assert not isinstance(judged.value, str)
    return int(judged.value) if whole else judged.value


def _unit(spec: FieldSpec) -> Said:
    return fault("value in {unit}", unit=spec.unit) if spec.unit else say("value")


def _read_choice(spec: FieldSpec, raw: object, place: str, _confirmed: bool) -> Value:
    for choice in spec.choices:
        same_kind = isinstance(raw, str) == isinstance(choice.value, str) and not isinstance(raw, bool)
        if (same_kind and raw == choice.value) or raw in choice.also:
            return choice.value
    raise InputProblem(_at(place, *_no_choice(spec, raw)))


def _no_choice(spec: FieldSpec, raw: object) -> tuple[Said, Said]:
    """Return what is wrong and what to do: a number in quotation marks, or without them, is named as that."""
    for choice in spec.choices:
        if isinstance(raw, bool) or not isinstance(raw, (str, int, float)) or str(raw) != str(choice.value):
            continue
        if isinstance(raw, str):
            return fault("{shown} is text, and a number is wanted.", shown=_shown(raw)), fault(
                "Write {value} without quotation marks.", value=choice.value
            )
        return fault("{shown} is a number, and text is wanted.", shown=_shown(raw)), fault(
            'Write "{value}" in quotation marks.', value=choice.value
        )
    return fault("{shown} is not one of the choices.", shown=_shown(raw)), _choices_remedy(spec, raw)


def _choices_remedy(spec: FieldSpec, raw: object) -> Said:
    names = tuple(str(choice.value) for choice in spec.choices)
    near = None
    if isinstance(raw, str):
        in_other_case = (name for name in names if name.casefold() == raw.casefold())
        near = next(in_other_case, None) or nearest_name(raw, names)
    return (
        fault("Did you mean “{near}”?", near=near) if near else fault("Choose from: {names}.", names=", ".join(names))
    )


def _shown(raw: object) -> Said:
    if isinstance(raw, str):
        return fault("“{raw}”", raw=raw[:40])
    if isinstance(raw, (list, dict)):
        return say("a list") if isinstance(raw, list) else say("an object")
    return own(str(raw).lower() if isinstance(raw, bool) else str(raw)[:40])


def _read_flag(_spec: FieldSpec, raw: object, place: str, _confirmed: bool) -> Value:
    if not isinstance(raw, bool):
        raise InputProblem(
            _at(
                place,
                fault("{shown} is neither yes nor no.", shown=_shown(raw)),
                say("Write true, false, or null for not known."),
            )
        )
    return raw


def _read_list(spec: FieldSpec, raw: object, place: str, _confirmed: bool) -> Value:
    if not isinstance(raw, list):
        raise InputProblem(
            _at(
                place,
                fault("{shown} stands where a list belongs.", shown=_shown(raw)),
                say("Write [] for none, or a list of choices."),
            )
        )
    names = [str(choice.value) for choice in spec.choices]
    wrong = (item for item in raw if not isinstance(item, str) or item not in names)
    # One more than is told of: to look for what was meant takes its time, and a forged file may hold any number.
    parts: list[Problem] = [
        _at(place, fault("{shown} is not one of the choices.", shown=_shown(item)), _choices_remedy(spec, item))
        for item in islice(wrong, MOST_PROBLEMS + 1)
    ]
    if parts:
        raise InputProblem(*parts)
    return tuple(name for name in names if name in raw)


def _read_date(_spec: FieldSpec, raw: object, place: str, _confirmed: bool) -> Value:
    if not isinstance(raw, str):
        raise InputProblem(
            _at(place, fault("{shown} is not a day.", shown=_shown(raw)), say('Write it as "2026-03-12".'))
        )
    day = read_date(raw) if len(raw) == _ISO_LENGTH else fault("“{raw}” is not a day.", raw=raw[:40])
    if isinstance(day, str) or day.isoformat() != raw:
        problem = (
            as_said(day)
            if isinstance(day, str)
            else fault("{shown} is not written as year-month-day.", shown=_shown(raw))
        )
        raise InputProblem(_at(place, problem, say('Write it as "2026-03-12".')))
    return raw


_READERS: dict[str, Callable[[FieldSpec, object, str, bool], Value]] = {
    "number": _read_number,
    "integer": _read_number,
    "choice": _read_choice,
    "flag": _read_flag,
    "list": _read_list,
    "date": _read_date,
}


def _read_lesions(spec: FieldSpec, raw: object, fields: FieldCatalogue, confirmed: bool) -> Value:
    if not isinstance(raw, list):
        raise InputProblem(
            _at(
                spec.id,
                fault("{shown} stands where a list of lesions belongs.", shown=_shown(raw)),
                say('Write [{"diameter_cm": 2.5}].'),
            )
        )
    if len(raw) > MOST_LESIONS:
        raise InputProblem(
            _at(
                spec.id,
                fault("there are more than {most_lesions} lesions.", most_lesions=MOST_LESIONS),
                say("Enter the number of lesions instead."),
            )
        )
    parts: list[Problem] = []
    lesions: list[Lesion] = []
    for position, row in enumerate(raw):
        try:
            lesions.append(_read_lesion(f"{spec.id}[{position}]", row, fields, confirmed))
        except InputProblem as problem:
            parts.extend(problem.problems)
            if len(parts) > MOST_PROBLEMS:
                break
    if parts:
        raise InputProblem(*parts)
    return tuple(lesions)


def _read_lesion(place: str, row: object, fields: FieldCatalogue, confirmed: bool) -> Lesion:
    if not isinstance(row, dict):
        raise InputProblem(_at(place, say("a lesion is an object in braces."), say('Write {"diameter_cm": 2.5}.')))
    parts: list[Problem] = []
    values: dict[str, Value] = {}
    for key, raw in row.items():
        if len(parts) > MOST_PROBLEMS:
            break
        known = fields.lesion_by_id.get(key)
        if known is None:
            near = nearest_name(key, fields.lesion_by_id)
            remedy = (
                fault("Did you mean “{near}”?", near=near)
                if near
                else fault("Known here: {lesion_by_id}.", lesion_by_id=", ".join(fields.lesion_by_id))
            )
            parts.append(_at(f"{place}.{key}", say("there is no such key."), remedy))
        elif raw is not None:
            try:
                values[key] = _READERS[known.kind](known, raw, f"{place}.{key}", confirmed)
            except InputProblem as problem:
                parts.extend(problem.problems)
    if parts:
        raise InputProblem(*parts)
    return msgspec.convert(values, Lesion)


def value_as_json(value: Value) -> object:
    """Return a value as it stands in a case file; what is not known of a lesion is left out."""
    if isinstance(value, tuple):
        return [_lesion_as_json(item) if isinstance(item, Lesion) else item for item in value]
    return _plain_number(value)


def _plain_number(value: object) -> object:
    """Write 66 and not 66.0: the same number, as a person would write it."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _lesion_as_json(lesion: Lesion) -> dict[str, object]:
    return {name: _plain_number(value) for name, value in msgspec.to_builtins(lesion).items()}
