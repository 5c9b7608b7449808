"""Packs made for tests: with keys of their own, of a small library, and altered in every way."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from engine.commands.shared.command_context import CommandContext
from engine.evidence.packs.pack import build_pack
from engine.evidence.packs.pack_container import container_bytes, container_parts
from engine.evidence.packs.pack_signature import signature_of

RESOURCES = Path(__file__).parents[3] / "resources"

LIBRARY = """\
format = "beamside-library/1"
version = "{version}"
date = 2027-03-01
title = "A small library"
source_files = 1
{more}
"""

SOURCE = """\
format = "beamside-source/1"

[source]
id = "smith2020"
short = "Smith 2020"
authors = "Smith A"
title = "A series"
year = 2020
published_in = "J 1:2"
design = "retrospective"
paper = ""
read_depth = "abstract"

[[criterion]]
id = "sbrt.largest_lesion"
modality = "sbrt"
label = "Size of the largest lesion"
threshold = "at most 3 cm"
printed = "3 cm or less"
locator = "Methods"
rule = {{ kind = "at_most", field = "largest_lesion_cm", limit = {limit} }}
"""

CHANGES = """\
# Changes

## {version} (1 March 2027)

The limit of size is another.

## 2026.2 (27 November 2026)

Old.
"""


@dataclass(frozen=True)
class Signer:
    """A key of a test's own."""

    key: Ed25519PrivateKey

    def write_private(self, path: Path) -> Path:
        path.write_bytes(self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return path

    def write_public(self, path: Path) -> Path:
        path.write_bytes(self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
        return path


def new_signer() -> Signer:
    return Signer(Ed25519PrivateKey.generate())


def small_library(version: str = "2027.1", *, limit: float = 3.0, more: str = "") -> dict[str, bytes]:
    """Return the files of a library of one source."""
    texts = {
        "library.toml": LIBRARY.format(version=version, more=more),
        "CHANGES.md": CHANGES.format(version=version),
        "sources/smith2020.toml": SOURCE.format(limit=limit),
    }
    return {name: text.encode() for name, text in texts.items()}


def pack_of(contents: Mapping[str, bytes], key: Ed25519PrivateKey | None) -> bytes:
    """Return the pack of these files."""
    sha256 = CommandContext(RESOURCES).library_packed(contents).sha256
    return build_pack(contents, sha256, key)


def altered(data: bytes, change: Callable[[dict[str, bytes]], object], sign: Ed25519PrivateKey | None = None) -> bytes:
    """Return a pack with its parts changed; signed anew only where a key is given."""
    parts = container_parts(data, "pack")
    change(parts)
    if sign is not None:
        parts["signature.json"] = signature_of(parts["manifest.json"], sign)
    return container_bytes(parts)


def with_manifest(data: bytes, key: Ed25519PrivateKey, **said: object) -> bytes:
    """Return a pack that says other things of itself, rightly signed."""

    def change(parts: dict[str, bytes]) -> None:
        manifest = {**json.loads(parts["manifest.json"]), **said}
        text = json.dumps(manifest, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
        parts["manifest.json"] = text.encode()

    return altered(data, change, key)
