"""`beamside assess CASE`: the assessment on standard output."""

from __future__ import annotations

import argparse
import datetime as dt

from engine.case.case import Case
from engine.commands.case_argument import add_case_argument, read_case
from engine.commands.surroundings import Outcome, Surroundings
from engine.findings.as_json import assessment_bytes
from engine.findings.assess import assess
from engine.findings.since_saved import since_saved
from engine.reading.visible_text import visible, visible_json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    add_case_argument(parser)
    parser.add_argument("--format", choices=("json", "text"), default="json", help="json (default) or text to read")


def run(arguments: argparse.Namespace, surroundings: Surroundings) -> Outcome:
    """Assess one case."""
    case = read_case(arguments, surroundings.fields)
    told = tuple(str(problem) for problem in case.set_aside)
    assessment = assess(case, surroundings.library, surroundings.curves)
    language = surroundings.language
    if arguments.format == "text" and not language.is_english:
        from engine.report.text_in_language import assessment_in_language

        text = assessment_in_language(assessment, surroundings.fields, language)
        since = _since_saved(case, surroundings)
        return Outcome(output=visible(f"{text}{since}").encode(), problems=told)
    if arguments.format == "text":
        from engine.report.text import assessment_as_text  # only where text is asked for
        from engine.wording.literature import old_words

        text = assessment_as_text(assessment, surroundings.fields)
        old = old_words(assessment.evidence, dt.datetime.now().astimezone().date())
        since = _since_saved(case, surroundings)
        return Outcome(output=visible(f"{text}{since}{_closing(old)}").encode(), problems=told)
    return Outcome(output=visible_json(assessment_bytes(assessment)), problems=(*told, *recalled(case, surroundings)))


def recalled(case: Case, surroundings: Surroundings) -> tuple[str, ...]:
    """Return a line for each record that was withdrawn since the case was saved, and what changes, for those alone."""
    found = since_saved(case, surroundings.library)
    if not found.recalls:
        return ()
    version = found.evidence_before or "of a version that the file does not name"
    lines = [f"The case was saved with evidence {version}. {one.in_words}" for one in found.recalls]
    return (*lines, *(one.in_words for one in found.differences))


def _closing(sentence: str) -> str:
    return f"\n{sentence}\n" if sentence else ""


def _since_saved(case: Case, surroundings: Surroundings) -> str:
    """Return what is no longer as it was when the case was saved; nothing where nothing is to be told."""
    found = since_saved(case, surroundings.library)
    if not case.saved_with or (found.same_evidence and not found.differences):
        return ""
    before = found.evidence_before or "not named"
    lines = [f"Saved with evidence {before}; this program has {found.evidence_now}. {found.in_words}"]
    lines += [f"- {recall.in_words}" for recall in found.recalls]
    lines += [f"- {difference.in_words}" for difference in found.differences]
    return "\nSINCE THE CASE WAS SAVED\n" + "\n".join(lines) + "\n"
