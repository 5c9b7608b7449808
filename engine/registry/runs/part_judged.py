"""One part judged: rows in, lines of the results out. A function of its part and its task, and of nothing else."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from engine.case.fields import FieldCatalogue
from engine.evidence.library import Library
from engine.evidence.records.modalities import MODALITIES
from engine.reading.many_objects import no_search_for_cycles
from engine.registry.headlines import headlines_of
from engine.registry.problems import RowProblem
from engine.registry.results.followed import VERDICTS, Further, FurtherCells, followed_as
from engine.registry.results.groups import memberships
from engine.registry.rows_judged import RowsJudged, cases_of, judge_rows
from engine.registry.runs.parts import Part
from engine.registry.tables.cells import BadCell, CellReader
from engine.registry.tables.csv_records import cells_of, cut_records
from engine.registry.tables.further_columns import DECISION
from engine.registry.tables.layout import Layout
from engine.registry.tables.scan import usable_id
from engine.report.writers.csv_tables import inert
from engine.words.said import as_said, fault, say, say_counted


class Task(NamedTuple):
    """What every part of one run has in common; sent to each worker once."""

    fields: FieldCatalogue
    library: Library
    layouts: tuple[Layout, ...]
    words: bool = False


class PartDone(NamedTuple):
    """What one part gives.

    Attributes
    ----------
    rows : records, blank lines included.
    verdicts, problems : lines of the two tables.
    followed : of rows with time and event, as `followed_as` has them; the report is made of them.
    tally : counts by name; those of all parts are added up.
    """

    rows: int
    verdicts: bytes
    problems: bytes
    followed: bytes
    tally: dict[str, int]


def verdict_columns(*, words: bool, decisions: bool) -> tuple[str, ...]:
    """Return the columns of verdicts.csv; what the board decided stands last, where a table says it."""
    kinds = ("verdict", "reasons", "words") if words else ("verdict", "reasons")
    last = ("evidence_version", DECISION) if decisions else ("evidence_version",)
    return ("patient_id", *(f"{kind}_{name}" for name in MODALITIES for kind in kinds), *last)


def has_decisions(layouts: tuple[Layout, ...]) -> bool:
    """Whether any of the tables says what the board decided."""
    return any(DECISION in layout.further for layout in layouts)


class PartJudge:
    """Judges part after part of one task; keeps the readers of its columns."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._readers: dict[int, dict[str, tuple[int, CellReader]]] = {}
        self._further: dict[int, FurtherCells] = {}
        self._decisions = has_decisions(task.layouts)

    def judge(self, part: Part) -> PartDone:
        """Judge one part."""
        with no_search_for_cycles():
            return self._judge(part)

    def _judge(self, part: Part) -> PartDone:
        layout = self._task.layouts[part.layout]
        problems: list[RowProblem] = []
        rows = usable_rows(part, layout, problems)
        ids = [cells[layout.id_place] for _, cells in rows]
        by_column = list(zip(*(cells for _, cells in rows), strict=True)) or [()] * layout.width
        columns = {
            name: self._column(name, by_column[place], reader, layout, rows, problems)
            for name, (place, reader) in self._readers_of(part.layout).items()
        }
        further = self._further_of(part.layout).read(rows, layout, problems)
        fields, library = self._task.fields, self._task.library
        judged = judge_rows(columns, len(rows), fields, library)
        over, told = judged.over_columns, None
        if self._task.words:
            told = headlines_of(cases_of(columns, len(rows), fields), over.options, library) if over else []
        tally = Counter({"rows": len(rows), **self._counts(part, problems)})
        tally.update(_tally(judged, further.decisions))
        return PartDone(
            rows=part.rows,
            verdicts=_verdict_lines(ids, judged, told, further.decisions if self._decisions else None, library.version),
            problems=_problem_lines(problems),
            followed=_followed(judged, further, library),
            tally=dict(tally),
        )

    def _column(
        self,
        name: str,
        texts: Sequence[str],
        reader: CellReader,
        layout: Layout,
        rows: list[tuple[int, list[str]]],
        problems: list[RowProblem],
    ) -> Any:
        """Return the column of one field: as it is judged, or as values where words are written of them."""
        as_values = self._task.words or self._task.fields[name].kind == "lesions"
        found: Any = reader.read_all(texts) if as_values else reader.column(texts)
        for at in reader.bad_among(texts):
            row, cells = rows[at]
            bad = reader.read(texts[at])
            assert isinstance(bad, BadCell)
            problems.append(RowProblem(cells[layout.id_place], row, name, bad.problem, layout.name))
            if as_values:
                found[at] = None
        return found

    def _readers_of(self, place: int) -> Mapping[str, tuple[int, CellReader]]:
        if place not in self._readers:
            fields = self._task.fields
            self._readers[place] = {
                name: (column, CellReader(fields[name], fields, rules))
                for name, (column, rules) in self._task.layouts[place].fields.items()
            }
        return self._readers[place]

    def _further_of(self, place: int) -> FurtherCells:
        if place not in self._further:
            self._further[place] = FurtherCells(self._task.layouts[place], self._task.fields)
        return self._further[place]

    @staticmethod
    def _counts(part: Part, problems: list[RowProblem]) -> dict[str, int]:
        by_field = Counter(f"problem\t{one.field}" for one in problems)
        alone = sum(not one.field for one in problems)
        with_both = len({one.row for one in problems if one.field})
        return {**by_field, "alone": alone, "with_problems": with_both, "repeated": len(part.repeated)}


#: anything but visible characters of ASCII that need no quotation marks, and line ends
_NOT_PLAIN = re.compile(r"[^!#-~\n]")
#: an id that is a cell as it stands
_PLAIN_ID = re.compile("[A-Za-z0-9][A-Za-z0-9_.-]*")
_TO_QUOTE = re.compile('[,"\r\n]')


def usable_rows(part: Part, layout: Layout, problems: list[RowProblem]) -> list[tuple[int, list[str]]]:
    """Return the rows that have an id and a shape, with their cells; what is wrong with the others is told of."""
    text = part.data.decode().replace("\r\n", "\n")
    if _NOT_PLAIN.search(text) is not None:
        return list(_usable(_cut(part, layout.separator), part, layout, problems))
    # As nearly every part is: no quotation marks, and no blanks that might stand around a cell.
    rows = [line.split(layout.separator) for line in text.splitlines()]
    at, width = layout.id_place, layout.width
    if not part.repeated and not part.unusable and all(len(row) == width and usable_id(row[at]) for row in rows):
        return list(enumerate(rows, part.first_row))
    return list(_usable(enumerate(row if row != [""] else [] for row in rows), part, layout, problems))


def _usable(
    cut: Iterable[tuple[int, list[str] | None]], part: Part, layout: Layout, problems: list[RowProblem]
) -> Iterator[tuple[int, list[str]]]:
    for place, cells in cut:
        row = part.first_row + place
        unusable = part.unusable.get(place)
        if cells == [] and unusable is None:
            continue
        found = cells[layout.id_place] if cells is not None and len(cells) > layout.id_place else ""
        problem = unusable or _problem_of(cells or [], layout, part.repeated.get(place))
        if problem:
            problems.append(RowProblem(found[:200], row, "", as_said(problem), layout.name))
        elif cells is not None:
            yield row, cells


def _cut(part: Part, separator: str) -> Iterator[tuple[int, list[str] | None]]:
    """Yield the cells of each row by its place; None where it cannot be cut, none of a blank line."""
    for place, record in enumerate(cut_records(io.BytesIO(part.data), separator)):
        blank = not record.problem and not record.line.strip()
        cut = None if record.problem else cells_of(record.line.decode().rstrip("\r\n"), separator)
        yield place, [] if blank else cut


def _problem_of(cells: list[str], layout: Layout, first: str | None) -> str:
    """Return why a row cannot be judged; empty where it can."""
    if len(cells) != layout.width:
        given = say_counted(len(cells), "{number} cell", "{number} cells")
        return fault(
            "There are {given} and {width} columns. Mend the row: nothing of it is used.",
            given=given,
            width=layout.width,
        )
    if not usable_id(cells[layout.id_place]):
        return say("There is no patient_id that can be used. Give the row one: nothing of it is used.")
    if first is not None:
        return fault("This patient_id stands in {first} already. Only the first row with an id is used.", first=first)
    return ""


def _verdict_lines(
    ids: list[str],
    judged: RowsJudged,
    told: list[list[str]] | None,
    decisions: list[str | None] | None,
    version: str,
) -> bytes:
    columns: list[list[str]] = [[one if _PLAIN_ID.fullmatch(one) else _as_cell(inert(one)) for one in ids]]
    for place, name in enumerate(MODALITIES):
        columns.append(list(judged.verdicts[name]))
        reasons = judged.reasons[name]
        joined = _as_cells([";".join(one) for one in reasons.sets])
        columns.append([joined[code] for code in reasons.codes])
        if told is not None:
            columns.append([_as_cell(inert(row[place])) for row in told])
    columns.append([_as_cell(inert(version))] * len(ids))
    if decisions is not None:
        columns.append([decision or "" for decision in decisions])
    return "".join([",".join(row) + "\r\n" for row in zip(*columns, strict=True)]).encode("utf-8")


def _as_cell(text: str) -> str:
    """Return a text as a cell of CSV: as `csv.writer` writes it, which takes ten times as long over a table of ids."""
    return text if _TO_QUOTE.search(text) is None else '"' + text.replace('"', '""') + '"'


def _as_cells(texts: list[str]) -> list[str]:
    """Return some texts as cells; where none needs quotation marks, as is the rule, one look says so of all."""
    whole = "\n".join(texts)
    is_plain = whole.count("\n") < max(len(texts), 1) and not any(sign in whole for sign in ',"\r')
    return texts if is_plain else list(map(_as_cell, texts))


def _problem_lines(problems: list[RowProblem]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for one in sorted(problems, key=lambda one: one.row):
        writer.writerow([inert(one.patient_id), one.row, one.field, inert(one.problem), inert(one.file)])
    return text.getvalue().encode("utf-8", "replace")


def _tally(judged: RowsJudged, decisions: list[str | None]) -> Counter[str]:
    """Count headlines and reasons, and how each decision of a board stands to the headline of what it decided."""
    found: Counter[str] = Counter()
    for name in MODALITIES:
        for verdict, times in Counter(judged.verdicts[name]).items():
            found[f"verdict\t{name}\t{verdict}"] += times
        for (verdict, reason), times in judged.counts[name].items():
            found[f"reason\t{name}\t{verdict}\t{reason}"] += times
    decided = [(row, decision) for row, decision in enumerate(decisions) if decision is not None]
    found.update(f"decided\t{decision}" for _, decision in decided)
    for name in MODALITIES:
        verdicts, reasons = judged.verdicts[name], judged.reasons[name]
        for (decision, verdict), times in Counter((decision, verdicts[row]) for row, decision in decided).items():
            found[f"cell\t{decision}\t{name}\t{verdict}"] += times
        for row in (row for row, decision in decided if decision == name):
            found.update(f"against\t{name}\t{verdicts[row]}\t{reason}" for reason in reasons[row])
    return found


def _followed(judged: RowsJudged, further: Further, library: Library) -> bytes:
    pairs = zip(further.times, further.events, strict=True)
    rows = [at for at, (time, event) in enumerate(pairs) if time is not None and event is not None]
    if not rows or judged.over_columns is None:
        return b""
    table = np.zeros(len(rows), dtype=followed_as(library))
    table["time_months"] = [further.times[at] for at in rows]
    table["event"] = [further.events[at] for at in rows]
    for place, name in enumerate(MODALITIES):
        table["verdicts"][:, place] = [_PLACES_OF_VERDICTS[judged.verdicts[name][at]] for at in rows]
    table["decision"] = [_PLACES.get(further.decisions[at] or "", -1) for at in rows]
    belonging = memberships(judged.over_columns, library)[:, rows]
    table["groups"] = np.packbits(belonging, axis=0, bitorder="little").T
    return table.tobytes()


_PLACES_OF_VERDICTS = {verdict: place for place, verdict in enumerate(VERDICTS)}
_PLACES: dict[str, int] = {name: place for place, name in enumerate(MODALITIES)}
