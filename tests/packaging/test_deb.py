"""The Debian package puts program, menu entry, file type and icons where the system looks for them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from engine import VERSION

pytestmark = pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="dpkg-deb is Debian's and Ubuntu's")


@pytest.fixture(scope="module")
def listed(project: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the package's files with their modes, made of a bundle that holds next to nothing."""
    place = tmp_path_factory.mktemp("deb") / "project"
    for folder in ("packaging", "scripts"):
        shutil.copytree(project / folder, place / folder)
    (place / "engine").mkdir()
    shutil.copy(project / "engine" / "__init__.py", place / "engine")
    shutil.copy(project / "LICENSE", place)
    program = place / "dist" / "beamside" / "beamside"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n", "utf-8")
    program.chmod(0o755)
    done = subprocess.run([str(place / "scripts" / "build-deb")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (package,) = (place / "dist").glob(f"beamside_{VERSION}_*.deb")
    told = subprocess.run(["dpkg-deb", "-c", str(package)], capture_output=True, text=True, check=True).stdout
    fields = subprocess.run(["dpkg-deb", "-f", str(package)], capture_output=True, text=True, check=True).stdout
    rows = {line.split()[5].lstrip("."): " ".join(line.split()[:2] + line.split()[6:]) for line in told.splitlines()}
    return {**rows, "fields": fields}


@pytest.mark.parametrize(
    "file",
    [
        "/opt/beamside/beamside",
        "/usr/share/applications/beamside.desktop",
        "/usr/share/mime/packages/beamside.xml",
        "/usr/share/icons/hicolor/scalable/apps/beamside.svg",
        "/usr/share/icons/hicolor/48x48/apps/beamside.png",
        "/usr/share/doc/beamside/copyright",
    ],
)
def test_that_every_part_is_at_the_system_s_place(listed: dict[str, str], file: str) -> None:
    assert listed[file].endswith("root/root")
    assert listed[file][1:4] in ("rw-", "rwx")


def test_that_the_command_leads_to_the_program(listed: dict[str, str]) -> None:
    assert listed["/usr/bin/beamside"].endswith("-> /opt/beamside/beamside")


def test_that_the_package_asks_for_what_the_window_needs(listed: dict[str, str], project: Path) -> None:
    assert f"Version: {VERSION}\n" in listed["fields"]
    (depends,) = (line for line in listed["fields"].splitlines() if line.startswith("Depends: "))
    text = (project / "docs" / "packaging.md").read_text("utf-8")
    for name in ("libgl1", "libegl1", "fontconfig-config"):
        assert name in depends
        assert name in text


def test_that_without_a_bundle_nothing_is_made(project: Path, tmp_path: Path) -> None:
    run = [str(project / "scripts" / "build-deb"), str(tmp_path)]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "run `make package` first" in done.stderr
