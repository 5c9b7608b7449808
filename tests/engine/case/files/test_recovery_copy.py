"""Recovery copies: damaged ones, and those of a newer program."""

from __future__ import annotations

import base64
import datetime as dt
import json
from typing import Any

import pytest

from engine.case.case import new_case
from engine.case.fields import FieldCatalogue
from engine.case.files.recovery_copy import (
    NewerRecoveryCopyError,
    RecoveryCopy,
    RecoveryCopyError,
    read_recovery,
    recovery_bytes,
)
from engine.case.limits import LARGEST_RECOVERY_BYTES

WHEN = dt.datetime(2026, 11, 27, tzinfo=dt.UTC)


def changed(fields: FieldCatalogue, **parts: Any) -> bytes:
    """Return a good copy with some of its parts replaced."""
    good = json.loads(recovery_bytes(RecoveryCopy(new_case(fields), {}, None, WHEN)))
    return json.dumps({**good, **parts}).encode()


def test_that_a_copy_of_a_newer_format_is_no_damaged_one(fields: FieldCatalogue) -> None:
    with pytest.raises(NewerRecoveryCopyError):
        read_recovery(changed(fields, format="beamside-recovery/2"), fields)


def test_that_a_newer_case_in_a_copy_is_no_damaged_one(fields: FieldCatalogue) -> None:
    newer = base64.b64encode(b'{"format": "beamside-case/2", "future": 1}').decode()
    with pytest.raises(NewerRecoveryCopyError):
        read_recovery(changed(fields, case=newer), fields)


@pytest.mark.parametrize(
    "parts",
    [
        {"format": "beamside-recovery/x"},
        {"format": "beamside-recovery/\u0662"},
        {"format": 1},
        {"case": 5},
        {"case": "e30="},
        {"path": 7},
        {"at": "yesterday"},
        {"at": 3},
        {"unreadable": [1]},
        {"unreadable": {"age_years": "x"}},
        {"confirmed": None},
        {"confirmed": [{}]},
    ],
    ids=str,
)
def test_that_a_copy_with_a_damaged_part_is_refused(parts: dict[str, Any], fields: FieldCatalogue) -> None:
    with pytest.raises(RecoveryCopyError):
        read_recovery(changed(fields, **parts), fields)


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"\xff", b"[" * 100_000, b"9" * 6000, b" " * (LARGEST_RECOVERY_BYTES + 1)],
    ids=["empty", "list", "no text", "deep", "digits", "large"],
)
def test_that_what_is_no_copy_is_refused(data: bytes, fields: FieldCatalogue) -> None:
    with pytest.raises(RecoveryCopyError):
        read_recovery(data, fields)
