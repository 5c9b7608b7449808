"""The whole library as one JSON, format `beamside-evidence/1`."""

from __future__ import annotations

from typing import Any

import msgspec

from engine.evidence.library import Library


def library_as_json(library: Library) -> dict[str, Any]:
    """Return every record, one object a source, with version and hash."""
    return {
        "format": "beamside-evidence/1",
        "version": library.version,
        "sha256": library.sha256,
        "counts": {
            "sources": len(library.sources),
            "cohorts": len(library.cohorts),
            "figures": len(library.figures),
            "criteria": len(library.criteria),
            "cautions": len(library.cautions),
            "concerns": len(library.concerns),
            "discrepancies": len(library.discrepancies),
            "mechanisms": len(library.mechanisms),
        },
        "withdrawn": [msgspec.to_builtins(one) for one in library.withdrawn],
        "read_depth": {file.source.id: file.source.depth for file in library.files},
        "sources": [msgspec.to_builtins(file) for file in library.files],
    }
