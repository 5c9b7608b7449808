"""The headline of every option in words: what `assess` says there, and nothing of what it looks up beside it."""

from __future__ import annotations

from engine.case.case import Case
from engine.case.fields import FieldCatalogue
from engine.evidence.library import Library
from engine.evidence.records.modalities import MODALITIES, Modality
from engine.findings.cautions import cautions_for
from engine.findings.concern_words import concern_findings
from engine.findings.concerns import unstated
from engine.findings.evidence_size import size_in_words
from engine.findings.headline_words import Evidence, headline_in_words
from engine.findings.judging import judge_option
from engine.findings.readings import Readings, readings_of
from engine.findings.resemblance import resemblance

#: what the words of other verdicts do not look at
_NO_GROUPS = Evidence(fit=0, studies=0, apart=0, size="", unstated=())


def headlines_of(cases: list[Case], fields: FieldCatalogue, library: Library) -> list[list[str]]:
    """Return the words of every option, row by row."""
    found = []
    for case in cases:
        readings = readings_of(case)
        found.append([_headline(name, case, readings, fields, library) for name in MODALITIES])
    return found


def _headline(
    modality: Modality, case: Case, readings: Readings, fields: FieldCatalogue, library: Library
) -> str:
    verdict, criteria, judged, values, contested = judge_option(modality, case, readings, library)
    evidence = _NO_GROUPS
    if verdict == "within":
        groups = resemblance(modality, values, fields, library)
        studied = groups.studied
        evidence = Evidence(
            fit=studied.fit,
            studies=studied.studies,
            apart=studied.items - studied.compared,
            size=size_in_words(groups.populations, library),
            unstated=unstated(judged, library),
        )
    cautions = cautions_for(modality, case.patient.value, library)
    repeated = [caution.verdict_words for caution in cautions if caution.verdict_words]
    concerns = concern_findings(judged, values, fields, library)
    return headline_in_words(verdict, criteria, concerns, evidence, repeated, contested=contested).words
