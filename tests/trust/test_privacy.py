"""Nothing leaves the workstation and nothing of a case stays where nobody looks for it."""

from __future__ import annotations

import dataclasses
import getpass
import io
import json
import os
import platform
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path

import pypdf
import pytest

from engine.case.case import Case
from engine.case.entry import Entered, Unreadable
from engine.case.fields import FieldCatalogue
from engine.case.format.case_parsing import parse_case
from gui.document.case_document import Draft
from gui.start.crash_reporting import details_without_values
from tests.trust.planted_session import AGE, LABEL, NOTES, PLANTED, TYPED, planted_case
from tests.waiting import HANG_SECONDS

SCRIPT = Path(__file__).with_name("planted_session.py")
USER = "planteduser"


@dataclasses.dataclass(frozen=True)
class Left:
    """What a session left: what it said, its home, and the files a person asked for."""

    output: str
    errors: str
    home: Path
    files: Path

    def in_home(self, *kinds: str) -> dict[str, bytes]:
        """Return the files below the home whose path holds one of these words; all of them where none is given."""
        found = {path.relative_to(self.home).as_posix(): path for path in self.home.rglob("*") if path.is_file()}
        return {
            name: path.read_bytes() for name, path in found.items() if not kinds or any(kind in name for kind in kinds)
        }


def without_network() -> list[str]:
    """Return what starts a program without any network, also for native code; nothing where that is not to be had."""
    if not sys.platform.startswith("linux"):
        return []
    command = ["unshare", "--net"]
    try:
        done = subprocess.run([*command, "true"], capture_output=True, timeout=HANG_SECONDS, check=False)
    except OSError:
        return []
    return command if done.returncode == 0 else []


def session(kind: str, folder: Path) -> Left:
    """Use everything in a process of its own, as somebody with a name of their own."""
    home, files = folder / "home", folder / "files"
    home.mkdir()
    files.mkdir()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "BEAMSIDE_"))}
    environment |= {
        "HOME": str(home),
        "USER": USER,
        "LOGNAME": USER,
        "USERNAME": USER,
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        [*without_network(), sys.executable, str(SCRIPT), str(folder), kind],
        capture_output=True,
        env=environment,
        cwd=folder,
        timeout=HANG_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return Left(done.stdout.decode(), done.stderr.decode(), home, files)


@pytest.fixture(scope="module")
def command_line(tmp_path_factory: pytest.TempPathFactory) -> Left:
    """Return what the commands leave."""
    return session("cli", tmp_path_factory.mktemp("cli"))


@pytest.fixture(scope="module")
def ended_window(tmp_path_factory: pytest.TempPathFactory) -> Left:
    """Return what a window leaves that was used, failed, and was killed."""
    return session("window", tmp_path_factory.mktemp("window"))


@pytest.fixture(scope="module", params=["command_line", "ended_window"])
def left(request: pytest.FixtureRequest) -> Left:
    """Return what each of the two leaves."""
    found: Left = request.getfixturevalue(request.param)
    return found


def planted_in(data: bytes) -> list[str]:
    """Return the planted values that stand in some bytes, in UTF-8 or UTF-16."""
    return [words for words in PLANTED if words.encode() in data or words.encode("utf-16-le") in data]


@pytest.mark.hazard("privacy")
@pytest.mark.slow
def test_that_the_commands_all_ran(command_line: Left) -> None:
    assert "CODES [0, 0, 2, 0, 0, 2, 0, 0, 0, 0, 0, 2, 2, 0]" in command_line.errors
    names = {path.name for path in command_line.files.iterdir()}
    assert {"summary.pdf", "again.beamside.json"} <= names


@pytest.mark.hazard("privacy")
@pytest.mark.slow
def test_that_the_window_did_everything_and_failed(ended_window: Left) -> None:
    assert {path.name for path in ended_window.files.iterdir()} == {
        "case.beamside.json",
        "saved.beamside.json",
        "summary.pdf",
    }
    assert "builtins.ValueError" in ended_window.errors
    assert "TOLD" not in ended_window.errors
    kinds = {Path(name).suffix for name in ended_window.in_home()}
    assert {".ini", ".txt", ".json"} <= kinds


@pytest.mark.hazard("privacy")
@pytest.mark.slow
def test_that_no_socket_is_opened_and_no_network_needed(left: Left) -> None:
    assert "SOCKET" not in left.output


@pytest.mark.hazard("privacy")
@pytest.mark.slow
def test_that_the_window_loads_nothing_that_speaks_to_a_network(ended_window: Left) -> None:
    assert "LOADED []" in ended_window.output


@pytest.mark.hazard("privacy")
@pytest.mark.slow
def test_that_no_value_stands_in_settings_cache_crash_report_or_log(left: Left) -> None:
    for name, data in left.in_home().items():
        if not name.endswith(".recovery.json"):
            assert planted_in(data) == [], name


@pytest.mark.hazard("privacy")
@pytest.mark.slow
def test_that_the_window_says_no_value_on_standard_error(ended_window: Left) -> None:
    # Where the window is started from a menu, that is a log of the system.
    assert planted_in(ended_window.errors.encode()) == []


@pytest.mark.hazard("privacy")
@pytest.mark.hazard("lost-work")
@pytest.mark.slow
def test_that_a_copy_of_unsaved_work_is_for_its_owner_alone_and_holds_the_work(
    ended_window: Left, fields: FieldCatalogue
) -> None:
    from gui.document.autosave import read_recovery

    (name,) = ended_window.in_home(".recovery.json")
    path = ended_window.home / name
    if os.name != "nt":
        assert path.stat().st_mode & 0o077 == 0
        assert path.parent.stat().st_mode & 0o077 == 0
    draft = read_recovery(path.read_bytes(), fields).draft
    assert draft.case.label == LABEL
    assert draft.unreadable["age_years"].text == TYPED
    # The text typed there could not be read: the number before it is gone as well.
    assert draft.case.patient.value("age_years") is None


@pytest.mark.hazard("privacy")
@pytest.mark.slow
def test_that_nothing_is_written_outside_the_programs_own_folders(left: Left) -> None:
    owned = {"/".join(Path(name).parts[:-1]) for name in left.in_home()}
    assert all("beamside" in folder for folder in owned), owned


@pytest.mark.hazard("privacy")
@pytest.mark.slow
def test_that_what_is_handed_on_names_no_user_machine_or_place(left: Left) -> None:
    names = [USER, str(left.home), str(left.files), tempfile.gettempdir(), str(Path(__file__).parents[2])]
    names += [name for name in (platform.node(), getpass.getuser()) if len(name) > 3 and name != "root"]
    handed_on = [
        path for path in left.files.iterdir() if path.name not in ("case.beamside.json", "wrong.beamside.json")
    ]
    assert handed_on
    for path in handed_on:
        for part, data in parts_of(path):
            found = [name for name in names if name.encode() in data or name.encode("utf-16-be") in data]
            assert found == [], f"{path.name}: {part}"


def parts_of(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the bytes of a file, and of a PDF every stream unpacked."""
    data = path.read_bytes()
    yield "file", data
    if path.suffix == ".pdf":
        reader = pypdf.PdfReader(io.BytesIO(data))
        for number in range(1, len(reader.xref[0]) + len(reader.xref_objStm) + 1):
            found = reader.get_object(number)
            if isinstance(found, pypdf.generic.StreamObject):
                yield f"stream {number}", found.get_data()


@pytest.mark.hazard("privacy")
@pytest.mark.slow
def test_that_the_search_for_names_looks_inside_the_pdf(left: Left) -> None:
    # The case travels inside, by design: its notes must be found, packed as they are, or the search is blind.
    whole, *streams = (data for _, data in parts_of(left.files / "summary.pdf"))
    assert any(NOTES.encode() in data for data in streams)
    assert NOTES.encode() not in whole


# ---------------------------------------------------------------------- representations


@pytest.fixture
def planted(fields: FieldCatalogue) -> Case:
    """Return a case of planted values only, with rows and origins."""
    contents = planted_case()
    assert isinstance(contents["inputs"], dict)
    inputs = {**contents["inputs"], "lesions": [{"diameter_cm": 7.77, "segment": "4a"}], "age_years": AGE}
    return parse_case(json.dumps({**contents, "inputs": inputs}).encode(), fields)


@pytest.mark.hazard("privacy")
def test_that_no_record_of_a_case_shows_values_as_text(planted: Case) -> None:
    records: Mapping[str, object] = {
        "case": planted,
        "patient": planted.patient,
        "draft": Draft(planted, {"age_years": Unreadable(TYPED, f"{TYPED} is no number")}),
        "lesions": planted.patient.value("lesions"),
        "derived": planted.patient.derived,
        "typed": Unreadable(TYPED, f"{TYPED} is no number"),
        "entered": Entered(AGE, f"Is {AGE} right?"),
    }
    for name, record in records.items():
        for shown in (repr(record), f"{record}", f"{[record]!r}"):
            assert planted_in(shown.encode()) == [], name
            assert "7.77" not in shown, name


@pytest.mark.hazard("privacy")
def test_that_a_crash_report_holds_places_and_no_values(planted: Case) -> None:
    def fail(case: Case, age: float) -> None:
        raise ValueError(f"{case.label} {case.notes} {age} {case!r}")

    try:
        fail(planted, AGE)
    except ValueError as error:
        report = details_without_values(type(error), error.__traceback__, "2026.1")
        whole = "".join(traceback.format_exception(error))
    assert planted_in(report.encode()) == []
    assert "in fail" in report
    assert str(Path(__file__).parents[2]) not in report
    assert planted_in(whole.encode()), "the values were there to be shown"
