"""A map to begin with: what the columns of a department's export may be, for a person to look at and to mend."""

from __future__ import annotations

import csv
import difflib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from engine.case.fields import FieldCatalogue, FieldSpec, nearest_name
from engine.registry.problems import RegistryError
from engine.registry.tables.cells import BadCell, CellReader, CellRules
from engine.registry.tables.column_map import MappedColumn
from engine.registry.tables.further_columns import FURTHER, PATIENT_ID
from engine.registry.tables.table_files import TableFile, first_rows
from engine.words.said import fault

_MOST_ROWS = 5_000
#: distinct texts of a column that are looked at; codes are few
_MOST_CODES = 40
_LETTERS = re.compile(r"[^a-z0-9äöüß]+")
#: how like a known name an unknown one has to be; below it is left out rather than guessed
_LIKE_ENOUGH = 0.88
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
    names = _names_of_fields(fields, resources)
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


def _names_of_fields(fields: FieldCatalogue, resources: Path) -> Mapping[str, str]:
    """Return folded names to fields: ids, labels, and the words by which letters name them."""
    found = {_folded(target): target for target in (PATIENT_ID, *FURTHER)}
    for spec in fields:
        found.update({_folded(spec.id): spec.id, _folded(spec.label): spec.id, _folded(_bare(spec)): spec.id})
    own = _words(resources / "registry" / "column-names.csv", "stands_for", "names")
    letters = _words(resources / "intake" / "letter-words.csv", "reads", "words")
    for target, word in (*own, *letters):
        if target in (PATIENT_ID, *FURTHER) or target in fields:
            found.setdefault(_folded(word), target)
    return found


def _words(path: Path, target: str, words: str) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            yield from ((row[target], word) for word in row[words].split("|"))


def _bare(spec: FieldSpec) -> str:
    """Return the id without its unit: `bilirubin` of `bilirubin_mg_dl`."""
    unit = _folded(spec.unit or "")
    parts = spec.id.split("_")
    while len(parts) > 1 and unit and _folded(parts[-1]) in unit:
        parts.pop()
    return "_".join(parts)


def _folded(text: str) -> str:
    return _LETTERS.sub("", text.casefold().replace("µ", "u").replace("μ", "u"))


def _propose(
    name: str, texts: Counter[str], names: Mapping[str, str], fields: FieldCatalogue, taken: frozenset[str]
) -> Proposed:
    known = _target(name, names)
    if known is None or known[0] in taken:
        return Proposed(name, None)
    target, is_sure = known
    notes = () if is_sure else ("the name is only like it: look at it",)
    if target in FURTHER or target == PATIENT_ID:
        return Proposed(name, MappedColumn(column=name, field=target), notes)
    spec = fields[target]
    unit = _unit_in(name, spec)
    codes, more = _codes(texts, spec, fields)
    return Proposed(name, MappedColumn(column=name, field=target, unit=unit, codes=codes), (*notes, *more))


def _target(name: str, names: Mapping[str, str]) -> tuple[str, bool] | None:
    """Return the field that a name means, and whether it is one of the names that are known."""
    without_unit = re.sub(r"[\[(].*?[\])]", "", name)
    for text in (name, without_unit, *_shorter(without_unit)):
        if _folded(text) in names:
            return names[_folded(text)], True
    near = difflib.get_close_matches(_folded(without_unit)[:80], tuple(names), n=1, cutoff=_LIKE_ENOUGH)
    return (names[near[0]], False) if near else None


def _shorter(name: str) -> Iterator[str]:
    """Yield the name without its last parts: `bili_umol_l` may be `bili` in a unit."""
    parts = re.split(r"[_\s./-]+", name)
    for end in range(len(parts) - 1, 0, -1):
        yield "_".join(parts[:end])


def _unit_in(name: str, spec: FieldSpec) -> str:
    """Return the unit that the name of a column carries, where it is another one than the field's own."""
    folded = _folded(name)
    others = sorted((unit for unit in spec.units if len(_folded(unit)) > 1), key=len, reverse=True)
    named = next((unit for unit in others if folded.endswith(_folded(unit))), "")
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
    labels = {_folded(choice.label): str(choice.value) for choice in spec.choices}
    labels.update({_initials(str(choice.value)): str(choice.value) for choice in spec.choices})
    guessed = {
        text: missing.get(text, labels.get(_folded(text)) or nearest_name(text.casefold(), choices) or "")
        for text in bad[:_MOST_CODES]
    }
    return guessed, (f"an empty meaning is “not known”; known here: {', '.join(choices)}",)


def _initials(value: str) -> str:
    """Return what a value is often shortened to: `wt` for `wild_type`."""
    return "".join(part[0] for part in value.split("_") if part) if "_" in value else _folded(value)


def _toml(file: TableFile, proposed: Iterable[Proposed]) -> Iterator[str]:
    found = list(proposed)
    left_out = [one.name for one in found if one.column is None]
    yield f"# Proposed from the first rows of {json.dumps(file.name)[1:-1]}. Look at every line: nobody has checked it."
    yield 'format = "beamside-map/1"'
    if file.encoding != "utf-8":
        yield f"encoding = {_text(file.encoding)}"
    yield ""
    yield "# Columns that are left out. Give each that matters a [[column]] of its own below, and take it out here."
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
