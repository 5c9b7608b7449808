"""What is decided of every option, as text in another language than English: only what the catalogues cover.

Headlines, criteria with who would decide them otherwise, cautions, the groups studied, what speaks against an option,
what would settle it, and the case. Everything else of the summary
follows in English, as a whole and under a line that says so: no sentence is in two languages.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.case.fields import FieldCatalogue
from engine.case.patient import Patient
from engine.findings.assessment import Assessment, CautionFinding, ConcernFinding, CriterionFinding, OptionFinding
from engine.findings.wording import MODALITY_SHORT, STATUS_WORDS, VERDICT_WORDS, value_in_words
from engine.report.sections.case_sections import patient_of
from engine.report.sections.eligibility_sections import VERDICT_SYMBOLS, criterion_value
from engine.report.summary.document import build_document, label_of
from engine.report.tree.citations import Citations
from engine.report.tree.document_records import (
    Block,
    Bullets,
    Cell,
    Column,
    Document,
    Fact,
    Facts,
    Heading,
    Paragraph,
    Row,
    Symbol,
    Table,
    Verdict,
    run,
)
from engine.report.writers.plain_text import as_plain_text
from engine.wording.derived import derived_in_words
from engine.wording.literature import version_words
from engine.wording.numbers import powers_of_ten, signed_amount
from engine.words.language import Language
from engine.words.said import capital, say, say_counted, template

_COLUMNS = 100
_FITS = {"met": template("fits"), "not_met": template("does not fit"), "unknown": template("not decided")}
_ALIKE = {"met": template("alike"), "not_met": template("not alike"), "unknown": template("not known")}


def assessment_in_language(assessment: Assessment, fields: FieldCatalogue, language: Language) -> str:
    """Return what is covered, in lines of at most 100 characters, and the whole summary in English below it."""
    patient = patient_of(assessment, None, fields)
    language = language.watched()
    use = say(
        "For clinicians who prepare or hold a tumour board. It shows published criteria beside one patient's data; it "
        "does not advise, does not predict for the individual, and does not replace clinical judgement."
    )
    document = Document(
        format="beamside-document/1",
        title="Beamside",
        label=label_of(assessment.label),
        language=language.code,
        intended_use=language.of(use),
        long=False,
        blocks=tuple(_blocks(assessment, patient, fields, language)),
        stamps=(language.of(version_words(assessment.evidence)),),
    )
    rest = build_document(assessment, None, fields)
    return f"{as_plain_text(document, width=_COLUMNS)}\n{'=' * _COLUMNS}\n{as_plain_text(rest, width=_COLUMNS)}"


def _blocks(assessment: Assessment, patient: Patient, fields: FieldCatalogue, language: Language) -> Iterator[Block]:
    of = language.of
    citations = Citations(assessment)
    if not language.is_reviewed:
        yield Paragraph(runs=run(of(say("Translation not clinically reviewed. The English below is what counts."))))
    planned = assessment.option(assessment.planned_modality) if assessment.planned_modality else None
    if planned is not None:
        yield _verdict(planned, language)
        yield from _concerns(planned, language)
        yield from _criteria(planned, patient, fields, language)
        yield from _dissents(planned, citations, language)
        yield from _groups(planned, language)
        yield from _cautions(planned, citations, language)
    yield Heading(level=2, text=of(say("Options (the order is not preference)")))
    others = [option for option in assessment.options if option is not planned]
    yield Bullets(
        items=tuple(run(f"{of(option.label)}. {of(option.verdict_in_words)}") for option in others),
        symbols=tuple(VERDICT_SYMBOLS[option.verdict] for option in others),
    )
    yield from _missing(assessment, language)
    yield from _questions(assessment, language)
    yield from _inputs(patient, fields, language)
    if language.missing:
        # A department's own study, or a record newer than the catalogue: its sentences stay whole and English.
        number = len(set(language.missing))
        yield Paragraph(
            runs=run(
                of(
                    say_counted(
                        number,
                        "{number} sentence above has no translation yet and stands in English.",
                        "{number} sentences above have no translation yet and stand in English.",
                    )
                )
            )
        )
    yield Paragraph(
        runs=run(
            of(
                say(
                    "Not translated yet: harms, survival and control, sources. They stand in the English summary "
                    "that follows."
                )
            )
        )
    )


def _verdict(option: OptionFinding, language: Language) -> Verdict:
    of = language.of
    return Verdict(
        title=of(say("Planned: {option}", option=option.label)),
        symbol=VERDICT_SYMBOLS[option.verdict],
        verdict=of(capital(VERDICT_WORDS[option.verdict])),
        words=powers_of_ten(of(option.reason_in_words)),
    )


def _concerns(option: OptionFinding, language: Language) -> Iterator[Block]:
    shown = [one for one in option.concerns if one.holds or (one.asks and one.holds is None)]
    if shown:
        yield Heading(level=2, text=language.of(say("What speaks against it")))
        yield Bullets(
            items=tuple(run(powers_of_ten(language.of(_weighed(one)))) for one in shown),
            symbols=tuple(_symbol(one) for one in shown),
        )


def _weighed(concern: ConcernFinding) -> str:
    if concern.level == "weigh" and concern.holds:
        return say("To weigh: {text}", text=concern.text)
    return concern.text


def _symbol(concern: ConcernFinding) -> Symbol:
    if concern.holds is None:
        return "unknown"
    return "concern" if concern.level == "hard" else "caution"


def _criteria(option: OptionFinding, patient: Patient, fields: FieldCatalogue, language: Language) -> Iterator[Block]:
    if not option.criteria:
        return
    of = language.of
    yield Heading(level=2, text=of(say("Eligibility: {option}", option=option.label)))
    titles = (
        (say("Status"), 0.14),
        (say("Criterion"), 0.19),
        (say("Published limit"), 0.24),
        (say("This patient"), 0.13),
        (say("Margin"), 0.09),
        (say("What would change it"), 0.21),
    )
    yield Table(
        name=f"eligibility-{option.modality}",
        title=of(say("Eligibility: {option}", option=option.label)),
        columns=tuple(Column(title=of(title), share=share) for title, share in titles),
        rows=tuple(_row(found, patient, fields, language) for found in option.criteria),
    )


def _row(found: CriterionFinding, patient: Patient, fields: FieldCatalogue, language: Language) -> Row:
    of = language.of
    margin = signed_amount(found.margin, found.unit) if found.margin is not None else "–"
    change = found.flip or ("–" if found.status in ("met", "unknown", "not_applicable") else found.why)
    words = (of(found.label), of(found.threshold), of(criterion_value(found, patient, fields)), of(margin), of(change))
    cells = (Cell(runs=run(powers_of_ten(text))) for text in words)
    return Row(cells=(Cell(symbol=found.status, runs=run(of(STATUS_WORDS[found.status]))), *cells))


def _dissents(option: OptionFinding, citations: Citations, language: Language) -> Iterator[Block]:
    of = language.of
    items = tuple(
        run(
            powers_of_ten(
                f"{of(found.label)}: "
                + of(
                    say(
                        "{source} would say {status}: {text}",
                        source=citations.short(other.source),
                        status=STATUS_WORDS.get(other.would_say, other.would_say),
                        text=other.text,
                    )
                )
            )
        )
        for found in option.criteria
        for other in found.dissent
    )
    if items:
        yield Heading(level=2, text=of(say("Sources that would decide otherwise")))
        yield Bullets(items=items)


def _groups(option: OptionFinding, language: Language) -> Iterator[Block]:
    """Yield the matrix of groups as a list: each with all that was compared."""
    of = language.of
    if option.populations:
        yield Heading(level=2, text=of(say("Published populations: which would have held this patient")))
        yield Bullets(
            items=tuple(
                run(
                    powers_of_ten(
                        f"{of(group.label)}: {of(_FITS[group.fits])}. "
                        + "; ".join(f"{of(item.label)}: {of(_ALIKE[item.status])}" for item in group.items)
                    )
                )
                for group in option.populations
            ),
            symbols=tuple(group.fits for group in option.populations),
        )


def _cautions(option: OptionFinding, citations: Citations, language: Language) -> Iterator[Block]:
    of = language.of
    if option.cautions:
        yield Heading(level=2, text=of(say("Cautions and contested points")))
        yield Bullets(
            items=tuple(run(powers_of_ten(_caution(one, citations, language))) for one in option.cautions),
            symbols=tuple(one.kind for one in option.cautions),
        )


def _caution(found: CautionFinding, citations: Citations, language: Language) -> str:
    """Return a caution with all its sides, each with the short name of its source."""
    if found.sides:
        sides = (f"{language.of(side.text)} ({citations.short(side.source)})" for side in found.sides)
        return " – ".join((language.of(found.text), *sides))
    sources = "; ".join(dict.fromkeys(citations.short(cited.source) for cited in found.sources))
    return f"{language.of(found.text)} ({sources})" if sources else language.of(found.text)


def _missing(assessment: Assessment, language: Language) -> Iterator[Block]:
    found = [missing for missing in assessment.missing if missing.decides]
    if not found:
        return
    of = language.of
    yield Heading(level=2, text=of(say("Missing items that could change a verdict")))
    items = []
    for missing in found:
        outcomes = (
            f"{of(MODALITY_SHORT[name])}: "
            + "; ".join(
                f"{of(words)}: {of(VERDICT_WORDS[verdict])}" for words, verdict in missing.verdict_if[name].items()
            )
            for name in missing.decides
        )
        items.append(run(powers_of_ten(f"{of(missing.label)}. {'. '.join(outcomes)}.")))
    yield Bullets(items=tuple(items))


def _questions(assessment: Assessment, language: Language) -> Iterator[Block]:
    if assessment.questions:
        yield Heading(level=2, text=language.of(say("To be checked")))
        yield Bullets(items=tuple(run(language.of(question.text)) for question in assessment.questions))


def _inputs(patient: Patient, fields: FieldCatalogue, language: Language) -> Iterator[Block]:
    of = language.of
    yield Heading(level=2, text=of(say("The case")))
    facts = []
    for spec in fields:
        derived = patient.derived.get(spec.id)
        if derived is not None:
            facts.append(Fact(label=of(spec.label, spec.id), value=powers_of_ten(of(derived_in_words(spec, derived)))))
        elif patient.value(spec.id) is not None:
            facts.append(
                Fact(
                    label=of(spec.label, spec.id), value=powers_of_ten(of(value_in_words(spec, patient.value(spec.id))))
                )
            )
    yield Facts(items=tuple(facts))
