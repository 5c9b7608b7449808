"""What the hospital's IT has set, as the window shows it: where a person would change it, and in the strip below."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction

from engine.commands.shared.managed_settings import ManagedSettings
from engine.words.language import NAMES
from gui.menus.window_menus import WindowMenus
from gui.messages.message_bar import Message, MessageBar
from gui.shared.language import in_use
from gui.shared.plain_text import PlainLabel, tip
from gui.window.status_strip import StatusStrip


def _words(text: str) -> str:
    return QCoreApplication.translate("ManagedMarks", text)


def in_words(managed: ManagedSettings) -> tuple[str, ...]:
    """Return a line for every setting that is managed."""
    lines = {
        "paper": _words("paper: {value}").format(value={"a4": "A4", "letter": "Letter"}.get(str(managed.paper))),
        "theme": _words("theme: {value}").format(value=_choice(managed.theme)),
        "language": _words("language: {value}").format(value=_choice(managed.language)),
        "local_evidence": _words("the department's own studies: {value}").format(value=managed.local_evidence),
        "evidence_keys": _words("further keys of evidence packs: {value}").format(value=managed.evidence_keys),
        "recent_files": _words("names of files are not remembered")
        if managed.recent_files is False
        else _words("names of files are remembered"),
        "sealed_saving": _words("cases are saved under a passphrase only")
        if managed.sealed_saving
        else _words("cases may be saved without a passphrase"),
    }
    return tuple(lines[name] for name in managed.names)


def _choice(value: str | None) -> str:
    """What a value of the file is called in the menus."""
    return {
        "system": _words("as the system"),
        "light": _words("light"),
        "dark": _words("dark"),
        **NAMES,
    }.get(str(value), str(value))


def show(
    managed: ManagedSettings,
    commands: Mapping[str, QAction],
    menus: WindowMenus,
    strip: StatusStrip,
    messages: MessageBar,
) -> None:
    """Mark what a person cannot change here, and tell of values that were passed over."""
    told = _words("Managed by the hospital's IT")
    closed = []
    if managed.paper is not None:
        closed.append(commands["letter_paper"])
    if managed.theme is not None:
        closed.append(menus.theme.menuAction())
    if managed.language is not None:
        closed.append(menus.language.menuAction())
    if managed.sealed_saving:
        closed.append(commands["save_open"])
    for action in closed:
        action.setEnabled(False)
        action.setText(_words("{words} (managed)").format(words=action.text()))
        action.setStatusTip(told)
        action.setToolTip(tip(told))
    problems = tuple(in_use().of(problem) for problem in managed.problems)
    if managed.names or problems:
        label = PlainLabel(_words("Managed settings"), strip)
        label.setObjectName("managed settings")
        label.setToolTip(tip("\n".join([f"{told} ({managed.file})", *in_words(managed), *problems])))
        strip.addPermanentWidget(label)
    if problems:
        words, more = problems[0], len(problems) - 1
        if more:
            words = _words("{problem} And {more} more: point at “Managed settings” below.").format(
                problem=words, more=more
            )
        messages.show_message(Message("managed settings", words, "problem"))
