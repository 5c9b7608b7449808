"""`assess(patient, library) -> Assessment`: the engine's one public verb. Pure; what is not known is a result."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import lru_cache
from typing import TypeVar, cast

from engine import VERSION
from engine.case.case import Case
from engine.case.checks.consistency import contradictions
from engine.case.checks.worked_out import not_worked_out
from engine.case.format.case_json import case_sha256
from engine.case.format.input_values import value_as_json
from engine.case.patient import Patient
from engine.evidence.library import Library
from engine.evidence.record_as_text import citation
from engine.evidence.records.modalities import MODALITIES, Modality
from engine.evidence.records.sources import Source
from engine.findings.assessment import Assessment, OptionFinding, ScoreFinding, SourceFinding
from engine.findings.by_case import by_case, by_parts, is_kept
from engine.findings.comparability.cohort_curves import curves_for
from engine.findings.comparability.figures_that_apply import Conditions
from engine.findings.comparability.resemblance import resemblance
from engine.findings.criteria.eligibility import counts_of
from engine.findings.headlines.concern_words import concern_findings
from engine.findings.headlines.judging import EveryOption
from engine.findings.headlines.option_headline import option_headline
from engine.findings.headlines.readings import Readings, contest_of, contested_by, is_contested, readings_of
from engine.findings.headlines.usage import looked_at
from engine.findings.lesions_treated import values_of_treated, which_were_counted
from engine.findings.made_when_asked import MadeWhenAsked
from engine.findings.missing_items.missing import Waits
from engine.findings.missing_items.missing_pairs import waits_of, what_would_settle
from engine.findings.missing_items.questions import questions_of
from engine.findings.published.cautions import cautions_for
from engine.findings.published.cited import cited_beside_options, cited_by_option
from engine.findings.published.evidence_stamp import evidence_stamp
from engine.findings.published.figures import (
    background_for,
    constraints_for,
    regimens_for,
)
from engine.findings.published.published_curves import PublishedCurves, published_curves
from engine.findings.published.scores import scores
from engine.findings.records.subsequent_findings import SubsequentFinding
from engine.findings.spread import spread
from engine.findings.treatments.fractionation import fractionation
from engine.findings.treatments.lesion_options import lesion_options
from engine.findings.treatments.liver_reserve import liver_reserve
from engine.findings.treatments.subsequent import cited_after, subsequent_to
from engine.findings.wording import MODALITY_LABELS

T = TypeVar("T")

FORMAT = "beamside-assessment/2"


def assess(patient: Patient | Case, library: Library, curves: PublishedCurves | None = None) -> Assessment:
    """Return everything the literature says of this patient.

    Parameters
    ----------
    patient : what is known; a case brings its label with it.
    library : the evidence.
    curves : the library's curves where they are at hand; otherwise they are computed, once for a library.

    Notes
    -----
    Never raises for what is not known: missing items are named in the result.
    """
    case = patient if isinstance(patient, Case) else Case(patient)
    known = case.patient
    drawn = curves if curves is not None else published_curves(library)
    contradicting = tuple(contradictions(known))
    found = _Finding(case, readings_of(case, contradicting), library, drawn)
    options = tuple(found.option(name) for name in MODALITIES)
    spread_finding = found.of("spread", lambda of, _: spread(of.patient.value, library), ())
    score_findings = found.of("scores", lambda of, every: _scores(of, every, library))
    scaled = found.of("fractionation", lambda of, _: fractionation(of.patient.value, library), ())
    planned = cast("Modality | None", known.value("modality"))
    own = by_parts(
        lambda: cited_beside_options(spread_finding, score_findings, scaled),
        ("cited beside options",),
        spread_finding,
        score_findings,
        scaled,
    )
    return Assessment(
        format=FORMAT,
        engine_version=VERSION,
        case_sha256=case_sha256(case),
        evidence=evidence_stamp(library),
        label=case.label,
        inputs={name: value_as_json(value) for name, value in known.inputs.items()},
        derived={name: value_as_json(derived.value) for name, derived in known.derived.items()},
        derived_scores={name: found.score for name, found in known.derived.items() if found.score is not None},
        not_worked_out=not_worked_out(known),
        unused_inputs=_unused(known, library),
        questions=tuple(questions_of(case, contradicting)),
        planned_modality=planned,
        options=tuple(option for option, _ in options),
        spread=spread_finding,
        scores=score_findings,
        lesions=found.of("lesions", lambda of, _: lesion_options(of.patient, library), ()),
        liver_reserve=found.of("liver reserve", lambda of, _: liver_reserve(of.patient, library), ()),
        fractionation=scaled,
        missing=what_would_settle(found.waits(), known.fields, planned),
        sources=_sources(own.union(*(cited for _, cited in options)), library),
        subsequent=MadeWhenAsked(MODALITIES, found.subsequent),
    )


class _Finding:
    """The findings of one case, each kept as long as nothing that it was made of has changed.

    What contradicts what is among it: where that is the same, only the values count. Where nothing is kept, what is
    judged of the options is shared.
    """

    def __init__(self, case: Case, readings: Readings, library: Library, curves: PublishedCurves) -> None:
        self._case = case
        self._readings = readings
        self._library = library
        self._curves = curves
        self._every = EveryOption(case, readings, library)
        self._contest = readings.contest

    def of(
        self,
        what: str | tuple[str, Modality],
        find: Callable[[Case, EveryOption], T],
        contest: tuple[Hashable, ...] | None = None,
    ) -> T:
        """Return what is found of the case, or was found of one that was the same in all that is read for it.

        `contest` is what of the contradictions can reach it: all of them where it is not said.
        """
        if not is_kept():
            return find(self._case, self._every)
        return by_case(
            lambda of: find(of, EveryOption(of, self._readings.of_patient(of.patient), self._library)),
            self._case,
            (what, self._library),
            self._case.patient.fields,
            self._curves,
            alike=self._contest if contest is None else contest,
        )

    def option(self, modality: Modality) -> tuple[OptionFinding, frozenset[str]]:
        """Return everything of one option, with the sources that it cites."""

        def find(of: Case, every: EveryOption) -> tuple[OptionFinding, frozenset[str]]:
            found = _option(modality, of, self._library, every, self._curves)
            return found, cited_after(modality, self._library).union(cited_by_option(found))

        return self.of(("option", modality), find, contest_of(modality, self._readings, self._library))

    def subsequent(self, modality: Modality) -> SubsequentFinding:
        """Return what is left possible after one treatment."""

        def find(of: Case, every: EveryOption) -> SubsequentFinding:
            return subsequent_to(modality, of, every.readings, self._library, every)

        return self.of(("subsequent", modality), find)

    def waits(self) -> tuple[Waits, ...]:
        """Return what each option waits for whose headline no contradiction holds."""
        contested = self._readings.contested
        return tuple(self._waits(name) for name in MODALITIES if not is_contested(name, contested, self._library))

    def _waits(self, modality: Modality) -> Waits:
        return self.of(
            ("waits", modality),
            lambda of, every: waits_of(modality, of, every[modality], self._library),
            contest_of(modality, self._readings, self._library),
        )


def _scores(case: Case, every: EveryOption, library: Library) -> tuple[ScoreFinding, ...]:
    criteria = {name: every[name].criteria for name in {score.modality for score in library.scores.values()}}
    return scores(case.patient.value, library, criteria)


def _option(
    modality: Modality,
    case: Case,
    library: Library,
    every_option: EveryOption,
    curves: PublishedCurves,
) -> OptionFinding:
    patient, readings = case.patient, every_option.readings
    verdict, criteria, judged, _, treated, _ = every_option[modality]
    counted = which_were_counted(modality, patient)
    concerns = concern_findings(judged, treated, patient.fields, library, counted)
    in_use = values_of_treated(modality, patient, patient.value)
    cautions = cautions_for(modality, in_use, library)
    conditions = Conditions(treated, patient.fields, library)
    groups = resemblance(modality, treated, patient.fields, library, counted)
    headline = option_headline(
        modality,
        every_option[modality],
        patient,
        library,
        concerns=concerns,
        cautions=cautions,
        groups=groups,
        contradictory=contested_by(modality, readings, library),
    )
    return OptionFinding(
        modality=modality,
        label=MODALITY_LABELS[modality],
        planned=modality == patient.value("modality"),
        verdict=verdict,
        verdict_in_words=headline.words,
        reason_in_words=headline.reason,
        counts=counts_of(criteria),
        criteria=criteria,
        concerns=concerns,
        regimens=regimens_for(modality, library),
        constraints=constraints_for(modality, library),
        toxicities=conditions.toxicities(modality),
        outcomes=conditions.outcomes(modality),
        background=background_for(modality, library),
        curves=curves_for(modality, in_use, patient.fields, library, curves),
        populations=groups.populations,
        populations_in_words=groups.in_words,
        studied=groups.studied,
        cautions=cautions,
    )


def _unused(patient: Patient, library: Library) -> tuple[str, ...]:
    """Inputs that no record of the library looks at: said openly, so that nobody relies on them."""
    used = looked_at(patient.fields, library)
    return tuple(name for name in patient.inputs if name not in used)


@lru_cache(maxsize=16)
def _sources(ids: frozenset[str], library: Library) -> tuple[SourceFinding, ...]:
    """Return the sources cited, with those that report others, in the order of their names."""
    wanted = set(ids)
    for name in list(wanted):
        reporter = library.sources[name].as_reported_by
        if reporter is not None:
            wanted.add(reporter)
    return tuple(_source(library.sources[name], library.sources) for name in sorted(wanted))


def _source(source: Source, sources: Mapping[str, Source]) -> SourceFinding:
    reporter = sources[source.as_reported_by].short if source.as_reported_by else None
    return SourceFinding(
        id=source.id,
        short=source.short,
        citation=citation(source),
        design=source.design,
        as_reported_by=reporter,
        doi=source.doi,
        pmid=source.pmid,
        local=source.local,
        title=source.title,
    )
