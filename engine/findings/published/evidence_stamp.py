"""What stands beside every result: which library, and up to when it knows the literature."""

from __future__ import annotations

from engine.evidence.library import Library
from engine.findings.assessment import EvidenceStamp


def evidence_stamp(library: Library) -> EvidenceStamp:
    """Return what is said of a library wherever its results go."""
    return EvidenceStamp(
        version=library.version,
        sha256=library.sha256,
        searched=library.searched.isoformat(),
        newest_publication=library.newest_publication,
        old_from=library.old_from.isoformat() if library.old_from is not None else None,
    )
