"""Values that look like a slip of units and that nobody has confirmed: a case file with them is refused."""

from __future__ import annotations

from typing import cast

from engine.case.case import Case
from engine.case.entry import Entered, judge_number
from engine.case.fields import FieldSpec
from engine.case.lesions import Lesion
from engine.case.units import plain_text, to_decimal
from gui.shared.language import in_use


def slip_questions(case: Case) -> tuple[tuple[str, str], ...]:
    """Return field id and question for each."""
    found: list[tuple[str, str]] = []
    fields = case.patient.fields
    for name, value in case.patient.inputs.items():
        spec = fields[name]
        if name in case.confirmed:
            continue
        if spec.kind == "lesions":
            for lesion in cast("tuple[Lesion, ...]", value):
                for part in fields.lesion_fields:
                    question = _slip_question(part, getattr(lesion, part.id))
                    if question:
                        found.append((name, question))
        elif question := _slip_question(spec, value):
            found.append((name, question))
    return tuple(found)


def _slip_question(spec: FieldSpec, value: object) -> str:
    if spec.kind not in ("number", "integer") or not isinstance(value, (int, float)):
        return ""
    judged = judge_number(spec, to_decimal(value), spec.unit or "", plain_text(value))
    return in_use().of(judged.question or "") if isinstance(judged, Entered) and judged.slip is not None else ""
