"""Every option of every patient of a table: `judge_columns`, equal in every row to `judging.judge_option`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, reduce
from typing import NamedTuple

import numpy as np

from engine.case.fields import FieldCatalogue
from engine.case.patient import OF_LESIONS, TOTALS
from engine.evidence.library import Library
from engine.evidence.records.concerns import Concern
from engine.evidence.records.criteria import Criterion
from engine.evidence.records.modalities import MODALITIES, Modality
from engine.findings.columns import relations, rules, statements
from engine.findings.columns.answers import MEANING, UNKNOWN, YES, Array
from engine.findings.columns.derived import InUse, fields_that_follow, seen_no_more, values_in_use, with_these_lesions
from engine.findings.columns.relations import Dispute
from engine.findings.columns.resembling import fields_resembled
from engine.findings.columns.rules import BORDERLINE, NOT_KNOWN, NOT_MET, STATUSES
from engine.findings.columns.table import Columns, LesionRows, View, size_of, values_of
from engine.findings.headlines.concerns import compiled_concerns
from engine.findings.headlines.readings import FROM_WORST, is_contested, never_better_than_undetermined
from engine.findings.lesions_treated import AIMED_TREATMENTS, LEFT_ALONE
from engine.findings.records.finding import Status, Verdict

#: verdicts by their code, the worst first
VERDICTS: tuple[Verdict, ...] = FROM_WORST
_OUTSIDE, _CONCERN, _UNDETERMINED, _BORDERLINE, _WITHIN, _COMPARATOR = (
    np.uint8(FROM_WORST.index(verdict))
    for verdict in ("outside", "concern", "undetermined", "borderline", "within", "comparator")
)
_WHILE_CONTESTED = np.array([FROM_WORST.index(never_better_than_undetermined(one)) for one in FROM_WORST], np.uint8)
_NO_STATUS = 255
#: by verdict, the status of the criteria that decide it
_DECIDING = np.full(len(FROM_WORST), _NO_STATUS, np.uint8)
_DECIDING[[_OUTSIDE, _UNDETERMINED, _BORDERLINE]] = NOT_MET, NOT_KNOWN, BORDERLINE


class OptionColumns(NamedTuple):
    """What is found of one option, one entry a patient.

    Attributes
    ----------
    criteria, concerns : their records, in the order of the library.
    verdicts : places in `VERDICTS`.
    statuses : of criteria by patients: places in `STATUSES`, of the reading that governs.
    holds : of concerns by patients: places in `MEANING`, of the same reading.
    contested : whether the option looks at values that contradict one another.
    disputes : ids of what may contradict what and matters to the option.
    disputed : of these by patients.
    """

    criteria: tuple[Criterion, ...]
    concerns: tuple[Concern, ...]
    verdicts: Array
    statuses: Array
    holds: Array
    contested: Array
    disputes: tuple[str, ...]
    disputed: Array

    def verdict(self, row: int) -> Verdict:
        """Return the verdict of one patient."""
        return VERDICTS[int(self.verdicts[row])]

    def statuses_of(self, row: int) -> tuple[Status, ...]:
        """Return the statuses of one patient, by criterion."""
        return tuple(STATUSES[code] for code in self.statuses[:, row])

    def answers_of(self, row: int) -> tuple[bool | None, ...]:
        """Return whether each concern holds for one patient."""
        return tuple(MEANING[code] for code in self.holds[:, row])

    def deciding(self) -> Array:
        """Return what decides each headline, of criteria, then concerns, then disputes by patients.

        A criterion does where its status makes the verdict; a concern where it turns the headline (outside, concern) or
        leaves it open (undetermined); a dispute where the option is contested.
        """
        hard, asks = _levels(self.concerns)
        turning = hard & (self.holds == YES) & (self.verdicts <= _CONCERN)
        leaving_open = asks & (self.holds == UNKNOWN) & (self.verdicts == _UNDETERMINED)
        return np.concatenate((self.statuses == _DECIDING[self.verdicts], turning | leaving_open, self.disputed))

    def reason_counts(self, deciding: Array) -> dict[tuple[Verdict, int], int]:
        """Return of each verdict how often each reason, by its place, decides it; those that never do are left out.

        Parameters
        ----------
        deciding : what `deciding` gives.
        """
        found = {}
        for code in np.unique(self.verdicts).tolist():
            times = deciding[:, self.verdicts == code].sum(axis=1)
            found.update({(VERDICTS[code], place): int(times[place]) for place in np.flatnonzero(times).tolist()})
        return found


def bits_of(deciding: Array) -> Array:
    """Return what decides as bits, patients by bytes: eight reasons a byte, the first one lowest."""
    # Packed along a row of memory: along the other way it takes three times as long.
    return np.packbits(np.ascontiguousarray(deciding.T), axis=1, bitorder="little")


class ColumnJudgements(NamedTuple):
    """What is found of a table: `size` patients, each option, and the values in use.

    Attributes
    ----------
    treated : the values in use with count, size and place of the lesions that an option treats.
    """

    size: int
    options: Mapping[Modality, OptionColumns]
    in_use: View
    treated: Mapping[Modality, View]


class _Option(NamedTuple):
    """One option as it is asked of columns.

    Attributes
    ----------
    disputes : that matter to it: what is asked, and the fields of it that the option looks at.
    looks_at : the fields that it and these disputes look at.
    typed : of these, fields for which something else can be typed than what follows from others.
    """

    criteria: tuple[Criterion, ...]
    concerns: tuple[Concern, ...]
    asked_criteria: tuple[rules.Asked, ...]
    asked_concerns: tuple[statements.Asked, ...]
    disputes: tuple[Dispute, ...]
    looks_at: frozenset[str]
    typed: tuple[str, ...]


class _Found(NamedTuple):
    verdicts: Array
    statuses: Array
    holds: Array


def judge_columns(
    columns: Columns, fields: FieldCatalogue, library: Library, size: int | None = None
) -> ColumnJudgements:
    """Judge every option of every patient; nobody's result depends on anybody else's.

    Parameters
    ----------
    columns : what was typed, as `table.columns_of` makes it; nothing of it has been confirmed against a contradiction.
    size : how many patients there are; as the columns say where it is not given.

    Raises
    ------
    ValueError : the columns are not of one length, or not of this one.
    """
    size = size_of(columns, size)
    options = _options(fields, library)
    wanted = fields_resembled(library).union(*(one.looks_at for one in options.values()))
    in_use = values_in_use(columns, fields, size, wanted)
    twice = np.flatnonzero(reduce(np.logical_or, in_use.replaced.values(), np.zeros(size, dtype=bool)))
    second = _second_reading(in_use, twice) if len(twice) else None
    found, views = {}, {}
    for name, option in options.items():
        treated = _treated(name, columns, in_use.view)
        views[name] = _of_treated(in_use.view, treated, None)
        governing = _judged(option, views[name])
        disputed = _disputed(option, in_use)
        contested: Array = np.logical_or.reduce(disputed, axis=0)
        if second is not None and contested[twice].any():
            _put_worse(option, governing, _judged(option, _of_treated(second, treated, twice)), twice, contested)
        found[name] = OptionColumns(
            criteria=option.criteria,
            concerns=option.concerns,
            verdicts=np.where(contested, _WHILE_CONTESTED[governing.verdicts], governing.verdicts),
            statuses=governing.statuses,
            holds=governing.holds,
            contested=contested,
            disputes=(*(one.id for one in option.disputes), *(f"typed_{field}" for field in option.typed)),
            disputed=disputed,
        )
    return ColumnJudgements(size, found, in_use.view, views)


@lru_cache(maxsize=8)
def fields_judged(fields: FieldCatalogue, library: Library) -> frozenset[str]:
    """Return the fields on which any verdict, reason or resemblance depends; others need no column."""
    found = {"modality"}.union(fields_resembled(library), *(one.looks_at for one in _options(fields, library).values()))
    for spec in fields:
        if spec.id in found:
            found.update(spec.derived_from)
    for whole_and_parts in TOTALS:
        if not found.isdisjoint(whole_and_parts):
            found.update(whole_and_parts)
    return frozenset(found)


@lru_cache(maxsize=8)
def _options(fields: FieldCatalogue, library: Library) -> Mapping[Modality, _Option]:
    every_dispute = relations.disputes_over_columns(fields)
    return {name: _option(name, every_dispute, fields, library) for name in MODALITIES}


def _option(
    modality: Modality, every_dispute: tuple[Dispute, ...], fields: FieldCatalogue, library: Library
) -> _Option:
    def looked_at(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in names if is_contested(modality, frozenset((name,)), library))

    criteria, compiled = library.criteria_for(modality), compiled_concerns(modality, library)
    mattering = tuple(one for one in every_dispute if looked_at(one.fields))
    return _Option(
        criteria=criteria,
        concerns=tuple(one.concern for one in compiled),
        asked_criteria=tuple(rules.criterion_over_columns(one, fields) for one in criteria),
        asked_concerns=tuple(
            statements.concern_over_columns(one.statement, one.concern.only_where, fields) for one in compiled
        ),
        disputes=tuple(one._replace(fields=looked_at(one.fields)) for one in mattering),
        looks_at=frozenset((*looked_at(tuple(fields.by_id)), *(name for one in mattering for name in one.fields))),
        typed=looked_at(fields_that_follow(fields)),
    )


def _second_reading(in_use: InUse, rows: Array) -> View:
    """Return what was typed in place of what follows, for the patients in whom these differ."""
    below = in_use.view
    instead = {
        name: np.where(differs, in_use.typed[name], below.column(name))[rows]
        for name, differs in in_use.replaced.items()
    }
    return View(len(rows), below.fields, instead, below, rows)


class _Treated(NamedTuple):
    """Patients whose plan gives some lesions to one option, and count, size and place of these lesions alone."""

    patients: Array
    values: Mapping[str, Array]


def _treated(modality: Modality, columns: Columns, view: View) -> _Treated | None:
    """Return what an option is judged by where it treats some of the lesions; None where that is nobody's case."""
    lesions = columns.get("lesions")
    if modality not in AIMED_TREATMENTS or not isinstance(lesions, LesionRows):
        return None
    treatments = values_of(view.fields.lesion_by_id["treatment"])
    code = treatments.index(modality)
    given = np.bincount(lesions.patient[lesions.treatment == code], minlength=view.size) > 0
    left_alone = (lesions.treatment == treatments.index(LEFT_ALONE)) & (seen_no_more(lesions, view.fields) != 1)
    kept = (lesions.treatment < 0) | (lesions.treatment == code) | left_alone
    some = given & (np.bincount(lesions.patient[~kept], minlength=view.size) > 0)
    if not some.any():
        return None
    return _Treated(some, with_these_lesions(lesions.only(kept | ~some[lesions.patient]), columns, view))


def _of_treated(view: View, treated: _Treated | None, rows: Array | None) -> View:
    """Return the values of a reading in which count, size and place are those of the lesions that the option treats."""
    if treated is None:
        return view
    everybody = slice(None) if rows is None else rows
    some = treated.patients[everybody]
    instead = {name: np.where(some, treated.values[name][everybody], view.column(name)) for name in OF_LESIONS}
    return View(view.size, view.fields, instead, view)


def _judged(option: _Option, of_treated: View) -> _Found:
    """Judge one option by one reading, of all patients or of some of them."""
    statuses = _stacked([asked(of_treated) for asked in option.asked_criteria], of_treated.size)
    holds = _stacked([asked(of_treated) for asked in option.asked_concerns], of_treated.size)
    return _Found(_verdicts(option, statuses, holds), statuses, holds)


def _stacked(rows: list[Array], size: int) -> Array:
    found = np.empty((len(rows), size), dtype=np.uint8)
    for place, row in enumerate(rows):
        found[place] = row
    return found


def _levels(concerns: tuple[Concern, ...]) -> tuple[Array, Array]:
    """Return which concerns turn a headline where they hold, and which leave it open where they are not known."""
    hard = np.array([one.level == "hard" for one in concerns], dtype=bool)
    asks = np.array([one.asks for one in concerns], dtype=bool)
    return hard[:, None], asks[:, None]


def _verdicts(option: _Option, statuses: Array, holds: Array) -> Array:
    """Return the verdicts, the first that holds; `headline.verdict_of` is the scalar twin."""
    if not option.criteria:
        return np.full(statuses.shape[1], _COMPARATOR)
    hard, asks = _levels(option.concerns)
    open_somewhere = (statuses == NOT_KNOWN).any(axis=0) | (asks & (holds == UNKNOWN)).any(axis=0)
    if not option.concerns:
        open_somewhere[:] = True
    found = np.where((statuses == BORDERLINE).any(axis=0), _BORDERLINE, _WITHIN)
    found[open_somewhere] = _UNDETERMINED
    found[(hard & (holds == YES)).any(axis=0)] = _CONCERN
    found[(statuses == NOT_MET).any(axis=0)] = _OUTSIDE
    return found


def _disputed(option: _Option, in_use: InUse) -> Array:
    """Return of every dispute of an option where it is so and in doubt is what the option looks at."""
    view = in_use.view
    nowhere = np.zeros(view.size, dtype=bool)
    found = np.empty((len(option.disputes) + len(option.typed), view.size), dtype=bool)
    for place, one in enumerate(option.disputes):
        # The same relation matters to several options: it is held against the table once.
        broken = view.kept(one.id, one.broken)
        if broken.any():
            broken = broken & reduce(np.logical_or, (view.known(name) for name in one.fields))
        found[place] = broken
    for place, name in enumerate(option.typed, start=len(option.disputes)):
        found[place] = in_use.replaced.get(name, nowhere)
    return found


def _put_worse(option: _Option, governing: _Found, other: _Found, rows: Array, contested: Array) -> None:
    """Let the other reading of some patients govern where it is worse and the option is contested, as `worst` says."""
    hard, _ = _levels(option.concerns)

    def against(statuses: Array, holds: Array) -> Array:
        found: Array = (statuses == NOT_MET).sum(axis=0) + (hard & (holds == YES)).sum(axis=0)
        return found

    now = governing.verdicts[rows]
    more = against(other.statuses, other.holds) > against(governing.statuses[:, rows], governing.holds[:, rows])
    worse = np.flatnonzero(contested[rows] & ((other.verdicts < now) | ((other.verdicts == now) & more)))
    for mine, theirs in zip(governing, other, strict=True):
        mine[..., rows[worse]] = theirs[..., worse]
