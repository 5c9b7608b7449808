"""What is said, as plain data and back: for what is computed once and kept in a file, so that it can still be said."""

from __future__ import annotations

from collections.abc import Mapping

from engine.words.said import Counted, Number, Sentence, say, say_counted

#: a plain text, or a list that begins with what kind of text it is
Kept = str | list[object]


def kept(text: str) -> Kept:
    """Return a text as lists, dicts and texts; a kind of text that is not kept becomes its English."""
    if isinstance(text, Counted):
        return ["counted", text.template, text.many, text.number, _kept_parts(text.parts)]
    if isinstance(text, Sentence):
        return ["sentence", text.template, text.context, _kept_parts(text.parts)]
    if isinstance(text, Number):
        return ["number", str(text)]
    return str(text)


def _kept_parts(parts: Mapping[str, str]) -> dict[str, Kept]:
    return {name: kept(part) for name, part in parts.items()}


def said_again(data: object) -> str:
    """Return the text of what `kept` returned.

    Raises
    ------
    ValueError : it is nothing that `kept` returns.
    """
    match data:
        case str():
            return data
        case ["number", str(text)]:
            return Number(text)
        case ["sentence", str(template), str(context), dict(parts)]:
            return say(template, context, **{name: said_again(part) for name, part in parts.items()})
        case ["counted", str(one), str(many), int(number) | float(number), dict(parts)]:
            return say_counted(number, one, many, **{name: said_again(part) for name, part in parts.items()})
    raise ValueError("no text that was kept")
