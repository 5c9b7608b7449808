"""What a rule says of a patient."""

from __future__ import annotations

from typing import Any

import msgspec

from engine.case.fields import FieldCatalogue
from engine.findings.assessment import Status
from engine.findings.wording import join_words, lower_first
from engine.words.said import say


class RuleResult(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule says of a patient; see `CriterionFinding` for the attributes."""

    status: Status
    value: Any = None
    unit: str | None = None
    margin: float | None = None
    flip: str = ""
    why: str = ""
    fact: str = ""
    #: the limit in words where the patient's plan falls under another source's; empty: the criterion's own
    threshold: str = ""


def difference(number: float) -> float:
    """Strip the binary dust that subtraction leaves: 5 - 4.7 is 0.3."""
    return round(number, 9)


def unknown(fields: FieldCatalogue, *missing: str, value: Any = None) -> RuleResult:
    """Return "not known", naming the fields that are missing."""
    names = join_words(lower_first(fields[name].label) for name in missing)
    unit = fields[missing[0]].unit if len(missing) == 1 else None
    return RuleResult(status="unknown", value=value, unit=unit, why=say("Not known: {fields}.", fields=names))
