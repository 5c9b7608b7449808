"""Which published numbers are not as printed: our readings of a misprint, and what was worked out."""

from __future__ import annotations

from engine.findings.records.finding import PublishedFinding
from engine.words.said import say

_LONGEST_PRINTED = 24


def reading_words(found: PublishedFinding) -> str:
    """Return the mark of a number that the paper does not print as it stands here; empty for what is printed.

    "printed “2 %”: our reading" for a reading of a misprint, "worked out, not printed" for what follows from printed
    numbers, and so much more where those are inconsistent.
    """
    if found.obtained == "reading":
        printed = " ".join(found.printed.split())
        if 0 < len(printed) <= _LONGEST_PRINTED:
            return say("printed “{printed}”: our reading", printed=printed)
        return say("printed inconsistently: our reading")
    if found.obtained == "derived":
        if found.discrepancies:
            return say("worked out; print inconsistent")
        return say("worked out, not printed")
    return ""
