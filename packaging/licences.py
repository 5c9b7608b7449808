#!/usr/bin/env python3
"""Writes docs/third-party-licences.md: what Beamside is shipped with, under which licence, and where it comes from.

Names and versions come from requirements.lock, licences and project pages from the metadata of the installed packages.
Run it as `.venv/bin/python packaging/licences.py` after the lock has changed, read what changed, and commit it.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from email.message import Message
from importlib import metadata
from pathlib import Path
from urllib.parse import urlsplit

PROJECT = Path(__file__).resolve().parent.parent
DOCUMENT = PROJECT / "docs" / "third-party-licences.md"

#: Where the metadata has no expression of the SPDX list: what we read in the package's licence text, beside words of
#: the metadata that must still stand there. When they change, somebody has to read again.
READ_BY_US = {
    "autograd-gamma": ("MIT", "MIT License"),
    "colorama": ("BSD-3-Clause", "BSD License"),
    "contourpy": ("BSD-3-Clause", "BSD 3-Clause License"),
    "cycler": ("BSD-3-Clause", "Copyright (c) 2015, matplotlib project"),
    "font-source-sans-pro": ("OFL-1.1", "SIL OFL 1.1"),
    "kiwisolver": ("BSD-3-Clause", "The Kiwi licensing terms"),
    "matplotlib": ("the Matplotlib licence, after PSF-2.0", "License agreement for matplotlib"),
    "pandas": ("BSD-3-Clause", "BSD 3-Clause License"),
    "pydicom": ("MIT", "MIT License"),
    "scipy": ("BSD-3-Clause", "Enthought"),
    # Three are offered. We take the one that lets a program under another licence use Qt as a shared library.
    "pyside6-essentials": ("LGPL-3.0-only", "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only"),
    "shiboken6": ("LGPL-3.0-only", "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only"),
}

_PLAIN = re.compile(r"(MIT|Apache-2\.0|BSD-[23]-Clause|PSF-2\.0)\Z")
_PAGES = ("homepage", "home", "source", "source code", "repository", "documentation")
#: Where packages are fetched from is nobody's project page.
_INDEX_NAMES = {"pypi", "pythonhosted"}

_HEAD = """\
# Licences of what Beamside is shipped with

Written by `packaging/licences.py` from `requirements.lock` and the metadata of the packages; not to be edited by hand.
Beamside itself is under the Apache License 2.0 (`LICENSE`).

A wheel of Beamside contains none of these: they are installed beside it. A bundle contains all of them, each with its
own licence files, in `_internal/<name>-<version>.dist-info/` or in the package's folder.

## Qt

The window uses Qt and its binding for Python, PySide6 with Shiboken, under the **GNU Lesser General Public License,
version 3**. In a bundle their licence and the General Public License that it builds on lie in
`_internal/licences/LGPL-3.0.txt` and `_internal/licences/GPL-3.0.txt`.

- Qt is used unmodified and as shared libraries (`_internal/PySide6/Qt/lib` on Linux, `_internal/PySide6` on Windows,
  `Contents/Frameworks/PySide6/Qt/lib` on macOS). You may replace them by your own build of the same version; nothing
  checks or prevents that. Qt Network, Qt SQL and Qt QML are not in the bundle.
- The sources of the very version are at <https://download.qt.io/official_releases/qt/> and
  <https://download.qt.io/official_releases/QtForPython/>.
- Reverse engineering in order to debug such changes is permitted.
- What Qt itself contains of others is listed at <https://doc.qt.io/qt-6/licenses-used-in-qt.html>.

## Packages

"""

_TAIL = """
Developers' tools (pytest, ruff, mypy and others, see `docs/decisions/0001-dependencies.md`) are not shipped.

## What else a bundle contains

- **Python**, its standard library and interpreter: PSF-2.0. Its text is `_internal/licences/Python.txt`.
- **The loader** at the front of the program, from PyInstaller: GPL-2.0-or-later, with an exception that permits to ship
  it with programs under any licence.
- **On Linux, libraries of the system that it was built on** (font, window and message services, compression, OpenSSL):
  each its own. `_internal/licences/system/` holds the copyright file of every one of them; their sources are Debian's
  source packages of that name. Those under the Lesser General Public License (GLib, libsystemd, libgcrypt,
  libgpg-error) are unmodified shared libraries, which may be replaced as Qt may. The run-time libraries of the
  compiler (libgcc, libstdc++) are under the GPL with the exception for just this use.

The libraries inside the packages for numerical work (OpenBLAS, the run-time libraries of GNU Fortran and C++ with their
exception) are named in the licence files of NumPy and SciPy. typst is compiled from libraries, and carries fonts, of
others: its project lists them in <https://github.com/typst/typst/blob/main/NOTICE>.
"""


class LicenceError(Exception):
    """A package's licence cannot be told from its metadata: somebody has to read it."""


@dataclass(frozen=True, slots=True)
class Package:
    """One package that users get."""

    name: str
    versions: tuple[str, ...]
    licence: str
    page: str


def locked(lock: str) -> dict[str, tuple[str, ...]]:
    """Return the versions that a lock file pins, by name; two where systems differ."""
    found: dict[str, tuple[str, ...]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;]+)", lock, re.MULTILINE):
        key = re.sub(r"[-_.]+", "-", name).lower()
        found[key] = tuple(sorted({*found.get(key, ()), version}))
    return found


def licence_of(name: str, about: Message) -> str:
    """Return the licence, as an SPDX expression where there is one.

    Raises
    ------
    LicenceError : the metadata gives none, or no longer says what it said when we read the licence.
    """
    said = [about.get("License-Expression") or "", about.get("License") or "", *about.get_all("Classifier", [])]
    if name in READ_BY_US:
        licence, words = READ_BY_US[name]
        if not any(words in text for text in said):
            raise LicenceError(f"{name}: the metadata no longer says “{words}”. Read its licence again.")
        return licence
    if said[0]:
        return said[0]
    if _PLAIN.match(said[1]):
        return said[1]
    raise LicenceError(f"{name}: the metadata names no licence. Read it and add it to READ_BY_US.")


def page_of(name: str, about: Message) -> str:
    """Return the address of the project's own page.

    Raises
    ------
    LicenceError : the metadata names none.
    """
    links = {}
    for line in about.get_all("Project-URL", []):
        label, _, address = line.partition(",")
        links.setdefault(label.strip().lower(), address.strip())
    for address in (*(links.get(label, "") for label in _PAGES), about.get("Home-page") or ""):
        host = urlsplit(address).hostname or ""
        if host and not _INDEX_NAMES & set(host.split(".")):
            return address
    raise LicenceError(f"{name}: the metadata names no page of the project.")


def packages(lock: str) -> list[Package]:
    """Return what a lock file pins, with what the installed packages say of themselves."""
    found = []
    for name, versions in sorted(locked(lock).items()):
        about = metadata.metadata(name)
        found.append(Package(name, versions, licence_of(name, about), page_of(name, about)))
    return found


def document(of: list[Package]) -> str:
    """Return the text of docs/third-party-licences.md."""
    rows = [f"| {p.name} | {', '.join(p.versions)} | {p.licence} | <{p.page}> |" for p in of]
    return _HEAD + "\n".join(["| package | version | licence | project |", "|---|---|---|---|", *rows]) + "\n" + _TAIL


def main() -> int:
    """Write the document."""
    try:
        text = document(packages((PROJECT / "requirements.lock").read_text(encoding="utf-8")))
    except (LicenceError, metadata.PackageNotFoundError) as error:
        print(f"{error}", file=sys.stderr)
        return 1
    DOCUMENT.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
