"""The form's fields and the evidence that the program ships, read once for all tests of a process.

Both are never changed; what the engine remembers of a library, its curves above all, is remembered of this one.
"""

from __future__ import annotations

import gc
from functools import cache
from pathlib import Path

from engine.case.fields import FieldCatalogue, load_fields
from engine.evidence.library import Library
from engine.evidence.loading import load_library

RESOURCES = Path(__file__).resolve().parent.parent / "resources"
#: files of readable cases, forty and more, for tests of what is done with them: tests/cases runs every file
FEW_CASES = ("chemoradiotherapy.toml", "sbrt.toml")


@cache
def shipped_fields() -> FieldCatalogue:
    """Return the fields of the form."""
    return load_fields(RESOURCES)


@cache
def shipped_library() -> Library:
    """Return the library."""
    library = load_library(RESOURCES / "evidence", {spec.id: spec.kind for spec in shipped_fields()})
    # It stays to the end of the run: a search for cycles need not look at it again.
    gc.collect()
    gc.freeze()
    return library


def leave_few_cases(resources: Path) -> None:
    """Leave only a few files of readable cases in a copy of the resources."""
    for path in (resources / "selftest").iterdir():
        if path.name not in FEW_CASES:
            path.unlink()
