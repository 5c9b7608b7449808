"""A folder of tiny wheels that stands for the package index of some day to come.

Every locked release is there with the dependencies it really has and no code; and of every package that has extras, or
on which another depends, there is a newer release too, of the day after the lock was written.
"""

from __future__ import annotations

import base64
import hashlib
import re
import zipfile
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

NEWER = "9999.0"
_LINE = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?P<extras>\[[^]]*\])?==(?P<version>[^\s;]+)(?P<rest>[^\\\n]*)")


def pins(lock: str) -> list[re.Match[str]]:
    """Return the lines of a lock that name a release for this machine, in order."""
    found = [match for line in lock.splitlines() if (match := _LINE.match(line))]
    return [match for match in found if _holds_here(match["rest"])]


def _holds_here(rest: str) -> bool:
    marker = Requirement(f"x{rest.rstrip()}").marker
    return marker is None or marker.evaluate()


def really_asked_for(name: str) -> tuple[list[str], list[str]]:
    """Return what an installed package asks for and the extras it offers; nothing where it is not installed."""
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return [], []
    return about.get_all("Requires-Dist") or [], about.get_all("Provides-Extra") or []


def have_newer(names: list[str]) -> set[str]:
    """Return the locked packages that have extras or dependents: those a resolver might look for anew."""
    asked_of = {canonicalize_name(Requirement(line).name) for name in names for line in really_asked_for(name)[0]}
    return {name for name in names if canonicalize_name(name) in asked_of or really_asked_for(name)[1]}


def write_wheel(folder: Path, name: str, version: str, contents: Mapping[str, bytes] | None = None) -> str:
    """Write a wheel with the dependencies of the installed package of that name; return its SHA-256.

    Without contents it is empty.
    """
    asked, extras = really_asked_for(name)
    stem = f"{canonicalize_name(name).replace('-', '_')}-{version}"
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    lines += [f"Provides-Extra: {extra}" for extra in extras] + [f"Requires-Dist: {line}" for line in asked]
    return _zipped(
        folder / f"{stem}-py3-none-any.whl",
        f"{stem}.dist-info",
        {
            f"{stem}.dist-info/METADATA": "\n".join(lines).encode(),
            f"{stem}.dist-info/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
            **(contents or {}),
        },
    )


def repacked(folder: Path, name: str) -> str:
    """Write the wheel of an installed pure Python package, from its files; return its SHA-256."""
    distribution = metadata.distribution(name)
    stem = f"{canonicalize_name(name).replace('-', '_')}-{distribution.version}"
    contents = {
        str(file): Path(str(file.locate())).read_bytes()
        for file in distribution.files or []
        if ".." not in file.parts and file.suffix != ".pyc" and file.name not in ("RECORD", "INSTALLER", "REQUESTED")
    }
    return _zipped(folder / f"{stem}-py3-none-any.whl", f"{stem}.dist-info", contents)


def _zipped(wheel: Path, about: str, contents: dict[str, bytes]) -> str:
    record = "".join(
        f"{place},sha256={base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b'=').decode()},{len(data)}\n"
        for place, data in contents.items()
    )
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for place, data in contents.items():
            archive.writestr(place, data)
        archive.writestr(f"{about}/RECORD", f"{record}{about}/RECORD,,\n")
    return hashlib.sha256(wheel.read_bytes()).hexdigest()


def index_of(lock: str, folder: Path) -> str:
    """Fill a folder with the releases that a lock names and newer ones; return the lock with those files' hashes.

    Names, extras, versions and markers stay word for word: only the hashes are those of the tiny wheels, and lines for
    other machines fall away.
    """
    folder.mkdir(parents=True, exist_ok=True)
    here = pins(lock)
    newer = have_newer([match["name"] for match in here])
    lines = []
    for match in here:
        name, version = match["name"], match["version"]
        digest = repacked(folder, name) if name == "pip" else write_wheel(folder, name, version)
        lines.append(f"{match[0].rstrip()} \\\n    --hash=sha256:{digest}")
        if name in newer or name == "pip":
            write_wheel(folder, name, NEWER)
    return "\n".join(lines) + "\n"
