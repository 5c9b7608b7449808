"""Eligibility: every criterion of a modality, and the other modalities in a line each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from engine.case.fields import FieldCatalogue
from engine.case.patient import OF_LESIONS, Patient
from engine.evidence.records.modalities import Modality
from engine.findings.assessment import CriterionFinding, OptionFinding
from engine.findings.lesions_treated import as_treated, lesions_of, treated_by
from engine.findings.wording import STATUS_WORDS, VERDICT_BRIEF, counted, join_words, value_in_words, with_unit
from engine.modalities.catalogue import described
from engine.report.tree.citations import Citations
from engine.report.tree.document_records import (
    Block,
    Bullets,
    Cell,
    Column,
    Heading,
    Row,
    Run,
    Runs,
    Symbol,
    Table,
    run,
)
from engine.wording.numbers import powers_of_ten, signed_amount
from engine.words.said import in_row, own, say, say_counted, say_label

VERDICT_SYMBOLS: dict[str, Symbol] = {
    "within": "met",
    "within_to_weigh": "met_to_weigh",
    "within_much_to_weigh": "much_to_weigh",
    "borderline": "borderline",
    "outside": "not_met",
    "undetermined": "unknown",
    "concern": "concern",
    "comparator": "not_applicable",
}


def criteria_table(option: OptionFinding, patient: Patient, fields: FieldCatalogue, citations: Citations) -> Table:
    """Return every criterion of the modality with value, limit, margin, status and what would change it."""
    return Table(
        name=f"eligibility-{option.modality}",
        title=say("Eligibility: {option}", option=option.label),
        columns=(
            Column(title=say("Status"), share=0.115),
            Column(title=say("Criterion"), share=0.195),
            Column(title=say("Published limit"), share=0.26),
            Column(title=say("This patient"), share=0.12),
            Column(title=say("Margin"), share=0.1, right=True),
            Column(title=say("What would change it"), share=0.21),
        ),
        rows=tuple(_criterion_row(finding, patient, fields, citations) for finding in option.criteria),
    )


def _criterion_row(finding: CriterionFinding, patient: Patient, fields: FieldCatalogue, citations: Citations) -> Row:
    status = STATUS_WORDS[finding.status]
    return Row(
        cells=(
            Cell(symbol=finding.status, runs=run(status, "strong" if finding.status != "not_applicable" else "muted")),
            Cell(runs=(Run(finding.label), *citations.cite_all(finding.sources))),
            Cell(runs=run(powers_of_ten(finding.threshold))),
            Cell(runs=run(powers_of_ten(criterion_value(finding, patient, fields))), below=_counted(finding, patient)),
            Cell(runs=run(signed_amount(finding.margin, finding.unit) if finding.margin is not None else "–")),
            Cell(runs=run(_what_changes_it(finding), "muted")),
        )
    )


def _counted(finding: CriterionFinding, patient: Patient) -> tuple[Run, ...]:
    """Which lesions were looked at, where these are not all."""
    kept = treated_by(finding.modality, patient)
    if kept is None or set(finding.fields).isdisjoint(OF_LESIONS):
        return ()
    every = len(lesions_of(patient))
    words = say_counted(every, "of {some} of {number} lesion", "of {some} of {number} lesions", some=str(len(kept)))
    return run(words, "muted")


def _what_changes_it(finding: CriterionFinding) -> str:
    """The change that flips it; without one, why it is not simply met."""
    if finding.flip:
        return powers_of_ten(finding.flip)
    return "–" if finding.status in ("met", "unknown", "not_applicable") else powers_of_ten(finding.why)


def criterion_value(finding: CriterionFinding, patient: Patient, fields: FieldCatalogue) -> str:
    """Return the patient's value that a criterion looked at, in words: that of the lesions which the option treats."""
    patient = as_treated(finding.modality, patient)
    names = tuple(dict.fromkeys(finding.fields))
    if len(names) == 1 and names[0] in fields:
        return value_in_words(fields[names[0]], patient.value(names[0]))
    value = finding.value
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    if isinstance(value, (int, float)):
        return with_unit(value, finding.unit)
    if isinstance(value, str) and value:
        # What a rule has put into words is kept as it is: ids of choices alone are written with a line below.
        return value.replace("_", " ") if "_" in value else value
    # The planned course stands at the head.
    course = _fields_of_the_plan(patient)
    known = [
        say(
            "{field}: {value}",
            field=_label_beside(finding.label, fields[name].label, name),
            value=value_in_words(fields[name], patient.value(name)),
        )
        for name in names
        if name in fields and name not in course and patient.value(name) is not None
    ]
    return in_row(known, "; ") or say("not known")


def _label_beside(criterion: str, label: str, name: str) -> str:
    """Return a field's label without the words that the criterion beside it begins with: "D100" of the left kidney."""
    words, said = label.split(), criterion.split()
    shared = next((i for i, (one, other) in enumerate(zip(words, said, strict=False)) if one != other), 0)
    return " ".join(words[shared:]) if shared else say_label(label, name)


def _fields_of_the_plan(patient: Patient) -> frozenset[str]:
    planned = patient.text("modality")
    courses = described(cast("Modality", planned)).courses if planned is not None else ()
    return frozenset(name for course in courses for name in (course.dose, course.fractions) if name is not None)


def dissents(option: OptionFinding, citations: Citations, *, brief: bool = False) -> Iterator[Block]:
    """Yield who would decide a criterion otherwise.

    Parameters
    ----------
    brief : who they are and what they would say, without the patients that they treated.
    """
    items = tuple(_brief_dissents(option, citations)) if brief else _dissents(option, citations)
    if items:
        yield Heading(level=3, text=say("Sources that would decide otherwise"))
        yield Bullets(items=items, quiet=True)


def _brief_dissents(option: OptionFinding, citations: Citations) -> Iterator[Runs]:
    for finding in option.criteria:
        for says in dict.fromkeys(other.would_say for other in finding.dissent):
            sources = dict.fromkeys(other.source for other in finding.dissent if other.would_say == says)
            names = join_words(citations.short(one) for one in sources)
            yield (
                _named(finding.label),
                Run(say("{source} would say {status}.", source=names, status=STATUS_WORDS.get(says, says))),
                *(piece for one in sources for piece in citations.cite(one)),
            )


def _dissents(option: OptionFinding, citations: Citations) -> tuple[Runs, ...]:
    return tuple(
        (
            _named(finding.label),
            Run(
                say(
                    "{source} would say {status}. ",
                    source=citations.short(other.source),
                    status=STATUS_WORDS.get(other.would_say, other.would_say),
                )
            ),
            Run(other.text),
            *citations.cite_at(other.source, other.locator),
        )
        for finding in option.criteria
        for other in finding.dissent
    )


def criteria_as_printed(option: OptionFinding, citations: Citations) -> Iterator[Block]:
    """Yield what the sources print for each criterion, where, and our remark (long form)."""
    items = []
    for finding in option.criteria:
        places = "; ".join(dict.fromkeys(place.locator for place in finding.sources))
        items.append(
            (
                _named(finding.label),
                Run(in_row((finding.why, " "), "")),
                *run(say("Printed: “{printed}” ", printed=own(finding.printed)) if finding.printed else "", "muted"),
                *run(own(f"({places}) "), "muted"),
                *run(finding.note or ""),
                *run(discrepancies_in_words(finding.discrepancies), "muted"),
                *citations.cite_all(finding.sources),
            )
        )
    if items:
        yield Heading(level=3, text=say("Criteria as the sources print them"))
        yield Bullets(items=tuple(items), quiet=True)


def discrepancies_in_words(codes: Sequence[str]) -> str:
    """Return the codes of known discrepancies as a sentence, or nothing."""
    return say(" Discrepancy {codes}.", codes=", ".join(codes)) if codes else ""


def _named(label: str) -> Run:
    """Return what something is called, before what is said of it."""
    return Run(in_row((label, ": "), ""), "strong")


def brief_verdict(verdict: str) -> str:
    """Return a verdict in one word, where a heading says of what."""
    return VERDICT_BRIEF[verdict]


def option_row(option: OptionFinding) -> Row:
    """Return the heading of a modality in a table of several, with a word where no published population is like it."""
    fit = fit_in_short(option)
    return Row(
        cells=(Cell(runs=(Run(option.label, "strong"), *run(in_row((" · ", fit), "") if fit else "", "muted"))),),
        group=True,
    )


def fit_in_short(option: OptionFinding) -> str:
    """Return "resembles 0 of 2 groups", with how many are not decided; nothing where any resembles."""
    studied = option.studied
    if not studied.studies or studied.fit:
        return ""
    none = say("resembles 0 of {groups}", groups=counted(studied.studies, "group", "groups"))
    undecided = say("{number} not decided", number=str(studied.undecided)) if studied.undecided else ""
    return in_row((none, undecided), "; ")
