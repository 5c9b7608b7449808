"""Cases under a passphrase: format `beamside-sealed-case/1`, described in docs/sealed-cases.md.

Argon2id (RFC 9106) makes 64 bytes from the passphrase: the first half is the key of AES-256-GCM, the second half
is stored as a check, so that a wrong passphrase is told apart from a changed file. A plain checksum over the
whole envelope tells accidental damage apart from both.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
from dataclasses import dataclass
from typing import Any

from engine.case.case_file import Case, CaseFileError, CaseProblem, case_bytes, parse_case
from engine.case.fields import FieldCatalogue

FORMAT = "beamside-sealed-case/1"
SHORTEST_PASSPHRASE = 8

_SALT_BYTES = 16
_NONCE_BYTES = 12
_DERIVED_BYTES = 64


@dataclass(frozen=True, slots=True)
class Hardness:
    """Cost of one guess, as Argon2id counts it: passes, lanes, and memory in KiB.

    The default is the second recommendation of RFC 9106: 64 MiB, 3 passes, 4 lanes; about 0.2 s on a workstation.
    """

    iterations: int = 3
    lanes: int = 4
    memory_kib: int = 65536


#: A file may ask for more work than ours, within reason: more would let a forged file stop the program.
_MOST = Hardness(iterations=20, lanes=64, memory_kib=1_048_576)


class WrongPassphraseError(CaseFileError):
    """The passphrase does not open this case; nothing is known to be wrong with the file."""


def is_sealed(data: bytes) -> bool:
    """Return whether the bytes are a sealed case, whatever its state."""
    return FORMAT.encode() in data[:200]


def check_passphrase(passphrase: str) -> str | None:
    """Return a sentence where a passphrase may not be used to seal, else None."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        return f"A passphrase has at least {SHORTEST_PASSPHRASE} characters."
    return None


def seal(
    case: Case, passphrase: str, saved_with: dict[str, str] | None = None, hardness: Hardness | None = None
) -> bytes:
    """Return the file of a case that only the passphrase opens.

    Raises
    ------
    ValueError : the passphrase is too short.
    """
    complaint = check_passphrase(passphrase)
    if complaint is not None:
        raise ValueError(complaint)
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    cost = hardness or Hardness()
    salt, nonce = os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES)
    key, check = _derive(passphrase, salt, cost)
    header = {
        "format": FORMAT,
        "key_derivation": "argon2id",
        "iterations": cost.iterations,
        "lanes": cost.lanes,
        "memory_kib": cost.memory_kib,
        "salt": _text(salt),
        "cipher": "aes-256-gcm",
        "nonce": _text(nonce),
        "check": _text(check),
    }
    sealed = AESGCM(key).encrypt(nonce, case_bytes(case, saved_with), _canonical(header))
    envelope = {**header, "sealed": _text(sealed)}
    envelope["checksum"] = hashlib.sha256(_canonical(envelope)).hexdigest()
    return json.dumps(envelope, indent=1).encode("ascii") + b"\n"


def unseal(data: bytes, passphrase: str, fields: FieldCatalogue, name: str = "case") -> Case:
    """Open a sealed case.

    Raises
    ------
    WrongPassphraseError : the passphrase is another one.
    CaseFileError : the file is damaged, was changed by somebody, or holds no case; the sentence says which.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    header, sealed = _read_envelope(data, name)
    cost = Hardness(header["iterations"], header["lanes"], header["memory_kib"])
    key, check = _derive(passphrase, _bytes(header["salt"]), cost)
    if not hmac.compare_digest(check, _bytes(header["check"])):
        problem = CaseProblem(name, "", "the passphrase does not open this case.", "Type it again; capitals count.")
        raise WrongPassphraseError((problem,))
    try:
        plain = AESGCM(key).decrypt(_bytes(header["nonce"]), sealed, _canonical(header))
    except InvalidTag:
        raise _problem(
            name, "the passphrase is right, but somebody has changed the file.", "Restore it from a copy."
        ) from None
    return parse_case(plain, fields, name)


def _derive(passphrase: str, salt: bytes, cost: Hardness) -> tuple[bytes, bytes]:
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    derivation = Argon2id(
        salt=salt,
        length=_DERIVED_BYTES,
        iterations=cost.iterations,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    )
    derived = derivation.derive(passphrase.encode("utf-8", "surrogatepass"))
    half = _DERIVED_BYTES // 2
    return derived[:half], derived[half:]


def _canonical(part: dict[str, Any]) -> bytes:
    return json.dumps(part, sort_keys=True, separators=(",", ":")).encode("ascii")


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _problem(name: str, problem: str, remedy: str) -> CaseFileError:
    return CaseFileError((CaseProblem(name, "", problem, remedy),))


def _read_envelope(data: bytes, name: str) -> tuple[dict[str, Any], bytes]:
    """Return header and sealed bytes of an undamaged envelope."""
    damaged = _problem(name, "the sealed case is damaged.", "Restore it from a copy.")
    try:
        envelope = json.loads(data)
        checksum = envelope.pop("checksum")
        if hashlib.sha256(_canonical(envelope)).hexdigest() != checksum:
            raise damaged
        sealed = _bytes(envelope.pop("sealed"))
        usable = _usable(envelope)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, binascii.Error):
        raise damaged from None
    if not usable:
        raise _problem(
            name, "the sealed case uses methods that this program does not know.", "Open it with a newer one."
        )
    return envelope, sealed


def _usable(header: dict[str, Any]) -> bool:
    named = header["format"] == FORMAT and header["key_derivation"] == "argon2id" and header["cipher"] == "aes-256-gcm"
    costs = (
        (header["iterations"], 1, _MOST.iterations),
        (header["lanes"], 1, _MOST.lanes),
        (header["memory_kib"], 8 * int(header["lanes"]), _MOST.memory_kib),
    )
    whole = all(type(cost) is int and least <= cost <= most for cost, least, most in costs)
    sized = len(_bytes(header["salt"])) >= 8 and len(_bytes(header["nonce"])) == _NONCE_BYTES
    return named and whole and sized and len(_bytes(header["check"])) == _DERIVED_BYTES // 2
