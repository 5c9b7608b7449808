"""The one file that a pack is: an archive that ordinary tools can open, and of which there is one spelling only.

ZIP, nothing compressed, one date, one order, no comments and nothing between or around the parts. So the same parts
give the same bytes, nothing grows when it is opened, and whatever is not spelt so is refused: after the parts are
read they are written again, and have to give the file as it came.
"""

from __future__ import annotations

import binascii
import io
import re
import stat
import struct
import zipfile
from collections.abc import Mapping

from engine.evidence.problems import EvidenceError
from engine.reading.mistakes import Problem
from engine.words.said import Number, Said, say

#: five times the library of 2026.2
LARGEST_PACK_BYTES = 10_000_000
_MOST_PARTS = 3_000

MANIFEST = "manifest.json"
SIGNATURE = "signature.json"
LIBRARY = "evidence/library.toml"
CHANGES = "evidence/CHANGES.md"
SOURCES = "evidence/sources/"
_SOURCE = re.compile(r"evidence/sources/[a-z0-9][a-z0-9_]{0,99}\.toml")
#: what a path outside the pack, or one that systems read differently, could begin with or hold
_ESCAPING = re.compile(r"^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)|[\\\x00-\x1f:]")

_VERSION = 20
_MADE_ON_UNIX = 3 << 8 | _VERSION
_FIRST_OF_1980 = 1 << 5 | 1
_ORDINARY_FILE = (stat.S_IFREG | 0o644) << 16
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")

ASK_AGAIN = say("Ask for the pack again; nothing was changed.")


class PackError(EvidenceError):
    """A pack that cannot be taken: one sentence, and nothing was changed."""

    def __init__(self, file: str, key: str, problem: Said, remedy: Said = ASK_AGAIN) -> None:
        super().__init__(Problem(file, key, problem, remedy))


def container_bytes(parts: Mapping[str, bytes]) -> bytes:
    """Return the file of these parts; the same parts give the same bytes, on every system and in every order."""
    body, directory = io.BytesIO(), io.BytesIO()
    for name in sorted(parts, key=_place):
        data, spelt = parts[name], name.encode("ascii")
        offset, crc = body.tell(), binascii.crc32(data)
        common = (_VERSION, 0, zipfile.ZIP_STORED, 0, _FIRST_OF_1980, crc, len(data), len(data), len(spelt), 0)
        body.write(_LOCAL.pack(b"PK\x03\x04", *common) + spelt + data)
        directory.write(_CENTRAL.pack(b"PK\x01\x02", _MADE_ON_UNIX, *common, 0, 0, 0, _ORDINARY_FILE, offset) + spelt)
    end = _END.pack(b"PK\x05\x06", 0, 0, len(parts), len(parts), directory.tell(), body.tell(), 0)
    return body.getvalue() + directory.getvalue() + end


def container_parts(data: bytes, file: str) -> dict[str, bytes]:
    """Return the parts by name.

    Parameters
    ----------
    file : its name, for what is said of it.

    Raises
    ------
    PackError : it is no pack, damaged, or holds what a pack does not hold.
    """
    if not data:
        raise PackError(file, "", say("the file is empty."))
    if len(data) > LARGEST_PACK_BYTES:
        raise too_large(file)
    if not data.startswith(b"PK\x03\x04"):
        raise _no_pack(file)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _refuse_strange(entries, len(data), file)
            parts = {entry.orig_filename: archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, ValueError, EOFError, KeyError, struct.error, OverflowError, NotImplementedError):
        # A file cut short has lost its list of parts, which stands at the end.
        raise PackError(file, "", say("the pack is damaged or cut short.")) from None
    if container_bytes(parts) != data:
        problem = say("there is more in the file than its parts, or they are not spelt as a pack spells them.")
        raise PackError(file, "", problem)
    return parts


def too_large(file: str) -> PackError:
    """Return what is said of a file that is no pack by its size alone."""
    problem = say("the file is larger than a pack can be ({part} MB).", part=Number(f"{LARGEST_PACK_BYTES / 1e6:.0f}"))
    return PackError(file, "", problem, say("Name the pack itself; nothing was changed."))


def _no_pack(file: str) -> PackError:
    problem = say("this is not an evidence pack.")
    return PackError(file, "", problem, say("Name a file that ends in .beamside-evidence; nothing was changed."))


def _refuse_strange(entries: list[zipfile.ZipInfo], size: int, file: str) -> None:
    """Look at the list of parts before any of them is read."""
    names = [entry.orig_filename for entry in entries]
    for entry in entries:
        _refuse_strange_entry(entry, file)
    if MANIFEST not in names:
        raise _no_pack(file)
    if len(names) > _MOST_PARTS or sum(entry.file_size for entry in entries) > size:
        raise PackError(file, "", say("the list of its parts promises more than the file holds."))
    seen: set[str] = set()
    for name in names:
        if name.casefold() in seen:
            raise PackError(file, _shown(name), say("the pack holds two parts of this name."))
        seen.add(name.casefold())
    for name in names:
        if name not in (MANIFEST, SIGNATURE, LIBRARY, CHANGES) and not _SOURCE.fullmatch(name):
            raise PackError(file, _shown(name), say("this part belongs to no evidence pack."))


def _refuse_strange_entry(entry: zipfile.ZipInfo, file: str) -> None:
    name = entry.orig_filename
    if _ESCAPING.search(name):
        raise PackError(file, _shown(name), say("the name of this part leads out of the pack."))
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise PackError(file, _shown(name), say("this part is a link or a folder, not an ordinary file."))
    if entry.flag_bits & 1:
        raise PackError(file, _shown(name), say("this part is encrypted; nothing in a pack is."))
    if entry.compress_type != zipfile.ZIP_STORED or entry.compress_size != entry.file_size:
        # Not even tried: what it would grow to is the archive's word alone.
        raise PackError(file, _shown(name), say("this part is compressed; nothing in a pack is."))


def _shown(name: str) -> str:
    """Return a name from outside within bounds; control signs are made visible where it is told."""
    return name if len(name) <= 80 else f"{name[:77]}..."


def _place(name: str) -> tuple[int, str]:
    """What is looked at first stands first."""
    first = (MANIFEST, SIGNATURE)
    return (first.index(name) if name in first else len(first), name)
