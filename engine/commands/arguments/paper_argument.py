"""On which paper pages are set: asked for, else managed for this machine, else A4."""

from __future__ import annotations

import argparse

from engine.commands.shared import managed_settings


def add_paper(parser: argparse.ArgumentParser) -> None:
    """Add `--paper`."""
    standing = managed_settings.read_managed(managed_settings.usual_file()).paper or "a4"
    parser.add_argument("--paper", choices=("a4", "letter"), default=standing, help="a4 (default) or letter")
