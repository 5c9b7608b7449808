"""What a treatment leaves possible later: what would turn by the criteria, and what is published of what followed.

The first is worked out: the case is changed by what the treatment makes true, and whatever looks at the changed items
is judged again. The second is what the sources print. Neither is a forecast: all else in the case stays as it is now.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from engine.case.case import Case
from engine.case.patient import Patient
from engine.evidence.library import Library
from engine.evidence.records.figures import CaseItem, Figure, Subsequent
from engine.evidence.records.modalities import MODALITIES, Modality
from engine.evidence.records.statements import Caution
from engine.findings.assessment import CriterionFinding
from engine.findings.criteria.eligibility import criterion_finding
from engine.findings.criteria.rules import fields_of
from engine.findings.headlines.concerns import compiled_concerns, judge_concerns
from engine.findings.headlines.headline import verdict_of
from engine.findings.headlines.judging import Judged, judge_option
from engine.findings.headlines.readings import Readings, is_contested, readings_after
from engine.findings.lesions_treated import values_of_treated
from engine.findings.published.cautions import caution_finding, fires
from engine.findings.published.figures import figure_finding
from engine.findings.records.subsequent_findings import (
    SetItem,
    SubsequentFinding,
    SubsequentStatement,
    TurnedCaution,
    TurnedCriterion,
    TurnedVerdict,
)
from engine.findings.wording import (
    MODALITY_SHORT,
    STANDING_WORDS,
    STATUS_WORDS,
    TREATMENT_WORDS,
    VERDICT_WORDS,
    join_words,
    lower_first,
    value_in_words,
)
from engine.words.said import capital, in_row, say, say_counted, say_label, template

JudgedOptions = Mapping[Modality, Judged]
#: what is so, and what would be so once the treatment is given
_NOW_AND_THEN = template("{what}: {now} now, {then} then.")


def subsequent_to(
    modality: Modality, case: Case, readings: Readings, library: Library, judged: JudgedOptions
) -> SubsequentFinding:
    """Return what is left possible after one treatment.

    Parameters
    ----------
    judged : every option for this case, as `judge_option` gave it.
    """
    patient = case.patient
    sets = _set_items(modality, patient, library)
    after = patient_after(modality, patient, library)
    verdicts: tuple[TurnedVerdict, ...] = ()
    turned: tuple[TurnedCriterion, ...] = ()
    cautions: tuple[TurnedCaution, ...] = ()
    if after is not patient:
        changed = frozenset(item.field for item in sets if item.before != item.after)
        verdicts, turned = _turned(modality, changed, case, after, readings, library, judged)
        cautions = _turned_cautions(modality, changed, patient, after, library)
    statements = statements_after(modality, library)
    said = {treatment for statement in statements for treatment in statement.treatments}
    not_given = tuple(name for name in TREATMENT_WORDS if name not in said)
    return SubsequentFinding(
        sets=sets,
        verdicts=verdicts,
        criteria=turned,
        cautions=cautions,
        in_words=_in_words(modality, sets, turned),
        statements=statements,
        not_given=not_given,
        not_given_in_words=_not_given_in_words(modality, not_given, bool(statements)),
    )


@lru_cache(maxsize=64)
def cited_after(modality: Modality, library: Library) -> frozenset[str]:
    """Return the ids of the sources behind any number or sentence on what one treatment leaves possible."""
    figures = [figure.id for figure, _ in library.case_items_set_by(modality)]
    figures += [statement.figure.id for statement in statements_after(modality, library)]
    return frozenset(library.source_of[figure] for figure in figures)


def patient_after(modality: Modality, patient: Patient, library: Library) -> Patient:
    """Return the patient as the case has to stand once this treatment is given; the same one where nothing changes."""
    made_true = {item.field: item.value for _, item in library.case_items_set_by(modality)}
    if all(patient.value(name) == value for name, value in made_true.items()):
        return patient
    return patient.with_values(made_true)


def _set_items(modality: Modality, patient: Patient, library: Library) -> tuple[SetItem, ...]:
    return tuple(_set_item(figure, item, patient, library) for figure, item in library.case_items_set_by(modality))


def _set_item(figure: Figure, item: CaseItem, patient: Patient, library: Library) -> SetItem:
    spec, before = patient.fields[item.field], patient.flag(item.field)
    then = value_in_words(spec, item.value)
    label = say_label(spec.label, spec.id)
    if before == item.value:
        words = say("{what}: {then} already.", what=label, then=then)
    else:
        words = say(_NOW_AND_THEN, what=label, now=value_in_words(spec, before), then=then)
    return SetItem(
        field=item.field,
        label=spec.label,
        before=before,
        after=item.value,
        reason=item.reason,
        in_words=words,
        figure=figure.id,
        printed=figure.printed,
        source=library.source_of[figure.id],
        locator=figure.locator,
    )


@lru_cache(maxsize=16)
def _own_last(modality: Modality) -> tuple[Modality, ...]:
    return tuple(sorted(MODALITIES, key=lambda name: name == modality))


def _named(option: Modality, given: Modality) -> str:
    return say("{treatment} again", treatment=MODALITY_SHORT[option]) if option == given else MODALITY_SHORT[option]


def _turned(
    modality: Modality,
    changed: frozenset[str],
    case: Case,
    after: Patient,
    readings: Readings,
    library: Library,
    judged: JudgedOptions,
) -> tuple[tuple[TurnedVerdict, ...], tuple[TurnedCriterion, ...]]:
    """Judge again every option that looks at a changed item."""
    verdicts, turned = [], []
    case_after = case.with_patient(after)
    readings_then = readings_after(case_after, changed, readings)
    touched = _criteria_on(changed, library)
    for option in _own_last(modality):
        # Where values contradict one another the worst reading governs, and a changed item may make another the worst
        # one: then no criterion stands unless it is judged again.
        contested = any(is_contested(option, of.contested, library) for of in (readings, readings_then))
        if not contested and option not in touched:
            continue
        now = judged[option]
        if contested:
            then = judge_option(option, case_after, readings_then, library)
        else:
            then = _judged_again(option, touched[option], now, after, library)
        name = _named(option, modality)
        if now.verdict != then.verdict:
            words = say(_NOW_AND_THEN, what=name, now=VERDICT_WORDS[now.verdict], then=VERDICT_WORDS[then.verdict])
            verdicts.append(TurnedVerdict(modality=option, before=now.verdict, after=then.verdict, in_words=words))
        turned += [
            _turned_criterion(name, old, new)
            for old, new in zip(now.criteria, then.criteria, strict=True)
            if old.status != new.status
        ]
    return tuple(verdicts), tuple(turned)


def _judged_again(option: Modality, touched: frozenset[str], now: Judged, after: Patient, library: Library) -> Judged:
    """Judge what looks at a changed item; every other criterion stands."""
    treated = values_of_treated(option, after, after.value)
    criteria = tuple(
        criterion_finding(library.criteria[finding.id], treated, after.fields, library)
        if finding.id in touched
        else finding
        for finding in now.criteria
    )
    concerns = judge_concerns(option, treated, library)
    verdict = verdict_of((finding.status for finding in criteria), concerns)
    return Judged(verdict, criteria, concerns, after.value, treated, False)


def _turned_criterion(name: str, now: CriterionFinding, then: CriterionFinding) -> TurnedCriterion:
    return TurnedCriterion(
        id=then.id,
        modality=then.modality,
        label=then.label,
        before=now.status,
        after=then.status,
        why=then.why,
        printed=then.printed,
        sources=then.sources,
        in_words=say(
            _NOW_AND_THEN,
            what=in_row((name, lower_first(then.label)), ", "),
            now=STATUS_WORDS[now.status],
            then=STATUS_WORDS[then.status],
        ),
    )


@lru_cache(maxsize=64)
def _criteria_on(changed: frozenset[str], library: Library) -> Mapping[Modality, frozenset[str]]:
    """Return the criteria that look at any of these fields, by option."""
    found: dict[Modality, set[str]] = {}
    for criterion in library.criteria.values():
        if changed.intersection(fields_of(criterion.rule)):
            found.setdefault(criterion.modality, set()).add(criterion.id)
    # A concern that looks at one of them may turn a verdict whose criteria all stand.
    for modality in MODALITIES:
        if any(changed.intersection(compiled.fields) for compiled in compiled_concerns(modality, library)):
            found.setdefault(modality, set())
    return {modality: frozenset(ids) for modality, ids in found.items()}


@lru_cache(maxsize=64)
def _cautions_on(changed: frozenset[str], library: Library) -> tuple[Caution, ...]:
    return tuple(
        caution
        for caution in library.cautions.values()
        if any(condition.field in changed for condition in (*caution.when, *caution.only_where))
    )


def _turned_cautions(
    modality: Modality, changed: frozenset[str], now: Patient, then: Patient, library: Library
) -> tuple[TurnedCaution, ...]:
    found = []
    for caution in _cautions_on(changed, library):
        fired = fires(caution, then.value)
        if fired != fires(caution, now.value):
            found += [_turned_caution(caution.id, option, modality, fired, library) for option in caution.modalities]
    order = {option: place for place, option in enumerate(_own_last(modality))}
    return tuple(sorted(found, key=lambda caution: (order[caution.modality], not caution.fired)))


@lru_cache(maxsize=256)
def _turned_caution(caution_id: str, option: Modality, given: Modality, fired: bool, library: Library) -> TurnedCaution:
    caution = caution_finding(library.cautions[caution_id], library)
    words = template("{option}, then to be read with it: {text}")
    if not fired:
        words = template("{option}, then no longer shown: {text}")
    return TurnedCaution(
        id=caution.id,
        kind=caution.kind,
        modality=option,
        text=caution.text,
        fired=fired,
        sources=caution.sources,
        in_words=say(words, option=_named(option, given), text=caution.text),
    )


def _in_words(modality: Modality, sets: tuple[SetItem, ...], turned: tuple[TurnedCriterion, ...]) -> str:
    if not sets:
        return say("No criterion of the other options changes: the case has no item that records it.")
    if all(item.before == item.after for item in sets):
        return say("The case says already what it would change: no criterion changes.")
    others = sum(1 for criterion in turned if criterion.modality != modality)
    own = len(turned) - others
    sentence: str = say("No criterion of the other options changes.")
    if others:
        sentence = say_counted(
            others,
            "{number} criterion of the other options would change.",
            "{number} criteria of the other options would change.",
        )
    if not own:
        return sentence
    of_its_own = say_counted(
        own,
        "Given again, {number} criterion of its own would change.",
        "Given again, {number} criteria of its own would change.",
    )
    return in_row((sentence, of_its_own))


@lru_cache(maxsize=64)
def statements_after(modality: Modality, library: Library) -> tuple[SubsequentStatement, ...]:
    """Return what is published of treatment after one: what was done first, by treatment."""
    found = [_statement(modality, figure, said, library) for figure, said in library.subsequent_to(modality)]
    return tuple(sorted(found, key=_rank))


def _rank(statement: SubsequentStatement) -> tuple[int, int, bool]:
    """What was done first, then by treatment, counts and rates before all else."""
    standings, treatments = tuple(STANDING_WORDS), tuple(TREATMENT_WORDS)
    counts = statement.figure.statistic in ("count", "rate")
    return standings.index(statement.standing), treatments.index(statement.treatments[0]), not counts


def _statement(modality: Modality, figure: Figure, said: Subsequent, library: Library) -> SubsequentStatement:
    words = join_words(_treatment(name, modality) for name in said.treatments)
    return SubsequentStatement(
        treatments=said.treatments,
        treatments_in_words=capital(words),
        standing=said.standing,
        standing_in_words=STANDING_WORDS[said.standing],
        remark=said.remark,
        figure=figure_finding(figure, library),
    )


def _treatment(name: str, given: Modality) -> str:
    return say("{treatment} again", treatment=TREATMENT_WORDS[name]) if name == given else TREATMENT_WORDS[name]


@lru_cache(maxsize=64)
def _not_given_in_words(modality: Modality, not_given: tuple[str, ...], anything: bool) -> str:
    if not anything:
        return say("Not given in the library's sources: none says what was done after it, or what it leaves possible.")
    if not not_given:
        return ""
    treatments = join_words(_treatment(name, modality) for name in not_given)
    return say("Not given in the library's sources: {treatments}.", treatments=treatments)
