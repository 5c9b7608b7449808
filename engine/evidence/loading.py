"""From files to the library: strict, and remembered by content so that a second start parses nothing."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from engine.evidence import withdrawing
from engine.evidence.library import Library
from engine.evidence.problems import EvidenceError, FieldKinds
from engine.evidence.records import (
    base,
    cohorts,
    concerns,
    criteria,
    figures,
    library_header,
    modalities,
    source_file,
    sources,
    statements,
)
from engine.evidence.records.library_header import LibraryHeader
from engine.evidence.records.source_file import SourceFile
from engine.evidence.rules import (
    rules_of_bed_bands,
    rules_of_cohorts,
    rules_of_concerns,
    rules_of_conditions,
    rules_of_record,
    rules_of_sequence,
    rules_of_withdrawal,
)
from engine.evidence.rules.rules_of_cohorts import silent_arms
from engine.evidence.rules.rules_of_record import broken_rules
from engine.evidence.rules.rules_of_withdrawal import broken_withdrawals
from engine.evidence.withdrawing import taken_apart
from engine.modalities import listed
from engine.reading.bounded_file import NotOrdinaryError, TooLargeError, read_whole
from engine.reading.disk.os_reasons import reason_as_it_stands, reason_of
from engine.reading.disk.remembered import code_of, recalled, remember
from engine.reading.mistakes import Problem
from engine.words.said import Number, Said, fault, say

T = TypeVar("T")

#: many times what the largest of the studies takes
_LARGEST_FILE_BYTES = 1_000_000
#: of a department's own studies: more would be a folder of something else
_MOST_LOCAL_FILES = 200
_MOST_LOCAL_BYTES = 3_000_000
#: keys of dotted parts cost as the square of their number; prose has fewer full stops on a line
_MOST_DOTS_IN_A_LINE = 100

#: Where the record types stand; a test holds this to the folder's files.
RECORD_MODULES = (
    base,
    cohorts,
    concerns,
    criteria,
    figures,
    library_header,
    modalities,
    source_file,
    sources,
    statements,
)


def load_library(
    folder: Path,
    field_kinds: FieldKinds,
    *,
    remembered_in: Path | None = None,
    local: Path | None = None,
    packed: Mapping[str, bytes] | None = None,
) -> Library:
    """Read and check the library.

    Parameters
    ----------
    folder : holds `library.toml` and `sources/*.toml`.
    field_kinds : the fields that conditions may name, with their kinds.
    remembered_in : a folder of this program's own where a checked library is kept by its hash; a library
        read from there is the same records, sooner. Absent or not writable: nothing is remembered.
    local : a further folder of source files in the same form, marked local.
    packed : the files by their names in the folder (`library.toml`, `sources/x2020.toml`), in place of those on disk:
        then `folder` only names them.

    Raises
    ------
    EvidenceError : a file is missing or breaks a rule; all problems are named.
    """
    contents = {path: _read(path) for path in _paths(folder)} if packed is None else _unpacked(folder, packed)
    if local is not None:
        contents.update((path, _read(path)) for path in _local_paths(local))
    own = sum(len(data) for path, data in contents.items() if path.parent == local)
    if local is not None and own > _MOST_LOCAL_BYTES:
        problem = say("the studies together have more than {part} MB.", part=Number(f"{_MOST_LOCAL_BYTES / 1e6:.0f}"))
        raise _single(local.name or str(local), "", problem, say("Name the folder that holds the department's own."))
    sha256 = _digest(folder, contents)
    remembered = _Remembered(remembered_in, sha256, field_kinds)
    library = remembered.read()
    if library is None:
        library = _parse(folder, contents, sha256, field_kinds, local)
        remembered.write(library)
    # What is remembered may have come in a pack of the same files, of which this is not asked.
    if silent := tuple(silent_arms(file for file in library.files if packed is None or file.source.local)):
        raise EvidenceError(*silent)
    return library


def library_sha256(folder: Path) -> str:
    """Return the hash of a library's folder, without looking into its files; errors as of `load_library`."""
    return _digest(folder, {path: _read(path) for path in _paths(folder)})


def _unpacked(folder: Path, packed: Mapping[str, bytes]) -> dict[Path, bytes]:
    """Return the library's own files of a pack, in the order in which they would be read from a folder."""
    names = sorted(name for name in packed if name.startswith("sources/"))
    if "library.toml" not in packed or not names:
        raise _single(folder.name, "", say("the library in it is not whole."), say("Ask for the pack again."))
    return {folder / name: packed[name] for name in ("library.toml", *names)}


def _paths(folder: Path) -> list[Path]:
    if not (folder / "library.toml").is_file():
        raise _single(folder.name, "", say("library.toml is missing."), say("Install the program again."))
    source_paths = sorted((folder / "sources").glob("*.toml"))
    if not source_paths:
        # Without sources every criterion would be absent, and nothing would speak against anything.
        raise _single(folder.name, "sources", say("there is no source file."), say("Install the program again."))
    return [folder / "library.toml", *source_paths]


def _local_paths(folder: Path) -> list[Path]:
    """Return the files of a department's own studies; a folder without any is a mistake, not a department without."""
    name = folder.name or str(folder)
    try:
        if not folder.is_dir():
            raise _single(name, "", say("there is no such folder of local studies."), say("Name an existing folder."))
        found = sorted(folder.glob("*.toml"))
    except OSError as error:
        # A name that no system takes, or a folder that may not be looked into.
        problem = fault(
            "the folder of local studies cannot be read ({reason}).",
            reason=reason_of(error, say("unknown reason")),
        )
        raise _single(name, "", problem, say("Name an existing folder.")) from None
    if len(found) > _MOST_LOCAL_FILES:
        problem = fault("the folder holds more than {most_local_files} studies.", most_local_files=_MOST_LOCAL_FILES)
        raise _single(name, "", problem, say("Name the folder that holds the department's own."))
    if not found:
        problem = say("there is no study in this folder (a file that ends in .toml).")
        raise _single(name, "", problem, say("Name the folder that holds them."))
    return found


def _read(path: Path) -> bytes:
    try:
        return read_whole(path, _LARGEST_FILE_BYTES)
    except (NotOrdinaryError, IsADirectoryError):
        problem, remedy = (
            say("this is a folder, a device or a pipe, not a regular file."),
            say("Take it out of the folder."),
        )
    except TooLargeError:
        problem, remedy = say("the file is too large for a study."), say("Take it out of the folder.")
    except OSError as error:
        problem, remedy = (
            fault("the file cannot be read ({strerror}).", strerror=reason_as_it_stands(error)),
            say("Check its permissions."),
        )
    raise _single(path.name, "", problem, remedy)


def _digest(folder: Path, contents: Mapping[Path, bytes]) -> str:
    digest = hashlib.sha256()
    for path, data in contents.items():
        name = path.name if path.is_relative_to(folder) else f"local/{path.name}"
        digest.update(f"{name}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()


def _single(file: str, key: str, problem: Said, remedy: Said) -> EvidenceError:
    return EvidenceError(Problem(file, key, problem, remedy))


def _parse(
    folder: Path, contents: Mapping[Path, bytes], sha256: str, field_kinds: FieldKinds, local: Path | None
) -> Library:
    problems: list[Problem] = []
    files: list[SourceFile] = []
    header: LibraryHeader | None = None
    for path, data in contents.items():
        try:
            if path == folder / "library.toml":
                header = _decode(path.name, data, LibraryHeader)
                found = sum(path.parent == folder / "sources" for path in contents)
                if header.source_files not in (None, found):
                    raise _single(
                        path.name,
                        "source_files",
                        fault(
                            "the library has {source_files} source files and {found} are there.",
                            source_files=header.source_files,
                            found=found,
                        ),
                        say("Install the program again, or mend the number."),
                    )
                continue
            file = _decode(path.name, data, SourceFile)
            if path.stem != file.source.id:
                raise _single(
                    path.name,
                    "source.id",
                    say("the file must be named after the source's id."),
                    fault("Rename one of them ({id}).", id=file.source.id),
                )
            if local is not None and not path.is_relative_to(folder):
                file = msgspec.structs.replace(file, source=msgspec.structs.replace(file.source, local=True))
            files.append(file)
        except EvidenceError as error:
            problems.extend(error.problems)
    if problems:
        raise EvidenceError(*problems)
    ordered = tuple(sorted(files, key=lambda file: file.source.id))
    problems.extend(broken_rules(ordered, field_kinds))
    if problems:
        raise EvidenceError(*problems)
    assert header is not None, "library.toml is among the files, or the reading of it among the problems"
    problems.extend(broken_withdrawals(header, ordered))
    if problems:
        raise EvidenceError(*problems)
    left, taken = taken_apart(ordered, (one.record for one in header.withdrawn))
    # What is left has to stand by itself.
    if taken and (problems := list(broken_rules(left, field_kinds))):
        raise EvidenceError(*problems)
    return Library(header.version, sha256, left, header, taken)


def parse_source_file(name: str, data: bytes) -> SourceFile:
    """Return the records of one source file; links to other files are not looked at.

    Raises
    ------
    EvidenceError : it is not UTF-8, not TOML, or not of the documented shape.
    """
    return _decode(name, data, SourceFile)


def _decode(name: str, data: bytes, kind: type[T]) -> T:
    import tomllib  # only when nothing is remembered

    if len(data) > _LARGEST_FILE_BYTES:
        raise _single(name, "", say("the file is too large for a study."), say("Take it out of the folder."))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise _single(name, "", say("the text is not UTF-8."), say("Save it again as UTF-8.")) from None
    for number, line in enumerate(text.split("\n"), start=1):
        if line.count(".") > _MOST_DOTS_IN_A_LINE:
            problem = fault(
                "line {number} has more than {most_dots_in_a_line} full stops.",
                number=number,
                most_dots_in_a_line=_MOST_DOTS_IN_A_LINE,
            )
            raise _single(name, "", problem, say("Break the line, or write shorter keys."))
    try:
        parsed = tomllib.loads(text)
        for key in _not_finite(parsed, ""):
            raise _single(
                name, key, say("this is not a finite number."), say("Leave it out, or give the number of the paper.")
            )
        return msgspec.convert(parsed, kind)
    except tomllib.TOMLDecodeError as error:
        raise _single(name, "", fault("this is not valid TOML: {error}.", error=error), say("Mend it there.")) from None
    except msgspec.ValidationError as error:
        raise _explain(name, str(error)) from None
    except RecursionError:
        raise _single(
            name, "", say("the file is nested too deeply for a study."), say("Take it out of the folder.")
        ) from None
    except (ValueError, OverflowError):
        # Python reads no whole number of thousands of digits, and no fraction has the size of one of hundreds.
        raise _single(name, "", say("a number in the file is too long."), say("Write it in ordinary digits.")) from None


def _not_finite(value: Any, key: str) -> Iterator[str]:
    """Yield where TOML's nan and inf stand: they would pass every comparison, or none."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _not_finite(item, f"{key}.{name}" if key else name)
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _not_finite(item, f"{key}[{place}]")
    elif isinstance(value, float) and not math.isfinite(value):
        yield key


_KNOWN_KEYS = {
    key
    for module in RECORD_MODULES
    for item in vars(module).values()
    if isinstance(item, type) and issubclass(item, msgspec.Struct)
    for key in item.__struct_fields__
}


def _explain(name: str, message: str) -> EvidenceError:
    """Turn the validator's message into file, key, problem and remedy."""
    what, _, place = message.partition(" - at `")
    key = place.rstrip("`").removeprefix("$").removeprefix(".")
    unknown = re.search(r"unknown field `(.*?)`", what)
    if unknown:
        import difflib  # only where somebody has mistyped

        near = difflib.get_close_matches(unknown[1], sorted(_KNOWN_KEYS), n=1)
        remedy = fault("Did you mean “{near}”?", near=near[0]) if near else say("Remove it.")
        where = f"{key}.{unknown[1]}" if key else unknown[1]
        return _single(name, where, say("there is no such key."), remedy)
    missing = re.search(r"missing required field `(.*?)`", what)
    if missing:
        return _single(
            name,
            f"{key}.{missing[1]}" if key else missing[1],
            say("this key is missing."),
            say("Add it, as the paper gives it."),
        )
    return _single(name, key, fault("{what}.", what=what), say("Write it as docs/evidence-format.md says."))


class _Remembered:
    """A checked library kept by the hash of its files, of the record types, of their rules and of the field names."""

    def __init__(self, folder: Path | None, sha256: str, field_kinds: FieldKinds) -> None:
        self._path: Path | None = None
        self._sha256 = sha256
        if folder is not None:
            # A library that was checked by older rules is checked again.
            code = (
                *RECORD_MODULES,
                listed,
                rules_of_record,
                rules_of_conditions,
                rules_of_concerns,
                rules_of_cohorts,
                rules_of_bed_bands,
                rules_of_sequence,
                rules_of_withdrawal,
                withdrawing,
            )
            types = hashlib.sha256(repr(sorted(field_kinds.items())).encode())
            for module in code:
                types.update(code_of(module))
            self._path = folder / f"library-{sha256[:20]}-{types.hexdigest()[:12]}.json"

    def read(self) -> Library | None:
        body = recalled(self._path) if self._path is not None else None
        if body is None:
            return None
        try:
            library = msgspec.json.decode(body, type=Library)
        except msgspec.DecodeError:
            return None
        # A file that bears another library's name, copied there or renamed, is not that library.
        return library if library.sha256 == self._sha256 else None

    def write(self, library: Library) -> None:
        if self._path is not None:
            remember(self._path, msgspec.json.encode(library))
