"""One option judged over every reading of the case: the worse reading governs until a contradiction is settled."""

from __future__ import annotations

from typing import NamedTuple

from engine.case.case import Case
from engine.evidence.library import Library
from engine.evidence.records.modalities import Modality
from engine.findings.assessment import CriterionFinding
from engine.findings.concerns import JudgedConcern, judge_concerns
from engine.findings.conditions import Values
from engine.findings.eligibility import assess_criteria
from engine.findings.finding import Verdict
from engine.findings.headline import verdict_of
from engine.findings.lesions_treated import said_of_treated, values_of_treated
from engine.findings.readings import Readings, is_contested, never_better_than_undetermined, worst


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


def judge_option(modality: Modality, case: Case, readings: Readings, library: Library) -> Judged:
    """Judge one option over every reading; the one with the worst verdict governs.

    Where the option looks at a contested value the verdict is never better than undetermined.
    """
    contested = is_contested(modality, readings.contested, library)
    all_of_them = readings.all_of_them if contested else readings.all_of_them[:1]
    judged = [_judge(modality, values, case, library) for values in all_of_them]
    found = judged[worst(dict(enumerate(one.verdict for one in judged)))]
    if not contested:
        return found
    return found._replace(verdict=never_better_than_undetermined(found.verdict), contested=True)


def _judge(modality: Modality, values: Values, case: Case, library: Library) -> Judged:
    treated = values_of_treated(modality, case.patient, values)
    criteria = tuple(
        said_of_treated(finding, modality, case.patient)
        for finding in assess_criteria(modality, treated, case.patient.fields, library)
    )
    concerns = judge_concerns(modality, treated, library)
    return Judged(
        verdict_of((finding.status for finding in criteria), concerns), criteria, concerns, values, treated, False
    )
