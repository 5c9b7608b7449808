"""The record that the bench measures is one that gives values, and its refusals are refusals."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

import main
from bench.record_import import BOARD, files_that_are_no_record, large_bundle
from engine.intake import load_code_tables
from engine.intake.fhir.bundle_file import parse_record_file
from engine.intake.record import intake_of
from tests.shipped import shipped_fields


def test_that_the_measured_record_gives_values(resources: Path) -> None:
    bundle = large_bundle(200)
    assert len(bundle["entry"]) == 200
    record = parse_record_file(json.dumps(bundle).encode(), "record.json")
    found = intake_of(record, shipped_fields(), load_code_tables(resources), dt.date.fromisoformat(BOARD))
    taken = {one.field for one in found.taken}
    assert {"bilirubin_mg_dl", "albumin_g_dl", "platelets_10e9_l", "leukocytes_10e9_l", "primary_site"} <= taken


@pytest.mark.slow
def test_that_every_measured_file_is_refused_in_one_sentence(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    seen = 0
    for what, path in files_that_are_no_record(tmp_path):
        assert main.main(["import", str(path), "--as-of", BOARD]) == 2, what
        said = capfdbinary.readouterr()
        assert said.out == b""
        assert len(said.err.decode().strip().splitlines()) == 1, what
        assert path.name in said.err.decode()
        path.unlink()
        seen += 1
    assert seen == 9
