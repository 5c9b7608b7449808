"""The case that a command is about: a plain file, or a sealed one with its passphrase from a file."""

from __future__ import annotations

import argparse
import codecs
import datetime as dt
from pathlib import Path

from engine.case.case import Case
from engine.case.fields import FieldCatalogue
from engine.case.files.case_file import read_case_bytes
from engine.case.files.sealed_format import is_sealed
from engine.case.format.case_parsing import parse_case
from engine.case.pseudonym import looks_like
from engine.commands.arguments.path_arguments import as_path
from engine.commands.shared.command_context import Mistake
from engine.reading.bounded_file import NotOrdinaryError, TooLargeError, read_whole
from engine.words.said import fault, say

#: Far longer than anybody types.
_LARGEST_PASSPHRASE_BYTES = 100_000


def add_case_argument(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    """Describe CASE and its passphrase."""
    number = None if required else "?"
    parser.add_argument(
        "case", metavar="CASE", type=as_path, nargs=number, help="a .beamside or .beamside.json case file"
    )
    parser.add_argument(
        "--passphrase-file", metavar="FILE", type=as_path, help="first line: the passphrase of a sealed case"
    )


def read_case(arguments: argparse.Namespace, fields: FieldCatalogue) -> Case:
    """Read the case; errors as of `read_case_and_seal`."""
    return read_case_and_seal(arguments, fields)[0]


def read_case_and_seal(arguments: argparse.Namespace, fields: FieldCatalogue) -> tuple[Case, bool]:
    """Read the case, and whether its file is sealed.

    Raises
    ------
    CaseFileError : the file cannot be used.
    Mistake : a sealed case without its passphrase.
    """
    path: Path = arguments.case
    data = read_case_bytes(path)
    # Read before it is known to be needed: a name that is wrong is told of either way.
    passphrase = _passphrase(arguments.passphrase_file) if arguments.passphrase_file is not None else None
    if not is_sealed(data):
        return parse_case(data, fields, path.name), False
    from engine.case.files.sealed_case import unseal  # only for a sealed case

    if passphrase is None:
        raise Mistake(
            fault("{path}: the case is sealed. Give its passphrase with --passphrase-file FILE.", path=path.name)
        )
    return unseal(data, passphrase, fields, path.name), True


_LIKENESSES = {"name": "a person's name", "number": "a patient's number", "birth_date": "a date of birth"}


def told_of_label(case: Case, name: str, today: dt.date) -> tuple[str, ...]:
    """Return a sentence where the label, which goes on every page, looks as if it named somebody; never the label.

    Parameters
    ----------
    name : of the case file.
    """
    likeness = looks_like(case.label, today.year)
    if likeness is None:
        return ()
    looks = _LIKENESSES[likeness]
    return (f"{name}: label: it looks like {looks} and stands on every page. If it is one, change it and write again.",)


def _passphrase(path: Path) -> str:
    """Return the first line of the file."""
    name = path.name or str(path)
    try:
        text = _decoded(read_whole(path, _LARGEST_PASSPHRASE_BYTES))
    except FileNotFoundError:
        problem = say("there is no such file to hold the passphrase.")
    except NotOrdinaryError:
        problem = say("this is a device or a pipe, not a regular file.")
    except TooLargeError:
        problem = say("the file is too large for a passphrase.")
    except (OSError, UnicodeDecodeError):
        problem = say("the passphrase cannot be read.")
    else:
        # Only a line feed, with or without a carriage return, ends it: a passphrase may hold any other character.
        return text.partition("\n")[0].removesuffix("\r")
    raise Mistake(fault("{name}: {problem} Name a text file that holds it.", name=name, problem=problem))


def _decoded(data: bytes) -> str:
    """Return text of UTF-8, or of UTF-16 where it is marked as such; the mark is no part of the passphrase."""
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return data.decode("utf-16" if marked else "utf-8-sig")
