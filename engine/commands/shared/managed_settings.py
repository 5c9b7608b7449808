"""What a hospital's IT has set for everybody on a machine: read from one file that users cannot write, never written.

A value that cannot be used is named and passed over; the others hold.
"""

from __future__ import annotations

import difflib
import os
import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from engine.commands.shared.language_choice import CHOICES
from engine.reading.bounded_file import NotOrdinaryError, TooLargeError, read_whole

_LARGEST_BYTES = 100_000


@dataclass(frozen=True, slots=True)
class ManagedSettings:
    """The values that are set; None where a person chooses.

    Attributes
    ----------
    file : where they stand; None where there is no such file.
    paper : "a4" or "letter".
    theme : "system", "light" or "dark".
    language : of the window and of text for reading: "en", "de", or "system" for that of the machine.
    local_evidence : the folder of the department's own studies.
    recent_files : whether names of opened files may be kept.
    sealed_saving : True where cases are saved under a passphrase only.
    evidence_keys : a folder of public keys that evidence packs may be signed with, beside the program's own.
    problems : a sentence for each value that was passed over.
    """

    file: Path | None = None
    paper: str | None = None
    theme: str | None = None
    language: str | None = None
    local_evidence: Path | None = None
    recent_files: bool | None = None
    sealed_saving: bool | None = None
    evidence_keys: Path | None = None
    problems: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Which settings are set, by their names in the file."""
        return tuple(name for name in _READERS if getattr(self, name) is not None)


NOTHING_MANAGED = ManagedSettings()


def usual_file() -> Path:
    """Return where the file stands on this system."""
    if os.name == "nt":
        from platformdirs import site_config_path

        return site_config_path("Beamside", appauthor=False) / "managed.toml"
    if sys.platform == "darwin":
        return Path("/Library/Application Support/Beamside/managed.toml")
    return Path("/etc/beamside/managed.toml")


def read_managed(file: Path) -> ManagedSettings:
    """Read the file; where there is none, nothing is managed. Never fails: what is wrong is among the problems."""
    try:
        table = tomllib.loads(read_whole(file, _LARGEST_BYTES).decode("utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        return NOTHING_MANAGED
    except (TooLargeError, NotOrdinaryError):
        return ManagedSettings(file, problems=(f"{file}: this is not a file of settings. All of it is passed over.",))
    except OSError as error:
        words = (error.strerror or "it is gone").lower()
        return ManagedSettings(file, problems=(f"{file}: it cannot be read ({words}). Let every user read it.",))
    except (ValueError, RecursionError):
        return ManagedSettings(file, problems=(f"{file}: this is not TOML. All of it is passed over: correct it.",))
    found: dict[str, object] = {}
    problems = []
    for name, value in table.items():
        read = _READERS.get(name)
        if read is None:
            near = difflib.get_close_matches(name, _READERS, n=1)
            remedy = f"Did you mean {near[0]}?" if near else f"There are {', '.join(_READERS)}."
            problems.append(f"{file}: {name}: there is no such setting. {remedy}")
            continue
        try:
            found[name] = read(value)
        except ValueError as error:
            problems.append(f"{file}: {name}: {error} It is passed over.")
    return replace(ManagedSettings(file), **found, problems=tuple(problems))  # type: ignore[arg-type]


def _one_of(*allowed: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if value not in allowed:
            words = " or ".join(f'"{word}"' for word in allowed)
            raise ValueError(f"{value!r} is none of its values. Write {words}.")
        return str(value)

    return read


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{value!r} is neither true nor false. Write one of them, without quotation marks.")
    return value


def _folder(value: object) -> Path:
    if not isinstance(value, str) or not Path(value).is_absolute():
        raise ValueError(f"{value!r} is not the whole name of a folder. Write it from the top, as in “/srv/studies”.")
    return Path(value)


_READERS: dict[str, Callable[[object], object]] = {
    "paper": _one_of("a4", "letter"),
    "theme": _one_of("system", "light", "dark"),
    "language": _one_of(*CHOICES),
    "local_evidence": _folder,
    "recent_files": _flag,
    "sealed_saving": _flag,
    "evidence_keys": _folder,
}
