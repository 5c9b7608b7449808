"""Text from outside as it may be shown: nothing acts, nothing is unseen, and what is read stays what it was."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.reading.visible_text import visible, visible_json

ACTING = "\x1b\x07\x08\x7f\x9b\u202e\u2066\u200f\u200b\ufeff\u2028\u2029\U000e0041"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", "[U+001B][31mred"),
        ("a\u202eb", "a[U+202E]b"),
        ("two\r\nlines\tand\n", "two\nlines\tand\n"),
        ("over\rwritten", "over[U+000D]written"),
        ("Ångström · مرحبا · 肝臓 · e\u0301", "Ångström · مرحبا · 肝臓 · e\u0301"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("5\u00a0cm\u202f2", "5\u00a0cm\u202f2"),
    ],
    ids=ascii,
)
def test_that_what_acts_is_named_and_every_script_stays(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text(st.characters() | st.sampled_from(ACTING)))
def test_that_nothing_that_acts_is_left(text: str) -> None:
    shown = visible(text)
    assert not set(shown) & set(ACTING)
    assert not any(unicodedata.category(sign) in ("Cc", "Cs") for sign in shown.replace("\n", "").replace("\t", ""))
    assert not any(unicodedata.bidirectional(sign) in {"LRO", "RLO", "LRE", "RLE", "PDF", "LRI", "RLI", "FSI", "PDI"}
                   for sign in shown)  # fmt: skip


@pytest.mark.parametrize("sign", ["\xa0", "\u202e", "\U000e0101", "\x7f", "\u2028", "\ufeff", "\U000f0000"])
@pytest.mark.parametrize("before", [0, 29_999, 30_000, 70_000])
def test_that_in_long_json_every_such_sign_is_escaped_wherever_it_stands(sign: str, before: int) -> None:
    data = json.dumps(["–" * before, sign, "é" * 31_000], ensure_ascii=False, indent=1).encode()
    shown = visible_json(data)
    assert json.loads(shown) == json.loads(data)
    assert sign not in shown.decode()


def test_that_no_sign_is_printed_in_json_but_those_that_are_printable() -> None:
    signs = [chr(code) for code in range(0x20, 0x110000) if not 0xD800 <= code < 0xE000 and chr(code) not in '"\\']
    for at in range(0, len(signs), 5_000):
        shown = visible_json(json.dumps("".join(signs[at : at + 5_000]), ensure_ascii=False).encode()).decode()
        one_by_one = "".join(
            visible_json(json.dumps(sign, ensure_ascii=False).encode()).decode()[1:-1] for sign in signs[at : at + 50]
        )
        assert shown[1:].startswith(one_by_one)


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=6))
def test_that_json_means_the_same_and_shows_nothing_that_acts(value: object) -> None:
    try:
        data = json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return
    shown = visible_json(data)
    assert json.loads(shown) == value
    assert not set(shown.decode()) & set(ACTING)
