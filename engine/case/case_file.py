"""Case files: `*.beamside.json`, read strictly, written atomically.

The user's mistakes come back all at once, one sentence each: file, field, what is wrong, what to do.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from engine.case.atomic_file import WriteError, write_atomically
from engine.case.fields import FieldCatalogue, nearest_name
from engine.case.input_values import InputProblem, read_input, value_as_json
from engine.case.patient import Patient, Value
from engine.case.saved_findings import (
    NOTHING_SAVED,
    SavedFindings,
    read_saved_findings,
    saved_findings_as_json,
)

FORMAT = "beamside-case/1"
_FORMAT_FAMILY = "beamside-case/"
_KEYS = ("format", "label", "notes", "inputs", "confirmed", "origins", "saved_with")
#: of saved_with: what was shown when the case was saved
_SHOWN = "findings"
_LARGEST_FILE_BYTES = 4_000_000
_LONGEST_TEXT = 20_000
_LONGEST_LINE = 1_000
_LONGEST_KEY = 200
#: More would not be read; a damaged file can hold thousands.
_MOST_PROBLEMS = 50


@dataclass(frozen=True, slots=True)
class CaseProblem:
    """One mistake in a case file."""

    file: str
    field: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file}: {self.field}" if self.field else self.file
        return _one_line(f"{place}: {self.problem} {self.remedy}".rstrip())


def _one_line(text: str) -> str:
    """Return the text on one line and of bearable length, whatever names the file held."""
    shown = "".join(sign if sign.isprintable() else " " for sign in text)
    return shown if len(shown) <= _LONGEST_LINE else f"{shown[: _LONGEST_LINE // 2]} … {shown[-_LONGEST_LINE // 2 :]}"


class CaseFileError(Exception):
    """A case file that cannot be used; `problems` holds one sentence each."""

    def __init__(self, problems: tuple[CaseProblem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value came from when it was not typed: never the patient's identity.

    Attributes
    ----------
    method : how it was obtained, in words.
    files_sha256 : of the files read.
    structures : names of the structures used.
    """

    method: str
    files_sha256: tuple[str, ...] = ()
    structures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """Everything typed about one patient and the plan.

    Attributes
    ----------
    confirmed : fields whose unusual value the clinician has confirmed.
    origins : for values read from a plan, where they came from.
    saved_with : versions that wrote the file and the hash of what they wrote, as read; empty for a new case.
    saved_findings : what was shown when the file was written; empty for a new case, and for files that do not say.
    """

    patient: Patient
    # Kept out of the repr, which ends in logs and crash reports.
    label: str = field(default="", repr=False)
    notes: str = field(default="", repr=False)
    confirmed: tuple[str, ...] = ()
    origins: Mapping[str, Origin] = field(default_factory=lambda: MappingProxyType({}))
    # Two cases are the same whoever saved them, and whatever was shown of them.
    saved_with: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), compare=False)
    saved_findings: SavedFindings = field(default_factory=lambda: NOTHING_SAVED, repr=False, compare=False)

    def with_patient(self, patient: Patient) -> Case:
        """Return the case with another patient."""
        return replace(self, patient=patient)


def new_case(fields: FieldCatalogue) -> Case:
    """Return an empty case: everything not known."""
    return Case(Patient(fields))


# ---------------------------------------------------------------------- reading


def load_case(path: Path, fields: FieldCatalogue) -> Case:
    """Read a case file.

    Raises
    ------
    CaseFileError : the file cannot be read or holds mistakes; all of them are named.
    """
    return parse_case(read_case_bytes(path), fields, path.name)


def read_case_bytes(path: Path) -> bytes:
    """Return the bytes of a case file, sealed or plain.

    Raises
    ------
    CaseFileError : there is none, or it cannot be read.
    """
    name = path.name or str(path)
    try:
        # The size is not asked for beforehand: a pipe or a device has none.
        with path.open("rb") as stream:
            data = stream.read(_LARGEST_FILE_BYTES + 1)
    except IsADirectoryError:
        raise _folder(name) from None
    except FileNotFoundError:
        raise _single(name, "", "there is no such file.", "Check the name and the folder.") from None
    except PermissionError:
        # Windows says this of a folder as well.
        if path.is_dir():
            raise _folder(name) from None
        raise _single(name, "", "the file may not be read.", "Ask for permission, or copy it elsewhere.") from None
    except OSError as error:
        raise _single(name, "", f"the file cannot be read ({error.strerror}).", "Try a copy of it.") from None
    if len(data) > _LARGEST_FILE_BYTES:
        raise _single(name, "", "the file is too large for a case.", "Choose a .beamside.json case file.")
    return data


def _folder(name: str) -> CaseFileError:
    return _single(name, "", "this is a folder, not a case file.", "Name the .beamside.json file inside it.")


def _single(file: str, place: str, problem: str, remedy: str) -> CaseFileError:
    return CaseFileError((CaseProblem(file, place, problem, remedy),))


class _RepeatedKeyError(ValueError):
    pass


class _NoNumberError(ValueError):
    pass


def _unrepeated(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise _RepeatedKeyError(name)
        found[name] = value
    return found


def _refuse_constant(name: str) -> object:
    raise _NoNumberError(name)


def parse_case(data: bytes, fields: FieldCatalogue, name: str = "case") -> Case:
    """Read a case from the bytes of its file.

    Parameters
    ----------
    data : UTF-8 JSON.
    name : what to call the file in messages.

    Raises
    ------
    CaseFileError : as `load_case`.
    """
    contents = _parse_json(data, name)
    if isinstance(contents, dict) and str(contents.get("format", "")).startswith("beamside-sealed-case/"):
        raise _single(name, "", "the case is sealed under a passphrase.", "Open it with the passphrase.")
    if not isinstance(contents, dict):
        raise _single(name, "", "a case is a JSON object in braces.", "Open the file and compare it with an example.")
    _check_format(contents, name)
    return _CaseReader(name, fields).read(contents)


def _parse_json(data: bytes, name: str) -> object:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _single(name, "", f"the text is not UTF-8 (byte {error.start + 1}).", "Save it again as UTF-8.") from None
    if not text.strip():
        raise _single(name, "", "the file is empty.", "Choose another file, or start a new case.")
    try:
        return json.loads(text, object_pairs_hook=_unrepeated, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        cut = _ends_too_early(error, text.rstrip())
        problem = "the file ends too early; it may have been cut off" if cut else "this is not valid JSON"
        raise _single(name, place, f"{problem} ({error.msg}).", "Restore it from a copy or mend it there.") from None
    except _NoNumberError as error:
        raise _single(name, "", f"{error} is not a number.", "Leave the entry out where it is not known.") from None
    except _RepeatedKeyError as error:
        raise _single(name, str(error), "this key stands twice.", "Keep one of the two.") from None
    except RecursionError:
        raise _single(name, "", "the file is nested too deeply for a case.", "Choose another file.") from None
    except ValueError:
        raise _single(name, "", "a number in the file is too long.", "Write it in ordinary digits.") from None


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
        raise _single(name, "format", "this is not a Beamside case.", f'A case begins with "format": "{FORMAT}".')
    version = written.removeprefix(_FORMAT_FAMILY)
    if version.isascii() and version.isdigit() and int(version[:9]) > int(FORMAT.removeprefix(_FORMAT_FAMILY)):
        raise _single(
            name,
            "format",
            f"the case was written by a newer program (format {version[:9]}).",
            "Open it with that program, or update this one.",
        )
    raise _single(name, "format", "the version of the format cannot be read.", f'Write "format": "{FORMAT}".')


class _TooManyProblemsError(Exception):
    pass


class _CaseReader:
    """Reads one parsed case, collecting every mistake before it gives up."""

    def __init__(self, name: str, fields: FieldCatalogue) -> None:
        self._name = name
        self._fields = fields
        self._problems: list[CaseProblem] = []

    def read(self, contents: dict[str, object]) -> Case:
        try:
            case = self._case(contents)
        except _TooManyProblemsError:
            self._problems.append(CaseProblem(self._name, "", "there are more mistakes.", "Mend these first."))
        if self._problems:
            raise CaseFileError(tuple(self._problems))
        return case

    def _case(self, contents: dict[str, object]) -> Case:
        self._check_keys(contents, _KEYS, "")
        confirmed = self._confirmed(contents.get("confirmed"))
        saved_with, saved_findings = self._saved_with(contents.get("saved_with"))
        return Case(
            patient=Patient(self._fields, self._inputs(contents.get("inputs"), confirmed)),
            label=self._text(contents, "label"),
            notes=self._text(contents, "notes"),
            confirmed=confirmed,
            origins=self._origins(contents.get("origins")),
            saved_with=saved_with,
            saved_findings=saved_findings,
        )

    def _report(self, place: str, problem: str, remedy: str) -> None:
        if len(self._problems) == _MOST_PROBLEMS:
            raise _TooManyProblemsError
        self._problems.append(CaseProblem(self._name, place, problem, remedy))

    def _check_keys(self, found: dict[str, object], known: tuple[str, ...], prefix: str) -> None:
        for key in found:
            if key not in known:
                near = nearest_name(key[:_LONGEST_KEY], known)
                remedy = f"Did you mean “{near}”?" if near else f"Known here: {', '.join(known)}."
                self._report(f"{prefix}{key}", "there is no such key.", remedy)

    def _text(self, contents: dict[str, object], key: str) -> str:
        text = contents.get(key)
        if text is None:
            return ""
        if not isinstance(text, str):
            self._report(key, "this must be text.", "Put it in quotation marks.")
            return ""
        if len(text) > _LONGEST_TEXT:
            self._report(key, f"the text is longer than {_LONGEST_TEXT} characters.", "Shorten it.")
        if not _is_text(text):
            self._report(key, "half a character stands in the text.", "Write it again.")
        return text

    def _confirmed(self, found: object) -> tuple[str, ...]:
        if found is None:
            return ()
        if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
            self._report("confirmed", "this must be a list of field names.", 'Write for example ["bilirubin_mg_dl"].')
            return ()
        for item in found:
            if item not in self._fields:
                self._unknown_field("confirmed", item)
        return tuple(dict.fromkeys(item for item in found if item in self._fields))

    def _unknown_field(self, place: str, name: str) -> None:
        near = self._fields.nearest(name[:_LONGEST_KEY])
        remedy = f"Did you mean “{near}”?" if near else "The fields are listed in the user guide."
        self._report(f"{place}.{name}", "there is no such field.", remedy)

    def _inputs(self, found: object, confirmed: tuple[str, ...]) -> dict[str, Value | None]:
        if found is None:
            return {}
        if not isinstance(found, dict):
            self._report("inputs", "this must be an object in braces.", 'Write "inputs": {}.')
            return {}
        values: dict[str, Value | None] = {}
        for key, raw in found.items():
            if key not in self._fields:
                self._unknown_field("inputs", key)
                continue
            try:
                values[key] = read_input(self._fields[key], raw, self._fields, confirmed=key in confirmed)
            except InputProblem as problem:
                for place, what, remedy in problem.parts:
                    self._report(f"inputs.{place}", what, remedy)
        return values

    def _origins(self, found: object) -> Mapping[str, Origin]:
        if found is None:
            return MappingProxyType({})
        origins: dict[str, Origin] = {}
        if not isinstance(found, dict):
            self._report(
                "origins",
                "this must be an object in braces.",
                "Leave it out where nothing was read from a plan.",
            )
            return MappingProxyType({})
        for key, raw in found.items():
            if key not in self._fields:
                self._unknown_field("origins", key)
            elif (origin := _origin(raw)) is None:
                self._report(
                    f"origins.{key}",
                    "method, files_sha256 and structures are expected.",
                    "Read the plan again.",
                )
            else:
                origins[key] = origin
        return MappingProxyType(origins)

    def _saved_with(self, found: object) -> tuple[Mapping[str, str], SavedFindings]:
        """Return versions and hash, and what was shown; a file that does not say the latter is as good."""
        if found is None:
            return MappingProxyType({}), NOTHING_SAVED
        versions = {key: value for key, value in found.items() if key != _SHOWN} if isinstance(found, dict) else None
        if versions is None or not all(isinstance(value, str) and _is_text(value) for value in versions.values()):
            self._report("saved_with", "this must hold texts.", "Leave it out.")
            return MappingProxyType({}), NOTHING_SAVED
        shown = found.get(_SHOWN) if isinstance(found, dict) else None
        findings = NOTHING_SAVED if shown is None else read_saved_findings(shown)
        if findings is None:
            problem = "for each option a verdict and the status of each criterion are expected."
            self._report(f"saved_with.{_SHOWN}", problem, "Leave it out: results do not depend on it.")
            findings = NOTHING_SAVED
        return MappingProxyType({str(key): str(value) for key, value in versions.items()}), findings


def _is_text(text: str) -> bool:
    """Half of a surrogate pair can be written in JSON, and in no file and on no screen."""
    return not any("\ud800" <= sign <= "\udfff" for sign in text)


def _origin(raw: object) -> Origin | None:
    if not isinstance(raw, dict) or not set(raw) <= {"method", "files_sha256", "structures"}:
        return None
    method, files, structures = raw.get("method"), raw.get("files_sha256", []), raw.get("structures", [])
    lists = (files, structures)
    if not isinstance(method, str) or not all(isinstance(many, list) for many in lists):
        return None
    if not all(isinstance(item, str) and _is_text(item) for many in ([method], *lists) for item in many):
        return None
    return Origin(method, tuple(files), tuple(structures))


# ---------------------------------------------------------------------- writing


def case_as_json(case: Case) -> dict[str, object]:
    """Return the case as the JSON object of its file; what is not known is left out."""
    contents: dict[str, object] = {"format": FORMAT, "label": case.label, "notes": case.notes}
    contents["inputs"] = {name: value_as_json(value) for name, value in case.patient.inputs.items()}
    if case.confirmed:
        contents["confirmed"] = list(case.confirmed)
    if case.origins:
        contents["origins"] = {
            name: {
                "method": origin.method,
                "files_sha256": list(origin.files_sha256),
                "structures": list(origin.structures),
            }
            for name, origin in case.origins.items()
        }
    return contents


def case_sha256(case: Case) -> str:
    """Return the SHA-256 of the case's canonical JSON; who saved it, and what was shown then, do not count."""
    canonical = json.dumps(case_as_json(case), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def case_bytes(case: Case, saved_with: Mapping[str, str] | None = None, shown: SavedFindings = NOTHING_SAVED) -> bytes:
    """Return the contents of the case's file: UTF-8, one key a line.

    Parameters
    ----------
    saved_with : versions that write it; not those that the case was read with.
    shown : what is shown of the case now, to be compared with what a later program shows.
    """
    contents = case_as_json(case)
    if saved_with or shown:
        written: dict[str, object] = dict(saved_with or {})
        if shown:
            written[_SHOWN] = saved_findings_as_json(shown)
        contents["saved_with"] = written
    text = json.dumps(contents, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    return text.encode("utf-8", "replace")


def save_case(
    case: Case, path: Path, saved_with: Mapping[str, str] | None = None, shown: SavedFindings = NOTHING_SAVED
) -> None:
    """Write the case, wholly or not at all: a new file beside the old one takes its place when complete.

    Raises
    ------
    CaseFileError : the file cannot be written; the previous one is as it was.
    """
    try:
        write_atomically(path, case_bytes(case, saved_with, shown))
    except WriteError as error:
        raise _single(error.file, "", error.problem, error.remedy) from None
