"""What stands before a concern that turns nothing, so that a page has as many points to weigh as its title counts."""

from __future__ import annotations

from collections.abc import Collection

from engine.findings.assessment import ConcernFinding
from engine.words.said import say


def lead_of(concern: ConcernFinding, points: Collection[str]) -> str:
    """Return the words before its sentence; none where it is hard or does not hold.

    Parameters
    ----------
    points : ids of the points that the title of the option counts, as `ids_of_points` has them.
    """
    if concern.level == "hard" or not concern.holds:
        return ""
    if concern.kind == "evidence":
        return say("Of the evidence: ")
    return say("To weigh: ") if concern.id in points else say("Of the same point: ")
