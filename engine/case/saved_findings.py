"""What was shown when a case was saved: plain words that this room keeps and does not understand.

It lets a later program, with other evidence, say what is no longer as it was. It is no input: neither the case's hash
nor any result depends on it. How it is compared with what follows today stands in `engine/findings/since_saved.py`.
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


@dataclass(frozen=True, slots=True)
class SavedOption:
    """One option as it was shown: its verdict, and the status of each criterion by the criterion's id."""

    verdict: str
    criteria: Mapping[str, str]


SavedFindings = Mapping[str, SavedOption]
NOTHING_SAVED: SavedFindings = MappingProxyType({})


def read_saved_findings(raw: object) -> SavedFindings | None:
    """Return what a file says was shown, by modality; None where it is not what this program writes."""
    if not isinstance(raw, dict) or len(raw) > MOST_ENTRIES:
        return None
    found: dict[str, SavedOption] = {}
    for modality, option in raw.items():
        if not _is_word(modality) or not isinstance(option, dict) or set(option) != {"verdict", "criteria"}:
            return None
        verdict, criteria = option["verdict"], option["criteria"]
        if not _is_word(verdict) or not isinstance(criteria, dict) or len(criteria) > MOST_ENTRIES:
            return None
        if not all(_is_word(word) for pair in criteria.items() for word in pair):
            return None
        found[modality] = SavedOption(verdict, MappingProxyType(dict(criteria)))
    return MappingProxyType(found)


def saved_findings_as_json(findings: SavedFindings) -> dict[str, object]:
    """Return them as they stand in the file."""
    return {
        modality: {"verdict": option.verdict, "criteria": dict(option.criteria)}
        for modality, option in findings.items()
    }


def saved_findings_schema() -> dict[str, Any]:
    """Return their part of the case file's JSON Schema."""
    word = {"type": "string", "pattern": WORD_PATTERN}
    return {
        "description": "What was shown when the case was saved: the verdict of each option, each criterion's status.",
        "type": ["object", "null"],
        "maxProperties": MOST_ENTRIES,
        "propertyNames": word,
        "additionalProperties": {
            "type": "object",
            "additionalProperties": False,
            "required": ["verdict", "criteria"],
            "properties": {
                "verdict": word,
                "criteria": {
                    "type": "object",
                    "maxProperties": MOST_ENTRIES,
                    "propertyNames": word,
                    "additionalProperties": word,
                },
            },
        },
    }


def _is_word(value: object) -> bool:
    # `$` alone would let a line break pass.
    return isinstance(value, str) and _WORD.fullmatch(value) is not None
