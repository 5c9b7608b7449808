"""`assess`, `evidence`, `selftest` and the arguments of all: what they print, what they refuse, and how they leave."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import main
from engine.commands.shared.command_context import CommandContext, Mistake
from engine.commands.shared.mistakes import as_problems
from tests.shipped import leave_few_cases
from tests.waiting import HANG_SECONDS

pytestmark = pytest.mark.slow

PROJECT = Path(__file__).resolve().parents[3]
EXAMPLES = sorted((PROJECT / "resources" / "examples").glob("*.beamside.json"))
EXAMPLE = PROJECT / "resources" / "examples" / "borderline.beamside.json"
Beamside = Callable[..., Any]


def case(folder: Path, text: str | bytes, name: str = "c.beamside.json") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


# ---------------------------------------------------------------------- assess


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_that_an_example_is_assessed_as_json(path: Path, beamside: Beamside) -> None:
    said = beamside("assess", path)
    assert (said.code, said.errors) == (0, "")
    assert json.loads(said.output)["format"] == "beamside-assessment/2"
    assert said.output.endswith("}\n")
    assert beamside("assess", path, "--format", "json").output == said.output


def test_that_an_assessment_can_be_read_as_text(beamside: Beamside) -> None:
    said = beamside("assess", EXAMPLE, "--format", "text")
    assert (said.code, said.errors) == (0, "")
    assert "5.5 cm" in said.output
    assert not said.output.lstrip().startswith("{")
    assert max(len(line) for line in said.output.splitlines()) < 200


MISTAKES: list[tuple[bytes, str]] = [
    (
        b'{"format": "beamside-case/1", "inputs": {"karnofski": 90}}',
        "inputs.karnofski: there is no such field. Did you mean “karnofsky”?",
    ),
    (
        b'{"format": "beamside-case/1", "inputs": {"bilirubin_mg_dl": 15}}',
        "inputs.bilirubin_mg_dl: 15 mg/dL is unusual",
    ),
    (
        b'{"format": "beamside-case/1", "inputs": {"largest_lesion_cm": 55}}',
        "inputs.largest_lesion_cm: 55 cm is outside",
    ),
    (b'{"format": "beamside-case/1", "inputs": {"cea_ng_ml": -1}}', "inputs.cea_ng_ml: -1 ng/mL is outside"),
    (
        b'{"format": "beamside-case/1", "inputs": {"age_years": [66]}}',
        "inputs.age_years: a list stands where one number belongs",
    ),
    (b'{"format": "beamside-case/1", "inputs": {"age_years": 6', "line 1, column 56: the file ends too early"),
    (b'{"format": "beamside-case/2"}', "format: the case was written by a newer program"),
    (b"\xff\xfe\x00", "the text is not UTF-8"),
    (b"", "the file is empty"),
]


@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize(("data", "words"), MISTAKES, ids=[words[:40] for _, words in MISTAKES])
@pytest.mark.parametrize("command", ["assess", "report"])
def test_that_a_mistake_is_one_line_exit_2_and_nothing_written(
    command: str, data: bytes, words: str, tmp_path: Path, beamside: Beamside
) -> None:
    path = case(tmp_path, data)
    rest = ["-o", tmp_path / "out.pdf"] if command == "report" else []
    said = beamside(command, path, *rest)
    assert (said.code, said.output) == (2, "")
    (line,) = said.error_lines
    assert line.startswith(f"c.beamside.json: {words}")
    assert "Traceback" not in said.errors
    assert [p.name for p in tmp_path.iterdir()] == ["c.beamside.json"]
    assert path.read_bytes() == data


def test_that_every_mistake_has_its_own_line(tmp_path: Path, beamside: Beamside) -> None:
    text = '{"format": "beamside-case/1", "lable": "", "inputs": {"age_years": "x", "a\\nb": 1, "sex": 5}}'
    said = beamside("assess", case(tmp_path, text))
    assert said.code == 2
    assert len(said.error_lines) == 4
    assert all(line.startswith("c.beamside.json: ") for line in said.error_lines)


def test_that_a_missing_file_a_folder_and_an_impossible_name_are_refused(tmp_path: Path, beamside: Beamside) -> None:
    for path, words in (
        (tmp_path / "none.json", "none.json: there is no such file."),
        (tmp_path, "this is a folder, not a case file."),
        (tmp_path / ("n" * 300), "cannot be used (file name too long)"),
        ("", "argument CASE: the name is empty."),
    ):
        said = beamside("assess", path)
        assert (said.code, said.output, len(said.error_lines)) == (2, "", 1)
        assert words in said.errors


@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize("typed", ["a\nb", "a\r\nb", "a\u2028b", "\x1b[31mred", "a\tb", "\n"])
@pytest.mark.parametrize(
    "command",
    [
        ("evidence", "show"),
        ("assess",),
        ("assess", EXAMPLE, "--format"),
        ("assess", EXAMPLE, "--local-evidence"),
        ("report", EXAMPLE, "-o", "out.pdf", "--date"),
        ("report", "--open-case"),
        ("curve", "landmarks", "--n"),
        ("curve", "landmarks", "--n", "40", "--at"),
        ("dvh",),
        ("dvh", EXAMPLE, "--structure"),
    ],
    ids=lambda command: " ".join(str(part) for part in command if part != EXAMPLE),
)
def test_that_whatever_is_typed_the_mistake_is_told_on_one_line(
    command: tuple[object, ...], typed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, beamside: Beamside
) -> None:
    monkeypatch.chdir(tmp_path)
    said = beamside(*command, typed)
    assert (said.code, said.output) == (2, "")
    (line,) = said.error_lines
    assert all(sign.isprintable() for sign in line)
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_that_a_process_says_the_same_and_leaves_no_traceback(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONWARNINGS": "error", "LC_ALL": "C"}
    bad = case(tmp_path, '{"format": "beamside-case/1", "inputs": {"sex": "Männlich"}}')
    done = subprocess.run(
        [sys.executable, PROJECT / "main.py", "assess", bad], capture_output=True, env=environment, check=False
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert len(done.stderr.splitlines()) == 1
    assert b"Traceback" not in done.stderr
    outputs = set()
    for seed in ("0", "1"):
        command = [sys.executable, PROJECT / "main.py", "assess", EXAMPLE]
        done = subprocess.run(command, capture_output=True, env={**environment, "PYTHONHASHSEED": seed}, check=False)
        assert (done.returncode, done.stderr) == (0, b"")
        outputs.add(done.stdout)
    assert len(outputs) == 1, "the order of a set shows in the output"


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
def test_that_a_reader_who_leaves_early_is_no_error() -> None:
    for arguments in (["assess", str(EXAMPLE)], ["evidence", "export"]):
        process = subprocess.Popen(
            [sys.executable, str(PROJECT / "main.py"), *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        process.stderr.close()
        assert process.wait(timeout=HANG_SECONDS) == 0


# ---------------------------------------------------------------------- evidence


def test_that_the_list_names_every_source_version_and_hash(beamside: Beamside) -> None:
    said = beamside("evidence", "list")
    assert said.code == 0
    lines = said.output.splitlines()
    sources = sorted(path.stem for path in (PROJECT / "resources" / "evidence" / "sources").glob("*.toml"))
    assert [line.split()[0] for line in lines[lines.index("") + 1 :]] == sources
    assert lines[0].startswith("Evidence ")
    assert len(lines[0].split()[-1]) == 64


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ("rusthoven2009", "as reported by sanuki2022"),
        ("rusthoven2009.local_control_24mo", "92% (2 year)"),
        ("sbrt.lesion_count", "lee2009 would say: met"),
        ("lee2009", "Criteria that it would decide otherwise sbrt.lesion_count"),
        ("sbrt.lesion_count", "General candidates for liver SBRT have up to three tumors"),
        ("D0-02", "severity: A"),
        ("harbin2014.kps_below_80_count", "D2-01 (severity A)"),
        ("masaki2020.spread_lower", "inferior vena cava"),
        ("clinical_risk_score", "tomlinson2007"),
        ("masaki2020.liver_signal", "contested"),
    ],
)
def test_that_a_record_is_shown_as_a_page_to_hold_against_the_paper(
    record: str, words: str, beamside: Beamside
) -> None:
    said = beamside("evidence", "show", record)
    assert (said.code, said.errors) == (0, "")
    flat = " ".join(said.output.split()).lower()
    assert words.lower() in flat or words in said.output
    assert max(len(line) for line in said.output.splitlines()) <= 110


@pytest.mark.slow
def test_that_every_record_has_a_page(beamside: Beamside) -> None:
    from engine.evidence.record_as_text import record_page

    command_context = CommandContext(PROJECT / "resources")
    library = command_context.library
    for record in (*library.sources, *library.source_of):
        page = record_page(library, record)
        assert page, record
        assert all("\n" not in line for line in page)


def test_that_an_unknown_record_suggests_the_nearest(beamside: Beamside) -> None:
    said = beamside("evidence", "show", "rusthoven2008")
    assert (said.code, said.output) == (2, "")
    assert said.error_lines == ["evidence: rusthoven2008: there is no such record. Did you mean “rusthoven2009”?"]
    far = beamside("evidence", "show", "qqqqqqqqqq")
    assert far.error_lines == [
        "evidence: qqqqqqqqqq: there is no such record. `beamside evidence list` names them all."
    ]


def test_that_the_check_proves_what_it_can_and_exits_0(beamside: Beamside) -> None:
    said = beamside("evidence", "check")
    assert (said.code, said.errors) == (0, "")
    assert " proved, 0 broken, " in said.output.splitlines()[-1]


def test_that_the_export_is_the_whole_library_as_json(beamside: Beamside) -> None:
    said = beamside("evidence", "export")
    assert (said.code, said.errors) == (0, "")
    exported = json.loads(said.output)
    assert exported["format"] == "beamside-evidence/1"
    assert exported["counts"]["sources"] == len(exported["sources"]) > 50
    assert sum(len(source.get("figure", [])) for source in exported["sources"]) == exported["counts"]["figures"]
    ids = [source["source"]["id"] for source in exported["sources"]]
    assert ids == sorted(ids)


@pytest.fixture
def own_resources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the resources that a test may break, used by the program in place of its own."""
    copy = shutil.copytree(PROJECT / "resources", tmp_path / "resources")
    monkeypatch.setattr(main, "RESOURCES", copy)
    return copy


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.slow
def test_that_the_check_exits_1_where_a_record_breaks_a_rule_and_other_commands_2(
    own_resources: Path, beamside: Beamside
) -> None:
    change(own_resources / "evidence" / "sources" / "rusthoven2009.toml", 'unit = "proportion"', 'unit = ""')
    said = beamside("evidence", "check")
    assert (said.code, said.output) == (1, "")
    assert said.error_lines[0].startswith("rusthoven2009.toml: ")
    for command in (("assess", EXAMPLE), ("evidence", "list"), ("selftest",)):
        other = beamside(*command)
        assert (other.code, other.output, other.errors) == (2, "", said.errors)


@pytest.mark.hazard("number-without-source")
def test_that_the_check_exits_1_where_arithmetic_is_broken(own_resources: Path, beamside: Beamside) -> None:
    change(own_resources / "evidence" / "sources" / "zhu2013.toml", "value = 0.875", "value = 0.775")
    said = beamside("evidence", "check")
    assert said.code == 1
    (line,) = said.error_lines
    assert line.startswith("zhu2013.")
    assert line.endswith(": 28 of 32 is 0.775")
    assert f"BROKEN    {line}" in said.output


def test_that_local_studies_join_the_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, beamside: Beamside
) -> None:
    local = tmp_path / "local"
    local.mkdir()
    source = (PROJECT / "resources" / "evidence" / "sources" / "zorzi2007.toml").read_text("utf-8")
    (local / "ours2025.toml").write_text(source.replace("zorzi2007", "ours2025"), encoding="utf-8")
    monkeypatch.setenv("BEAMSIDE_LOCAL_EVIDENCE", str(local))
    said = beamside("evidence", "list")
    assert said.code == 0
    (line,) = [line for line in said.output.splitlines() if line.startswith("ours2025")]
    assert "local" in line
    monkeypatch.setenv("BEAMSIDE_LOCAL_EVIDENCE", str(tmp_path / "none"))
    missing = beamside("evidence", "list")
    assert missing.code == 2
    assert missing.error_lines == ["none: there is no such folder of local studies. Name an existing folder."]


# ---------------------------------------------------------------------- selftest


@pytest.mark.slow
def test_that_the_selftest_closes_with_counts_and_hashes(own_resources: Path, beamside: Beamside) -> None:
    leave_few_cases(own_resources)
    said = beamside("selftest")
    assert (said.code, said.errors) == (0, "")
    lines = said.output.splitlines()
    assert len(lines) == 3
    assert lines[0].endswith(" cases, 0 failed")
    assert int(lines[0].split()[0]) >= 40
    assert lines[1].startswith("cases     sha256 ")


@pytest.mark.slow
def test_that_the_selftest_finds_a_changed_limit_and_exits_1(own_resources: Path, beamside: Beamside) -> None:
    leave_few_cases(own_resources)
    change(
        own_resources / "evidence" / "sources" / "sanuki2022.toml",
        'field = "liver_lesion_count", limit = 3',
        'field = "liver_lesion_count", limit = 4',
    )
    said = beamside("selftest")
    assert (said.code, said.errors) == (1, "")
    failed = [line for line in said.output.splitlines() if line.startswith("FAILED  ")]
    assert any("sbrt.toml: four metastases: sbrt.lesion_count should be not_met, and is met" in line for line in failed)
    assert said.output.splitlines()[len(failed)].endswith(f" cases, {len(failed)} failed")


def test_that_a_broken_or_missing_suite_is_exit_2(own_resources: Path, beamside: Beamside) -> None:
    (own_resources / "selftest" / "sbrt.toml").write_text("[[case", encoding="utf-8")
    said = beamside("selftest")
    assert (said.code, said.output, len(said.error_lines)) == (2, "", 1)
    assert said.errors.startswith("sbrt.toml: ")
    shutil.rmtree(own_resources / "selftest")
    assert beamside("selftest").error_lines == ["selftest: there are no cases. Install the program again."]


# ---------------------------------------------------------------------- arguments


@pytest.mark.parametrize("command", list(main.COMMANDS))
def test_that_every_command_has_help(command: str, beamside: Beamside) -> None:
    for option in ("--help", "-h"):
        said = beamside(command, option)
        assert (said.code, said.errors) == (0, "")
        assert said.output.startswith(f"usage: beamside {command}")


def test_that_the_program_has_help_and_a_version(beamside: Beamside) -> None:
    said = beamside("--help")
    assert said.code == 0
    assert all(f"\n  {name}" in said.output for name in main.COMMANDS)
    assert beamside("-h").output == said.output
    version = beamside("--version")
    assert (version.code, version.output.split()[0]) == (0, "beamside")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["assess"], "the following arguments are required: CASE"),
        (["assess", "a", "b"], "unrecognized arguments: b"),
        (["assess", "a", "--farmat", "json"], "unrecognized arguments: --farmat"),
        (["assess", "a", "--form", "json"], "unrecognized arguments: --form"),
        (["assess", "a", "--format", "xml"], "invalid choice: 'xml'"),
        (["evidence"], "the following arguments are required: list|show|check|export"),
        (["evidence", "shw"], "invalid choice: 'shw'"),
        (["evidence", "show"], "the following arguments are required: ID"),
        (["selftest", "x"], "unrecognized arguments: x"),
        (["gui", "a", "b"], "unrecognized arguments: b"),
        (["asess", "case.json"], "unrecognized arguments: case.json"),
        (["--unknown"], "unrecognized arguments: --unknown"),
    ],
)
def test_that_a_wrong_argument_is_one_line_and_exit_2(arguments: list[str], words: str, beamside: Beamside) -> None:
    said = beamside(*arguments)
    assert (said.code, said.output) == (2, "")
    (line,) = said.error_lines
    assert words in line
    assert line.startswith("beamside ")
    assert "--help` shows the arguments." in line


def test_that_the_window_opens_with_the_case_that_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Any] = []

    def run(case: Path | None, resources: Path, **_: Any) -> int:
        opened.append((case, resources))
        return 7

    monkeypatch.setitem(sys.modules, "gui.application", SimpleNamespace(run=run))
    assert main.main([]) == 7
    assert main.main(["gui"]) == 7
    assert main.main(["gui", "a.json"]) == 7
    assert main.main(["a.json"]) == 7
    assert [case for case, _ in opened] == [None, None, Path("a.json"), Path("a.json")]
    assert {resources for _, resources in opened} == {PROJECT / "resources"}


def test_that_broken_resources_are_said_before_a_window_opens(own_resources: Path, beamside: Beamside) -> None:
    (own_resources / "fields" / "patient.toml").write_text("[[", encoding="utf-8")
    for arguments in ([], ["assess", EXAMPLE]):
        said = beamside(*arguments)
        assert (said.code, said.output, len(said.error_lines)) == (2, "", 1)
        assert said.errors.startswith("patient.toml: ")


def test_that_our_own_mistakes_are_not_dressed_up_as_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    assert as_problems(ZeroDivisionError("x")) is None
    assert as_problems(Mistake("a", "b")) == ("a", "b")
    from engine.commands import assess_command

    def broken(*_: object) -> Any:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr(assess_command, "assess", broken)
    with pytest.raises(ZeroDivisionError):
        main.main(["assess", str(EXAMPLE)])


def test_that_a_system_without_a_cache_folder_does_no_harm(monkeypatch: pytest.MonkeyPatch, beamside: Beamside) -> None:
    import platformdirs

    def none(*_: object, **__: object) -> Any:
        raise RuntimeError("no home")

    monkeypatch.setattr(platformdirs, "user_cache_path", none)
    assert main.cache_folder() is None
    assert beamside("assess", EXAMPLE).code == 0


def test_that_output_is_utf8_whatever_the_terminal_says(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    assert main.main(["evidence", "show", "sbrt.largest_lesion"]) == 0
    assert "5–6 cm" in raw.getvalue().decode("utf-8")
