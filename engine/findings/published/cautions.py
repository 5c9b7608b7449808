"""Cautions: which sentences must be read with an option for this patient, and why."""

from __future__ import annotations

from engine.evidence.library import Library
from engine.evidence.records.modalities import Modality
from engine.evidence.records.statements import Caution
from engine.findings.assessment import CautionFinding, Cited, SideFinding
from engine.findings.conditions import Values, all_hold

_ORDER = {"contested": 0, "caution": 1, "note": 2}


def cautions_for(modality: Modality, values: Values, library: Library) -> tuple[CautionFinding, ...]:
    """Return the cautions of one modality that hold for the patient; those that fired by the case's fields first."""
    found = [caution_finding(c, library) for c in library.cautions_for(modality) if fires(c, values)]
    return tuple(sorted(found, key=_rank))


def repeated_by_headline(modality: Modality, values: Values, library: Library) -> tuple[str, ...]:
    """Return the sentences that a headline repeats of the cautions that hold, in the order of `cautions_for`."""
    said = (one for one in library.cautions_for(modality) if one.verdict_words and fires(one, values))
    return tuple(str(one.verdict_words) for one in sorted(said, key=lambda one: (not one.when, _ORDER[one.kind])))


def _rank(caution: CautionFinding) -> tuple[bool, bool, int]:
    """What the verdict itself repeats stands first, then what the case's own fields brought up."""
    return (caution.verdict_words is None, not caution.fired_by, _ORDER[caution.kind])


def fires(caution: Caution, values: Values) -> bool:
    """Return whether a caution is shown for these values."""
    if all_hold(caution.only_where, values) is False:
        return False
    held = all_hold(caution.when, values)
    return held is True or (held is None and caution.if_unknown)


def caution_finding(caution: Caution, library: Library) -> CautionFinding:
    """Return one caution with its sources."""
    own = Cited(source=library.source_of[caution.id], locator=caution.locator)
    return CautionFinding(
        id=caution.id,
        kind=caution.kind,
        text=caution.text,
        sources=(own, *(Cited(source=c.source, locator=c.locator) for c in caution.also)),
        sides=tuple(SideFinding(text=s.text, source=s.source, locator=s.locator) for s in caution.sides),
        figures=caution.figures,
        fired_by=tuple(dict.fromkeys(condition.field for condition in caution.when)),
        discrepancies=caution.discrepancies,
        verdict_words=caution.verdict_words,
    )
