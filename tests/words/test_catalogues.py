"""Every text that is covered is translated, no translation is left over, and both have the same places."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.words.language import NAMES, NOBODY, load_language
from engine.words.po_file import WordsError, read_po
from scripts import words

LANGUAGES = [code for code in NAMES if code != "en"]
PLACE = re.compile(r"\{[a-z0-9_]*\}")
#: digits alone: a point in English is a comma in German
NUMBER = re.compile(r"\d+")


@pytest.fixture(scope="module", params=LANGUAGES)
def code(request: pytest.FixtureRequest) -> str:
    """Return each language there is besides English."""
    return str(request.param)


def test_that_every_covered_text_is_translated(code: str) -> None:
    assert words.missing(code) == []


def test_that_no_translation_is_left_over(code: str) -> None:
    assert words.unused(code) == []


def test_that_a_text_is_translated_once(code: str, project: Path) -> None:
    found = [
        (message.context, message.text)
        for path in sorted((project / "resources/words" / code).glob("*.po"))
        for message in read_po(path).messages
    ]
    assert len(found) == len(set(found)) > 700


def test_that_places_and_keys_are_the_same_in_both(code: str) -> None:
    for (context, text), said in words.translated(code).items():
        for one in said:
            assert sorted(PLACE.findall(one)) == sorted(PLACE.findall(text)), (context, text)
            assert one.count("{") == text.count("{"), (context, text)


def test_that_numbers_are_the_same_in_both(code: str) -> None:
    apart = []
    for (_, text), said in words.translated(code).items():
        wanted, *forms = (sorted(NUMBER.findall(PLACE.sub("", one))) for one in (text, *said))
        apart += [text for found in forms if found != wanted]
    assert apart == []


def test_that_what_begins_a_sentence_begins_one_in_both(code: str) -> None:
    # A sign of a sex is a letter, and a Greek letter has no sentence of its own.
    said_small = [
        text
        for (_, text), said in words.translated(code).items()
        for one in said
        if len(text) > 1 and text.lstrip("&")[:1].isupper() and re.match("&?[a-zäöü]", one)
    ]
    assert said_small == []


@pytest.mark.parametrize(("english", "german"), [(r"[Ss]essions?", r"Sitzung"), (r"$.", r"Beschl(uss|üss)")])
def test_that_one_thing_has_one_name_in_german(english: str, german: str) -> None:
    """A board meets in a Konferenz and comes to an Entscheidung; a Sitzung is one of a radiotherapy's sessions."""
    other = [
        text
        for (_, text), said in words.translated("de").items()
        for one in said
        if re.search(german, one.replace("&", "")) and not re.search(english, text)
    ]
    assert other == []


def test_that_every_group_covers_something() -> None:
    for name, texts in words.COVERED_GROUPS.items():
        assert next(texts(), None) is not None, name


def test_that_every_covered_class_of_the_window_is_there() -> None:
    from gui.shared.language import COVERED

    assert {context for context, _, _ in words.texts_of_window()} == COVERED


def test_that_no_class_of_the_window_is_left_uncovered() -> None:
    from gui.shared.language import COVERED

    assert words.contexts_of_window() - COVERED - {""} == set()


@pytest.mark.parametrize("named", [NOBODY, "", "A. Name, 2026-12-01"])
def test_that_only_a_name_makes_it_reviewed(tmp_path: Path, named: str) -> None:
    folder = tmp_path / "words" / "de"
    folder.mkdir(parents=True)
    signed = 'msgid ""\nmsgstr ""\n"X-Clinically-Reviewed-By: A. Name, 2026-12-01\\n"\n\nmsgid "Age"\nmsgstr "Alter"\n'
    (folder / "a.po").write_text(signed, encoding="utf-8")
    (folder / "b.po").write_text(signed.replace("A. Name, 2026-12-01", named), encoding="utf-8")
    found = load_language(tmp_path, "de")
    assert found.is_reviewed == named.startswith("A. Name")
    assert found.of("Age") == "Alter"


def test_that_nobody_has_reviewed_the_german_yet(resources: Path) -> None:
    # Whoever signs the catalogue changes this test in the same commit.
    assert not load_language(resources, "de").is_reviewed


def test_that_a_broken_catalogue_names_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.po").write_text('msgid "Age"\nmsgstr Alter\n', encoding="utf-8")
    with pytest.raises(WordsError, match=r"a\.po: line 2: this is no line of a catalogue"):
        read_po(tmp_path / "a.po")


def test_that_a_language_without_words_says_so(tmp_path: Path) -> None:
    with pytest.raises(WordsError, match="there are no words of this language"):
        load_language(tmp_path, "de")
