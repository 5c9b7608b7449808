"""`beamside assess CASE`: the assessment on standard output."""

from __future__ import annotations

import argparse

from engine.commands.case_argument import add_case_argument, read_case
from engine.commands.surroundings import Outcome, Surroundings
from engine.findings.as_json import assessment_bytes
from engine.findings.assess import assess


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    add_case_argument(parser)
    parser.add_argument("--format", choices=("json", "text"), default="json", help="json (default) or text to read")


def run(arguments: argparse.Namespace, surroundings: Surroundings) -> Outcome:
    """Assess one case."""
    case = read_case(arguments, surroundings.fields)
    assessment = assess(case, surroundings.library, surroundings.curves)
    if arguments.format == "text":
        from engine.report.text import assessment_as_text  # only where text is asked for

        return Outcome(output=assessment_as_text(assessment, surroundings.fields).encode("utf-8"))
    return Outcome(output=assessment_bytes(assessment))
