"""What was shown when a case was saved: plain words that this room keeps and does not understand.

It lets a later program, with other evidence, say what is no longer as it was. It is no input: neither the case's hash
nor any result depends on it. How it is compared with what follows today stands in
`engine/findings/differences/changes_of_evidence.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

#: What an id or a word may look like; anything else is no result of ours.
WORD_PATTERN = "^[a-z][a-z0-9_.-]{0,199}$"
_WORD = re.compile(WORD_PATTERN)
#: Far more than there are options, or criteria of one.
MOST_ENTRIES = 500
_ALWAYS = {"verdict", "criteria"}


@dataclass(frozen=True, slots=True)
class SavedOption:
    """One option as it was shown: its verdict, and the status of each criterion by the criterion's id.

    `concerns` holds the answer of each concern likewise; None where the file is older than concerns.
    """

    verdict: str
    criteria: Mapping[str, str]
    concerns: Mapping[str, str] | None = None


SavedFindings = Mapping[str, SavedOption]
NOTHING_SAVED: SavedFindings = MappingProxyType({})


def read_saved_findings(raw: object) -> SavedFindings | None:
    """Return what a file says was shown, by modality; None where it is not what this program writes."""
    if not isinstance(raw, dict) or len(raw) > MOST_ENTRIES:
        return None
    found: dict[str, SavedOption] = {}
    for modality, option in raw.items():
        if not _is_word(modality) or not isinstance(option, dict) or set(option) - {"concerns"} != _ALWAYS:
            return None
        criteria, concerns = option["criteria"], option.get("concerns", {})
        if not _is_word(option["verdict"]) or not _are_words(criteria) or not _are_words(concerns):
            return None
        kept = MappingProxyType(dict(concerns)) if "concerns" in option else None
        found[modality] = SavedOption(option["verdict"], MappingProxyType(dict(criteria)), kept)
    return MappingProxyType(found)


def saved_findings_as_json(findings: SavedFindings) -> dict[str, object]:
    """Return them as they stand in the file."""
    return {
        modality: {
            "verdict": option.verdict,
            "criteria": dict(option.criteria),
            **({} if option.concerns is None else {"concerns": dict(option.concerns)}),
        }
        for modality, option in findings.items()
    }


def saved_findings_schema() -> dict[str, Any]:
    """Return their part of the case file's JSON Schema."""
    word = {"type": "string", "pattern": WORD_PATTERN}
    words = {"type": "object", "maxProperties": MOST_ENTRIES, "propertyNames": word, "additionalProperties": word}
    return {
        "description": "What was shown when the case was saved: the verdict of each option, each criterion's status, "
        "each concern's answer.",
        "type": ["object", "null"],
        "maxProperties": MOST_ENTRIES,
        "propertyNames": word,
        "additionalProperties": {
            "type": "object",
            "additionalProperties": False,
            "required": ["verdict", "criteria"],
            "properties": {
                "verdict": word,
                "criteria": words,
                "concerns": words,
            },
        },
    }


def _are_words(value: object) -> bool:
    """Return whether it is an object of words by words, of a size that can be."""
    if not isinstance(value, dict) or len(value) > MOST_ENTRIES:
        return False
    return all(_is_word(word) for pair in value.items() for word in pair)


def _is_word(value: object) -> bool:
    # `$` alone would let a line break pass.
    return isinstance(value, str) and _WORD.fullmatch(value) is not None
