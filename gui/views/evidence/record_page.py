"""One record of the library as a page: printed value, reading, place in the paper, discrepancies, who reported it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape

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
    with_unit,
)
from engine.wording.figures import figure_value, value_detail
from engine.wording.statements import condition_in_words, statement_in_words
from engine.words.said import in_row, say, say_label
from gui.shared.language import in_use
from gui.views.evidence.record_words import (
    ABOUT,
    ANSWERS,
    BASES,
    CAUTIONS,
    LEVELS,
    OBTAINED,
    RESTS_ON,
    arithmetic_html,
    grading,
    said_html,
    tr,
)
from gui.views.record_names import humanised, source_short


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
        return f"<p>{escape(tr('The library holds no record of this name:'))} {escape(record)}</p>"

    def _withdrawal(self, record: str, one: Withdrawn) -> str:
        """Return why a record is withdrawn and what stands in its place, to stand above its page."""
        said = tr("Withdrawn on {date}: it decides and leads nothing.").format(date=one.date.isoformat())
        return f"<h2>{escape(said)}</h2>" + self._rows(
            (
                (tr("Reason"), said_html(one.reason)),
                (tr("By"), escape(one.by)),
                (tr("Withdrawn with"), self._link(one.record) if one.record != record else ""),
                (tr("In its place"), self._link(one.replaced_by) if one.replaced_by else escape(tr("nothing"))),
            )
        )

    # ------------------------------------------------------------------ pieces

    def _title(self, kind: str, text: str) -> str:
        return f"<p class='kind'>{escape(kind)}</p><h2>{escape(text)}</h2>"

    def _rows(self, rows: Iterable[tuple[str, str]]) -> str:
        """Return a table of terms and values; values are HTML already, empty ones are left out."""
        cells = "".join(
            f"<tr><td class='term'>{escape(term)}</td><td>{value}</td></tr>" for term, value in rows if value
        )
        return f"<table cellspacing='0' cellpadding='4'>{cells}</table>" if cells else ""

    def _link(self, record: str, text: str | None = None) -> str:
        return f"<a href='record:{escape(record)}'>{escape(text or record)}</a>"

    def _place(self, record: str, locator: str) -> str:
        source = self._library.sources[self._library.source_of[record]]
        return f"{self._link(source.id, in_use().of(source.short))}, {escape(locator)}"

    def _cited(self, citation: Citation) -> str:
        source = self._library.sources[citation.source]
        return f"{self._link(source.id, in_use().of(source.short))}, {escape(citation.locator)}"

    def _reported(self, source: Source) -> str:
        """Return who reported a study that was not read itself."""
        if source.as_reported_by is None:
            return escape(tr("Read in the paper itself."))
        reporter = self._library.sources[source.as_reported_by]
        words = f"{escape(tr('As reported by'))} {self._link(reporter.id, in_use().of(reporter.short))}"
        if source.reference_number is not None:
            words += f", {escape(tr('its reference'))} {source.reference_number}"
        return words + (f" ({escape(source.locator)})" if source.locator else "")

    def _discrepancies(self, codes: Iterable[str]) -> str:
        """Return what is inconsistent, whole: what is printed, what we read, and why."""
        known = [self._library.discrepancies[code] for code in codes if code in self._library.discrepancies]
        if not known:
            return ""
        return f"<h3>{escape(tr('Discrepancies'))}</h3>" + "<hr/>".join(self._discrepancy(one) for one in known)

    def _discrepancy(self, one: Discrepancy) -> str:
        return self._rows(
            (
                (tr("Code"), self._link(one.code)),
                (tr("Printed"), escape(one.printed)),
                (tr("Our reading"), said_html(one.reading)),
                (tr("Why"), said_html(one.reason)),
                (tr("Place"), self._place(one.code, one.locator)),
            )
        )

    def _condition(self, condition: Condition) -> str:
        return in_use().of(condition_in_words(condition, self._fields.by_id))

    def _later(self, figure: Figure) -> Iterable[str]:
        """Yield what the figure says of treatment after another."""
        of = in_use().of
        for said in figure.subsequent:
            follows = of(join_words(TREATMENT_WORDS[name] for name in said.treatments))
            treatment = of(lower_first(MODALITY_SHORT[said.after]))
            words = tr("After {treatment}: {follows}, {standing}.").format(
                treatment=treatment, follows=follows, standing=of(STANDING_WORDS[said.standing])
            )
            yield escape(f"{words} {of(said.remark or '')}".rstrip())

    def _in_the_case(self, figure: Figure) -> Iterable[str]:
        """Yield what the case has to say once the treatment of this figure is given."""
        for item in figure.sets:
            spec = self._fields.by_id.get(item.field)
            label = say_label(spec.label, spec.id) if spec is not None else item.field
            value = value_in_words(spec, item.value) if spec is not None else str(item.value)
            yield said_html(in_row((say("{field}: {value}.", field=label, value=value), item.reason)))

    # ------------------------------------------------------------------ pages

    def _figure(self, figure: Figure) -> str:
        found = figure_finding(figure, self._library)
        source = self._library.sources[self._library.source_of[figure.id]]
        cohort = self._library.cohorts.get(figure.cohort or "")
        time = with_unit(figure.time_months, "months") if figure.time_months is not None else ""
        grade = grading(figure)
        replaced = [one.id for one in self._library.figures.values() if one.superseded_by == figure.id]
        return (
            self._title(tr("Figure"), in_use().of(figure.label))
            + self._rows(
                (
                    (tr("Shown as"), f"<b>{said_html(figure_value(found))}</b>"),
                    (tr("Printed"), f"“{escape(figure.printed)}”"),
                    (tr("How obtained"), escape(tr(OBTAINED[figure.obtained]))),
                    (tr("Arithmetic"), arithmetic_html(figure.formula)),
                    (tr("In words"), said_html(figure.text)),
                    (tr("Interval"), said_html(value_detail(found))),
                    (tr("At"), said_html(time)),
                    (tr("Grade, phase, scale"), said_html(grade)),
                    (tr("No denominator"), said_html(figure.denominator_absent)),
                    (tr("Cohort"), self._link(cohort.id, in_use().of(cohort.label)) if cohort is not None else ""),
                    (tr("Later treatment"), "<br/>".join(self._later(figure))),
                    (tr("In the case then"), "<br/>".join(self._in_the_case(figure))),
                    (tr("Place"), self._place(figure.id, figure.locator)),
                    (tr("Who reported it"), self._reported(source)),
                    (tr("What the primary says"), said_html(figure.primary_says or source.primary_says)),
                    (tr("Note"), said_html(figure.note)),
                    (tr("Superseded by"), self._link(figure.superseded_by) if figure.superseded_by else ""),
                    (tr("Supersedes"), ", ".join(self._link(name) for name in replaced)),
                    (tr("Record"), escape(figure.id)),
                )
            )
            + self._discrepancies(figure.discrepancies)
        )

    def _source(self, source: Source) -> str:
        file = next(file for file in self._library.files if file.source.id == source.id)
        published = source.year if source.year is not None else tr("year not given")
        years = tr("{first} to {last}").format(first=source.enrolled_from or "?", last=source.enrolled_to or "?")
        page = self._title(tr("Source"), in_use().of(source.short)) + self._rows(
            (
                (tr("Authors"), escape(source.authors)),
                (tr("Title"), escape(source.title)),
                (tr("Published in"), f"{escape(source.published_in)} ({published})"),
                (tr("Design"), escape(humanised(source.design))),
                (tr("DOI"), escape(source.doi or "")),
                (tr("PubMed"), escape(source.pmid or "")),
                (tr("Enrolled"), years if source.enrolled_from or source.enrolled_to else ""),
                (tr("Who reported it"), self._reported(source)),
                (tr("What the primary says"), said_html(source.primary_says)),
                (tr("Note"), said_html(source.note)),
                (tr("Local series"), escape(tr("yes")) if source.local else ""),
            )
        )
        of = in_use().of
        groups = (
            (tr("Cohorts"), [(one.id, of(one.label)) for one in file.cohort]),
            (tr("Criteria"), [(one.id, of(one.label)) for one in file.criterion]),
            (tr("Concerns"), [(one.id, of(one.about)) for one in file.concern]),
            (tr("Figures"), [(one.id, of(one.label)) for one in file.figure]),
            (tr("Cautions"), [(one.id, of(one.text)) for one in file.caution]),
            (tr("Spread"), [(one.id, of(one.text)) for one in file.spread]),
            (tr("Mechanisms"), [(one.id, of(one.text)) for one in file.mechanism]),
            (tr("Alpha/beta ratios"), [(one.id, of(one.text)) for one in file.alpha_beta]),
            (tr("Discrepancies"), [(one.code, f"{one.code}: {of(one.reading)}") for one in file.discrepancy]),
        )
        for name, records in groups:
            if records:
                items = "".join(f"<li>{self._link(record, text)}</li>" for record, text in records)
                page += f"<h3>{escape(name)} ({len(records)})</h3><ul>{items}</ul>"
        taken = next((file for file in self._library.withdrawn_files if file.source.id == source.id), None)
        if taken is not None:
            items = "".join(f"<li>{self._link(name)}</li>" for name, _ in taken.named_records())
            page += f"<h3>{escape(tr('Withdrawn'))}</h3><ul>{items}</ul>"
        return page

    def _criterion(self, criterion: Criterion, assessment: Assessment | None) -> str:
        here = ""
        if assessment is not None:
            found = next((f for o in assessment.options for f in o.criteria if f.id == criterion.id), None)
            if found is not None:
                here = f"<b>{said_html(STATUS_WORDS[found.status])}</b>. {said_html(found.why)} {said_html(found.flip)}"
        dissents = "".join(
            f"<li>{self._link(source, source_short(source, self._library))}, {escape(one.locator)}: "
            f"{said_html(one.text)} “{escape(one.printed)}” ({said_html(STATUS_WORDS[one.would_say])}: "
            f"{escape(', '.join(self._condition(condition) for condition in one.when))})</li>"
            for source, one in self._library.dissents.get(criterion.id, ())
        )
        observed = criterion.observed_printed or ""
        if criterion.observed_locator:
            observed += f" ({criterion.observed_locator})"
        page = self._title(
            tr("Criterion"),
            in_use().of(say("{field}: {value}", field=MODALITY_LABELS[criterion.modality], value=criterion.label)),
        ) + self._rows(
            (
                (tr("This patient"), here),
                (tr("Limit"), said_html(criterion.threshold)),
                (tr("Printed"), f"“{escape(criterion.printed)}”"),
                (tr("Observed"), escape(observed)),
                (tr("Place"), self._place(criterion.id, criterion.locator)),
                (tr("Also"), "; ".join(self._cited(citation) for citation in criterion.also)),
                (tr("Note"), said_html(criterion.note)),
                (tr("Record"), escape(criterion.id)),
            )
        )
        if dissents:
            page += f"<h3>{escape(tr('Sources that would decide otherwise'))}</h3><ul>{dissents}</ul>"
        return page + self._discrepancies(criterion.discrepancies)

    def _cohort(self, cohort: Cohort) -> str:
        follow = cohort.follow_up
        page = self._title(tr("Cohort"), in_use().of(cohort.label)) + self._rows(
            (
                (tr("Patients"), str(cohort.patients) if cohort.patients is not None else escape(tr("not given"))),
                (tr("Lesions"), str(cohort.lesions) if cohort.lesions is not None else ""),
                (tr("Treatment"), said_html(cohort.treatment)),
                (tr("Subgroup of"), self._link(cohort.subgroup_of) if cohort.subgroup_of else ""),
                (tr("Follow-up"), f"{escape(follow.printed)} ({escape(follow.locator)})" if follow else ""),
                (tr("Time runs from"), said_html(cohort.time_origin)),
                (tr("Shares patients with"), ", ".join(self._link(name) for name in cohort.overlaps)),
                (tr("Place"), self._place(cohort.id, cohort.locator)),
                (tr("Note"), said_html(cohort.note)),
                (tr("Record"), escape(cohort.id)),
            )
        )
        if cohort.entry:
            items = "".join(
                f"<li>{said_html(item.label) or escape(self._condition(item.condition))} "
                f"({escape(tr(BASES[item.basis]))}): "
                f"“{escape(item.printed)}”, {escape(item.locator)}</li>"
                for item in cohort.entry
            )
            page += f"<h3>{escape(tr('Who the patients were'))}</h3><ul>{items}</ul>"
        figures = self._library.figures_of_cohort(cohort.id)
        if figures:
            items = "".join(f"<li>{self._link(one.id, in_use().of(one.label))}</li>" for one in figures)
            page += f"<h3>{escape(tr('Figures'))} ({len(figures)})</h3><ul>{items}</ul>"
        return page + self._discrepancies(cohort.discrepancies)

    def _concern(self, concern: Concern, assessment: Assessment | None) -> str:
        found = None
        if assessment is not None:
            option = assessment.option(concern.modality)
            found = next((one for one in option.concerns if one.id == concern.id), None)
        here = f"{tr(ANSWERS[found.holds])}. {in_use().of(found.text)}" if found is not None else ""
        page = self._title(tr("Concern"), in_use().of(concern.about)) + self._rows(
            (
                (tr("Speaks against"), said_html(MODALITY_LABELS[concern.modality])),
                (tr("Level"), escape(tr(LEVELS[concern.level]))),
                (tr("About"), escape(tr(ABOUT[concern.kind]))),
                (tr("This patient"), escape(here)),
                (tr("Holds where"), said_html(statement_in_words(concern.when, self._fields) if concern.when else "")),
                (
                    tr("Compared with cohorts"),
                    said_html(join_words(say_label(self._fields[name].label, name) for name in concern.beyond)),
                ),
                (tr("Not known"), escape(tr("leaves the headline undetermined") if concern.asks else "")),
                (tr("Rests on"), escape(tr(RESTS_ON[concern.basis]))),
                (tr("Printed"), escape(concern.printed or "")),
                (tr("Place"), self._place(concern.id, concern.locator)),
                (tr("Also"), "; ".join(self._cited(citation) for citation in concern.also)),
                (tr("Figures"), ", ".join(self._link(name) for name in concern.figures)),
                (tr("Note"), said_html(concern.note)),
                (tr("Record"), escape(concern.id)),
            )
        )
        sides = "".join(
            f"<li>{said_html(side.text)} ({self._cited(Citation(source=side.source, locator=side.locator))})</li>"
            for side in concern.sides
        )
        if sides:
            page += f"<h3>{escape(tr('What is said against it'))}</h3><ul>{sides}</ul>"
        return page + self._discrepancies(concern.discrepancies)

    def _caution(self, caution: Caution) -> str:
        sides = "".join(
            f"<li>{said_html(side.text)} ({self._cited(Citation(source=side.source, locator=side.locator))})</li>"
            for side in caution.sides
        )
        page = self._title(tr(CAUTIONS[caution.kind]), in_use().of(caution.text)) + self._rows(
            (
                (tr("Read with"), said_html(in_row((MODALITY_LABELS[name] for name in caution.modalities), ", "))),
                (tr("Shown when"), escape("; ".join(self._condition(condition) for condition in caution.when))),
                (tr("Place"), self._place(caution.id, caution.locator)),
                (tr("Also"), "; ".join(self._cited(citation) for citation in caution.also)),
                (tr("Rests on"), ", ".join(self._link(name) for name in caution.figures)),
                (tr("Record"), escape(caution.id)),
            )
        )
        if sides:
            page += f"<h3>{escape(tr('Both sides'))}</h3><ul>{sides}</ul>"
        return page + self._discrepancies(caution.discrepancies)

    def _discrepancy_page(self, one: Discrepancy) -> str:
        concerns = ", ".join(self._link(name) for name in one.concerns)
        return (
            self._title(tr("Discrepancy"), in_use().of(one.reading))
            + self._discrepancy(one)
            + self._rows(((tr("Severity"), escape(one.severity)), (tr("Concerns"), concerns)))
        )

    def _mechanism(self, record: str) -> str:
        one = self._library.mechanisms[record]
        return (
            self._title(tr("Mechanism; no rate in colorectal cancer"), in_use().of(one.text))
            + self._rows(
                (
                    (tr("Radiation"), escape(humanised(one.radiation))),
                    (tr("Mechanism"), escape(humanised(one.mechanism))),
                    (tr("Direction"), escape(humanised(one.direction))),
                    (tr("Level of evidence"), escape(humanised(one.level))),
                    (tr("Tumour"), said_html(one.tumour)),
                    (tr("References of the paper"), ", ".join(str(number) for number in one.references)),
                    (tr("Place"), self._place(one.id, one.locator)),
                    (tr("Figures"), ", ".join(self._link(name) for name in one.figures)),
                )
            )
            + self._discrepancies(one.discrepancies)
        )

    def _spread(self, record: str) -> str:
        one = next(level for level in self._library.spread if level.id == record)
        return (
            self._title(tr("Spread by tumour height"), in_use().of(one.text))
            + self._rows(
                (
                    (tr("Printed"), f"“{escape(one.printed)}”"),
                    (tr("Venous route"), said_html(one.venous_route)),
                    (tr("Place"), self._place(one.id, one.locator)),
                    (tr("Figures"), ", ".join(self._link(name) for name in one.figures)),
                )
            )
            + self._discrepancies(one.discrepancies)
        )

    def _ratio(self, record: str) -> str:
        one = next(ratio for ratio in self._library.alpha_betas if ratio.id == record)
        return self._title(tr("Alpha/beta ratio"), in_use().of(one.text)) + self._rows(
            (
                (tr("Shown as"), f"<b>{said_html(with_unit(one.value_gy, 'Gy'))}</b>"),
                (tr("Tissue"), said_html(one.tissue)),
                (tr("Printed"), f"“{escape(one.printed)}”"),
                (tr("Place"), self._place(one.id, one.locator)),
            )
        )

    def _score(self, record: str) -> str:
        one = self._library.scores[record]
        items = "".join(
            f"<li>{said_html(item.label)}: {escape(self._condition(item.condition))}. “{escape(item.printed)}”</li>"
            for item in one.items
        )
        outcomes = "".join(
            f"<li>{escape(tr('{first} to {last}').format(first=outcome.from_points, last=outcome.to_points))}: "
            f"{said_html(outcome.text)}</li>"
            for outcome in one.outcomes
        )
        return (
            self._title(tr("Score"), in_use().of(one.label))
            + self._rows(((tr("Place"), self._place(one.id, one.locator)), (tr("Note"), said_html(one.note))))
            + f"<h3>{escape(tr('Items'))}</h3><ul>{items}</ul>"
            + f"<h3>{escape(tr('Published for'))}</h3><ul>{outcomes}</ul>"
        )
