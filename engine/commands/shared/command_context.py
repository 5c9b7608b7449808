"""What every command needs: resources, field catalogue, library; loaded when first asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from engine.case.fields import FieldCatalogue, load_fields
from engine.reading.mistakes import UserMistake
from engine.words.said import say

if TYPE_CHECKING:
    from engine.commands.shared.installed_evidence import InstalledEvidence
    from engine.evidence.library import Library
    from engine.evidence.packs.pack import Pack
    from engine.findings.published.published_curves import PublishedCurves
    from engine.words.language import Language

EXIT_DONE = 0
EXIT_NO = 1
EXIT_MISTAKE = 2


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command leaves: exit code, standard output, and one line per problem for standard error.

    Problems beside exit code 0 are told and keep nobody from anything.
    """

    exit_code: int = EXIT_DONE
    output: bytes = b""
    problems: tuple[str, ...] = ()


class Mistake(UserMistake):
    """What was typed on the command line cannot be done."""


@dataclass(frozen=True)
class CommandContext:
    """Where things are.

    Attributes
    ----------
    resources : the resources folder.
    remembered_in : this program's own cache folder, or None where nothing is to be remembered.
    local_evidence : a folder of a department's own studies.
    packs_in : where the evidence packs are kept that a person has taken; None where there is no such place.
    keys_in : a folder of keys that are trusted beside the program's own.
    evidence : the version of the evidence that was asked for; None for the one in use.
    language_code : of text to read: "en", "de".
    ask : puts a text and a question to the person at the terminal; None where nobody can be asked.
    """

    resources: Path
    remembered_in: Path | None = None
    local_evidence: Path | None = None
    packs_in: Path | None = None
    keys_in: Path | None = None
    evidence: str | None = None
    language_code: str = "en"
    ask: Callable[[str, str], bool] | None = None

    @cached_property
    def fields(self) -> FieldCatalogue:
        """The field catalogue."""
        return load_fields(self.resources, remembered_in=self.remembered_in)

    @cached_property
    def language(self) -> Language:
        """The language of text to read; what a program reads stays as it is."""
        from engine.words.language import load_language

        return load_language(self.resources, self.language_code)

    @cached_property
    def installed(self) -> InstalledEvidence:
        """The versions of the evidence on this machine."""
        from engine.commands.shared.installed_evidence import InstalledEvidence

        keys = (self.resources / "evidence_keys", *([self.keys_in] if self.keys_in is not None else []))
        return InstalledEvidence(self.packs_in, self.resources / "evidence", keys)

    @cached_property
    def library(self) -> Library:
        """The evidence library that was asked for or is in use, with local studies where a folder was named."""
        version = self.evidence
        if version is None and self.packs_in is not None and self.packs_in.is_dir():
            version = self.installed.chosen()
        return self.library_of(version, local=self.local_evidence)

    def library_of(self, version: str | None, *, local: Path | None = None) -> Library:
        """Return the library of a version that is here; without one, the program's own.

        Raises
        ------
        EvidenceError : there is no such version, or its library cannot be used.
        """
        pack = self.installed.pack_of(version) if version is not None else None
        if pack is not None:
            return self.library_in(pack, local=local)
        return self._loaded(self.resources / "evidence", local, None)

    def library_in(self, pack: Pack, *, local: Path | None = None) -> Library:
        """Return the library of a pack, whether or not it has been taken.

        Raises
        ------
        EvidenceError : a record breaks a rule, or it is not the library that the pack says it is.
        """
        from engine.evidence.packs.pack_container import PackError

        name = f"evidence {pack.manifest.version}"
        plain = self._loaded(Path(name), None, pack.contents)
        if (plain.sha256, plain.version) != (pack.manifest.sha256, pack.manifest.version):
            raise PackError(name, "sha256", say("the library in the pack is not the one that it says it is."))
        return plain if local is None else self._loaded(Path(name), local, pack.contents)

    def library_packed(self, contents: Mapping[str, bytes]) -> Library:
        """Return the library of these files, by their names in its folder; errors as of `library_of`."""
        return self._loaded(Path("evidence"), None, contents)

    def _loaded(self, folder: Path, local: Path | None, packed: Mapping[str, bytes] | None) -> Library:
        # Imported here, as the curves are: some commands need neither.
        from engine.evidence.loading import load_library

        return load_library(
            folder,
            {spec.id: spec.kind for spec in self.fields},
            remembered_in=self.remembered_in,
            local=local,
            packed=packed,
        )

    @cached_property
    def curves(self) -> PublishedCurves:
        """The library's curves, remembered on disk where that is allowed."""
        from engine.commands.shared.remembered_curves import load_curves

        return load_curves(self.library, self.remembered_in)
