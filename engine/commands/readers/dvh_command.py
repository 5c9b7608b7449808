"""`beamside dvh FILE [--structure NAME]`: spared liver from a DVH export."""

from __future__ import annotations

import argparse

from engine.commands.arguments.number_arguments import number_argument
from engine.commands.arguments.path_arguments import as_path
from engine.commands.readers.fill_arguments import add_fill_arguments, filled, filled_table, named_organs
from engine.commands.shared.command_context import CommandContext, Outcome
from engine.commands.shared.printed_json import printed_json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    parser.add_argument("file", metavar="FILE", type=as_path, help="a DVH export, or a Pinnacle folder")
    parser.add_argument("--structure", metavar="NAME", help="where the file holds more than one")
    parser.add_argument("--plan", metavar="NAME", help="where the structure occurs in several plans")
    parser.add_argument("--course", metavar="NAME", help="where plans of several courses are called the same")
    parser.add_argument("--threshold-gy", metavar="GY", default="15", help="threshold dose (15)")
    parser.add_argument("--volume-ml", metavar="ML", help="volume of the structure, for percent-only files")
    parser.add_argument("--dose-unit", choices=("gy", "cgy"), default="", help="where a table does not say")
    parser.add_argument("--volume-unit", choices=("ml", "percent"), default="", help="where a table does not say")
    parser.add_argument("--dose-column", metavar="COLUMN", default="", help="label or number of the column of doses")
    parser.add_argument("--volume-column", metavar="COLUMN", default="", help="label or number of that of volumes")
    add_fill_arguments(parser)
    parser.add_argument("--explain", action="store_true", help="tell what was recognised, converted and left out")


def run(arguments: argparse.Namespace, command_context: CommandContext) -> Outcome:
    """Read the spared liver off the curve; needs no library."""
    from engine.dose import DvhOptions, choose_curve, explain_dvh, read_dvh, spared_liver_as_json, spared_liver_from_dvh

    organs, anyway = named_organs(arguments)
    threshold_gy = number_argument("--threshold-gy", arguments.threshold_gy)
    volume_ml = None if arguments.volume_ml is None else number_argument("--volume-ml", arguments.volume_ml)
    options = DvhOptions(arguments.dose_unit, arguments.volume_unit, arguments.dose_column, arguments.volume_column)
    dvh = read_dvh(arguments.file, options)
    result = spared_liver_from_dvh(
        dvh,
        structure=arguments.structure,
        plan=arguments.plan,
        course=arguments.course,
        threshold_gy=threshold_gy,
        structure_volume_ml=volume_ml,
    )
    found = spared_liver_as_json(result)
    told: tuple[str, ...] = ()
    values = None
    liver = choose_curve(dvh, arguments.structure, arguments.plan, arguments.course)
    if arguments.fill:
        from engine.dose import values_of_dvh

        values = values_of_dvh(dvh, result, liver, filled_table(command_context), organs=organs, anyway=anyway)
        found["fill"] = filled(values)
    explanation = explain_dvh(dvh, result, values.organs if values else None, liver)
    found["understood"] = [*explanation.recognised, *explanation.converted]
    if arguments.explain:
        found["explanation"] = [explanation.as_json()]
        told = explanation.as_text()
    return Outcome(output=printed_json(found), problems=told)
