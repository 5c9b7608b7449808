"""What a hospital's IT has set for everybody on a machine: read from one file that users cannot write, never written.

A value that cannot be used is named and passed over; the others hold.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from engine.commands.shared.language_choice import CHOICES
from engine.reading.bounded_file import NotOrdinaryError, TooLargeError, read_whole
from engine.words.said import listed, say

_LARGEST_BYTES = 100_000
_LONGEST_SHOWN = 60


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
        data = read_whole(file, _LARGEST_BYTES)
        import tomllib  # only where something is managed

        table = tomllib.loads(data.decode("utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        return NOTHING_MANAGED
    except (TooLargeError, NotOrdinaryError):
        told = say("{file}: this is not a file of settings. All of it is passed over.", file=str(file))
        return ManagedSettings(file, problems=(told,))
    except OSError as error:
        reason = (error.strerror or "it is gone").lower()
        told = say("{file}: it cannot be read ({reason}). Let every user read it.", file=str(file), reason=reason)
        return ManagedSettings(file, problems=(told,))
    except (ValueError, RecursionError):
        told = say("{file}: this is not TOML. All of it is passed over: correct it.", file=str(file))
        return ManagedSettings(file, problems=(told,))
    found: dict[str, object] = {}
    problems = []
    for name, value in table.items():
        read = _READERS.get(name)
        if read is None:
            problems.append(_no_such(str(file), _cut(name)))
            continue
        try:
            found[name] = read(value)
        except _BadValueError as error:
            places = {"file": str(file), "name": name, "problem": error.words}
            problems.append(say("{file}: {name}: {problem} It is passed over.", **places))
    return replace(ManagedSettings(file), **found, problems=tuple(problems))  # type: ignore[arg-type]


class _BadValueError(Exception):
    """A value cannot be used; the words say what it must be."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def _no_such(file: str, name: str) -> str:
    import difflib  # only where somebody has mistyped

    near = difflib.get_close_matches(name, _READERS, n=1)
    if near:
        return say("{file}: {name}: there is no such setting. Did you mean {near}?", file=file, name=name, near=near[0])
    names = ", ".join(_READERS)
    return say("{file}: {name}: there is no such setting. There are {names}.", file=file, name=name, names=names)


def _one_of(*allowed: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if value not in allowed:
            words = listed([f'"{word}"' for word in allowed], "{first} or {last}")
            raise _BadValueError(
                say("{value} is none of its values. Write {allowed}.", value=_shown(value), allowed=words)
            )
        return str(value)

    return read


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise _BadValueError(
            say(
                "{value} is neither true nor false. Write one of them, without quotation marks.",
                value=_shown(value),
            )
        )
    return value


def _folder(value: object) -> Path:
    if not isinstance(value, str) or not Path(value).is_absolute():
        raise _BadValueError(
            say(
                "{value} is not the whole name of a folder. Write it from the top, as in “/srv/studies”.",
                value=_shown(value),
            )
        )
    return Path(value)


def _shown(value: object) -> str:
    """A value as it is shown in a sentence."""
    return _cut(repr(value))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


_READERS: dict[str, Callable[[object], object]] = {
    "paper": _one_of("a4", "letter"),
    "theme": _one_of("system", "light", "dark"),
    "language": _one_of(*CHOICES),
    "local_evidence": _folder,
    "recent_files": _flag,
    "sealed_saving": _flag,
    "evidence_keys": _folder,
}
