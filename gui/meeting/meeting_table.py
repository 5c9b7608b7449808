"""The commands of the meeting: their words, keys and places in its menu."""

from __future__ import annotations

from gui.shared.command import QT_TRANSLATE_NOOP, Command

_T = QT_TRANSLATE_NOOP

MEETING_COMMANDS: tuple[Command, ...] = (
    Command(
        "meeting",
        "meeting",
        _T("Actions", "&Begin a meeting …"),
        ("Ctrl+Shift+M",),
        _T("Actions", "Go through several cases in a row: choose their files, or a list that was kept"),
    ),
    Command(
        "meeting_folder",
        "meeting",
        _T("Actions", "Begin with all cases of a &folder …"),
        (),
        _T("Actions", "Go through all cases of a folder"),
    ),
    Command(
        "meeting_next",
        "-meeting",
        _T("Actions", "&Next case"),
        ("Ctrl+PgDown",),
        _T("Actions", "Open the next case of the meeting"),
    ),
    Command(
        "meeting_previous",
        "meeting",
        _T("Actions", "&Previous case"),
        ("Ctrl+PgUp",),
        _T("Actions", "Open the previous case of the meeting"),
    ),
    Command(
        "meeting_list",
        "meeting",
        _T("Actions", "&List of the cases"),
        ("F9",),
        _T("Actions", "Show the cases of the meeting with their headlines beside the form"),
        checkable=True,
    ),
    Command(
        "meeting_export",
        "-meeting",
        _T("Actions", "P&DF of all cases …"),
        (),
        _T("Actions", "Write the list of the meeting and the pages of every case as one PDF"),
    ),
    Command(
        "meeting_print",
        "meeting",
        _T("Actions", "P&rint all cases …"),
        (),
        _T("Actions", "Print the list of the meeting and the pages of every case"),
    ),
    Command(
        "meeting_end",
        "-meeting",
        _T("Actions", "&End the meeting"),
        (),
        _T("Actions", "Put the list away; the case that is open stays"),
    ),
)
