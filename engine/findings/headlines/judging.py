"""One option judged over every reading of the case: the worse reading governs until a contradiction is settled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from engine.case.case import Case
from engine.case.fields import FieldCatalogue
from engine.case.patient import Patient
from engine.evidence.library import Library
from engine.evidence.records.modalities import MODALITIES, Modality
from engine.findings.assessment import CriterionFinding
from engine.findings.by_case import by_patient, is_kept
from engine.findings.by_values import by_values
from engine.findings.conditions import Values
from engine.findings.criteria.eligibility import assess_criteria, judge
from engine.findings.headlines.concerns import JudgedConcern, judge_concerns
from engine.findings.headlines.headline import verdict_of
from engine.findings.headlines.readings import (
    Readings,
    contest_of,
    is_contested,
    never_better_than_undetermined,
    worst,
)
from engine.findings.lesions_treated import said_of_treated, values_of_treated
from engine.findings.records.finding import Status, Verdict


class Judged(NamedTuple):
    """What is found of one option before anything else is looked up.

    Attributes
    ----------
    values : of the reading that governs.
    treated : the same with count, size and place of the lesions that the option treats.
    contested : whether the option looks at values that contradict one another.
    """

    verdict: Verdict
    criteria: tuple[CriterionFinding, ...]
    concerns: tuple[JudgedConcern, ...]
    values: Values
    treated: Values
    contested: bool

    @property
    def against(self) -> int:
        """How many criteria are not met and hard concerns hold."""
        return _against((one.status for one in self.criteria), self.concerns)


class Decided(NamedTuple):
    """The same in statuses and answers alone, each in the order of the library."""

    verdict: Verdict
    statuses: tuple[Status, ...]
    concerns: tuple[JudgedConcern, ...]
    values: Values
    contested: bool

    @property
    def against(self) -> int:
        """The same count as of `Judged`."""
        return _against(self.statuses, self.concerns)


def _against(statuses: Iterable[Status], concerns: tuple[JudgedConcern, ...]) -> int:
    return sum(status == "not_met" for status in statuses) + sum(concern.turns for concern in concerns)


_Found = TypeVar("_Found", bound="_Reading | Decided")


class _Reading(NamedTuple):
    """What is found of an option by one reading; it holds on to no patient."""

    verdict: Verdict
    criteria: tuple[CriterionFinding, ...]
    concerns: tuple[JudgedConcern, ...]

    @property
    def against(self) -> int:
        return _against((one.status for one in self.criteria), self.concerns)


def judge_option(modality: Modality, case: Case, readings: Readings, library: Library) -> Judged:
    """Judge one option over every reading; the one with the worst verdict governs.

    Where the option looks at a contested value the verdict is never better than undetermined.
    """
    patient = case.patient

    def find(of: Patient) -> tuple[int, _Reading]:
        return _governing(
            modality, readings.of_patient(of), library, lambda values: _judge(modality, values, of, library)
        )

    if is_kept():
        key = ("judged option", modality, library)
        place, found = by_patient(find, patient, key, (patient.fields,), contest_of(modality, readings, library))
    else:
        place, found = find(patient)
    contested = is_contested(modality, readings.contested, library)
    verdict = never_better_than_undetermined(found.verdict) if contested else found.verdict
    values = readings.all_of_them[place]
    treated = values_of_treated(modality, patient, values)
    return Judged(verdict, found.criteria, found.concerns, values, treated, contested)


class EveryOption(Mapping[Modality, Judged]):
    """Every option as `judge_option` gives it, each judged when it is first asked for."""

    def __init__(self, case: Case, readings: Readings, library: Library) -> None:
        self.readings = readings
        self._of = (case, readings, library)
        self._judged: dict[Modality, Judged] = {}

    def __getitem__(self, modality: Modality) -> Judged:
        found = self._judged.get(modality)
        if found is None:
            found = self._judged[modality] = judge_option(modality, *self._of)
        return found

    def __iter__(self) -> Iterator[Modality]:
        return iter(MODALITIES)

    def __len__(self) -> int:
        return len(MODALITIES)


def decide_option(modality: Modality, case: Case, readings: Readings, library: Library) -> Decided:
    """Decide one option as `judge_option` does, where nobody reads its findings."""
    _, found = _governing(modality, readings, library, lambda values: _decide(modality, values, case, library))
    if not is_contested(modality, readings.contested, library):
        return found
    return found._replace(verdict=never_better_than_undetermined(found.verdict), contested=True)


def _governing(
    modality: Modality, readings: Readings, library: Library, judge_reading: Callable[[Values], _Found]
) -> tuple[int, _Found]:
    """Return the place of the reading that governs, and what is found by it."""
    contested = is_contested(modality, readings.contested, library)
    judged = [judge_reading(values) for values in (readings.all_of_them if contested else readings.all_of_them[:1])]
    place = worst((one.verdict, one.against) for one in judged) if len(judged) > 1 else 0
    return place, judged[place]


def _judge(modality: Modality, values: Values, patient: Patient, library: Library) -> _Reading:
    fields = patient.fields
    treated = values_of_treated(modality, patient, values)
    found = by_values(
        lambda read: _judged_by(modality, read, fields, library), treated, ("judged", modality, library), fields
    )
    if treated is values:
        return found
    return found._replace(criteria=tuple(said_of_treated(one, modality, patient) for one in found.criteria))


def _judged_by(modality: Modality, values: Values, fields: FieldCatalogue, library: Library) -> _Reading:
    criteria = assess_criteria(modality, values, fields, library)
    concerns = judge_concerns(modality, values, library)
    return _Reading(verdict_of((finding.status for finding in criteria), concerns), criteria, concerns)


def _decide(modality: Modality, values: Values, case: Case, library: Library) -> Decided:
    treated, fields = values_of_treated(modality, case.patient, values), case.patient.fields
    statuses = tuple(judge(criterion, treated, fields).status for criterion in library.criteria_for(modality))
    concerns = judge_concerns(modality, treated, library)
    return Decided(verdict_of(statuses, concerns), statuses, concerns, values, False)
