"""`beamside registry IN -o OUT/`: many patients at once, to headlines and what is to be said of all of them."""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from engine.commands.arguments.path_arguments import as_path
from engine.commands.arguments.unused_options import refuse_unused
from engine.commands.shared.command_context import CommandContext, Mistake, Outcome
from engine.reading.dates import iso_day
from engine.reading.number_text import LONGEST
from engine.reading.visible_text import visible
from engine.words.said import fault, say

if TYPE_CHECKING:
    from engine.case.fields import FieldCatalogue
    from engine.registry.runs.running import Judging
    from engine.registry.tables.column_map import ColumnMap

_EXIT_INTERRUPTED, _EXIT_ENDED = 130, 143
_MOST_WORKERS = 512


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    parser.usage = (
        "beamside registry IN -o OUT [--map MAP.toml] [--words] [--workers N | --scheduler ADDRESS]\n"
        "                         [--date DAY] [--resume]\n"
        "       beamside registry map IN [-o MAP.toml] [--map MAP.toml: its encoding]\n"
        "       beamside registry cohort IN -o FOLDER --series NAME [--label WORDS] [--map MAP.toml]"
    )
    parser.add_argument(
        "table", metavar="IN", nargs="+", help="a CSV or Parquet file, or a folder of them (map, cohort: see above)"
    )
    parser.add_argument("-o", "--output", metavar="OUT", type=as_path, help="the folder to make for the results")
    parser.add_argument("--map", metavar="MAP.toml", type=as_path, help="which column is which field, in which unit")
    parser.add_argument("--words", action="store_true", help="the headline of every option as a sentence as well")
    parser.add_argument("--workers", metavar="N", help="processes that share the work (1)")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="a Dask cluster that is there already: tcp://host:8786")
    parser.add_argument("--date", metavar="YYYY-MM-DD", help="date to print on report.pdf (today)")
    parser.add_argument("--series", metavar="NAME", help="cohort: the id of the department's series, as ourclinic2024")
    parser.add_argument("--label", metavar="WORDS", help="cohort: what the department is called beside its figures")
    parser.add_argument("--resume", action="store_true", help="go on with a run that was not finished")


def run(arguments: argparse.Namespace, command_context: CommandContext) -> Outcome:
    """Judge a table."""
    *actions, name = arguments.table
    if len(actions) > 1 or (actions and actions[0] not in ("map", "cohort")):
        raise Mistake(say("registry: one table is wanted. Put several of them into a folder, and name that."))
    action, called, used = _ACTIONS[actions[0] if actions else ""]
    refuse_unused(arguments, {"table", "output", "map", *used}, called)
    try:
        return action(as_path(name), arguments, command_context)
    except argparse.ArgumentTypeError as error:
        raise Mistake(fault("IN: {error}. Name a table, or a folder of tables.", error=error)) from None


def _judge(table: Path, arguments: argparse.Namespace, command_context: CommandContext) -> Outcome:
    from engine.registry.runs.progress import Progress
    from engine.registry.runs.run import Report, Request, run_registry
    from engine.registry.runs.unfinished import unfinished_beside

    if arguments.output is None:
        raise Mistake(say("registry: -o OUT is missing. Write `beamside registry IN -o OUT`."))
    fields = command_context.fields
    request = Request(
        place=table,
        output=arguments.output,
        column_map=_column_map(arguments, fields),
        workers=_workers(arguments.workers),
        words=arguments.words,
        resume=arguments.resume,
        judging=_cluster(arguments),
        report=Report(command_context.resources, _day(arguments.date), lambda: command_context.curves),
    )
    try:
        with _ended_as_by_ctrl_c():
            told = run_registry(request, fields, command_context.library, Progress(sys.stderr))
    except KeyboardInterrupt as stopped:
        begun = unfinished_beside(arguments.output)
        kept = (f"{begun.name}: stopped; what is whole is kept there. Go on with --resume, or remove that folder.",)
        code = _EXIT_ENDED if isinstance(stopped, _Ended) else _EXIT_INTERRUPTED
        return Outcome(exit_code=code, problems=kept if begun.exists() else ())
    return Outcome(output=_told(arguments.output, told).encode("utf-8", "surrogateescape"))


class _Ended(KeyboardInterrupt):
    """The system, or a queue of a cluster, asks the process to end."""


@contextlib.contextmanager
def _ended_as_by_ctrl_c() -> Iterator[None]:
    """Let SIGTERM, and a terminal that closes, leave whole parts and no workers behind, as Ctrl+C does."""
    signals = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    if threading.current_thread() is not threading.main_thread():
        signals = []
    before = [(one, signal.signal(one, _end)) for one in signals if signal.getsignal(one) is not signal.SIG_IGN]
    try:
        yield
    finally:
        for one, handler in before:
            signal.signal(one, handler)


def _end(*_: object) -> NoReturn:
    raise _Ended


def _map(table: Path, arguments: argparse.Namespace, command_context: CommandContext) -> Outcome:
    """Propose a map of a table: to standard output, or to a file that is not there yet."""
    from engine.case.files.atomic_file import write_atomically
    from engine.registry.tables.map_proposal import propose_map
    from engine.registry.tables.table_files import find_files

    encoding = _encoding(arguments, command_context.fields)
    proposed = propose_map(find_files(table, encoding)[0], command_context.fields, command_context.resources)
    if arguments.output is None:
        return Outcome(output=visible(proposed).encode())
    if arguments.output.exists():
        raise Mistake(
            fault("{output}: this is there already. Choose another name, or remove it.", output=arguments.output.name)
        )
    write_atomically(arguments.output, proposed.encode())
    return Outcome(output=f"{arguments.output}\n".encode("utf-8", "surrogateescape"))


def _cohort(table: Path, arguments: argparse.Namespace, command_context: CommandContext) -> Outcome:
    """Write the department's own series as a local study: into a folder of such, beside what is there."""
    from engine.case.files.atomic_file import write_atomically
    from engine.registry.local_series import Series, check_name, groups_by_decision, series_as_toml
    from engine.registry.runs.parts import cut_parts
    from engine.registry.runs.run import opened
    from engine.registry.tables.scan import scan

    if arguments.output is None or arguments.series is None:
        missing = "-o FOLDER" if arguments.output is None else "--series NAME"
        raise Mistake(
            fault(
                "registry cohort: {missing} is missing. Write `registry cohort IN -o FOLDER --series NAME`.",
                missing=missing,
            )
        )
    check_name(arguments.series, command_context.library.sources)
    place = arguments.output / f"{arguments.series}.toml"
    if not arguments.output.is_dir():
        raise Mistake(
            fault("{folder}: there is no such folder. Make it first.", folder=arguments.output.name or arguments.output)
        )
    if place.exists():
        raise Mistake(
            fault("{place}: this series is there already. Choose another name, or remove it.", place=place.name)
        )
    fields = command_context.fields
    found = opened(table, fields, _column_map(arguments, fields))
    scanned = scan(found.files, found.layouts)
    groups = groups_by_decision(cut_parts(found.files, found.layouts, scanned), found.layouts, fields)
    hashes = ", ".join(digest for _, _, digest in scanned.files)
    series = Series(arguments.series, arguments.label or arguments.series, table.name, hashes, _day(arguments.date))
    write_atomically(place, series_as_toml(series, groups, fields))
    sizes = "".join(f"{name}: {estimate.patients:,} patients\n" for name, estimate in groups.items())
    return Outcome(output=f"{place}\n{sizes}".encode("utf-8", "surrogateescape"))


def _column_map(arguments: argparse.Namespace, fields: FieldCatalogue) -> ColumnMap:
    from engine.registry.tables.column_map import NO_MAP, read_map
    from engine.registry.tables.further_columns import FURTHER, PATIENT_ID

    return NO_MAP if arguments.map is None else read_map(arguments.map, fields, (PATIENT_ID, *FURTHER))


def _encoding(arguments: argparse.Namespace, fields: FieldCatalogue) -> str:
    """Return the encoding that a map names; it can name nothing more before there is a map of the table."""
    from engine.registry.tables.column_map import ColumnMap

    found = _column_map(arguments, fields)
    if found != ColumnMap(format=found.format, encoding=found.encoding):
        raise Mistake(
            fault(
                "{map}: `registry map` reads the encoding of a map alone, and proposes the rest. Leave the rest out.",
                map=arguments.map.name,
            )
        )
    return found.encoding


def _told(output: Path, told: dict[str, dict[str, int]]) -> str:
    rows = told["rows"]
    return (
        f"{output}\n{rows['assessed']:,} of {rows['in_all']:,} rows assessed, {rows['assessed_with_problems']:,} of "
        f"them with a cell that could not be read; {rows['in_problems_alone']:,} in problems.csv alone.\n"
    )


def _cluster(arguments: argparse.Namespace) -> Judging | None:
    if arguments.scheduler is None:
        return None
    if arguments.workers is not None:
        raise Mistake(say("--scheduler: the cluster has its own workers. Leave --workers out."))
    from engine.registry.runs.cluster import judged_by_cluster

    return judged_by_cluster(arguments.scheduler)


def _day(text: str | None) -> dt.date:
    if text is None:
        return dt.datetime.now().astimezone().date()
    try:
        return iso_day(text)
    except ValueError:
        raise Mistake(fault("--date: “{typed}” is not a date. Write it as 2026-03-12.", typed=text[:20])) from None


def _workers(text: str | None) -> int:
    if text is None:
        return 1
    if len(text) > LONGEST or not text.isascii() or not text.isdigit() or not 1 <= int(text) <= _MOST_WORKERS:
        raise Mistake(
            fault(
                "--workers: “{typed}” is not a number of processes. Write 1 to {most_workers}.",
                typed=text[:20],
                most_workers=_MOST_WORKERS,
            )
        )
    return int(text)


_EVIDENCE = ("evidence", "local_evidence")
#: what is done, how it is called, and the options that it reads beside IN, -o and --map
_ACTIONS = {
    "": (_judge, "registry", ("words", "workers", "scheduler", "date", "resume", *_EVIDENCE)),
    "map": (_map, "registry map", ()),
    "cohort": (_cohort, "registry cohort", ("series", "label", "date", *_EVIDENCE)),
}
