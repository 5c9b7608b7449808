"""JSON from outside in which every key stands once: of two values under one key nobody knows which was meant."""

from __future__ import annotations


class RepeatedKeyError(ValueError):
    """A key stands twice in one object; the text is the key."""


def unrepeated(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return an object of JSON, as `object_pairs_hook` of `json.loads`.

    Raises
    ------
    RepeatedKeyError : a key stands twice.
    """
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise RepeatedKeyError(name)
        found[name] = value
    return found
