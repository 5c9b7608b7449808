"""A FHIR file on disk as a list of resources: bounded by size, count and depth, and refused early.

Nothing is decoded that is not asked for: a resource stays a slice of the file until somebody reads it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from engine.intake.errors import IntakeError
from engine.reading.bounded_file import NotOrdinaryError, TooLargeError, read_whole
from engine.reading.disk.os_reasons import reason_of
from engine.words.said import fault, say

LARGEST_FILE_BYTES = 50_000_000
MOST_RESOURCES = 25_000
#: What a record of that many resources holds, with room; more would be unpacked before it can be counted. An object
#: takes as much memory as five values, a list as three.
_MOST_VALUES = 3_500_000
#: One resource that is larger holds an image or a document, which are not read here.
LARGEST_RESOURCE_BYTES = 1_000_000

#: What a value may be wrong with that the JSON around it is not.
_DAMAGED = (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ArithmeticError)

_REMEDY = say("Export the patient's record again as a FHIR R4 Bundle or as NDJSON.")


class _Head(msgspec.Struct):
    resourceType: str = ""  # noqa: N815 - the name in the file
    id: str = ""


class _Kind(msgspec.Struct):
    resourceType: str = ""  # noqa: N815 - the name in the file


class _Whose(msgspec.Struct):
    subject: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    patient: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


@dataclass(frozen=True, slots=True)
class Entry:
    """One resource of the file, not yet decoded.

    Attributes
    ----------
    position : in the file, from 1.
    address : fullUrl of its entry; empty where there is none.
    """

    position: int
    kind: str
    id: str
    address: str
    raw: bytes

    def whose(self) -> dict[str, Any] | None:
        """Return the reference to the subject or patient, without decoding the rest; None where there is none."""
        try:
            found = msgspec.json.decode(self.raw, type=_Whose)
        except _DAMAGED:
            return None
        for raw in (found.subject, found.patient):
            reference = _decode(raw) if raw is not msgspec.UNSET else None
            if isinstance(reference, dict):
                return reference
        return None

    def decode(self) -> dict[str, Any]:
        """Return the resource, decimals exact; an empty one where it is damaged."""
        try:
            found = _DECODER.decode(self.raw)
        except _DAMAGED:
            return {}
        return found if isinstance(found, dict) else {}

    def repeats_keys(self) -> bool:
        """Tell whether two values stand under one key: which of them was meant cannot be known."""
        try:
            _UNREPEATED.decode(str(self.raw, "utf-8", "surrogatepass"))
        except (ValueError, RecursionError):
            return True
        return False


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


#: made once: a record has thousands of resources
_UNREPEATED = json.JSONDecoder(object_pairs_hook=_unrepeated)
_DECODER = msgspec.json.Decoder(float_hook=Decimal)


@dataclass(frozen=True, slots=True)
class RecordFile:
    """All resources of one file."""

    name: str
    sha256: str
    entries: tuple[Entry, ...]


def read_record_file(path: Path) -> RecordFile:
    """Read the file.

    Raises
    ------
    IntakeError : it cannot be read, is too large, or is no bundle.
    """
    name = path.name or str(path)
    return parse_record_file(_bytes(path, name), name)


def _bytes(path: Path, name: str) -> bytes:
    try:
        return read_whole(path, LARGEST_FILE_BYTES)
    except IsADirectoryError:
        problem, remedy = say("this is a folder, not a record."), say("Name the bundle inside it.")
    except FileNotFoundError:
        problem, remedy = say("there is no such file."), say("Check the name and the folder.")
    except NotOrdinaryError:
        problem, remedy = (
            say("this is a device or a pipe, not a regular file."),
            say("Save the bundle to a file first."),
        )
    except TooLargeError:
        problem = say("the file is larger than 50 MB, which no record of one patient needs.")
        remedy = say("Export this patient alone, without documents and images.")
    except OSError as error:
        problem, remedy = (
            fault("the file cannot be read ({reason}).", reason=reason_of(error, say("unknown"))),
            say("Try a copy of it."),
        )
    raise IntakeError(name, problem, remedy)


def parse_record_file(data: bytes, name: str) -> RecordFile:
    """Return the resources of the file's bytes: a Bundle, or one resource a line (NDJSON).

    Raises
    ------
    IntakeError : it is neither.
    """
    body = data.removeprefix(b"\xef\xbb\xbf")
    if not body.strip():
        raise IntakeError(name, say("the file is empty."), _REMEDY)
    if body.count(b",") + 4 * body.count(b"{") + 2 * body.count(b"[") > _MOST_VALUES:
        raise too_many(name)
    try:
        top = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
    except msgspec.ValidationError:
        raise IntakeError(name, say("this is no FHIR bundle."), _REMEDY) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return RecordFile(name, _sha256(data), _from_lines(_lines(body, name, error), name))
    except RecursionError:
        raise IntakeError(name, say("the file is nested too deeply."), _REMEDY) from None
    if _text(top, "resourceType") != "Bundle":
        if _text(top, "resourceType"):
            what = say("this is a single resource and no bundle.")
        else:
            what = say("this is JSON, but no FHIR bundle.")
        raise IntakeError(name, what, _REMEDY)
    _refuse_further_pages(top, name)
    return RecordFile(name, _sha256(data), _from_bundle(top, name))


def _lines(body: bytes, name: str, error: Exception) -> list[bytes]:
    """Return the lines of NDJSON; the first of them is whole JSON by itself, or it is none."""
    first = body.lstrip().split(b"\n", 1)[0]
    try:
        msgspec.json.decode(first, type=_Head)
    except _DAMAGED:
        raise _no_json(name, error) from None
    if body.count(b"\n") > 2 * MOST_RESOURCES:
        raise too_many(name)
    return [line for line in body.split(b"\n") if line.strip()]


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _no_json(name: str, error: Exception) -> IntakeError:
    if isinstance(error, UnicodeDecodeError) or "utf-8" in str(error).lower():
        return IntakeError(name, say("the text is not UTF-8."), _REMEDY)
    return IntakeError(name, say("this is not valid JSON, or it was cut off."), _REMEDY)


def _text(found: dict[str, msgspec.Raw], key: str) -> str:
    value = _decode(found.get(key))
    return value if isinstance(value, str) else ""


def _decode(raw: msgspec.Raw | msgspec.UnsetType | None) -> Any:
    if raw is None or raw is msgspec.UNSET:
        return None
    try:
        return msgspec.json.decode(raw)
    except _DAMAGED:
        return None


def _refuse_further_pages(top: dict[str, msgspec.Raw], name: str) -> None:
    links = _decode(top.get("link"))
    pages = [link for link in links if isinstance(link, dict)] if isinstance(links, list) else []
    if any(link.get("relation") == "next" for link in pages):
        raise IntakeError(
            name,
            say("the bundle is one page of several."),
            say("Export all pages as one file: half a record is no record."),
        )


def _from_bundle(top: dict[str, msgspec.Raw], name: str) -> tuple[Entry, ...]:
    try:
        rows = msgspec.json.decode(top["entry"], type=list[msgspec.Raw]) if "entry" in top else []
    except _DAMAGED:
        raise IntakeError(name, say("the entries of the bundle cannot be read."), _REMEDY) from None
    _refuse_too_many(len(rows), name)
    found: list[Entry] = []
    matches = 0
    # In a history the newest comes first: what stands behind its own deletion is gone.
    deleted: set[str] = set()
    is_history = _text(top, "type") == "history"
    for position, row in enumerate(rows, 1):
        parts = _parts(row)
        if (gone := _deleted_by(parts)) is not None:
            deleted.add(gone)
            continue
        mode = _decode(parts.get("search"))
        found_by = mode.get("mode") if isinstance(mode, dict) else None
        if found_by == "outcome" or "resource" not in parts:
            continue
        matches += found_by != "include"
        entry = _entry(position, parts["resource"], _text(parts, "fullUrl"), name)
        if entry is not None and not (is_history and f"{entry.kind}/{entry.id}" in deleted):
            found.append(entry)
    total = _decode(top.get("total"))
    if _text(top, "type") == "searchset" and isinstance(total, int) and total > matches:
        raise IntakeError(
            name,
            fault("the bundle holds {matches} of {total} results.", matches=matches, total=total),
            say("Export all pages as one file: half a record is no record."),
        )
    return tuple(found)


def _parts(row: msgspec.Raw) -> dict[str, msgspec.Raw]:
    try:
        return msgspec.json.decode(row, type=dict[str, msgspec.Raw])
    except _DAMAGED:
        return {}


def _deleted_by(parts: dict[str, msgspec.Raw]) -> str | None:
    """Return the type and id of what an entry deletes; None where it deletes nothing."""
    request = _decode(parts.get("request"))
    if not isinstance(request, dict) or request.get("method") != "DELETE":
        return None
    return "/".join(str(request.get("url", "")).split("/_history/")[0].split("/")[-2:])


def _from_lines(lines: list[bytes], name: str) -> tuple[Entry, ...]:
    _refuse_too_many(len(lines), name)
    found: list[Entry] = []
    for position, line in enumerate(lines, 1):
        entry = _entry(position, line, "", name)
        if entry is None or not entry.kind:
            raise IntakeError(name, fault("line {position} is no FHIR resource.", position=position), _REMEDY)
        if entry.kind == "Bundle":
            raise IntakeError(
                name,
                fault("line {position} is a bundle of its own.", position=position),
                say("Give one bundle at a time."),
            )
        found.append(entry)
    return tuple(found)


def _without_id(raw: msgspec.Raw | bytes) -> _Head:
    """Return the type of a resource whose id is no text: what it says counts all the same; none of what is none."""
    try:
        return _Head(msgspec.json.decode(raw, type=_Kind).resourceType)
    except _DAMAGED:
        return _Head()


def _refuse_too_many(count: int, name: str) -> None:
    if count > MOST_RESOURCES:
        raise too_many(name)


def too_many(name: str) -> IntakeError:
    """Return the refusal of a file that holds more than a record of one patient does."""
    return IntakeError(
        name,
        fault(
            "the file holds more than {most_resources} resources, or as many values.",
            most_resources=MOST_RESOURCES,
        ),
        say("Export this patient alone, or the last years of the record."),
    )


def _entry(position: int, raw: msgspec.Raw | bytes, address: str, name: str) -> Entry | None:
    try:
        head = msgspec.json.decode(raw, type=_Head)
    except UnicodeDecodeError:
        raise IntakeError(
            name, fault("the text is not UTF-8 (entry {position}).", position=position), _REMEDY
        ) from None
    except msgspec.ValidationError:
        head = _without_id(raw)
    except _DAMAGED:
        return None
    body = bytes(raw)
    if len(body) > LARGEST_RESOURCE_BYTES:
        return None
    return Entry(position, head.resourceType, head.id, address, body)
