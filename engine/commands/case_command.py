"""`beamside case strip CASE -o OUT`: a case without label, notes, dates, origins and an age that few reach."""

from __future__ import annotations

import argparse

from engine.case.files.atomic_file import write_atomically
from engine.case.format.case_json import case_bytes
from engine.case.pseudonym import OLDEST_COMMON_YEARS, has_rare_age, stripped
from engine.commands.arguments.case_argument import add_case_argument, read_case
from engine.commands.arguments.path_arguments import as_path
from engine.commands.shared.command_context import CommandContext, Mistake, Outcome
from engine.words.said import fault

_OLD = fault(
    "case strip: the age is above {years} and was left out: so few reach it that it may lead to a person.",
    years=OLDEST_COMMON_YEARS,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    parser.add_argument(
        "what", choices=("strip",), help="strip: without label, notes, dates, origins and an age above 89"
    )
    add_case_argument(parser)
    parser.add_argument("-o", "--output", metavar="OUT", type=as_path, help="the file to write (standard output)")


def run(arguments: argparse.Namespace, command_context: CommandContext) -> Outcome:
    """Write the case without what could lead to a person."""
    case = read_case(arguments, command_context.fields)
    data = case_bytes(stripped(case))
    told = (_OLD,) if has_rare_age(case) else ()
    if arguments.output is None:
        return Outcome(output=data, problems=told)
    if arguments.output.exists() and arguments.output.samefile(arguments.case):
        raise Mistake(fault("-o: {output} is the case itself. Choose another name.", output=arguments.output.name))
    write_atomically(arguments.output, data)
    return Outcome(output=f"{arguments.output}\n".encode("utf-8", "surrogateescape"), problems=told)
