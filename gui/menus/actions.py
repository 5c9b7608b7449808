"""Every command once: its words, its key, its place in the menus. What it does is connected by the window."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction, QKeySequence

from gui.meeting.meeting_table import MEETING_COMMANDS
from gui.shared.command import QT_TRANSLATE_NOOP, Command

_Key = QKeySequence.StandardKey

MENUS: tuple[tuple[str, str], ...] = (
    ("file", QT_TRANSLATE_NOOP("Actions", "&File")),
    ("edit", QT_TRANSLATE_NOOP("Actions", "&Edit")),
    ("view", QT_TRANSLATE_NOOP("Actions", "&View")),
    ("meeting", QT_TRANSLATE_NOOP("Actions", "&Meeting")),
    ("tools", QT_TRANSLATE_NOOP("Actions", "&Tools")),
    ("help", QT_TRANSLATE_NOOP("Actions", "&Help")),
)

_T = QT_TRANSLATE_NOOP

COMMANDS: tuple[Command, ...] = (
    Command("new", "file", _T("Actions", "&New case"), (_Key.New,), _T("Actions", "Begin an empty case")),
    Command("open", "file", _T("Actions", "&Open …"), (_Key.Open,), _T("Actions", "Open a case, or the case in a PDF")),
    Command("save", "-file", _T("Actions", "&Save"), (_Key.Save,), _T("Actions", "Save the case")),
    Command(
        "save_as",
        "file",
        _T("Actions", "Save &as …"),
        ("Ctrl+Shift+S",),
        _T("Actions", "Save the case under another name"),
    ),
    Command(
        "save_sealed",
        "file",
        _T("Actions", "Save under a pass&phrase …"),
        (),
        _T("Actions", "Encrypt the case: only the passphrase opens it"),
    ),
    Command(
        "save_open",
        "file",
        _T("Actions", "Save wit&hout passphrase"),
        (),
        _T("Actions", "Save a sealed case so that everybody can open it"),
    ),
    Command(
        "read_plan",
        "-file",
        _T("Actions", "Read a &treatment plan …"),
        ("Ctrl+Shift+O",),
        _T("Actions", "Take the spared liver from DICOM files or a dose-volume histogram"),
    ),
    Command(
        "import_record",
        "file",
        _T("Actions", "&Import a record …"),
        ("Ctrl+Shift+I",),
        _T("Actions", "Take values from a FHIR record of one patient, each shown before it enters the case"),
    ),
    Command(
        "read_text",
        "file",
        _T("Actions", "Values from te&xt …"),
        ("Ctrl+Shift+T",),
        _T("Actions", "Paste lines of a letter and take the values that are recognised"),
    ),
    Command(
        "decision",
        "file",
        _T("Actions", "Decision o&f the board …"),
        (),
        _T("Actions", "Write down what the board decided, for each lesion, with dissent and what is needed"),
    ),
    Command(
        "minutes",
        "file",
        _T("Actions", "Min&utes of the board …"),
        (),
        _T("Actions", "Print what the board decided, or hand it over as FHIR and DICOM"),
    ),
    Command(
        "export", "-file", _T("Actions", "&Export PDF …"), ("Ctrl+E",), _T("Actions", "Write the summary as a PDF")
    ),
    Command(
        "preview", "file", _T("Actions", "Pre&view"), ("Ctrl+P",), _T("Actions", "Show the pages that would be written")
    ),
    Command("print", "file", _T("Actions", "Print the pa&ges …"), ("Ctrl+Alt+P",), _T("Actions", "Print the summary")),
    Command(
        "for_patient",
        "file",
        _T("Actions", "Sheet for the tal&k with the patient …"),
        (),
        _T("Actions", "Write one page in plain words, to be explained by a clinician"),
    ),
    Command(
        "letter_paper",
        "file",
        _T("Actions", "&Letter paper instead of A4"),
        (),
        _T("Actions", "Size of the pages of the summary; it is remembered"),
        checkable=True,
    ),
    Command(
        "copy_board_text",
        "file",
        _T("Actions", "&Copy text for the board"),
        ("Ctrl+Shift+C",),
        _T("Actions", "Copy the summary as plain text"),
    ),
    Command(
        "copy_board_markdown",
        "file",
        _T("Actions", "Copy Mark&down for the board"),
        (),
        _T("Actions", "Copy the summary as Markdown"),
    ),
    Command(
        "export_tables",
        "file",
        _T("Actions", "Export ta&bles as CSV …"),
        (),
        _T("Actions", "Write the tables of the summary into a folder"),
    ),
    Command("close", "-file", _T("Actions", "&Quit"), ("Ctrl+Q",), _T("Actions", "Close the window")),
    Command("undo", "edit", _T("Actions", "&Undo"), (_Key.Undo,)),
    Command("redo", "edit", _T("Actions", "&Redo"), (_Key.Redo, "Ctrl+Shift+Z", "Ctrl+Y")),
    Command(
        "not_known", "-edit", _T("Actions", "Not &known"), ("F8",), _T("Actions", "Make the field you are in not known")
    ),
    Command(
        "change_unit", "edit", _T("Actions", "Other un&it"), ("F4",), _T("Actions", "Show the field in its next unit")
    ),
    Command(
        "copy_field",
        "edit",
        _T("Actions", "&Copy field in words"),
        (),
        _T("Actions", "Copy the field you are in with its value and unit"),
    ),
    Command(
        "context_menu",
        "edit",
        _T("Actions", "&Menu of what you are in"),
        ("Shift+F10",),
        _T("Actions", "Open the menu that the right mouse button opens"),
    ),
    Command("add_lesion", "-edit", _T("Actions", "&Add lesion"), ("Ins",), _T("Actions", "Add a row to the lesions")),
    Command(
        "duplicate_lesion",
        "edit",
        _T("Actions", "&Duplicate lesion"),
        ("Ctrl+D",),
        _T("Actions", "Copy the lesion you are in"),
    ),
    Command(
        "delete_lesion",
        "edit",
        _T("Actions", "De&lete lesion"),
        ("Ctrl+Del",),
        _T("Actions", "Delete the lesion you are in"),
    ),
    Command("find", "-edit", _T("Actions", "&Find field"), (_Key.Find,), _T("Actions", "Look for a field by a word")),
    Command(
        "next_question",
        "edit",
        _T("Actions", "&Next entry to look at"),
        ("F7",),
        _T("Actions", "Go to the next entry with a problem or a question"),
    ),
    Command(
        "moving_on",
        "edit",
        _T("Actions", "Ans&wers move on"),
        (),
        _T("Actions", "After an answer by keyboard, go to the next item that leaves a headline open"),
        checkable=True,
    ),
    Command(
        "next_pane", "-view", _T("Actions", "Next &pane"), ("F6",), _T("Actions", "Go to the next part of the window")
    ),
    Command(
        "previous_pane",
        "view",
        _T("Actions", "Pre&vious pane"),
        ("Shift+F6",),
        _T("Actions", "Go to the previous part of the window"),
    ),
    Command(
        "only_relevant",
        "-view",
        _T("Actions", "&Only what matters for the planned modality"),
        ("Ctrl+M",),
        _T("Actions", "Leave out fields that no criterion and no concern of the planned modality looks at"),
        checkable=True,
    ),
    Command(
        "pin",
        "-view",
        _T("Actions", "P&in this state"),
        ("Ctrl+Shift+P",),
        _T("Actions", "Keep the board page as it is, change the form, and see what flips"),
    ),
    Command(
        "pin_other",
        "view",
        _T("Actions", "Pin &another case …"),
        (),
        _T("Actions", "Hold the board page against a case in a file"),
    ),
    Command("unpin", "view", _T("Actions", "L&et the pin go"), ("Ctrl+Shift+U",), _T("Actions", "Compare no more")),
    Command(
        "copy_view",
        "view",
        _T("Actions", "&Copy this view in words"),
        ("Ctrl+Shift+W",),
        _T("Actions", "Copy what the view shows as text"),
    ),
    Command(
        "save_figure",
        "view",
        _T("Actions", "Save the &figure …"),
        (),
        _T("Actions", "Save the figure you are in as a picture, with its legend and warnings"),
    ),
    Command("larger_text", "-view", _T("Actions", "&Larger text"), (_Key.ZoomIn, "Ctrl+="), ""),
    Command("smaller_text", "view", _T("Actions", "&Smaller text"), (_Key.ZoomOut,), ""),
    Command("normal_text", "view", _T("Actions", "&Normal text"), ("Ctrl+0",), ""),
    Command(
        "registry",
        "tools",
        _T("Actions", "&Registry …"),
        (),
        _T("Actions", "Judge a table of many patients, and open one of its rows as a case"),
    ),
    Command(
        "own_series",
        "tools",
        _T("Actions", "&Own series …"),
        (),
        _T("Actions", "Draw a department's own patients as survival curves beside the published ones"),
    ),
    Command(
        "digitised",
        "tools",
        _T("Actions", "&Digitised curve …"),
        (),
        _T("Actions", "Read clicks on a printed survival curve, put their columns right, and see the curve"),
    ),
    Command(
        "field_help",
        "help",
        _T("Actions", "About this &field"),
        (_Key.HelpContents,),
        _T("Actions", "Help, limits and criteria of the field you are in"),
    ),
    Command("tour", "-help", _T("Actions", "&Tour of five minutes"), (), _T("Actions", "What is where")),
    Command(
        "guide", "help", _T("Actions", "&User guide"), (), _T("Actions", "What each view shows, and how to read it")
    ),
    Command("keyboard", "help", _T("Actions", "&Keys"), ("Ctrl+F1",), _T("Actions", "All keys on one page")),
    Command(
        "intended_use",
        "-help",
        _T("Actions", "&Intended use"),
        (),
        _T("Actions", "What this program is for, and what not"),
    ),
    Command(
        "evidence_packs",
        "help",
        _T("Actions", "&Versions of the evidence …"),
        (),
        _T("Actions", "Look at an evidence pack, take it, or go back to an earlier version"),
    ),
    Command(
        "evidence_changes",
        "help",
        _T("Actions", "What changed in the &evidence"),
        (),
        _T("Actions", "Versions of the evidence library"),
    ),
    Command(
        "self_test",
        "help",
        _T("Actions", "&Self-test"),
        (),
        _T("Actions", "Run the readable cases on this installation"),
    ),
    Command("about", "-help", _T("Actions", "&About Beamside"), (), _T("Actions", "Version and licences")),
    *MEETING_COMMANDS,
)


__all__ = ["COMMANDS", "MENUS", "Command", "make_actions"]


def make_actions(parent: QObject) -> Mapping[str, QAction]:
    """Return one action for each command, by id."""
    found = {}
    for command in COMMANDS:
        action = QAction(QCoreApplication.translate("Actions", command.text), parent)
        action.setObjectName(f"action.{command.id}")
        # What the system uses for a standard key may be one of the texts as well.
        keys = {key.toString(): key for given in command.keys for key in _sequences(given)}
        action.setShortcuts(list(keys.values()))
        action.setStatusTip(QCoreApplication.translate("Actions", command.tip) if command.tip else "")
        action.setCheckable(command.checkable)
        found[command.id] = action
    return found


def _sequences(key: QKeySequence.StandardKey | str) -> list[QKeySequence]:
    return [QKeySequence(key)] if isinstance(key, str) else QKeySequence.keyBindings(key)[:2]
