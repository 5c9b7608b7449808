"""The recipe of the bundle lists what the program needs, without building it. `make package` builds it."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import plistlib
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import QLibraryInfo

import main
from engine.report.writers import fonts
from engine.words.language import NAMES
from gui.look import typeface
from tests.real_screen import virtual_screen


def specification(project: Path) -> str:
    """Return the text that the packager reads."""
    return (project / "packaging" / "beamside.spec").read_text(encoding="utf-8")


def test_that_every_resource_goes_in_at_its_own_place(recipe: ModuleType, project: Path) -> None:
    listed = {Path(place) / Path(file).name for file, place in recipe.resource_files()}
    there = {
        file.relative_to(project)
        for file in (project / "resources").rglob("*")
        if file.is_file() and "__pycache__" not in file.parts and not file.name.startswith(".")
    }
    assert Path("resources/evidence/library.toml") in there
    assert listed == there


def test_that_every_module_of_the_program_goes_in(recipe: ModuleType, project: Path) -> None:
    named = set(recipe.hidden_imports())
    assert {module for module, _ in main.COMMANDS.values()} <= named
    assert {"engine", "gui", "gui.application", "gui.views", "engine.commands.shared.remembered_curves"} <= named
    assert not {name for name in named if name.endswith("__init__")}


@pytest.mark.slow
def test_that_every_hidden_import_can_be_imported(recipe: ModuleType, project: Path) -> None:
    # In a process of its own: what is imported here must not stay in the suite's.
    program = "import importlib, sys\nfor name in sys.argv[1:]: importlib.import_module(name)"
    run = [sys.executable, "-c", program, *recipe.hidden_imports()]
    done = subprocess.run(run, cwd=project, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.returncode == 0


# Shows every view with an example while what the bundle leaves out cannot be imported; prints what of Qt was loaded.
WINDOW_WITHOUT_THE_REST = """
import json, sys
from importlib.abc import MetaPathFinder
from pathlib import Path

class LeftOut(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if any(name == out or name.startswith(out + ".") for out in OUT):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return None

OUT = json.loads(sys.argv[1])
sys.meta_path.insert(0, LeftOut())

from engine.commands.shared.command_context import CommandContext
from engine.findings.published.published_curves import published_curves
from gui.application import application, build_window
from gui.shared.settings_store import SettingsStore

resources, scratch = Path("resources").resolve(), Path(sys.argv[2])
here = CommandContext(resources, scratch / "cache", None)
app = application(["beamside"])
window = build_window(app, resources, fields=here.fields, library=here.library,
    curves=published_curves(here.library), settings=SettingsStore(scratch / "w.ini"), recovery=scratch / "r")
window.show()
window.files.open(resources / "examples" / "sbrt-candidate.beamside.json")
for _ in range(400):
    app.processEvents()
tabs = window.views
from gui.views import all_views
assert tabs.count() == len(all_views()) > 5, tabs.count()
for number in range(tabs.count()):
    tabs.setCurrentIndex(number)
    for _ in range(50):
        app.processEvents()
import engine.report.writers.pdf, engine.dose.plan_files.plan, lifelines, pandas
import gui.printing.page_preview, gui.plan_import.plan_dialog
print(json.dumps(sorted(name for name in sys.modules if name.startswith("PySide6."))))
"""


@pytest.mark.slow
def test_that_the_window_does_without_what_is_left_out(recipe: ModuleType, project: Path, tmp_path: Path) -> None:
    run = [sys.executable, "-c", WINDOW_WITHOUT_THE_REST, json.dumps(recipe.EXCLUDED_MODULES), str(tmp_path)]
    done = subprocess.run(run, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    # What goes wrong in answer to a signal does not end the process.
    assert "Traceback" not in done.stderr
    loaded = {name for name in json.loads(done.stdout) if re.fullmatch(r"PySide6\.Qt\w+", name)}
    written = " ".join(file.read_text(encoding="utf-8") for file in (project / "gui").rglob("*.py"))
    found_by_reading = {f"PySide6.{name}" for name in re.findall(r"from PySide6\.(Qt\w+)", written)}
    assert "PySide6.QtOpenGLWidgets" in loaded
    assert loaded <= found_by_reading | set(recipe.hidden_imports())


def test_that_the_fonts_of_screen_and_paper_go_in(recipe: ModuleType) -> None:
    needed = {typeface._PACKAGE: ("files", typeface._FILES)}
    needed |= {package: (folder, files) for package, folder, _, files in fonts._FONTS}
    assert set(needed) <= set(recipe.FONT_PACKAGES)
    for package, (folder, files) in needed.items():
        for file in files:
            assert not recipe.is_unwanted(f"{package}/{folder}/{file}")


def test_that_no_module_that_the_program_names_is_left_out(recipe: ModuleType, project: Path) -> None:
    named = set()
    for file in [project / "main.py", *(project / "engine").rglob("*.py"), *(project / "gui").rglob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                named |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module is not None:
                named |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    assert "PySide6.QtWidgets" in named
    out = recipe.EXCLUDED_MODULES
    assert not {name for name in named if any(name == o or name.startswith(f"{o}.") for o in out)}


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqwayland.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/Qt/plugins/platforms/libqcocoa.dylib",
        "PySide6/plugins/platforms/qwindows.dll",
        "PySide6\\plugins\\styles\\qmodernwindowsstyle.dll",
        "PySide6/Qt/plugins/iconengines/libqsvgicon.so",
        "PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so",
        "PySide6/Qt/plugins/wayland-shell-integration/libxdg-shell.so",
        "PySide6/Qt/lib/libQt6Widgets.so.6",
        "PySide6/Qt/lib/libQt6DBus.so.6",
        "PySide6/Qt/lib/QtWidgets.framework/Versions/A/QtWidgets",
        "font_source_sans_pro/files/SourceSansPro-Regular.ttf",
        "matplotlib/mpl-data/fonts/ttf/DejaVuSans.ttf",
        "matplotlib/mpl-data/matplotlibrc",
        "resources/evidence/library.toml",
        "typst/_compiler.abi3.so",
    ],
)
def test_that_what_is_needed_stays_in(recipe: ModuleType, place: str) -> None:
    assert not recipe.is_unwanted(place)


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt/lib/libQt6Network.so.6",
        "libQt6Network.so.6",
        "PySide6/Qt6Network.dll",
        "PySide6\\Qt6Quick.dll",
        "PySide6/Qt/lib/QtNetwork.framework/Versions/A/QtNetwork",
        "PySide6/QtNetwork.abi3.so",
        "PySide6/Qt/plugins/tls/libqopensslbackend.so",
        "PySide6/Qt/plugins/sqldrivers/libqsqlite.so",
        "PySide6/plugins/networkinformation/qnetworklistmanager.dll",
        "PySide6/Qt/plugins/platforms/libqvnc.so",
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
    ],
)
def test_that_what_has_no_business_here_stays_out(recipe: ModuleType, place: str) -> None:
    assert recipe.is_unwanted(place)


@pytest.mark.parametrize("code", [code for code in NAMES if code != "en"])
def test_that_qt_s_own_words_in_our_languages_go_in(recipe: ModuleType, code: str) -> None:
    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    assert (folder / f"qtbase_{code}.qm").is_file()
    for place in ("PySide6/Qt/translations", "PySide6/translations"):
        assert not recipe.is_unwanted(f"{place}/qtbase_{code}.qm")
        assert recipe.is_unwanted(f"{place}/qtbase_xx.qm")
        assert recipe.is_unwanted(f"{place}/qtdeclarative_{code}.qm")


def test_that_libraries_nobody_asks_for_are_left_out(recipe: ModuleType) -> None:
    plugin = ("PySide6/Qt/plugins/platforms/libqxcb.so", "/q/libqxcb.so", "BINARY")
    direct = ("libxcb.so.1", "/s/libxcb.so.1", "BINARY")
    indirect = ("libXau.so.6", "/s/libXau.so.6", "BINARY")
    module = ("numpy/x.so", "/n/x.so", "EXTENSION")
    beside = ("numpy.libs/libblas.so", "/n/libblas.so", "BINARY")
    python = ("libpython3.11.so.1.0", "/s/libpython3.11.so.1.0", "BINARY")
    orphan = ("libgtk-3.so.0", "/s/libgtk-3.so.0", "BINARY")
    of_the_orphan = ("libgdk-3.so.0", "/s/libgdk-3.so.0", "BINARY")
    asks = {plugin[1]: ["libxcb.so.1"], direct[1]: ["libXau.so.6"], orphan[1]: ["libgdk-3.so.0"]}
    rows = [plugin, direct, indirect, module, beside, python, orphan, of_the_orphan]
    kept = recipe.without_orphans(rows, lambda file: asks.get(file, []))
    assert kept == [plugin, direct, indirect, module, beside, python]


def test_that_links_to_what_was_left_out_are_left_out(recipe: ModuleType) -> None:
    there = ("PySide6/Qt/lib/libQt6Core.so.6", "/q/libQt6Core.so.6", "BINARY")
    link = ("libQt6Core.so.6", there[0], "SYMLINK")
    dangling = ("libQt6Quick.so.6", "PySide6/Qt/lib/libQt6Quick.so.6", "SYMLINK")
    text = ("licences/LICENSE", "/p/LICENSE", "DATA")
    assert recipe.without_dangling([link, dangling, text], [there]) == [link, text]


def test_that_our_licence_and_those_of_others_go_in(recipe: ModuleType) -> None:
    files = {Path(file).name for file, _ in recipe.papers()}
    assert {"LICENSE", "third-party-licences.md", "LGPL-3.0.txt", "GPL-3.0.txt"} <= files
    assert all(Path(file).stat().st_size > 5000 for file, _ in recipe.papers())
    ((place, python),) = recipe.python_licence()
    assert place == "licences/Python.txt"
    assert "PYTHON SOFTWARE FOUNDATION LICENSE" in Path(python).read_text(encoding="utf-8")


def test_that_what_binds_a_gpl_library_stays_out(recipe: ModuleType) -> None:
    assert {"readline", "_gdbm"} <= set(recipe.EXCLUDED_MODULES)


def test_that_the_specification_is_python_and_uses_the_recipe(project: Path) -> None:
    text = specification(project)
    compile(text, "beamside.spec", "exec")
    for part in ("resource_files", "papers", "hidden_imports", "wanted", "without_orphans", "FONT_PACKAGES"):
        assert f"recipe.{part}" in text


def test_that_the_specification_names_icons_that_are_there(project: Path) -> None:
    icons = project / "packaging" / "icons"
    assert set(re.findall(r'"(beamside\.(?:ico|icns))"', specification(project))) == {"beamside.ico", "beamside.icns"}
    assert (icons / "beamside.ico").read_bytes()[:4] == b"\x00\x00\x01\x00"
    assert (icons / "beamside.icns").read_bytes()[:4] == b"icns"


def test_that_macos_is_told_of_the_case_files(recipe: ModuleType) -> None:
    told = plistlib.loads(plistlib.dumps(recipe.INFO_PLIST))
    (kind,) = told["UTExportedTypeDeclarations"]
    assert kind["UTTypeTagSpecification"]["public.filename-extension"] == ["beamside"]
    assert told["CFBundleDocumentTypes"][0]["LSItemContentTypes"] == [kind["UTTypeIdentifier"]]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no /bin/sh to read the script")
@pytest.mark.parametrize("script", ["build-bundle", "install-desktop"])
def test_that_the_scripts_are_ones_that_the_shell_can_read(project: Path, script: str) -> None:
    file = project / "scripts" / script
    assert os.access(file, os.X_OK)
    assert subprocess.run(["/bin/sh", "-n", str(file)], capture_output=True, check=False).stderr == b""


def test_that_the_tools_that_build_are_locked_with_hashes(project: Path) -> None:
    asked = (project / "packaging" / "requirements.in").read_text(encoding="utf-8")
    lock = (project / "packaging" / "requirements.lock").read_text(encoding="utf-8")
    (pin,) = re.findall(r"^pyinstaller==\S+", asked, re.MULTILINE)
    assert re.search(rf"^{re.escape(pin)} \\$", lock, re.MULTILINE)
    entries = re.split(r"\n(?=\S)", lock.strip())
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}", entry) for entry in entries)
    assert "://" not in lock


def test_that_the_folder_of_recipes_does_not_hide_the_library_of_that_name() -> None:
    found = importlib.util.find_spec("packaging")
    assert found is not None
    assert found.origin is not None


# As the packager said it on a machine that lacked them; the bundle passed its self-test, and its window aborted.
TOLD = """
397491 WARNING: Library not found: could not resolve 'libgtk-3.so.0', dependency of 'x/PySide6/Qt/plugins/platformthemes/libqgtk3.so'.
397492 WARNING: Library not found: could not resolve 'libxcb-icccm.so.4', dependency of 'x/PySide6/Qt/lib/libQt6XcbQpa.so.6'.
397493 WARNING: Library not found: could not resolve 'libxcb-keysyms.so.1', dependency of 'x/PySide6/Qt/plugins/platforms/libqxcb.so'.
397494 WARNING: Library ole32 required via ctypes not found
"""  # noqa: E501


def test_that_a_library_the_window_needs_ends_the_build(recipe: ModuleType, project: Path) -> None:
    missing = recipe.libraries_missing(TOLD.splitlines())
    # What only a part that stays out asks for, and what is of another system, is not missed.
    assert set(missing) == {"libxcb-icccm.so.4", "libxcb-keysyms.so.1"}
    assert recipe.libraries_missing(TOLD.splitlines()[:2]) == {}
    assert "raise SystemExit" in specification(project)
    assert "recipe.libraries_missing(told)" in specification(project)


def test_that_the_window_of_a_bundle_is_tried_before_it_is_given_away(project: Path) -> None:
    script = (project / "scripts" / "build-bundle").read_text("utf-8")
    assert script.index("selftest") < script.index("packaging/try_window.py dist/beamside/beamside ||")


@pytest.mark.parametrize(
    ("absent", "told"),
    [
        ("python", "Beamside needs Python 3.11 or newer and this machine has none: install python3 and python3-venv."),
        ("venv", "Python's venv module is missing: install python3.11-venv (Debian's name) and build again."),
        ("library", "The bundle would not open its window: install libnowhere1 (Debian's names) and build again."),
        ("tools", "tools that are not here: install binutils xdotool (Debian's names) and build again."),
        ("shared", "tools that are not here: install binutils xdotool libpython3.11 (Debian's names) and build again."),
    ],
)
def test_that_what_a_build_lacks_is_said_before_it_begins(
    project: Path, tmp_path: Path, absent: str, told: str
) -> None:
    tools, scripts = tmp_path / "tools", tmp_path / "project" / "scripts"
    for folder in (tools, scripts):
        folder.mkdir(parents=True)
    for name in ("build-bundle", "find-python"):
        shutil.copy(project / "scripts" / name, scripts)
    answers = {
        "uname": "echo Linux",
        "xvfb-run": "",
        "xauth": "",
        "python3": "",
    }
    if absent == "python":
        del answers["python3"]
    elif absent == "venv":
        answers["python3"] = 'case "$*" in *"import ensurepip"*) exit 1;; *print*) echo python3.11-venv;; esac'
    elif absent == "library":
        answers["python3"] = 'case "$*" in *qt_libraries*) echo libnowhere1;; esac'
    elif absent == "shared":
        answers["python3"] = 'case "$*" in *libpython*) echo libpython3.11;; esac'
    for name, line in answers.items():
        (tools / name).write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
        (tools / name).chmod(0o755)
    for name in ("sh", "dirname", "tr"):
        (tools / name).symlink_to(str(shutil.which(name)))
    done = subprocess.run(
        [str(scripts / "build-bundle")], env={"PATH": str(tools)}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    (sentence,) = done.stderr.splitlines()
    assert sentence.endswith(told)
    assert not (tmp_path / "project" / "build").exists()


@pytest.mark.slow
def test_that_a_program_whose_window_aborts_is_found_out(project: Path, tmp_path: Path) -> None:
    screen = virtual_screen(project, tmp_path)
    if shutil.which("xdotool") is None:
        pytest.skip("xdotool, which presses keys on a virtual screen, is not here (Debian's name)")
    program = tmp_path / "beamside"
    program.write_text("#!/bin/sh\nexit 134\n", "utf-8")
    program.chmod(0o755)
    run = [*screen, sys.executable, str(project / "packaging" / "try_window.py"), str(program)]
    done = subprocess.run(
        run, env={**os.environ, "ON_THE_VIRTUAL_SCREEN": "1"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "the program ended (134) while the window was waited for" in done.stdout + done.stderr
