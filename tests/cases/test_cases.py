"""The readable cases of `resources/selftest/`, and what their runner says of wrong ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.case.fields import FieldCatalogue
from engine.evidence.library import Library
from engine.evidence.records.modalities import MODALITIES
from engine.findings.headlines.concerns import compiled_concerns
from engine.selftest import SelfTestError, SuiteResult, parse_cases, run_cases
from tests.shipped import shipped_fields, shipped_library

pytestmark = pytest.mark.slow

PROJECT = Path(__file__).resolve().parents[2]
FOLDER = PROJECT / "resources" / "selftest"
FILES = sorted(FOLDER.glob("*.toml"))
NAMES = [(path.name, case.name) for path in FILES for case in parse_cases(path.name, path.read_bytes())]
HEAD = 'format = "beamside-selftest/1"\nabout = "a test"\n[[case]]\nname = "one"\nsentence = "s"\nplace = "p"\n'


@pytest.fixture(scope="module")
def fields(resources: Path) -> FieldCatalogue:
    return shipped_fields()


@pytest.fixture(scope="module")
def library(resources: Path, fields: FieldCatalogue) -> Library:
    return shipped_library()


@pytest.fixture(scope="module")
def suite(fields: FieldCatalogue, library: Library) -> SuiteResult:
    return run_cases(FOLDER, fields, library)


@pytest.mark.parametrize(("file", "name"), NAMES, ids=[f"{Path(file).stem}: {name}" for file, name in NAMES])
def test_that_the_case_is_found_as_expected(file: str, name: str, suite: SuiteResult) -> None:
    result = next(r for r in suite.results if (r.file, r.name) == (file, name))
    assert not result.failures, f"{result.sentence}\n{result}"


def test_that_the_suite_is_large_enough_to_mean_something(suite: SuiteResult) -> None:
    assert len(suite.results) == len(NAMES) >= 120
    assert not suite.failed


def test_that_every_modality_and_every_verdict_has_a_case() -> None:
    cases = [case for path in FILES for case in parse_cases(path.name, path.read_bytes())]
    assert {name for case in cases for name in case.verdicts} == set(MODALITIES)
    assert {verdict for case in cases for verdict in case.verdicts.values()} == {
        "within",
        "borderline",
        "outside",
        "undetermined",
        "concern",
        "comparator",
    }


def test_that_every_criterion_of_the_library_has_a_case_or_a_boundary_in_the_contract_tests(library: Library) -> None:
    cases = [case for path in FILES for case in parse_cases(path.name, path.read_bytes())]
    named = {name for case in cases for name in case.statuses}
    # Judged by the case "all criteria met" as a verdict, and one by one in tests/engine/findings.
    others = {
        "chemoradiotherapy.rectal_primary",
        "chemoradiotherapy.histology",
        "chemoradiotherapy.no_other_malignancy",
    }
    others |= {"whole_liver_boost.boost_dose"}
    assert set(library.criteria) - named == others


#: They hold of every patient: the trial's own harm, what else differed in it, and the size of the one series.
ALWAYS = {"masaki2020.own_trial", "masaki2020.two_differences_in_the_arms", "harbin2014.one_series"}


@pytest.mark.hazard("unsafe-looks-safe")
def test_that_every_concern_has_a_case_on_both_sides_of_its_limit(library: Library) -> None:
    cases = [case for path in FILES for case in parse_cases(path.name, path.read_bytes())]
    # What no cohort of the library states cannot be compared: such a concern never holds, and the headline says so.
    silent = {one.concern.id for m in MODALITIES for one in compiled_concerns(m, library) if one.statement is None}
    judged = set(library.concerns) - silent
    assert {name for case in cases for name in case.no_concerns} - silent == judged - ALWAYS
    assert judged - {name for case in cases for name in case.concerns} <= ALWAYS


@pytest.mark.hazard("unsafe-looks-safe")
@pytest.mark.parametrize("modality", [name for name in MODALITIES if name != "systemic_therapy"])
def test_that_ten_nobodies_and_ten_everyday_patients_stand_for_each_option(modality: str) -> None:
    def verdicts(file: str) -> list[str]:
        cases = parse_cases(file, (FOLDER / file).read_bytes())
        return [case.verdicts[modality] for case in cases if set(case.verdicts) == {modality}]  # type: ignore[index]

    # Each file begins with the everyday patient that the others start from.
    nobody, everyday = verdicts("nobody.toml")[1:], verdicts("everyday.toml")
    assert len(nobody) == len(everyday) == 10
    assert not {"within", "borderline", "undetermined"} & set(nobody)
    assert set(everyday) == {"concern" if modality == "iort" else "within"}


def test_that_the_lines_close_with_counts_and_both_hashes(suite: SuiteResult) -> None:
    assert suite.lines() == (
        f"{len(NAMES)} cases, 0 failed",
        f"cases     sha256 {suite.sha256}",
        f"evidence  sha256 {suite.evidence_sha256}  version {suite.evidence_version}",
    )
    assert len(suite.sha256) == len(suite.evidence_sha256) == 64


def test_that_the_hash_of_the_cases_changes_with_a_case(
    tmp_path: Path, fields: FieldCatalogue, library: Library
) -> None:
    file = tmp_path / "a.toml"
    file.write_text(HEAD + 'spread = "unknown"\n', encoding="utf-8")
    first = run_cases(tmp_path, fields, library)
    file.write_text(HEAD + 'spread = "unknown" \n', encoding="utf-8")
    second = run_cases(tmp_path, fields, library)
    assert first.sha256 != second.sha256
    assert first.failed == second.failed == ()


WRONG_EXPECTATIONS = [
    ('statuses = { "sbrt.lesion_count" = "met" }', "sbrt.lesion_count should be met, and is unknown"),
    (
        'statuses = { "sbrt.lesion_cuont" = "met" }',
        "there is no criterion sbrt.lesion_cuont. Did you mean “sbrt.lesion_count”?",
    ),
    ('verdicts = { sbrt = "within" }', "sbrt should be within, and is undetermined"),
    ('verdicts = { sbrtt = "within" }', "there is no modality sbrtt. Did you mean “sbrt”?"),
    ("score = [1, 5]", "the clinical risk score should be 1 to 5, and is 0 to 5"),
    ('spread = "lower"', "spread should be lower, and is unknown"),
    ('derived = { child_pugh = "A" }', "child_pugh should follow as A, and is not derived"),
    ('cautions = ["harbin2014.caution_kps"]', "the caution harbin2014.caution_kps should be shown, and is not"),
    ('no_cautions = ["zhu2013.single_arm"]', "the caution zhu2013.single_arm should not be shown, and is"),
    ('says = { "sbrt.lesion_count" = "four" }', "should say “four”"),
    (
        'inputs = { liver_lesion_count = 4 }\ndissent = { "sbrt.lesion_count" = [] }',
        "should be disputed by nobody, and is by chang2011, goodman2010, harbin2014",
    ),
]


@pytest.mark.parametrize(("expectation", "words"), WRONG_EXPECTATIONS)
def test_that_a_wrong_expectation_fails_and_says_what_was_found(
    expectation: str, words: str, tmp_path: Path, fields: FieldCatalogue, library: Library
) -> None:
    (tmp_path / "a.toml").write_text(HEAD + expectation + "\n", encoding="utf-8")
    suite = run_cases(tmp_path, fields, library)
    assert len(suite.failed) == 1
    assert words in suite.lines()[0]
    assert suite.lines()[0].startswith("FAILED  a.toml: one: ")
    assert suite.lines()[1] == "1 cases, 1 failed"


BROKEN_FILES = [
    (HEAD, "a.toml: one: nothing is expected"),
    (HEAD + 'spread = "lower"\nspraed = 1\n', "unknown field `spraed`"),
    (HEAD + 'verdicts = { sbrt = "yes" }\n', "Invalid enum value 'yes'"),
    (HEAD + 'like = "two"\nspread = "lower"\n', "there is no earlier case “two”"),
    (HEAD + 'without = ["sex"]\nspread = "lower"\n', "“sex” is not there to be left out"),
    (HEAD + 'inputs = { age = 5 }\nspread = "lower"\n', "age: there is no such field"),
    (HEAD + 'inputs = { age_years = 500 }\nspread = "lower"\n', "age_years: 500 years is outside 0 to 120 years"),
    (
        HEAD + 'spread = "lower"\n' + HEAD.partition("[[case]]")[1] + HEAD.partition("[[case]]")[2],
        "this name stands twice",
    ),
    (HEAD.replace("beamside-selftest/1", "x"), "this is no file of cases"),
    ("[[case", "a.toml: "),
    ("", "missing required field"),
]


@pytest.mark.parametrize(("text", "words"), BROKEN_FILES)
def test_that_a_broken_file_of_cases_is_refused_with_file_and_reason(
    text: str, words: str, tmp_path: Path, fields: FieldCatalogue, library: Library
) -> None:
    (tmp_path / "a.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SelfTestError) as caught:
        run_cases(tmp_path, fields, library)
    assert words in str(caught.value)
    assert all(problem.startswith("a.toml: ") and "\n" not in problem for problem in map(str, caught.value.problems))


def test_that_a_folder_without_cases_is_refused(tmp_path: Path, fields: FieldCatalogue, library: Library) -> None:
    with pytest.raises(SelfTestError, match="there are no cases"):
        run_cases(tmp_path, fields, library)


def test_that_a_file_that_is_not_utf8_is_refused(tmp_path: Path, fields: FieldCatalogue, library: Library) -> None:
    (tmp_path / "a.toml").write_bytes(HEAD.encode("utf-16"))
    with pytest.raises(SelfTestError, match="utf-8"):
        run_cases(tmp_path, fields, library)
