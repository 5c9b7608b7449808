"""What a published group does not state, where every group that states it is unlike the patient."""

from __future__ import annotations

from collections.abc import Iterable

from engine.findings.comparability.aspects import ASPECTS, Aspect
from engine.findings.records.curve_records import CurveFinding

#: one study that took nobody like the patient says little of the others
_ENOUGH_STUDIES = 2


def untold(curve: CurveFinding, others: Iterable[CurveFinding]) -> tuple[str, ...]:
    """Return the aspects of which a group is silent, and in which each of the others that is not is unlike the patient.

    A group that does not say how fit its patients were is not like a patient who is bedridden because nothing speaks
    against it. Silence alone says nothing: only where two studies or more state it, and all of them differ.

    Parameters
    ----------
    others : curves of the same endpoint and option; those of the same study, and arms without the option, are left out.
    """
    asked = [one for one in others if one.study != curve.study and not one.without_option]
    return tuple(aspect.label for aspect in ASPECTS if aspect.always and _is_untold(aspect, curve, asked))


def _is_untold(aspect: Aspect, curve: CurveFinding, others: list[CurveFinding]) -> bool:
    if not curve.match.items or _statuses(aspect, curve):
        return False
    stated = [(one.study, statuses) for one in others if (statuses := _statuses(aspect, one))]
    studies = {study for study, _ in stated}
    return len(studies) >= _ENOUGH_STUDIES and all("not_met" in statuses for _, statuses in stated)


def _statuses(aspect: Aspect, curve: CurveFinding) -> set[str]:
    """Return how the patient stands to what a group states of it; empty where it states nothing."""
    return {item.status for item in curve.match.items if item.fields[0] in aspect.fields}
