"""`--fill` and `--organ` of `dose` and `dvh`: every value that a plan gives for a case."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from engine.commands.shared.command_context import CommandContext, Mistake
from engine.words.said import fault

if TYPE_CHECKING:
    from engine.dose import PlanTable, PlanValues


def add_fill_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe both arguments."""
    parser.add_argument(
        "--fill", action="store_true", help="also every other value of the plan that a case has a field for"
    )
    parser.add_argument(
        "--organ",
        metavar="ORGAN=NAME",
        action="append",
        default=[],
        help="with --fill: structure of an organ that is not found by its name, e.g. cord=Myelon_neu",
    )
    parser.add_argument(
        "--organ-anyway",
        metavar="ORGAN=NAME",
        action="append",
        default=[],
        help="the same where the structure's name says another organ",
    )


def named_organs(arguments: argparse.Namespace) -> tuple[dict[str, list[str]], frozenset[str]]:
    """Return the structures that the user named for each organ, and the organs that the user insists on.

    Raises Mistake where one is not ORGAN=NAME.
    """
    named: dict[str, list[str]] = {}
    insisted: set[str] = set()
    for option, texts in (("--organ", arguments.organ), ("--organ-anyway", arguments.organ_anyway)):
        for text in texts:
            organ, equals, name = text.partition("=")
            if not equals or not organ.strip() or not name.strip():
                raise Mistake(
                    fault(
                        "{option}: “{typed}” is not ORGAN=NAME. Write for example cord=Myelon.",
                        option=option,
                        typed=text,
                    )
                )
            if not arguments.fill:
                raise Mistake(
                    fault("{option}: names a structure for --fill, which was not given. Add --fill.", option=option)
                )
            named.setdefault(organ.strip(), []).append(name.strip())
            insisted |= {organ.strip()} if texts is arguments.organ_anyway else set()
    return named, frozenset(insisted)


def filled_table(command_context: CommandContext) -> PlanTable:
    """Load the table of organs and values."""
    from engine.dose import load_plan_table

    return load_plan_table(command_context.resources)


def filled(values: PlanValues) -> dict[str, Any]:
    """Return the values as JSON."""
    from engine.dose import plan_values_as_json

    return plan_values_as_json(values)
