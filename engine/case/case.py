"""The case: what was typed about one patient and the plan, and where values came from that were not typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from engine.case.decisions.decision import Decision
from engine.case.decisions.saved_findings import NOTHING_SAVED, SavedFindings
from engine.case.fields import FieldCatalogue
from engine.case.patient import Patient
from engine.reading.mistakes import Problem


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value came from when it was not typed: never the patient's identity.

    Attributes
    ----------
    method : how it was obtained, in words.
    files_sha256 : of the files read.
    structures : names of the structures used.
    """

    method: str
    files_sha256: tuple[str, ...] = ()
    structures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """Everything typed about one patient and the plan.

    Attributes
    ----------
    confirmed : fields whose unusual value the clinician has confirmed.
    origins : for values read from a plan, where they came from.
    decision : what the board decided; None before it did.
    saved_with : versions that wrote the file and the hash of what they wrote, as read; empty for a new case.
    saved_findings : what was shown when the file was written; empty for a new case, and for files that do not say.
    set_aside : what could not be read of its file and changes no result, to be told to whoever opens it; no mistake
        that keeps the case from being used.
    """

    patient: Patient
    # Kept out of the repr, which ends in logs and crash reports.
    label: str = field(default="", repr=False)
    notes: str = field(default="", repr=False)
    confirmed: tuple[str, ...] = ()
    origins: Mapping[str, Origin] = field(default_factory=lambda: MappingProxyType({}))
    decision: Decision | None = None
    # Two cases are the same whoever saved them, and whatever was shown of them.
    saved_with: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), compare=False)
    saved_findings: SavedFindings = field(default_factory=lambda: NOTHING_SAVED, repr=False, compare=False)
    set_aside: tuple[Problem, ...] = field(default=(), repr=False, compare=False)

    def with_patient(self, patient: Patient) -> Case:
        """Return the case with another patient."""
        return replace(self, patient=patient)


def new_case(fields: FieldCatalogue) -> Case:
    """Return an empty case: everything not known."""
    return Case(Patient(fields))
