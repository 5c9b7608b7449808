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
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.case.case import Case
from engine.case.decisions.saved_findings import NOTHING_SAVED, SavedFindings
from engine.case.fields import FieldCatalogue
from engine.case.files.proven_bytes import proven_case_bytes, refuse_too_large
from engine.case.files.sealed_format import FAMILY
from engine.case.files.sealed_format import is_sealed as is_sealed
from engine.case.format.case_parsing import parse_case
from engine.case.problems import CaseFileError, NewerFormatError
from engine.reading.mistakes import Problem
from engine.words.said import Said, fault, say

_VERSION = 1
FORMAT = f"{FAMILY}{_VERSION}"
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


#: A file may ask for more work than ours, within reason: more would let a forged file stop the program. Memory alone
#: is bounded, and memory times passes, which is what takes the time (about a second on a slow machine).
_MOST = Hardness(iterations=12, lanes=16, memory_kib=2 * 65536)
_MOST_WORK_KIB = 4 * 3 * 65536


class WrongPassphraseError(CaseFileError):
    """The passphrase does not open this case; nothing is known to be wrong with the file."""


def check_passphrase(passphrase: str) -> str | None:
    """Return a sentence where a passphrase may not be used to seal, else None."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        return f"A passphrase has at least {SHORTEST_PASSPHRASE} characters."
    return None


class Seal:
    """A passphrase turned into a key, once: sealing again and again costs no further derivation.

    The passphrase itself is not kept. Each sealing takes a nonce of its own.
    """

    __slots__ = ("_check", "_cost", "_key", "_salt")

    def __init__(self, passphrase: str, salt: bytes, cost: Hardness) -> None:
        self._salt = salt
        self._cost = cost
        self._key, self._check = _derive(passphrase, salt, cost)

    def __repr__(self) -> str:
        return "<Seal>"

    @classmethod
    def new(cls, passphrase: str, hardness: Hardness | None = None) -> Seal:
        """Make a seal for a new file.

        Raises
        ------
        ValueError : the passphrase is too short.
        """
        complaint = check_passphrase(passphrase)
        if complaint is not None:
            raise ValueError(complaint)
        return cls(_composed(passphrase), os.urandom(_SALT_BYTES), hardness or Hardness())

    def opens(self, check: bytes) -> bool:
        """Return whether this is the key that a file was sealed with."""
        return hmac.compare_digest(check, self._check)

    def close(
        self,
        case: Case,
        saved_with: Mapping[str, str] | None = None,
        shown: SavedFindings = NOTHING_SAVED,
        *,
        questions_later: bool = False,
    ) -> bytes:
        """Return the file of a case that only the passphrase opens; it has been read back and is the same case.

        `questions_later` is as of `proven_case_bytes`.

        Raises
        ------
        CaseFileError : the case is more than a file may hold.
        """
        sealed = self.wrap(proven_case_bytes(case, saved_with, shown, questions_later=questions_later))
        refuse_too_large(sealed, "case")
        return sealed

    def wrap(self, plain: bytes) -> bytes:
        """Return any bytes in the same envelope, which has been opened again: a recovery copy is sealed so too."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = os.urandom(_NONCE_BYTES)
        header = {
            "format": FORMAT,
            "key_derivation": "argon2id",
            "iterations": self._cost.iterations,
            "lanes": self._cost.lanes,
            "memory_kib": self._cost.memory_kib,
            "salt": _text(self._salt),
            "cipher": "aes-256-gcm",
            "nonce": _text(nonce),
            "check": _text(self._check),
        }
        sealed = AESGCM(self._key).encrypt(nonce, plain, _canonical(header))
        envelope = {**header, "sealed": _text(sealed)}
        envelope["checksum"] = hashlib.sha256(_canonical(envelope)).hexdigest()
        data = json.dumps(envelope, indent=1).encode("ascii") + b"\n"
        kept, contents = _read_envelope(data, "case")
        if self.decrypt(_bytes(kept["nonce"]), contents, kept) != plain:
            raise _problem("case", say("the sealed file could not be opened again."), say("Save it once more."))
        return data

    def decrypt(self, nonce: bytes, sealed: bytes, header: dict[str, Any]) -> bytes | None:
        """Return the plain case file; None where it was changed since it was sealed."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            return AESGCM(self._key).decrypt(nonce, sealed, _canonical(header))
        except InvalidTag:
            return None


def seal(
    case: Case, passphrase: str, saved_with: Mapping[str, str] | None = None, hardness: Hardness | None = None
) -> bytes:
    """Return the file of a case that only the passphrase opens.

    Raises
    ------
    ValueError : the passphrase is too short.
    """
    return Seal.new(passphrase, hardness).close(case, saved_with)


def unseal(data: bytes, passphrase: str, fields: FieldCatalogue, name: str = "case") -> Case:
    """Open a sealed case.

    Raises
    ------
    WrongPassphraseError : the passphrase is another one.
    CaseFileError : the file is damaged, was changed by somebody, or holds no case; the sentence says which.
    """
    return unseal_and_keep(data, passphrase, fields, name)[0]


def unseal_and_keep(
    data: bytes, passphrase: str, fields: FieldCatalogue, name: str = "case", *, questions_later: bool = False
) -> tuple[Case, Seal]:
    """Open a sealed case and keep the seal, so that it can be saved again without asking.

    Errors are as of `unseal`, `questions_later` as of `parse_case`.
    """
    plain, kept = unwrap(data, passphrase, name)
    return parse_case(plain, fields, name, questions_later=questions_later), kept


def unwrap(data: bytes, passphrase: str, name: str = "case") -> tuple[bytes, Seal]:
    """Return what an envelope holds, and its seal; errors as of `unseal`."""
    header, sealed = _read_envelope(data, name)
    cost = Hardness(header["iterations"], header["lanes"], header["memory_kib"])
    check = _bytes(header["check"])
    tried = (Seal(spelt, _bytes(header["salt"]), cost) for spelt in _spellings(passphrase))
    try:
        kept = next((seal for seal in tried if seal.opens(check)), None)
    except MemoryError:
        most = f"{cost.memory_kib / 1024:.0f} MB"
        raise _problem(
            name, fault("there is not enough memory to open it ({most}).", most=most), say("Close other programs.")
        ) from None
    if kept is None:
        problem = Problem(
            name, "", say("the passphrase does not open this case."), say("Type it again; capitals count.")
        )
        raise WrongPassphraseError(problem)
    plain = kept.decrypt(_bytes(header["nonce"]), sealed, header)
    if plain is None:
        raise _problem(
            name, say("the passphrase is right, but somebody has changed the file."), say("Restore it from a copy.")
        )
    return plain, kept


def _composed(passphrase: str) -> str:
    """Return the passphrase with accents as one character each: keyboards and systems differ in that (NFC)."""
    return unicodedata.normalize("NFC", passphrase)


def _spellings(passphrase: str) -> tuple[str, ...]:
    """Return the spellings to try: composed, as files are sealed, then as typed and decomposed, for older files."""
    return tuple(dict.fromkeys((_composed(passphrase), passphrase, unicodedata.normalize("NFD", passphrase))))


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


def _problem(name: str, problem: Said, remedy: Said) -> CaseFileError:
    return CaseFileError(Problem(name, "", problem, remedy))


def _read_envelope(data: bytes, name: str) -> tuple[dict[str, Any], bytes]:
    """Return header and sealed bytes of an undamaged envelope."""
    damaged = _problem(name, say("the sealed case is damaged."), say("Restore it from a copy."))
    try:
        envelope = json.loads(data)
        _refuse_newer(envelope, name)
        checksum = envelope.pop("checksum")
        if hashlib.sha256(_canonical(envelope)).hexdigest() != checksum:
            raise damaged
        sealed = _bytes(envelope.pop("sealed"))
        usable = _usable(envelope)
        affordable = usable and _is_affordable(envelope)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, binascii.Error):
        raise damaged from None
    if not usable:
        problem = say("the sealed case uses methods that this program does not know.")
        raise _problem(name, problem, say("Open it with the program that wrote it."))
    if not affordable:
        problem = say("the sealed case asks for more work than an honest one does; it may be forged.")
        raise _problem(name, problem, say("Open it with the program that wrote it."))
    return envelope, sealed


def _refuse_newer(envelope: dict[str, Any], name: str) -> None:
    version = str(envelope["format"]).removeprefix(FAMILY)
    if version.isascii() and version.isdigit() and int(version[:9]) > _VERSION:
        problem = fault("the case was sealed by a newer program (format {version}).", version=version[:9])
        remedy = say("Open it with that program, or update this one.")
        raise NewerFormatError(Problem(name, "", problem, remedy))


def _usable(header: dict[str, Any]) -> bool:
    named = header["format"] == FORMAT and header["key_derivation"] == "argon2id" and header["cipher"] == "aes-256-gcm"
    costs = [header[key] for key in ("iterations", "lanes", "memory_kib")]
    whole = all(type(cost) is int and cost >= 1 for cost in costs) and costs[2] >= 8 * costs[1]
    sized = len(_bytes(header["salt"])) >= 8 and len(_bytes(header["nonce"])) == _NONCE_BYTES
    return named and whole and sized and len(_bytes(header["check"])) == _DERIVED_BYTES // 2


def _is_affordable(header: dict[str, Any]) -> bool:
    iterations, lanes, memory_kib = (int(header[key]) for key in ("iterations", "lanes", "memory_kib"))
    within = iterations <= _MOST.iterations and lanes <= _MOST.lanes and memory_kib <= _MOST.memory_kib
    return within and iterations * memory_kib <= _MOST_WORK_KIB
