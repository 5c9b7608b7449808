"""The decision as a FHIR R4 CarePlan, with the minutes as a DocumentReference, in one bundle."""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from typing import Any

from engine.case.decisions.decision import ROLE_WORDS, Decision
from engine.handover.identity import Identity

_TITLE = "Minutes of the tumour board"


def handover_bundle(
    decision: Decision, treatments: dict[str, str], pdf: bytes, identity: Identity, case_sha256: str
) -> bytes:
    """Return the bundle as UTF-8 JSON.

    Parameters
    ----------
    treatments : words for each treatment that the decision names.
    pdf : the minutes.
    case_sha256 : of the case; the same case gives the same identifiers.
    """
    subject = _subject(identity)
    care_plan, document = (_urn(case_sha256, part) for part in ("care-plan", "document"))
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [
            {"fullUrl": care_plan, "resource": _care_plan(decision, treatments, subject, document)},
            {"fullUrl": document, "resource": _document(decision, pdf, subject)},
        ],
    }
    return json.dumps(bundle, ensure_ascii=False, indent=1).encode() + b"\n"


def _urn(case_sha256: str, part: str) -> str:
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, f'beamside {part} {case_sha256}')}"


def _subject(identity: Identity) -> dict[str, Any]:
    number: dict[str, Any] = {"value": identity.patient_id}
    if identity.issuer:
        is_address = "://" in identity.issuer or identity.issuer.startswith("urn:")
        number |= {"system": identity.issuer} if is_address else {"assigner": {"display": identity.issuer}}
    subject: dict[str, Any] = {
        "type": "Patient",
        "identifier": number,
        "display": ", ".join(part for part in (identity.family, identity.given) if part),
    }
    return {"reference": identity.fhir_patient, **subject} if identity.fhir_patient else subject


def _care_plan(
    decision: Decision, treatments: dict[str, str], subject: dict[str, Any], document: str
) -> dict[str, Any]:
    activities = [
        {"detail": {"status": "not-started", "description": _said(f"Lesion {row.lesion}", treatments, row)}}
        for row in decision.lesions
    ]
    if decision.recommendation:
        words = treatments[decision.recommendation]
        activities.insert(0, {"detail": {"status": "not-started", "description": words}})
    activities += [
        {"detail": {"status": "not-started", "description": f"Still needed: {item}"}} for item in decision.needed
    ]
    notes = [f"Dissent, {ROLE_WORDS[one.role]}: {one.reason}" for one in decision.dissents]
    if decision.patient_wish:
        notes.append(f"The patient's own wish: {decision.patient_wish}")
    plan: dict[str, Any] = {
        "resourceType": "CarePlan",
        "status": "active",
        # What a board recommends is proposed to those who treat; it is no order.
        "intent": "proposal",
        "title": "Recommendation of the tumour board",
        "subject": subject,
        "created": decision.date,
        "supportingInfo": [{"reference": document}],
    }
    if decision.words:
        plan["description"] = decision.words
    if activities:
        plan["activity"] = activities
    if notes:
        plan["note"] = [{"text": text} for text in notes]
    return plan


def _said(what: str, treatments: dict[str, str], row: Any) -> str:
    words = f"{what}: {treatments[row.recommendation]}"
    return f"{words}. {row.note}" if row.note else words


def _document(decision: Decision, pdf: bytes, subject: dict[str, Any]) -> dict[str, Any]:
    return {
        "resourceType": "DocumentReference",
        "status": "current",
        "type": {"text": _TITLE},
        "subject": subject,
        "date": f"{decision.date}T00:00:00Z",
        "content": [
            {
                "attachment": {
                    "contentType": "application/pdf",
                    "data": base64.b64encode(pdf).decode(),
                    "size": len(pdf),
                    # FHIR R4 asks for SHA-1 here: it tells a damaged copy, nothing more.
                    "hash": base64.b64encode(hashlib.sha1(pdf, usedforsecurity=False).digest()).decode(),
                    "title": f"{_TITLE}, {decision.date}",
                    "creation": decision.date,
                }
            }
        ],
    }
