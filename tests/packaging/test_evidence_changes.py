"""The log of what changed in the evidence, in German: the same entries, numbers and names as the English."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

_HEADING = re.compile(r"^#+ ", re.MULTILINE)
_ENTRY = re.compile(r"^- ", re.MULTILINE)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_NAME = re.compile(r"`[^`]+`")


@pytest.fixture(scope="module")
def both(resources: Path) -> tuple[str, str]:
    """Return the English and the German text."""
    places = (("evidence", "CHANGES.md"), ("text", "de", "evidence-changes.md"))
    english, german = (" ".join(resources.joinpath(*place).read_text("utf-8").split(" ")) for place in places)
    return english, german


def test_that_both_have_the_same_headings_and_entries(both: tuple[str, str]) -> None:
    english, german = ((len(_HEADING.findall(text)), len(_ENTRY.findall(text))) for text in both)
    assert english == german


def test_that_both_have_the_same_numbers(both: tuple[str, str]) -> None:
    english = re.sub(r"(?<=\d),(?=\d{3}\b)", "", both[0])
    german = re.sub(r"(?<=\d)\.(?=\d{3}\b)", "", both[1])
    german = re.sub(r"(?<=\d),(?=\d)", ".", german)
    assert Counter(_NUMBER.findall(english)) == Counter(_NUMBER.findall(german))


def test_that_both_name_the_same_records_and_commands(both: tuple[str, str]) -> None:
    english, german = (Counter(" ".join(name.split()) for name in _NAME.findall(text)) for text in both)
    assert english == german
