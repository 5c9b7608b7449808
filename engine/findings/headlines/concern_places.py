"""The words of a record with the patient's values in their places: "[Karnofsky {karnofsky}][ECOG {ecog}]"."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from engine.case.fields import FieldCatalogue
from engine.case.liver_function.child_pugh import BEST_PARTS, PARTS, class_that_follows, points_of_parts
from engine.evidence.records.concerns import Statement
from engine.findings.conditions import Values, statement_holds
from engine.findings.headlines.concerns import Compiled
from engine.findings.wording import counted, join_words, lower_first, value_in_sentence, value_in_words
from engine.words.said import filled, say

_PLACE = re.compile(r"\{([a-z_0-9]+)\}")
#: Parts in brackets stand side by side and are joined by commas.
_BRACKETS = re.compile(r"((?:\[[^\]]*\])+)")
_PART = re.compile(r"\[([^\]]*)\]")


class _Text(NamedTuple):
    """Signs as they stand, and after each the field whose value follows; the last has none after it."""

    signs: tuple[str, ...]
    names: tuple[str, ...]


@lru_cache(maxsize=4_096)
def _taken_apart(words: str) -> tuple[_Text | tuple[_Text, ...], ...]:
    """Return what stands outside of brackets, and by turns the parts that stand side by side in them."""
    return tuple(
        tuple(_text(part) for part in _PART.findall(run)) if place % 2 else _text(run)
        for place, run in enumerate(_BRACKETS.split(words))
    )


def _text(words: str) -> _Text:
    pieces = _PLACE.split(words)
    return _Text(tuple(pieces[::2]), tuple(pieces[1::2]))


def in_words(words: str, compiled: Compiled, values: Values, fields: FieldCatalogue) -> str:
    """Return words of a concern's record with the patient's values in their places."""
    if "{" not in words and "[" not in words:
        return words
    answers = _answers(compiled.statement, values) if compiled.statement is not None and "[" in words else {}

    def value(name: str) -> str:
        if name == "series":
            return counted(len(compiled.stated_by), "series that states it", "series that state it")
        return _value(name, values, fields)

    def is_said(part: _Text) -> bool:
        """A part in brackets is said where what it names is known and, where it is judged, is what is grave."""
        # All of them are read, in whatever order a language names them.
        if None in [values(name) for name in part.names]:
            return False
        judged_too = [name for name in part.names if name in answers]
        return not judged_too or any(answers[name] for name in judged_too)

    def written(text: _Text, of: Callable[[str], str]) -> str:
        if not text.names:
            return text.signs[0]
        with_values = (sign + of(value(name)) for sign, name in zip(text.signs, text.names, strict=False))
        return "".join(with_values) + text.signs[-1]

    def fill(words: str, of: Callable[[str], str]) -> str:
        return "".join(
            written(run, of)
            if isinstance(run, _Text)
            else ", ".join(written(part, of) for part in run if is_said(part))
            for run in _taken_apart(words)
        )

    return filled(words, fill)


def _value(field_id: str, values: Values, fields: FieldCatalogue) -> str:
    words = value_in_words(fields[field_id], values(field_id))
    if field_id == "child_pugh" and (worse := _worse_parts(values, fields)):
        return say("{value} ({score})", value=words, score=worse)
    if field_id == "karnofsky":
        # "Karnofsky 40", as it is said; the scale's per cent belong to tables.
        return fields[field_id].choice_label(values(field_id))
    return value_in_sentence(fields[field_id], values(field_id))


def _worse_parts(values: Values, fields: FieldCatalogue) -> str:
    """Return which parts make a class that was worked out: "bilirubin 2.8 mg/dL"; empty where it does not follow."""
    return _worse_of(fields, values("child_pugh"), *(values(name) for name in PARTS))


@lru_cache(maxsize=32, typed=True)
def _worse_of(fields: FieldCatalogue, child_pugh: Any, *parts: Any) -> str:
    # One patient's class is named by most options, one after the other.
    if class_that_follows(parts) != child_pugh:
        return ""
    mildest = [end if part is None else part for part, end in zip(parts, BEST_PARTS, strict=True)]
    named = zip(PARTS, parts, points_of_parts(*mildest), strict=True)
    return join_words(
        say(
            "{field} {value}",
            field=lower_first(fields[name].label),
            value=value_in_sentence(fields[name], part),
        )
        for name, part, points in named
        if points > 1
    )


def _answers(statement: Statement, values: Values, *, wanted: bool = True) -> dict[str, bool]:
    """Return for each field of a statement whether any of its conditions speaks for the statement."""
    if statement.is_known is not None:
        # That a value was entered says nothing of how grave it is.
        return {}
    if statement.field:
        holds = statement_holds(statement, values) is wanted
        found = {statement.field: holds}
        for other in (statement.per, statement.days_after):
            if other is not None:
                found[other] = holds
        return found
    found = {}
    for part in statement.parts:
        for name, holds in _answers(part, values, wanted=wanted != bool(statement.none_of)).items():
            found[name] = found.get(name, False) or holds
    return found
