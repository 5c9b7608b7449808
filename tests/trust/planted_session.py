"""Uses everything with planted values, sockets forbidden: `planted_session.py FOLDER cli|window`; prints what it did.

It is a program of its own so that the tests of privacy can give it a home, a network or none, and read what it leaves.
"""

from __future__ import annotations

import json
import os
import shutil
import socket  # noqa: TID251 - to forbid it
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import NoReturn

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT))

LABEL = "PLANTEDNAME"
NOTES = "PLANTEDNOTE of a visit"
TYPED = "71,3x7PLANTEDTEXT"
AGE = 71.37
CEA = 4321.75
PLANTED = (LABEL, "PLANTEDNOTE", "PLANTEDTEXT", "71.37", "71,37", "4321.75", "4321,75")
NETWORK = ("ssl", "http", "http.client", "urllib.request", "ftplib", "smtplib", "PySide6.QtNetwork")


class SocketOpenedError(Exception):
    """The program has tried to open a socket."""


def forbid_sockets() -> None:
    """Make every socket of Python an error that nobody takes for another one, and note it."""

    def refused(*_given: object, **_named: object) -> NoReturn:
        print("SOCKET", flush=True)
        raise SocketOpenedError

    for name in ("create_connection", "create_server", "socketpair", "getaddrinfo", "gethostbyname", "gethostname"):
        setattr(socket, name, refused)

    class NoSocket(socket.socket):
        def __init__(self, *_given: object, **_named: object) -> None:
            refused()

    socket.socket = NoSocket  # type: ignore[misc]


def planted_case() -> dict[str, object]:
    """Return a case that holds the planted values."""
    example = json.loads((PROJECT / "resources" / "examples" / "borderline.beamside.json").read_text(encoding="utf-8"))
    inputs = {**example["inputs"], "age_years": AGE, "cea_ng_ml": CEA}
    return {**example, "label": LABEL, "notes": NOTES, "inputs": inputs}


def with_few_cases(folder: Path) -> ModuleType:
    """Return the program with resources of its own, whose self-test is short."""
    import main
    from tests.shipped import leave_few_cases

    main.RESOURCES = shutil.copytree(main.RESOURCES, folder / "resources")
    leave_few_cases(main.RESOURCES)
    return main


def use_command_line(folder: Path) -> None:
    """Run every command, mistakes included."""
    main = with_few_cases(folder)
    case, pdf = folder / "files" / "case.beamside.json", folder / "files" / "summary.pdf"
    case.write_text(json.dumps(planted_case()), encoding="utf-8")
    wrong = folder / "files" / "wrong.beamside.json"
    wrong.write_text(json.dumps({**planted_case(), "inputs": {"age_years": -AGE, "nonsense": LABEL}}), encoding="utf-8")
    commands: list[list[object]] = [
        ["assess", case],
        ["assess", case, "--format", "text"],
        ["assess", wrong],
        ["report", case, "-o", pdf, "--long"],
        ["report", "--open-case", pdf, "-o", folder / "files" / "again.beamside.json"],
        ["report", case, "-o", folder / "no such folder" / "x.pdf"],
        ["evidence", "list"],
        ["evidence", "check"],
        ["evidence", "export"],
        ["curve", "landmarks", "--n", "40", "--median", "17.5", "--at", "12:0.7"],
        ["selftest"],
        ["dvh", wrong],
        ["dose", wrong, wrong, "--liver", "Liver"],
        ["--version"],
    ]
    codes = [main.main([str(part) for part in command]) for command in commands]
    print("CODES", codes, file=sys.stderr)


class Answers:
    """Answers in place of dialogs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def file_to_open(self, folder: str) -> Path | None:
        return self._folder / "case.beamside.json"

    def file_to_save(self, suggestion: str) -> Path | None:
        return self._folder / "saved.beamside.json"

    def file_to_export(self, suggestion: str) -> Path | None:
        return self._folder / "summary.pdf"

    def plan_files(self) -> tuple[Path, ...]:
        return ()

    def save_changes(self, name: str) -> str:
        return "discard"

    def slips(self, questions: Sequence[str]) -> str:
        return "confirm"

    def passphrase(self, name: str, wrong: bool) -> str | None:
        return None

    def new_passphrase(self) -> str | None:
        return None

    def folder_for_tables(self, folder: str) -> Path | None:
        return None

    def overwrite_changed(self, name: str) -> str:
        return "overwrite"

    def tell(self, title: str, text: str) -> None:
        print("TOLD", title, file=sys.stderr)


def use_window(folder: Path) -> None:
    """Open, type, save, export, fail, and end without closing: everything that can be left is left."""
    import gui.application
    from engine.case.entry import Unreadable

    files = folder / "files"
    (files / "case.beamside.json").write_text(json.dumps(planted_case()), encoding="utf-8")
    build = gui.application.build_window

    def build_with_answers(*given: object, **named: object) -> object:
        window = build(*given, **named, ask=Answers(files))  # type: ignore[arg-type]
        steps(window)
        return window

    def steps(window: object) -> None:
        from PySide6.QtCore import QTimer

        def type_and_save() -> None:
            window.commands["open"].trigger()  # type: ignore[attr-defined]
            window.document.set_notes(NOTES + " later")  # type: ignore[attr-defined]
            window.commands["save_as"].trigger()  # type: ignore[attr-defined]
            for number in range(window.views.count()):  # type: ignore[attr-defined]
                window.views.setCurrentIndex(number)  # type: ignore[attr-defined]
            for name in ("larger_text", "copy_board_text", "copy_view", "self_test", "about", "keyboard", "tour"):
                window.commands[name].trigger()  # type: ignore[attr-defined]
            window.paper.background.done.connect(lambda _: QTimer.singleShot(0, fail))  # type: ignore[attr-defined]
            window.commands["export"].trigger()  # type: ignore[attr-defined]

        def fail() -> None:
            window.document.set_entry("age_years", Unreadable(TYPED, "no number"))  # type: ignore[attr-defined]
            window.document.set_notes(NOTES + " unsaved")  # type: ignore[attr-defined]
            QTimer.singleShot(200, leave)
            raise ValueError(f"{LABEL} {AGE} {window.document.case!r} {window.document.draft!r}")  # type: ignore[attr-defined]

        def leave() -> None:
            window.settings.write()  # type: ignore[attr-defined]
            window.autosave.wait()  # type: ignore[attr-defined]
            report()
            # As a killed process: no closing, no tidying up.
            os._exit(0)

        QTimer.singleShot(1500, type_and_save)

    gui.application.build_window = build_with_answers
    with_few_cases(folder).main(["gui"])


def report() -> None:
    """Say which modules that reach for the network were loaded."""
    print("LOADED", json.dumps([name for name in NETWORK if name in sys.modules]), flush=True)


if __name__ == "__main__":
    forbid_sockets()
    place = Path(sys.argv[1])
    use: dict[str, Callable[[Path], None]] = {"cli": use_command_line, "window": use_window}
    use[sys.argv[2]](place)
    report()
