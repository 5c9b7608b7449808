"""What goes into the bundle and what stays out: read by `beamside.spec`, and by the tests that hold it to the truth."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath

#: A row of the packager's tables: place in the bundle, file, kind.
Entry = tuple[str, str, str]

PROJECT = Path(__file__).resolve().parent.parent

#: Our own packages. Modules are imported by name (a command when it is given, a view when it is shown), which reading
#: the sources does not find: all of them go in. Their sources go in too: what remembers results on disk asks for them,
#: and whoever wants to see the basis of a finding can.
OWN_PACKAGES = ("engine", "gui")

#: Packages whose fonts are looked up by name at run time. The second comes with lifelines too, but not by our asking.
FONT_PACKAGES = ("font_source_sans_pro", "matplotlib")

#: Names the packages whose metadata, with their licence files, has to go along with them.
LOCK = PROJECT / "requirements.lock"

#: pyqtgraph makes these names from that of the binding that it finds, so no reading of its sources shows them.
NAMED_AT_RUN_TIME = ("PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets", "PySide6.QtSvg")

#: Never needed at run time, each drawn in by a library that would use it if it were there.
EXCLUDED_MODULES = (
    "tkinter",
    "_tkinter",
    "turtle",
    "idlelib",
    "lib2to3",
    "pydoc_data",
    # Binds a library under the GPL, and there is no prompt to edit.
    "readline",
    "_gdbm",
    "curses",
    "_curses",
    "sqlite3",
    "_sqlite3",
    "IPython",
    "jedi",
    "pytest",
    "hypothesis",
    "setuptools",
    "pip",
    "PyQt5",
    "PyQt6",
    "PySide2",
    "PySide6.QtNetwork",
    "PySide6.QtQml",
    "PySide6.QtQuick",
    "PySide6.QtSql",
    "PySide6.QtDesigner",
    "PySide6.QtHelp",
    "PySide6.QtTest",
    "PySide6.QtUiTools",
    # Looked for by pyqtgraph in its own parts that draw in three dimensions.
    "OpenGL",
    "numba",
    "cupy",
    "h5py",
    # Only matplotlib's fonts are read, and of DICOM no pictures: what draws and what reads images stays out.
    "PIL",
    "kiwisolver",
    "contourpy",
    "fontTools",
    "matplotlib.pyplot",
    "matplotlib.axes",
    "matplotlib.backends",
    "matplotlib.figure",
    "matplotlib.tests",
    "numpy.tests",
    "pandas.tests",
    "scipy.tests",
)

_CASE_TYPE = "beamside.case"

#: What macOS is told of the program: its case files, and that it is at home on dense and on dark screens.
INFO_PLIST = {
    "NSHighResolutionCapable": True,
    "NSRequiresAquaSystemAppearance": False,
    "LSMinimumSystemVersion": "13.0",
    "LSApplicationCategoryType": "public.app-category.medical",
    "UTExportedTypeDeclarations": [
        {
            "UTTypeIdentifier": _CASE_TYPE,
            "UTTypeDescription": "Beamside case",
            "UTTypeConformsTo": ["public.json"],
            "UTTypeTagSpecification": {"public.filename-extension": ["beamside"]},
        }
    ],
    "CFBundleDocumentTypes": [
        {
            "CFBundleTypeName": "Beamside case",
            "CFBundleTypeRole": "Editor",
            "LSHandlerRank": "Owner",
            "LSItemContentTypes": [_CASE_TYPE],
        }
    ],
}

# Qt's parts that the hooks bring along because they lie beside those we use. There is no network, no database, no
# QML and no drawing straight to a console's screen here.
_UNWANTED = re.compile(
    r"""
    (^|/) PySide6/ (Qt/)? plugins/
        ( sqldrivers | tls | networkinformation | qmltooling | designer | qmllint | egldeviceintegrations
        | position | sensors | multimedia | webview | vectorimageformats | wayland-graphics-integration-server
        | printsupport
        ) /
    | (^|/) PySide6/ (Qt/)? plugins/platforms/ (lib)? q (eglfs | linuxfb | minimalegl | vkkhrdisplay | vnc | direct2d)
    # Brings half of GTK along, to ask a desktop for colours that we set ourselves.
    | (^|/) PySide6/ (Qt/)? plugins/platformthemes/libqgtk3
    | (^|/) PySide6/ (Qt/)? plugins/generic/libq (evdev | tuio)
    | (^|/) PySide6/ (Qt/)? plugins/platforminputcontexts/ (lib)? qtvirtualkeyboard
    | (^|/) (lib)? Qt6? (Quick | Qml | VirtualKeyboard | Network | Sql | Designer | Pdf) [A-Za-z0-9]*
        ([.] abi3)? [.] (so | dll | pyd | dylib | framework)
    | (^|/) (PIL | pillow[.]libs | kiwisolver | contourpy) /
    | (^|/) matplotlib/ .* [.] (so | pyd | dylib)
    # Of Qt's own words (buttons, dialogs) those of the languages that the window speaks stay.
    | (^|/) PySide6/ (Qt/)? translations/ (?! qtbase_ (?: de ) [.]qm $)
    | (^|/) PySide6/ (Qt/)? (qml | examples) /
    | (^|/) PySide6/ opengl32sw[.]dll
    | (^|/) font_source_sans_pro/files/ [A-Za-z-]+ [.]otf
    | (^|/) matplotlib/mpl-data/ (sample_data | images) /
    | (^|/) (pydicom/data/ (test_files | charset_files | palettes) | pandas/tests | lifelines/datasets) /
    """,
    re.VERBOSE | re.IGNORECASE,
)


def is_unwanted(destination: str) -> bool:
    """Say whether a file that the hooks found is left out, by its place in the bundle."""
    return _UNWANTED.search(destination.replace("\\", "/")) is not None


#: How the packager tells of a library that a file asks for and that this machine does not have.
_NOT_FOUND = re.compile(r"Library not found: could not resolve '(?P<library>[^']+)', dependency of '(?P<file>[^']+)'")


def libraries_missing(told: Iterable[str]) -> dict[str, str]:
    """Return the libraries that Qt would miss on a user's screen, each with the file that asks for it.

    Parameters
    ----------
    told : what the packager said while it looked for libraries.

    What only files ask for that stay out of the bundle is not missed.
    """
    found = (match for line in told if (match := _NOT_FOUND.search(line)))
    return {match["library"]: match["file"] for match in found if not is_unwanted(match["file"])}


def own_modules() -> list[str]:
    """Return every module of the program but `main`, by its dotted name."""
    found = []
    for package in OWN_PACKAGES:
        for file in sorted((PROJECT / package).rglob("*.py")):
            parts = file.relative_to(PROJECT).with_suffix("").parts
            found.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return found


def hidden_imports() -> list[str]:
    """Return the modules that nothing names in an import statement that reading the sources would find."""
    return [*own_modules(), *FONT_PACKAGES, *NAMED_AT_RUN_TIME]


def resource_files() -> list[tuple[str, str]]:
    """Return every file of `resources/` with the folder of the bundle it belongs in."""
    folder = PROJECT / "resources"
    files = sorted(file for file in folder.rglob("*") if file.is_file() and not _is_litter(file))
    return [(str(file), file.relative_to(PROJECT).parent.as_posix()) for file in files]


def papers() -> list[tuple[str, str]]:
    """Return the texts that have to go along: our licence and those of everything bundled."""
    texts = sorted((PROJECT / "packaging" / "licences").glob("*.txt"))
    return [
        (str(PROJECT / "LICENSE"), "licences"),
        (str(PROJECT / "docs" / "third-party-licences.md"), "licences"),
        *((str(text), "licences") for text in texts),
    ]


def python_licence() -> list[tuple[str, str]]:
    """Return Python's own licence text, which lies in different places, as (place in the bundle, file)."""
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    for file in (
        Path(os.__file__).parent / "LICENSE.txt",
        Path(sys.base_prefix) / "LICENSE.txt",
        Path("/usr/share/doc") / version / "copyright",
    ):
        if file.is_file():
            return [("licences/Python.txt", str(file))]
    raise FileNotFoundError("Python's licence text is not where it used to lie: name its place in packaging/recipe.py.")


def system_copyrights(binaries: Iterable[Entry], package_of: Callable[[Path], str | None]) -> list[tuple[str, str]]:
    """Return the copyright files of the system's libraries that go along, as (place in the bundle, file).

    Parameters
    ----------
    package_of : gives the name of the system's package that a library was installed by, or None.
    """
    found = {}
    for _, source, _ in binaries:
        file = Path(source).resolve()
        if not file.is_relative_to("/usr/lib") and not file.is_relative_to("/lib"):
            continue
        package = package_of(file)
        text = Path("/usr/share/doc") / str(package) / "copyright"
        if package is not None and text.is_file():
            found[f"licences/system/{package}.txt"] = str(text)
    return sorted(found.items())


def debian_package_of(file: Path) -> str | None:
    """Return the Debian package that a library belongs to; None on other systems."""
    # Where /lib is a link to /usr/lib, the package's list may name either.
    for name in (file, Path(str(file).removeprefix("/usr"))):
        try:
            answer = subprocess.run(["dpkg", "-S", str(name)], capture_output=True, text=True, check=False)
        except FileNotFoundError:
            return None
        if answer.returncode == 0:
            return answer.stdout.split(":")[0]
    return None


def locked_distributions(lock: str) -> list[str]:
    """Return the names of the packages that a lock file's text pins, each once."""
    names = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==", lock, re.MULTILINE)
    return sorted({name.lower() for name in names})


def wanted(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries of one of the packager's tables (destination first) that stay in."""
    return [entry for entry in entries if not is_unwanted(entry[0])]


def without_orphans(binaries: Iterable[Entry], imports_of: Callable[[str], Iterable[str]]) -> list[Entry]:
    """Return the binaries without libraries that nothing asks for any more, since what asked was left out.

    Parameters
    ----------
    binaries : rows of the packager's table: place in the bundle, file, kind.
    imports_of : gives the file names of the libraries that a file asks the loader for.
    """
    rows = list(binaries)
    by_name: dict[str, list[Entry]] = {}
    for row in rows:
        by_name.setdefault(PurePosixPath(row[0]).name, []).append(row)
    kept = {row for row in rows if not _may_be_orphan(row)}
    waiting = [row for row in kept if row[2] != "SYMLINK"]
    while waiting:
        for name in imports_of(waiting.pop()[1]):
            for row in by_name.get(PurePosixPath(name).name, []):
                if row not in kept:
                    kept.add(row)
                    if row[2] != "SYMLINK":
                        waiting.append(row)
    return [row for row in rows if row in kept]


def without_dangling(entries: Iterable[Entry], binaries: Iterable[Entry]) -> list[Entry]:
    """Return the entries without links to binaries that have been left out."""
    there = {place for place, _, _ in binaries}
    return [row for row in entries if row[2] != "SYMLINK" or row[1] in there]


def _may_be_orphan(row: Entry) -> bool:
    """Say whether a file is a shared library that is there only because another asks for it."""
    place = PurePosixPath(row[0])
    if row[2] == "EXTENSION" or place.name.startswith("libpython"):
        return False
    return place.parent.as_posix() in (".", "PySide6/Qt/lib")


def _is_litter(file: Path) -> bool:
    return "__pycache__" in file.parts or file.name.startswith(".")
