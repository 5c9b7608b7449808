"""Back to the record: a board's minutes as FHIR and as DICOM, written to files for whoever imports them.

Who the patient is comes from a file given for this one purpose, goes into what is written, and is kept nowhere.
"""

from __future__ import annotations

from engine.handover.encapsulated_pdf import encapsulated_pdf
from engine.handover.fhir_bundle import handover_bundle
from engine.handover.identity import Identity, IdentityError, hold_against_case, read_identity

__all__ = ["Identity", "IdentityError", "encapsulated_pdf", "handover_bundle", "hold_against_case", "read_identity"]
