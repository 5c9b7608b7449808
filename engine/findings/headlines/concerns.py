"""Concerns: what speaks against an option for this patient or plan. Decided here, in ids and answers; no words.

A concern's condition is a statement over fields. What compares the patient with the cohorts is made into such a
statement first, from the cohorts of the library, so that one evaluator decides them all and no threshold stands twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from engine.evidence.library import Library
from engine.evidence.records.cohorts import Cohort
from engine.evidence.records.concerns import Concern, Statement
from engine.evidence.records.modalities import Modality
from engine.findings.by_values import by_values
from engine.findings.comparability.courses import dose_statement
from engine.findings.conditions import Values, fields_of_statement, statement_holds
from engine.findings.criteria.rules import fields_of
from engine.findings.records.finding import Finding

#: The answers as a file keeps them.
ANSWERS = {True: "holds", False: "does_not_hold", None: "not_known"}
_NOBODY: tuple[str, ...] = ()
#: of a plan, and stated by a cohort as a range of its own and not as an item of entry; fractions are too
_DOSE = "total_dose_gy"


class JudgedConcern(Finding, frozen=True, kw_only=True):
    """The answer of one concern: it holds, does not hold, or is not known (None)."""

    concern: Concern
    holds: bool | None

    @property
    def turns(self) -> bool:
        """Whether it makes the headline a concern."""
        return self.concern.level == "hard" and self.holds is True

    @property
    def open(self) -> bool:
        """Whether it leaves the headline undetermined."""
        return self.concern.asks and self.holds is None


class Compiled(Finding, frozen=True, kw_only=True):
    """A concern with the statement that decides it.

    Attributes
    ----------
    statement : None where no cohort of the library states what is compared: then it never holds.
    stated_by : the cohorts that a comparison rests on.
    fields : what is looked at.
    """

    concern: Concern
    statement: Statement | None
    stated_by: tuple[str, ...]
    fields: tuple[str, ...]


def judge_concerns(modality: Modality, values: Values, library: Library) -> tuple[JudgedConcern, ...]:
    """Return the answer of every concern of one modality, in the order of the library."""
    return by_values(
        lambda read: tuple(judge_concern(compiled, read) for compiled in compiled_concerns(modality, library)),
        values,
        ("concerns", modality, library),
    )


def judge_concern(compiled: Compiled, values: Values) -> JudgedConcern:
    """Return the answer of one concern."""
    return JudgedConcern(concern=compiled.concern, holds=answer(compiled, values))


def answer(compiled: Compiled, values: Values) -> bool | None:
    """Return whether a concern holds for these values; None where that is not known."""
    only = compiled.concern.only_where
    # What is known not to be such a case needs no answer; what may be one is judged as if it were.
    if compiled.statement is None or (only is not None and statement_holds(only, values) is False):
        return False
    held = statement_holds(compiled.statement, values)
    if held is True and only is not None and statement_holds(only, values) is None:
        return None
    return held


@lru_cache(maxsize=64)
def compiled_concerns(modality: Modality, library: Library) -> tuple[Compiled, ...]:
    """Return the concerns of one modality, comparisons with cohorts made into statements."""
    return tuple(_compiled(concern, library) for concern in library.concerns_for(modality))


def _compiled(concern: Concern, library: Library) -> Compiled:
    statement, stated_by = concern.when, _NOBODY
    if concern.basis == "cohorts":
        statement, stated_by = fits_none(concern.modality, concern.beyond, library)
        if concern.stating:
            statement, stated_by = _states_none(concern, library)
    looked_at = [concern.beyond, *(fields_of_statement(s) for s in (statement, concern.only_where) if s is not None)]
    fields = tuple(dict.fromkeys(name for names in looked_at for name in names))
    return Compiled(concern=concern, statement=statement, stated_by=stated_by, fields=fields)


#: burden: a rule without an upper end ends where the cohort's patients ended
_MORE_IS_GRAVER = ("liver_lesion_count", "largest_lesion_cm")


def fits_none(
    modality: Modality, fields: tuple[str, ...], library: Library, stating: tuple[str, ...] = ()
) -> tuple[Statement | None, tuple[str, ...]]:
    """Return "no cohort that states all these fields together fits in them", and the cohorts that state them.

    Subgroups say nothing that their whole does not. None where no cohort states them.

    Parameters
    ----------
    stating : fields of which a cohort has to state one as well, whatever it states.
    """
    fitting: list[Statement] = []
    stated_by: list[str] = []
    for cohort in library.cohorts_for(modality):
        parts = tuple(statement for name in fields if (statement := stated(cohort, name)) is not None)
        said = not stating or any(stated(cohort, name) is not None for name in stating)
        own = cohort.subgroup_of is None and cohort.earlier_report_of is None
        if own and said and len(parts) == len(fields):
            fitting.append(Statement(all_of=parts))
            stated_by.append(cohort.id)
    return (Statement(none_of=tuple(fitting)) if fitting else None), tuple(stated_by)


def _states_none(concern: Concern, library: Library) -> tuple[Statement | None, tuple[str, ...]]:
    """Return "of some topic, no cohort that states it fits", over the topics that any cohort states."""
    many = [fits_none(concern.modality, concern.beyond, library, topic.fields) for topic in concern.stating]
    parts = tuple(statement for statement, _ in many if statement is not None)
    stated_by = tuple(dict.fromkeys(name for _, names in many for name in names))
    return (Statement(any_of=parts) if parts else None), stated_by


def stated(cohort: Cohort, field_id: str) -> Statement | None:
    """Return what a cohort states of one field, by rule or by what was observed; None where it states nothing."""
    if field_id == _DOSE:
        return dose_statement(cohort)
    if field_id == "fractions":
        given = cohort.fractions
        return None if given is None else Statement(field=field_id, between=(float(given[0]), float(given[1])))
    found = tuple(_items(cohort, field_id))
    if not found:
        return None
    ends = [end for one in found if (end := _upper_end(one)) is not None]
    if field_id not in _MORE_IS_GRAVER or not ends:
        return Statement(any_of=found)
    # "2 or more" as a rule says nothing of 300 where 2 to 6 were seen.
    return Statement(all_of=(Statement(any_of=found), Statement(field=field_id, at_most=max(ends))))


def _upper_end(statement: Statement) -> float | None:
    stated = [*(statement.between or ())[1:], statement.at_most, statement.below, statement.equals]
    numbers = [float(number) for number in stated if isinstance(number, int | float)]
    return max(numbers) if numbers else None


def _items(cohort: Cohort, field_id: str) -> Iterator[Statement]:
    for entry in cohort.entry:
        if entry.condition.field == field_id:
            for condition in (entry.condition, *entry.or_else):
                yield Statement(**{name: getattr(condition, name) for name in condition.__struct_fields__})


def turning(judged: Iterable[JudgedConcern]) -> tuple[JudgedConcern, ...]:
    """Return the hard concerns that hold."""
    return tuple(found for found in judged if found.turns)


def unstated(modality: Modality, judged: Iterable[JudgedConcern | Compiled], library: Library) -> tuple[str, ...]:
    """Return what a board asks of any patient and no source of the option states.

    A source states it by who its patients were, by a criterion, or by a passage that speaks against somebody.
    """
    topics = (topic for one in judged for topic in one.concern.stating)
    return tuple(topic.about for topic in topics if _topics_fields(modality, library).isdisjoint(topic.fields))


@lru_cache(maxsize=64)
def _topics_fields(modality: Modality, library: Library) -> frozenset[str]:
    said = {name for criterion in library.criteria_for(modality) for name in fields_of(criterion.rule)}
    said.update(
        name
        for one in compiled_concerns(modality, library)
        if one.concern.basis == "passage" and one.statement is not None
        for name in fields_of_statement(one.statement)
    )
    said.update(
        entry.condition.field
        for cohort in library.cohorts_for(modality)
        for entry in cohort.entry
        if stated(cohort, entry.condition.field) is not None
    )
    return frozenset(said)
