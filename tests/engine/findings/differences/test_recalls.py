"""A case that was saved under evidence that has been withdrawn since says so, with what changes."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import msgspec
import pytest

import main
from engine.case.case import Case
from engine.case.format.case_json import case_bytes
from engine.case.format.case_parsing import parse_case
from engine.commands.shared.command_context import CommandContext
from engine.evidence.library import Library
from engine.evidence.packs.pack import library_contents
from engine.findings.differences.changes_of_evidence import findings_to_save, since_saved, versions_to_save
from engine.findings.differences.recalls import recalls_in_words, recalls_since

pytestmark = pytest.mark.slow

RESOURCES = Path(__file__).parents[4] / "resources"
EXAMPLE = RESOURCES / "examples" / "sbrt-candidate.beamside.json"
AROUND = CommandContext(RESOURCES)
RECORD = "sbrt.largest_lesion"


def withdrawn(*records: str, version: str = "2999.1", since: str | None = None) -> Library:
    """Return the shipped library as a later version with records withdrawn."""
    contents = library_contents(RESOURCES / "evidence")
    old = AROUND.library.version
    text = contents["library.toml"].decode().replace(f'version = "{old}"', f'version = "{version}"')
    for record in records:
        text += f'\n[[withdrawn]]\nrecord = "{record}"\ndate = 2026-11-27\nreason = "The paper was retracted."\n'
        text += f'by = "Notice of the journal"\nin_version = "{version}"\n'
        text += f'since_version = "{since}"\n' if since else ""
    return AROUND.library_packed({**contents, "library.toml": text.encode()})


@pytest.fixture
def saved() -> Case:
    """Return the example as it stands in a file that was saved with the shipped library."""
    case = parse_case(EXAMPLE.read_bytes(), AROUND.fields, "e")
    data = case_bytes(case, versions_to_save(case, AROUND.library), findings_to_save(case, AROUND.library))
    return parse_case(data, AROUND.fields, "e")


def test_that_a_saved_case_names_what_was_withdrawn_and_what_changes(saved: Case) -> None:
    found = since_saved(saved, withdrawn(RECORD))
    (recall,) = found.recalls
    assert (recall.record, recall.reason, recall.date) == (RECORD, "The paper was retracted.", "2026-11-27")
    assert "The paper was retracted (Notice of the journal)." in recall.in_words
    assert found.in_words.startswith("1 record that it was shown with has been withdrawn: ")
    assert (RECORD, "gone") in [(one.id, one.kind) for one in found.differences]


def test_that_a_withdrawn_figure_is_told_though_no_headline_changes(saved: Case) -> None:
    figure = next(f.id for f in AROUND.library.figures_for("sbrt") if f.id.startswith("rusthoven2009"))
    found = since_saved(saved, withdrawn(figure))
    assert [one.record for one in found.recalls] == [figure]
    assert found.differences == ()
    assert found.recalls[0].source == AROUND.library.sources["rusthoven2009"].short


def test_that_under_the_same_evidence_nothing_is_told(saved: Case) -> None:
    assert since_saved(saved, AROUND.library).recalls == ()


@pytest.mark.parametrize(
    ("saved_with", "in_version", "since", "told"),
    [
        ("2026.2", "2026.3", None, True),
        ("2026.3", "2026.3", None, False),
        ("2026.4", "2026.3", None, False),
        ("2026.1", "2026.3", "2026.2", False),
        ("2026.2", "2026.3", "2026.2", True),
        (None, "2026.3", None, True),
        ("of a department", "2026.3", None, True),
    ],
)
def test_that_only_versions_that_may_have_used_it_are_told(
    saved_with: str | None, in_version: str, since: str | None, told: bool
) -> None:
    found = recalls_since(saved_with, withdrawn(RECORD, version=in_version, since=since))
    assert bool(found) == told
    assert bool(recalls_in_words(found)) == told


def test_that_many_are_counted_and_three_are_named() -> None:
    library = withdrawn(*[one.id for one in AROUND.library.criteria_for("chemoradiotherapy")][:5])
    words = recalls_in_words(recalls_since("2026.2", library))
    assert words.startswith("5 records that it was shown with have been withdrawn: ")
    assert words.endswith("and 2 more.")


def test_that_what_stands_in_its_place_is_named_with_its_source() -> None:
    library = withdrawn(RECORD)
    (one,) = library.withdrawn
    later = msgspec.structs.replace(one, replaced_by="sbrt.lesion_count")
    header = msgspec.structs.replace(library.header, withdrawn=(later,))
    (found,) = recalls_since("2026.2", msgspec.structs.replace(library, header=header))
    label = AROUND.library.criteria["sbrt.lesion_count"].label
    assert found.instead.startswith(label)
    assert found.in_words.endswith(f" In its place stands {found.instead}.")


def test_that_the_day_of_a_withdrawal_stands_in_the_library_alone() -> None:
    assert withdrawn(RECORD).withdrawn[0].date == dt.date(2026, 11, 27)


# ------------------------------------------------------------ on the command line


@pytest.fixture
def under_withdrawal(monkeypatch: pytest.MonkeyPatch) -> Library:
    """Let the program's commands use a library in which a criterion was withdrawn."""
    library = withdrawn(RECORD)
    monkeypatch.setattr(CommandContext, "library", library)
    monkeypatch.setattr(CommandContext, "curves", None)
    return library


def test_that_every_command_on_the_saved_case_tells_of_it(
    saved: Case, under_withdrawal: Library, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "saved.beamside"
    path.write_bytes(case_bytes(saved, saved.saved_with, saved.saved_findings))
    told = "The paper was retracted (Notice of the journal)."
    assert main.main(["assess", str(path)]) == 0
    said = capfd.readouterr()
    assert json.loads(said.out)["evidence"]["version"] == "2999.1"
    assert f"The case was saved with evidence {AROUND.library.version}. Withdrawn on 2026-11-27: " in said.err
    assert told in said.err
    assert "no longer looked at" in said.err, "and what changes"
    assert main.main(["assess", str(path), "--format", "text"]) == 0
    assert told in " ".join(capfd.readouterr().out.split())
    assert main.main(["report", str(path), "-o", str(tmp_path / "x.pdf"), "--date", "2026-11-28"]) == 0
    assert told in capfd.readouterr().err


def test_that_a_pdf_that_was_printed_before_tells_of_it_when_it_is_opened(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    pdf = tmp_path / "old.pdf"
    assert main.main(["report", str(EXAMPLE), "-o", str(pdf), "--date", "2026-11-27"]) == 0
    request.getfixturevalue("under_withdrawal")
    capfd.readouterr()
    assert main.main(["report", "--open-case", str(pdf)]) == 0
    said = capfd.readouterr()
    assert json.loads(said.out)["format"].startswith("beamside-case/")
    assert "The paper was retracted (Notice of the journal)." in said.err


def test_that_a_case_that_was_never_saved_tells_of_nothing(
    under_withdrawal: Library, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main.main(["assess", str(EXAMPLE)]) == 0
    assert "ithdrawn" not in capfd.readouterr().err
