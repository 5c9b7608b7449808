"""The change log of a library (`CHANGES.md`), version by version."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.evidence.packs.versions import is_older

_HEADING = re.compile(r"## +([0-9][0-9.]*[0-9])\b.*")


def sections(changes: str) -> Iterator[tuple[str, str]]:
    """Yield each version with what is written of it, its heading included, in the order of the log."""
    version = ""
    lines: list[str] = []
    for line in changes.splitlines():
        heading = _HEADING.fullmatch(line)
        if heading is not None:
            if version:
                yield version, "\n".join(lines).strip()
            version, lines = heading[1], []
        if version:
            lines.append(line)
    if version:
        yield version, "\n".join(lines).strip()


def changes_since(changes: str, version: str) -> str:
    """Return what was written of versions after this one, newest first as in the log; empty where there is nothing."""
    return "\n\n".join(text for found, text in sections(changes) if is_older(version, found))
