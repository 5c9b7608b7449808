"""A map to begin with: what the columns of a department's export may be, for a person to look at and to mend."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from engine.case.fields import FieldCatalogue, FieldSpec
from engine.registry.problems import RegistryError
from engine.registry.tables.cells import BadCell, CellReader, CellRules
from engine.registry.tables.column_map import MappedColumn
from engine.registry.tables.column_names import ColumnNames, Meant, folded, is_slip
from engine.registry.tables.further_columns import FURTHER, PATIENT_ID
from engine.registry.tables.table_files import TableFile, first_rows
from engine.words.said import fault

_MOST_ROWS = 5_000
#: distinct texts of a column that are looked at; codes are few
_MOST_CODES = 40
#: numbers that many registries write for "not known"
_MISSING_CODES = ("-9", "-99", "-999", "-1", "99", "999", "9999")
_FLAGS = (
    ({"0", "1"}, {"1": "yes", "0": "no"}),
    ({"1", "2"}, {"1": "yes", "2": "no"}),
    ({"j", "n"}, {"j": "yes", "n": "no"}),
    ({"ja", "nein"}, {"ja": "yes", "nein": "no"}),
    ({"y", "n"}, {"y": "yes", "n": "no"}),
)


class Proposed(NamedTuple):
    """What a column may be: `column` None where nothing is known of it; `notes` say what a person has to look at."""

    name: str
    column: MappedColumn | None
    notes: tuple[str, ...] = ()


def propose_map(file: TableFile, fields: FieldCatalogue, resources: Path) -> str:
    """Return a map as TOML; each column stands in it, or is left out with a remark.

    Raises
    ------
    RegistryError : the table cannot be read.
    """
    rows = list(first_rows(file, _MOST_ROWS))
    names = ColumnNames(fields, resources)
    taken: set[str] = set()
    proposed = []
    for place, name in enumerate(file.header):
        if file.header.count(name) > 1 or not name:
            raise RegistryError(
                fault(
                    "{file}: column {number}: each column needs a name of its own.",
                    file=file.name,
                    number=place + 1,
                )
            )
        texts = Counter(row[place] for row in rows)
        one = _propose(name, texts, names, fields, frozenset(taken))
        proposed.append(one)
        taken.update({one.column.field} if one.column is not None else ())
    return "\n".join(_toml(file, proposed)) + "\n"


def _propose(
    name: str, texts: Counter[str], names: ColumnNames, fields: FieldCatalogue, taken: frozenset[str]
) -> Proposed:
    known = names.read(name)
    target = known.field
    if not target or target in taken:
        return Proposed(name, None, _why_left_out(known))
    notes = () if known.is_sure else ("the name is only like it: look at it",)
    if target in FURTHER or target == PATIENT_ID:
        return Proposed(name, MappedColumn(column=name, field=target), notes)
    spec = fields[target]
    unit = _unit_in(name, spec)
    codes, more = _codes(texts, spec, fields)
    return Proposed(name, MappedColumn(column=name, field=target, unit=unit, codes=codes), (*notes, *more))


def _why_left_out(known: Meant) -> tuple[str, ...]:
    if known.field:
        return (f"another column is {known.field} already",)
    if known.word:
        return (f"not proposed as {known.nearly}, for “{known.word}” ({known.meaning})",)
    if known.nearly:
        return (f"not proposed as {known.nearly}: not every part of the name is understood, it may be the opposite",)
    return ()


def _unit_in(name: str, spec: FieldSpec) -> str:
    """Return the unit that the name of a column carries, where it is another one than the field's own."""
    whole = folded(name)
    others = sorted((unit for unit in spec.units if len(folded(unit)) > 1), key=len, reverse=True)
    named = next((unit for unit in others if whole.endswith(folded(unit))), "")
    return "" if named == spec.unit else named


def _codes(texts: Counter[str], spec: FieldSpec, fields: FieldCatalogue) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return what the texts of a column may mean that are not read as they stand."""
    reader = CellReader(spec, fields, CellRules(unit="", accepted=True))
    bad = [text for text, _ in texts.most_common() if isinstance(reader.read(text), BadCell)]
    if not bad:
        return {}, ()
    missing = {text: "" for text in bad if text in _MISSING_CODES}
    if spec.kind == "flag":
        present = {text.casefold() for text in texts if text and text not in missing}
        for wanted, meaning in _FLAGS:
            if present <= wanted:
                codes = {text: meaning[text.casefold()] for text in texts if text.casefold() in meaning}
                return {**codes, **missing}, ("look whether these codes mean that",)
    if spec.kind not in ("choice", "list", "flag"):
        return missing, ("look whether these codes mean that",) if missing else ()
    choices = tuple(str(choice.value) for choice in spec.choices) or ("yes", "no")
    labels = {folded(choice.label): str(choice.value) for choice in spec.choices}
    labels.update({_initials(str(choice.value)): str(choice.value) for choice in spec.choices})
    guessed = {
        text: missing.get(text, labels.get(folded(text)) or _slip_of(text, choices)) for text in bad[:_MOST_CODES]
    }
    return guessed, (f"an empty meaning is “not known”; known here: {', '.join(choices)}",)


def _slip_of(text: str, choices: tuple[str, ...]) -> str:
    """Return the value that is meant but for a slip of the pen; "unmutated" is none of "mutated"."""
    return next((value for value in choices if folded(value) == folded(text) or is_slip(folded(text), value)), "")


def _initials(value: str) -> str:
    """Return what a value is often shortened to: `wt` for `wild_type`."""
    return "".join(part[0] for part in value.split("_") if part) if "_" in value else folded(value)


def _toml(file: TableFile, proposed: Iterable[Proposed]) -> Iterator[str]:
    found = list(proposed)
    left_out = [one.name for one in found if one.column is None]
    yield f"# Proposed from the first rows of {json.dumps(file.name)[1:-1]}. Look at every line: nobody has checked it."
    yield 'format = "beamside-map/1"'
    if file.encoding != "utf-8":
        yield f"encoding = {_text(file.encoding)}"
    yield ""
    yield "# Columns that are left out. Give each that matters a [[column]] of its own below, and take it out here."
    yield from (f"# {_text(one.name)}: {note}" for one in found if one.column is None for note in one.notes)
    yield f"ignore = [{', '.join(map(_text, left_out))}]"
    for one in found:
        if one.column is None:
            continue
        yield ""
        yield from (f"# {note}" for note in one.notes)
        yield "[[column]]"
        yield f"column = {_text(one.column.column)}"
        yield f"field = {_text(one.column.field)}"
        if one.column.unit:
            yield f"unit = {_text(one.column.unit)}"
        if one.column.codes:
            codes = ", ".join(f"{_text(code)} = {_text(meaning)}" for code, meaning in one.column.codes.items())
            yield f"codes = {{ {codes} }}"


def _text(text: str) -> str:
    """Write a text as TOML has it, which is as JSON has it but for one character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
