"""`beamside assess CASE`: the assessment on standard output."""

from __future__ import annotations

import argparse
import datetime as dt

from engine.case.case import Case
from engine.commands.arguments.case_argument import add_case_argument, read_case
from engine.commands.shared.command_context import CommandContext, Outcome
from engine.findings.as_json import assessment_bytes
from engine.findings.assess import assess
from engine.findings.differences.changes_of_evidence import since_saved
from engine.reading.visible_text import visible, visible_json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    add_case_argument(parser)
    parser.add_argument("--format", choices=("json", "text"), default="json", help="json (default) or text to read")


def run(arguments: argparse.Namespace, command_context: CommandContext) -> Outcome:
    """Assess one case."""
    case = read_case(arguments, command_context.fields)
    told = tuple(problem.said for problem in case.set_aside)
    assessment = assess(case, command_context.library, command_context.curves)
    language = command_context.language
    if arguments.format == "text" and not language.is_english:
        from engine.report.writers.text_in_language import assessment_in_language

        text = assessment_in_language(assessment, command_context.fields, language)
        since = _since_saved(case, command_context)
        return Outcome(output=visible(f"{text}{since}").encode(), problems=told)
    if arguments.format == "text":
        from engine.report.writers.text import assessment_as_text  # only where text is asked for
        from engine.wording.literature import old_words

        text = assessment_as_text(assessment, command_context.fields)
        old = old_words(assessment.evidence, dt.datetime.now().astimezone().date())
        since = _since_saved(case, command_context)
        return Outcome(output=visible(f"{text}{since}{_closing(old)}").encode(), problems=told)
    return Outcome(
        output=visible_json(assessment_bytes(assessment)), problems=(*told, *recalled(case, command_context))
    )


def recalled(case: Case, command_context: CommandContext) -> tuple[str, ...]:
    """Return a line for each record that was withdrawn since the case was saved, and what changes, for those alone."""
    found = since_saved(case, command_context.library)
    if not found.recalls:
        return ()
    version = found.evidence_before or "of a version that the file does not name"
    lines = [f"The case was saved with evidence {version}. {one.in_words}" for one in found.recalls]
    return (*lines, *(one.in_words for one in found.differences))


def _closing(sentence: str) -> str:
    return f"\n{sentence}\n" if sentence else ""


def _since_saved(case: Case, command_context: CommandContext) -> str:
    """Return what is no longer as it was when the case was saved; nothing where nothing is to be told."""
    found = since_saved(case, command_context.library)
    if not case.saved_with or (found.same_evidence and not found.differences):
        return ""
    before = found.evidence_before or "not named"
    lines = [f"Saved with evidence {before}; this program has {found.evidence_now}. {found.in_words}"]
    lines += [f"- {recall.in_words}" for recall in found.recalls]
    lines += [f"- {difference.in_words}" for difference in found.differences]
    return "\nSINCE THE CASE WAS SAVED\n" + "\n".join(lines) + "\n"
