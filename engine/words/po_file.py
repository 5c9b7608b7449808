"""Catalogues of words: gettext's `.po`, the text form that translators and their tools know; read, never written.

Why this and no library: `docs/decisions/0012-catalogues-of-words.md`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_KEYWORD = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?)?\s*"(.*)"$')
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"n": "\n", "t": "\t"}


class WordsError(Exception):
    """A catalogue cannot be read: a fault of the installation, not of the user."""


@dataclass(frozen=True, slots=True)
class Message:
    """One entry.

    Attributes
    ----------
    context : tells two messages of one English text apart.
    text, plural : the English, and that for many where it depends on a number.
    translations : in the language, one for each of its plural forms; empty while it is not translated.
    """

    context: str
    text: str
    plural: str
    translations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PoFile:
    """The messages of a file, and the lines of its header by their lower-case names."""

    header: Mapping[str, str]
    messages: tuple[Message, ...]


def read_po(path: Path) -> PoFile:
    """Read a catalogue.

    Raises
    ------
    WordsError : the file cannot be read, or a line is none of a catalogue; with file, line and remedy.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise WordsError(f"{path.name}: the words cannot be read. Install the program again.") from error
    header: dict[str, str] = {}
    messages = []
    for entry in _entries(lines, path.name):
        text = entry.get("msgid", "")
        found = (entry.get("msgstr") or entry.get("msgstr[0]", ""), entry.get("msgstr[1]", ""), entry.get("msgstr[2]"))
        if text:
            shown = tuple(one for one in found if one)
            messages.append(Message(entry.get("msgctxt", ""), text, entry.get("msgid_plural", ""), shown))
        else:
            pairs = (line.partition(":") for line in found[0].splitlines())
            header = {name.strip().lower(): value.strip() for name, _, value in pairs}
    return PoFile(header, tuple(messages))


def _entries(lines: list[str], name: str) -> Iterator[dict[str, str]]:
    entry: dict[str, str] = {}
    key = ""
    for number, line in enumerate(lines, start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            # Obsolete entries and remarks say nothing to the program.
            continue
        found = _KEYWORD.match(stripped)
        if found is None or (found[1] is None and not key):
            raise WordsError(f"{name}: line {number}: this is no line of a catalogue. Correct it, or take it out.")
        if found[1] is not None:
            if (found[1] == "msgctxt" or (found[1] == "msgid" and "msgctxt" not in entry)) or (
                found[1] == "msgid" and "msgid" in entry
            ):
                if entry:
                    yield entry
                entry = {}
            key = found[1]
            entry[key] = ""
        entry[key] += (
            _ESCAPE.sub(lambda sign: _ESCAPED.get(sign[1], sign[1]), found[2]) if "\\" in found[2] else found[2]
        )
    if entry:
        yield entry


def _unescaped(sign: re.Match[str]) -> str:
    return _ESCAPED.get(sign[1], sign[1])
