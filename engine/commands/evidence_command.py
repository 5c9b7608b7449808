"""`beamside evidence list|show|check|export`: the library, to read, to prove and to take along."""

from __future__ import annotations

import argparse
import difflib

import msgspec

from engine.commands.surroundings import EXIT_NO, Mistake, Outcome, Surroundings
from engine.evidence.checks import check_library, check_options
from engine.evidence.export import library_as_json
from engine.evidence.pages import list_lines, record_page
from engine.evidence.problems import EvidenceError
from engine.reading.visible_text import visible, visible_json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="list|show|check|export")
    actions.add_parser("list", help="every source with its number of records")
    show = actions.add_parser("show", help="one source or record, as a page to hold against the paper")
    show.add_argument("id", metavar="ID")
    actions.add_parser("check", help="prove what can be proved; exit 1 where a record breaks a rule")
    actions.add_parser("export", help="the whole library as one JSON")


def run(arguments: argparse.Namespace, surroundings: Surroundings) -> Outcome:
    """Do what the action says."""
    if arguments.action == "check":
        return _check(surroundings)
    library = surroundings.library
    if arguments.action == "list":
        return _lines(list_lines(library))
    if arguments.action == "show":
        lines = record_page(library, arguments.id)
        if lines is None:
            known = [*library.source_of, *library.sources]
            near = difflib.get_close_matches(arguments.id, known, n=1, cutoff=0.5)
            remedy = f"Did you mean “{near[0]}”?" if near else "`beamside evidence list` names them all."
            raise Mistake(f"evidence: {arguments.id}: there is no such record. {remedy}")
        return _lines(lines)
    exported = msgspec.json.encode(library_as_json(library))
    return Outcome(output=visible_json(msgspec.json.format(exported, indent=1)) + b"\n")


def _lines(lines: list[str]) -> Outcome:
    return Outcome(output=(visible("\n".join(lines)) + "\n").encode("utf-8"))


def _check(surroundings: Surroundings) -> Outcome:
    """Prove the arithmetic; a library that breaks a rule of record is a no as well."""
    try:
        library = surroundings.library
    except EvidenceError as error:
        return Outcome(exit_code=EXIT_NO, problems=tuple(str(problem) for problem in error.problems))
    result = check_library(library)
    result.broken.extend(check_options(library).broken)
    broken = tuple(f"{found.record}: {found.text}" for found in result.broken)
    return Outcome(
        exit_code=EXIT_NO if broken else 0, output=_lines(result.lines()).output, problems=broken
    )
