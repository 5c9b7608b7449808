"""`beamside selftest`: the readable cases, run on this installation."""

from __future__ import annotations

import argparse

from engine.commands.shared.command_context import EXIT_DONE, EXIT_NO, CommandContext, Outcome
from engine.selftest import run_cases


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command takes none: it runs all cases that are shipped."""
    parser.epilog = "Exit 0: every case gave what it must. Exit 1: at least one did not; each has its line."


def run(_arguments: argparse.Namespace, command_context: CommandContext) -> Outcome:
    """Run every case: one line for each that failed, a closing line, and the hashes."""
    suite = run_cases(command_context.resources / "selftest", command_context.fields, command_context.library)
    return Outcome(
        exit_code=EXIT_NO if suite.failed else EXIT_DONE, output=("\n".join(suite.lines()) + "\n").encode("utf-8")
    )
