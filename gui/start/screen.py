"""A window needs a screen: whether there is one, and one sentence in place of Qt's abort where there is none."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from engine.words.said import Said, fault, say

#: what Qt opens its windows with that needs a session of somebody who sits before it
_NEED_SESSION = ("xcb", "wayland")
#: what Qt says first where a library is missing that its window needs, whichever it is
_LIBRARY_MISSING = "libxcb-cursor0 is needed"
EXIT_NO_SCREEN = 2


def is_without_screen(environment: Mapping[str, str], platform: str) -> bool:
    """Whether it is certain that no window can open; elsewhere Qt tries.

    Parameters
    ----------
    environment : of the process.
    platform : as `sys.platform` names it; only Linux says in its environment whether there is a screen.
    """
    if not platform.startswith("linux"):
        return False
    wanted = [name for name in environment.get("QT_QPA_PLATFORM", "").lower().split(";") if name]
    if any(not name.startswith(_NEED_SESSION) for name in wanted):
        return False
    if any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET")):
        return False
    # Where nothing is said, Wayland's own default is looked for.
    folder = environment.get("XDG_RUNTIME_DIR")
    return not (folder and (Path(folder) / "wayland-0").exists())


def without_screen(case: Path | None, why: str = "", libraries: Sequence[str] = ()) -> tuple[Said, ...]:
    """Return what is to be said: that no window opens, and whether the case that was asked for is not there either.

    Parameters
    ----------
    case : the file that was to be opened.
    why : what Qt says, where it was asked.
    libraries : what the window needs of a Linux system, by Debian's names.
    """
    said: tuple[Said, ...] = (_no_window(why, libraries),)
    if case is not None and not os.path.lexists(case):
        said = (*said, fault("{path}: there is no such file.", path=case))
    return said


def _no_window(why: str, libraries: Sequence[str]) -> Said:
    if _LIBRARY_MISSING in why:
        return fault(
            "The window cannot open: libraries of the system that it needs are not here. Install them; Debian and "
            "Ubuntu: `apt install {names}`.",
            names=" ".join(libraries),
        )
    if why:
        return fault(
            "The window cannot open: Qt finds no screen that it can use ({why}). Start it in a graphical session; "
            "`beamside --help` names the commands that need none.",
            why=why,
        )
    return say(
        "The window cannot open: no screen was found. Start it in a graphical session (X11 or Wayland); `beamside "
        "--help` names the commands that need none."
    )


@contextmanager
def told_by(tell: Callable[[str], None]) -> Iterator[None]:
    """Tell why no window opens, and end, where Qt would abort the program while the application is made.

    Parameters
    ----------
    tell : is given the first that Qt said of it, in one line.
    """
    from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

    held: list[str] = []

    def on_message(kind: QtMsgType, _context: QMessageLogContext, text: str | None) -> None:
        if kind != QtMsgType.QtFatalMsg:
            held.append(text or "")
            return
        lines = [line for said in (*held, text or "") for line in said.splitlines() if line]
        tell(lines[0].rstrip(". ") if lines else "")
        # Not back into Qt: it would abort, and leave a dump.
        os._exit(EXIT_NO_SCREEN)

    before = qInstallMessageHandler(on_message)
    try:
        yield
    finally:
        qInstallMessageHandler(before)
        if sys.stderr is not None:
            for said in held:
                print(said, file=sys.stderr)  # noqa: T201 - as Qt itself would have said it
