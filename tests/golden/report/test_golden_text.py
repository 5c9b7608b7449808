"""The whole text of the summaries, held against files: a change of wording or of evidence shows as a difference.

`GOLDEN=write python -m pytest tests/golden/report` writes the files anew; read the difference before you commit it.
"""

from __future__ import annotations

import difflib
import os
import re
from pathlib import Path

import pytest

from engine.case.fields import FieldCatalogue
from engine.case.files.case_file import load_case
from engine.evidence.library import Library
from engine.findings.assess import assess
from engine.report.summary.document import build_document
from engine.report.writers.plain_text import as_plain_text
from tests.shipped import shipped_fields, shipped_library

HERE = Path(__file__).resolve().parent
EXAMPLES = ("sbrt-candidate", "borderline", "first-line-chemoradiation")
OWN = ("nothing-known", "all-inputs")


@pytest.fixture(scope="module")
def fields(resources: Path) -> FieldCatalogue:
    return shipped_fields()


@pytest.fixture(scope="module")
def library(resources: Path, fields: FieldCatalogue) -> Library:
    return shipped_library()


@pytest.mark.parametrize("name", [*EXAMPLES, *OWN])
def test_that_a_summary_reads_as_it_did(name: str, resources: Path, fields: FieldCatalogue, library: Library) -> None:
    folder = resources / "examples" if name in EXAMPLES else HERE
    case = load_case(folder / f"{name}.beamside.json", fields)
    text = as_plain_text(build_document(assess(case, library), case, fields), width=100)
    # The hashes change with every record; what they are is tested elsewhere.
    text = re.sub(r"\b[0-9a-f]{64}\b", "<sha256>", text)
    golden = HERE / f"{name}.txt"
    if os.environ.get("GOLDEN") == "write":
        golden.write_text(text, encoding="utf-8")
    before = golden.read_text(encoding="utf-8")
    difference = difflib.unified_diff(before.splitlines(), text.splitlines(), golden.name, "now", lineterm="")
    assert text == before, "\n".join(difference)
