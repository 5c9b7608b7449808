"""The lesions of the board page, a row each: what its own size and place allow, and what the plan names for it."""

from __future__ import annotations

from engine.case.patient import Patient
from engine.findings.assessment import Assessment
from engine.findings.lesions_treated import lesions_of
from engine.findings.wording import MODALITY_SHORT, lower_first
from engine.wording.board.board_records import BoardLesion
from engine.wording.lesions import lesion_details, lesion_in_words, option_in_words, planned_in_words
from engine.words.said import in_row, say


def board_lesions(assessment: Assessment, patient: Patient) -> tuple[BoardLesion, ...]:
    """Return a row for each lesion, in the order of the table."""
    found = []
    for row, one in zip(lesions_of(patient), assessment.lesions, strict=True):
        what, detail = lesion_in_words(row, patient.fields), lesion_details(row, patient.fields)
        options = tuple(
            (MODALITY_SHORT[option.modality], option.verdict, option_in_words(option)) for option in one.options
        )
        plan = planned_in_words(one, patient.fields)
        spoken = [
            say("Lesion {number}: {what}", number=str(one.lesion), what=in_row((what, detail), ", ")),
            *(say("{name}: {words}", name=name, words=lower_first(words)) for name, _, words in options),
            say("Plan: {treatment}", treatment=lower_first(plan)),
        ]
        found.append(
            BoardLesion(
                lesion=one.lesion,
                what=what,
                detail=detail,
                options=options,
                plan=plan,
                words=in_row((in_row(spoken, ". "), "."), ""),
            )
        )
    return tuple(found)
