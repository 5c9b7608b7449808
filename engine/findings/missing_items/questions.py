"""What a person should look at among the inputs: unusual values, two that cannot both be true, days that differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import cast

from engine.case.case import Case
from engine.case.checks.consistency import Contradiction
from engine.case.entry import Entered, judge_number
from engine.case.fields import FieldCatalogue, FieldSpec
from engine.case.lesions import Lesion
from engine.case.patient import Value
from engine.case.units import plain_text, to_decimal
from engine.findings.assessment import Question
from engine.findings.by_case import by_parts
from engine.findings.wording import lower_first, value_in_words
from engine.words.said import own, say


def questions_of(case: Case, contradicting: Iterable[Contradiction]) -> Iterator[Question]:
    """Unusual or contradictory values that nobody has confirmed, and typed values that differ from derived ones."""
    patient = case.patient
    for name, value in patient.inputs.items():
        spec = patient.fields[name]
        if name not in case.confirmed:
            for text in by_parts(partial(_asked, spec, value, patient.fields), ("unusual", name), spec, value):
                yield Question(field=name, fields=(name,), text=text)
    for found in contradicting:
        if not set(case.confirmed).intersection(found.fields):
            yield Question(field=found.fields[0], fields=found.fields, text=found.text)
    yield from _days_of_the_board(case)
    for name, derived in patient.derived.items():
        if derived.replaces is not None:
            spec = patient.fields[name]
            origin = lower_first(patient.fields[derived.derived_from[0]].label)
            yield Question(
                field=name,
                fields=(name, *derived.derived_from),
                text=say(
                    "{field}: {typed} was typed, but {value} follows from {origin}. "
                    "The graver of the two counts until this is settled.",
                    field=spec.label,
                    typed=value_in_words(spec, derived.replaces),
                    value=value_in_words(spec, derived.value),
                    origin=origin,
                ),
            )


def _days_of_the_board(case: Case) -> Iterator[Question]:
    """A decision of another day than that to which the age of staging and judgements is counted."""
    day, decision = case.patient.text("board_date"), case.decision
    if decision is not None and day not in (None, decision.date) and "board_date" not in case.confirmed:
        yield Question(
            field="board_date",
            fields=("board_date",),
            text=say(
                "The board decided on {decided}, but ages of findings are counted to {day}, the day of the board in "
                "the case. Is one of them a slip?",
                decided=own(decision.date),
                day=own(str(day)),
            ),
        )


def _asked(spec: FieldSpec, value: Value, fields: FieldCatalogue) -> tuple[str, ...]:
    return tuple(_unusual(spec, value, fields))


def _unusual(spec: FieldSpec, value: Value, fields: FieldCatalogue) -> Iterator[str]:
    if spec.kind == "lesions":
        measured = [part for part in fields.lesion_fields if part.kind == "number"]
        for row, lesion in enumerate(cast("tuple[Lesion, ...]", value), start=1):
            for part in measured:
                number = getattr(lesion, part.id)
                if number is not None:
                    for text in _unusual(part, number, fields):
                        yield say("Lesion {row}: {problem}", row=str(row), problem=text)
    elif spec.kind in ("number", "integer") and isinstance(value, (int, float)):
        judged = judge_number(spec, to_decimal(value), spec.unit or "", plain_text(value))
        if isinstance(judged, Entered) and judged.question is not None:
            yield judged.question
