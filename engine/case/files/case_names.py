"""What the names of case files end in.

`.beamside` is what systems can register: Windows and macOS know only what follows the last point. `.beamside.json` is
the older ending, says to every other program what is inside, and opens for ever.
"""

from __future__ import annotations

from pathlib import Path

#: Given to a new file.
CASE_ENDING = ".beamside"
#: Every ending of a case file; the longer before the one that it begins with.
CASE_ENDINGS = (".beamside.json", CASE_ENDING)


def ending_of(name: str) -> str:
    """Return the ending of a case file's name as it stands there, in whatever capitals; empty where it has none."""
    for ending in CASE_ENDINGS:
        if name.lower().endswith(ending) and len(name) > len(ending):
            return name[-len(ending) :]
    return ""


def without_ending(name: str) -> str:
    """Return a case file's name without its ending."""
    return name.removesuffix(ending_of(name)) if ending_of(name) else name


def with_case_ending(path: Path) -> Path:
    """Return the path with the ending of a case file; one that it has stays."""
    if ending_of(path.name):
        return path
    bare = path.name.removesuffix(".json") or path.name
    return path.with_name(f"{bare}{CASE_ENDING}")
