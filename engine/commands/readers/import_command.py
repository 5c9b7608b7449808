"""`beamside import FILE`: what a FHIR record of one patient gives for a case, and what has to be asked."""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import gc
import json
from collections.abc import Iterator
from pathlib import Path

from engine.case.files.atomic_file import write_atomically
from engine.commands.arguments.path_arguments import as_path
from engine.commands.shared.command_context import CommandContext, Mistake, Outcome
from engine.reading.dates import iso_day
from engine.words.said import fault


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    parser.add_argument("file", metavar="FILE", type=as_path, help="a FHIR R4 bundle, or NDJSON of one patient")
    parser.add_argument("--as-of", metavar="YYYY-MM-DD", help="the day of the board (today)")
    parser.add_argument("-o", "--output", metavar="CASE", type=as_path, help="also write the case to this file")


def run(arguments: argparse.Namespace, command_context: CommandContext) -> Outcome:
    """Read a record; needs no library."""
    from engine.case.format.case_json import case_as_json, case_bytes
    from engine.intake import asked_text, load_code_tables, read_record
    from engine.intake.into_case import case_of

    board = _day(arguments.as_of)
    _refuse_to_overwrite(arguments.file, arguments.output)
    fields = command_context.fields
    tables = load_code_tables(command_context.resources)
    with _nothing_collected():
        intake = read_record(arguments.file, fields, tables, board)
    case = case_of(intake, fields)
    written = case_as_json(case)
    told = [{"field": asked.field, "text": asked_text(asked)} for asked in intake.asked]
    if arguments.output is not None:
        write_atomically(arguments.output, case_bytes(case))
    answer = {"case": written, "told": told, "origins": written.get("origins", {})}
    return Outcome(output=json.dumps(answer, ensure_ascii=False, indent=1, allow_nan=False).encode() + b"\n")


@contextlib.contextmanager
def _nothing_collected() -> Iterator[None]:
    """What is read lives until the answer is written: looking for what could be let go takes half of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _day(text: str | None) -> dt.date:
    if text is None:
        return dt.datetime.now().astimezone().date()
    try:
        return iso_day(text)
    except ValueError:
        raise Mistake(fault("--as-of: “{typed}” is not a date. Write it as 2026-03-12.", typed=text)) from None


def _refuse_to_overwrite(source: Path, output: Path | None) -> None:
    if output is None:
        return
    try:
        same = output.exists() and source.samefile(output)
    except OSError:
        return
    if same:
        raise Mistake(fault("-o: {output} is the record itself. Choose another name for the case.", output=output.name))
