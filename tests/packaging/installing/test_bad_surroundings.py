"""Bad surroundings, really made: set-up says one sentence with the remedy, and its second try works."""

from __future__ import annotations

import http.server  # noqa: TID251 - a proxy on this machine that refuses, for pip to meet
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import pytest

from tests.packaging.installing.made_up_index import repacked, write_wheel

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="disks and users are made with Linux's tools"),
]

#: A project of one line, so that what is tried is set-up and not the size of Beamside.
PYPROJECT = """\
[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"
[project]
name = "small"
version = "1"
[tool.setuptools]
packages = []
"""
RUN = "requirements.lock"
#: What is there once set-up is through: the locked package and the project itself.
INSTALLED = {"numpy-1.0.dist-info", "small-1.dist-info"}


@dataclass(frozen=True)
class Index:
    """A folder of wheels, and the locks that name them, by their file names."""

    folder: Path
    locks: Mapping[str, str]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """Return the installer, what builds, and one package that takes 60 MB of a disk."""
    folder = tmp_path_factory.mktemp("index")
    hashes = {name: repacked(folder, name) for name in ("pip", "setuptools")}
    lines = [f"{name}=={metadata.version(name)} --hash=sha256:{digest}\n" for name, digest in hashes.items()]
    large = write_wheel(folder, "numpy", "1.0", {"numpy/large": bytes(60_000_000)})
    locks = {"requirements-build.lock": "".join(lines), RUN: f"numpy==1.0 --hash=sha256:{large}\n"}
    return Index(folder, locks)


@pytest.fixture
def fill(project: Path, index: Index) -> Callable[[Path], Path]:
    """Return what lays the small project with the real scripts into a folder."""

    def laid(folder: Path) -> Path:
        (folder / "scripts").mkdir(parents=True)
        for name in ("set-up", "find-python", "has-display", "qt_libraries.py", "install_locked.py"):
            shutil.copy(project / "scripts" / name, folder / "scripts")
        (folder / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
        for name, text in index.locks.items():
            (folder / name).write_text(text, encoding="utf-8")
        return folder

    return laid


@pytest.fixture
def from_the_folder(index: Index) -> dict[str, str]:
    """Return the settings with which everything comes from the folder and nothing from a network."""
    return {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(index.folder)}


def surroundings(home: Path, settings: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of somebody who has nothing set but what is given."""
    own = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(home), "LANG": "C.UTF-8", "PYTHON": sys.executable}
    return {**own, "PIP_CONFIG_FILE": os.devnull, "PIP_NO_CACHE_DIR": "1", "PIP_NO_COMPILE": "1", **settings}


def set_up(folder: Path, settings: Mapping[str, str], *within: str) -> tuple[int, list[str]]:
    """Run set-up there; return its exit code and the lines in which it complains."""
    done = subprocess.run(
        [*within, str(folder / "scripts" / "set-up"), RUN],
        env=surroundings(folder.parent, settings),
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr.splitlines()


@contextmanager
def proxy_that_answers(code: int) -> Iterator[tuple[str, list[str]]]:
    """Stand on this machine as a proxy that answers every request alike; give its address and what it was asked."""
    asked: list[str] = []

    class Refusing(http.server.BaseHTTPRequestHandler):
        def do_CONNECT(self) -> None:
            asked.append(self.path)
            self.send_response(code)
            self.send_header("Proxy-Authenticate", 'Basic realm="hospital"')
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Refusing)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


def test_that_a_locked_folder_and_refusing_proxies_are_named(
    fill: Callable[[Path], Path], from_the_folder: dict[str, str], tmp_path: Path
) -> None:
    there = fill(tmp_path / "project")
    # The superuser is bound by no permission until he lays that power down.
    bound = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    if bound and subprocess.run([*bound, "true"], check=False, capture_output=True).returncode:
        pytest.skip("this superuser cannot lay down his power to write everywhere (setpriv)")
    there.chmod(0o555)
    try:
        code, complaints = set_up(there, from_the_folder, *bound)
    finally:
        there.chmod(0o755)
    assert code == 2
    (sentence,) = complaints
    assert sentence.startswith(f"No environment could be made in {there}/.venv: see that you may write there")
    for refusal, beginning in (
        (403, "The proxy does not let the packages through: set HTTPS_PROXY to the one that does, or unset it"),
        (407, "The proxy asks for a name and a password: set HTTPS_PROXY to http://NAME:PASSWORD@PROXY:PORT"),
    ):
        with proxy_that_answers(refusal) as (address, asked):
            # A name that nobody has: were the proxy passed by, nothing would be reached.
            settings = {"PIP_INDEX_URL": "https://index.invalid/wheels", "HTTPS_PROXY": address, "PIP_RETRIES": "1"}
            code, complaints = set_up(there, settings, *bound)
        assert code == 2
        (sentence,) = complaints
        assert sentence.startswith(beginning)
        assert set(asked) == {"index.invalid:443"}
    assert set_up(there, from_the_folder, *bound) == (0, [])
    packages = next((there / ".venv" / "lib").glob("python3*/site-packages"))
    assert {path.name for path in packages.iterdir()} >= INSTALLED


def test_that_an_installer_that_was_killed_half_laid_is_made_anew(
    fill: Callable[[Path], Path], from_the_folder: dict[str, str], tmp_path: Path
) -> None:
    there = fill(tmp_path / "project")
    assert set_up(there, from_the_folder) == (0, [])
    packages = next((there / ".venv" / "lib").glob("python3*/site-packages"))
    # The files of the installer come in the order of its wheel; those of this library are the last, and without it the
    # installer still tells its version.
    shutil.rmtree(packages / "pip" / "_vendor" / "urllib3")
    for record in packages.glob("pip-*.dist-info"):
        shutil.rmtree(record)
    assert set_up(there, from_the_folder) == (0, [])


#: Set-up on a disk of its own that grows: $1 is where it is mounted, $2 what to lay on it, then come its sizes.
ON_A_DISK = """\
disk=$1; laid=$2; shift 2
mount -t tmpfs -o size="$1" none "$disk" && cp -r "$laid" "$disk/project" && cd "$disk/project" || exit 77
for size in "$@"; do
    mount -o remount,size="$size" "$disk" || exit 77
    scripts/set-up requirements.lock
    echo "$size: $?" >&2
done
ls .venv/lib/python3*/site-packages
"""


def test_that_a_full_disk_is_named_at_each_step(
    fill: Callable[[Path], Path], from_the_folder: dict[str, str], tmp_path: Path
) -> None:
    there, disk = fill(tmp_path / "project"), tmp_path / "disk"
    disk.mkdir()
    alone = ["unshare", "-m" if os.geteuid() == 0 else "-rm", "--propagation", "private"]
    if shutil.which("unshare") is None or subprocess.run([*alone, "true"], check=False).returncode:
        pytest.skip("this user may not make a disk of his own (unshare)")
    # Not even the environment fits; it does, and what is installed into it does not; all fits.
    done = subprocess.run(
        [*alone, "sh", "-c", ON_A_DISK, "sh", str(disk), str(there), "6m", "52m", "300m"],
        env=surroundings(tmp_path, from_the_folder),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 77:
        pytest.skip("this user may not mount a disk in memory")
    nothing_fits, first, environment_fits, second, third = done.stderr.splitlines()
    assert nothing_fits == "The disk is full: free about 1.5 GB and make again."
    assert environment_fits.startswith(f"The disk is full: free about 1.5 GB where {disk}/project lies")
    assert (first, second, third) == ("6m: 2", "52m: 2", "300m: 0")
    assert set(done.stdout.splitlines()) >= INSTALLED
