"""Each lesion with the local treatments that its own size and place allow, and the ledger of the liver."""

from __future__ import annotations

from collections.abc import Iterator

from engine.case.fields import FieldCatalogue
from engine.case.patient import Patient
from engine.evidence.library import Library
from engine.findings.lesion_options import LesionOption, LiverReserve, lesion_options, liver_reserve
from engine.findings.lesions_treated import lesions_of
from engine.findings.wording import MODALITY_SHORT, join_words
from engine.report.document_records import (
    Block,
    Bullets,
    Cell,
    Column,
    Heading,
    Paragraph,
    Row,
    Runs,
    Symbol,
    Table,
    run,
)
from engine.wording.lesions import lesion_details, lesion_in_words

_SYMBOLS: dict[str, Symbol] = {
    "within": "met",
    "borderline": "borderline",
    "outside": "not_met",
    "undetermined": "unknown",
}
_WORDS = {"within": "Within", "borderline": "Borderline", "outside": "Outside", "undetermined": "Not known"}


def lesion_blocks(patient: Patient, fields: FieldCatalogue, library: Library) -> Iterator[Block]:
    """Yield a table of the lesions against the criteria of size and place; nothing where no rows are given."""
    rows, found = lesions_of(patient), lesion_options(patient, library)
    if not found:
        return
    treatments = [option.modality for option in found[0].options]
    yield Heading(level=2, text="Each lesion by its own size and place")
    yield Table(
        name="lesion-options",
        title="Published criteria of size and place alone; the patient as a whole is judged elsewhere",
        columns=(
            Column(title="Lesion"),
            Column(title="What it is", share=2.0),
            *(Column(title=MODALITY_SHORT[modality], share=2.0) for modality in treatments),
        ),
        rows=tuple(
            Row(
                cells=(
                    Cell(runs=run(str(one.lesion))),
                    Cell(runs=run(lesion_in_words(row, fields)), below=run(lesion_details(row, fields), "muted")),
                    *(_cell(option) for option in one.options),
                )
            )
            for row, one in zip(rows, found, strict=True)
        ),
    )


def _cell(option: LesionOption) -> Cell:
    words = _WORDS[option.verdict]
    shown = f"{words}: {join_words(option.reasons)}" if option.reasons else words
    return Cell(runs=run(shown), symbol=_SYMBOLS[option.verdict])


def reserve_blocks(patient: Patient, library: Library) -> Iterator[Block]:
    """Yield the ledger of the liver; nothing where its volume is not known."""
    found = liver_reserve(patient, library)
    if found is None:
        return
    yield Heading(level=2, text="Liver reserve, by arithmetic")
    yield Bullets(items=tuple(_lines(found)))
    yield Paragraph(
        runs=run(
            "Arithmetic on the values of the case, not volumetry. Lesions count as spheres of their longest diameter, "
            "which is the most an ellipsoid can have: with axes of 1 to 0.8 to 0.8 it has 64 % of it.",
            "muted",
        ),
        quiet=True,
    )


def _lines(found: LiverReserve) -> Iterator[Runs]:
    yield run(f"Liver: {_ml(found.liver_ml)}; of it tumour at most {_ml(found.tumours_at_most_ml)}.")
    if found.without_diameter:
        yield run(f"Lesions without a diameter, not counted: {found.without_diameter}.")
    yield run(
        f"Liver without tumour: {_ml(found.functional_low_ml)} to {_ml(found.functional_high_ml)}."
        if found.tumours_at_most_ml
        else f"Liver without tumour: {_ml(found.functional_high_ml)}."
    )
    if found.remnant_ml is not None and found.removed_ml is not None:
        yield run(f"Left by the resection: {_ml(found.remnant_ml)}; removed: {_ml(found.removed_ml)}.")
    if found.above_spared_limit_ml is not None and found.spared_limit_ml is not None:
        asked = f"the {_ml(found.spared_limit_ml)} that a published rule asks to be spared"
        over = found.above_spared_limit_ml
        yield run(
            f"The remnant is {_ml(over)} more than {asked}."
            if over >= 0
            else f"The remnant is {_ml(-over)} less than {asked}: after this resection the rule cannot be met."
        )


def _ml(volume: float) -> str:
    return f"{round(volume)} mL"
