"""The document tree: what stands in it, in which order, and that nothing is lost in the long form."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator

import msgspec
import pytest

from engine.case.case import Case
from engine.case.fields import FieldCatalogue
from engine.evidence.library import Library
from engine.findings.assessment import Assessment
from engine.findings.wording import MODALITY_SHORT
from engine.report.summary.document import INTENDED_USE, build_document, document_as_json, title_of
from engine.report.tree.document_records import (
    Bullets,
    Document,
    Figures,
    Frame,
    Heading,
    Paragraph,
    References,
    Table,
    Verdict,
    text_of,
)
from engine.report.writers.plain_text import as_plain_text

pytestmark = pytest.mark.slow

NAMES = ("sbrt-candidate", "borderline", "first-line-chemoradiation", "nothing-known", "all-inputs")


def document_of(name: str, assessments: dict[str, Assessment], cases: dict[str, Case], fields: FieldCatalogue,
                *, long: bool = False) -> Document:  # fmt: skip
    return build_document(assessments[name], cases[name], fields, long=long)


def cited_numbers(document: Document) -> list[int]:
    def of_runs(runs: object) -> Iterator[int]:
        for piece in runs:  # type: ignore[attr-defined]
            if piece.style == "cite":
                yield int(piece.text)

    found: list[int] = []
    for block in document.blocks:
        match block:
            case Paragraph():
                found += of_runs(block.runs)
            case Bullets() | Frame():
                found += (number for item in block.items for number in of_runs(item))
            case Table():
                cells = (cell for row in block.rows for cell in row.cells)
                found += (n for cell in cells for runs in (cell.runs, cell.below) for n in of_runs(runs))
            case Figures():
                found += (number for figure in block.items for number in of_runs(figure.caption))
    return found


@pytest.mark.hazard("number-without-source")
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("long", [False, True])
def test_that_every_number_cited_is_a_reference_and_every_reference_is_cited(
    name: str, long: bool, assessments: dict[str, Assessment], cases: dict[str, Case], fields: FieldCatalogue
) -> None:
    document = document_of(name, assessments, cases, fields, long=long)
    listed = [r.number for block in document.blocks if isinstance(block, References) for r in block.items]
    assert listed == list(range(1, len(listed) + 1))
    reported_by = {s.as_reported_by for s in assessments[name].sources} - {None}
    texts = {r.number: r.text for block in document.blocks if isinstance(block, References) for r in block.items}
    uncited = set(listed) - set(cited_numbers(document))
    # Only a source that reports another may stand there without being cited itself.
    firsts = {short.split()[0] for short in reported_by if short is not None}
    assert all(any(first in texts[number] for first in firsts) or "not given" in texts[number] for number in uncited)
    assert set(cited_numbers(document)) <= set(listed)


@pytest.mark.parametrize("name", ["sbrt-candidate", "borderline", "first-line-chemoradiation"])
def test_that_a_summary_holds_its_parts_in_the_order_of_their_weight(
    name: str, assessments: dict[str, Assessment], cases: dict[str, Case], fields: FieldCatalogue
) -> None:
    document = document_of(name, assessments, cases, fields)
    kinds = [type(block) for block in document.blocks]
    # Who the patient is, and what must be heard, stand above the verdict and nothing else does.
    assert set(kinds[: kinds.index(Verdict)]) <= {Paragraph, Bullets}
    headings = [
        block.text.split(":")[0] for block in document.blocks if isinstance(block, Heading) and block.level == 2
    ]
    # Spread by tumour height has a heading of its own only where the rectum is treated.
    sometimes = ["Missing items that could change a verdict", "Spread by tumour height"]
    assert [heading for heading in headings if heading not in sometimes] == [
        "Eligibility",
        "Options (the order is not preference)",
        "In words, for the minutes",
        "Further inputs",
        "Harms",
        "Survival and control",
        "Cautions and contested points",
        "References",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_that_headings_never_skip_a_level(
    name: str, assessments: dict[str, Assessment], cases: dict[str, Case], fields: FieldCatalogue
) -> None:
    for long in (False, True):
        levels = [1, *(b.level for b in document_of(name, assessments, cases, fields, long=long).blocks
                       if isinstance(b, Heading))]  # fmt: skip
        assert all(later <= earlier + 1 for earlier, later in itertools.pairwise(levels))


@pytest.mark.parametrize("name", NAMES)
def test_that_the_tree_is_plain_json_and_always_the_same(
    name: str, assessments: dict[str, Assessment], cases: dict[str, Case], fields: FieldCatalogue
) -> None:
    first = document_as_json(document_of(name, assessments, cases, fields))
    assert first == document_as_json(document_of(name, assessments, cases, fields))
    assert json.loads(first)["format"] == "beamside-document/1"
    assert msgspec.json.encode(json.loads(first))


@pytest.mark.hazard("hidden-second-obstacle")
def test_that_every_status_of_the_planned_modality_stands_in_its_table(
    assessments: dict[str, Assessment], cases: dict[str, Case], fields: FieldCatalogue
) -> None:
    for name in ("sbrt-candidate", "borderline", "first-line-chemoradiation", "all-inputs"):
        option = next(option for option in assessments[name].options if option.planned)
        document = document_of(name, assessments, cases, fields)
        table = next(b for b in document.blocks if isinstance(b, Table) and b.name == f"eligibility-{option.modality}")
        assert [row.cells[0].symbol for row in table.rows] == [finding.status for finding in option.criteria]


def test_that_every_other_modality_has_its_line(
    assessments: dict[str, Assessment], cases: dict[str, Case], fields: FieldCatalogue
) -> None:
    document = document_of("borderline", assessments, cases, fields)
    at = next(i for i, b in enumerate(document.blocks) if isinstance(b, Table) and b.name == "options")
    table, lines = document.blocks[at], document.blocks[at + 1]
    assert isinstance(table, Table)
    assert isinstance(lines, Bullets)
    # Those outside their criteria stand in lines below the table.
    assert set(lines.symbols) <= {"not_met", "unknown"}
    names = [text_of(row.cells[0].runs) for row in table.rows] + [item[0].text for item in lines.items]
    assert sorted(names) == sorted(MODALITY_SHORT[option.modality] for option in assessments["borderline"].options)


def test_that_every_input_is_shown_used_or_unused(
    assessments: dict[str, Assessment], cases: dict[str, Case], fields: FieldCatalogue
) -> None:
    document = document_of("all-inputs", assessments, cases, fields, long=True)
    said = as_plain_text(document, width=100_000)
    for field in cases["all-inputs"].patient.inputs:
        label = "Planned: " if field == "modality" else f"{fields[field].label}:"
        assert label in said or f"{label[:1].lower()}{label[1:]}" in said, field


@pytest.mark.hazard("one-sided-evidence")
def test_that_a_contested_point_shows_its_sides(
    assessments: dict[str, Assessment], cases: dict[str, Case], fields: FieldCatalogue, library: Library
) -> None:
    """On two pages at least who is on which side, in the long form each in its words."""
    option = assessments["borderline"].option("sbrt")
    for long in (False, True):
        text = as_plain_text(document_of("borderline", assessments, cases, fields, long=long), width=100_000)
        shown = [caution for caution in option.cautions if caution.kind == "contested" and caution.text in text]
        assert shown
        for caution in shown:
            assert len(caution.sides) >= 2
            sides = [side.text.rstrip(".") if long else library.sources[side.source].short for side in caution.sides]
            assert all(side in text for side in sides)


@pytest.mark.parametrize("name", NAMES)
def test_that_the_long_form_leaves_nothing_out(
    name: str, assessments: dict[str, Assessment], cases: dict[str, Case], fields: FieldCatalogue
) -> None:
    text = as_plain_text(document_of(name, assessments, cases, fields, long=True), width=20_000)
    # Most of so wide a text is blanks between columns: with them each look took a thousand times as long.
    lines = "\n".join(" ".join(line.split()) for line in text.splitlines())
    for option in assessments[name].options:
        for finding in (*option.criteria, *option.toxicities, *option.outcomes, *option.regimens,
                        *option.constraints, *option.background):  # fmt: skip
            assert finding.label in lines, finding.id
        for caution in option.cautions:
            assert caution.text in lines, caution.id
        for curve in option.curves:
            assert curve.arm in lines, curve.id
    for mechanism in assessments[name].spread.mechanisms:
        assert mechanism.text in lines, mechanism.id
    assert "more stand in the long form" not in lines


def test_that_a_summary_says_what_it_leaves_out(
    assessments: dict[str, Assessment], cases: dict[str, Case], fields: FieldCatalogue
) -> None:
    text = as_plain_text(document_of("sbrt-candidate", assessments, cases, fields), width=100_000)
    option = assessments["sbrt-candidate"].option("sbrt")
    document = document_of("sbrt-candidate", assessments, cases, fields)
    shown = next(b for b in document.blocks if isinstance(b, Table) and b.name == "outcomes-sbrt")
    said = next(line for line in text.splitlines() if line.startswith("In the long form also: "))
    assert f" {len(option.outcomes) - len(shown.rows)} outcomes" in said


@pytest.mark.hazard("old-evidence")
def test_that_intended_use_versions_and_hashes_stand_in_every_summary(
    assessments: dict[str, Assessment], cases: dict[str, Case], fields: FieldCatalogue
) -> None:
    for name in NAMES:
        assessment = assessments[name]
        document = document_of(name, assessments, cases, fields)
        assert document.intended_use == INTENDED_USE
        stamps = " ".join(document.stamps)
        for stamp in (assessment.engine_version, assessment.evidence.version, assessment.evidence.sha256,
                      assessment.case_sha256):  # fmt: skip
            assert stamp in stamps


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("", "Case without a label"),
        ("  \n ", "Case without a label"),
        ("A\n  B", "A B"),
        ("x" * 160, "x" * 160),
        ("x" * 161, "x" * 159 + "…"),
    ],
)
def test_that_a_label_is_one_line_of_bearable_length(
    label: str, shown: str, assessments: dict[str, Assessment], cases: dict[str, Case], fields: FieldCatalogue
) -> None:
    assessment = msgspec.structs.replace(assessments["nothing-known"], label=label)
    document = build_document(assessment, cases["nothing-known"], fields)
    assert document.label == shown
    assert len(title_of(document)) <= 100


def test_that_the_assessment_alone_gives_the_same_values_as_with_its_case(
    assessments: dict[str, Assessment], cases: dict[str, Case], fields: FieldCatalogue
) -> None:
    for name in NAMES:
        # The long form: how much the short one shows depends on the room that the notes of the case leave.
        alone = build_document(assessments[name], None, fields, long=True)
        with_case = build_document(assessments[name], cases[name], fields, long=True)
        tables = [block for block in alone.blocks if isinstance(block, (Table, Verdict))]
        assert tables == [block for block in with_case.blocks if isinstance(block, (Table, Verdict))]
