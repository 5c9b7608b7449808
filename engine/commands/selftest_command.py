"""`beamside selftest`: the readable cases, run on this installation."""

from __future__ import annotations

import argparse

from engine.commands.surroundings import EXIT_DONE, EXIT_NO, Outcome, Surroundings
from engine.selftest import run_cases


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command takes none: it runs all cases that are shipped."""
    parser.epilog = "Exit 0: every case gave what it must. Exit 1: at least one did not; each has its line."


def run(_arguments: argparse.Namespace, surroundings: Surroundings) -> Outcome:
    """Run every case: one line for each that failed, a closing line, and the hashes."""
    suite = run_cases(surroundings.resources / "selftest", surroundings.fields, surroundings.library)
    return Outcome(
        exit_code=EXIT_NO if suite.failed else EXIT_DONE, output=("\n".join(suite.lines()) + "\n").encode("utf-8")
    )
