"""What is wrong with a library, in sentences."""

from __future__ import annotations

from collections.abc import Mapping

from engine.reading.mistakes import UserMistake

#: field id to kind, as the case describes them; conditions on other names are refused
FieldKinds = Mapping[str, str]


class EvidenceError(UserMistake):
    """The library cannot be used."""
