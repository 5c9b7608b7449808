"""The headline of one option in words, from what was judged of it: for one patient and for many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.case.patient import Patient
from engine.evidence.library import Library
from engine.evidence.records.modalities import Modality
from engine.findings.assessment import CautionFinding, ConcernFinding
from engine.findings.cautions import cautions_for
from engine.findings.concern_words import concern_findings
from engine.findings.concerns import unstated
from engine.findings.evidence_size import size_in_words
from engine.findings.headline_words import Evidence, Headline, headline_in_words
from engine.findings.judging import Judged
from engine.findings.lesions_treated import values_of_treated, which_were_counted
from engine.findings.readings import Readings, contested_by
from engine.findings.resemblance import Resemblance, resemblance
from engine.findings.wording import lower_first

#: what no headline but "within" and a comparator's says anything of
_NOT_LOOKED_UP = Evidence(fit=0, studies=0, apart=0, size="", unstated=())


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
    evidence = Evidence(
        fit=groups.studied.fit,
        studies=groups.studied.studies,
        apart=groups.studied.items - groups.studied.compared,
        size=size_in_words(groups.populations, library),
        unstated=unstated(modality, judged.concerns, library),
    )
    return _in_words(judged, patient, concerns, cautions, evidence, contradictory)


def headline_alone(
    modality: Modality, judged: Judged, patient: Patient, readings: Readings, library: Library
) -> Headline:
    """Return the same headline where nothing else of the option is wanted: only what it says is looked up."""
    concerns = concern_findings(
        judged.concerns, judged.treated, patient.fields, library, which_were_counted(modality, patient)
    )
    cautions = cautions_for(modality, values_of_treated(modality, patient, patient.value), library)
    contradictory = contested_by(modality, readings, library)
    if judged.verdict != "within":
        return _in_words(judged, patient, concerns, cautions, _NOT_LOOKED_UP, contradictory)
    return option_headline(
        modality,
        judged,
        patient,
        library,
        concerns=concerns,
        cautions=cautions,
        groups=resemblance(modality, judged.values, patient.fields, library),
        contradictory=contradictory,
    )


def _in_words(
    judged: Judged,
    patient: Patient,
    concerns: tuple[ConcernFinding, ...],
    cautions: Iterable[CautionFinding],
    evidence: Evidence,
    contradictory: Sequence[Sequence[str]],
) -> Headline:
    pairs = [tuple(lower_first(patient.fields[name].label) for name in group) for group in contradictory]
    repeated = [caution.verdict_words for caution in cautions if caution.verdict_words]
    contested = pairs if judged.contested else ()
    return headline_in_words(judged.verdict, judged.criteria, concerns, evidence, repeated, contested=contested)
