"""The scripts behind `make run` and `make test` judge a machine rightly, and the locks are whole."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKS = ["requirements-build.lock", "requirements.lock", "requirements-dev.lock", "requirements-registry.lock"]

needs_a_shell = pytest.mark.skipif(os.name == "nt", reason="Windows uses neither make nor these scripts")


def run_script(project: Path, name: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run one of the scripts with nothing in the environment but what is given."""
    return subprocess.run(
        [str(project / "scripts" / name), *arguments],
        env={"PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def stand_in_python(folder: Path, name: str, new_enough: bool) -> None:
    """Put a command into a folder that answers like a Python of the right or the wrong age."""
    folder.mkdir(exist_ok=True)
    command = folder / name
    answer = 0 if new_enough else 1
    command.write_text(
        f'#!/bin/sh\n[ "$1" = --version ] && {{ echo "Python 3.9.2"; exit 0; }}\nexit {answer}\n',
        encoding="utf-8",
    )
    command.chmod(0o755)


def locked(project: Path, lock: str) -> dict[str, list[Requirement]]:
    """Return the requirements that a lock file pins, by canonical name."""
    text = (project / lock).read_text(encoding="utf-8")
    pins: dict[str, list[Requirement]] = {}
    for line in text.splitlines():
        if line and not line.startswith((" ", "#")):
            requirement = Requirement(line.removesuffix("\\").strip())
            pins.setdefault(canonicalize_name(requirement.name), []).append(requirement)
    return pins


@needs_a_shell
@pytest.mark.parametrize(
    ("system", "environment", "has_one"),
    [
        ("Linux", {}, False),
        ("Linux", {"DISPLAY": ""}, False),
        ("Linux", {"DISPLAY": ":0"}, True),
        ("Linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("Darwin", {}, True),
    ],
)
def test_that_a_display_is_recognised(project: Path, system: str, environment: dict[str, str], has_one: bool) -> None:
    assert (run_script(project, "has-display", system, **environment).returncode == 0) is has_one


@needs_a_shell
def test_that_the_first_python_that_is_new_enough_is_taken(project: Path, tmp_path: Path) -> None:
    stand_in_python(tmp_path, "python3", new_enough=False)
    for name in ("python3.11", "python3.12"):
        stand_in_python(tmp_path, name, new_enough=name == "python3.12")
    result = run_script(project, "find-python", PATH=str(tmp_path))
    assert result.stdout.strip() == str(tmp_path / "python3.12")


@needs_a_shell
def test_that_an_old_python_alone_is_refused_in_one_sentence(project: Path, tmp_path: Path) -> None:
    for name in ("python3", "python3.11", "python3.12", "python3.13", "python3.14"):
        stand_in_python(tmp_path, name, new_enough=False)
    result = run_script(project, "find-python", PATH=str(tmp_path))
    assert result.returncode == 2
    assert result.stdout == ""
    (sentence,) = result.stderr.splitlines()
    assert sentence.startswith("Beamside needs Python 3.11 or newer and this machine has Python 3.9.2: install")


@needs_a_shell
def test_that_a_machine_without_python_is_told_what_to_install(project: Path, tmp_path: Path) -> None:
    result = subprocess.run(
        ["/bin/sh", str(project / "scripts" / "find-python")],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 2
    assert len(result.stderr.splitlines()) == 1
    assert "python3-venv" in result.stderr


@needs_a_shell
def test_that_a_python_chosen_by_hand_is_taken_or_refused_by_name(project: Path) -> None:
    assert run_script(project, "find-python", PYTHON=sys.executable).stdout.strip() == sys.executable
    refused = run_script(project, "find-python", PYTHON="no-such-python")
    assert refused.returncode == 2
    assert "no-such-python" in refused.stderr


def set_up_among(
    project: Path, folder: Path, scripts: Mapping[str, str | None], tools: Mapping[str, str]
) -> tuple[int, str]:
    """Run set-up on a machine of stand-ins; return its exit code and the one sentence it says.

    Parameters
    ----------
    project : where the scripts are taken from.
    folder : where the machine is made.
    scripts : the neighbours of set-up, each a line of shell or, where None, the script as it is.
    tools : the commands that answer with a line of shell; the shell's own few are there as they are.
    """
    there, commands = folder / "project" / "scripts", folder / "tools"
    for made in (there, commands):
        made.mkdir(parents=True)
    for name in ("sh", "dirname", "tr", "tail", "awk", "rm"):
        (commands / name).symlink_to(str(shutil.which(name)))
    stand_ins = {there / name: line for name, line in {"set-up": None, **scripts}.items()}
    stand_ins |= {commands / name: line for name, line in tools.items()}
    for place, line in stand_ins.items():
        if line is None:
            shutil.copy(project / "scripts" / place.name, place)
        else:
            place.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
            place.chmod(0o755)
    done = subprocess.run(
        [str(there / "set-up"), "requirements.lock"],
        env={"PATH": str(commands)},
        capture_output=True,
        text=True,
        check=False,
    )
    (sentence,) = done.stderr.splitlines()
    return done.returncode, sentence


@needs_a_shell
def test_that_packages_that_cannot_be_fetched_are_told_in_one_sentence(project: Path, tmp_path: Path) -> None:
    # A machine without Python, whose superuser asks, and that reaches nothing.
    tools = {"id": "echo 0", "apt-cache": "exit 100", "apt-get": "echo W: told; exit 100"}
    code, sentence = set_up_among(project, tmp_path, {"find-python": None}, tools)
    assert code == 2
    assert sentence.startswith("The system's packages cannot be installed: see that this machine reaches them")
    assert "install python3 python3-venv yourself" in sentence


@needs_a_shell
@pytest.mark.parametrize(
    ("left_kb", "beginning"),
    [(59_999, "The disk is full: free about 1.5 GB"), (60_000, "No environment could be made in ")],
)
def test_that_a_full_disk_is_told_where_python_does_not(
    project: Path, tmp_path: Path, left_kb: int, beginning: str
) -> None:
    python = tmp_path / "tools" / "python3"
    tools = {
        "id": "echo 1000",
        "uname": "echo Linux",
        "df": f"echo Filesystem; echo disk 1000000 900000 {left_kb} 99% /",
        "python3": 'case "$*" in *"-m venv"*) echo "Error: ensurepip returned non-zero exit status 1."; exit 1;; esac',
    }
    scripts = {"find-python": f"echo {python}", "has-display": "exit 1"}
    code, sentence = set_up_among(project, tmp_path, scripts, tools)
    assert code == 2
    assert sentence.startswith(beginning)


@needs_a_shell
@pytest.mark.parametrize(
    ("missing", "fetched", "said", "code"),
    [
        ("", 0, ["main.py gui a.beamside"], 0),
        ("libxcb-icccm4", 0, ["set-up requirements.lock", "main.py gui a.beamside"], 0),
        ("libxcb-icccm4", 2, ["set-up requirements.lock"], 2),
    ],
)
def test_that_what_a_window_needs_is_looked_for_again_once_there_is_a_screen(
    project: Path, tmp_path: Path, missing: str, fetched: int, said: list[str], code: int
) -> None:
    # Set up without a display, as over ssh; now somebody sits before it.
    shutil.copy(project / "scripts" / "open-example", tmp_path)
    answers = {
        "has-display": "exit 0",
        "set-up": f'echo "set-up $*"; exit {fetched}',
        "python": f'case "$1" in *qt_libraries.py) echo "{missing}";; *) echo "$*";; esac',
    }
    for name, line in answers.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    done = subprocess.run(
        [str(tmp_path / "open-example"), str(tmp_path / "python"), "a.beamside"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.splitlines(), done.returncode) == (said, code)


@pytest.fixture(scope="module")
def qt_libraries(project: Path) -> ModuleType:
    """Return the script that knows which system libraries Qt needs."""
    script = project / "scripts" / "qt_libraries.py"
    specification = importlib.util.spec_from_file_location("qt_libraries", script)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="library names are those of Linux")
def test_that_a_missing_library_is_named_by_its_package(qt_libraries: ModuleType) -> None:
    wanted = {"libc6": "libc.so.6", "libnowhere1": "libnowhere.so.1"}
    assert qt_libraries.missing_packages(wanted) == ["libnowhere1"]


@pytest.mark.parametrize("lock", LOCKS)
def test_that_every_locked_release_has_one_version_and_hashes(project: Path, lock: str) -> None:
    text = (project / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())
    assert entries
    for entry in entries:
        assert re.match(r"[A-Za-z0-9._-]+(\[[a-z0-9,_-]+\])?==\S+", entry)
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry.splitlines()[0]


@pytest.mark.parametrize("lock", LOCKS)
def test_that_a_lock_says_nothing_about_where_files_come_from(project: Path, lock: str) -> None:
    text = (project / lock).read_text(encoding="utf-8")
    options = set(re.findall(r"^\s*(--?[a-z-]+)", text, re.MULTILINE))
    assert "://" not in text
    assert options == {"--hash"}


def test_that_the_locks_hold_what_the_project_asks_for(project: Path) -> None:
    declared = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    run, dev = locked(project, "requirements.lock"), locked(project, "requirements-dev.lock")
    wanted = [(run, line) for line in declared["dependencies"]]
    wanted += [(dev, line) for line in declared["optional-dependencies"]["test"]]
    registry = locked(project, "requirements-registry.lock")
    wanted += [(registry, line) for line in declared["optional-dependencies"]["registry"]]
    for pins, line in wanted:
        requirement = Requirement(line)
        versions = [next(iter(pin.specifier)).version for pin in pins[canonicalize_name(requirement.name)]]
        assert any(requirement.specifier.contains(version) for version in versions), line


def test_that_tests_run_on_the_versions_that_users_get(project: Path) -> None:
    run = locked(project, "requirements.lock")
    for lock in ("requirements-dev.lock", "requirements-registry.lock"):
        pins = locked(project, lock)
        assert {name: pins[name] for name in run} == run
