"""The decision as a FHIR R4 CarePlan, with the minutes as a DocumentReference, in one bundle."""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from typing import Any

from engine.case.decisions.decision import ROLE_WORDS, Decision, LesionDecision
from engine.case.decisions.stated import stated
from engine.handover.identity import MINUTES_TITLE, Identity, identifying
from engine.words.language import ENGLISH, Language
from engine.words.said import in_row, own, say

_PARTS = ("care-plan", "document")


def handover_bundle(
    decision: Decision,
    treatments: dict[str, str],
    pdf: bytes,
    identity: Identity,
    rows: int,
    language: Language = ENGLISH,
) -> bytes:
    """Return the bundle as UTF-8 JSON.

    Parameters
    ----------
    treatments : words for each treatment that the decision names.
    pdf : the minutes; the same minutes of the same patient give the same identifiers, and no others do.
    rows : lesions that the case holds.
    language : of the minutes; codes stay codes.
    """
    decision = stated(decision)
    subject = _subject(identity)
    one = identifying(identity, pdf)
    care_plan, document = (f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, f'beamside {part} {one}')}" for part in _PARTS)
    said = language.of
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [
            {
                "fullUrl": care_plan,
                "resource": _care_plan(decision, treatments, subject, document, rows, language),
            },
            {"fullUrl": document, "resource": _document(decision, pdf, subject, said(MINUTES_TITLE), language)},
        ],
    }
    return json.dumps(bundle, ensure_ascii=False, indent=1).encode() + b"\n"


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
    decision: Decision,
    treatments: dict[str, str],
    subject: dict[str, Any],
    document: str,
    rows: int,
    language: Language,
) -> dict[str, Any]:
    described = [treatments[decision.recommendation]] if decision.recommendation else []
    described += [_of_lesion(row, treatments, rows) for row in decision.lesions]
    described += [say("Still needed: {item}", item=own(item)) for item in decision.needed]
    notes = [
        say(
            "Dissent, {role}: {reason}",
            role=say(ROLE_WORDS[one.role]),
            reason=own(one.reason) if one.reason else say("no reason given"),
        )
        for one in decision.dissents
    ]
    if decision.patient_wish:
        notes.append(say("The patient's own wish: {wish}", wish=own(decision.patient_wish)))
    if not language.is_reviewed:
        notes.append(say("Translation not clinically reviewed: what counts is the English summary."))
    plan: dict[str, Any] = {
        "resourceType": "CarePlan",
        "language": language.code,
        "status": "active",
        # What a board recommends is proposed to those who treat; it is no order.
        "intent": "proposal",
        "title": language.of(say("Recommendation of the tumour board")),
        "subject": subject,
        "created": decision.date,
        "supportingInfo": [{"reference": document}],
    }
    if decision.words:
        plan["description"] = decision.words
    if described:
        plan["activity"] = [
            {"detail": {"status": "not-started", "description": language.of(words)}} for words in described
        ]
    if notes:
        plan["note"] = [{"text": language.of(text)} for text in notes]
    return plan


def _of_lesion(row: LesionDecision, treatments: dict[str, str], rows: int) -> str:
    """Say what was recommended for one lesion, and where the case has no such row, as the minutes say it."""
    number, treatment = own(str(row.lesion)), treatments[row.recommendation]
    if row.lesion > rows:
        words: str = say("Lesion {number} (no such row in the case): {treatment}", number=number, treatment=treatment)
    else:
        words = say("Lesion {number}: {treatment}", number=number, treatment=treatment)
    return in_row((words, own(row.note)), ". ") if row.note else words


def _document(
    decision: Decision, pdf: bytes, subject: dict[str, Any], title: str, language: Language
) -> dict[str, Any]:
    return {
        "resourceType": "DocumentReference",
        "language": language.code,
        "status": "current",
        "type": {"text": title},
        "subject": subject,
        "date": f"{decision.date}T00:00:00Z",
        "content": [
            {
                "attachment": {
                    "contentType": "application/pdf",
                    "language": language.code,
                    "data": base64.b64encode(pdf).decode(),
                    "size": len(pdf),
                    # FHIR R4 asks for SHA-1 here: it tells a damaged copy, nothing more.
                    "hash": base64.b64encode(hashlib.sha1(pdf, usedforsecurity=False).digest()).decode(),
                    "title": f"{title}, {decision.date}",
                    "creation": decision.date,
                }
            }
        ],
    }
