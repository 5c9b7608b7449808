"""The verdict of an option: two questions, one headline. Decided from statuses and answers alone."""

from __future__ import annotations

from collections.abc import Iterable

from engine.findings.headlines.concerns import JudgedConcern
from engine.findings.records.finding import Status, Verdict


def verdict_of(statuses: Iterable[Status], concerns: Iterable[JudgedConcern]) -> Verdict:
    """Return the verdict of a modality, the first that holds.

    A criterion not met: outside. A hard concern that holds: concern. A criterion, or a concern that asks, not known:
    undetermined. A criterion borderline: borderline. Else within. No criteria: a comparator.

    Parameters
    ----------
    concerns : the answers of the option's concerns. Without any nothing was asked beyond the criteria, as in a library
        from before there were concerns: then the verdict is never better than undetermined.
    """
    found, judged = set(statuses), tuple(concerns)
    if not found:
        return "comparator"
    if "not_met" in found:
        return "outside"
    if any(concern.turns for concern in judged):
        return "concern"
    if "unknown" in found or not judged or any(concern.open for concern in judged):
        return "undetermined"
    return "borderline" if "borderline" in found else "within"
