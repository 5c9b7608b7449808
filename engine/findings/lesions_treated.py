"""Lesions that one option treats: where the plan names a treatment for each, an option is judged by its own.

Lesions for which nothing is named yet count for every option, and so do those that are seen and that the plan leaves
alone: no series that a criterion rests on left seven of eight lesions untreated. Where an option is given none, it is
judged by all.
Resection is always judged by all: what its sources count and measure (the clinical risk score, the number of metastases
in a series) is the patient's disease, and not what is aimed at.
"""

from __future__ import annotations

from typing import cast

import msgspec

from engine.case.lesions import Lesion
from engine.case.patient import OF_LESIONS, Patient, Value
from engine.evidence.records.modalities import Modality
from engine.findings.assessment import CriterionFinding
from engine.findings.conditions import Values
from engine.words.said import say

#: treatments that are aimed at lesions one by one
AIMED_TREATMENTS: tuple[Modality, ...] = ("sbrt", "thermal_ablation")
#: what the plan says of a lesion that nothing is aimed at
LEFT_ALONE = "none"


def lesions_of(patient: Patient) -> tuple[Lesion, ...]:
    """Return the rows of the lesion table; none where they are not given."""
    return cast("tuple[Lesion, ...]", patient.inputs.get("lesions") or ())


def treated_by(modality: Modality, patient: Patient) -> tuple[Lesion, ...] | None:
    """Return the lesions that an option is judged by; None where these are all."""
    rows = lesions_of(patient)
    if modality not in AIMED_TREATMENTS or not any(row.treatment == modality for row in rows):
        return None
    kept = tuple(row for row in rows if not is_left_to_others(row, modality))
    return None if len(kept) == len(rows) else kept


def is_left_to_others(row: Lesion, modality: Modality) -> bool:
    """Whether a lesion is no matter of this option: another treatment takes it, or it is gone and given none."""
    if row.treatment == LEFT_ALONE:
        return row.gone is True
    return row.treatment not in (None, modality)


def as_treated(modality: Modality, patient: Patient) -> Patient:
    """Return the patient with the lesions alone that an option is judged by."""
    kept = treated_by(modality, patient)
    return patient if kept is None else patient.with_value("lesions", kept)


def values_of_treated(modality: Modality, patient: Patient, values: Values) -> Values:
    """Return the values of a reading in which count, size and place are those of the lesions that the option treats."""
    kept = treated_by(modality, patient)
    return values if kept is None else only_these(kept, patient, values)


def only_these(lesions: tuple[Lesion, ...], patient: Patient, values: Values) -> Values:
    """Return the values of a reading with these lesions alone: what their rows leave open is as it was typed."""
    part = patient.with_value("lesions", lesions)

    def value(name: str) -> Value | None:
        return part.value(name) if name in OF_LESIONS else values(name)

    return value


def said_of_treated(finding: CriterionFinding, modality: Modality, patient: Patient) -> CriterionFinding:
    """Return the finding of a criterion that looks at lesions with the words which of them were counted."""
    words = which_were_counted(modality, patient)
    if not words or not set(finding.fields).intersection(OF_LESIONS):
        return finding
    return msgspec.structs.replace(finding, why=f"{finding.why} {words}".strip())


def which_were_counted(modality: Modality, patient: Patient) -> str:
    """Return the words which lesions were counted; empty where these are all."""
    kept = treated_by(modality, patient)
    if kept is None:
        return ""
    rows = lesions_of(patient)
    some, every = str(len(kept)), str(len(rows))
    if any(row.treatment == LEFT_ALONE and is_left_to_others(row, modality) for row in rows):
        return say(
            "Counted: {some} of {all} lesions; the others have another treatment in the plan, or are no longer seen "
            "and have none.",
            some=some,
            all=every,
        )
    return say("Counted: {some} of {all} lesions; the plan gives the others another treatment.", some=some, all=every)
