"""The user guide shows pictures that are there, and keys and views that the program has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import main
from gui.menus.actions import COMMANDS


@pytest.fixture(scope="module")
def guide(project: Path) -> str:
    """Return the guide's text."""
    return (project / "docs" / "user-guide.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("document", ["user-guide.md", "packaging.md"])
def test_that_every_picture_and_every_page_it_leads_to_is_there(project: Path, document: str) -> None:
    text = (project / "docs" / document).read_text(encoding="utf-8")
    targets = [target for target in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in target]
    assert targets
    assert not [target for target in targets if not (project / "docs" / target).is_file()]


def test_that_every_picture_says_what_it_shows(guide: str) -> None:
    assert all(len(words.split()) >= 3 for words in re.findall(r"!\[([^]]*)\]", guide))


def test_that_the_keys_of_the_guide_are_those_of_the_program(guide: str, project: Path) -> None:
    keys = (project / "resources" / "text" / "keys.md").read_text(encoding="utf-8")
    known = set(re.findall(r"(?:Ctrl\+)?(?:Shift\+)?(?:F\d+|\b[A-Z]\b)", keys))
    known |= {key for command in COMMANDS for key in command.keys if isinstance(key, str)}
    named = set(re.findall(r"\bCtrl\+(?:Shift\+)?(?:F\d+|[A-Z]\b)|(?<![+\w])F\d+\b", guide))
    assert "Ctrl+Shift+O" in named
    assert named <= known


def test_that_the_guide_speaks_of_every_view(guide: str) -> None:
    from gui.views import all_views

    headings = re.findall(r"^### (\w+)", guide, re.MULTILINE)
    assert headings == [str(kind.title) for kind in all_views()]


def test_that_the_commands_of_the_guide_are_those_of_the_program(guide: str) -> None:
    named = set(re.findall(r"^beamside (\w+)", guide, re.MULTILINE))
    assert named
    assert named <= set(main.COMMANDS)
