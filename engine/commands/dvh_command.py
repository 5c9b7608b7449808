"""`beamside dvh FILE [--structure NAME]`: spared liver from a DVH export."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from engine.commands.surroundings import Outcome, Surroundings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    parser.add_argument("file", metavar="FILE", type=Path, help="a DVH export, or a Pinnacle folder")
    parser.add_argument("--structure", metavar="NAME", help="where the file holds more than one")
    parser.add_argument("--plan", metavar="NAME", help="where the structure occurs in several plans")
    parser.add_argument("--threshold-gy", metavar="GY", type=float, default=15.0, help="threshold dose (15)")
    parser.add_argument("--volume-ml", metavar="ML", type=float, help="volume of the structure, for percent-only files")


def run(arguments: argparse.Namespace, surroundings: Surroundings) -> Outcome:
    """Read the spared liver off the curve; needs no library."""
    del surroundings
    from engine.dose import read_dvh, spared_liver_as_json, spared_liver_from_dvh

    result = spared_liver_from_dvh(
        read_dvh(arguments.file),
        structure=arguments.structure,
        plan=arguments.plan,
        threshold_gy=arguments.threshold_gy,
        structure_volume_ml=arguments.volume_ml,
    )
    return Outcome(output=json.dumps(spared_liver_as_json(result), indent=1, allow_nan=False).encode() + b"\n")
