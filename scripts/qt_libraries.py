"""Which of the system's libraries does Qt still need here?

Qt's wheels bring Qt; what the system's window, font and message services provide they expect to find.
On Linux this prints the packages (by Debian's names) whose libraries cannot be loaded, one a line, or nothing
when all is well. On macOS and Windows there is nothing to add. Needs the standard library alone.

Usage: qt_libraries.py [--display]      (--display: also what a window on a real screen needs)
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterable

# Package in Debian 12 -> the library in it that Qt loads. From Debian 13 and Ubuntu 24.04 on, libglib2.0-0 is
# called libglib2.0-0t64; scripts/set-up asks the package list which name is the one here.
HEADLESS = {
    "libglib2.0-0": "libglib-2.0.so.0",
    "libegl1": "libEGL.so.1",
    "libgl1": "libGL.so.1",
    "libdbus-1-3": "libdbus-1.so.3",
    "libfontconfig1": "libfontconfig.so.1",
    "libxkbcommon0": "libxkbcommon.so.0",
}
DISPLAY = {
    "libxcb-cursor0": "libxcb-cursor.so.0",
    "libxcb-icccm4": "libxcb-icccm.so.4",
    "libxcb-keysyms1": "libxcb-keysyms.so.1",
    "libxcb-shape0": "libxcb-shape.so.0",
    "libxcb-xkb1": "libxcb-xkb.so.1",
    "libxkbcommon-x11-0": "libxkbcommon-x11.so.0",
    "libwayland-cursor0": "libwayland-cursor.so.0",
}


def can_load(library: str) -> bool:
    """Say whether the dynamic loader finds this library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_packages(wanted: dict[str, str]) -> list[str]:
    """Return the packages whose library cannot be loaded, in the order given."""
    return [package for package, library in wanted.items() if not can_load(library)]


def main(arguments: Iterable[str]) -> int:
    """Print the missing packages, one a line."""
    if sys.platform.startswith("linux"):
        wanted = HEADLESS | DISPLAY if "--display" in arguments else HEADLESS
        for package in missing_packages(wanted):
            print(package)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
