"""Install exactly what a lock file names into the Python that runs this.

Nothing is resolved: the installer itself is locked and comes first, every line of a lock is one release with its
hashes, and no package is asked what else it would like (`--no-deps`). What is published next year is not looked at.
Afterwards `pip check` says whether anything is missing. Needs the standard library and any pip from 22.3 on.

Usage: python scripts/install_locked.py LOCK... [--project] [--from FOLDER] [--pip WHEEL] [--log FILE]
    --project       also Beamside itself, from this folder, so that a change of its sources is used at once
    --from FOLDER   take every file from a folder and none from a network
    --pip WHEEL     start with the installer in this file, where the environment was made without one
    --log FILE      where the installer's own words are kept; build/set-up.log by default
Exit code: 0 done; 2 not done, with one sentence that says why and what to do.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import platform
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
#: The installer and what builds source packages, before all else.
INSTALLER = PROJECT / "requirements-build.lock"

#: Settings of a user's own that would send the packages elsewhere or take other versions. Where files come from
#: (a mirror, a proxy, a certificate) stays the user's.
_NOT_OURS = ("CONSTRAINT", "REQUIREMENT", "TARGET", "PREFIX", "ROOT", "USER", "UPGRADE", "NO_BINARY", "REQUIRE_HASHES")

#: What the installer's words mean, the first that fits: a pattern, and the sentence with the remedy.
_MEANINGS = (
    (r"No space left on device", "The disk is full: free about 1.5 GB where {folder} lies{cache}, and try again."),
    (
        r"407 Proxy",
        (
            "The proxy asks for a name and a password: set HTTPS_PROXY to http://NAME:PASSWORD@PROXY:PORT, and try "
            "again."
        ),
    ),
    (
        r"Cannot connect to proxy|ProxyError",
        (
            "The proxy does not let the packages through: set HTTPS_PROXY to the one that does, or unset it where none "
            "is needed, and try again."
        ),
    ),
    (
        r"Could not find a suitable TLS CA certificate bundle",
        (
            "The certificate file that is set (PIP_CERT, or REQUESTS_CA_BUNDLE) is not there: set PIP_CERT to the one "
            "that is, and try again."
        ),
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|certificate verify failed",
        (
            "The network shows a certificate that Python does not know: set PIP_CERT to your hospital's certificate "
            "file, and try again."
        ),
    ),
    (
        (
            r"NewConnectionError|name resolution|Name or service not known|Network is unreachable|No route to host"
            r"|Connection refused|ConnectTimeout|Read timed out|nodename nor servname|getaddrinfo failed"
            # The installer itself fits every machine: where none is found, nothing was reached, and no word says so
            # where the user's settings ask for no second try.
            r"|No matching distribution found for (?:pip|setuptools)=="
        ),
        (
            "The package index cannot be reached: connect this machine, or set HTTPS_PROXY, and try again; "
            "docs/packaging.md says how to install without a network."
        ),
    ),
    (
        (
            r"DO NOT MATCH THE HASHES|IncompleteRead|incomplete.download|Connection broken: |ConnectionResetError"
            r"|BadZipFile|is invalid|has an invalid wheel"
        ),
        (
            "A file arrived broken or changed on its way{package}: try again, and if it happens twice ask who runs the "
            "network what it does to downloads."
        ),
    ),
    (
        r"Read-only file system|Permission denied|Access is denied",
        "This user may not write in {written}: take a folder in which you may, and try again.",
    ),
    (
        r"No matching distribution found for",
        (
            "No file{package} fits this machine ({machine}) where packages are taken from: take another Python of the "
            "README's list, or a mirror that has it, and try again."
        ),
    ),
)

#: A second try without the cache helps against these: a download that broke off may lie in it, or it lies in a home
#: that cannot be written. What is fetched for it lies twice where temporary files do, and where that is full the
#: installer speaks of an incomplete download; without the cache, of the disk. The colon matters: "connection broken by"
#: is said of a network that is not there at all, and the installer has tried that five times.
_OF_THE_CACHE = re.compile(
    r"DO NOT MATCH THE HASHES|IncompleteRead|incomplete.download|Connection broken: |BadZipFile|Read-only file system"
    r"|Permission denied",
    re.IGNORECASE,
)


class NotInstalledError(Exception):
    """The installer failed; the message is the sentence for the user."""


def meaning(words: str) -> str:
    """Return one sentence, with the remedy, for what the installer said when it failed."""
    named = re.search(r"(?:distribution found for|^\s+)\s*([A-Za-z0-9._-]+)==\S+", words, re.MULTILINE)
    refused = re.search(r"(?:Read-only file system|Permission denied): '([^']+)'", words, re.IGNORECASE)
    facts = {
        # Where the environment lies: the project's folder, or the one that a wheelhouse installs into.
        "folder": str(Path(sys.prefix).parent),
        "written": refused[1] if refused else str(Path(sys.prefix).parent),
        "package": f" ({named[1]})" if named else "",
        "machine": f"Python {platform.python_version()}, {platform.system()} {platform.machine()}",
        "cache": _where_unpacked(),
    }
    for pattern, sentence in _MEANINGS:
        if re.search(pattern, words, re.IGNORECASE):
            return sentence.format_map(facts)
    errors = [line for line in words.splitlines() if line.lstrip().startswith(("ERROR:", "error:"))]
    said = f" ({errors[-1].strip()})" if errors else ""
    return f"The packages could not be installed{said}: delete {sys.prefix}, and try again."


def _where_unpacked() -> str:
    unpacked = os.environ.get("TMPDIR") or ("/tmp" if os.name != "nt" else os.environ.get("TEMP", ""))
    return f" and in {unpacked}" if unpacked else ""


def pip_environment() -> dict[str, str]:
    """Return the environment for the installer, without settings that would install something else."""
    kept = {name: value for name, value in os.environ.items() if name.upper() not in {f"PIP_{no}" for no in _NOT_OURS}}
    return {**kept, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "PIP_ROOT_USER_ACTION": "ignore"}


def helped_without_cache(words: str) -> bool:
    """Say whether the same again without the installer's cache may go well."""
    return _OF_THE_CACHE.search(words) is not None


class Installer:
    """Runs pip, and keeps what it says.

    Parameters
    ----------
    log : where its words are kept.
    first : a wheel of pip to start with; the environment's own where absent.
    """

    def __init__(self, log: Path, first: Path | None = None) -> None:
        self.log = log
        self._pip = ["-m", "pip"] if first is None else [str(first / "pip")]
        with contextlib.suppress(OSError):
            log.unlink(missing_ok=True)

    def install(self, arguments: Sequence[str]) -> None:
        """Install, once more without the cache where a download arrived broken or the cache cannot be written.

        Raises
        ------
        NotInstalledError : it cannot be done.
        """
        code, words = self.run(["install", "--quiet", *arguments])
        if code and helped_without_cache(words):
            code, words = self.run(["install", "--quiet", "--no-cache-dir", *arguments])
        if code:
            raise NotInstalledError(meaning(words))

    def installed_itself(self) -> None:
        """The locked installer is in its place: it does the rest."""
        self._pip = ["-m", "pip"]

    def run(self, arguments: Sequence[str]) -> tuple[int, str]:
        """Run pip, and return its exit code and what it said."""
        # -I: a module of that name in the current folder, or a PYTHONPATH, is none of the installer's business.
        done = subprocess.run(
            [sys.executable, "-I", *self._pip, *arguments],
            env=pip_environment(),
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        # A full disk keeps no log; the sentence for the user is said all the same.
        with contextlib.suppress(OSError):
            self.log.parent.mkdir(exist_ok=True)
            with self.log.open("a", encoding="utf-8") as log:
                log.write(f"$ pip {' '.join(arguments)}\n{done.stdout}\n")
        return done.returncode, done.stdout


def install_all(pip: Installer, locks: Sequence[Path], *, project: bool, folder: Path | None) -> None:
    """Install the locked installer, the locks with it and, if asked, Beamside itself."""
    source = ["--no-index", "--find-links", str(folder)] if folder else []
    locked = ["--no-deps", "--require-hashes", *source]
    pip.install([*locked, "--requirement", str(INSTALLER)])
    pip.installed_itself()
    for lock in locks:
        # One dependency is published as source: the locked setuptools builds it, not one fetched unseen.
        pip.install([*locked, "--no-build-isolation", "--use-pep517", "--requirement", str(lock)])
    if project:
        pip.install(["--no-deps", "--no-index", "--no-build-isolation", "--editable", str(PROJECT)])
    code, words = pip.run(["check"])
    if code:
        raise NotInstalledError(f"The lock is not whole: {words.strip().splitlines()[0]}. Tell us, please.")


def main(arguments: Sequence[str]) -> int:
    """Install as the command line says."""
    parser = argparse.ArgumentParser(description="Install exactly what a lock file names.")
    parser.add_argument("locks", nargs="+", type=Path, metavar="LOCK")
    parser.add_argument("--project", action="store_true")
    parser.add_argument("--from", dest="folder", type=Path)
    parser.add_argument("--pip", type=Path)
    parser.add_argument("--log", type=Path, default=PROJECT / "build" / "set-up.log")
    given = parser.parse_args(arguments)
    if sys.prefix == sys.base_prefix:
        print("Beamside installs into an environment of its own: make one with `python -m venv`.", file=sys.stderr)
        return 2
    locks = [lock.resolve() for lock in given.locks]
    folder = given.folder.resolve() if given.folder else None
    absent = [str(path) for path in [*locks, *([folder] if folder else [])] if not path.exists()]
    if absent:
        print(f"{absent[0]} is not there: name the lock or the folder that is.", file=sys.stderr)
        return 2
    pip = Installer(given.log, given.pip)
    try:
        install_all(pip, locks, project=given.project, folder=folder)
    except NotInstalledError as problem:
        kept = f" (The installer's own words: {pip.log}.)" if pip.log.exists() else ""
        print(f"{problem}{kept}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
