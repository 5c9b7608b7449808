"""`beamside case strip CASE -o OUT`: a case without label, notes, dates and origins."""

from __future__ import annotations

import argparse

from engine.case.files.atomic_file import write_atomically
from engine.case.format.case_json import case_bytes
from engine.case.pseudonym import stripped
from engine.commands.arguments.case_argument import add_case_argument, read_case
from engine.commands.arguments.path_arguments import as_path
from engine.commands.shared.command_context import CommandContext, Mistake, Outcome
from engine.words.said import fault


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    parser.add_argument("what", choices=("strip",), help="strip: without label, notes, dates and origins")
    add_case_argument(parser)
    parser.add_argument("-o", "--output", metavar="OUT", type=as_path, help="the file to write (standard output)")


def run(arguments: argparse.Namespace, command_context: CommandContext) -> Outcome:
    """Write the case without what could lead to a person."""
    data = case_bytes(stripped(read_case(arguments, command_context.fields)))
    if arguments.output is None:
        return Outcome(output=data)
    if arguments.output.exists() and arguments.output.samefile(arguments.case):
        raise Mistake(fault("-o: {output} is the case itself. Choose another name.", output=arguments.output.name))
    write_atomically(arguments.output, data)
    return Outcome(output=f"{arguments.output}\n".encode("utf-8", "surrogateescape"))
