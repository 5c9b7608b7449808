"""`beamside dose RTSTRUCT RTDOSE [RTPLAN] --liver NAME`: spared liver from a DICOM-RT plan."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from engine.commands.number_arguments import number_argument
from engine.commands.surroundings import Outcome, Surroundings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    parser.add_argument("rtstruct", metavar="RTSTRUCT", type=Path)
    parser.add_argument("rtdose", metavar="RTDOSE", type=Path)
    parser.add_argument("rtplan", metavar="RTPLAN", type=Path, nargs="?", help="gives the number of fractions")
    parser.add_argument("--liver", metavar="NAME", required=True, help="name of the liver structure")
    parser.add_argument("--gtv", metavar="NAME", nargs="+", action="extend", default=[], help="tumours to take off")
    parser.add_argument("--threshold-gy", metavar="GY", default="15", help="threshold dose (15)")


def run(arguments: argparse.Namespace, surroundings: Surroundings) -> Outcome:
    """Compute the spared liver; needs no library."""
    del surroundings
    from engine.dose import read_plan, spared_liver, spared_liver_as_json

    threshold_gy = number_argument("--threshold-gy", arguments.threshold_gy)
    plan = read_plan(arguments.rtstruct, arguments.rtdose, arguments.rtplan)
    result = spared_liver(plan, liver=arguments.liver, tumours=arguments.gtv, threshold_gy=threshold_gy)
    return Outcome(output=json.dumps(spared_liver_as_json(result), indent=1, allow_nan=False).encode() + b"\n")
