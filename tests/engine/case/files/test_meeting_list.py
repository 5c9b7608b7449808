"""The list of a meeting: names of files in their order, and nothing of a patient."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.case.files.meeting_list import (
    MOST_CASES,
    cases_in,
    gathered,
    is_meeting,
    read_meeting,
    with_meeting_ending,
    write_meeting,
)
from engine.case.problems import CaseFileError

NAMES = st.lists(st.from_regex(r"[a-zäß0-9 _-]{1,12}\.beamside", fullmatch=True), max_size=20, unique_by=str.casefold)


def list_of(folder: Path, content: object) -> Path:
    """Return a list with this content."""
    path = folder / "march.beamside-meeting.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


@given(names=NAMES)
def test_that_what_is_written_is_read_again_in_its_order(
    names: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp() / "meeting"
    folder.mkdir(exist_ok=True)
    path = folder / "march.beamside-meeting.json"
    write_meeting(path, [folder / name for name in names])
    assert read_meeting(path) == tuple(folder / name for name in names)


def test_that_the_list_moves_with_its_folder_and_holds_names_alone(tmp_path: Path) -> None:
    before, after, elsewhere = tmp_path / "a", tmp_path / "b", tmp_path / "other.beamside"
    (before / "in").mkdir(parents=True)
    write_meeting(before / "x.beamside-meeting.json", [before / "in" / "1.beamside", elsewhere])
    before.rename(after)
    assert read_meeting(after / "x.beamside-meeting.json") == (after / "in" / "1.beamside", elsewhere)
    assert json.loads((after / "x.beamside-meeting.json").read_text(encoding="utf-8")) == {
        "format": "beamside-meeting/1",
        "cases": ["in/1.beamside", str(elsewhere)],
    }


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "cannot be read"),
        ("[" * 3000, "cannot be read"),
        ({"format": "beamside-case/1", "cases": []}, "no list of cases"),
        ({"cases": []}, "no list of cases"),
        ({"format": "beamside-meeting/2", "cases": []}, "newer version"),
        ({"format": "beamside-meeting/1", "cases": [], "patient": "x"}, "patient"),
        ({"format": "beamside-meeting/1", "cases": "a"}, "cannot be read"),
        ({"format": "beamside-meeting/1", "cases": [" "]}, "cases[0]"),
        ({"format": "beamside-meeting/1", "cases": ["a\0b"]}, "cases[0]"),
        ({"format": "beamside-meeting/1", "cases": ["a"] * (MOST_CASES + 1)}, "more than the 200"),
    ],
)
def test_that_a_list_that_is_none_is_told_in_one_sentence(tmp_path: Path, content: object, words: str) -> None:
    with pytest.raises(CaseFileError) as caught:
        read_meeting(list_of(tmp_path, content))
    (problem,) = caught.value.problems
    assert words in str(problem)
    assert problem.file == "march.beamside-meeting.json"
    assert problem.remedy


@pytest.mark.parametrize("name", ["missing.beamside-meeting.json", "."])
def test_that_a_list_that_is_not_there_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(CaseFileError, match=r"no such file|no list of cases"):
        read_meeting(tmp_path / name)


def test_that_a_list_as_long_as_allowed_is_read(tmp_path: Path) -> None:
    names = [f"{number}.beamside" for number in range(MOST_CASES)]
    assert len(read_meeting(list_of(tmp_path, {"format": "beamside-meeting/1", "cases": names}))) == MOST_CASES


def test_that_a_folder_is_read_as_a_person_counts(tmp_path: Path) -> None:
    for name in ("case 10.beamside", "Case 2.beamside.json", "b.pdf", ".hidden.beamside", "x.beamside-meeting.json"):
        (tmp_path / name).touch()
    assert [path.name for path in cases_in(tmp_path)] == ["Case 2.beamside.json", "case 10.beamside"]


def test_that_a_folder_without_cases_is_told(tmp_path: Path) -> None:
    with pytest.raises(CaseFileError, match="no case file in this folder"):
        gathered([tmp_path])


def test_that_each_case_is_taken_once_at_its_first_place(tmp_path: Path) -> None:
    (tmp_path / "b.beamside").touch()
    listed = list_of(tmp_path, {"format": "beamside-meeting/1", "cases": ["c.beamside", "./b.beamside"]})
    taken = gathered([tmp_path / "c.beamside", tmp_path, listed])
    assert [os.path.basename(path) for path in taken] == ["c.beamside", "b.beamside"]  # noqa: PTH119


def test_that_too_many_cases_are_told(tmp_path: Path) -> None:
    files = [tmp_path / f"{number}.beamside" for number in range(MOST_CASES + 1)]
    assert len(gathered(files[1:])) == MOST_CASES
    with pytest.raises(CaseFileError, match="201 cases are more"):
        gathered(files)


def test_that_a_list_that_cannot_be_written_leaves_what_was_there(tmp_path: Path) -> None:
    with pytest.raises(CaseFileError, match="cannot"):
        write_meeting(tmp_path / "missing" / "x.beamside-meeting.json", [])


@pytest.mark.parametrize(
    ("given", "wanted"),
    [("a", "a.beamside-meeting.json"), ("a.json", "a.beamside-meeting.json"), ("A.Beamside-Meeting.JSON",) * 2],
)
def test_that_a_list_is_known_by_its_ending(given: str, wanted: str) -> None:
    assert with_meeting_ending(Path(given)).name == wanted
    assert is_meeting(Path(wanted))
    assert not is_meeting(Path("a.beamside.json"))


def test_that_a_name_that_is_no_text_is_a_sentence_and_the_list_before_stays(tmp_path: Path) -> None:
    path = list_of(tmp_path, "what was there")
    with pytest.raises(CaseFileError) as told:
        write_meeting(path, [tmp_path / "a.beamside", tmp_path / os.fsdecode(b"\xff.beamside")])
    assert [problem.field for problem in told.value.problems] == ["cases[1]"]
    assert path.read_text("utf-8") == "what was there"
