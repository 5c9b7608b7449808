"""From a table of patients to its results: looked at, judged, summed up, and put in their place."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from engine.case.fields import FieldCatalogue
from engine.evidence.library import Library
from engine.findings.published.published_curves import PublishedCurves, published_curves
from engine.registry.problems import PROBLEM_COLUMNS, RegistryError
from engine.registry.results.concordance import concordance, concordance_as_csv
from engine.registry.results.outcomes import outcomes_as_csv, outcomes_as_json, outcomes_of
from engine.registry.results.summary import as_json, job_of, manifest, summary
from engine.registry.runs.part_judged import Task, has_decisions, verdict_columns
from engine.registry.runs.parts import ROWS_WITH_WORDS, USUAL_ROWS, cut_parts
from engine.registry.runs.progress import Progress
from engine.registry.runs.running import Judging, judged_by_workers, judged_here
from engine.registry.runs.unfinished import PROBLEMS_FILE, VERDICTS_FILE, Unfinished, refuse_to_write
from engine.registry.tables.column_map import NO_MAP, ColumnMap
from engine.registry.tables.layout import Layout, layout_of
from engine.registry.tables.scan import Scanned, refuse_changed, scan
from engine.registry.tables.table_files import TableFile, find_files, sha256_of
from engine.registry.tables.unit_questions import unit_questions


class Report(NamedTuple):
    """What report.pdf needs: the resources, the day printed on it, and the library's curves where they are wanted."""

    resources: Path
    day: dt.date
    curves: Callable[[], PublishedCurves]


class Request(NamedTuple):
    """What is asked for.

    Attributes
    ----------
    place : a table, or a folder of tables.
    workers : processes; 1 judges in this one.
    words : the sentences as well.
    part_rows : rows of a part; results do not depend on it.
    judging : who judges where that is neither this process nor processes of its own.
    report : None where no report.pdf is wanted.
    """

    place: Path
    output: Path
    column_map: ColumnMap = NO_MAP
    workers: int = 1
    words: bool = False
    resume: bool = False
    part_rows: int = USUAL_ROWS
    judging: Judging | None = None
    report: Report | None = None


class Opened(NamedTuple):
    """Tables that have been found, and what their columns are."""

    files: tuple[TableFile, ...]
    layouts: tuple[Layout, ...]


def opened(place: Path, fields: FieldCatalogue, column_map: ColumnMap) -> Opened:
    """Find the tables that a name means, and hold their columns against the fields.

    Raises
    ------
    RegistryError : as of `find_files` and `layout_of`.
    """
    files = find_files(place, column_map.encoding)
    return Opened(files, tuple(layout_of(file, fields, column_map) for file in files))


def run_registry(request: Request, fields: FieldCatalogue, library: Library, progress: Progress) -> dict[str, Any]:
    """Judge every row, write the results, and return the summary.

    Raises
    ------
    RegistryError : nothing has been written, or whole parts are left to go on with; the table changed meanwhile.
    KeyboardInterrupt : likewise.
    """
    refuse_to_write(request.output, resume=request.resume)
    found = opened(request.place, fields, request.column_map)
    asked = tuple(unit_questions(found.files, found.layouts, fields))
    if asked:
        raise RegistryError(*asked)
    scanned = scan(found.files, found.layouts, progress.read)
    job = _job(request, scanned, fields, library)
    columns = verdict_columns(words=request.words, decisions=has_decisions(found.layouts))
    headers = (_line(columns), _line(PROBLEM_COLUMNS))
    results = Unfinished(request.output, headers, job, resume=request.resume)
    try:
        _judge_all(request, found, scanned, Task(fields, library, found.layouts, request.words), results, progress)
        refuse_changed(found.files, scanned.files)
        told, files = _summed_up(request, results, fields, library)
        outputs = {name: _hashed(results.folder / name) for name in (VERDICTS_FILE, PROBLEMS_FILE)}
        outputs.update({name: _hash_of(data) for name, data in files.items()})
        files["manifest.json"] = as_json(manifest(job, outputs))
        results.finish(files)
    except BaseException:
        results.stop()
        raise
    finally:
        progress.close()
    return told


def _summed_up(
    request: Request, results: Unfinished, fields: FieldCatalogue, library: Library
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return the summary, and the files that are made of all rows."""
    curves = request.report.curves if request.report is not None else (lambda: published_curves(library))
    outcomes = outcomes_of(results.followed, fields, library, curves)
    told = summary(results.tally, library, fields)
    told["concordance"] = concordance(results.tally)
    told["outcomes"] = outcomes_as_json(outcomes) if outcomes is not None else None
    files = {"summary.json": as_json(told)}
    if outcomes is not None:
        files["outcomes.csv"] = outcomes_as_csv(outcomes)
    if told["concordance"] is not None:
        files["concordance.csv"] = concordance_as_csv(results.tally)
    if request.report is not None:
        # Imported here: the typesetter is wanted at the very end.
        from engine.registry.results.registry_report import build_registry_report
        from engine.report.writers.pdf import render_pdf

        label = request.place.name or "registry"
        document = build_registry_report(told, outcomes, label, fields, library)
        day = request.report.day
        files["report.pdf"] = render_pdf(document, data_date=day, print_date=day, resources=request.report.resources)
    return told, files


def _judge_all(
    request: Request, found: Opened, scanned: Scanned, task: Task, results: Unfinished, progress: Progress
) -> None:
    # Sentences take long: what is whole soon is soon told of, and soon left behind by an interrupt.
    size = min(request.part_rows, ROWS_WITH_WORDS) if request.words else request.part_rows
    parts = cut_parts(found.files, found.layouts, scanned, done=results.rows, size=size)
    progress.judged(results.rows, scanned.rows)
    if request.judging is not None:
        judged: Iterator[Any] = request.judging(parts, task)
    elif request.workers > 1:
        judged = judged_by_workers(parts, task, request.workers)
    else:
        judged = judged_here(parts, task)
    try:
        for done in judged:
            results.add(done)
            progress.judged(results.rows, scanned.rows)
    finally:
        # Workers end before what they have given is put in its place.
        close = getattr(judged, "close", None)
        if close is not None:
            close()


def _job(request: Request, scanned: Scanned, fields: FieldCatalogue, library: Library) -> dict[str, object]:
    _, fields_sha256 = _hash_of(msgspec.json.encode(fields))
    options = {"words": request.words, "map": msgspec.to_builtins(request.column_map)}
    return job_of(scanned.files, library, fields_sha256, options)


def _line(cells: tuple[str, ...]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue().encode("utf-8")


def _hash_of(data: bytes) -> tuple[int, str]:
    import hashlib

    return len(data), hashlib.sha256(data).hexdigest()


def _hashed(path: Path) -> tuple[int, str]:
    digest, size = sha256_of(path)
    return size, digest
