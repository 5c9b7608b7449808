"""A page in another language: every word is said again, and what the program tells apart stays as it was."""

from __future__ import annotations

import typing
from typing import Any, Literal, get_args, get_origin

import pytest

from engine.findings.records.finding import Finding
from engine.wording.board import board_changes, board_records, meeting
from engine.wording.board.page_in_language import page_in
from engine.words.language import Language, load_language
from tests.shipped import RESOURCES

RECORDS = sorted(
    {
        kind
        for module in (board_changes, board_records, meeting)
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Finding) and kind.__module__ == module.__name__
    },
    key=lambda kind: kind.__name__,
)


def codes_of(annotation: Any) -> list[str]:
    """Return the texts that an annotation allows where it allows no others."""
    if get_origin(annotation) is Literal:
        return [one for one in get_args(annotation) if isinstance(one, str)]
    parts = get_args(annotation)
    return [code for part in parts for code in codes_of(part)] if parts else []


@pytest.fixture(scope="module")
def german() -> Language:
    return load_language(RESOURCES, "de")


@pytest.mark.parametrize("kind", RECORDS)
def test_that_what_the_program_tells_apart_is_not_translated(kind: type[Finding], german: Language) -> None:
    hints = typing.get_type_hints(kind)
    for name in kind.__struct_fields__:
        for code in codes_of(hints[name]):
            record = kind(**{other: () if other != name else code for other in kind.__struct_fields__})
            if get_origin(hints[name]) is not tuple:
                assert getattr(page_in(german, record), name) == code, (kind.__name__, name)
