"""Who signed a pack: Ed25519 (RFC 8032) over the manifest, which holds the hash of everything else."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.evidence.packs.pack_container import PackError
from engine.reading.bounded_file import read_whole
from engine.reading.disk.os_reasons import reason_of
from engine.words.said import fault, say

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

FORMAT = "beamside-pack-signature/1"
#: what is signed says what it is signed as: a signature made for anything else never fits
_SIGNED_AS = b"beamside-evidence-pack/1\0"
_LARGEST_KEY_BYTES = 10_000
_MAKE_ONE = say("`openssl genpkey -algorithm ed25519` makes one.")


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A public key that packs may be signed with.

    Attributes
    ----------
    name : of its file, without the ending.
    id : the first 16 hexadecimal digits of the SHA-256 of its 32 bytes.
    """

    name: str
    id: str
    key: Ed25519PublicKey


def key_id(key: Ed25519PublicKey) -> str:
    """Return what a signature names its key by."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


def read_private_key(path: Path) -> Ed25519PrivateKey:
    """Return the key that signs.

    Raises
    ------
    PackError : it is no private Ed25519 key, or cannot be read.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    name = path.name or str(path)
    data = _read(path)
    try:
        key = load_pem_private_key(data, password=None)
    except TypeError:
        problem = say("the key is locked by a passphrase.")
        raise PackError(name, "", problem, say("Unlock it first (`openssl pkey`).")) from None
    except (ValueError, UnsupportedAlgorithm):
        raise PackError(
            name,
            "",
            say("there is no private key in this file."),
            fault("Name a PEM file; {make_one}", make_one=_MAKE_ONE),
        ) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise PackError(name, "", say("this is a key of another kind than Ed25519."), _MAKE_ONE)
    return key


def read_trusted(folders: Iterable[Path]) -> Mapping[str, TrustedKey]:
    """Return the public keys of these folders (`*.pem`), by id.

    Raises
    ------
    PackError : one of the files holds no public Ed25519 key; a folder that cannot be looked into trusts nobody.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    found: dict[str, TrustedKey] = {}
    found_key: object
    for folder in folders:
        for path in sorted(folder.glob("*.pem")):
            try:
                found_key = load_pem_public_key(_read(path))
            except (ValueError, UnsupportedAlgorithm):
                found_key = None
            if not isinstance(found_key, Ed25519PublicKey):
                problem = say("there is no public Ed25519 key in this file of trusted keys.")
                raise PackError(path.name, "", problem, say("Take it out of the folder, or put the key there."))
            name = key_id(found_key)
            found.setdefault(name, TrustedKey(path.stem, name, found_key))
    return found


def signature_of(manifest: bytes, key: Ed25519PrivateKey) -> bytes:
    """Return the part that signs a manifest."""
    said = {
        "format": FORMAT,
        "algorithm": "ed25519",
        "key": key_id(key.public_key()),
        "signature": base64.b64encode(key.sign(_SIGNED_AS + manifest)).decode("ascii"),
    }
    return (json.dumps(said, indent=1, sort_keys=True) + "\n").encode("ascii")


def check_signature(
    signature: bytes | None, manifest: bytes, trusted: Mapping[str, TrustedKey], file: str
) -> TrustedKey:
    """Return whose signature it is.

    Raises
    ------
    PackError : there is none, it is by nobody who is trusted, or it does not fit.
    """
    from cryptography.exceptions import InvalidSignature

    if signature is None:
        raise PackError(file, "", say("the pack is not signed."), say("Ask for a signed one; nothing was changed."))
    said, bare = _read_signature(signature, file)
    signer = trusted.get(str(said["key"]))
    if signer is None:
        problem = say("the pack is signed by somebody whom this program does not trust.")
        remedy = say("Ask who made it; further keys are trusted through the managed settings. Nothing was changed.")
        raise PackError(file, "", problem, remedy)
    try:
        signer.key.verify(bare, _SIGNED_AS + manifest)
    except InvalidSignature:
        raise PackError(file, "", say("the pack was changed after it was signed.")) from None
    return signer


def _read_signature(signature: bytes, file: str) -> tuple[dict[str, Any], bytes]:
    try:
        said = json.loads(signature)
        known = said["format"] == FORMAT and said["algorithm"] == "ed25519"
        bare = base64.b64decode(said["signature"], validate=True)
        canonical = (json.dumps(said, indent=1, sort_keys=True) + "\n").encode("ascii") == signature
    except (ValueError, KeyError, TypeError, RecursionError, binascii.Error):
        raise PackError(file, "signature.json", say("the signature cannot be read.")) from None
    if not known or not canonical or set(said) != {"format", "algorithm", "key", "signature"}:
        raise PackError(file, "signature.json", say("the signature is of a kind that this program does not know."))
    return said, bare


def _read(path: Path) -> bytes:
    name = path.name or str(path)
    try:
        return read_whole(path, _LARGEST_KEY_BYTES)
    except OSError as error:
        problem = fault("the key cannot be read ({reason}).", reason=reason_of(error, say("this is no key")))
        raise PackError(name, "", problem, fault("Name a PEM file; {make_one}", make_one=_MAKE_ONE)) from None
