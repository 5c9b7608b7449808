"""Try a built program in its window, as a person would: type a number, save, export the pages, close.

Usage: try_window.py PROGRAM        (Linux; needs Xvfb and xdotool, Debian: xvfb xauth xdotool)

The window stands on a virtual screen, and keys alone reach it. What was typed is looked for in the case that was saved
and in the one that the exported pages carry. Exit code 0 when all of it worked; 1, with what went wrong, when not.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

#: After this long nothing more is waited for: against a hang, not a measure.
HANG_SECONDS = 300
SPARED_ML = 820


class WindowFaultError(Exception):
    """The program did not do what was asked of it."""


def wait_for(what: str, look: Callable[[], object], process: subprocess.Popen[bytes] | None) -> None:
    """Wait until something is there, or the program has gone."""
    until = time.monotonic() + HANG_SECONDS
    while not look():
        if process is not None and process.poll() is not None:
            raise WindowFaultError(f"the program ended ({process.returncode}) while {what} was waited for")
        if time.monotonic() > until:
            raise WindowFaultError(f"{what} never came")
        time.sleep(0.05)


def windows() -> set[str]:
    """Return the numbers of the windows on the screen that have a title."""
    found = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "."], capture_output=True, check=False)
    return set(found.stdout.decode().split())


def focused(what: str, before: set[str], process: subprocess.Popen[bytes]) -> None:
    """Wait for a new window and give it the keyboard: there is no window manager on this screen to do it."""
    wait_for(what, lambda: windows() - before, process)
    time.sleep(1)
    for number in windows() - before:
        subprocess.run(["xdotool", "windowfocus", "--sync", number], check=True, timeout=HANG_SECONDS)


def press(*keys: str) -> None:
    """Press keys, one after the other."""
    subprocess.run(["xdotool", "key", "--delay", "80", *keys], check=True)
    time.sleep(0.3)


def typed(text: str) -> None:
    """Type a text."""
    subprocess.run(["xdotool", "type", "--delay", "60", text], check=True)
    time.sleep(0.3)


def at_start(program: Path, folder: Path) -> tuple[subprocess.Popen[bytes], float]:
    """Start the program; return it and the seconds until its window stood on the screen."""
    names = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
    home = {**{name: str(folder / name) for name in names}, "HOME": str(folder), "QT_QPA_PLATFORM": "xcb"}
    began = time.monotonic()
    process = subprocess.Popen([str(program)], env={**os.environ, **home})
    wait_for("the window", windows, process)
    return process, time.monotonic() - began


def journey(program: Path, folder: Path) -> float:
    """Type the spared liver, save, export, close; return the seconds until the second, warm start's window."""
    process, _ = at_start(program, folder)
    process.terminate()
    process.wait()
    wait_for("an empty screen", lambda: not windows(), None)
    process, warm = at_start(program, folder)
    case, pages = folder / "b.beamside", folder / "b.pdf"
    try:
        focused("the window", set(), process)
        press("Escape", "ctrl+f")
        typed("spared")
        press("Return")
        typed(str(SPARED_ML))
        press("Tab")
        (own,) = before = windows()
        press("ctrl+s")
        focused("the dialog for saving", before, process)
        press("ctrl+a")
        typed(str(case))
        press("Return")
        wait_for("the saved case", case.exists, process)
        saved = json.loads(case.read_text("utf-8"))["inputs"].get("normal_liver_below_15gy_ml")
        if saved != SPARED_ML:
            raise WindowFaultError(f"the {SPARED_ML} mL that was typed is saved as {saved}")
        wait_for("the end of the dialog", lambda: windows() == before, process)
        subprocess.run(["xdotool", "windowfocus", "--sync", own], check=True)
        press("ctrl+e")
        focused("the dialog for exporting", before, process)
        press("ctrl+a")
        typed(str(pages))
        press("Return")
        wait_for("the pages", pages.exists, process)
        carried = subprocess.run([str(program), "report", "--open-case", str(pages)], capture_output=True, check=True)
        if json.loads(carried.stdout)["inputs"].get("normal_liver_below_15gy_ml") != SPARED_ML:
            raise WindowFaultError("the pages carry another case than was typed")
        subprocess.run(["xdotool", "windowfocus", "--sync", own], check=True)
        press("ctrl+q")
        process.wait(HANG_SECONDS)
        if process.returncode:
            raise WindowFaultError(f"the program ended with {process.returncode}")
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    return warm


def main(arguments: list[str]) -> int:
    """Try the program named on the command line."""
    program = Path(arguments[0]).resolve()
    if "ON_THE_VIRTUAL_SCREEN" not in os.environ:
        absent = [
            package for tool, package in (("xvfb-run", "xvfb xauth"), ("xdotool", "xdotool")) if not shutil.which(tool)
        ]
        if absent:
            print(f"The window cannot be tried here: install {' '.join(absent)} (Debian's names).", file=sys.stderr)
            return 1
        with tempfile.NamedTemporaryFile(prefix="beamside-screen-") as keys:
            # With a file of ours for its keys xvfb-run has no folder to remove, which it may fail at (5) after all went
            # well.
            run = ["xvfb-run", "-a", "-f", keys.name, "-s", "-screen 0 1400x900x24"]
            run += [sys.executable, __file__, str(program)]
            return subprocess.run(run, env={**os.environ, "ON_THE_VIRTUAL_SCREEN": "1"}, check=False).returncode
    with tempfile.TemporaryDirectory() as folder:
        try:
            warm = journey(program, Path(folder))
        except (WindowFaultError, subprocess.SubprocessError) as problem:
            print(f"The window: {problem}.", file=sys.stderr)
            return 1
    print(f"The window opened ({warm:.1f} s, warm), a number was typed, saved, printed and read back, and it closed.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
