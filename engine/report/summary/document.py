"""Assessment, case and fields -> one document tree. Pure: no file, no clock.

The summary is made for two A4 pages: what is decided first, what it rests on second. The long form lists everything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from engine.case.case import Case
from engine.case.fields import FieldCatalogue
from engine.case.patient import Patient
from engine.evidence.records.modalities import Modality
from engine.findings.assessment import Assessment, OptionFinding
from engine.findings.headline_text.concern_briefs import look_of, option_title
from engine.findings.records.band_records import BandTable
from engine.findings.records.subsequent_findings import SubsequentFinding
from engine.modalities.catalogue import described
from engine.report.sections.band_sections import band_blocks
from engine.report.sections.board_sections import minutes_blocks, option_blocks, patient_blocks
from engine.report.sections.case_sections import (
    input_blocks,
    mechanism_blocks,
    missing_blocks,
    note_blocks,
    patient_of,
    score_blocks,
    spread_blocks,
)
from engine.report.sections.caution_sections import caution_blocks
from engine.report.sections.concern_sections import concern_frame
from engine.report.sections.eligibility_sections import (
    VERDICT_SYMBOLS,
    criteria_as_printed,
    criteria_table,
    dissents,
)
from engine.report.sections.outcome_choice import Arms
from engine.report.sections.subsequent_sections import subsequent_blocks
from engine.report.sections.survival_sections import figures_table, outcome_blocks, survival_blocks
from engine.report.sections.toxicity_sections import toxicity_blocks
from engine.report.summary.second_page import open_page, planned_page
from engine.report.summary.short_form import WHOLE, Room, richest_that_fits
from engine.report.tree.citations import Citations
from engine.report.tree.document_records import (
    Block,
    Document,
    Facts,
    Heading,
    Paragraph,
    References,
    Verdict,
    run,
)
from engine.report.tree.in_language import blocks_in, unreviewed
from engine.wording.board.board_page import board_page
from engine.wording.board.patient_line import planned_course
from engine.wording.literature import version_words
from engine.words.language import ENGLISH, Language
from engine.words.said import capital, english, in_row, own, say

FORMAT = "beamside-document/1"
INTENDED_USE = say(
    "For clinicians who prepare or hold a tumour board. It shows published criteria and results beside one patient's "
    "data, with their sources; it does not advise, does not predict for the individual, and does not replace "
    "clinical judgement."
)
_LONGEST_LABEL = 160
_LONGEST_TITLE = 80


def build_document(
    assessment: Assessment,
    case: Case | None,
    fields: FieldCatalogue,
    *,
    long: bool = False,
    language: Language = ENGLISH,
    bands: Sequence[BandTable] = (),
) -> Document:
    """Return the summary of one assessment as a tree.

    Parameters
    ----------
    assessment : the result.
    case : the case behind it, for its notes and origins; None where only the assessment is at hand.
    fields : the catalogue of fields, for the words of values.
    long : list everything, instead of what fits two pages.
    language : that all of it is said in, and laid out in; `fields` are in English for every language.
    bands : of dose and of size, shown in the long form; no assessment holds them.
    """
    patient = patient_of(assessment, case, fields)

    def filled(room: Room) -> list[Block]:
        said = _with_references(assessment, case, patient, fields, long, room, language, bands)
        return [*unreviewed(language), *blocks_in(language, said)]

    blocks = (
        filled(WHOLE)
        if long
        else richest_that_fits(assessment.planned_modality is not None, filled, long_words=not language.is_english)
    )
    return Document(
        format=FORMAT,
        title=language.of(say("Beamside summary") if not long else say("Beamside summary, long form")),
        label=language.of(label_of(assessment.label)),
        language=language.code,
        intended_use=language.of(INTENDED_USE),
        long=long,
        blocks=tuple(blocks),
        stamps=tuple(map(language.of, stamps_of(assessment))),
        evidence=assessment.evidence,
    )


def _with_references(
    assessment: Assessment,
    case: Case | None,
    patient: Patient,
    fields: FieldCatalogue,
    long: bool,
    room: Room,
    language: Language,
    bands: Sequence[BandTable],
) -> list[Block]:
    citations = Citations(assessment)
    blocks = [*_blocks(assessment, case, patient, fields, citations, long, room, language, bands)]
    references = citations.references(whole=long, titles=long or not room.brief)
    if references:
        blocks += (Heading(level=2, text=say("References")), References(items=references))
        second_hand = citations.second_hand()
        if second_hand and not long:
            blocks.append(
                Paragraph(runs=run(say("References {references}", references=second_hand), "muted"), quiet=True)
            )
    return blocks


def document_as_json(document: Document) -> bytes:
    """Return the tree as UTF-8 JSON."""
    return msgspec.json.encode(document, enc_hook=english)


def label_of(label: str) -> str:
    """Return what stands at the head of a document: the case's own words, shortened where very long."""
    words = " ".join(label.split())
    if not words:
        return say("Case without a label")
    return own(words if len(words) <= _LONGEST_LABEL else f"{words[: _LONGEST_LABEL - 1].rstrip()}…")


def title_of(document: Document) -> str:
    """Return the title for the file's properties."""
    label = document.label
    return f"{document.title}: {label if len(label) <= _LONGEST_TITLE else label[: _LONGEST_TITLE - 1] + '…'}"


def stamps_of(assessment: Assessment) -> tuple[str, ...]:
    """Return versions and hashes, a line each."""
    return (
        f"Beamside {assessment.engine_version}",
        in_row((version_words(assessment.evidence), f"SHA-256 {assessment.evidence.sha256}"), ", "),
        say("Case SHA-256 {hash}", hash=assessment.case_sha256),
    )


def _blocks(
    assessment: Assessment,
    case: Case | None,
    patient: Patient,
    fields: FieldCatalogue,
    citations: Citations,
    long: bool,
    room: Room,
    language: Language,
    bands: Sequence[BandTable],
) -> Iterator[Block]:
    arms = Arms(assessment)
    planned = assessment.option(assessment.planned_modality) if assessment.planned_modality else None
    page = board_page(assessment, patient)
    yield from patient_blocks(page)
    yield _verdict(planned, patient)
    if planned is not None:
        yield from concern_frame(planned, citations, whole=long)
    if planned is not None and planned.criteria:
        yield Heading(level=2, text=say("Eligibility: {option}", option=planned.label))
        yield criteria_table(planned, patient, fields, citations)
        yield from dissents(planned, citations, brief=not long and room.brief)
        if long:
            yield from criteria_as_printed(planned, citations)
    others = tuple(option for option in assessment.options if option is not planned)
    yield from option_blocks(page, whole=long, in_lines=() if long else room.in_lines, beside=long or not room.brief)
    yield from minutes_blocks(page)
    if long or room.scores:
        yield from score_blocks(assessment, citations, whole=long)
    if long or any(missing.decides for missing in assessment.missing):
        yield Heading(level=2, text=say("Missing items that could change a verdict"))
        yield from missing_blocks(assessment, whole=long, most=room.missing)
    further = [*input_blocks(assessment, patient, case, fields, whole=long)]
    inputs = further if long or not room.bare else []
    if inputs:
        yield Heading(level=2, text=say("Inputs") if long else say("Further inputs"))
        yield from inputs
    yield from note_blocks(case.notes if case is not None else "", whole=long, most=room.notes)
    # Whoever plans treatment of the rectum reads what lies behind the height; for the liver its sentence is enough.
    about_it = planned is None or described(planned.modality).treats == "rectum"
    in_full = long or (about_it and bool(assessment.spread.findings))
    if in_full:
        yield Heading(level=2, text=say("Spread by tumour height"))
    yield from spread_blocks(assessment.spread, citations, whole=long, in_full=in_full)
    if not long and planned is not None:
        unsaid = 0 if inputs else sum(len(block.items) for block in further if isinstance(block, Facts))
        yield from planned_page(planned, page, assessment, citations, arms, room, unsaid, language)
    elif not long:
        yield from open_page(page, assessment, citations, arms, room, language)
    else:
        if planned is not None:
            yield from _details(planned, assessment.subsequent, citations, language, bands)
        for option in others:
            yield from _whole_option(option, assessment.subsequent, patient, fields, citations, language, bands)
        yield from mechanism_blocks(assessment.spread, citations)


def _verdict(planned: OptionFinding | None, patient: Patient) -> Verdict:
    if planned is None:
        return Verdict(
            title=say("No modality is planned"),
            symbol="unknown",
            verdict="",
            words=say(
                "Every modality is assessed below, a line each; choose one to see its criteria, harms and survival."
            ),
        )
    course = planned_course(patient, planned.modality)
    return Verdict(
        title=say("Planned: {option}", option=in_row((planned.label, course), ", ")),
        symbol=VERDICT_SYMBOLS[look_of(planned)],
        verdict=capital(option_title(planned)),
        words=in_row((planned.reason_in_words, _resembles(planned))),
    )


def _resembles(option: OptionFinding) -> str:
    """Return how many groups the patient resembles; a green headline has said it already."""
    return "" if option.verdict == "within" else option.populations_in_words


def _details(
    option: OptionFinding,
    subsequent: Mapping[Modality, SubsequentFinding],
    citations: Citations,
    language: Language,
    bands: Sequence[BandTable],
) -> Iterator[Block]:
    """All that is published of an option (long form)."""
    yield Heading(level=2, text=say("Harms: {option}", option=option.label))
    yield from toxicity_blocks(option, citations, whole=True, most=0)
    survival = [*survival_blocks(option, citations, language), *outcome_blocks(option, citations)]
    yield Heading(level=2, text=say("Survival and control: {option}", option=option.label))
    yield from survival or [Paragraph(runs=run(say("The library holds no outcome of this modality.")))]
    yield from band_blocks((table for table in bands if table.modality == option.modality), citations)
    if option.cautions:
        yield Heading(level=2, text=say("Cautions and contested points"))
        yield from caution_blocks(option.cautions, citations)
    yield from subsequent_blocks(option, subsequent[option.modality], citations)
    yield from _figures(option, citations)


def _whole_option(
    option: OptionFinding,
    subsequent: Mapping[Modality, SubsequentFinding],
    patient: Patient,
    fields: FieldCatalogue,
    citations: Citations,
    language: Language,
    bands: Sequence[BandTable],
) -> Iterator[Block]:
    yield Heading(level=2, text=option.label)
    words = in_row((option.verdict_in_words, option.populations_in_words))
    yield Paragraph(runs=run(words, "strong"))
    yield from concern_frame(option, citations, whole=True)
    if option.criteria:
        yield criteria_table(option, patient, fields, citations)
        yield from dissents(option, citations)
        yield from criteria_as_printed(option, citations)
    yield from _details(option, subsequent, citations, language, bands)


def _figures(option: OptionFinding, citations: Citations) -> Iterator[Block]:
    groups = (
        ("regimens", say("What was given"), option.regimens),
        ("constraints", say("Dose limits and other constraints"), option.constraints),
        ("background", say("Patients, comparisons and background"), option.background),
    )
    for name, title, figures in groups:
        if figures:
            words = say("{name}: {words}", name=title, words=option.label)
            yield Heading(level=3, text=words)
            yield figures_table(f"{name}-{option.modality}", words, figures, citations, whole=True)
