"""`beamside meeting FILES -o OUT.pdf`: the papers of a meeting: a list of its cases, and the pages of each."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from engine.case.files.case_file import load_case
from engine.case.files.meeting_list import gathered
from engine.case.problems import CaseFileError
from engine.commands.arguments.case_argument import told_of_label
from engine.commands.arguments.paper_argument import add_paper, paper_of
from engine.commands.arguments.path_arguments import as_path
from engine.commands.report_command import date_of_file, printed_on
from engine.commands.shared.command_context import CommandContext, Mistake, Outcome
from engine.reading.mistakes import Problem
from engine.words.said import fault


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    parser.add_argument(
        "cases",
        metavar="FILE",
        type=as_path,
        nargs="+",
        help="case files in their order, a folder of them, or a .beamside-meeting.json list",
    )
    parser.add_argument("-o", "--output", metavar="OUT", type=as_path, required=True, help="the PDF to write")
    add_paper(parser)
    parser.add_argument("--date", metavar="YYYY-MM-DD", help="date to print; the same date gives the same bytes")


def run(arguments: argparse.Namespace, command_context: CommandContext) -> Outcome:
    """Write the papers of a meeting; where one case cannot be used, every such case is named and nothing is written."""
    paths = gathered(arguments.cases)
    printed = printed_on(arguments.date)
    _refuse_to_overwrite((*arguments.cases, *paths), arguments.output)
    read = []
    problems: list[Problem] = []
    for path in paths:
        try:
            read.append((path, load_case(path, command_context.fields)))
        except CaseFileError as error:
            problems += error.problems
    if problems:
        raise Mistake(*problems)
    from engine.findings.assess import assess
    from engine.report.writers.meeting import MeetingCase, write_meeting_report

    cases = [
        MeetingCase(
            path.name,
            (case, assess(case, command_context.library, command_context.curves)),
            data_date=printed if arguments.date else date_of_file(path),
        )
        for path, case in read
    ]
    write_meeting_report(
        arguments.output,
        cases,
        arguments.output.stem,
        command_context.fields,
        paper=paper_of(arguments),
        print_date=printed,
        resources=command_context.resources,
        language=command_context.language,
    )
    told: list[str] = [problem.said for _, case in read for problem in case.set_aside]
    told += [line for path, case in read for line in told_of_label(case, path.name, printed)]
    return Outcome(output=f"{arguments.output}\n".encode("utf-8", "surrogateescape"), problems=tuple(told))


def _refuse_to_overwrite(sources: tuple[Path, ...], output: Path) -> None:
    for source in sources:
        if os.path.exists(source) and os.path.exists(output) and os.path.samefile(source, output):  # noqa: PTH110, PTH121
            raise Mistake(
                fault(
                    "{output}: this is a file that is read. Choose another name for the output.",
                    output=output.name,
                )
            )
