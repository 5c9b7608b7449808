"""The files of a registry: which there are, and their rows as lines of UTF-8, whatever they are stored as."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import json
import math
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from engine.case.units import plain_text
from engine.reading.disk.os_reasons import reason_of
from engine.reading.number_text import Mark
from engine.registry.problems import RegistryError
from engine.registry.tables.csv_records import LONGEST_LINE, cells_of, cut_records
from engine.words.said import fault, say

#: of CSV; the others are turned into UTF-8 as they are read
ENCODINGS = ("utf-8", "cp1252", "latin-1")
_SEPARATORS = (",", ";", "\t")
_BATCH_ROWS = 5_000
_BLOCK_BYTES = 1 << 18
NO_PARQUET = (
    "reading Parquet needs pyarrow, which is not installed. Install the extra “registry” (docs/registry.md), or save "
    "the table as CSV."
)


class TableFile(NamedTuple):
    """One file of rows.

    Attributes
    ----------
    header : its columns, as they are named there.
    mark : the decimal mark, where the file itself settles it.
    """

    path: Path
    separator: str
    header: tuple[str, ...]
    encoding: str
    mark: Mark | None = None

    @property
    def name(self) -> str:
        """The name without its folder."""
        return self.path.name

    @property
    def is_parquet(self) -> bool:
        """Whether it is read by pyarrow."""
        return self.path.suffix.lower() == ".parquet"

    def blocks(self) -> Iterator[list[bytes]]:
        """Yield the rows below the header as lines of UTF-8 CSV, many at a time; memory is bounded.

        Raises
        ------
        RegistryError : the file is gone, or holds bytes that are no text of its encoding.
        """
        return _parquet_blocks(self) if self.is_parquet else _csv_blocks(self)

    def lines(self) -> Iterator[bytes]:
        """Yield the same lines one after the other."""
        return chain.from_iterable(self.blocks())


def find_files(place: Path, encoding: str = "utf-8") -> tuple[TableFile, ...]:
    """Return the files that a name means: one file, or those of a folder in the order of their names.

    Raises
    ------
    RegistryError : there is none, or one of them cannot be used.
    """
    name = place.name or str(place)
    try:
        if place.is_dir():
            found = sorted(path for path in place.iterdir() if path.suffix.lower() in (".csv", ".tsv", ".parquet"))
            for path in found:
                # A pipe would never end, and a link that leads nowhere is no table.
                if not path.is_file():
                    raise RegistryError(
                        fault("{path}: this is no regular file. Take it out of the folder.", path=path.name)
                    )
            if not found:
                raise RegistryError(
                    fault("{name}: there is no table in this folder (CSV or Parquet). Name another one.", name=name)
                )
        elif place.is_file():
            found = [place]
        elif place.exists():
            raise RegistryError(
                fault("{name}: this is a device or a pipe, not a regular file. Save it as a file first.", name=name)
            )
        else:
            raise RegistryError(fault("{name}: there is no such file or folder. Check the name.", name=name))
        return tuple(_opened(path, encoding) for path in found)
    except OSError as error:
        raise _unreadable(name, error) from None


def _unreadable(name: str, error: OSError) -> RegistryError:
    reason = reason_of(error, say("unknown reason"))
    return RegistryError(
        fault("{name}: it cannot be read ({reason}). Check its place and permissions.", name=name, reason=reason)
    )


def sha256_of(path: Path) -> tuple[str, int]:
    """Return the hash of a file's bytes, and how many there are."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
            size += len(block)
    return digest.hexdigest(), size


# ---------------------------------------------------------------- CSV


def _opened(path: Path, encoding: str) -> TableFile:
    if path.suffix.lower() == ".parquet":
        return _opened_parquet(path)
    with path.open("rb") as stream:
        first = stream.readline(LONGEST_LINE + 2)
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in first:
        raise RegistryError(
            fault("{path}: the text is UTF-16 or no text at all. Save it as CSV in UTF-8.", path=path.name)
        )
    if not first.strip():
        raise RegistryError(
            fault("{path}: the first line is empty. Put the names of the columns there.", path=path.name)
        )
    if len(first) > LONGEST_LINE or b"\r" in first.rstrip(b"\r\n"):
        raise RegistryError(
            fault("{path}: the first line does not end. Save it with ordinary line ends.", path=path.name)
        )
    text = _decoded(first, encoding, path.name, 1).removeprefix("\ufeff").rstrip("\r\n")
    if text.count('"') % 2:
        raise RegistryError(
            fault("{path}: the quotation marks of the first line do not close. Mend them.", path=path.name)
        )
    cut = {separator: cells_of(text, separator) or [] for separator in _SEPARATORS}
    separator = max(_SEPARATORS, key=lambda sign: len(cut[sign]))
    if not cut[separator]:
        raise RegistryError(
            fault("{path}: the quotation marks of the first line do not fit. Mend them.", path=path.name)
        )
    return TableFile(path, separator, tuple(cut[separator]), encoding)


def _decoded(line: bytes, encoding: str, name: str, number: int) -> str:
    try:
        return line.decode(encoding)
    except UnicodeDecodeError as error:
        shown = "UTF-8" if encoding == "utf-8" else encoding
        raise RegistryError(
            fault(
                "{name}: line {number}: the text is not {shown} (byte {byte} of the line). Save it as UTF-8, or "
                'name its encoding in a map: encoding = "cp1252".',
                name=name,
                number=number,
                shown=shown,
                byte=error.start + 1,
            )
        ) from None


def _csv_blocks(file: TableFile) -> Iterator[list[bytes]]:
    """Yield the lines some hundred kilobytes at a time: asked one by one of the file they take five times as long."""
    number = 1
    try:
        with file.path.open("rb") as stream:
            stream.readline(LONGEST_LINE + 2)
            while begin := stream.read(_BLOCK_BYTES):
                block = begin if begin.endswith(b"\n") else begin + stream.readline(LONGEST_LINE + 2)
                lines = _ordinary_lines(block, file.encoding)
                if lines is None:
                    stream.seek(-len(block), io.SEEK_CUR)
                    lines = list(_lines_one_by_one(stream, file, len(block), number))
                yield lines
                number += len(lines)
    except OSError as error:
        raise _unreadable(file.name, error) from None


def _ordinary_lines(block: bytes, encoding: str) -> list[bytes] | None:
    """Return the lines of a block, in UTF-8; None where one of them is to be looked at by itself."""
    if not block.endswith(b"\n") and len(block) > LONGEST_LINE:
        return None
    if not block.isascii() or encoding != "utf-8":
        try:
            text = block.decode(encoding)
        except UnicodeDecodeError:
            return None
        block = block if encoding == "utf-8" else text.encode()
    # Bytes are parted at a carriage return as well, which ends no line here unless a line feed follows.
    if block.count(b"\r") != block.count(b"\r\n"):
        return None
    lines = block.splitlines(keepends=True)
    return None if max(map(len, lines)) > LONGEST_LINE else lines


def _lines_one_by_one(stream: io.BufferedReader, file: TableFile, size: int, number: int) -> Iterator[bytes]:
    """Yield the lines that begin among so many bytes, the first of them after line `number`."""
    is_utf8, end = file.encoding == "utf-8", stream.tell() + size
    while stream.tell() < end and (line := stream.readline(LONGEST_LINE + 2)):
        number += 1
        if len(line) > LONGEST_LINE:
            # Its beginning, and nothing of the rest: half a character at the cut is no fault of the encoding.
            _skip_line(stream, line)
            yield line[:LONGEST_LINE].decode(file.encoding, "ignore").encode()[:LONGEST_LINE] + b" \n"
            continue
        text = _decoded(line, file.encoding, file.name, number)
        yield line if is_utf8 else text.encode()


def _skip_line(stream: io.BufferedReader, line: bytes) -> None:
    while not line.endswith(b"\n"):
        line = stream.readline(LONGEST_LINE)
        if not line:
            return


# ---------------------------------------------------------------- Parquet


def _pyarrow() -> Any:
    try:
        import pyarrow.parquet
    except ImportError:
        return None
    return pyarrow.parquet


def _opened_parquet(path: Path) -> TableFile:
    parquet = _pyarrow()
    if parquet is None:
        raise RegistryError(fault("{path}: {no_parquet}", path=path.name, no_parquet=NO_PARQUET))
    try:
        with parquet.ParquetFile(path) as table:
            names = tuple(table.schema_arrow.names)
    except (OSError, ValueError) as error:
        first = str(error).splitlines()[0][:200] if str(error) else say("no reason given")
        raise RegistryError(
            fault("{path}: this is not a Parquet file that can be read ({first}).", path=path.name, first=first)
        ) from None
    return TableFile(path, ",", names, "utf-8", ".")


def _parquet_blocks(file: TableFile) -> Iterator[list[bytes]]:
    try:
        with _pyarrow().ParquetFile(file.path) as table:
            for batch in table.iter_batches(batch_size=_BATCH_ROWS):
                columns = [[_as_cell(value) for value in column.to_pylist()] for column in batch.columns]
                yield [_csv_line(row) for row in zip(*columns, strict=True)]
    except OSError as error:
        raise _unreadable(file.name, error) from None


def _csv_line(row: tuple[str, ...]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(row)
    return text.getvalue().encode("utf-8", "replace")


def _as_cell(value: Any) -> str:
    """Write a typed value as it would stand in CSV; what is nothing, or not a number, is not known."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and math.isfinite(value):
        return plain_text(value)
    if isinstance(value, dict) or (isinstance(value, list) and any(isinstance(item, dict) for item in value)):
        rows = value if isinstance(value, list) else [value]
        known = [{name: item for name, item in row.items() if item is not None} for row in rows]
        return json.dumps(known, ensure_ascii=False, default=str)
    if isinstance(value, list):
        return ";".join(map(str, value)) if value else "none"
    return str(value).replace("\n", " ").replace("\r", " ")


def first_rows(file: TableFile, most: int) -> Iterator[list[str]]:
    """Yield the cells of the first rows that have the shape of the header."""
    for place, record in enumerate(cut_records(file.lines(), file.separator)):
        if place == most:
            return
        cells = None if record.problem else cells_of(record.line.decode().rstrip("\r\n"), file.separator)
        if cells is not None and len(cells) == len(file.header):
            yield cells
