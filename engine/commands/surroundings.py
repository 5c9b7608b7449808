"""What every command needs: resources, field catalogue, library; loaded when first asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from engine.case.fields import FieldCatalogue, load_fields

if TYPE_CHECKING:
    from engine.evidence.library import Library
    from engine.findings.published_curves import PublishedCurves

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


class Mistake(Exception):  # noqa: N818 - the user's mistake, not a failure of the program
    """The user's mistake: one line per problem, exit 2, nothing written."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Surroundings:
    """Where things are.

    Attributes
    ----------
    resources : the resources folder.
    remembered_in : this program's own cache folder, or None where nothing is to be remembered.
    local_evidence : a folder of a department's own studies.
    """

    resources: Path
    remembered_in: Path | None = None
    local_evidence: Path | None = None

    @cached_property
    def fields(self) -> FieldCatalogue:
        """The field catalogue."""
        return load_fields(self.resources)

    @cached_property
    def library(self) -> Library:
        """The evidence library, with local studies where a folder was named."""
        # Imported here, as the curves are: some commands need neither.
        from engine.evidence.loading import load_library

        return load_library(
            self.resources / "evidence",
            {spec.id: spec.kind for spec in self.fields},
            remembered_in=self.remembered_in,
            local=self.local_evidence,
        )

    @cached_property
    def curves(self) -> PublishedCurves:
        """The library's curves, remembered on disk where that is allowed."""
        from engine.commands.remembered_curves import load_curves

        return load_curves(self.library, self.remembered_in)
