"""The parts of a summary about the patient: inputs, missing items, scores, spread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.case.case import Case
from engine.case.checks.worked_out import not_worked_out
from engine.case.fields import FieldCatalogue
from engine.case.format.input_values import InputProblem, read_input
from engine.case.patient import Patient, Value
from engine.evidence.records.modalities import Modality
from engine.findings.assessment import Assessment, MissingFinding, SpreadFinding
from engine.findings.wording import MODALITY_SHORT, join_words, lower_first, value_in_words
from engine.report.sections.caution_sections import caution_blocks
from engine.report.sections.eligibility_sections import brief_verdict
from engine.report.sections.lesion_sections import lesion_blocks, reserve_blocks
from engine.report.sections.survival_sections import figures_table
from engine.report.tree.citations import Citations
from engine.report.tree.document_records import (
    Block,
    Bullets,
    Cell,
    Column,
    Fact,
    Facts,
    Heading,
    Paragraph,
    Row,
    Run,
    Table,
    run,
)
from engine.wording.board.patient_line import FIELDS_OF_THE_LINE
from engine.wording.derived import derived_in_words, waiting_in_words
from engine.words.said import changed, in_row, own, say, say_label


def patient_of(assessment: Assessment, case: Case | None, fields: FieldCatalogue) -> Patient:
    """Return the patient of the case; without one, the patient that the assessment's own inputs describe."""
    if case is not None:
        return case.patient
    values: dict[str, Value | None] = {}
    for name, raw in assessment.inputs.items():
        if name in fields:
            try:
                values[name] = read_input(fields[name], raw, fields, confirmed=True)
            except InputProblem:
                continue
    return Patient(fields, values)


def input_blocks(
    assessment: Assessment, patient: Patient, case: Case | None, fields: FieldCatalogue, *, whole: bool
) -> Iterator[Block]:
    """Yield the inputs used, those derived, those that no record looks at, and what should be checked.

    The short form leaves out what the line at the head has said already.
    """
    said = frozenset() if whole else FIELDS_OF_THE_LINE
    facts = tuple(fact for name, fact in _facts(assessment, patient, case, fields) if name not in said)
    if facts:
        yield Facts(items=facts)
    elif not patient.inputs:
        yield Paragraph(runs=run(say("Nothing is known of this patient yet.")))
    derived = [
        _of_field(fields, name, derived_in_words(fields[name], found)) for name, found in patient.derived.items()
    ]
    if derived and whole:
        yield _listed(say("Derived from these: "), derived)
    if whole:
        for name, missing in not_worked_out(patient).items():
            label = in_row((say_label(fields[name].label, name), ": "), "")
            yield Paragraph(
                runs=(Run(label, "strong"), Run(lower_first(waiting_in_words(missing, fields)))), quiet=True
            )
    if assessment.unused_inputs and whole:
        unused = (
            _of_field(fields, name, value_in_words(fields[name], patient.inputs.get(name)))
            for name in assessment.unused_inputs
            if name in fields
        )
        yield _listed(say("Entered, but used by no record: "), unused)
    if whole:
        yield from lesion_blocks(assessment, patient, fields)
        yield from reserve_blocks(assessment)
    # The head of the page holds them already.
    if assessment.questions and whole:
        yield Bullets(
            items=tuple((Run(say("To check: "), "strong"), Run(question.text)) for question in assessment.questions),
            symbols=tuple("caution" for _ in assessment.questions),
            quiet=True,
        )


def _of_field(fields: FieldCatalogue, name: str, words: str) -> str:
    return say("{name}: {words}", name=lower_first(say_label(fields[name].label, name)), words=words)


def _listed(lead: str, items: Iterable[str]) -> Paragraph:
    return Paragraph(runs=(Run(lead, "strong"), Run(say("{facts}.", facts=in_row(items, "; ")))), quiet=True)


def _facts(
    assessment: Assessment, patient: Patient, case: Case | None, fields: FieldCatalogue
) -> Iterator[tuple[str, Fact]]:
    unused = set(assessment.unused_inputs)
    replaced = {name for name, derived in patient.derived.items() if derived.replaces is not None}
    for spec in fields:
        # The planned modality stands at the head.
        if spec.id != "modality" and spec.id in patient.inputs and spec.id not in unused and spec.id not in replaced:
            remark = say("from a plan") if case is not None and spec.id in case.origins else ""
            label = say_label(spec.label, spec.id)
            yield spec.id, Fact(label=label, value=value_in_words(spec, patient.inputs[spec.id]), remark=remark)


def note_blocks(notes: str, *, whole: bool, most: int = 500) -> Iterator[Block]:
    """Yield the clinician's own notes; in the short form no more than a few lines of them."""
    text, ending = notes.strip(), ""
    if not text:
        return
    if not whole and len(text) > most:
        text, ending = f"{text[:most].rstrip()} …", say("(shortened; the long form has it all)")
    lines = [part.strip() for part in text.splitlines() if part.strip()]
    for number, line in enumerate(lines, start=1):
        words = in_row((own(line), ending if number == len(lines) else ""))
        yield Paragraph(runs=(*run("" if number > 1 else say("Notes: "), "strong"), *run(words)), quiet=True)


# ---------------------------------------------------------------------- missing items


def missing_blocks(assessment: Assessment, *, whole: bool, most: int = 5) -> Iterator[Block]:
    """Yield the missing items that could change a verdict, the most decisive first.

    The short form names the answers that change a headline; the long form names what every answer leads to.
    """
    missing = assessment.missing
    now = {} if whole else {option.modality: option.verdict for option in assessment.options}
    shown = missing if whole else missing[:most]
    if not shown:
        yield Paragraph(runs=run(say("No missing item, and no two together, could change a headline.")), quiet=True)
    else:
        yield Table(
            name="missing",
            title=say("Missing items"),
            columns=(Column(title=say("Missing item"), share=0.24), Column(title=say("Verdict if"), share=0.76)),
            rows=tuple(
                Row(cells=(Cell(runs=run(finding.label, "strong")), Cell(runs=tuple(_decides(finding, now)))))
                for finding in shown
            ),
        )


def _decides(finding: MissingFinding, now: Mapping[Modality, str]) -> Iterator[Run]:
    for number, modality in enumerate(finding.decides):
        outcomes: Mapping[str, str] = finding.verdict_if[modality]
        words = in_row(
            (
                say("{name}: {words}", name=value, words=brief_verdict(verdict))
                for value, verdict in outcomes.items()
                if verdict != now.get(modality)
            ),
            "; ",
        )
        yield Run(in_row(("  " if number else "", MODALITY_SHORT[modality], ": "), ""), "strong")
        yield Run(say("{facts}.", facts=words))


# ---------------------------------------------------------------------- scores and spread


def score_blocks(assessment: Assessment, citations: Citations, *, whole: bool) -> Iterator[Block]:
    """Yield the published scores: points, what is not known, and what is published for them."""
    items = []
    for score in assessment.scores:
        words = changed(score.outcome_in_words, _one_stop)
        unknown = [item.label for item in score.items if item.points is None]
        rest = say("Not known: {fields}.", fields=join_words(unknown)) if unknown else ""
        items.append(
            (
                Run(in_row((score.label, ": "), ""), "strong"),
                Run(in_row((words, rest))),
                *citations.cite_at(score.source, score.locator),
            )
        )
    if items:
        yield Bullets(items=tuple(items), quiet=not whole)


def _one_stop(text: str) -> str:
    """Return a text that ends with one full stop, and holds none before a semicolon."""
    tidy = text.replace("..", ".").replace(".;", ";")
    return tidy if tidy.endswith(".") else f"{tidy}."


def spread_blocks(spread: SpreadFinding, citations: Citations, *, whole: bool, in_full: bool = True) -> Iterator[Block]:
    """Yield what the sources say of spread for this tumour height."""
    if not in_full:
        yield Paragraph(runs=(Run(say("Spread by tumour height: "), "strong"), Run(spread.in_words)), quiet=True)
        return
    yield Paragraph(runs=run(spread.in_words, "strong"))
    for statement in spread.findings:
        places = [(statement.source, statement.locator)]
        places += ((figure.source, figure.locator) for figure in statement.figures)
        yield Paragraph(runs=(Run(statement.text), *citations.cite_places(places)))
        if whole and statement.figures:
            yield figures_table("spread", say("Spread: published figures"), statement.figures, citations, whole=True)
    if whole:
        yield from caution_blocks(spread.cautions, citations)


def mechanism_blocks(spread: SpreadFinding, citations: Citations) -> Iterator[Block]:
    """Yield the map of radiation and metastasis (long form)."""
    if spread.mechanisms:
        yield Heading(level=2, text=say("Radiation and metastasis"))
        yield Table(
            name="radiation-and-metastasis",
            title=say("Radiation and metastasis: mechanisms, never rates in colorectal cancer"),
            columns=(
                Column(title=say("Radiation"), share=0.16),
                Column(title=say("Mechanism"), share=0.2),
                Column(title=say("Direction and level"), share=0.18),
                Column(title=say("Finding"), share=0.46),
            ),
            rows=tuple(
                Row(
                    cells=(
                        Cell(runs=run(_plain(cell.radiation))),
                        Cell(runs=run(_plain(cell.mechanism))),
                        Cell(runs=run(in_row((_plain(cell.direction), _plain(cell.level)), ", "))),
                        Cell(
                            runs=(Run(cell.text), *citations.cite(cell.source)),
                            below=run(in_row((cell.tumour or "", own(cell.locator)), "; "), "muted"),
                        ),
                    )
                )
                for cell in spread.mechanisms
            ),
        )


def _plain(word: Any) -> str:
    return str(word).replace("_", " ")
