"""`beamside report CASE -o OUT.pdf`: the summary PDF; `report --open-case OUT.pdf`: the case carried inside one."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from engine.case.files.atomic_file import write_atomically
from engine.case.format.case_json import case_bytes
from engine.commands.arguments.case_argument import add_case_argument, read_case_and_seal, told_of_label
from engine.commands.arguments.paper_argument import add_paper, paper_of
from engine.commands.arguments.path_arguments import as_path
from engine.commands.arguments.unused_options import refuse_unused
from engine.commands.assess_command import recalled
from engine.commands.shared.command_context import CommandContext, Mistake, Outcome
from engine.reading.dates import iso_day
from engine.reading.visible_text import visible_json
from engine.words.said import fault, say

if TYPE_CHECKING:
    from engine.case.case import Case
    from engine.findings.assessment import Assessment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    add_case_argument(parser, required=False)
    parser.add_argument("-o", "--output", metavar="OUT", type=as_path, help="the file to write")
    add_paper(parser)
    parser.add_argument("--date", metavar="YYYY-MM-DD", help="date to print; the same date gives the same bytes")
    parser.add_argument("--long", action="store_true", help="everything, not only what fits two pages")
    parser.add_argument(
        "--for-patient", action="store_true", help="one page in plain words, to be explained by a clinician"
    )
    parser.add_argument("--open-case", metavar="PDF", type=as_path, help="give back the case carried inside a summary")


def run(arguments: argparse.Namespace, command_context: CommandContext) -> Outcome:
    """Write a summary, or open one."""
    if arguments.open_case is not None:
        return _open_case(arguments, command_context)
    if arguments.case is None or arguments.output is None:
        missing = "CASE" if arguments.case is None else "-o OUT.pdf"
        raise Mistake(fault("report: {missing} is missing. Write `beamside report CASE -o OUT.pdf`.", missing=missing))
    case, sealed = read_case_and_seal(arguments, command_context.fields)
    printed = printed_on(arguments.date)
    _refuse_to_overwrite_the_case(arguments.case, arguments.output)
    from engine.findings.assess import assess
    from engine.findings.comparability.published_bands import published_bands
    from engine.report.writers.pdf import write_report

    assessment = assess(case, command_context.library, command_context.curves)
    if arguments.for_patient:
        return _for_patient(arguments, command_context, case, assessment, printed)
    write_report(
        arguments.output,
        assessment,
        case,
        command_context.fields,
        long=arguments.long,
        paper=paper_of(arguments),
        data_date=printed if arguments.date else date_of_file(arguments.case) or printed,
        print_date=printed,
        resources=command_context.resources,
        sealed=sealed,
        language=command_context.language,
        bands=published_bands(case.patient.value, command_context.fields, command_context.library)
        if arguments.long
        else (),
    )
    told = (*(problem.said for problem in case.set_aside), *recalled(case, command_context))
    told += told_of_label(case, arguments.case.name, printed)
    if sealed:
        told += (f"{arguments.output.name}: the case inside the PDF is not sealed. Whoever has the PDF can open it.",)
    return Outcome(output=f"{arguments.output}\n".encode("utf-8", "surrogateescape"), problems=told)


def _for_patient(
    arguments: argparse.Namespace,
    command_context: CommandContext,
    case: Case,
    assessment: Assessment,
    printed: dt.date,
) -> Outcome:
    if arguments.long:
        raise Mistake(say("report: --for-patient is one page. Leave --long out."))
    from engine.report.summary.patient_sheet import NothingPlannedError
    from engine.report.writers.pdf import write_patient_sheet

    try:
        write_patient_sheet(
            arguments.output,
            assessment,
            case,
            command_context.fields,
            paper=paper_of(arguments),
            data_date=printed if arguments.date else date_of_file(arguments.case) or printed,
            print_date=printed,
            resources=command_context.resources,
            language=command_context.language,
        )
    except NothingPlannedError as error:
        raise Mistake(fault("{case}: {error}", case=arguments.case.name, error=error.said)) from error
    told = tuple(problem.said for problem in case.set_aside)
    return Outcome(output=f"{arguments.output}\n".encode("utf-8", "surrogateescape"), problems=told)


def _open_case(arguments: argparse.Namespace, command_context: CommandContext) -> Outcome:
    if arguments.case is not None:
        raise Mistake(say("report: --open-case takes the PDF alone. Leave CASE out."))
    if arguments.passphrase_file is not None:
        raise Mistake(say("report: the case in a PDF is not sealed. Leave --passphrase-file out."))
    # The language is that of what is told beside the case.
    used = ("open_case", "output", "evidence", "local_evidence", "language")
    refuse_unused(arguments, used, "report --open-case")
    from engine.report.writers.attachments import open_case_from_pdf

    case = open_case_from_pdf(arguments.open_case, command_context.fields)
    told, data = recalled(case, command_context), case_bytes(case)
    if arguments.output is None:
        return Outcome(output=visible_json(data), problems=told)
    _refuse_to_overwrite_the_case(arguments.open_case, arguments.output)
    write_atomically(arguments.output, data)
    return Outcome(output=f"{arguments.output}\n".encode("utf-8", "surrogateescape"), problems=told)


def printed_on(text: str | None) -> dt.date:
    """Return the day to print: the one that was given, else today."""
    if text is None:
        return dt.datetime.now().astimezone().date()
    try:
        return iso_day(text)
    except ValueError:
        raise Mistake(fault("--date: “{typed}” is not a date. Write it as 2026-03-12.", typed=text)) from None


def date_of_file(path: Path) -> dt.date | None:
    """The day on which the case was last saved: that is how old its data are; None where no calendar knows it."""
    try:
        return dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC).astimezone().date()
    except (OSError, ValueError, OverflowError):
        return None


def _refuse_to_overwrite_the_case(source: Path, output: Path) -> None:
    try:
        same = output.exists() and output.samefile(source)
    except OSError:
        same = False
    if same:
        raise Mistake(
            fault("{output}: this is the file that is read. Choose another name for the output.", output=output.name)
        )
