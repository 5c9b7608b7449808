"""Each lesion with the local treatments that its own size and place allow, and the ledger of the liver."""

from __future__ import annotations

from collections.abc import Iterator

from engine.case.fields import FieldCatalogue
from engine.case.patient import Patient
from engine.findings.assessment import Assessment
from engine.findings.lesions_treated import lesions_of
from engine.findings.records.lesion_records import LesionOption
from engine.findings.wording import MODALITY_SHORT
from engine.report.tree.document_records import (
    Block,
    Bullets,
    Cell,
    Column,
    Heading,
    Paragraph,
    Row,
    Symbol,
    Table,
    run,
)
from engine.wording.lesions import PLACE_NOTE, lesion_details, lesion_in_words, option_in_words, planned_in_words
from engine.wording.liver_reserve import LEDGER_NOTE, reserve_lines
from engine.words.said import say

_SYMBOLS: dict[str, Symbol] = {
    "within": "met",
    "borderline": "borderline",
    "outside": "not_met",
    "undetermined": "unknown",
}


def lesion_blocks(assessment: Assessment, patient: Patient, fields: FieldCatalogue) -> Iterator[Block]:
    """Yield a table of the lesions against the criteria of size and place; nothing where no rows are given."""
    found = assessment.lesions
    if not found:
        return
    yield Heading(level=2, text=say("Each lesion by its own size and place"))
    yield Table(
        name="lesion-options",
        title=PLACE_NOTE,
        columns=(
            Column(title=say("Lesion"), share=0.06),
            Column(title=say("What it is"), share=0.34),
            *(Column(title=MODALITY_SHORT[option.modality], share=0.23) for option in found[0].options),
            Column(title=say("Plan"), share=0.14),
        ),
        rows=tuple(
            Row(
                cells=(
                    Cell(runs=run(str(one.lesion))),
                    Cell(runs=run(lesion_in_words(row, fields)), below=run(lesion_details(row, fields), "muted")),
                    *(_cell(option) for option in one.options),
                    Cell(runs=run(planned_in_words(one, fields))),
                )
            )
            for row, one in zip(lesions_of(patient), found, strict=True)
        ),
    )


def _cell(option: LesionOption) -> Cell:
    return Cell(runs=run(option_in_words(option)), symbol=_SYMBOLS[option.verdict])


def reserve_blocks(assessment: Assessment) -> Iterator[Block]:
    """Yield the ledger of the liver; nothing where its volume is not known."""
    if assessment.liver_reserve is None:
        return
    yield Heading(level=2, text=say("Liver reserve, by arithmetic"))
    yield Bullets(items=tuple(run(line) for line in reserve_lines(assessment.liver_reserve)))
    yield Paragraph(runs=run(LEDGER_NOTE, "muted"), quiet=True)
