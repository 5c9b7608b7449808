"""`beamside assess CASE`: the assessment on standard output."""

from __future__ import annotations

import argparse
from pathlib import Path

from engine.case.case_file import load_case
from engine.commands.surroundings import Outcome, Surroundings
from engine.findings.as_json import assessment_bytes
from engine.findings.assess import assess


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    parser.add_argument("case", metavar="CASE", type=Path, help="a .beamside.json case file")
    parser.add_argument("--format", choices=("json", "text"), default="json", help="json (default) or text to read")


def run(arguments: argparse.Namespace, surroundings: Surroundings) -> Outcome:
    """Assess one case."""
    case = load_case(arguments.case, surroundings.fields)
    assessment = assess(case, surroundings.library, surroundings.curves)
    if arguments.format == "text":
        from engine.report.text import assessment_as_text  # only where text is asked for

        return Outcome(output=assessment_as_text(assessment, surroundings.fields).encode("utf-8"))
    return Outcome(output=assessment_bytes(assessment))
