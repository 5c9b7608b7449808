"""A pack: the whole library in one signed file, with the hash of every file and record, and the change log.

What it is spelt like stands in `pack_container`, who may sign in `pack_signature`. Described in docs/evidence-packs.md.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from engine import VERSION
from engine.evidence.packs.pack_container import (
    ASK_AGAIN,
    CHANGES,
    LARGEST_PACK_BYTES,
    LIBRARY,
    MANIFEST,
    SIGNATURE,
    SOURCES,
    PackError,
    container_bytes,
    container_parts,
    too_large,
)
from engine.evidence.packs.pack_signature import TrustedKey, check_signature, signature_of
from engine.evidence.packs.versions import is_older, version_key
from engine.reading.bounded_file import NotOrdinaryError, TooLargeError, read_whole
from engine.reading.disk.os_reasons import reason_of
from engine.words.said import fault, say

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ENDING = ".beamside-evidence"
#: what a library that names none needs: the first program that took packs
FIRST_ENGINE = "0.1.0"
_FAMILY = "beamside-evidence-pack/"
FORMAT = f"{_FAMILY}1"
_FORMAT_NUMBER = re.compile(rf"{_FAMILY}([0-9]{{1,6}})")


class FileHash(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Size and hash of one file of the pack."""

    bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a pack says of itself; the signature stands over it.

    Attributes
    ----------
    version, date, title : of the library, as its `library.toml` says.
    needs_engine : the oldest program that reads it.
    sha256 : of the library; stands beside results.
    files : every file but this and the signature, by its name in the pack.
    records : SHA-256 of every record, by its id; of a record without id by source, table and place.
    """

    format: str
    version: str
    date: dt.date
    title: str
    needs_engine: str
    sha256: str
    files: dict[str, FileHash]
    records: dict[str, str]


class Pack(msgspec.Struct, frozen=True, kw_only=True):
    """A pack whose signature and hashes hold.

    Attributes
    ----------
    data : the file, byte for byte.
    contents : the library's files by their names in its folder (`library.toml`, `sources/x2020.toml`).
    changes : the change log, Markdown.
    """

    manifest: Manifest
    signed_by: str
    key_id: str
    data: bytes
    contents: dict[str, bytes]
    changes: str


def library_contents(folder: Path) -> dict[str, bytes]:
    """Return the files of a library's folder by their names in it, the change log among them.

    Raises
    ------
    PackError : one of them is missing or cannot be read.
    """
    paths = [folder / "library.toml", folder / "CHANGES.md", *sorted((folder / "sources").glob("*.toml"))]
    found = {}
    for path in paths:
        try:
            found[path.relative_to(folder).as_posix()] = read_whole(path, LARGEST_PACK_BYTES)
        except OSError as error:
            problem = fault("the file cannot be read ({reason}).", reason=reason_of(error, say("it is gone")))
            remedy = say("A library is library.toml, CHANGES.md and sources/.")
            raise PackError(path.name, "", problem, remedy) from None
    return found


def build_pack(contents: Mapping[str, bytes], sha256: str, key: Ed25519PrivateKey | None = None) -> bytes:
    """Return the pack of a library that has been loaded, and so checked; the same library and key give the same bytes.

    Parameters
    ----------
    contents : the library's files by their names in its folder.
    sha256 : of the library, as it was loaded.
    key : signs; without one the pack is not signed, and no program takes it.

    Raises
    ------
    PackError : the library lacks what a pack needs.
    """
    files = {f"evidence/{name}": data for name, data in contents.items()}
    manifest = _manifest_bytes(_manifest_of(files, sha256, "library.toml"))
    parts = {MANIFEST: manifest, **files}
    if key is not None:
        parts[SIGNATURE] = signature_of(manifest, key)
    data = container_bytes(parts)
    if len(data) > LARGEST_PACK_BYTES:
        raise too_large("pack")
    # Read back by the reader of others before anybody gets it.
    container_parts(data, "pack")
    return data


def read_pack_bytes(path: Path) -> bytes:
    """Return the bytes of a file that may be a pack.

    Raises
    ------
    PackError : there is none, it is larger than a pack, a folder or a device, or cannot be read.
    """
    name = path.name or str(path)
    remedy = say("Name a file that ends in .beamside-evidence; nothing was changed.")
    try:
        return read_whole(path, LARGEST_PACK_BYTES)
    except TooLargeError:
        raise too_large(name) from None
    except (NotOrdinaryError, IsADirectoryError):
        problem = say("this is a folder, a device or a pipe, not a pack.")
    except FileNotFoundError:
        problem = say("there is no such file.")
    except (OSError, ValueError) as error:
        words = reason_of(error, say("its name is none"))
        problem = fault("the file cannot be read ({words}).", words=words)
    raise PackError(name, "", problem, remedy)


def read_pack(data: bytes, trusted: Mapping[str, TrustedKey], file: str) -> Pack:
    """Return a pack whose signature and hashes hold, and which this program can read.

    Whether its records are such that they load is for `load_library` to say.

    Raises
    ------
    PackError : it is none, was changed, is by nobody who is trusted, or needs a newer program.
    """
    parts = container_parts(data, file)
    raw = parts.pop(MANIFEST)
    _refuse_newer_format(raw, file)
    signer = check_signature(parts.pop(SIGNATURE, None), raw, trusted, file)
    try:
        manifest = msgspec.json.decode(raw, type=Manifest)
    except (msgspec.DecodeError, RecursionError):
        raise PackError(file, MANIFEST, say("the list of contents is not what this program writes.")) from None
    _check_version(manifest, file)
    _check_files(manifest, parts, file)
    if _manifest_bytes(_manifest_of(parts, manifest.sha256, file)) != raw:
        raise PackError(file, MANIFEST, say("what the pack says of its records is not so."))
    return Pack(
        manifest=manifest,
        signed_by=signer.name,
        key_id=signer.id,
        data=data,
        contents={name.removeprefix("evidence/"): part for name, part in parts.items() if name != CHANGES},
        changes=parts[CHANGES].decode("utf-8", "replace"),
    )


def _refuse_newer_format(raw: bytes, file: str) -> None:
    """A pack of a later form says so before anything else is asked of it; its signature may be of another form too."""
    try:
        said = json.loads(raw)
        form = str(said["format"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise PackError(file, MANIFEST, say("the list of contents cannot be read.")) from None
    number = _FORMAT_NUMBER.fullmatch(form)
    if number is not None and int(number[1]) > 1:
        problem = fault("the pack was made for a newer program (format {number}).", number=number[1])
        raise PackError(file, "", problem, say("Update this program first; nothing was changed."))
    if form != FORMAT:
        problem = say("this is not an evidence pack.")
        raise PackError(file, "", problem, say("Name a file that ends in .beamside-evidence; nothing was changed."))


def _check_version(manifest: Manifest, file: str) -> None:
    if version_key(manifest.version) is None:
        raise PackError(file, "version", say("this is no version of a library. Versions are written 2026.2."))
    if version_key(manifest.needs_engine) is None:
        raise PackError(file, "needs_engine", say("this is no version of a program."))
    if is_older(VERSION, manifest.needs_engine):
        problem = fault(
            "evidence {version} needs Beamside {needs_engine} or newer; this is {version2}.",
            version=manifest.version,
            needs_engine=manifest.needs_engine,
            version2=VERSION,
        )
        raise PackError(file, "", problem, say("Update this program first; nothing was changed."))


def _check_files(manifest: Manifest, parts: Mapping[str, bytes], file: str) -> None:
    for name in sorted(manifest.files):
        if name not in parts:
            raise PackError(file, name, say("this part is missing."))
    for name, part in parts.items():
        said = manifest.files.get(name)
        if said is None:
            raise PackError(file, name, say("this part is not among those that were signed."))
        if said != _hash_of(part):
            raise PackError(file, name, say("this part was changed after it was signed."))


def _manifest_of(files: Mapping[str, bytes], sha256: str, file: str) -> Manifest:
    """Return what has to stand in the manifest of these files."""
    for name in (LIBRARY, CHANGES):
        if name not in files:
            raise PackError(file, name, say("this part is missing."))
    header = _parsed(files[LIBRARY], LIBRARY, file)
    version, title, date = header.get("version"), header.get("title"), header.get("date")
    if not isinstance(version, str) or version_key(version) is None:
        raise PackError(file, "version", say("this is no version of a library. Versions are written 2026.2."))
    if not isinstance(date, dt.date) or isinstance(date, dt.datetime):
        raise PackError(file, "date", say("this is no date."), say("Write it as 2026-11-27."))
    records: dict[str, str] = {}
    for name in sorted(files):
        if name.startswith(SOURCES):
            records.update(_record_hashes(_parsed(files[name], name, file), name))
    return Manifest(
        format=FORMAT,
        version=version,
        date=date,
        title=str(title or ""),
        needs_engine=str(header.get("needs_engine") or FIRST_ENGINE),
        sha256=sha256,
        files={name: _hash_of(data) for name, data in files.items()},
        records=records,
    )


def _hash_of(data: bytes) -> FileHash:
    return FileHash(bytes=len(data), sha256=hashlib.sha256(data).hexdigest())


def record_hashes(contents: Mapping[str, bytes]) -> dict[str, str]:
    """Return the hash of every record of a library's files, as a manifest holds them."""
    found: dict[str, str] = {}
    for name, data in contents.items():
        if name.startswith("sources/"):
            found.update(_record_hashes(_parsed(data, name, name), name))
    return found


def _record_hashes(table: Mapping[str, Any], name: str) -> dict[str, str]:
    """The records as they are written, whatever a later program makes of them."""
    stem = name.rsplit("/", 1)[-1].removesuffix(".toml")
    found: dict[str, str] = {}
    for kind, value in table.items():
        for place, record in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(record, dict):
                known = record.get("id") or record.get("code") or f"{stem}/{kind}/{place}"
                written = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
                found[str(known)] = hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()
    return found


def _parsed(data: bytes, name: str, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        raise PackError(file, name, say("this part is not TOML."), ASK_AGAIN) from None


def _manifest_bytes(manifest: Manifest) -> bytes:
    plain = msgspec.to_builtins(manifest)
    return (json.dumps(plain, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()
