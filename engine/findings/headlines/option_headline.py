"""The headline of one option in words, from what was judged of it: for one patient and for many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from engine.case.patient import Patient
from engine.evidence.library import Library
from engine.evidence.records.modalities import Modality
from engine.findings.assessment import CautionFinding, ConcernFinding
from engine.findings.comparability.resemblance import Resemblance, resemblance
from engine.findings.conditions import Values
from engine.findings.criteria.eligibility import said_criteria
from engine.findings.headline_text.headline_words import NAMED_LEVEL, Evidence, Headline, headline_in_words
from engine.findings.headlines.concern_words import said_concerns
from engine.findings.headlines.concerns import Compiled, JudgedConcern, compiled_concerns, unstated
from engine.findings.headlines.judging import Judged
from engine.findings.lesions_treated import values_of_treated
from engine.findings.published.cautions import repeated_by_headline
from engine.findings.published.evidence_size import size_in_words
from engine.findings.records.finding import Verdict
from engine.findings.wording import lower_first

#: what no headline but "within" and a comparator's says anything of
_NOT_LOOKED_UP = Evidence(fit=0, studies=0, undecided=0, apart=0, size="", unstated=())


class Governing(NamedTuple):
    """What has been judged of an option by the reading that governs.

    Attributes
    ----------
    holds : of every concern of the option, in the order of the library.
    """

    verdict: Verdict
    values: Values
    holds: Iterable[bool | None]


def option_headline(
    modality: Modality,
    judged: Judged,
    patient: Patient,
    library: Library,
    *,
    concerns: tuple[ConcernFinding, ...],
    cautions: Iterable[CautionFinding],
    groups: Resemblance,
    contradictory: Sequence[Sequence[str]],
) -> Headline:
    """Return the headline of an option of which everything has been looked up.

    Parameters
    ----------
    contradictory : fields that contradict one another and matter to the option, by contradiction.
    """
    evidence = _evidence(modality, judged.concerns, groups, library)
    repeated = [caution.verdict_words for caution in cautions if caution.verdict_words]
    contested = _labels(contradictory, patient) if judged.contested else ()
    return headline_in_words(judged.verdict, judged.criteria, concerns, evidence, repeated, contested=contested)


def headline_alone(
    modality: Modality,
    governing: Governing,
    patient: Patient,
    library: Library,
    *,
    contradictory: Sequence[Sequence[str]] = (),
) -> Headline:
    """Return the same headline where nothing else of the option is wanted: only what it says is looked up."""
    verdict, values, fields = governing.verdict, governing.values, patient.fields
    treated = values_of_treated(modality, patient, values)
    concerns = said_concerns(modality, governing.holds, NAMED_LEVEL.get(verdict), treated, fields, library)
    if verdict == "comparator":
        return headline_in_words(verdict, (), concerns, _NOT_LOOKED_UP)
    criteria = said_criteria(modality, treated, fields, library)
    evidence = _NOT_LOOKED_UP
    if verdict == "within":
        compiled = compiled_concerns(modality, library)
        evidence = _evidence(modality, compiled, resemblance(modality, treated, fields, library), library)
    in_use = values_of_treated(modality, patient, patient.value)
    repeated = () if verdict == "outside" else repeated_by_headline(modality, in_use, library)
    contested = _labels(contradictory, patient)
    return headline_in_words(verdict, criteria, concerns, evidence, repeated, contested=contested)


def _evidence(
    modality: Modality, judged: Iterable[JudgedConcern | Compiled], groups: Resemblance, library: Library
) -> Evidence:
    return Evidence(
        fit=groups.studied.fit,
        studies=groups.studied.studies,
        undecided=groups.studied.undecided,
        apart=groups.studied.items - groups.studied.compared,
        size=size_in_words(groups.populations, library),
        unstated=unstated(modality, judged, library),
    )


def _labels(contradictory: Sequence[Sequence[str]], patient: Patient) -> list[tuple[str, ...]]:
    return [tuple(lower_first(patient.fields[name].label) for name in group) for group in contradictory]
