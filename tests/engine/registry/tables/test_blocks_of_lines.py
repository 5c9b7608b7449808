"""Lines read many at a time: the same ones as read one by one, whatever stands at the edge of what was read."""

from __future__ import annotations

import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.registry.problems import RegistryError
from engine.registry.tables import table_files
from engine.registry.tables.csv_records import LONGEST_LINE
from engine.registry.tables.table_files import TableFile

PIECES = st.sampled_from(
    (b"a", b",", b"1\n", b"\r\n", b"\n", b"\r", b"\n\n", "ä".encode(), b"\xe4", b'"', b"\x0b", b"\x85")
)


def lines_of(content: bytes, encoding: str, block_bytes: int) -> list[bytes] | str:
    """Return what a file gives below its header, or the sentence that refuses it."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(table_files, "_BLOCK_BYTES", block_bytes)
        path = Path(folder) / "t.csv"
        path.write_bytes(b"patient_id,age_years\n" + content)
        try:
            return list(TableFile(path, ",", ("patient_id", "age_years"), encoding).lines())
        except RegistryError as error:
            return str(error)


def one_by_one(content: bytes, encoding: str) -> list[bytes] | str:
    """Return the same as Python's own lines of a stream have it: parted at line feeds alone."""
    found = []
    for number, line in enumerate(io.BytesIO(content), start=2):
        try:
            found.append(line.decode(encoding).encode())
        except UnicodeDecodeError as error:
            return f"line {number}: byte {error.start + 1}"
    return found


@given(st.lists(PIECES, max_size=30).map(b"".join), st.sampled_from(("utf-8", "cp1252")), st.integers(1, 12))
@settings(max_examples=400)
def test_that_the_edge_of_a_block_changes_no_line(content: bytes, encoding: str, block_bytes: int) -> None:
    found, wanted = lines_of(content, encoding, block_bytes), one_by_one(content, encoding)
    if isinstance(wanted, str):
        line, byte = wanted.split(": ")
        assert isinstance(found, str)
        assert f"{line}: " in found
        assert f"({byte} of the line)" in found
    else:
        assert found == wanted


@pytest.mark.parametrize("length", [LONGEST_LINE, LONGEST_LINE + 1, LONGEST_LINE + 2, 2 * LONGEST_LINE])
@pytest.mark.parametrize("block_bytes", [1 << 10, 1 << 18, 1 << 22])
def test_that_a_long_line_costs_no_other(length: int, block_bytes: int) -> None:
    found = lines_of(b"a,1\n" + b"x" * (length - 1) + b"\nb,2\n", "utf-8", block_bytes)
    assert (found[0], found[2:]) == (b"a,1\n", [b"b,2\n"])
    assert len(found[1]) == (length if length <= LONGEST_LINE else LONGEST_LINE + 2)
