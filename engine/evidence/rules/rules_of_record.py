"""The rules every record must keep, beyond its shape: the loader refuses a library that breaks one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.evidence.problems import FieldKinds
from engine.evidence.records.cohorts import Cohort
from engine.evidence.records.concerns import Concern
from engine.evidence.records.criteria import Criterion
from engine.evidence.records.figures import AlphaBetaRecord, Figure
from engine.evidence.records.source_file import SourceFile
from engine.evidence.records.sources import Source
from engine.evidence.records.statements import Caution, Discrepancy, Mechanism, Score, SpreadLevel
from engine.evidence.rules.rules_of_bed_bands import of_bed_band
from engine.evidence.rules.rules_of_cohorts import of_courses, of_links
from engine.evidence.rules.rules_of_concerns import of_concern
from engine.evidence.rules.rules_of_conditions import Complaint, of_condition, of_fields_of_rule
from engine.evidence.rules.rules_of_sequence import contradictions, of_case_items, of_subsequent
from engine.reading.mistakes import Problem
from engine.words.said import fault, say

_RULE_NEEDS: Mapping[str, tuple[str, ...]] = {
    "at_most": ("field", "limit"),
    "at_least": ("field", "limit"),
    "above": ("field", "limit"),
    "below": ("field", "limit"),
    "between": ("field", "low", "high"),
    "is": ("field", "values"),
    "not_resectable": (),
    "resectable": (),
    "spared_liver": ("limit", "fractions"),
    "away_from": ("field",),
    "synchronous_unresectable": (),
    "locally_advanced": (),
    "any_item": ("field",),
    "no_item": ("field",),
    "all_false": ("fields",),
    "hepatic_function": (),
    "no_distant_metastases": (),
    "tolerance": (),
    "all_below": ("fields", "limits"),
}


def broken_rules(files: tuple[SourceFile, ...], field_kinds: FieldKinds) -> Iterator[Problem]:
    """Yield every broken rule of the library, with file and key."""
    names = _Names(files, field_kinds)
    yield from names.repeated()
    yield from contradictions(files, names.modality_of_cohort)
    for file in files:
        for key, problem, remedy in _of_file(file, names):
            yield Problem(f"{file.source.id}.toml", key, problem, remedy)


class _Names:
    """What a reference may point to."""

    def __init__(self, files: tuple[SourceFile, ...], field_kinds: FieldKinds) -> None:
        self.field_kinds = field_kinds
        self.sources = {file.source.id for file in files}
        self.cohorts = {record.id for file in files for record in file.cohort}
        self.figures = {record.id for file in files for record in file.figure}
        self.criteria = {record.id for file in files for record in file.criterion}
        self.codes = {record.code for file in files for record in file.discrepancy}
        others = {
            record.id
            for file in files
            for many in (file.caution, file.concern, file.mechanism, file.spread, file.score)
            for record in many
        }
        self.records = self.sources | self.cohorts | self.figures | self.criteria | others
        self._files = files
        self.parents = {record.id: record.subgroup_of for file in files for record in file.cohort}
        self.cohort_records = {record.id: record for file in files for record in file.cohort}
        self.scores = {record.id for file in files for record in file.score}
        self.modality_of_cohort = {record.id: record.modality for file in files for record in file.cohort}

    def is_within_itself(self, cohort_id: str) -> bool:
        """A subgroup of a subgroup … of itself."""
        above, parent = {cohort_id}, self.parents.get(cohort_id)
        while parent is not None and parent not in above:
            above.add(parent)
            parent = self.parents.get(parent)
        return parent == cohort_id

    def repeated(self) -> Iterator[Problem]:
        """Two records with one id, anywhere in the library."""
        seen: dict[str, str] = {}
        for file in self._files:
            for record_id in (file.source.id, *(name for name, _ in file.named_records())):
                if record_id in seen:
                    yield Problem(
                        f"{file.source.id}.toml",
                        record_id,
                        fault("this id stands already in {seen}.", seen=seen[record_id]),
                        say("Give one of them another id."),
                    )
                seen[record_id] = f"{file.source.id}.toml"


def _of_file(file: SourceFile, names: _Names) -> Iterator[Complaint]:
    yield from _of_source(file.source, names)
    for cohort in file.cohort:
        yield from _own_id(file, cohort.id)
        yield from _of_cohort(cohort, names)
    for figure in file.figure:
        yield from _own_id(file, figure.id)
        yield from _of_figure(figure, names)
    for criterion in file.criterion:
        yield from _of_criterion(criterion, names)
    for dissent in file.dissent:
        yield from _resolves(dissent.criterion, "dissent.criterion", names.criteria, "criterion")
        yield from _filled(dissent.locator, "dissent.locator")
        for condition in dissent.when:
            yield from of_condition(condition, f"dissent on {dissent.criterion}", names.field_kinds)
    for caution in file.caution:
        yield from _own_id(file, caution.id)
        yield from _of_caution(caution, names)
    for concern in file.concern:
        yield from _own_id(file, concern.id)
        yield from _of_concern(concern, names)
    for discrepancy in file.discrepancy:
        yield from _of_discrepancy(discrepancy, names)
    statements: tuple[Mechanism | SpreadLevel, ...] = (*file.mechanism, *file.spread)
    for statement in statements:
        yield from _own_id(file, statement.id)
        yield from _filled(statement.locator, f"{statement.id}.locator")
        yield from _points(statement.id, statement.figures, statement.discrepancies, names)
    for ratio in file.alpha_beta:
        yield from _of_ratio(file, ratio)
    for score in file.score:
        yield from _of_score(score, names)


def _of_ratio(file: SourceFile, ratio: AlphaBetaRecord) -> Iterator[Complaint]:
    yield from _own_id(file, ratio.id)
    yield from _filled(ratio.locator, f"{ratio.id}.locator")
    if ratio.value_gy <= 0:
        yield (f"{ratio.id}.value_gy", say("a ratio is above 0 Gy."), say("Look at it in the paper."))


def _own_id(file: SourceFile, record_id: str) -> Iterator[Complaint]:
    if not record_id.startswith(f"{file.source.id}."):
        yield (
            record_id,
            say("the id must begin with the source's id and a point."),
            fault("Write {id}.{record_id}.", id=file.source.id, record_id=record_id),
        )


def _filled(text: str | None, key: str) -> Iterator[Complaint]:
    if text is None or not text.strip():
        yield (key, say("this is empty."), say("Name the place in the paper, or the unit, as it stands there."))


def _resolves(name: str | None, key: str, known: set[str], kind: str) -> Iterator[Complaint]:
    if name is not None and name not in known:
        yield (
            key,
            fault("there is no {kind} “{name}”.", kind=kind, name=name),
            say("Correct the reference, or add the record."),
        )


def _points(record_id: str, figures: tuple[str, ...], codes: tuple[str, ...], names: _Names) -> Iterator[Complaint]:
    for name in figures:
        yield from _resolves(name, f"{record_id}.figures", names.figures, "figure")
    for code in codes:
        yield from _resolves(code, f"{record_id}.discrepancies", names.codes, "discrepancy")


def _of_source(source: Source, names: _Names) -> Iterator[Complaint]:
    yield from _filled(source.short, "source.short")
    yield from _resolves(source.as_reported_by, "source.as_reported_by", names.sources, "source")
    if source.as_reported_by is not None:
        yield from _filled(source.locator, "source.locator")
    days = [reading.on for reading in source.read_by]
    if days != sorted(days):
        yield (
            "source.read_by",
            say("a later pass stands before an earlier one."),
            say("Write the passes in the order of days."),
        )
    for reading in source.read_by:
        if not 0 <= reading.differing <= (reading.numbers or 0):
            yield (
                "source.read_by",
                fault(
                    "{differing} of {part} numbers cannot differ.",
                    differing=reading.differing,
                    part=reading.numbers or 0,
                ),
                say("Write how many numbers were compared, and how many of them differed."),
            )


def _of_cohort(cohort: Cohort, names: _Names) -> Iterator[Complaint]:
    yield from _filled(cohort.locator, f"{cohort.id}.locator")
    yield from _resolves(cohort.subgroup_of, f"{cohort.id}.subgroup_of", names.cohorts, "cohort")
    if names.is_within_itself(cohort.id):
        yield (
            f"{cohort.id}.subgroup_of",
            say("the cohort is a subgroup of itself."),
            say("Name the whole of which it is a part."),
        )
    yield from _counts(cohort.id, {"patients": cohort.patients, "lesions": cohort.lesions})
    yield from _points(cohort.id, (), cohort.discrepancies, names)
    for other in cohort.overlaps:
        yield from _resolves(other, f"{cohort.id}.overlaps", names.cohorts, "cohort")
    yield from of_links(cohort, names.cohort_records, names.scores)
    yield from of_courses(cohort)
    for item in cohort.entry:
        yield from _filled(item.locator, f"{cohort.id}.entry.locator")
        for condition in (item.condition, *item.or_else, *item.against_where):
            yield from of_condition(condition, f"{cohort.id}.entry", names.field_kinds)
    for condition in cohort.selected_by:
        yield from of_condition(condition, f"{cohort.id}.selected_by", names.field_kinds)


def _of_figure(figure: Figure, names: _Names) -> Iterator[Complaint]:
    yield from _filled(figure.locator, f"{figure.id}.locator")
    yield from _filled(figure.unit, f"{figure.id}.unit")
    yield from _filled(figure.printed, f"{figure.id}.printed")
    yield from _resolves(figure.cohort, f"{figure.id}.cohort", names.cohorts, "cohort")
    yield from _resolves(figure.superseded_by, f"{figure.id}.superseded_by", names.figures, "figure")
    yield from _points(figure.id, (), figure.discrepancies, names)
    yield from _numbers_of(figure)
    yield from of_subsequent(figure)
    for item in figure.observed_where:
        yield from _filled(item.locator, f"{figure.id}.observed_where.locator")
        for condition in (item.condition, *item.or_else, *item.against_where):
            yield from of_condition(condition, f"{figure.id}.observed_where", names.field_kinds)
    yield from of_bed_band(figure)
    modality = figure.modality or names.modality_of_cohort.get(figure.cohort or "")
    yield from of_case_items(figure, modality, names.field_kinds)
    if figure.obtained == "derived" and not (figure.formula or "").strip():
        yield (f"{figure.id}.formula", say("a derived figure needs its formula."), say("Write the arithmetic."))
    if figure.obtained == "reading" and not figure.discrepancies:
        yield (
            f"{figure.id}.discrepancies",
            say("a reading of a misprint needs its discrepancy."),
            say("Add the record and its code."),
        )


def _counts(record_id: str, counts: Mapping[str, int | None]) -> Iterator[Complaint]:
    """Nobody can be counted fewer than no times, and a denominator is at least one."""
    for key, number in counts.items():
        if number is not None and number < (0 if key == "events" else 1):
            yield (
                f"{record_id}.{key}",
                fault("{number} is no count.", number=number),
                say("Look at it in the paper, or leave it out."),
            )


def _numbers_of(figure: Figure) -> Iterator[Complaint]:
    yield from _counts(figure.id, {"patients": figure.patients, "events": figure.events})
    numbers = (figure.value, figure.low, figure.high, figure.events)
    if figure.statistic == "text":
        if not (figure.text or "").strip():
            yield (f"{figure.id}.text", say("there is neither number nor text."), say("Give one of them."))
    elif all(number is None for number in numbers):
        yield (f"{figure.id}.value", say("there is no number."), say('Give one, or statistic = "text".'))
    if figure.statistic == "rate":
        if figure.patients is None and not (figure.denominator_absent or "").strip():
            yield (
                f"{figure.id}.patients",
                say("a rate needs its denominator."),
                say("Give patients, or say in denominator_absent why the paper gives none."),
            )
        for key in ("value", "low", "high"):
            number = getattr(figure, key)
            if number is not None and not 0.0 <= number <= 1.0:
                yield (f"{figure.id}.{key}", say("a rate lies between 0 and 1."), say("Write 92 % as 0.92."))
    if figure.events is not None and figure.patients is not None and figure.events > figure.patients:
        yield (f"{figure.id}.events", say("there are more events than patients."), say("Look at both in the paper."))
    if figure.low is not None and figure.high is not None and figure.low > figure.high:
        yield (f"{figure.id}.low", say("the range is upside down."), say("Exchange low and high."))
    if figure.interval is not None and figure.interval.low > figure.interval.high:
        yield (f"{figure.id}.interval", say("the interval is upside down."), say("Exchange low and high."))
    if figure.kind == "toxicity" and figure.statistic in ("rate", "count") and figure.grade is None:
        yield (f"{figure.id}.grade", say("a toxicity needs its grade."), say('Give it, or "not given".'))


def _of_criterion(criterion: Criterion, names: _Names) -> Iterator[Complaint]:
    key = criterion.id
    if not key.startswith(f"{criterion.modality}."):
        yield (
            key,
            say("the id must begin with the modality."),
            fault("Write {modality}.….", modality=criterion.modality),
        )
    yield from _filled(criterion.locator, f"{key}.locator")
    yield from _filled(criterion.printed, f"{key}.printed")
    yield from _points(key, (), criterion.discrepancies, names)
    for citation in criterion.also:
        yield from _resolves(citation.source, f"{key}.also", names.sources, "source")
    rule = criterion.rule
    for needed in _RULE_NEEDS[rule.kind]:
        if getattr(rule, needed) in (None, ()):
            yield (f"{key}.rule.{needed}", fault("a rule of kind {kind} needs it.", kind=rule.kind), say("Add it."))
    yield from of_fields_of_rule(rule, f"{key}.rule", names.field_kinds)
    if rule.kind == "all_below" and len(rule.fields) != len(rule.limits):
        yield (f"{key}.rule.limits", say("there must be one limit for each field."), say("Give as many."))
    for condition in rule.contested_where:
        yield from of_condition(condition, f"{key}.rule.contested_where", names.field_kinds)
    for condition in rule.belied_where:
        yield from of_condition(condition, f"{key}.rule.belied_where", names.field_kinds)
    if bool(rule.belied_where) != bool(criterion.belied_words):
        yield (
            f"{key}.belied_words",
            say("belied_where and belied_words belong together."),
            say("Give both: which other values say that the criterion is not met, and in which words."),
        )
    if bool(rule.contested_where) != bool(criterion.contested_words):
        yield (
            f"{key}.contested_words",
            say("contested_where and contested_words belong together."),
            say("Give both: for whom a trial contests the criterion, and in which words."),
        )
    yield from _of_words(criterion)


def _of_words(criterion: Criterion) -> Iterator[Complaint]:
    """Yield what is wrong with the words that hold a place for a number."""
    key, words, elsewhere = criterion.id, criterion.not_met_words, criterion.threshold_elsewhere
    if words is not None:
        yield from _filled(words, f"{key}.not_met_words")
        if "{" in words.replace("{value}", ""):
            yield (f"{key}.not_met_words", say("only {value} can be filled in."), say("Write the other words out."))
    if (elsewhere is not None) != bool(criterion.rule.fractions_elsewhere):
        remedy = say("Give both or neither.")
        yield (f"{key}.threshold_elsewhere", say("it belongs to the fractions of another source."), remedy)
    if elsewhere is not None and "{fractions}" not in elsewhere:
        yield (
            f"{key}.threshold_elsewhere",
            say("the number of fractions is missing."),
            say("Write {fractions} where it stands."),
        )


def _of_caution(caution: Caution, names: _Names) -> Iterator[Complaint]:
    yield from _filled(caution.locator, f"{caution.id}.locator")
    yield from _points(caution.id, caution.figures, caution.discrepancies, names)
    for key, conditions in (("when", caution.when), ("only_where", caution.only_where)):
        for condition in conditions:
            yield from of_condition(condition, f"{caution.id}.{key}", names.field_kinds)
    cited = [(side.source, side.locator) for side in caution.sides]
    cited += [(citation.source, citation.locator) for citation in caution.also]
    for source, locator in cited:
        yield from _resolves(source, f"{caution.id}.sides", names.sources, "source")
        yield from _filled(locator, f"{caution.id}.sides.locator")
    if caution.verdict_words is not None and not caution.verdict_words.endswith("."):
        yield (f"{caution.id}.verdict_words", say("this is a sentence of its own."), say("End it with a full stop."))
    if caution.kind == "contested" and len(caution.sides) < 2:
        yield (f"{caution.id}.sides", say("a contested point shows at least two sides."), say("Add the other side."))


def _of_concern(concern: Concern, names: _Names) -> Iterator[Complaint]:
    yield from of_concern(concern, names.field_kinds)
    yield from _points(concern.id, concern.figures, concern.discrepancies, names)
    cited = [(citation.source, citation.locator) for citation in concern.also]
    for source, locator in (*cited, *((side.source, side.locator) for side in concern.sides)):
        yield from _resolves(source, f"{concern.id}.also", names.sources, "source")
        yield from _filled(locator, f"{concern.id}.also.locator")


def _of_discrepancy(discrepancy: Discrepancy, names: _Names) -> Iterator[Complaint]:
    yield from _filled(discrepancy.locator, f"{discrepancy.code}.locator")
    for record_id in discrepancy.concerns:
        yield from _resolves(record_id, f"{discrepancy.code}.concerns", names.records, "record")


def _of_score(score: Score, names: _Names) -> Iterator[Complaint]:
    yield from _filled(score.locator, f"{score.id}.locator")
    for item in score.items:
        yield from of_condition(item.condition, f"{score.id}.{item.id}", names.field_kinds)
        if item.also_where is not None:
            yield from of_condition(item.also_where, f"{score.id}.{item.id}.also_where", names.field_kinds)
        if (item.also_where is None) != (item.also_words is None):
            yield (
                f"{score.id}.{item.id}.also_words",
                say("a convention needs its words."),
                say("Give both or neither."),
            )
    for outcome in score.outcomes:
        for name in outcome.figures:
            yield from _resolves(name, f"{score.id}.outcomes", names.figures, "figure")
