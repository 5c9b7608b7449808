"""One folder installs Beamside on a machine without a network, and says what is wrong where it cannot."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.packaging.conftest import loaded, without_network
from tests.packaging.installing.made_up_index import index_of, repacked, write_wheel

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the folder is made on Linux or macOS")

HERE = f"{sys.version_info[0]}.{sys.version_info[1]}"


@pytest.fixture(scope="module")
def wheelhouse(project: Path) -> ModuleType:
    """Return the script that fills the folder."""
    return loaded(project / "scripts" / "wheelhouse.py")


@pytest.mark.parametrize(
    ("name", "cryptography"),
    [("linux", "50."), ("linux-arm", "50."), ("windows", "50."), ("macos", "50."), ("macos-intel", "48.")],
)
@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_that_conditions_are_judged_for_the_machine_it_is_for(
    project: Path, wheelhouse: ModuleType, name: str, cryptography: str, python: str
) -> None:
    lock = (project / "requirements.lock").read_text("utf-8")
    entries = wheelhouse.entries_for(lock, wheelhouse.PLATFORMS[name], python)
    assert entries["cryptography"].startswith(f"cryptography=={cryptography}")
    assert ("pyside6-essentials" in entries, "pytest" in entries) == (True, False)
    assert not any(";" in text for text in entries.values())
    assert all("--hash=sha256:" in text for text in entries.values())


def test_that_what_only_windows_needs_goes_to_windows_alone(wheelhouse: ModuleType) -> None:
    lock = (
        "a==1 ; sys_platform == 'win32' \\\n    --hash=sha256:0\nb[x]==2 ; os_name == 'posix' \\\n    --hash=sha256:1\n"
    )
    assert list(wheelhouse.entries_for(lock, wheelhouse.PLATFORMS["windows"], "3.12")) == ["a"]
    (text,) = wheelhouse.entries_for(lock, wheelhouse.PLATFORMS["macos"], "3.12").values()
    assert text == "b[x]==2 \\\n    --hash=sha256:1"


def test_that_the_lock_of_the_folder_has_the_hashes_of_its_files(wheelhouse: ModuleType, tmp_path: Path) -> None:
    digest = write_wheel(tmp_path, "some-thing", "1.0")
    assert wheelhouse.own_lock(["some-thing"], tmp_path) == f"some-thing==1.0 \\\n    --hash=sha256:{digest}\n"
    write_wheel(tmp_path, "some-thing", "2.0")
    with pytest.raises(wheelhouse.NoWheelhouseError, match="in 2 versions instead of one"):
        wheelhouse.own_lock(["some-thing"], tmp_path)


def house_of_tiny_wheels(project: Path, wheelhouse: ModuleType, house: Path) -> None:
    """Make the folder as the script does, with tiny wheels in place of those that would have to be fetched."""
    wheels = house / "wheels"
    wheels.mkdir(parents=True)
    entries = wheelhouse.entries_for((project / "requirements.lock").read_text("utf-8"), here(wheelhouse), HERE)
    index_of("\n".join(entries.values()), wheels)
    for newer in wheels.glob("*-9999.0-*"):
        newer.unlink()
    repacked(wheels, "pip")
    write_wheel(wheels, "beamside", "1.0")
    (house / "requirements-build.lock").write_text(wheelhouse.own_lock(["pip"], wheels), "utf-8")
    (house / "requirements.lock").write_text(wheelhouse.own_lock([*entries, "beamside"], wheels), "utf-8")
    wheelhouse.add_installer(house, here(wheelhouse), [HERE])
    # The tiny wheel of Beamside has no program that a start menu could name.
    shutil.rmtree(house / "desktop", ignore_errors=True)
    (house / "SHA256SUMS").write_text(wheelhouse.sums(house), "utf-8")


def here(wheelhouse: ModuleType) -> object:
    """Return the kind of machine that this is, as far as the lock's conditions go."""
    return wheelhouse.PLATFORMS["macos" if sys.platform == "darwin" else "linux"]


@pytest.mark.slow
def test_that_one_command_installs_without_a_network(project: Path, wheelhouse: ModuleType, tmp_path: Path) -> None:
    alone = without_network()
    house, home = tmp_path / "geteiltes Häuschen", tmp_path / "home"
    home.mkdir()
    house_of_tiny_wheels(project, wheelhouse, house)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*alone, "sh", str(house / "install"), *arguments],
            env={"PATH": "/usr/bin:/bin", "HOME": str(home), "PYTHON": sys.executable, "LC_ALL": "C.UTF-8"},
            capture_output=True,
            text=True,
            check=False,
        )

    # One file did not arrive whole: it is named, nothing is installed, and after another copy it works.
    victim = next((house / "wheels").glob("numpy-*.whl"))
    whole = victim.read_bytes()
    victim.write_bytes(whole[:-20])
    refused = run()
    assert (refused.returncode, refused.stdout) == (2, "")
    (sentence,) = refused.stderr.splitlines()
    assert sentence.startswith(f"wheels/{victim.name} did not arrive as it was sent: copy the folder")
    assert not (home / ".local").exists()
    victim.write_bytes(whole)

    done = run()
    assert (done.returncode, done.stderr) == (0, "")
    place = home / ".local" / "share" / "beamside-program"
    found = {path.name.split("-")[0] for path in place.glob("environment/lib/python*/site-packages/*.dist-info")}
    assert {"beamside", "numpy", "pyside6_essentials", "pip"} <= found
    # A second time over the first is as good.
    assert run().returncode == 0
    # A folder that holds somebody's own things is left alone.
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "thesis.txt").write_text("mine", "utf-8")
    refused = run("--into", str(tmp_path / "own"))
    assert refused.returncode == 2
    assert "holds something else" in refused.stderr
    assert [path.name for path in (tmp_path / "own").iterdir()] == ["thesis.txt"]


def test_that_a_machine_without_a_fitting_python_is_told_so(
    project: Path, wheelhouse: ModuleType, tmp_path: Path
) -> None:
    house = tmp_path / "house"
    house.mkdir()
    wheelhouse.add_installer(house, here(wheelhouse), ["3.1"])
    done = subprocess.run(["/bin/sh", str(house / "install")], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith("Beamside needs one of these Pythons and none was found: 3.1")


def test_that_windows_gets_a_script_of_its_own(project: Path, wheelhouse: ModuleType, tmp_path: Path) -> None:
    wheelhouse.add_installer(tmp_path, wheelhouse.PLATFORMS["windows"], ["3.12"])
    script = (tmp_path / "install.cmd").read_bytes()
    # Whole lines as Windows ends them, or its labels and blocks go wrong.
    assert script.count(b"\n") == script.count(b"\r\n") > 5
    assert b"scripts\\install_house.py" in script
    assert not (tmp_path / "install").exists()
    assert not (tmp_path / "desktop").exists()
