"""One record of the library as a page: printed value, reading, place in the paper, discrepancies, who reported it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape

from PySide6.QtCore import QCoreApplication

from engine.case.fields import FieldCatalogue
from engine.evidence.library import Library
from engine.evidence.records.base import Citation, Condition
from engine.evidence.records.cohorts import Cohort
from engine.evidence.records.concerns import Concern
from engine.evidence.records.criteria import Criterion
from engine.evidence.records.figures import Figure
from engine.evidence.records.library_header import Withdrawn
from engine.evidence.records.sources import Source
from engine.evidence.records.statements import Caution, Discrepancy
from engine.findings.assessment import Assessment
from engine.findings.published.figures import figure_finding
from engine.findings.wording import (
    MODALITY_LABELS,
    MODALITY_SHORT,
    STANDING_WORDS,
    STATUS_WORDS,
    TREATMENT_WORDS,
    join_words,
    lower_first,
    value_in_words,
)
from engine.wording.figures import figure_value, value_detail
from engine.wording.statements import statement_in_words
from gui.views.record_names import humanised

_OBTAINED = {
    "printed": "It stands so in the paper.",
    "derived": "Derived by arithmetic from what the paper prints.",
    "reading": "A reading: what the paper prints cannot be meant.",
}
_OPERATORS = {
    "at_most": "at most",
    "at_least": "at least",
    "above": "above",
    "below": "below",
    "equals": "is",
    "differs_from": "is not",
    "includes": "includes",
}


def _tr(text: str) -> str:
    return QCoreApplication.translate("RecordPage", text)


def _grade_words(figure: Figure) -> str:
    """Grade, phase and scale of a harm in words; empty for a figure that has none of them."""
    if not (figure.grade or figure.phase or figure.scale):
        return ""
    grade = (figure.grade or "").replace(">=", "≥ ").replace("<=", "≤ ").replace("_", " ")
    phase = (figure.phase or "").replace("not_given", "acute or late not given").replace("_", " ")
    scale = "scale not given" if figure.scale in (None, "", "not given") else figure.scale
    graded = f"grade {grade}" if grade[:1] in "≥≤012345" and grade else "grade not given"
    return ", ".join(part for part in (graded, phase, scale) if part)


class RecordPage:
    """Writes pages about one library."""

    def __init__(self, library: Library, fields: FieldCatalogue) -> None:
        self._library = library
        self._fields = fields

    def html(self, record: str, assessment: Assessment | None) -> str:
        """Return the page of a record; one that does not exist says so, one that is withdrawn says why."""
        one = self._library.withdrawal_of(record)
        if one is not None:
            whole = RecordPage(self._library.with_withdrawn, self._fields)
            # The patient is left out: nothing is decided by what is withdrawn.
            return self._withdrawal(record, one) + whole.page_in_use(record, None)
        return self.page_in_use(record, assessment)

    def page_in_use(self, record: str, assessment: Assessment | None) -> str:
        """Return the page of a record as if nothing were withdrawn."""
        library = self._library
        makers: tuple[tuple[object, Callable[[], str]], ...] = (
            (library.sources, lambda: self._source(library.sources[record])),
            (library.figures, lambda: self._figure(library.figures[record])),
            (library.criteria, lambda: self._criterion(library.criteria[record], assessment)),
            (library.cohorts, lambda: self._cohort(library.cohorts[record])),
            (library.concerns, lambda: self._concern(library.concerns[record], assessment)),
            (library.cautions, lambda: self._caution(library.cautions[record])),
            (library.discrepancies, lambda: self._discrepancy_page(library.discrepancies[record])),
            (library.mechanisms, lambda: self._mechanism(record)),
            ([level.id for level in library.spread], lambda: self._spread(record)),
            (library.scores, lambda: self._score(record)),
            ([ratio.id for ratio in library.alpha_betas], lambda: self._ratio(record)),
        )
        for held, make in makers:
            if record in held:  # type: ignore[operator]
                return make()
        return f"<p>{escape(_tr('The library holds no record of this name:'))} {escape(record)}</p>"

    def _withdrawal(self, record: str, one: Withdrawn) -> str:
        """Return why a record is withdrawn and what stands in its place, to stand above its page."""
        said = _tr("Withdrawn on {date}: it decides and leads nothing.").format(date=one.date.isoformat())
        return f"<h2>{escape(said)}</h2>" + self._rows(
            (
                ("Reason", escape(one.reason)),
                ("By", escape(one.by)),
                ("Withdrawn with", self._link(one.record) if one.record != record else ""),
                ("In its place", self._link(one.replaced_by) if one.replaced_by else escape(_tr("nothing"))),
            )
        )

    # ------------------------------------------------------------------ pieces

    def _title(self, kind: str, text: str) -> str:
        return f"<p class='kind'>{escape(kind)}</p><h2>{escape(text)}</h2>"

    def _rows(self, rows: Iterable[tuple[str, str]]) -> str:
        """Return a table of terms and values; values are HTML already, empty ones are left out."""
        cells = "".join(
            f"<tr><td class='term'>{escape(_tr(term))}</td><td>{value}</td></tr>" for term, value in rows if value
        )
        return f"<table cellspacing='0' cellpadding='4'>{cells}</table>" if cells else ""

    def _link(self, record: str, text: str | None = None) -> str:
        return f"<a href='record:{escape(record)}'>{escape(text or record)}</a>"

    def _place(self, record: str, locator: str) -> str:
        source = self._library.sources[self._library.source_of[record]]
        return f"{self._link(source.id, source.short)}, {escape(locator)}"

    def _cited(self, citation: Citation) -> str:
        source = self._library.sources[citation.source]
        return f"{self._link(source.id, source.short)}, {escape(citation.locator)}"

    def _reported(self, source: Source) -> str:
        """Return who reported a study that was not read itself."""
        if source.as_reported_by is None:
            return escape(_tr("Read in the paper itself."))
        reporter = self._library.sources[source.as_reported_by]
        words = f"{escape(_tr('As reported by'))} {self._link(reporter.id, reporter.short)}"
        if source.reference_number is not None:
            words += f", {escape(_tr('its reference'))} {source.reference_number}"
        return words + (f" ({escape(source.locator)})" if source.locator else "")

    def _discrepancies(self, codes: Iterable[str]) -> str:
        """Return what is inconsistent, whole: what is printed, what we read, and why."""
        known = [self._library.discrepancies[code] for code in codes if code in self._library.discrepancies]
        if not known:
            return ""
        return f"<h3>{escape(_tr('Discrepancies'))}</h3>" + "<hr/>".join(self._discrepancy(one) for one in known)

    def _discrepancy(self, one: Discrepancy) -> str:
        return self._rows(
            (
                ("Code", self._link(one.code)),
                ("Printed", escape(one.printed)),
                ("Our reading", escape(one.reading)),
                ("Why", escape(one.reason)),
                ("Place", self._place(one.code, one.locator)),
            )
        )

    def _condition(self, condition: Condition) -> str:
        spec = self._fields.by_id.get(condition.field)
        label = spec.label if spec is not None else condition.field

        def shown(value: object) -> str:
            if spec is None:
                return str(value)
            return value_in_words(spec, (value,) if spec.kind == "list" else value)

        for name, words in _OPERATORS.items():
            value = getattr(condition, name)
            if value is not None:
                return f"{label} {words} {shown(value)}"
        if condition.between is not None:
            return f"{label} {condition.between[0]:g} to {shown(condition.between[1])}"
        if condition.one_of is not None:
            return f"{label}: {' or '.join(shown(value) for value in condition.one_of)}"
        if condition.is_empty is not None:
            return f"{label}: {'none' if condition.is_empty else 'any'}"
        return f"{label} {'known' if condition.is_known else 'not known'}"

    def _later(self, figure: Figure) -> Iterable[str]:
        """Yield what the figure says of treatment after another."""
        for said in figure.subsequent:
            follows = join_words(TREATMENT_WORDS[name] for name in said.treatments)
            words = _tr("After {treatment}").format(treatment=lower_first(MODALITY_SHORT[said.after]))
            yield escape(f"{words}: {follows}, {STANDING_WORDS[said.standing]}. {said.remark or ''}".rstrip())

    def _in_the_case(self, figure: Figure) -> Iterable[str]:
        """Yield what the case has to say once the treatment of this figure is given."""
        for item in figure.sets:
            spec = self._fields.by_id.get(item.field)
            label = spec.label if spec is not None else item.field
            value = value_in_words(spec, item.value) if spec is not None else str(item.value)
            yield escape(f"{label}: {value}. {item.reason}")

    # ------------------------------------------------------------------ pages

    def _figure(self, figure: Figure) -> str:
        found = figure_finding(figure, self._library)
        source = self._library.sources[self._library.source_of[figure.id]]
        cohort = self._library.cohorts.get(figure.cohort or "")
        time = f"{figure.time_months:g} months" if figure.time_months is not None else ""
        grade = _grade_words(figure)
        replaced = [one.id for one in self._library.figures.values() if one.superseded_by == figure.id]
        return (
            self._title(_tr("Figure"), figure.label)
            + self._rows(
                (
                    ("Shown as", f"<b>{escape(figure_value(found))}</b>"),
                    ("Printed", f"“{escape(figure.printed)}”"),
                    ("How obtained", escape(_tr(_OBTAINED[figure.obtained]))),
                    ("Arithmetic", escape(figure.formula or "")),
                    ("In words", escape(figure.text or "")),
                    ("Interval", escape(value_detail(found))),
                    ("At", escape(time)),
                    ("Grade, phase, scale", escape(grade)),
                    ("No denominator", escape(figure.denominator_absent or "")),
                    ("Cohort", self._link(cohort.id, cohort.label) if cohort is not None else ""),
                    ("Later treatment", "<br/>".join(self._later(figure))),
                    ("In the case then", "<br/>".join(self._in_the_case(figure))),
                    ("Place", self._place(figure.id, figure.locator)),
                    ("Who reported it", self._reported(source)),
                    ("What the primary says", escape(figure.primary_says or source.primary_says or "")),
                    ("Note", escape(figure.note or "")),
                    ("Superseded by", self._link(figure.superseded_by) if figure.superseded_by else ""),
                    ("Supersedes", ", ".join(self._link(name) for name in replaced)),
                    ("Record", escape(figure.id)),
                )
            )
            + self._discrepancies(figure.discrepancies)
        )

    def _source(self, source: Source) -> str:
        file = next(file for file in self._library.files if file.source.id == source.id)
        published = source.year if source.year is not None else _tr("year not given")
        years = f"{source.enrolled_from or '?'} to {source.enrolled_to or '?'}"
        page = self._title(_tr("Source"), source.short) + self._rows(
            (
                ("Authors", escape(source.authors)),
                ("Title", escape(source.title)),
                ("Published in", f"{escape(source.published_in)} ({published})"),
                ("Design", escape(humanised(source.design))),
                ("DOI", escape(source.doi or "")),
                ("PubMed", escape(source.pmid or "")),
                ("Enrolled", years if source.enrolled_from or source.enrolled_to else ""),
                ("Who reported it", self._reported(source)),
                ("What the primary says", escape(source.primary_says or "")),
                ("Note", escape(source.note or "")),
                ("Local series", escape(_tr("yes")) if source.local else ""),
            )
        )
        groups = (
            ("Cohorts", [(one.id, one.label) for one in file.cohort]),
            ("Criteria", [(one.id, one.label) for one in file.criterion]),
            ("Concerns", [(one.id, one.about) for one in file.concern]),
            ("Figures", [(one.id, one.label) for one in file.figure]),
            ("Cautions", [(one.id, one.text) for one in file.caution]),
            ("Spread", [(one.id, one.text) for one in file.spread]),
            ("Mechanisms", [(one.id, one.text) for one in file.mechanism]),
            ("Alpha/beta ratios", [(one.id, one.text) for one in file.alpha_beta]),
            ("Discrepancies", [(one.code, f"{one.code}: {one.reading}") for one in file.discrepancy]),
        )
        for name, records in groups:
            if records:
                items = "".join(f"<li>{self._link(record, text)}</li>" for record, text in records)
                page += f"<h3>{escape(_tr(name))} ({len(records)})</h3><ul>{items}</ul>"
        taken = next((file for file in self._library.withdrawn_files if file.source.id == source.id), None)
        if taken is not None:
            items = "".join(f"<li>{self._link(name)}</li>" for name, _ in taken.named_records())
            page += f"<h3>{escape(_tr('Withdrawn'))}</h3><ul>{items}</ul>"
        return page

    def _criterion(self, criterion: Criterion, assessment: Assessment | None) -> str:
        here = ""
        if assessment is not None:
            found = next((f for o in assessment.options for f in o.criteria if f.id == criterion.id), None)
            if found is not None:
                here = f"<b>{escape(STATUS_WORDS[found.status])}</b>. {escape(found.why)} {escape(found.flip)}"
        dissents = "".join(
            f"<li>{self._link(source, self._library.sources[source].short)}, {escape(one.locator)}: "
            f"{escape(one.text)} “{escape(one.printed)}” ({escape(STATUS_WORDS[one.would_say])}: "
            f"{escape(', '.join(self._condition(condition) for condition in one.when))})</li>"
            for source, one in self._library.dissents.get(criterion.id, ())
        )
        observed = criterion.observed_printed or ""
        if criterion.observed_locator:
            observed += f" ({criterion.observed_locator})"
        page = self._title(_tr("Criterion"), f"{MODALITY_LABELS[criterion.modality]}: {criterion.label}") + self._rows(
            (
                ("This patient", here),
                ("Limit", escape(criterion.threshold)),
                ("Printed", f"“{escape(criterion.printed)}”"),
                ("Observed", escape(observed)),
                ("Place", self._place(criterion.id, criterion.locator)),
                ("Also", "; ".join(self._cited(citation) for citation in criterion.also)),
                ("Note", escape(criterion.note or "")),
                ("Record", escape(criterion.id)),
            )
        )
        if dissents:
            page += f"<h3>{escape(_tr('Sources that would decide otherwise'))}</h3><ul>{dissents}</ul>"
        return page + self._discrepancies(criterion.discrepancies)

    def _cohort(self, cohort: Cohort) -> str:
        follow = cohort.follow_up
        page = self._title(_tr("Cohort"), cohort.label) + self._rows(
            (
                ("Patients", str(cohort.patients) if cohort.patients is not None else escape(_tr("not given"))),
                ("Lesions", str(cohort.lesions) if cohort.lesions is not None else ""),
                ("Treatment", escape(cohort.treatment or "")),
                ("Subgroup of", self._link(cohort.subgroup_of) if cohort.subgroup_of else ""),
                ("Follow-up", f"{escape(follow.printed)} ({escape(follow.locator)})" if follow else ""),
                ("Time runs from", escape(cohort.time_origin or "")),
                ("Shares patients with", ", ".join(self._link(name) for name in cohort.overlaps)),
                ("Place", self._place(cohort.id, cohort.locator)),
                ("Note", escape(cohort.note or "")),
                ("Record", escape(cohort.id)),
            )
        )
        if cohort.entry:
            items = "".join(
                f"<li>{escape(item.label or self._condition(item.condition))} ({escape(item.basis)}): "
                f"“{escape(item.printed)}”, {escape(item.locator)}</li>"
                for item in cohort.entry
            )
            page += f"<h3>{escape(_tr('Who the patients were'))}</h3><ul>{items}</ul>"
        figures = self._library.figures_of_cohort(cohort.id)
        if figures:
            items = "".join(f"<li>{self._link(one.id, one.label)}</li>" for one in figures)
            page += f"<h3>{escape(_tr('Figures'))} ({len(figures)})</h3><ul>{items}</ul>"
        return page + self._discrepancies(cohort.discrepancies)

    def _concern(self, concern: Concern, assessment: Assessment | None) -> str:
        found = None
        if assessment is not None:
            option = assessment.option(concern.modality)
            found = next((one for one in option.concerns if one.id == concern.id), None)
        answer = {True: "holds", False: "does not hold", None: "not known"}[found.holds] if found is not None else ""
        basis = {
            "passage": "a printed passage",
            "cohorts": "the cohorts of this library, compared",
            "no_source": "no source: a question to the board",
        }[concern.basis]
        level = "turns the headline" if concern.level == "hard" else "to be weighed; turns nothing"
        page = self._title(_tr("Concern"), concern.about) + self._rows(
            (
                ("Speaks against", escape(MODALITY_LABELS[concern.modality])),
                ("Level", escape(_tr(level))),
                ("About", escape(_tr(concern.kind))),
                ("This patient", escape(f"{answer}. {found.text}" if found is not None else "")),
                ("Holds where", escape(statement_in_words(concern.when, self._fields) if concern.when else "")),
                ("Compared with cohorts", escape(join_words(self._fields[name].label for name in concern.beyond))),
                ("Not known", escape(_tr("leaves the headline undetermined") if concern.asks else "")),
                ("Rests on", escape(_tr(basis))),
                ("Printed", escape(concern.printed or "")),
                ("Place", self._place(concern.id, concern.locator)),
                ("Also", "; ".join(self._cited(citation) for citation in concern.also)),
                ("Figures", ", ".join(self._link(name) for name in concern.figures)),
                ("Note", escape(concern.note or "")),
                ("Record", escape(concern.id)),
            )
        )
        sides = "".join(
            f"<li>{escape(side.text)} ({self._cited(Citation(source=side.source, locator=side.locator))})</li>"
            for side in concern.sides
        )
        if sides:
            page += f"<h3>{escape(_tr('What is said against it'))}</h3><ul>{sides}</ul>"
        return page + self._discrepancies(concern.discrepancies)

    def _caution(self, caution: Caution) -> str:
        sides = "".join(
            f"<li>{escape(side.text)} ({self._cited(Citation(source=side.source, locator=side.locator))})</li>"
            for side in caution.sides
        )
        page = self._title(_tr(humanised(caution.kind)), caution.text) + self._rows(
            (
                ("Read with", escape(", ".join(MODALITY_LABELS[name] for name in caution.modalities))),
                ("Shown when", escape("; ".join(self._condition(condition) for condition in caution.when))),
                ("Place", self._place(caution.id, caution.locator)),
                ("Also", "; ".join(self._cited(citation) for citation in caution.also)),
                ("Rests on", ", ".join(self._link(name) for name in caution.figures)),
                ("Record", escape(caution.id)),
            )
        )
        if sides:
            page += f"<h3>{escape(_tr('Both sides'))}</h3><ul>{sides}</ul>"
        return page + self._discrepancies(caution.discrepancies)

    def _discrepancy_page(self, one: Discrepancy) -> str:
        concerns = ", ".join(self._link(name) for name in one.concerns)
        return (
            self._title(_tr("Discrepancy"), one.reading)
            + self._discrepancy(one)
            + self._rows((("Severity", escape(one.severity)), ("Concerns", concerns)))
        )

    def _mechanism(self, record: str) -> str:
        one = self._library.mechanisms[record]
        return (
            self._title(_tr("Mechanism; no rate in colorectal cancer"), one.text)
            + self._rows(
                (
                    ("Radiation", escape(humanised(one.radiation))),
                    ("Mechanism", escape(humanised(one.mechanism))),
                    ("Direction", escape(humanised(one.direction))),
                    ("Level of evidence", escape(humanised(one.level))),
                    ("Tumour", escape(one.tumour or "")),
                    ("References of the paper", ", ".join(str(number) for number in one.references)),
                    ("Place", self._place(one.id, one.locator)),
                    ("Figures", ", ".join(self._link(name) for name in one.figures)),
                )
            )
            + self._discrepancies(one.discrepancies)
        )

    def _spread(self, record: str) -> str:
        one = next(level for level in self._library.spread if level.id == record)
        return (
            self._title(_tr("Spread by tumour height"), one.text)
            + self._rows(
                (
                    ("Printed", f"“{escape(one.printed)}”"),
                    ("Venous route", escape(one.venous_route)),
                    ("Place", self._place(one.id, one.locator)),
                    ("Figures", ", ".join(self._link(name) for name in one.figures)),
                )
            )
            + self._discrepancies(one.discrepancies)
        )

    def _ratio(self, record: str) -> str:
        one = next(ratio for ratio in self._library.alpha_betas if ratio.id == record)
        return self._title(_tr("Alpha/beta ratio"), one.text) + self._rows(
            (
                ("Shown as", f"<b>{one.value_gy:g} Gy</b>"),
                ("Tissue", escape(one.tissue)),
                ("Printed", f"“{escape(one.printed)}”"),
                ("Place", self._place(one.id, one.locator)),
            )
        )

    def _score(self, record: str) -> str:
        one = self._library.scores[record]
        items = "".join(
            f"<li>{escape(item.label)}: {escape(self._condition(item.condition))}. “{escape(item.printed)}”</li>"
            for item in one.items
        )
        outcomes = "".join(
            f"<li>{outcome.from_points} to {outcome.to_points}: {escape(outcome.text)}</li>" for outcome in one.outcomes
        )
        return (
            self._title(_tr("Score"), one.label)
            + self._rows((("Place", self._place(one.id, one.locator)), ("Note", escape(one.note or ""))))
            + f"<h3>{escape(_tr('Items'))}</h3><ul>{items}</ul>"
            + f"<h3>{escape(_tr('Published for'))}</h3><ul>{outcomes}</ul>"
        )
