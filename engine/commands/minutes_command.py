"""`beamside minutes CASE -o OUT.pdf`: a board's decision on paper; with an identity also as FHIR and DICOM."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

from engine.case.decisions.stated import lesion_rows
from engine.case.files.atomic_file import write_all_atomically
from engine.commands.arguments.case_argument import add_case_argument, read_case_and_seal, told_of_label
from engine.commands.arguments.paper_argument import add_paper, paper_of
from engine.commands.arguments.path_arguments import as_path
from engine.commands.assess_command import recalled
from engine.commands.shared.command_context import CommandContext, Mistake, Outcome
from engine.reading.dates import iso_day
from engine.words.said import fault, say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    add_case_argument(parser)
    parser.add_argument("-o", "--output", metavar="OUT", type=as_path, required=True, help="the PDF to write")
    add_paper(parser)
    parser.add_argument("--date", metavar="YYYY-MM-DD", help="date to print; the same date gives the same bytes")
    parser.add_argument(
        "--fhir", metavar="OUT", type=as_path, help="also write a CarePlan with the minutes, as a bundle"
    )
    parser.add_argument("--dicom", metavar="OUT", type=as_path, help="also write the minutes as DICOM Encapsulated PDF")
    parser.add_argument(
        "--identity",
        metavar="FILE",
        type=as_path,
        help="who the patient is, for --fhir and --dicom alone; kept nowhere",
    )


def run(arguments: argparse.Namespace, command_context: CommandContext) -> Outcome:
    """Write the minutes of the decision that the case holds."""
    case, sealed = read_case_and_seal(arguments, command_context.fields)
    decision = case.decision
    if decision is None:
        raise Mistake(
            fault(
                "{case}: decision: the case holds no decision. Write one under “decision” first.",
                case=arguments.case.name,
            )
        )
    hands_over = arguments.fhir is not None or arguments.dicom is not None
    if hands_over and arguments.identity is None:
        raise Mistake(say("minutes: --fhir and --dicom say whose minutes these are. Give --identity FILE."))
    if arguments.identity is not None and not hands_over:
        raise Mistake(say("minutes: --identity is for --fhir or --dicom alone. Leave it out."))
    outputs = [path for path in (arguments.output, arguments.fhir, arguments.dicom) if path is not None]
    _refuse(outputs, [path for path in (arguments.case, arguments.identity) if path is not None])
    printed = _day(arguments.date)
    from engine.findings.assess import assess
    from engine.report.summary.minutes import build_minutes, treatments_in_words
    from engine.report.writers.attachments import attachments_of
    from engine.report.writers.pdf import render_pdf

    identity = None
    if hands_over:
        from engine.handover import hold_against_case, read_identity

        identity = read_identity(arguments.identity)
        name, fields = arguments.identity.name, command_context.fields
        hold_against_case(identity, name, case.patient, decision.date, fields)
    assessment = assess(case, command_context.library, command_context.curves)
    language = command_context.language
    pdf = render_pdf(
        build_minutes(case, decision, assessment, command_context.fields, language),
        paper=paper_of(arguments),
        data_date=iso_day(decision.date),
        print_date=printed,
        resources=command_context.resources,
        attachments=attachments_of(case, assessment),
        sealed=sealed,
        language=language,
    )
    files = {arguments.output: pdf}
    if identity is not None:
        from engine.handover import encapsulated_pdf, handover_bundle

        words = treatments_in_words(command_context.fields)
        if arguments.fhir is not None:
            rows = len(lesion_rows(case.patient))
            files[arguments.fhir] = handover_bundle(decision, words, pdf, identity, rows, language)
        if arguments.dicom is not None:
            version = assessment.engine_version
            files[arguments.dicom] = encapsulated_pdf(pdf, decision.date, identity, version, language)
    write_all_atomically(files)
    told = (*(problem.said for problem in case.set_aside), *recalled(case, command_context))
    told += told_of_label(case, arguments.case.name, printed)
    if sealed:
        told += (f"{arguments.output.name}: the case inside the PDF is not sealed. Whoever has the PDF can open it.",)
    names = "".join(f"{path}\n" for path in outputs)
    return Outcome(output=names.encode("utf-8", "surrogateescape"), problems=told)


def _day(text: str | None) -> dt.date:
    if text is None:
        return dt.datetime.now().astimezone().date()
    try:
        return iso_day(text)
    except ValueError:
        raise Mistake(fault("--date: “{typed}” is not a date. Write it as 2026-03-12.", typed=text)) from None


def _refuse(outputs: list[Path], inputs: list[Path]) -> None:
    """Two outputs in one place, or an output in the place of what is read."""
    places = [path.resolve() for path in outputs]
    if len(set(places)) < len(places):
        raise Mistake(say("minutes: two of the files to write have one name. Choose another."))
    for path in inputs:
        if path.resolve() in places:
            raise Mistake(
                fault("{path}: this is a file that is read. Choose another name for the output.", path=path.name)
            )
