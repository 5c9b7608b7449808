"""`beamside dose RTSTRUCT RTDOSE [RTPLAN] --liver NAME`: spared liver from a DICOM-RT plan, its folder or archive."""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from engine.commands.arguments.number_arguments import number_argument
from engine.commands.arguments.path_arguments import as_path
from engine.commands.readers.fill_arguments import add_fill_arguments, filled, filled_table, named_organs
from engine.commands.shared.command_context import CommandContext, Mistake, Outcome
from engine.commands.shared.printed_json import printed_json
from engine.words.said import fault

if TYPE_CHECKING:
    from engine.dose import PlanFiles


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    parser.add_argument(
        "files",
        metavar="RTSTRUCT RTDOSE [RTPLAN]",
        type=as_path,
        nargs="+",
        help="the files in this order (the plan gives the number of fractions); or the folder or zip that holds them",
    )
    parser.add_argument("--liver", metavar="NAME", required=True, help="name of the liver structure")
    parser.add_argument("--gtv", metavar="NAME", nargs="+", action="extend", default=[], help="tumours to take off")
    parser.add_argument("--threshold-gy", metavar="GY", default="15", help="threshold dose (15)")
    add_fill_arguments(parser)
    parser.add_argument("--explain", action="store_true", help="tell which files and structures were taken, and why")


def run(arguments: argparse.Namespace, command_context: CommandContext) -> Outcome:
    """Compute the spared liver; needs no library."""
    from engine.dose import explain_plan, read_plan, spared_liver, spared_liver_as_json

    organs, anyway = named_organs(arguments)
    threshold_gy = number_argument("--threshold-gy", arguments.threshold_gy)
    with ExitStack() as stack:
        files = _files(arguments.files, stack)
        plan = read_plan(files.rtstruct, files.rtdose, files.rtplan, files.beams)
    result = spared_liver(plan, liver=arguments.liver, tumours=arguments.gtv, threshold_gy=threshold_gy)
    found = spared_liver_as_json(result)
    told: tuple[str, ...] = ()
    if len(arguments.files) == 1:
        found["files"] = {
            role: path.name for role in ("rtstruct", "rtdose", "rtplan") if (path := getattr(files, role)) is not None
        }
    values = None
    if arguments.fill:
        from engine.dose import values_of_plan

        values = values_of_plan(plan, result, filled_table(command_context), organs=organs, anyway=anyway)
        found["fill"] = filled(values)
    explanation = explain_plan(plan, result, files, values.organs if values else None)
    found["understood"] = [*explanation.recognised, *explanation.converted]
    if arguments.explain:
        found["explanation"] = [explanation.as_json()]
        told = explanation.as_text()
    return Outcome(output=printed_json(found), problems=told)


def _files(paths: list[Path], stack: ExitStack) -> PlanFiles:
    from engine.dose import PlanFiles, find_plan_files
    from engine.dose.plan_files.plan_folder import choose_plan_files, is_archive, unpacked

    if len(paths) == 1:
        if is_archive(paths[0]):
            return find_plan_files(stack.enter_context(unpacked(paths[0])), named=paths[0])
        if paths[0].is_file():
            raise Mistake(
                fault(
                    "{paths}: a structure set and a dose are needed. Give both, or their folder.",
                    paths=paths[0].name,
                )
            )
        return find_plan_files(paths[0])
    if len(paths) > 3:
        return choose_plan_files(paths[0].parent, paths)
    return PlanFiles(paths[0], paths[1], paths[2] if len(paths) == 3 else None)
