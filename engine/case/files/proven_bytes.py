"""A case on its way to a file: written, read back, and equal, before anything on the disk is replaced."""

from __future__ import annotations

from collections.abc import Mapping

from engine.case.case import Case
from engine.case.decisions.saved_findings import NOTHING_SAVED, SavedFindings
from engine.case.format.case_json import case_bytes
from engine.case.format.case_parsing import parse_case
from engine.case.limits import LARGEST_FILE_BYTES
from engine.case.problems import one_problem
from engine.words.said import fault, say


def proven_case_bytes(
    case: Case,
    saved_with: Mapping[str, str] | None = None,
    shown: SavedFindings = NOTHING_SAVED,
    name: str = "case",
    *,
    questions_later: bool = False,
) -> bytes:
    """Return the contents of the case's file, which have been read back as this very case.

    Parameters
    ----------
    saved_with, shown : as of `case_bytes`.
    name : what to call the file in messages.
    questions_later : values that look like a slip of units may stand there without having been confirmed; such a
        file is opened by the window, which asks, and by nothing else.

    Raises
    ------
    CaseFileError : the case is more than a file may hold, or would not be read back as it is; it says why.
    """
    data = case_bytes(case, saved_with, shown)
    refuse_too_large(data, name)
    again = parse_case(data, case.patient.fields, name, questions_later=questions_later)
    if again != case:
        raise one_problem(
            name, _difference(case, again), say("it would not be read back as it is."), say("Write it again.")
        )
    return data


def refuse_too_large(data: bytes, name: str) -> None:
    """Refuse what would be too large to be opened; errors as of `proven_case_bytes`."""
    if len(data) > LARGEST_FILE_BYTES:
        most = f"{LARGEST_FILE_BYTES / 1e6:.0f} MB"
        raise one_problem(
            name,
            "",
            fault("the file would be larger than {most}.", most=most),
            say("Shorten the notes or the list of lesions."),
        )


def _difference(case: Case, again: Case) -> str:
    """Name the first part that differs, never what it holds."""
    for part in ("label", "notes", "confirmed", "origins"):
        if getattr(case, part) != getattr(again, part):
            return part
    before, after = case.patient.inputs, again.patient.inputs
    return next((f"inputs.{key}" for key in before if before[key] != after.get(key)), "inputs")
