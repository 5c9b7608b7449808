"""How versions of a library are ordered."""

from __future__ import annotations

import re

_VERSION = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4}){1,3}")


def version_key(version: str) -> tuple[int, ...] | None:
    """Return what versions are ordered by; None where it is no version (`2026.2`, `2026.2.1`)."""
    if not _VERSION.fullmatch(version):
        return None
    numbers = [int(part) for part in version.split(".")]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def is_older(version: str, than: str) -> bool:
    """Return whether one version comes before another; of what is no version nothing is known, and it does not."""
    one, other = version_key(version), version_key(than)
    return one is not None and other is not None and one < other
