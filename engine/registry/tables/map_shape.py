"""The shape of a map before it is one: every key that is none and every value of the wrong kind, with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from engine.case.fields import nearest_name
from engine.reading.mistakes import Problem
from engine.words.said import Said, fault, say

_MOST_PROBLEMS = 20
_PROPOSED = say("`beamside registry map IN` writes a map to begin with.")
_CHOICES = {
    "format": ("beamside-map/1",),
    "encoding": ("utf-8", "cp1252", "latin-1"),
    "decimal_mark": (".", ",", ""),
}
_LISTS = ("missing", "ignore")
_TEXTS = ("column", "field", "unit")
_KEYS = (*_CHOICES, *_LISTS, "column")
_KEYS_OF_A_COLUMN = (*_TEXTS, "codes", "accept_values")
#: the place that the reader of TOML names at the end of what it says
_PLACE = re.compile(r"\(at line (\d+), column \d+\)$")


def parsed(text: str, file: str) -> tuple[Mapping[str, Any], list[Problem]]:
    """Return what a map holds, and what is wrong with its shape; nothing is looked up in it yet.

    Raises
    ------
    RecursionError, ValueError : it is nested too deep, or a number in it is too long.
    """
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return {}, [_no_toml(text, file, str(error))]
    return found, list(_wrong(found, _Lines(text), file))[:_MOST_PROBLEMS]


def _no_toml(text: str, file: str, said: str) -> Problem:
    place = _PLACE.search(said)
    lines = text.splitlines()
    # Where it ends in the middle of something, that is in its last line.
    number = int(place[1]) if place else max(len(lines), 1)
    shown = lines[number - 1].strip()[:60] if number <= len(lines) else ""
    problem = (
        fault("“{shown}” is no line of a map.", shown=shown)
        if shown
        else say("the map ends in the middle of something.")
    )
    remedy = say('A line is key = "text", key = ["text"] or [[column]], with straight quotation marks, each key once.')
    return Problem(file, "", problem, remedy, number)


def _wrong(found: Mapping[str, Any], lines: _Lines, file: str) -> Iterator[Problem]:
    for key, value in found.items():
        wrong = _of_the_whole(key, value)
        if wrong is not None:
            yield Problem(file, key, *wrong, lines.of(key))
    if "format" not in found:
        yield Problem(file, "format", say("it is missing."), say('A map begins with format = "beamside-map/1".'))
    columns = found.get("column", [])
    for place, one in enumerate(columns if isinstance(columns, list) else []):
        if not isinstance(one, dict):
            yield Problem(
                file,
                "column",
                say("a column is a table."),
                fault("Write [[column]]; {proposed}", proposed=_PROPOSED),
                lines.of("column"),
            )
            continue
        for key, value in one.items():
            wrong = _of_a_column(key, value)
            if wrong is not None:
                yield Problem(file, f"column {place + 1}: {key}", *wrong, lines.of(key, place))
        for key in ("column", "field"):
            if key not in one:
                remedy = (
                    say("Give it the column's name in the table.")
                    if key == "column"
                    else say("Name the field it stands for.")
                )
                yield Problem(file, f"column {place + 1}: {key}", say("it is missing."), remedy, lines.of_column(place))


def _of_the_whole(key: str, value: Any) -> tuple[Said, Said] | None:
    if key not in _KEYS:
        return _no_key(key, _KEYS)
    if key in _CHOICES and value not in _CHOICES[key]:
        known = ", ".join(f'"{one}"' for one in _CHOICES[key] if one)
        return fault("{shown} is not known here.", shown=_shown(value)), fault(
            "Write {known}{part}.", known=known, part=", or leave it out" if key != "format" else ""
        )
    if key in _LISTS and not _is_texts(value):
        return say("a list of texts is wanted."), fault('Write {key} = ["text"].', key=key)
    if key == "column" and not isinstance(value, list):
        return say("a column is a table of its own."), say("Write [[column]], and below it its column and its field.")
    return None


def _of_a_column(key: str, value: Any) -> tuple[Said, Said] | None:
    if key not in _KEYS_OF_A_COLUMN:
        return _no_key(key, _KEYS_OF_A_COLUMN)
    if key in _TEXTS and not isinstance(value, str):
        return fault("{shown} is no text.", shown=_shown(value)), say("Put it between quotation marks.")
    if key == "accept_values" and not isinstance(value, bool):
        return fault("{shown} is neither true nor false.", shown=_shown(value)), say(
            "Write true or false, without quotation marks."
        )
    if key == "codes" and not (isinstance(value, dict) and all(isinstance(one, str) for one in value.values())):
        return say("codes give a text for each code."), say('Write codes = { "1" = "yes", "2" = "no" }.')
    return None


def _no_key(key: str, known: tuple[str, ...]) -> tuple[Said, Said]:
    near = nearest_name(key, known)
    return say("there is no such key."), fault("Did you mean “{near}”?", near=near) if near else fault(
        "Known here: {known}.", known=", ".join(known)
    )


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return (
        f"“{value[:40]}”"
        if isinstance(value, str)
        else "a list or table"
        if isinstance(value, (list, dict))
        else (f"{value}"[:40])
    )


class _Lines:
    """Finds where a key of the usual layout stands; None where it is laid out otherwise."""

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()
        self._columns = [at for at, line in enumerate(self._lines) if line.strip().startswith("[[column]]")]

    def of(self, key: str, column: int | None = None) -> int | None:
        """Return the line of a key, counted from 1: of the map itself, or of one of its columns."""
        begin, end = 0, self._columns[0] if self._columns else len(self._lines)
        if column is not None:
            if column >= len(self._columns):
                return None
            begin = self._columns[column]
            end = self._columns[column + 1] if column + 1 < len(self._columns) else len(self._lines)
        wanted = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]")
        return next((at + 1 for at in range(begin, end) if wanted.match(self._lines[at])), None)

    def of_column(self, column: int) -> int | None:
        """Return the line in which a column begins."""
        return self._columns[column] + 1 if column < len(self._columns) else None
