"""The case as JSON: the format of its file, what is written there, and the hash of what counts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from engine.case.case import Case
from engine.case.decisions.decision import decision_as_json
from engine.case.decisions.saved_findings import NOTHING_SAVED, SavedFindings, saved_findings_as_json
from engine.case.format.input_values import value_as_json

FORMAT = "beamside-case/1"
#: in the order in which they are written
KEYS = ("format", "label", "notes", "inputs", "confirmed", "origins", "decision", "saved_with")
#: of saved_with: who saved the case, with which evidence, and the hash of what was saved
VERSION_KEYS = ("engine_version", "evidence_version", "evidence_sha256", "case_sha256")
#: of saved_with: what was shown when the case was saved
SHOWN = "findings"


def case_as_json(case: Case) -> dict[str, object]:
    """Return the case as the JSON object of its file; what is not known is left out."""
    contents: dict[str, object] = {"format": FORMAT, "label": case.label, "notes": case.notes}
    contents["inputs"] = {name: value_as_json(value) for name, value in case.patient.inputs.items()}
    if case.confirmed:
        contents["confirmed"] = list(case.confirmed)
    if case.origins:
        contents["origins"] = {
            name: {
                "method": origin.method,
                "files_sha256": list(origin.files_sha256),
                "structures": list(origin.structures),
            }
            for name, origin in case.origins.items()
        }
    if case.decision is not None:
        contents["decision"] = decision_as_json(case.decision)
    return contents


def case_sha256(case: Case) -> str:
    """Return the SHA-256 of the case's canonical JSON; who saved it, and what was shown then, do not count."""
    canonical = json.dumps(case_as_json(case), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def case_bytes(case: Case, saved_with: Mapping[str, str] | None = None, shown: SavedFindings = NOTHING_SAVED) -> bytes:
    """Return the contents of the case's file: UTF-8, one key a line.

    Parameters
    ----------
    saved_with : versions that write it; not those that the case was read with.
    shown : what is shown of the case now, to be compared with what a later program shows.
    """
    contents = case_as_json(case)
    if saved_with or shown:
        written: dict[str, object] = dict(saved_with or {})
        if shown:
            written[SHOWN] = saved_findings_as_json(shown)
        contents["saved_with"] = written
    text = json.dumps(contents, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    return text.encode("utf-8", "replace")
