"""Fonts from packages, and what becomes of characters that they lack."""

from __future__ import annotations

import importlib
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.report.writers import fonts as fonts_module
from engine.report.writers.fonts import FontsMissingError, covered_ranges, find_fonts

ZERO_WIDTH = "\u200b"


def test_that_covered_ranges_are_those_of_an_independent_reader() -> None:
    from fontTools.ttLib import TTFont

    for folder in find_fonts().folders[:2]:
        file = next(path for path in sorted(folder.glob("*.ttf")) if path.name in
                    ("SourceSansPro-Regular.ttf", "DejaVuSans.ttf"))  # fmt: skip
        ours = {code for first, last in covered_ranges(file.read_bytes()) for code in range(first, last + 1)}
        with TTFont(file) as font:
            assert ours == set(font.getBestCmap())


@pytest.mark.parametrize("name", ["Łukasz Żółć", "Αθηνά", "Мария", "محمد علي", "שלום", "≥ ± × − ⁹ µ", "#*$\\_`<>@"])
def test_that_names_the_fonts_have_are_left_alone(name: str) -> None:
    assert find_fonts().printable(name) == (name, ())


def test_that_a_character_no_font_has_stands_as_its_code_point() -> None:
    shown, named = find_fonts().printable("A\u0e2a B")
    assert shown == "A[U+0E2A] B"
    assert named == ("\u0e2a",)


@pytest.mark.parametrize(
    "character", ["\x00", "\x07", "\x7f", "\u200b", "\u202e", "\u2066", "\ufeff", "\ue000", "\ud800"]
)
def test_that_control_characters_are_named_and_never_printed(character: str) -> None:
    shown, named = find_fonts().printable(f"a{character}b")
    assert shown == f"a[U+{ord(character):04X}]b"
    assert named == (character,)


def test_that_line_ends_stay_and_letters_are_composed() -> None:
    assert find_fonts().printable("e\u0301\r\nx\ty") == ("é\nx y", ())


def test_that_very_long_words_may_break() -> None:
    shown, named = find_fonts().printable("x" * 100)
    assert shown.replace(ZERO_WIDTH, "") == "x" * 100
    assert max(map(len, shown.split(ZERO_WIDTH))) <= 12
    assert named == ()
    assert find_fonts().printable("x" * 100, breakable=False)[0] == "x" * 100


@given(st.text(max_size=80))
def test_that_every_printed_character_is_one_the_fonts_have(text: str) -> None:
    fonts = find_fonts()
    shown, named = fonts.printable(text, breakable=False)
    assert not fonts.uncovered.search(shown)
    if not named:
        expected = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
        assert shown == expected


def test_that_a_missing_package_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts_module, "_folder_of", lambda package, folder: None)
    find_fonts.cache_clear()
    with pytest.raises(FontsMissingError, match=r"Source Sans Pro is missing.*font_source_sans_pro"):
        find_fonts()
    monkeypatch.undo()
    find_fonts.cache_clear()
    assert find_fonts().families[:2] == ("Source Sans Pro", "DejaVu Sans")


def test_that_an_optional_font_comes_last_and_adds_its_characters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Any font file will do to see that it is taken up.
    taken = next(find_fonts().folders[1].glob("DejaVuSansMono.ttf"))
    (tmp_path / "NotoSansCJKjp-Regular.otf").write_bytes(taken.read_bytes())
    found = find_fonts(tmp_path)
    assert found.families[-1] == "Noto Sans CJK JP"
    assert found.folders[-1] == tmp_path


def test_that_finding_the_fonts_does_not_import_the_packages() -> None:
    code = "import sys; from engine.report.writers import fonts; fonts.find_fonts(); print('matplotlib' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True,
                            cwd=Path(fonts_module.__file__).parents[3])  # fmt: skip
    assert answer.stdout.strip() == "False"


def test_that_the_font_package_is_the_declared_one() -> None:
    assert importlib.util.find_spec("font_source_sans_pro") is not None
