"""Assessment, case and fields -> one document tree. Pure: no file, no clock.

The summary is made for two A4 pages: what is decided first, what it rests on second. The long form lists everything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from engine.case.case import Case
from engine.case.fields import FieldCatalogue
from engine.case.patient import Patient
from engine.findings.assessment import Assessment, OptionFinding
from engine.findings.wording import VERDICT_WORDS
from engine.modalities.catalogue import described
from engine.report.board_sections import minutes_blocks, option_blocks, patient_blocks
from engine.report.case_sections import (
    input_blocks,
    mechanism_blocks,
    missing_blocks,
    note_blocks,
    patient_of,
    score_blocks,
    spread_blocks,
)
from engine.report.caution_sections import caution_blocks
from engine.report.citations import Citations
from engine.report.concern_sections import concern_frame
from engine.report.document_records import (
    Block,
    Document,
    Heading,
    Paragraph,
    References,
    Verdict,
    run,
)
from engine.report.eligibility_sections import (
    VERDICT_SYMBOLS,
    criteria_as_printed,
    criteria_table,
    dissents,
)
from engine.report.outcome_choice import Arms
from engine.report.room import pages_needed
from engine.report.subsequent_sections import subsequent_blocks
from engine.report.survival_sections import (
    figures_table,
    headline_outcomes,
    headline_survival,
    outcome_blocks,
    survival_blocks,
)
from engine.report.toxicity_sections import headline_harms, toxicity_blocks
from engine.wording.board import board_page
from engine.wording.patient_line import planned_course

FORMAT = "beamside-document/1"
INTENDED_USE = (
    "For clinicians who prepare or hold a tumour board. It shows published criteria and results beside one patient's "
    "data, with their sources; it does not advise, does not predict for the individual, and does not replace "
    "clinical judgement."
)
_LONGEST_LABEL = 160
_LONGEST_TITLE = 80
#: the estimate is a twentieth or more too high
_MOST_PAGES = 2.05
#: long tables of several options break less well
_MOST_PAGES_OPEN = 1.97


@dataclass(frozen=True, slots=True)
class _Room:
    """How much the short form shows.

    Attributes
    ----------
    harms, outcomes : rows of the planned modality; where nothing is planned, rows of each modality.
    cautions, characters : how many, and how much text.
    figures : modalities with curves where nothing is planned.
    curves : whether the planned modality has its curves; what a board reads in a minute goes before them.
    """

    harms: int
    outcomes: int
    cautions: int
    characters: int
    figures: int = 0
    curves: bool = True


# Both are tried in order until two pages suffice.
_ROOMS_PLANNED = (
    _Room(harms=7, outcomes=5, cautions=8, characters=2400),
    _Room(harms=7, outcomes=5, cautions=6, characters=1600),
    _Room(harms=6, outcomes=5, cautions=6, characters=1400),
    _Room(harms=6, outcomes=4, cautions=5, characters=1300),
    _Room(harms=6, outcomes=4, cautions=4, characters=1100),
    _Room(harms=5, outcomes=3, cautions=4, characters=1100),
    _Room(harms=4, outcomes=3, cautions=4, characters=1000),
    _Room(harms=4, outcomes=2, cautions=3, characters=700),
    _Room(harms=3, outcomes=1, cautions=2, characters=500),
    _Room(harms=5, outcomes=3, cautions=3, characters=700, curves=False),
    _Room(harms=3, outcomes=2, cautions=1, characters=300, curves=False),
)
_ROOMS_OPEN = (
    _Room(harms=5, outcomes=5, cautions=14, characters=4500, figures=6),
    _Room(harms=5, outcomes=5, cautions=10, characters=3000, figures=4),
    _Room(harms=4, outcomes=4, cautions=8, characters=2200, figures=4),
    _Room(harms=3, outcomes=3, cautions=6, characters=1600, figures=4),
    _Room(harms=5, outcomes=5, cautions=8, characters=2200, figures=2),
    _Room(harms=4, outcomes=4, cautions=6, characters=1600, figures=2),
    _Room(harms=3, outcomes=3, cautions=5, characters=1300, figures=2),
    _Room(harms=2, outcomes=2, cautions=4, characters=1000, figures=2),
    _Room(harms=3, outcomes=3, cautions=6, characters=1600),
    _Room(harms=2, outcomes=2, cautions=5, characters=1300),
    _Room(harms=2, outcomes=2, cautions=3, characters=800),
    _Room(harms=1, outcomes=1, cautions=3, characters=800),
    _Room(harms=1, outcomes=1, cautions=1, characters=300),
)


def build_document(
    assessment: Assessment, case: Case | None, fields: FieldCatalogue, *, long: bool = False
) -> Document:
    """Return the summary of one assessment as a tree.

    Parameters
    ----------
    assessment : the result.
    case : the case behind it, for its notes and origins; None where only the assessment is at hand.
    fields : the catalogue of fields, for the words of values.
    long : list everything, instead of what fits two pages.
    """
    patient = patient_of(assessment, case, fields)
    for room in _ROOMS_PLANNED if assessment.planned_modality else _ROOMS_OPEN:
        blocks = _with_references(assessment, case, patient, fields, long, room)
        if long or pages_needed(blocks) <= (_MOST_PAGES if assessment.planned_modality else _MOST_PAGES_OPEN):
            break
    return Document(
        format=FORMAT,
        title="Beamside summary" if not long else "Beamside summary, long form",
        label=_label(assessment.label),
        language="en",
        intended_use=INTENDED_USE,
        long=long,
        blocks=tuple(blocks),
        stamps=_stamps(assessment),
    )


def _with_references(
    assessment: Assessment,
    case: Case | None,
    patient: Patient,
    fields: FieldCatalogue,
    long: bool,
    room: _Room,
) -> list[Block]:
    citations = Citations(assessment)
    blocks = [*_blocks(assessment, case, patient, fields, citations, long, room)]
    references = citations.references(whole=long)
    if references:
        blocks += (Heading(level=2, text="References"), References(items=references))
        second_hand = citations.second_hand()
        if second_hand and not long:
            blocks.append(Paragraph(runs=run(f"References {second_hand}", "muted"), quiet=True))
    return blocks


def document_as_json(document: Document) -> bytes:
    """Return the tree as UTF-8 JSON."""
    return msgspec.json.encode(document)


def _label(label: str) -> str:
    words = " ".join(label.split())
    if not words:
        return "Case without a label"
    return words if len(words) <= _LONGEST_LABEL else f"{words[: _LONGEST_LABEL - 1].rstrip()}…"


def title_of(document: Document) -> str:
    """Return the title for the file's properties."""
    label = document.label
    return f"{document.title}: {label if len(label) <= _LONGEST_TITLE else label[: _LONGEST_TITLE - 1] + '…'}"


def _stamps(assessment: Assessment) -> tuple[str, ...]:
    return (
        f"Beamside {assessment.engine_version}",
        f"Evidence {assessment.evidence.version} SHA-256 {assessment.evidence.sha256}",
        f"Case SHA-256 {assessment.case_sha256}",
    )


def _blocks(
    assessment: Assessment,
    case: Case | None,
    patient: Patient,
    fields: FieldCatalogue,
    citations: Citations,
    long: bool,
    room: _Room,
) -> Iterator[Block]:
    arms = Arms(assessment)
    planned = assessment.option(assessment.planned_modality) if assessment.planned_modality else None
    page = board_page(assessment, patient)
    yield from patient_blocks(page)
    yield _verdict(planned, patient)
    if planned is not None:
        yield from concern_frame(planned, citations, whole=long)
    if planned is not None and planned.criteria:
        yield Heading(level=2, text=f"Eligibility: {planned.label}")
        yield criteria_table(planned, patient, fields, citations)
        yield from dissents(planned, citations)
        if long:
            yield from criteria_as_printed(planned, citations)
    others = tuple(option for option in assessment.options if option is not planned)
    yield from option_blocks(page)
    yield from minutes_blocks(page)
    yield from score_blocks(assessment, citations, whole=long)
    if long or any(missing.decides for missing in assessment.missing):
        yield Heading(level=2, text="Missing items that could change a verdict")
        yield from missing_blocks(assessment, whole=long)
    inputs = [*input_blocks(assessment, patient, case, fields, whole=long)]
    if inputs:
        yield Heading(level=2, text="Inputs" if long else "Further inputs")
        yield from inputs
    yield from note_blocks(case.notes if case is not None else "", whole=long)
    yield Heading(level=2, text="Spread by tumour height")
    # Whoever plans treatment of the rectum reads what lies behind the height; for the liver its sentence is enough.
    in_full = long or planned is None or described(planned.modality).treats == "rectum"
    yield from spread_blocks(assessment.spread, citations, whole=long, in_full=in_full)
    if planned is not None:
        yield from _details(planned, citations, arms, long, room)
    elif not long:
        yield from _open_options(assessment, citations, arms, room)
    if long:
        for option in others:
            yield from _whole_option(option, patient, fields, citations, arms)
        yield from mechanism_blocks(assessment.spread, citations)


def _verdict(planned: OptionFinding | None, patient: Patient) -> Verdict:
    if planned is None:
        return Verdict(
            title="No modality is planned",
            symbol="unknown",
            verdict="",
            words="Every modality is assessed below, a line each; choose one to see its criteria, harms and survival.",
        )
    course = planned_course(patient, planned.modality)
    return Verdict(
        title=f"Planned: {planned.label}{', ' + course if course else ''}",
        symbol=VERDICT_SYMBOLS[planned.verdict],
        verdict=VERDICT_WORDS[planned.verdict][:1].upper() + VERDICT_WORDS[planned.verdict][1:],
        words=" ".join(part for part in (planned.reason_in_words, _resembles(planned)) if part),
    )


def _resembles(option: OptionFinding) -> str:
    """Return how many groups the patient resembles; a green headline has said it already."""
    return "" if option.verdict == "within" else option.populations_in_words


def _open_options(assessment: Assessment, citations: Citations, arms: Arms, room: _Room) -> Iterator[Block]:
    """Where nothing is planned yet: what is published of every modality that is not ruled out, as far as there is room.

    Their harms and outcomes, overall survival as curves, and what must be read with them.
    """
    still_open = [option for option in assessment.options if option.verdict != "outside"]
    for table in (
        headline_harms(still_open, citations, most=room.harms),
        headline_outcomes(still_open, citations, arms, most=room.outcomes),
    ):
        if table.rows:
            yield Heading(level=2, text=table.title)
            yield table
    # What the patient's own criteria admit comes before a comparator and what is not decided.
    weightiest = sorted(
        still_open, key=lambda one: (one.verdict != "within", one.verdict == "concern", not one.criteria)
    )
    survival = [*headline_survival(weightiest, citations, arms, most=room.figures)]
    if survival:
        yield Heading(level=2, text="Overall survival: modalities not outside their criteria")
        yield from survival
    cautions = {caution.id: caution for option in weightiest for caution in option.cautions}
    if cautions:
        yield Heading(level=2, text="Cautions and contested points: modalities not outside their criteria")
        yield from caution_blocks(
            [*cautions.values()], citations, whole=False, most=room.cautions, characters=room.characters
        )


def _details(option: OptionFinding, citations: Citations, arms: Arms, long: bool, room: _Room) -> Iterator[Block]:
    yield Heading(level=2, text=f"Harms: {option.label}")
    yield from toxicity_blocks(option, citations, whole=long, most=room.harms)
    survival = [
        *_curves(option, citations, arms, long, room),
        *outcome_blocks(option, citations, arms, whole=long, most=room.outcomes),
    ]
    yield Heading(level=2, text=f"Survival and control: {option.label}")
    yield from survival or [Paragraph(runs=run("The library holds no outcome of this modality."))]
    if option.cautions:
        yield Heading(level=2, text="Cautions and contested points")
        yield from caution_blocks(
            option.cautions, citations, whole=long, most=room.cautions, characters=room.characters
        )
    if long:
        yield from subsequent_blocks(option, citations)
        yield from _figures(option, citations)


def _curves(option: OptionFinding, citations: Citations, arms: Arms, long: bool, room: _Room) -> Iterator[Block]:
    if long or room.curves:
        yield from survival_blocks(option, citations, arms, whole=long)
    elif option.curves:
        yield Paragraph(runs=run("No room for the curves here: they stand in the long form.", "muted"), quiet=True)


def _whole_option(
    option: OptionFinding, patient: Patient, fields: FieldCatalogue, citations: Citations, arms: Arms
) -> Iterator[Block]:
    yield Heading(level=2, text=option.label)
    words = " ".join(part for part in (option.verdict_in_words, option.populations_in_words) if part)
    yield Paragraph(runs=run(words, "strong"))
    yield from concern_frame(option, citations, whole=True)
    if option.criteria:
        yield criteria_table(option, patient, fields, citations)
        yield from dissents(option, citations)
        yield from criteria_as_printed(option, citations)
    yield from _details(option, citations, arms, True, _ROOMS_PLANNED[0])


def _figures(option: OptionFinding, citations: Citations) -> Iterator[Block]:
    groups = (
        ("regimens", "What was given", option.regimens),
        ("constraints", "Dose limits and other constraints", option.constraints),
        ("background", "Patients, comparisons and background", option.background),
    )
    for name, title, figures in groups:
        if figures:
            yield Heading(level=3, text=f"{title}: {option.label}")
            yield figures_table(f"{name}-{option.modality}", f"{title}: {option.label}", figures, citations, whole=True)
