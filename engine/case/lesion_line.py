"""Lesions as they are dictated, on one line: "VII 2.1, VIII 3.4".

A comma, a semicolon, a new line, "and" and "und" part two lesions; a comma between two digits is the decimal mark.
Within a part a size and a segment stand in either order. What could be read in two ways adds nothing and is said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from engine.case.entry import Entered, read_entry
from engine.case.fields import FieldSpec
from engine.case.lesions import Lesion
from engine.words.said import fault

#: what parts two lesions; a comma with digits on both sides is the decimal mark of one number
_PARTS = re.compile(r"[;\r\n\u2028\u2029]|(?<![0-9]),|,(?![0-9])|(?<!\w)(?:and|und)(?!\w)", re.IGNORECASE)
#: "segment 7", "Seg. VII", "S7": with the word before it a number can be nothing but a segment
_NAMED = re.compile(r"(?<!\w)(?:segment|seg\.?|s)\s*(?=[0-9iv]+[ab]?(?![\w.,]))", re.IGNORECASE)
_WHOLE = re.compile(r"[1-8]")


@dataclass(frozen=True, slots=True)
class LesionLine:
    """What a line says: its lesions, or one sentence why it adds none."""

    lesions: tuple[Lesion, ...] = ()
    problem: str = ""


class _DoubtError(Exception):
    """A part that is no lesion, or might be two; its text is one sentence."""


def read_lesion_line(text: str, lesion_fields: Sequence[FieldSpec], unit: str) -> LesionLine:
    """Read one lesion from each part: a size, a segment or both; what is not said stays not known.

    Parameters
    ----------
    lesion_fields : the fields of a lesion; of them diameter and segment are read.
    unit : of the sizes.

    Returns
    -------
    The lesions, or what is wrong with the first part that cannot be read: then there is none, since half a line is
    no answer.
    """
    fields = {spec.id: spec for spec in lesion_fields}
    grammar = _Grammar(fields["diameter_cm"], fields["segment"], unit)
    parts = [part.strip() for part in _PARTS.split(text) if part.strip()]
    try:
        lesions = [grammar.lesion(part) for part in parts]
        _refuse_halves(parts, lesions)
    except _DoubtError as doubt:
        return LesionLine(problem=doubt.args[0])
    return LesionLine(tuple(lesions))


class _Grammar:
    """What a word of a part can be: a segment, or a size in one unit."""

    def __init__(self, size: FieldSpec, segment: FieldSpec, unit: str) -> None:
        self._size, self._unit = size, unit
        self._segments = {choice.label.casefold(): str(choice.value) for choice in segment.choices}
        values = {str(choice.value) for choice in segment.choices}
        # A bare 7 may be a size; 4a cannot.
        self._segments |= {value: value for value in values if not (value.isascii() and value.isdigit())}
        self._after_word = self._segments | {value: value for value in values}
        self._spaced_unit = re.compile(rf"(?<=[0-9])\s+(?={re.escape(unit)}(?!\w))")

    def lesion(self, part: str) -> Lesion:
        """Read one part; more than one size or segment in it is refused."""
        # Marked with a sign that nobody types, since "segment 7" is one word of the line.
        words = _NAMED.sub("\0", self._spaced_unit.sub("", part)).split()
        sizes: list[tuple[str, float]] = []
        segments: list[str] = []
        for word in words:
            named = self._segment(word)
            if named is not None:
                segments.append(named)
            else:
                sizes.append((word, self._size_of(word, part)))
        if len(sizes) == 2 and not segments and any(_WHOLE.fullmatch(word) for word, _ in sizes):
            raise _DoubtError(
                fault(
                    "“{part}” may be a segment and a size or two sizes: write the segment as I to VIII; nothing was "
                    "added.",
                    part=part,
                )
            )
        if len(sizes) > 1:
            raise _DoubtError(
                fault("“{part}” has more than one size: part lesions by a comma; nothing was added.", part=part)
            )
        if len(segments) > 1:
            raise _DoubtError(
                fault("“{part}” has more than one segment: part lesions by a comma; nothing was added.", part=part)
            )
        return Lesion(diameter_cm=sizes[0][1] if sizes else None, segment=segments[0] if segments else None)

    def _segment(self, word: str) -> str | None:
        if word.startswith("\0"):
            return self._after_word.get(word[1:].casefold())
        return self._segments.get(word.casefold())

    def _size_of(self, word: str, part: str) -> float:
        entry = read_entry(self._size, word, self._unit)
        if not isinstance(entry, Entered) or not isinstance(entry.value, (int, float)):
            raise _DoubtError(
                fault(
                    "“{part}” is neither a segment (I to VIII) nor a size in {unit}: nothing was added.",
                    part=part if "\0" in word else word,
                    unit=self._unit,
                )
            )
        return float(entry.value)


def _refuse_halves(parts: Sequence[str], lesions: Sequence[Lesion]) -> None:
    """Refuse "VII, 2.1": one lesion with a comma too many, or two of which each lacks something."""
    sizes = [part for part, lesion in zip(parts, lesions, strict=True) if lesion.segment is None]
    segments = [part for part, lesion in zip(parts, lesions, strict=True) if lesion.diameter_cm is None]
    if sizes and segments:
        raise _DoubtError(
            fault(
                "“{segment}” is a segment alone and “{size}” a size alone, which may be one lesion or two: write both "
                "without a comma between them, or add them one by one; nothing was added.",
                segment=segments[0],
                size=sizes[0],
            )
        )
