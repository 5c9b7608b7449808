"""`beamside registry IN -o OUT/`: many patients at once, to headlines and what is to be said of all of them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from engine.commands.surroundings import Mistake, Outcome, Surroundings

_EXIT_INTERRUPTED = 130
_MOST_WORKERS = 512


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    parser.add_argument("table", metavar="IN", type=Path, help="a CSV or Parquet file, or a folder of them")
    parser.add_argument("-o", "--output", metavar="OUT", type=Path, help="the folder to make for the results")
    parser.add_argument("--map", metavar="MAP.toml", type=Path, help="which column is which field, in which unit")
    parser.add_argument("--words", action="store_true", help="the headline of every option as a sentence as well")
    parser.add_argument("--workers", metavar="N", default="1", help="processes that share the work (1)")
    parser.add_argument("--resume", action="store_true", help="go on with a run that was not finished")


def run(arguments: argparse.Namespace, surroundings: Surroundings) -> Outcome:
    """Judge a table."""
    from engine.registry.problems import RegistryError

    try:
        return _judge(arguments, surroundings)
    except RegistryError as error:
        raise Mistake(*error.problems) from None


def _judge(arguments: argparse.Namespace, surroundings: Surroundings) -> Outcome:
    from engine.registry.column_map import NO_MAP, read_map
    from engine.registry.layout import FURTHER, PATIENT_ID
    from engine.registry.progress import Progress
    from engine.registry.run import Request, run_registry
    from engine.registry.unfinished import unfinished_beside

    if arguments.output is None:
        raise Mistake("registry: -o OUT is missing. Write `beamside registry IN -o OUT`.")
    fields = surroundings.fields
    column_map = NO_MAP if arguments.map is None else read_map(arguments.map, fields, (PATIENT_ID, *FURTHER))
    request = Request(
        place=arguments.table,
        output=arguments.output,
        column_map=column_map,
        workers=_workers(arguments.workers),
        words=arguments.words,
        resume=arguments.resume,
    )
    try:
        told = run_registry(request, fields, surroundings.library, Progress(sys.stderr))
    except KeyboardInterrupt:
        begun = unfinished_beside(arguments.output)
        kept = (f"{begun.name}: stopped; what is whole is kept there. Go on with --resume, or remove that folder.",)
        return Outcome(exit_code=_EXIT_INTERRUPTED, problems=kept if begun.exists() else ())
    return Outcome(output=_told(arguments.output, told).encode("utf-8", "surrogateescape"))


def _told(output: Path, told: dict[str, dict[str, int]]) -> str:
    rows = told["rows"]
    return (
        f"{output}\n{rows['assessed']:,} of {rows['in_all']:,} rows assessed, {rows['assessed_with_problems']:,} of "
        f"them with a cell that could not be read; {rows['in_problems_alone']:,} in problems.csv alone.\n"
    )


def _workers(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:6]) <= _MOST_WORKERS:
        raise Mistake(f"--workers: “{text[:20]}” is not a number of processes. Write 1 to {_MOST_WORKERS}.")
    return int(text)
