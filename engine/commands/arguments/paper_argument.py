"""On which paper pages are set: asked for, else managed for this machine, else A4."""

from __future__ import annotations

import argparse
from typing import Literal

from engine.commands.shared import managed_settings


def add_paper(parser: argparse.ArgumentParser) -> None:
    """Add `--paper`."""
    parser.add_argument("--paper", choices=("a4", "letter"), help="a4 (default) or letter")


def paper_of(arguments: argparse.Namespace) -> Literal["a4", "letter"]:
    """Return the paper to set pages on."""
    asked = arguments.paper or managed_settings.read_managed(managed_settings.usual_file()).paper
    return "letter" if asked == "letter" else "a4"
