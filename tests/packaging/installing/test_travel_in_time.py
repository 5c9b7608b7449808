"""The locks install the same on a day when everything has a newer release, with the oldest installer there is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from tests.packaging.conftest import without_network
from tests.packaging.installing.made_up_index import NEWER, have_newer, index_of, pins

pytestmark = pytest.mark.slow

DEV = "requirements-dev.lock"
#: What an index alone serves, without the settings and the cache of whoever runs the tests.
ALONE = {
    "PIP_NO_INDEX": "1",
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_NO_CACHE_DIR": "1",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
}
#: How the locks were installed until one of them rotted.
THE_OLD_WAY = ("install", "--quiet", "--require-hashes", "--no-build-isolation", "--use-pep517", "-r")


def pip_environment(index: Path) -> dict[str, str]:
    """Return the environment in which packages come from one folder and from nowhere else."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))}
    return {**kept, **ALONE, "PIP_FIND_LINKS": str(index)}


@pytest.fixture(scope="module")
def oldest_pip(project: Path) -> Path:
    """Return the oldest installer that this Python can have: pip 23.0 on 3.11, its own on a newer Python."""
    bundled = sorted(Path(venv.__file__).parents[1].joinpath("ensurepip", "_bundled").glob("pip-*.whl"))
    fetched = sorted((project / ".venv" / "oldest-pip").glob("pip-23.0-*.whl"))
    # pip 23.0 does not start on 3.12; and where set-up could not fetch it, the one that Python brings is old enough
    # to show what is to be shown.
    wheels = [
        *(fetched if sys.version_info < (3, 12) else []),
        *bundled,
        *Path("/usr/share/python-wheels").glob("pip-*"),
    ]
    if not wheels:
        pytest.skip("this Python brings no pip of its own, and set-up could not fetch an old one")
    return wheels[0]


def environment_with(pip: Path, folder: Path) -> Path:
    """Make a virtual environment with a given pip and nothing else, and return its Python."""
    venv.EnvBuilder(with_pip=False, symlinks=os.name != "nt").create(folder)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    subprocess.run(
        [str(python), str(pip / "pip"), "install", "--quiet", "--no-index", "--no-deps", str(pip)],
        env=pip_environment(folder),
        check=True,
        capture_output=True,
    )
    return python


def pip(python: Path, index: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run pip, with packages from one folder alone."""
    return subprocess.run(
        [str(python), "-m", "pip", *arguments],
        env=pip_environment(index),
        capture_output=True,
        text=True,
        check=False,
    )


def installed(python: Path, index: Path) -> dict[str, str]:
    """Return what is installed, by canonical name."""
    lines = pip(python, index, "list", "--format=freeze").stdout.splitlines()
    return {canonicalize_name(name): version for name, _, version in (line.partition("==") for line in lines)}


def wanted(lock: str) -> dict[str, str]:
    """Return what a lock's lines for this machine say, by canonical name."""
    return {canonicalize_name(match["name"]): match["version"] for match in pins(lock)}


def test_that_the_index_of_that_day_has_newer_releases(project: Path, tmp_path: Path) -> None:
    lock = (project / DEV).read_text("utf-8")
    index_of(lock, tmp_path)
    newer = {file.name.split("-")[0].replace("_", "-") for file in tmp_path.glob(f"*-{NEWER}-*.whl")}
    assert {"coverage", "numpy", "pytest", "pandas", "shiboken6"} <= newer
    assert newer == {canonicalize_name(name) for name in have_newer([match["name"] for match in pins(lock)])}


def test_that_the_lock_that_rotted_fails_the_old_way(project: Path, oldest_pip: Path, tmp_path: Path) -> None:
    if int(oldest_pip.name.split("-")[1].split(".")[0]) >= 25:
        pytest.skip("the pip that this Python brings is too new: it takes the lock that rotted, as the decision says")
    rotten = (project / "tests" / "packaging" / "rotten" / DEV).read_text("utf-8")
    lock = tmp_path / DEV
    lock.write_text(index_of(rotten, tmp_path / "index"), "utf-8")
    python = environment_with(oldest_pip, tmp_path / "there")
    done = pip(python, tmp_path / "index", *THE_OLD_WAY, str(lock))
    assert done.returncode == 1
    assert "In --require-hashes mode, all requirements must have their versions pinned" in done.stderr
    assert "coverage[toml]" in done.stderr
    assert f"coverage-{NEWER}" in done.stderr


def test_that_the_lock_withstands_newer_releases_by_itself(project: Path, oldest_pip: Path, tmp_path: Path) -> None:
    text = (project / DEV).read_text("utf-8")
    lock = tmp_path / DEV
    lock.write_text(index_of(text, tmp_path / "index"), "utf-8")
    python = environment_with(oldest_pip, tmp_path / "there")
    done = pip(python, tmp_path / "index", *THE_OLD_WAY, str(lock))
    assert done.returncode == 0, done.stderr
    assert wanted(text).items() <= installed(python, tmp_path / "index").items()


def test_that_set_up_takes_the_locked_releases(project: Path, oldest_pip: Path, tmp_path: Path) -> None:
    index, there = tmp_path / "index", tmp_path / "project"
    locks = {name: (project / name).read_text("utf-8") for name in ("requirements-build.lock", DEV)}
    (there / "scripts").mkdir(parents=True)
    shutil.copy(project / "scripts" / "install_locked.py", there / "scripts")
    for name, text in locks.items():
        (there / name).write_text(index_of(text, index), "utf-8")
    python = environment_with(oldest_pip, there / ".venv")
    assert installed(python, index)["pip"] == oldest_pip.name.split("-")[1]
    done = subprocess.run(
        [str(python), str(there / "scripts" / "install_locked.py"), str(there / DEV)],
        env={**pip_environment(index), "PIP_CONSTRAINT": "nowhere.txt", "PIP_UPGRADE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert installed(python, index) == {
        name: version for text in locks.values() for name, version in wanted(text).items()
    }


def test_that_set_up_needs_no_network_with_a_folder_of_wheels(project: Path, oldest_pip: Path, tmp_path: Path) -> None:
    alone = without_network()
    wheels, there = tmp_path / "räder und mehr", tmp_path / "projekt für morgen"
    locks = {name: (project / name).read_text("utf-8") for name in ("requirements-build.lock", "requirements.lock")}
    (there / "scripts").mkdir(parents=True)
    shutil.copy(project / "scripts" / "install_locked.py", there / "scripts")
    for name, text in locks.items():
        (there / name).write_text(index_of(text, wheels), "utf-8")
    python = environment_with(oldest_pip, there / ".venv")
    run = [
        *alone,
        str(python),
        str(there / "scripts" / "install_locked.py"),
        str(there / "requirements.lock"),
    ]
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))}
    bare["PIP_CONFIG_FILE"] = os.devnull
    # Without the folder there is nowhere to take anything from, and that is said in one sentence.
    refused = subprocess.run(run, env=bare | {"PIP_RETRIES": "1"}, capture_output=True, text=True, check=False)
    assert refused.returncode == 2
    (sentence,) = refused.stderr.splitlines()
    assert sentence.startswith("The package index cannot be reached: connect this machine")
    # The second try works.
    done = subprocess.run([*run, "--from", str(wheels)], env=bare, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert wanted(locks["requirements.lock"]).items() <= installed(python, wheels).items()
