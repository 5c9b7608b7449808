"""The user guide, in both languages: pictures that are there; keys, commands and words that the program has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import main
from engine.words.po_file import read_po
from gui.menus.actions import COMMANDS
from scripts import write_guide_text

ENGLISH, GERMAN = write_guide_text.PLACES
#: what the keys are called on a German keyboard
KEYS = {"Strg": "Ctrl", "Umschalt": "Shift", "Bild ab": "Page Down", "Bild auf": "Page Up", "Auf": "Up", "Ab": "Down"}
_HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
_CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
_ITALICS = re.compile(r"(?<![*\w])\*(?![*\s])([^*]+)\*(?!\*)")
_LINK = re.compile(r"\]\(([^)#]+)\)")


def read(project: Path, name: str) -> str:
    """Return the text of a page of docs/."""
    return (project / "docs" / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module", params=[ENGLISH, GERMAN])
def guide(request: pytest.FixtureRequest, project: Path) -> str:
    """Return the guide's text in each language."""
    return read(project, request.param)


@pytest.fixture(scope="module")
def both(project: Path) -> tuple[str, str]:
    """Return the English and the German text."""
    return read(project, ENGLISH), read(project, GERMAN)


def bare(name: str) -> str:
    """Return a name without its mnemonic, the dots of a dialog, line breaks and capitals."""
    return re.sub(r"\s+", " ", name.replace("&", "").removesuffix("…")).strip().lower()


def sections(text: str) -> list[str]:
    """Return the text of each section, the one above the first heading too."""
    return re.split(r"^#+ .+$", text, flags=re.MULTILINE)


def names(section: str) -> set[str]:
    """Return the words of the screen that a section names: they stand in italics."""
    return {bare(name) for name in _ITALICS.findall(_CODE.sub("", section))}


def in_catalogue(project: Path) -> dict[str, set[str]]:
    """Return the German words of every text of the program, both bare."""
    found: dict[str, set[str]] = {}
    for path in sorted((project / "resources/words/de").glob("*.po")):
        for message in read_po(path).messages:
            found.setdefault(bare(message.text), set()).update(map(bare, message.translations))
    return found


def keys_of(text: str) -> list[str]:
    """Return the keys that a text names, by their English names, sorted."""
    for german, english in KEYS.items():
        text = re.sub(rf"\b{german}\b(?=\+)|(?<=\+){german}\b", english, text)
    found = re.findall(r"\b(?:Ctrl|Alt|Shift)\+(?:(?:Alt|Shift)\+)?(?:F\d+|Page \w+|Up|Down|[A-Z]\b|\d|\+)", text)
    return sorted(found + re.findall(r"(?<![+\w])F\d+\b", text))


# ---------------------------------------------------------------------- each of them


@pytest.mark.parametrize("document", [ENGLISH, GERMAN, "packaging.md"])
def test_that_every_picture_and_every_page_it_leads_to_is_there(project: Path, document: str) -> None:
    targets = [target for target in _LINK.findall(read(project, document)) if "://" not in target]
    assert targets
    assert not [target for target in targets if not (project / "docs" / target).is_file()]


def test_that_every_picture_says_what_it_shows(guide: str) -> None:
    assert all(len(words.split()) >= 3 for words in re.findall(r"!\[([^]]*)\]", guide))


def test_that_the_keys_of_the_guide_are_those_of_the_program(guide: str, project: Path) -> None:
    keys = (project / "resources" / "text" / "keys.md").read_text(encoding="utf-8")
    known = set(re.findall(r"(?:Ctrl\+)?(?:Shift\+)?(?:F\d+|\b[A-Z]\b)", keys))
    known |= {key for command in COMMANDS for key in command.keys if isinstance(key, str)}
    named = {key for key in keys_of(guide) if re.fullmatch(r"Ctrl\+(?:Shift\+)?(?:F\d+|[A-Z])|F\d+", key)}
    assert "Ctrl+Shift+O" in named
    assert named <= known


def test_that_the_commands_of_the_guide_are_those_of_the_program(
    guide: str, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = re.findall(r"^beamside .+$", guide, re.MULTILINE)
    lines += [" ".join(line.split()) for line in re.findall(r"`(beamside\s[^`]+)`", guide)]
    assert len(lines) > 8
    for line in lines:
        command, *rest = line.split()[1:]
        if command in ("--help", "COMMAND"):
            continue
        assert command in main.COMMANDS, line
        words = [word for word in rest if command == "curve" and not word.startswith("-")][:1]
        for option in (word for word in rest if word.startswith("-")):
            assert option in help_of(command, words, capsys), line


def test_that_the_options_of_digitised_curves_are_its_own(guide: str, capsys: pytest.CaptureFixture[str]) -> None:
    named = re.findall(r"`(--[a-z-]+)`", guide)
    assert len(named) > 8
    known = help_of("curve", ["digitised"], capsys)
    assert not [option for option in named if option not in known]


def help_of(command: str, words: list[str], capsys: pytest.CaptureFixture[str]) -> set[str]:
    """Return the options that a command's help names."""
    with pytest.raises(SystemExit):
        main.main([command, *words, "--help"])
    return set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", capsys.readouterr().out))


@pytest.mark.parametrize("name", [ENGLISH, GERMAN])
def test_that_help_shows_what_the_guide_says_now(project: Path, name: str) -> None:
    shown = (project / "resources" / "text" / write_guide_text.PLACES[name]).read_text(encoding="utf-8")
    assert shown == write_guide_text.text_of(name), "run python -m scripts.write_guide_text"
    assert "](" not in shown


# ---------------------------------------------------------------------- one beside the other


def test_that_both_guides_have_the_same_sections(both: tuple[str, str]) -> None:
    english, german = (_HEADING.findall(_CODE.sub("", text)) for text in both)
    assert [depth for depth, _ in english] == [depth for depth, _ in german]
    assert len(english) > 15


def test_that_both_guides_speak_of_every_view(both: tuple[str, str], project: Path) -> None:
    from gui.views import all_views

    headings = [[title.partition(":")[0] for depth, title in _HEADING.findall(text) if depth == "###"] for text in both]
    assert headings[0] == [str(kind.title) for kind in all_views()]
    in_german = in_catalogue(project)
    for title, german in zip(*headings, strict=True):
        assert bare(german) in in_german[bare(title)]


def test_that_both_guides_say_the_same_in_each_section(both: tuple[str, str]) -> None:
    for english, german in zip(*map(sections, both), strict=True):
        lists = [len(re.findall(r"^(?:- |\d\. )", text, re.MULTILINE)) for text in (english, german)]
        rows = [len(re.findall(r"^\|", text, re.MULTILINE)) for text in (english, german)]
        assert (lists[0], rows[0]) == (lists[1], rows[1]), german
        assert _CODE.findall(english)[:1] == _CODE.findall(german)[:1], german
        assert keys_of(english) == keys_of(german), german
        here, there = (
            [one for one in _LINK.findall(text) if one not in (ENGLISH, GERMAN)] for text in (english, german)
        )
        # The German guide has pictures of its own.
        assert here == [one.replace("screenshots/de/", "screenshots/") for one in there], german


def test_that_the_words_of_the_screen_are_those_it_shows(both: tuple[str, str], project: Path) -> None:
    known = in_catalogue(project)
    seen = 0
    for english, german in zip(*map(sections, both), strict=True):
        here, there = names(english), names(german)
        assert not here - set(known)
        for name in here:
            assert known[name] & there, f"no German of “{name}”"
        # The language is chosen by its name in both.
        allowed = set().union(*(known[name] for name in here), known["language"], known["view"])
        assert not there - allowed, german
        seen += len(here)
    assert seen > 70


def test_that_the_german_guide_shows_the_german_window(both: tuple[str, str]) -> None:
    pictures = [[one for one in _LINK.findall(text) if one.endswith(".png")] for text in both]
    assert len(pictures[0]) == len(pictures[1]) > 10
    assert all(one.startswith("screenshots/de/") for one in pictures[1])


def test_that_the_german_guide_says_that_no_clinician_has_read_it(both: tuple[str, str]) -> None:
    assert "nicht klinisch geprüft" in both[1]


def test_that_each_guide_and_the_readme_lead_to_both(both: tuple[str, str], project: Path) -> None:
    readme = (project / "README.md").read_text(encoding="utf-8")
    assert f"](docs/{ENGLISH})" in readme
    assert f"](docs/{GERMAN})" in readme
    assert f"]({GERMAN})" in both[0]
    assert f"]({ENGLISH})" in both[1]
