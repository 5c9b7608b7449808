"""Nothing in the window can take text from outside for markup: labels, boxes and tips are made in one place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

GUI = Path(__file__).resolve().parents[2] / "gui"
MODULES = sorted(file for file in GUI.rglob("*.py") if file.name != "plain_text.py")

#: Qt's own that guess, or that are always markup; `gui/shared/plain_text.py` has what stands in for them.
GUESSING = {"QLabel", "QMessageBox", "QInputDialog", "QErrorMessage", "QProgressDialog", "QWhatsThis", "QToolTip"}
#: What gives a tip: its words are the program's own, or go through `tip`.
TIPS = {"setToolTip", "setTabToolTip", "setHeaderToolTip", "setWhatsThis"}
#: Modules that write HTML or Markdown; `tests/gui/test_planted_text.py` sees that they escape what they put in.
MARK_UP = {
    "gui/views/evidence/record_page.py",
    "gui/views/evidence/view.py",
    "gui/help/help_commands.py",
    "gui/help/help_windows.py",
    "gui/form/field_hint.py",
}
MARKING = {
    "setHtml",
    "setMarkdown",
    "insertHtml",
    "appendHtml",
    "MarkedUpLabel",
    "RichText",
    "AutoText",
    "MarkdownText",
}


def name_of(file: Path) -> str:
    """Return a file's name as a test shows it."""
    return file.relative_to(GUI.parent).as_posix()


def calls(file: Path) -> Iterator[ast.Call]:
    """Yield every call of a module."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield node


def called(call: ast.Call) -> str:
    """Return the last name of what is called."""
    function = call.func
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )


def is_own_words(node: ast.expr) -> bool:
    """Whether this text is the program's own, or has gone through `tip`."""
    if isinstance(node, ast.Constant):
        return True
    return isinstance(node, ast.Call) and called(node) in {"tip", "tr", "_tr", "_words", "translate"}


def guessing_in(tree: ast.Module) -> list[str]:
    """Return the places where something is made, or derived from, that guesses whether a text is markup."""
    found = []
    for node in ast.walk(tree):
        names: list[ast.expr] = []
        if isinstance(node, ast.Call):
            names = [node.func]
            inner = node.func
            if isinstance(inner, ast.Attribute) and isinstance(inner.value, ast.Name):
                # QMessageBox.information(...) and its like.
                names.append(inner.value)
        elif isinstance(node, ast.ClassDef):
            names = list(node.bases)
        found += [
            f"{name.id}, line {name.lineno}" for name in names if isinstance(name, ast.Name) and name.id in GUESSING
        ]
    return found


def unescaped_tips_in(tree: ast.Module) -> list[str]:
    """Return the places where a tip is given words that may come from outside."""
    return [
        f"{called(node)}, line {node.lineno}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and called(node) in TIPS and not is_own_words(node.args[-1])
    ]


def marking_in(tree: ast.Module) -> list[str]:
    """Return the places where text becomes markup."""
    found = []
    for node in ast.walk(tree):
        name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
        if name in MARKING:
            found.append(f"{name}, line {node.lineno}")  # type: ignore[attr-defined]
    return found


@pytest.mark.parametrize("file", MODULES, ids=name_of)
def test_that_no_label_or_box_of_qt_itself_is_made(file: Path) -> None:
    assert guessing_in(ast.parse(file.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("file", MODULES, ids=name_of)
def test_that_every_tip_is_the_programs_own_or_escaped(file: Path) -> None:
    assert unescaped_tips_in(ast.parse(file.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("file", [file for file in MODULES if name_of(file) not in MARK_UP], ids=name_of)
def test_that_text_becomes_markup_in_the_named_modules_alone(file: Path) -> None:
    assert marking_in(ast.parse(file.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("file", MODULES, ids=name_of)
def test_that_a_model_that_gives_tips_escapes_them(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    if "ToolTipRole" in text:
        assert any(called(call) == "tip" for call in calls(file))


def test_that_these_rules_see_what_they_forbid() -> None:
    tree = ast.parse(
        "class Mine(QLabel): pass\n"
        "QLabel(name)\n"
        "QMessageBox.information(self, title, text)\n"
        "box.addButton(words, QMessageBox.ButtonRole.AcceptRole)\n"
        "label.setToolTip(path.name)\n"
        "label.setToolTip(self.tr('mine'))\n"
        "view.setHtml(text)\n"
        "label.setTextFormat(Qt.TextFormat.AutoText)\n"
    )
    assert sorted(guessing_in(tree)) == ["QLabel, line 1", "QLabel, line 2", "QMessageBox, line 3"]
    assert unescaped_tips_in(tree) == ["setToolTip, line 5"]
    assert {place.split(",")[0] for place in marking_in(tree)} == {"setHtml", "AutoText"}
