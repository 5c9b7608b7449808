"""From the bytes of a case file to the case: JSON without repeated keys, of a format that is known here."""

from __future__ import annotations

import json

from engine.case.case import Case
from engine.case.fields import FieldCatalogue
from engine.case.format.case_json import FORMAT
from engine.case.format.case_reader import CaseReader
from engine.case.problems import NewerFormatError, one_problem
from engine.reading.json_keys import RepeatedKeyError, unrepeated
from engine.reading.mistakes import Problem
from engine.words.said import fault, say

_FORMAT_FAMILY = "beamside-case/"


class _NoNumberError(ValueError):
    pass


def parse_case(data: bytes, fields: FieldCatalogue, name: str = "case", *, questions_later: bool = False) -> Case:
    """Read a case from the bytes of its file.

    Parameters
    ----------
    data : UTF-8 JSON.
    name : what to call the file in messages.
    questions_later : a likely slip of units that nobody has confirmed is read; whoever opens the case is asked.

    Raises
    ------
    CaseFileError : they are no case, or hold mistakes; all of them are named.
    """
    contents = _parse_json(data, name)
    if isinstance(contents, dict) and str(contents.get("format", "")).startswith("beamside-sealed-case/"):
        raise one_problem(name, "", say("the case is sealed under a passphrase."), say("Open it with the passphrase."))
    if not isinstance(contents, dict):
        raise one_problem(
            name, "", say("a case is a JSON object in braces."), say("Open the file and compare it with an example.")
        )
    _check_format(contents, name)
    return CaseReader(name, fields, questions_later=questions_later).read(contents)


def _parse_json(data: bytes, name: str) -> object:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise one_problem(
            name,
            "",
            fault("the text is not UTF-8 (byte {byte}).", byte=error.start + 1),
            say("Save it again as UTF-8."),
        ) from None
    if not text.strip():
        raise one_problem(name, "", say("the file is empty."), say("Choose another file, or start a new case."))
    try:
        return json.loads(text, object_pairs_hook=unrepeated, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        cut = _ends_too_early(error, text.rstrip())
        problem = say("the file ends too early; it may have been cut off") if cut else say("this is not valid JSON")
        raise one_problem(
            name,
            place,
            fault("{problem} ({msg}).", problem=problem, msg=error.msg),
            say("Restore it from a copy or mend it there."),
        ) from None
    except _NoNumberError as error:
        raise one_problem(
            name,
            "",
            fault("{error} is not a number.", error=error),
            say("Leave the entry out where it is not known."),
        ) from None
    except RepeatedKeyError as error:
        raise one_problem(name, str(error), say("this key stands twice."), say("Keep one of the two.")) from None
    except RecursionError:
        raise one_problem(
            name, "", say("the file is nested too deeply for a case."), say("Choose another file.")
        ) from None
    except ValueError:
        raise one_problem(
            name, "", say("a number in the file is too long."), say("Write it in ordinary digits.")
        ) from None


def _refuse_constant(name: str) -> object:
    raise _NoNumberError(name)


def _ends_too_early(error: json.JSONDecodeError, text: str) -> bool:
    """Tell a file that was cut off from one that is wrong: inside a text, a word, an escape, or at the end."""
    rest = text[error.pos :]
    return (
        len(rest) <= 1
        or error.msg.startswith("Unterminated string")
        or any(word.startswith(rest) for word in ("true", "false", "null"))
        or (error.msg.startswith("Invalid \\u") and len(rest) <= len("u0000"))
    )


def _check_format(contents: dict[str, object], name: str) -> None:
    written = contents.get("format")
    if written == FORMAT:
        return
    if not isinstance(written, str) or not written.startswith(_FORMAT_FAMILY):
        raise one_problem(
            name,
            "format",
            say("this is not a Beamside case."),
            fault('A case begins with "format": "{format}".', format=FORMAT),
        )
    version = written.removeprefix(_FORMAT_FAMILY)
    if version.isascii() and version.isdigit() and int(version[:9]) > int(FORMAT.removeprefix(_FORMAT_FAMILY)):
        problem = fault("the case was written by a newer program (format {version}).", version=version[:9])
        remedy = say("Open it with that program, or update this one.")
        raise NewerFormatError(Problem(name, "format", problem, remedy))
    raise one_problem(
        name,
        "format",
        say("the version of the format cannot be read."),
        fault('Write "format": "{format}".', format=FORMAT),
    )
