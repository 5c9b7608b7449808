"""The versions of the evidence on this machine: the program's own, and the packs that a person has taken.

Packs are kept as the files they came as, in a folder of the user's own, and none is ever removed. Which of them is in
use stands in a file beside them; the signature and the hashes are looked at again each time one is opened.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

import msgspec

from engine.case.files.atomic_file import WriteError, write_all_atomically, write_atomically
from engine.evidence.loading import library_sha256
from engine.evidence.packs.pack import ENDING, Pack, read_pack, read_pack_bytes
from engine.evidence.packs.pack_container import PackError
from engine.evidence.packs.pack_signature import TrustedKey, read_trusted
from engine.evidence.packs.versions import is_older, version_key
from engine.evidence.problems import EvidenceError
from engine.reading.bounded_file import read_whole
from engine.reading.disk.os_reasons import reason_of
from engine.words.said import fault, say

_IN_USE = "in-use.json"
_LARGEST_BYTES = 100_000
#: so many choices are remembered, for the way back
_MOST_REMEMBERED = 50


class _Choice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which version is in use, by a person's choice.

    Attributes
    ----------
    own : the version that came with the program when it was chosen: a later program brings its own to the front.
    before : what was in use before, the latest last.
    """

    format: Literal["beamside-evidence-in-use/1"] = "beamside-evidence-in-use/1"
    version: str
    own: str
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """One version that can be used.

    Attributes
    ----------
    date : of the library; None where the pack can no longer be read.
    path : of its pack; None for the program's own.
    problem : why it can no longer be used; None where it can.
    """

    version: str
    date: dt.date | None
    path: Path | None
    problem: str | None = None


class NoSuchVersionError(PackError):
    """A version was asked for that is not on this machine."""


class InstalledEvidence:
    """Finds, takes and chooses versions of the evidence."""

    def __init__(self, folder: Path | None, own: Path, trusted_in: tuple[Path, ...]) -> None:
        """Look at nothing yet.

        Parameters
        ----------
        folder : where packs are kept; None where the system names no such place.
        own : the folder of the program's own library.
        trusted_in : folders with the public keys that packs may be signed with.
        """
        self.folder = folder
        self._own_folder = own
        self._trusted_in = trusted_in

    @cached_property
    def trusted(self) -> Mapping[str, TrustedKey]:
        """The keys that packs may be signed with, by id."""
        return read_trusted(self._trusted_in)

    @cached_property
    def own(self) -> Version:
        """The version that came with the program."""
        try:
            header = tomllib.loads((self._own_folder / "library.toml").read_text(encoding="utf-8"))
            version, date = header["version"], header["date"]
        except (OSError, ValueError, KeyError):
            # Whoever loads it is told what is wrong with it.
            return Version("", None, None)
        return Version(str(version), date if isinstance(date, dt.date) else None, None)

    def versions(self) -> tuple[Version, ...]:
        """Return every version, the oldest first."""
        found = {self.own.version: self.own}
        for path in self._paths():
            version = path.name.removesuffix(ENDING)
            if version not in found:
                found[version] = self._looked_at(version, path)
        return tuple(sorted(found.values(), key=lambda one: version_key(one.version) or ()))

    def chosen(self) -> str | None:
        """Return the version that a person chose; None where nobody did, or the program's own is newer than all then.

        Raises
        ------
        PackError : the choice cannot be read.
        """
        choice = self._choice()
        if choice is None or (is_older(choice.version, self.own.version) and is_older(choice.own, self.own.version)):
            return None
        return choice.version

    def in_use(self) -> str:
        """Return the version in use: the chosen one, else the program's own; errors as of `chosen`."""
        return self.chosen() or self.own.version

    def pack_of(self, version: str) -> Pack | None:
        """Return the pack of a version; None for the program's own.

        Raises
        ------
        NoSuchVersionError : there is no such version.
        PackError : its pack is no longer what was taken.
        """
        if version == self.own.version:
            return None
        path = self._path(version)
        if path is None or not path.is_file():
            known = ", ".join(one.version for one in self.versions())
            raise NoSuchVersionError(
                "evidence",
                version,
                say("this version is not on this machine."),
                fault("There are {known}.", known=known),
            )
        return self._read(path)

    def take(self, pack: Pack, *, older: bool = False) -> None:
        """Keep a pack and use it from now on; all of it or nothing.

        Raises
        ------
        PackError : it is older than what is in use and nobody said that it may be, or its version is here already with
            other contents.
        WriteError : the place is full or may not be written.
        """
        version = pack.manifest.version
        self.refuse(pack, older=older)
        folder, was_there = self._made_folder()
        files = {folder / _IN_USE: self._choice_bytes(version)}
        if version != self.own.version:
            # The pack before the choice: what is chosen is there at every moment.
            files = {folder / f"{version}{ENDING}": pack.data, **files}
        try:
            write_all_atomically(files)
        except WriteError:
            if not was_there:
                with contextlib.suppress(OSError):
                    folder.rmdir()
            raise

    def refuse(self, pack: Pack, *, older: bool = False) -> None:
        """Say why a pack is not taken, before anybody looks at it closer; errors as of `take`."""
        version, now = pack.manifest.version, self.in_use()
        if not older and is_older(version, now):
            problem = fault("evidence {version} is older than {now}, which is in use.", version=version, now=now)
            raise PackError("evidence", "", problem, say("Say --older to go back; nothing was changed."))
        if self._sha256_of(version) not in (None, pack.manifest.sha256):
            problem = fault("evidence {version} is here already, with other contents.", version=version)
            raise PackError("evidence", "", problem, say("A version is published once; nothing was changed."))

    def _sha256_of(self, version: str) -> str | None:
        """Return the hash of the library that is here under a version; None where none is, or its pack is damaged."""
        if version == self.own.version:
            return library_sha256(self._own_folder)
        path = self._path(version)
        if path is None or not path.is_file():
            return None
        try:
            return self._read(path).manifest.sha256
        except EvidenceError:
            # A kept pack that is damaged is replaced by one that is whole.
            return None

    def use(self, version: str) -> None:
        """Use a version that is here, older or newer; errors as of `pack_of` and `take`."""
        self.pack_of(version)
        folder, _ = self._made_folder()
        write_atomically(folder / _IN_USE, self._choice_bytes(version))

    def before(self) -> str | None:
        """Return the version that was in use before the one in use, and is still here; None where there was none."""
        choice = self._choice()
        known = {one.version for one in self.versions() if one.problem is None}
        return next((one for one in reversed(choice.before) if one in known), None) if choice is not None else None

    def go_back(self) -> str:
        """Use what was in use before, and return it.

        Raises
        ------
        PackError : there is nothing to go back to.
        """
        version = self.before()
        if version is None:
            problem = say("no other version was in use before.")
            raise PackError("evidence", "", problem, say("`beamside evidence use VERSION` names one."))
        choice = self._choice()
        assert choice is not None, "a version before comes from a choice"
        before = choice.before[: len(choice.before) - 1 - choice.before[::-1].index(version)]
        folder, _ = self._made_folder()
        write_atomically(folder / _IN_USE, _encoded(_Choice(version=version, own=self.own.version, before=before)))
        return version

    # ------------------------------------------------------------ files

    def _paths(self) -> Iterator[Path]:
        if self.folder is None:
            return
        with contextlib.suppress(OSError):
            for path in sorted(self.folder.glob(f"*{ENDING}")):
                if version_key(path.name.removesuffix(ENDING)) is not None:
                    yield path

    def _path(self, version: str) -> Path | None:
        if self.folder is None or version_key(version) is None:
            return None
        return self.folder / f"{version}{ENDING}"

    def _read(self, path: Path) -> Pack:
        """Return a kept pack; what was taken may have been changed or damaged since, or its key trusted no more."""
        remedy = say("Install it again, or use another version (`beamside evidence rollback`).")
        try:
            pack = read_pack(read_pack_bytes(path), self.trusted, path.name)
        except PackError as error:
            (found,) = error.problems
            raise PackError(found.file, found.field, found.problem, remedy) from None
        if f"{pack.manifest.version}{ENDING}" != path.name:
            raise PackError(
                path.name,
                "",
                fault("this is the pack of evidence {version}.", version=pack.manifest.version),
                remedy,
            )
        return pack

    def _looked_at(self, version: str, path: Path) -> Version:
        try:
            return Version(version, self._read(path).manifest.date, path)
        except EvidenceError as error:
            return Version(version, None, path, str(error.problems[0]))

    def _choice(self) -> _Choice | None:
        if self.folder is None:
            return None
        try:
            return msgspec.json.decode(read_whole(self.folder / _IN_USE, _LARGEST_BYTES), type=_Choice)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            problem = say("which version is in use cannot be read.")
            remedy = say("`beamside evidence use VERSION` chooses one again.")
            raise PackError(_IN_USE, "", problem, remedy) from None

    def _choice_bytes(self, version: str) -> bytes:
        try:
            choice, now = self._choice(), self.in_use()
        except PackError:
            choice, now = None, version
        before = choice.before if choice is not None else ()
        if now != version:
            before = (*before, now)[-_MOST_REMEMBERED:]
        return _encoded(_Choice(version=version, own=self.own.version, before=before))

    def _made_folder(self) -> tuple[Path, bool]:
        """Return the folder, and whether it was there before."""
        if self.folder is None:
            raise WriteError(
                "evidence", say("the system names no place for a user's data."), say("Set HOME, and try again.")
            )
        was_there = self.folder.is_dir()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            words = reason_of(error, say("unknown reason"))
            problem = fault("the folder for evidence packs cannot be made ({words}).", words=words)
            raise WriteError(str(self.folder), problem, say("Allow it to be written; nothing was changed.")) from None
        return self.folder, was_there


def _encoded(choice: _Choice) -> bytes:
    return msgspec.json.format(msgspec.json.encode(choice), indent=1) + b"\n"
