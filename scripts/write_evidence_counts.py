"""Write into docs/evidence.md how many records the library holds: `python -m scripts.write_evidence_counts`."""

from __future__ import annotations

import re
from pathlib import Path

from engine.case.fields import load_fields
from engine.evidence.loading import load_library

DOCS = Path(__file__).parents[1] / "docs" / "evidence.md"
KINDS = ("sources", "figures", "cohorts", "criteria", "cautions", "concerns", "discrepancies")
_BEGINS, _ENDS = "Every study that a paper restates", "`beamside evidence list`"


def main() -> None:
    """Write each number in place of the one that stands before its word."""
    resources = DOCS.parents[1] / "resources"
    fields = load_fields(resources)
    library = load_library(resources / "evidence", {spec.id: spec.kind for spec in fields})
    head, begins, rest = DOCS.read_text(encoding="utf-8").partition(_BEGINS)
    said, ends, tail = rest.partition(_ENDS)
    for kind in KINDS:
        said = re.sub(rf"\d+(?=\s+{kind}\b)", str(len(getattr(library, kind))), said, count=1)
    DOCS.write_text(head + begins + said + ends + tail, encoding="utf-8")
    print(DOCS.name)


if __name__ == "__main__":
    main()
