"""What a decision states, for whoever writes it out: on paper and for the record the same."""

from __future__ import annotations

import msgspec

from engine.case.decisions.decision import Decision
from engine.case.lesions import Lesion
from engine.case.patient import Patient


def stated(decision: Decision) -> Decision:
    """Return the decision without texts that say nothing: blanks, and signs that nobody sees."""
    return msgspec.structs.replace(
        decision,
        words=_seen(decision.words),
        patient_wish=_seen(decision.patient_wish),
        needed=tuple(item for item in decision.needed if _seen(item)),
        lesions=tuple(msgspec.structs.replace(row, note=_seen(row.note)) for row in decision.lesions),
        dissents=tuple(msgspec.structs.replace(one, reason=_seen(one.reason)) for one in decision.dissents),
    )


def lesion_rows(patient: Patient) -> tuple[Lesion, ...]:
    """Return the rows of the case that a decision about lesion 1, 2, … speaks of."""
    rows = patient.inputs.get("lesions")
    return tuple(row for row in rows if isinstance(row, Lesion)) if isinstance(rows, tuple) else ()


def _seen(text: str) -> str:
    return text if any(sign.isprintable() and not sign.isspace() for sign in text) else ""
