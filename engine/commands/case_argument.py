"""The case that a command is about: a plain file, or a sealed one with its passphrase from a file."""

from __future__ import annotations

import argparse
from pathlib import Path

from engine.case.case import Case
from engine.case.case_file import read_case_bytes
from engine.case.case_parsing import parse_case
from engine.case.fields import FieldCatalogue
from engine.commands.surroundings import Mistake


def add_case_argument(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    """Describe CASE and its passphrase."""
    number = None if required else "?"
    parser.add_argument("case", metavar="CASE", type=Path, nargs=number, help="a .beamside.json case file")
    parser.add_argument(
        "--passphrase-file", metavar="FILE", type=Path, help="first line: the passphrase of a sealed case"
    )


def read_case(arguments: argparse.Namespace, fields: FieldCatalogue) -> Case:
    """Read the case.

    Raises
    ------
    CaseFileError : the file cannot be used.
    Mistake : a sealed case without its passphrase.
    """
    path: Path = arguments.case
    data = read_case_bytes(path)
    from engine.case.sealed_case import is_sealed, unseal

    if not is_sealed(data):
        return parse_case(data, fields, path.name)
    if arguments.passphrase_file is None:
        raise Mistake(f"{path.name}: the case is sealed. Give its passphrase with --passphrase-file FILE.")
    try:
        lines = arguments.passphrase_file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        name = arguments.passphrase_file.name
        raise Mistake(f"{name}: the passphrase cannot be read. Name a text file that holds it.") from None
    return unseal(data, lines[0] if lines else "", fields, path.name)
