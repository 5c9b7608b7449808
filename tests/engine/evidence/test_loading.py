"""The loader refuses: each rule of record, with file, key and remedy; and what it remembers is what it read."""

from __future__ import annotations

import hashlib
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

Minimal = Callable[..., Path]

COHORT = '[[cohort]]\nid = "smith2020.all"\nlabel = "All"\nmodality = "sbrt"\nlocator = "Table 1"\npatients = 20\n'
FIGURE = (
    '[[figure]]\nid = "smith2020.os"\nkind = "outcome"\nlabel = "Survival"\nstatistic = "rate"\nunit = "proportion"\n'
    'printed = "50 %"\nlocator = "Table 1"\nobtained = "printed"\ncohort = "smith2020.all"\n'
    "value = 0.5\npatients = 20\n"
)
CRITERION = (
    '[[criterion]]\nid = "sbrt.size"\nmodality = "sbrt"\nlabel = "Size"\nthreshold = "up to 5 cm"\n'
    'printed = "5 cm"\nlocator = "Methods"\nrule = { kind = "at_most", field = "largest_lesion_cm", limit = 5 }\n'
)
CAUTION = (
    '[[caution]]\nid = "smith2020.c"\nkind = "caution"\nmodalities = ["sbrt"]\ntext = "Careful."\n'
    'locator = "Discussion"\n'
    'when = [{ field = "ecog", above = 1 }]\n'
)
DISCREPANCY = (
    '[[discrepancy]]\ncode = "D9-01"\nseverity = "A"\nprinted = "1"\nreading = "2"\nreason = "r"\nlocator = "Table 1"\n'
    'concerns = ["smith2020.os"]\n'
)
DISSENT = (
    '[[dissent]]\ncriterion = "sbrt.size"\nwhen = [{ field = "largest_lesion_cm", above = 5 }]\nwould_say = "met"\n'
    'text = "t"\nlocator = "Results"\nprinted = "7"\n'
)
SCORE = (
    '[[score]]\nid = "smith_score"\nmodality = "resection"\nlabel = "Score"\nlocator = "Methods"\n'
    'items = [{ id = "a", label = "A", condition = { field = "ecog", above = 1 }, printed = "a" }]\n'
    'outcomes = [{ from_points = 0, to_points = 1, text = "t", figures = ["smith2020.os"] }]\n'
)
MECHANISM = (
    '[[mechanism]]\nid = "smith2020.m"\nradiation = "stereotactic"\nmechanism = "immune_effects"\ndirection = "mixed"\n'
    'level = "animal"\ntext = "t"\nlocator = "Results"\n'
)
SPREAD = '[[spread]]\nid = "smith2020.s"\nlevel = "lower"\nvenous_route = "r"\ntext = "t"\nprinted = "p"\n'
SPREAD += 'locator = "Results"\n'
ALL = COHORT + FIGURE + CRITERION + CAUTION + DISCREPANCY + DISSENT + SCORE + MECHANISM + SPREAD


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
        "smith2020.s",
    }
    assert set(library.source_of.values()) == {"smith2020"}
    assert library.dissents["sbrt.size"][0][0] == "smith2020"
    assert [figure.id for figure in library.figures_for("sbrt")] == ["smith2020.os"]


#: (records, key, words of the problem and the remedy)
BROKEN: list[tuple[str, str, str]] = [
    # A figure and its numbers
    (
        ALL.replace("value = 0.5\npatients = 20\n", "value = 0.5\n", 1),
        "smith2020.os.patients",
        "a rate needs its denominator",
    ),
    (
        ALL.replace("value = 0.5\npatients = 20", 'value = 0.5\ndenominator_absent = " "', 1),
        "smith2020.os.patients",
        "denominator",
    ),
    (ALL.replace('unit = "proportion"\n', "", 1), "figure[0].unit", "this key is missing. Add it"),
    (ALL.replace('unit = "proportion"', 'unit = " "', 1), "smith2020.os.unit", "this is empty"),
    (
        ALL.replace('printed = "50 %"\nlocator = "Table 1"\n', 'printed = "50 %"\n', 1),
        "figure[0].locator",
        "this key is missing",
    ),
    (
        ALL.replace('printed = "50 %"\nlocator = "Table 1"', 'printed = "50 %"\nlocator = ""', 1),
        "smith2020.os.locator",
        "this is empty",
    ),
    (ALL.replace('printed = "50 %"', 'printed = ""', 1), "smith2020.os.printed", "this is empty"),
    (
        ALL.replace("value = 0.5", "value = 50", 1),
        "smith2020.os.value",
        "a rate lies between 0 and 1. Write 92 % as 0.92",
    ),
    (ALL.replace("value = 0.5", "value = -0.1", 1), "smith2020.os.value", "a rate lies between 0 and 1"),
    (ALL.replace("value = 0.5", "low = 0.5\nhigh = 1.5", 1), "smith2020.os.high", "a rate lies between 0 and 1"),
    (ALL.replace("value = 0.5", "low = 0.6\nhigh = 0.5", 1), "smith2020.os.low", "the range is upside down"),
    (ALL.replace("value = 0.5\n", "", 1), "smith2020.os.value", 'there is no number. Give one, or statistic = "text"'),
    (
        ALL.replace('statistic = "rate"', 'statistic = "text"', 1),
        "smith2020.os.text",
        "there is neither number nor text",
    ),
    (
        ALL.replace("value = 0.5", "value = 0.5\nevents = 21", 1),
        "smith2020.os.events",
        "there are more events than patients",
    ),
    (ALL.replace("value = 0.5", "value = 0.5\nevents = -1", 1), "smith2020.os.events", "-1 is no count"),
    (
        ALL.replace("value = 0.5\npatients = 20", "value = 0.5\npatients = 0", 1),
        "smith2020.os.patients",
        "0 is no count",
    ),
    (
        ALL.replace("value = 0.5", "value = 0.5\ninterval = { low = 0.7, high = 0.2 }", 1),
        "smith2020.os.interval",
        "upside down",
    ),
    (ALL.replace("value = 0.5", "value = nan", 1), "figure[0].value", "this is not a finite number"),
    (ALL.replace("limit = 5", "limit = inf", 1), "criterion[0].rule.limit", "this is not a finite number"),
    (ALL.replace('kind = "outcome"', 'kind = "toxicity"', 1), "smith2020.os.grade", "a toxicity needs its grade"),
    (
        ALL.replace('obtained = "printed"', 'obtained = "derived"', 1),
        "smith2020.os.formula",
        "a derived figure needs its formula",
    ),
    (
        ALL.replace('obtained = "printed"', 'obtained = "reading"', 1),
        "smith2020.os.discrepancies",
        "a reading of a misprint needs",
    ),
    (
        ALL.replace("value = 0.5", 'value = 0.5\nsuperseded_by = "smith2020.x"', 1),
        "smith2020.os.superseded_by",
        "there is no figure “smith2020.x”",
    ),
    (
        ALL.replace("value = 0.5", 'value = 0.5\ndiscrepancies = ["D9-99"]', 1),
        "smith2020.os.discrepancies",
        "there is no discrepancy “D9-99”",
    ),
    (
        ALL.replace('cohort = "smith2020.all"', 'cohort = "smith2020.none"', 1),
        "smith2020.os.cohort",
        "there is no cohort",
    ),
    # Names
    (
        ALL.replace('label = "All"', 'lable = "All"', 1),
        "cohort[0].lable",
        "there is no such key. Did you mean “label”?",
    ),
    (ALL.replace("value = 0.5", "value = 0.5\ncolour = 1", 1), "figure[0].colour", "there is no such key"),
    (ALL + COHORT, "smith2020.all", "this id stands already in smith2020.toml. Give one of them another id"),
    (ALL + FIGURE.replace('id = "smith2020.os"', 'id = "smith2020.all"'), "smith2020.all", "this id stands already"),
    (ALL.replace('id = "smith2020.all"', 'id = "jones.all"', 1), "jones.all", "the id must begin with the source's id"),
    (ALL.replace('id = "sbrt.size"', 'id = "iort.size"', 1), "iort.size", "the id must begin with the modality"),
    (ALL.replace('modality = "sbrt"', 'modality = "surgery"', 1), "cohort[0].modality", "Invalid enum value 'surgery'"),
    (ALL.replace("patients = 20", 'patients = "20"', 1), "cohort[0].patients", "Expected `int"),
    # Cohorts
    (ALL.replace("patients = 20", "patients = 0", 1), "smith2020.all.patients", "0 is no count"),
    (
        ALL.replace("patients = 20\n", 'patients = 20\nsubgroup_of = "x"\n', 1),
        "smith2020.all.subgroup_of",
        "there is no cohort “x”",
    ),
    (
        ALL.replace("patients = 20\n", 'patients = 20\nsubgroup_of = "smith2020.all"\n', 1),
        "smith2020.all.subgroup_of",
        "a subgroup of itself",
    ),
    (
        ALL.replace("patients = 20\n", 'patients = 20\noverlaps = ["x"]\n', 1),
        "smith2020.all.overlaps",
        "there is no cohort “x”",
    ),
    (ALL.replace('locator = "Table 1"', 'locator = " "', 1), "smith2020.all.locator", "this is empty"),
    (
        ALL.replace("patients = 20\n", 'patients = 20\nselected_by = [{ field = "kps", above = 1 }]\n', 1),
        "smith2020.all.selected_by",
        "there is no field “kps”",
    ),
    (
        ALL.replace(
            "patients = 20\n",
            'patients = 20\n[[cohort.entry]]\ncondition = { field = "ecog", above = 1 }\nbasis = "criterion"\n'
            'printed = "p"\nlocator = ""\n',
            1,
        ),
        "smith2020.all.entry.locator",
        "this is empty",
    ),
    # Conditions and rules
    (
        ALL.replace('when = [{ field = "ecog", above = 1 }]', 'when = [{ field = "ecog" }]', 1),
        "smith2020.c.when",
        "exactly one operator. Found: none",
    ),
    (
        ALL.replace('when = [{ field = "ecog", above = 1 }]', 'when = [{ field = "ecog", above = 1, below = 3 }]', 1),
        "smith2020.c.when",
        "exactly one operator. Found: above, below",
    ),
    (
        ALL.replace('when = [{ field = "ecog", above = 1 }]', 'when = [{ field = "near_gut", above = 1 }]', 1),
        "smith2020.c.when",
        "above does not suit near_gut, a field of kind flag. What suits it: equals",
    ),
    (
        ALL.replace('when = [{ field = "ecog", above = 1 }]', 'when = [{ field = "comorbidities", equals = "x" }]', 1),
        "smith2020.c.when",
        "equals does not suit comorbidities, a field of kind list. What suits it: includes, is_empty, is_known",
    ),
    (
        ALL.replace('when = [{ field = "ecog", above = 1 }]', 'when = [{ field = "age_years", includes = "x" }]', 1),
        "smith2020.c.when",
        "includes does not suit age_years",
    ),
    (
        ALL.replace('when = [{ field = "ecog", above = 1 }]', 'when = [{ field = "age_years", between = [9, 1] }]', 1),
        "smith2020.c.when",
        "the range is upside down",
    ),
    (
        ALL.replace('field = "largest_lesion_cm", limit = 5', "limit = 5", 1),
        "sbrt.size.rule.field",
        "a rule of kind at_most needs it",
    ),
    (ALL.replace(", limit = 5 }", " }", 1), "sbrt.size.rule.limit", "a rule of kind at_most needs it"),
    (
        ALL.replace('"at_most", field = "largest_lesion_cm"', '"at_most", field = "size"', 1),
        "sbrt.size.rule",
        "there is no field “size”",
    ),
    (
        ALL.replace('"at_most", field = "largest_lesion_cm"', '"at_most", field = "near_gut"', 1),
        "sbrt.size.rule",
        "at_most does not suit near_gut",
    ),
    (
        ALL.replace('"at_most", field = "largest_lesion_cm"', '"away_from", field = "largest_lesion_cm"', 1),
        "sbrt.size.rule",
        "away_from does not suit",
    ),
    (
        ALL.replace(
            '"at_most", field = "largest_lesion_cm", limit = 5',
            '"all_below", fields = ["cord_max_gy"], limits = [1, 2]',
            1,
        ),
        "sbrt.size.rule.limits",
        "one limit for each field",
    ),
    (
        ALL.replace('rule = { kind = "at_most"', 'rule = { kind = "atmost"', 1),
        "criterion[0].rule.kind",
        "Invalid enum value 'atmost'",
    ),
    (ALL.replace('printed = "5 cm"', 'printed = ""', 1), "sbrt.size.printed", "this is empty"),
    (
        ALL.replace('printed = "5 cm"', 'printed = "5 cm"\nalso = [{ source = "jones", locator = "x" }]', 1),
        "sbrt.size.also",
        "there is no source “jones”. Correct the reference, or add the record",
    ),
    # What stands beside
    (
        ALL.replace('criterion = "sbrt.size"', 'criterion = "sbrt.sise"', 1),
        "dissent.criterion",
        "there is no criterion “sbrt.sise”",
    ),
    (
        ALL.replace('locator = "Results"\nprinted = "7"', 'locator = ""\nprinted = "7"', 1),
        "dissent.locator",
        "this is empty",
    ),
    (
        ALL.replace('[{ field = "largest_lesion_cm", above = 5 }]', '[{ field = "size", above = 5 }]', 1),
        "dissent on sbrt.size",
        "there is no field “size”",
    ),
    (ALL.replace('kind = "caution"', 'kind = "contested"', 1), "smith2020.c.sides", "at least two sides"),
    (
        ALL.replace('text = "Careful."', 'text = "Careful."\nsides = [{ text = "a", source = "x", locator = "" }]', 1),
        "smith2020.c.sides",
        "there is no source “x”",
    ),
    (
        ALL.replace('text = "Careful."', 'text = "Careful."\nfigures = ["smith2020.x"]', 1),
        "smith2020.c.figures",
        "there is no figure",
    ),
    (
        ALL.replace('concerns = ["smith2020.os"]', 'concerns = ["smith2020.x"]', 1),
        "D9-01.concerns",
        "there is no record “smith2020.x”",
    ),
    (
        ALL.replace('figures = ["smith2020.os"] }', 'figures = ["smith2020.x"] }', 1),
        "smith_score.outcomes",
        "there is no figure",
    ),
    (
        ALL.replace('condition = { field = "ecog"', 'condition = { field = "kps"', 1),
        "smith_score.a",
        "there is no field “kps”",
    ),
    (
        ALL.replace(
            'level = "animal"\ntext = "t"\nlocator = "Results"', 'level = "animal"\ntext = "t"\nlocator = " "', 1
        ),
        "smith2020.m.locator",
        "this is empty",
    ),
    (
        ALL.replace('venous_route = "r"', 'venous_route = "r"\nfigures = ["x"]', 1),
        "smith2020.s.figures",
        "there is no figure “x”",
    ),
]


@pytest.mark.parametrize(("records", "key", "words"), BROKEN, ids=[f"{key}: {words[:30]}" for _, key, words in BROKEN])
def test_that_a_broken_record_is_refused_with_file_key_and_remedy(
    records: str, key: str, words: str, minimal: Minimal, field_kinds: dict[str, str]
) -> None:
    assert records != ALL, "this example breaks nothing"
    problems = problems_of(minimal(records), field_kinds)
    assert any(problem.startswith(f"smith2020.toml: {key}: ") and words in problem for problem in problems), problems


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
        (("year = 2020", "year = '2020'"), "source.year: Expected `int`, got `str`"),
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

    def failing(_: Path) -> NoReturn:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "read_bytes", failing)
    (problem,) = problems_of(folder, field_kinds)
    assert problem == "library.toml: the file cannot be read (Input/output error). Check its permissions."


# ---------------------------------------------------------------------- the hash, and local studies


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
    plain = load_library(folder, field_kinds, local=local)
    source = (folder / "sources" / "smith2020.toml").read_text("utf-8")
    (local / "ours2025.toml").write_text(source.replace("smith2020", "ours2025"), encoding="utf-8")
    both = load_library(folder, field_kinds, local=local)
    assert [(name, record.local) for name, record in both.sources.items()] == [("ours2025", True), ("smith2020", False)]
    assert both.sha256 != plain.sha256 == load_library(folder, field_kinds).sha256


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


def test_that_other_files_and_other_fields_are_remembered_apart(
    minimal: Minimal, field_kinds: dict[str, str], tmp_path: Path
) -> None:
    load_library(minimal(ALL), field_kinds, remembered_in=tmp_path / "memory")
    load_library(minimal(ALL + "\n"), field_kinds, remembered_in=tmp_path / "memory")
    assert len(list((tmp_path / "memory").iterdir())) == 2
    fewer = {name: kind for name, kind in field_kinds.items() if name != "ecog"}
    assert problems_of(minimal(ALL), fewer, remembered_in=tmp_path / "memory")


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
