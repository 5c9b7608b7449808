"""Collect every wheel for one kind of machine in one folder that installs Beamside there without a network.

Usage: python scripts/wheelhouse.py [PLATFORM] [--python 3.12] [--into FOLDER], or `make wheelhouse PLATFORM=windows`

What the lock says under conditions is judged for the machine that the folder is for, not for this one. The files are
those of the lock, hash for hash; what is published as source only is built here, and is pure Python. Of every file the
folder's own lock has the hash, so that what arrives is what was sent.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement

PROJECT = Path(__file__).resolve().parent.parent
PYTHONS = ("3.11", "3.12", "3.13")
#: Published as source alone; pure Python.
SOURCE_ONLY = ("autograd-gamma",)

_ENTRY = re.compile(r"\n(?=\S)")


@dataclass(frozen=True, slots=True)
class Platform:
    """A kind of machine.

    Attributes
    ----------
    tags : for which wheels are made that run there, as the installer wants them.
    environment : what the conditions of a lock ask about.
    """

    name: str
    tags: tuple[str, ...]
    environment: dict[str, str]


def _linux(machine: str, newest_glibc: int) -> tuple[str, ...]:
    numbered = [f"manylinux_2_{minor}_{machine}" for minor in range(newest_glibc, 4, -1)]
    return (*numbered, f"manylinux2014_{machine}", f"manylinux2010_{machine}", f"manylinux1_{machine}")


def _environment(os_name: str, sys_platform: str, system: str, machine: str) -> dict[str, str]:
    return {
        "os_name": os_name,
        "sys_platform": sys_platform,
        "platform_system": system,
        "platform_machine": machine,
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
        "platform_release": "",
        "platform_version": "",
        "extra": "",
    }


PLATFORMS = {
    kind.name: kind
    for kind in (
        # The README's oldest systems: glibc 2.34 (ARM: 2.39), macOS 13.
        Platform("linux", _linux("x86_64", 34), _environment("posix", "linux", "Linux", "x86_64")),
        Platform("linux-arm", _linux("aarch64", 39), _environment("posix", "linux", "Linux", "aarch64")),
        Platform("windows", ("win_amd64",), _environment("nt", "win32", "Windows", "AMD64")),
        Platform("macos", ("macosx_13_0_arm64",), _environment("posix", "darwin", "Darwin", "arm64")),
        Platform("macos-intel", ("macosx_13_0_x86_64",), _environment("posix", "darwin", "Darwin", "x86_64")),
    )
}


class NoWheelhouseError(Exception):
    """The folder could not be filled; the message is the sentence for the user."""


def entries_for(lock: str, platform: Platform, python: str) -> dict[str, str]:
    """Return the entries of a lock, with their hashes, that hold on a kind of machine, by the package's name.

    The conditions are judged and taken away: in the entries that are returned there are none.
    """
    environment = platform.environment | {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "implementation_version": f"{python}.0",
    }
    found = {}
    for entry in _ENTRY.split(lock.strip()):
        line, _, hashes = entry.partition("\\\n")
        requirement = Requirement(line.strip())
        if requirement.marker is None or requirement.marker.evaluate(environment):
            extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
            found[requirement.name] = f"{requirement.name}{extras}{requirement.specifier} \\\n{hashes}"
    return found


def pip(*arguments: str) -> None:
    """Run the locked installer.

    Raises
    ------
    NoWheelhouseError : it failed.
    """
    done = subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        from install_locked import meaning

        raise NoWheelhouseError(meaning(done.stdout))


def fetch(entries: dict[str, str], platform: Platform, python: str, wheels: Path, work: Path) -> None:
    """Put the wheels of a lock's entries for one kind of machine and one Python into a folder."""
    asked, source = work / "wheels.lock", work / "source.lock"
    asked.write_text("\n".join(text for name, text in entries.items() if name not in SOURCE_ONLY) + "\n", "utf-8")
    abi = f"cp{python.replace('.', '')}"
    tags = [word for tag in (*platform.tags, "any") for word in ("--platform", tag)]
    locked = ("--no-deps", "--require-hashes")
    kind = ("--python-version", python, "--implementation", "cp", "--abi", abi, "--abi", "abi3", "--abi", "none", *tags)
    pip("download", *locked, "--only-binary", ":all:", *kind, "--dest", str(wheels), "--requirement", str(asked))
    built = [name for name in entries if name in SOURCE_ONLY]
    if built and not all(any(wheels.glob(f"{name.replace('-', '_')}-*.whl")) for name in built):
        source.write_text("\n".join(entries[name] for name in built) + "\n", "utf-8")
        pip("wheel", *locked, "--no-build-isolation", "--wheel-dir", str(wheels), "--requirement", str(source))


def own_lock(names: Sequence[str], wheels: Path) -> str:
    """Return a lock that names the wheels of some packages in a folder, each with the hash that the file has."""
    lines = []
    for name in sorted(names):
        stem = re.sub(r"[-_.]+", "_", name).lower()
        files = sorted(file for file in wheels.glob("*.whl") if file.name.lower().startswith(f"{stem}-"))
        versions = {file.name.split("-")[1] for file in files}
        if len(versions) != 1:
            raise NoWheelhouseError(f"{name} is there in {len(versions)} versions instead of one: empty {wheels}.")
        hashes = sorted(hashlib.sha256(file.read_bytes()).hexdigest() for file in files)
        lines.append(" \\\n    ".join([f"{name}=={versions.pop()}", *(f"--hash=sha256:{digest}" for digest in hashes)]))
    return "\n".join(lines) + "\n"


def sums(folder: Path) -> str:
    """Return the SHA-256 of every file in a folder, as `sha256sum -c` reads it."""
    files = sorted(file for file in folder.rglob("*") if file.is_file() and file.name != "SHA256SUMS")
    rows = (f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.relative_to(folder).as_posix()}" for file in files)
    return "\n".join(rows) + "\n"


def add_installer(house: Path, platform: Platform, pythons: Sequence[str]) -> None:
    """Add what installs the wheels: scripts, the start menu's files, a page to read."""
    parts = PROJECT / "packaging" / "wheelhouse"
    (house / "scripts").mkdir(exist_ok=True)
    shutil.copy(parts / "install_house.py", house / "scripts")
    shutil.copy(PROJECT / "scripts" / "install_locked.py", house / "scripts")
    windows = platform.name == "windows"
    shutil.copy(parts / ("install.cmd" if windows else "install"), house)
    if platform.name.startswith("linux"):
        desktop = house / "desktop"
        desktop.mkdir(exist_ok=True)
        for file in ("packaging/beamside.desktop", "packaging/beamside-mime.xml", "scripts/install-desktop"):
            shutil.copy(PROJECT / file, desktop)
        for icon in [
            *(PROJECT / "packaging" / "icons").glob("*.png"),
            PROJECT / "packaging" / "icons" / "beamside.svg",
        ]:
            shutil.copy(icon, desktop)
    words = (parts / "READ-ME.txt").read_text("utf-8")
    command = "install.cmd" if windows else "sh install"
    words = words.format(command=command, platform=platform.name, pythons=", ".join(pythons))
    (house / "READ-ME.txt").write_text(words, "utf-8")
    (house / "pythons.txt").write_text("\n".join(pythons) + "\n", "utf-8")


def fill(house: Path, platform: Platform, pythons: Sequence[str]) -> None:
    """Make the folder for one kind of machine, anew."""
    shutil.rmtree(house, ignore_errors=True)
    wheels, work = house / "wheels", house / "work"
    for folder in (wheels, work):
        folder.mkdir(parents=True)
    names: set[str] = set()
    for python in pythons:
        for lock in ("requirements-build.lock", "requirements.lock"):
            entries = entries_for((PROJECT / lock).read_text("utf-8"), platform, python)
            # Nothing is built on the hospital's machine.
            entries.pop("setuptools", None)
            fetch(entries, platform, python, wheels, work)
            names |= set(entries)
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(wheels), str(PROJECT))
    shutil.rmtree(work)
    (house / "requirements-build.lock").write_text(own_lock(["pip"], wheels), "utf-8")
    (house / "requirements.lock").write_text(own_lock(sorted((names | {"beamside"}) - {"pip"}), wheels), "utf-8")
    add_installer(house, platform, pythons)
    (house / "SHA256SUMS").write_text(sums(house), "utf-8")


def main(arguments: Sequence[str]) -> int:
    """Fill a folder as the command line says."""
    parser = argparse.ArgumentParser(description="Collect every wheel for one kind of machine.", allow_abbrev=False)
    parser.add_argument("platform", choices=sorted(PLATFORMS), nargs="?", default="linux", metavar="PLATFORM")
    parser.add_argument("--python", action="append", choices=PYTHONS, help="only for this one; all three by default")
    parser.add_argument("--into", type=Path)
    given = parser.parse_args(arguments)
    platform = PLATFORMS[given.platform]
    house = (given.into or PROJECT / "dist" / f"wheelhouse-{platform.name}").resolve()
    try:
        fill(house, platform, given.python or PYTHONS)
    except NoWheelhouseError as problem:
        print(problem, file=sys.stderr)
        return 2
    size = sum(file.stat().st_size for file in house.rglob("*") if file.is_file())
    print(f"{round(size / 1e6)} MB in {house}, {len(list((house / 'wheels').iterdir()))} wheels; READ-ME.txt says how.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
