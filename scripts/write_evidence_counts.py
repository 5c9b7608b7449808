"""Write into docs/evidence.md what the library holds and who read it: `python -m scripts.write_evidence_counts`."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

from engine.case.fields import load_fields
from engine.evidence.checks import check_library
from engine.evidence.library import Library
from engine.evidence.loading import load_library

DOCS = Path(__file__).parents[1] / "docs" / "evidence.md"
KINDS = ("sources", "figures", "cohorts", "criteria", "cautions", "concerns", "discrepancies")
_BEGINS, _ENDS = "Every study that a paper restates", "`beamside evidence list`"
READINGS_BEGIN, READINGS_END = "<!-- readings: written by the library -->\n", "<!-- end of readings -->\n"


def readings_text(library: Library) -> str:
    """Return how many sources were read twice, the rate of differing numbers, and which were read once."""
    read = [file.source for file in library.files if file.source.read_by]
    twice = [source for source in read if source.read_twice]
    second = [reading for source in twice for reading in source.read_by[1:]]
    numbers, differing = sum(found.numbers or 0 for found in second), sum(found.differing for found in second)
    once = sorted((source.short for source in read if not source.read_twice), key=str.casefold)
    left = f"Read once so far ({len(once)}): {'; '.join(once)}." if once else "None is left that was read once."
    text = (
        f"Of {len(read)} sources read after the papers {len(twice)} were read by a second reader "
        f"without sight of the record: "
        f"{numbers} numbers found again, {differing} differing. {left}"
    )
    return textwrap.fill(text, width=120, break_on_hyphens=False) + "\n"


def main() -> None:
    """Write each number in place of the one that stands before its word."""
    resources = DOCS.parents[1] / "resources"
    fields = load_fields(resources)
    library = load_library(resources / "evidence", {spec.id: spec.kind for spec in fields})
    head, begins, rest = DOCS.read_text(encoding="utf-8").partition(_BEGINS)
    said, ends, tail = rest.partition(_ENDS)
    for kind in KINDS:
        said = re.sub(rf"\d+(?=\s+{kind}\b)", str(len(getattr(library, kind))), said, count=1)
    result = check_library(library)
    tail = re.sub(
        r"proves \d+ statements, breaks none, and lists \d+ that",
        f"proves {len(result.proved)} statements, breaks none, and lists {len(result.unproved)} that",
        tail,
    )
    before, starts, after = tail.partition(READINGS_BEGIN)
    if starts:
        tail = before + starts + readings_text(library) + READINGS_END + after.partition(READINGS_END)[2]
    DOCS.write_text(head + begins + said + ends + tail, encoding="utf-8")
    print(DOCS.name)


if __name__ == "__main__":
    main()
