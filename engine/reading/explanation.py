"""What a reader made of a file: recognised, converted, assumed, left out, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

#: what each list means, in the order in which it is told
HEADINGS: Final = {
    "recognised": "Recognised",
    "converted": "Converted",
    "assumed": "Assumed, because the file does not say",
    "left_out": "Left out",
}


@dataclass(slots=True)
class Explanation:
    """Sentences about one file, filled while it is read.

    recognised: which column or block was taken for what, and by which sign. converted: units and scales changed.
    assumed: what the file leaves open. left_out: columns, lines and curves that were not used.
    """

    file: str = ""
    recognised: list[str] = field(default_factory=list)
    converted: list[str] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """Return the lists under their names."""
        return {"file": self.file, **{name: list(getattr(self, name)) for name in HEADINGS}}

    def as_text(self) -> tuple[str, ...]:
        """Return one line per sentence, each with its file and heading."""
        return tuple(
            f"{self.file}: {heading}: {sentence}"
            for name, heading in HEADINGS.items()
            for sentence in getattr(self, name)
        )
