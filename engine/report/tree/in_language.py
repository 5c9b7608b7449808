"""A document's tree in another language: every text is said again, and nothing else of it changes.

What is printed in a source, what a person typed and what a study is called stand in the tree as `Own`, or where no text
of the program stands: in the numbers of references and in the references themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, TypeVar

import msgspec

from engine.report.survival.survival_scene import Scene, SceneText
from engine.report.tree.document_records import Block, Interval, Node, Paragraph, Run, Timeline, run
from engine.words.language import Language
from engine.words.said import Said, say

_Tree = TypeVar("_Tree", bound=Node)
#: what steers and is never read
_NEVER_READ = frozenset({"name", "format", "symbol", "symbols", "style", "language", "evidence"})


def blocks_in(language: Language, blocks: Iterable[Block]) -> list[Block]:
    """Return blocks in a language; English as it is."""
    return [*blocks] if language.is_english else [node_in(language, block) for block in blocks]


def node_in(language: Language, node: _Tree) -> _Tree:
    """Return a node with all its texts in a language."""
    if isinstance(node, (Interval, Timeline)) or language.is_english:
        return node
    if isinstance(node, Run) and node.style == "cite":
        return node
    said = {}
    for name in node.__struct_fields__:
        value = getattr(node, name)
        if name not in _NEVER_READ and (now := _in(language, value)) is not value:
            said[name] = now
    return msgspec.structs.replace(node, **said) if said else node


def unreviewed(language: Language) -> list[Block]:
    """Return the line that says that nobody has read the translation as a clinician; nothing where somebody has."""
    if language.is_reviewed:
        return []
    words = language.of(say("Translation not clinically reviewed: what counts is the English summary."))
    return [Paragraph(runs=run(words, "strong"), quiet=True)]


def _in(language: Language, value: Any) -> Any:
    if isinstance(value, str):
        return language.of(value)
    if isinstance(value, Node):
        return node_in(language, value)
    if isinstance(value, tuple):
        return tuple(_in(language, item) for item in value)
    if isinstance(value, Scene):
        items = tuple(_text_in(language, item) if isinstance(item, SceneText) else item for item in value.items)
        return replace(value, items=items, alt=language.of(value.alt))
    return value


def _text_in(language: Language, item: SceneText) -> SceneText:
    # A number or a letter is a plain text, and the same in every language.
    return replace(item, text=language.of(item.text)) if isinstance(item.text, Said) else item
