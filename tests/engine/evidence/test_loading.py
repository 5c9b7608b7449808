"""The loader refuses: each rule of record, with file, key and remedy; and what it remembers is what it read."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import msgspec
import pytest

import engine.evidence.loading as module
from engine.evidence.library import Library
from engine.evidence.loading import load_library
from engine.evidence.problems import EvidenceError
from tests.engine.evidence.broken_records import ALL, BROKEN, COHORT, CRITERION

Minimal = Callable[..., Path]


def problems_of(folder: Path, field_kinds: dict[str, str], **more: Any) -> list[str]:
    with pytest.raises(EvidenceError) as caught:
        load_library(folder, field_kinds, **more)
    problems = [str(problem) for problem in caught.value.problems]
    assert str(caught.value) == "\n".join(problems)
    assert all("\n" not in problem for problem in problems)
    return problems


def test_that_the_minimal_library_loads_and_every_record_is_found_by_its_id(
    minimal: Minimal, field_kinds: dict[str, str]
) -> None:
    library = load_library(minimal(ALL), field_kinds)
    assert (library.version, len(library.files)) == ("1.0", 1)
    assert set(library.source_of) >= {
        *("smith2020.all", "smith2020.os", "sbrt.size", "smith2020.c", "D9-01", "smith_score", "smith2020.m"),
        *("smith2020.s", "smith2020.k"),
    }
    assert set(library.source_of.values()) == {"smith2020"}
    assert library.dissents["sbrt.size"][0][0] == "smith2020"
    assert [figure.id for figure in library.figures_for("sbrt")] == ["smith2020.os"]


@pytest.mark.hazard("number-without-source")
@pytest.mark.parametrize(("records", "key", "words"), BROKEN, ids=[f"{key}: {words[:30]}" for _, key, words in BROKEN])
def test_that_a_broken_record_is_refused_with_file_key_and_remedy(
    records: str, key: str, words: str, minimal: Minimal, field_kinds: dict[str, str]
) -> None:
    assert records != ALL, "this example breaks nothing"
    problems = problems_of(minimal(records), field_kinds)
    assert any(problem.startswith(f"smith2020.toml: {key}: ") and words in problem for problem in problems), problems


ARM = ALL.replace('locator = "Table 1"\npatients = 20', 'locator = "Table 1"\ntrial = "smith"\npatients = 20', 1)


@pytest.mark.hazard("mixed-cohorts")
@pytest.mark.parametrize(
    "arm",
    [
        ARM,
        ALL.replace("patients = 20", "randomised = true\npatients = 20", 1),
    ],
)
def test_that_an_arm_says_whether_it_was_given_the_option(
    arm: str, minimal: Minimal, field_kinds: dict[str, str]
) -> None:
    (problem,) = problems_of(minimal(arm), field_kinds)
    assert problem.startswith("smith2020.toml: smith2020.all.without_option: the arm of a trial has to state whether ")
    assert problem.endswith("Write false where they were, and true where they were not, as the source has it.")
    for said in ("true", "false"):
        stated = arm.replace("patients = 20", f"without_option = {said}\npatients = 20", 1)
        assert load_library(minimal(stated), field_kinds).cohorts["smith2020.all"].without_option is (said == "true")


def test_that_every_cohort_of_a_randomised_trial_is_an_arm(minimal: Minimal, field_kinds: dict[str, str]) -> None:
    folder = minimal(ALL)
    source = folder / "sources" / "smith2020.toml"
    text = source.read_text("utf-8")
    design = next(line for line in text.splitlines() if line.startswith("design = "))
    source.write_text(text.replace(design, 'design = "randomised_trial"'), encoding="utf-8")
    (problem,) = problems_of(folder, field_kinds)
    assert problem.startswith("smith2020.toml: smith2020.all.without_option: ")


def test_that_a_pack_from_before_arms_were_asked_loads(minimal: Minimal, field_kinds: dict[str, str]) -> None:
    folder = minimal(ARM)
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.toml")}
    cache = folder.parent / "cache"
    packed = load_library(folder, field_kinds, packed=files, remembered_in=cache)
    assert packed.cohorts["smith2020.all"].without_option is None
    # What was remembered of the pack stands for no folder.
    assert len(problems_of(folder, field_kinds, remembered_in=cache)) == 1


def test_that_all_problems_come_at_once(minimal: Minimal, field_kinds: dict[str, str]) -> None:
    broken = ALL.replace('unit = "proportion"', 'unit = ""', 1).replace("value = 0.5", "value = 5", 1)
    assert len(problems_of(minimal(broken), field_kinds)) == 2


def test_that_subgroups_in_a_circle_are_refused(minimal: Minimal, field_kinds: dict[str, str]) -> None:
    second = COHORT.replace("smith2020.all", "smith2020.b") + 'subgroup_of = "smith2020.all"\n'
    circle = COHORT + 'subgroup_of = "smith2020.b"\n' + second
    assert len(problems_of(minimal(circle), field_kinds)) == 2
    chain = COHORT + second + COHORT.replace("smith2020.all", "smith2020.c") + 'subgroup_of = "smith2020.b"\n'
    assert len(load_library(minimal(chain), field_kinds).cohorts) == 3


def test_that_two_files_may_not_share_an_id(minimal: Minimal, field_kinds: dict[str, str]) -> None:
    from_other = (minimal() / "sources" / "smith2020.toml").read_text("utf-8").replace("smith2020", "jones2021")
    folder = minimal(CRITERION, jones2021=from_other + CRITERION)
    (problem,) = problems_of(folder, field_kinds)
    assert (
        problem == "smith2020.toml: sbrt.size: this id stands already in jones2021.toml. Give one of them another id."
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('short = "Smith 2020"', "short = ' '"), "source.short: this is empty"),
        (("year = 2020", "year = '2020'"), "source.year: Expected `int | null`, got `str`"),
        (('paper = ""', ""), "source.paper: this key is missing"),
        (
            ('paper = ""', 'paper = ""\nas_reported_by = "nobody"\nlocator = "x"'),
            "source.as_reported_by: there is no source",
        ),
        (('paper = ""', 'paper = ""\nas_reported_by = "smith2020"'), "source.locator: this is empty"),
        (('id = "smith2020"', 'id = "smith2021"'), "source.id: the file must be named after the source's id"),
        (("beamside-source/1", "beamside-source/2"), "format: Invalid enum value 'beamside-source/2'"),
        (('design = "retrospective"', 'design = "guess"'), "source.design: Invalid enum value 'guess'"),
    ],
)
def test_that_a_broken_source_is_refused(
    change: tuple[str, str], words: str, minimal: Minimal, field_kinds: dict[str, str]
) -> None:
    folder = minimal()
    file = folder / "sources" / "smith2020.toml"
    assert change[0] in file.read_text("utf-8")
    file.write_text(file.read_text("utf-8").replace(*change), encoding="utf-8")
    assert any(words in problem for problem in problems_of(folder, field_kinds))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xff\xfe", "the text is not UTF-8. Save it again as UTF-8."),
        (b"[[figure", "this is not valid TOML:"),
        (b"a = 1\na = 2\n", "this is not valid TOML:"),
        (b"", "format: this key is missing."),
    ],
)
def test_that_a_file_that_is_no_source_is_refused(
    data: bytes, words: str, minimal: Minimal, field_kinds: dict[str, str]
) -> None:
    folder = minimal()
    (folder / "sources" / "smith2020.toml").write_bytes(data)
    (problem,) = problems_of(folder, field_kinds)
    assert problem.startswith("smith2020.toml: ")
    assert words in problem


def test_that_a_folder_without_library_is_refused(tmp_path: Path, field_kinds: dict[str, str]) -> None:
    (problem,) = problems_of(tmp_path, field_kinds)
    assert "library.toml is missing. Install the program again." in problem


def test_that_a_file_that_cannot_be_read_is_told(
    minimal: Minimal, field_kinds: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = minimal()

    def failing(*_: Any) -> NoReturn:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "open", failing)
    (problem,) = problems_of(folder, field_kinds)
    assert problem == "library.toml: the file cannot be read (Input/output error). Check its permissions."


# ---------------------------------------------------------------------- the hash, and local studies


@pytest.mark.hazard("old-evidence")
def test_that_the_hash_is_of_contents_and_names_and_not_of_the_place(
    minimal: Minimal, field_kinds: dict[str, str], tmp_path: Path
) -> None:
    folder = minimal(ALL)
    first = load_library(folder, field_kinds)
    copy = shutil.copytree(folder, tmp_path / "copy")
    assert load_library(copy, field_kinds).sha256 == first.sha256
    assert load_library(minimal(ALL + "\n"), field_kinds).sha256 != first.sha256


def test_that_local_studies_are_marked_and_change_the_hash(
    minimal: Minimal, field_kinds: dict[str, str], tmp_path: Path
) -> None:
    folder = minimal()
    local = tmp_path / "local"
    local.mkdir()
    plain = load_library(folder, field_kinds)
    source = (folder / "sources" / "smith2020.toml").read_text("utf-8")
    (local / "ours2025.toml").write_text(source.replace("smith2020", "ours2025"), encoding="utf-8")
    both = load_library(folder, field_kinds, local=local)
    assert [(name, record.local) for name, record in both.sources.items()] == [("ours2025", True), ("smith2020", False)]
    assert both.sha256 != plain.sha256


def test_that_a_missing_folder_of_local_studies_is_refused(
    minimal: Minimal, field_kinds: dict[str, str], tmp_path: Path
) -> None:
    (problem,) = problems_of(minimal(), field_kinds, local=tmp_path / "none")
    assert problem == "none: there is no such folder of local studies. Name an existing folder."


# ---------------------------------------------------------------------- remembered


def remembered_file(folder: Path) -> Path:
    (file,) = folder.glob("library-*.json")
    return file


def test_that_the_remembered_library_is_the_parsed_one(
    resources: Path, library: Library, field_kinds: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = resources / "evidence"
    parsed = load_library(folder, field_kinds, remembered_in=tmp_path / "a" / "b")

    def unexpected(*_: object) -> NoReturn:
        raise AssertionError("the library was parsed again")

    with monkeypatch.context() as patch:
        patch.setattr(module, "_parse", unexpected)
        again = load_library(folder, field_kinds, remembered_in=tmp_path / "a" / "b")
    assert again is not parsed
    assert again.files == parsed.files == library.files
    assert (again.version, again.sha256) == (parsed.version, parsed.sha256)
    assert msgspec.json.encode(again) == msgspec.json.encode(parsed)


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:-1],
        lambda data: data.replace(b'"1.0"', b'"9.9"'),
        lambda data: hashlib.sha256(b"{}").hexdigest().encode() + b"\n{}",
        lambda data: hashlib.sha256(b"\xff").hexdigest().encode() + b"\n\xff",
        lambda data: b"no digest at all",
    ],
)
def test_that_a_damaged_memory_is_ignored_and_mended(
    damage: Callable[[bytes], bytes], minimal: Minimal, field_kinds: dict[str, str], tmp_path: Path
) -> None:
    folder, memory = minimal(ALL), tmp_path / "memory"
    parsed = load_library(folder, field_kinds, remembered_in=memory)
    good = remembered_file(memory).read_bytes()
    remembered_file(memory).write_bytes(damage(good))
    again = load_library(folder, field_kinds, remembered_in=memory)
    assert (again.version, again.files) == (parsed.version, parsed.files)
    assert remembered_file(memory).read_bytes() == good


@pytest.mark.hazard("old-evidence")
def test_that_other_files_and_other_fields_are_remembered_apart(
    minimal: Minimal, field_kinds: dict[str, str], tmp_path: Path
) -> None:
    load_library(minimal(ALL), field_kinds, remembered_in=tmp_path / "memory")
    load_library(minimal(ALL + "\n"), field_kinds, remembered_in=tmp_path / "memory")
    assert len(list((tmp_path / "memory").iterdir())) == 2
    fewer = {name: kind for name, kind in field_kinds.items() if name != "ecog"}
    assert problems_of(minimal(ALL), fewer, remembered_in=tmp_path / "memory")


def test_that_every_file_of_record_types_decides_what_is_remembered() -> None:
    folder = Path(str(module.source_file.__file__)).parent
    counted = sorted(Path(str(types.__file__)).name for types in module.RECORD_MODULES)
    assert counted == sorted(path.name for path in folder.glob("*.py") if path.name != "__init__.py")


def test_that_a_library_of_changed_record_types_is_remembered_apart(
    minimal: Minimal, field_kinds: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, memory = minimal(ALL), tmp_path / "memory"
    load_library(folder, field_kinds, remembered_in=memory)
    for number, types in enumerate(module.RECORD_MODULES):
        changed = tmp_path / "changed" / f"{number}.py"
        changed.parent.mkdir(exist_ok=True)
        changed.write_text("another kind", encoding="utf-8")
        with monkeypatch.context() as patch:
            patch.setattr(types, "__file__", str(changed))
            load_library(folder, field_kinds, remembered_in=memory)
        assert len(list(memory.iterdir())) == number + 2


def test_that_a_place_that_cannot_be_written_does_no_harm(
    minimal: Minimal, field_kinds: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = minimal(ALL)
    in_the_way = tmp_path / "file"
    in_the_way.write_bytes(b"x")
    assert load_library(folder, field_kinds, remembered_in=in_the_way).version == "1.0"
    assert load_library(folder, field_kinds, remembered_in=in_the_way / "deeper").version == "1.0"
    assert in_the_way.read_bytes() == b"x"

    def failing(*_: Any, **__: Any) -> NoReturn:
        raise OSError(28, "No space left on device")

    for owner, name in ((tempfile, "mkstemp"), (Path, "replace"), (Path, "mkdir")):
        memory = tmp_path / f"memory-{name}"
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, failing)
            assert load_library(folder, field_kinds, remembered_in=memory).version == "1.0"
        assert not memory.exists() or list(memory.iterdir()) == []


def test_that_a_broken_library_is_never_remembered(
    minimal: Minimal, field_kinds: dict[str, str], tmp_path: Path
) -> None:
    broken = minimal(ALL.replace('unit = "proportion"', 'unit = ""', 1))
    for _ in range(2):
        assert problems_of(broken, field_kinds, remembered_in=tmp_path / "memory")
    assert not (tmp_path / "memory").exists()


def test_that_nothing_is_remembered_where_no_place_is_named(
    minimal: Minimal, field_kinds: dict[str, str], tmp_path: Path
) -> None:
    load_library(minimal(ALL), field_kinds)
    assert [path.name for path in tmp_path.iterdir()] == ["evidence"]
