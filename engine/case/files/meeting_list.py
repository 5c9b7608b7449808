"""The cases of one meeting: a plain file of file names in their order, `*.beamside-meeting.json`, or a folder.

Nothing of a patient is in it but the names of the files.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from engine.case.files.atomic_file import WriteError, write_atomically
from engine.case.files.case_names import ending_of
from engine.case.limits import is_whole_text
from engine.case.problems import CaseFileError, one_problem
from engine.reading.bounded_file import NotOrdinaryError, TooLargeError, read_whole
from engine.reading.disk.os_reasons import reason_as_it_stands
from engine.words.said import fault, say

MEETING_ENDING = ".beamside-meeting.json"
FORMAT = "beamside-meeting/1"
#: a board's morning, several times over; a folder with more is an archive and no meeting
MOST_CASES = 200
_LARGEST_BYTES = 1_000_000
_FORMAT = re.compile(r"beamside-meeting/(\d{1,9})\Z")


class _File(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What stands in the file; names are relative to its folder where that is possible."""

    format: str
    cases: list[str]


class _Format(msgspec.Struct):
    format: str = ""


def is_meeting(path: Path) -> bool:
    """Whether this is the name of a list of cases."""
    return path.name.lower().endswith(MEETING_ENDING)


def with_meeting_ending(path: Path) -> Path:
    """Return the path with the ending of a list; one that it has stays."""
    if is_meeting(path):
        return path
    return path.with_name(f"{path.name.removesuffix('.json') or path.name}{MEETING_ENDING}")


def read_meeting(path: Path) -> tuple[Path, ...]:
    """Return the files that a list names, in their order, each once; whether they are there is not looked at.

    Raises
    ------
    CaseFileError : the list cannot be read, or is none.
    """
    name = path.name or str(path)
    try:
        data = read_whole(path, _LARGEST_BYTES)
    except FileNotFoundError:
        raise one_problem(name, "", say("there is no such file."), say("Check the name and the folder.")) from None
    except (NotOrdinaryError, TooLargeError, IsADirectoryError):
        raise one_problem(
            name,
            "",
            say("this is no list of cases."),
            fault("Choose a {meeting_ending} file.", meeting_ending=MEETING_ENDING),
        ) from None
    except OSError as error:
        problem = fault("the file cannot be read ({strerror}).", strerror=reason_as_it_stands(error))
        raise one_problem(name, "", problem, say("Try a copy of it.")) from None
    return _once(path.parent / entry for entry in _entries(data, name))


def _entries(data: bytes, name: str) -> list[str]:
    try:
        written = msgspec.json.decode(data, type=_Format).format
        numbered = _FORMAT.match(written)
        if numbered is None:
            problem = say("format: this is no list of cases.")
            raise one_problem(name, "", problem, fault("It begins with “format”: “{format}”.", format=FORMAT))
        if int(numbered[1]) > 1:
            problem = say("a newer version of this program wrote the list.")
            raise one_problem(name, "", problem, say("Open it there, or open the cases themselves."))
        entries = msgspec.json.decode(data, type=_File).cases
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        problem = fault("the list cannot be read ({error}).", error=str(error).rstrip("."))
        raise one_problem(name, "", problem, say("Open the cases themselves, and save the list anew.")) from None
    if len(entries) > MOST_CASES:
        raise _too_many(name, len(entries))
    for place, entry in enumerate(entries):
        if not entry.strip() or "\0" in entry:
            problem = say("this is no name of a file.")
            raise one_problem(name, f"cases[{place}]", problem, say("Name a case file, or take the line out."))
    return entries


def write_meeting(path: Path, cases: Sequence[Path]) -> None:
    """Write the list, wholly or not at all.

    Raises
    ------
    CaseFileError : it cannot be written; a previous list is as it was.
    """
    entries = [_name_beside(case, path.parent) for case in cases]
    for place, entry in enumerate(entries):
        # Linux has names that are no text.
        if not is_whole_text(entry):
            problem = say("this is no name of a file.")
            raise one_problem(path.name, f"cases[{place}]", problem, say("Name a case file, or take the line out."))
    content = _File(format=FORMAT, cases=entries)
    try:
        write_atomically(path, msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n")
    except WriteError as error:
        raise one_problem(error.file, "", error.problem, error.remedy) from None


def gathered(places: Iterable[Path]) -> tuple[Path, ...]:
    """Return the case files behind these places, each once: a list is read, a folder looked into, a file is itself.

    Raises
    ------
    CaseFileError : a list cannot be read, a folder holds no case, or there are more cases than a meeting has.
    """
    found: list[Path] = []
    for place in places:
        if place.is_dir():
            found += cases_in(place)
        elif is_meeting(place):
            found += read_meeting(place)
        else:
            found.append(place)
    cases = _once(found)
    if len(cases) > MOST_CASES:
        raise _too_many("meeting", len(cases))
    return cases


def cases_in(folder: Path) -> tuple[Path, ...]:
    """Return the case files of a folder by name, "case 2" before "case 10"; folders inside are not looked into.

    Raises
    ------
    CaseFileError : it cannot be looked into, or holds no case.
    """
    name = folder.name or str(folder)
    try:
        found = [entry for entry in folder.iterdir() if ending_of(entry.name) and not entry.name.startswith(".")]
    except OSError as error:
        problem = fault("the folder cannot be looked into ({strerror}).", strerror=reason_as_it_stands(error))
        raise one_problem(name, "", problem, say("Choose another one.")) from None
    if not found:
        problem = say("there is no case file in this folder.")
        raise one_problem(name, "", problem, say("Choose the folder that holds the .beamside files."))
    return tuple(sorted(found, key=_natural))


def _natural(path: Path) -> list[tuple[int, int, str]]:
    """Order names as a person would: numbers by their size."""
    parts = re.split(r"([0-9]+)", path.name.casefold())
    # A number longer than any counting is a name.
    return [
        (0, int(part), "") if part.isascii() and part.isdigit() and len(part) < 18 else (1, 0, part) for part in parts
    ]


def _once(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return each file once, at its first place."""
    return tuple({os.path.normcase(os.path.abspath(path)): path for path in reversed([*paths])}.values())[::-1]  # noqa: PTH100


def _name_beside(case: Path, folder: Path) -> str:
    """Return how a list in this folder names a case: without the way to the folder where it lies in or below it."""
    whole = Path(os.path.abspath(case))  # noqa: PTH100 - links stay what they are
    try:
        return whole.relative_to(os.path.abspath(folder)).as_posix()  # noqa: PTH100
    except ValueError:
        return str(whole)


def _too_many(name: str, number: int) -> CaseFileError:
    return one_problem(
        name,
        "",
        fault(
            "{number} cases are more than the {most_cases} of a meeting.",
            number=number,
            most_cases=MOST_CASES,
        ),
        say("Choose fewer."),
    )
