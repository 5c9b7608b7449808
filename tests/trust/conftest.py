"""What the tests of trust share: the window of tests/gui, the examples, and places that cannot be written."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.gui.conftest import (  # noqa: F401 - fixtures, under their own names
    Answers,
    MakeWindow,
    answers,
    assess_once,
    curves,
    everything,
    fields,
    library,
    make_window,
    settings,
    window,
)
from tests.shipped import leave_few_cases

MOUNT_SECONDS = 20


def mounted(*arguments: str) -> bool:
    """Mount something; False where this user or this system may not."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        return False
    try:
        done = subprocess.run(["mount", *arguments], capture_output=True, timeout=MOUNT_SECONDS, check=False)
    except OSError:
        return False
    return done.returncode == 0


def unmount(place: Path) -> None:
    """Give a place back; it may hold open files for a moment longer."""
    subprocess.run(["umount", "--lazy", str(place)], capture_output=True, timeout=MOUNT_SECONDS, check=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Return a disk of 64 KiB."""
    place = tmp_path / "small-disk"
    place.mkdir()
    if not mounted("-t", "tmpfs", "-o", "size=64k", "none", str(place)):
        pytest.skip("a disk of its own can be mounted by the superuser of Linux alone")
    try:
        yield place
    finally:
        unmount(place)


@pytest.fixture
def make_read_only(tmp_path: Path) -> Iterator[Callable[[Path], None]]:
    """Return what makes a folder read-only, also for the superuser whom permissions do not stop."""
    bound: list[Path] = []
    changed: list[Path] = []

    def make(folder: Path) -> None:
        if mounted("--bind", str(folder), str(folder)):
            bound.append(folder)
            if mounted("-o", "remount,bind,ro", str(folder)):
                return
        if os.geteuid() == 0:
            pytest.skip("the superuser of this system may write everywhere")
        folder.chmod(0o500)
        changed.append(folder)

    yield make
    for folder in bound:
        unmount(folder)
    for folder in changed:
        folder.chmod(0o700)


@pytest.fixture
def example(resources: Path, tmp_path: Path) -> Path:
    """Return a case file of this test's own."""
    path = tmp_path / "case.beamside.json"
    path.write_bytes((resources / "examples" / "sbrt-candidate.beamside.json").read_bytes())
    return path


@pytest.fixture
def small_installation(project: Path, own_resources: Path) -> Path:
    """Return a folder with the program as it is and only a few readable cases, so that its self-test is short."""
    folder = own_resources.parent
    leave_few_cases(own_resources)
    shutil.copy(project / "main.py", folder)
    for name in ("engine", "gui"):
        (folder / name).symlink_to(project / name)
    return folder


@pytest.fixture
def own_resources(resources: Path, tmp_path: Path) -> Path:
    """Return a copy of the resources that may be damaged."""
    return Path(shutil.copytree(resources, tmp_path / "resources"))
