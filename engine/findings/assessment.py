"""The records of an assessment. Their fields are the keys of `beamside-assessment/2`.

Rates are 0 to 1, times months, doses Gy. `id` names the record of the library behind a number, so that every
number can be opened at its place in the paper. None means not known, or that the source gives none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from engine.evidence.records.modalities import Modality
from engine.findings.records.curve_records import CurveFinding, MatchItem, MatchStatus
from engine.findings.records.finding import Cited as Cited
from engine.findings.records.finding import FigureFinding as FigureFinding
from engine.findings.records.finding import Finding as Finding
from engine.findings.records.finding import PublishedFinding as PublishedFinding
from engine.findings.records.finding import Status as Status
from engine.findings.records.finding import Verdict as Verdict
from engine.findings.records.lesion_records import LesionFinding, LiverReserve
from engine.findings.records.subsequent_findings import SubsequentFinding


class DissentFinding(Finding, frozen=True, kw_only=True):
    """A source that would decide this criterion otherwise for this patient."""

    source: str
    locator: str
    text: str
    would_say: str
    printed: str


class CriterionFinding(Finding, frozen=True, kw_only=True):
    """One published condition held against the patient.

    Attributes
    ----------
    value : the patient's value as the rule sees it; None where not known.
    margin : signed distance to the limit in `unit`, positive on the admitted side; None where the rule has no number.
    flip : the smallest change that would change the status, in words; empty where none is meant.
    why : one sentence that says how the status came about.
    fact : what is so of this patient, in a few words for the reason of a verdict; empty where it is met.
    fields : the fields of the case that decide it.
    limits : the numbers of the rule for a scale: admitted limit, end of the borderline zone, observed range.
    """

    id: str
    modality: Modality
    label: str
    status: Status
    value: Any
    unit: str | None
    threshold: str
    margin: float | None
    flip: str
    why: str
    fact: str
    #: the form of the rule (at_most, between …), which tells on which side of a limit it admits
    rule: str
    fields: tuple[str, ...]
    sources: tuple[Cited, ...]
    dissent: tuple[DissentFinding, ...]
    printed: str
    plan_item: bool
    note: str | None
    limits: dict[str, float]
    discrepancies: tuple[str, ...]


class ToxicityFinding(PublishedFinding, frozen=True, kw_only=True):
    """One harm with its count; `rate` from 0 to 1, of the counts where both are known, else as printed."""

    grade: str | None
    phase: str | None
    scale: str | None
    rate: float | None


class Population(Finding, frozen=True, kw_only=True):
    """One row of the matrix of published populations."""

    cohort: str
    source: str
    label: str
    patients: int | None
    fits: MatchStatus
    items: tuple[MatchItem, ...]


class NotCompared(Finding, frozen=True, kw_only=True):
    """What was not held against any group: none states it, it is not known of the patient, or it decides nothing."""

    label: str
    fields: tuple[str, ...]
    because: Literal["not_stated", "not_known", "not_decided"]


class Studied(Finding, frozen=True, kw_only=True):
    """Whether patients like this one were studied.

    Attributes
    ----------
    fit, undecided, studies : groups that resemble the patient, groups that may, of how many; a study counts once, with
        all its arms and reports.
    compared, items : how much of what a board compares was compared with any group.
    outside_because : the fields in which the groups that do not resemble differ.
    """

    fit: int
    undecided: int
    studies: int
    compared: int
    items: int
    outside_because: tuple[str, ...]
    not_compared: tuple[NotCompared, ...]


class SideFinding(Finding, frozen=True, kw_only=True):
    """One side of a contested point."""

    text: str
    source: str
    locator: str


class CautionFinding(Finding, frozen=True, kw_only=True):
    """A sentence that must be read with an option, and why it is shown."""

    id: str
    kind: Literal["caution", "contested", "note"]
    text: str
    sources: tuple[Cited, ...]
    sides: tuple[SideFinding, ...]
    figures: tuple[str, ...]
    fired_by: tuple[str, ...]
    discrepancies: tuple[str, ...]
    #: a short sentence that the reason of the verdict repeats
    verdict_words: str | None


class ConcernFinding(Finding, frozen=True, kw_only=True):
    """What may speak against an option, and whether it does for this patient and plan.

    Attributes
    ----------
    level : `hard` turns the headline; `weigh` turns nothing.
    kind : whether it is about the patient, the plan or the evidence.
    holds : None where it is not known.
    asks : not known leaves the headline undetermined.
    about : what is looked at, whatever the answer.
    brief : what is so, in a few words for the headline; where it is not known, what is asked for.
    text : the same as a sentence.
    basis : a printed passage, the cohorts of the library compared, or no source: then it is a question to the board.
    """

    id: str
    level: Literal["hard", "weigh"]
    kind: Literal["patient", "plan", "evidence"]
    holds: bool | None
    asks: bool
    about: str
    brief: str
    text: str
    fields: tuple[str, ...]
    sources: tuple[Cited, ...]
    basis: Literal["passage", "cohorts", "no_source"]
    printed: str | None
    sides: tuple[SideFinding, ...]
    figures: tuple[str, ...]
    discrepancies: tuple[str, ...]
    note: str | None


class OptionFinding(Finding, frozen=True, kw_only=True):
    """Everything about one modality.

    Attributes
    ----------
    counts : number of criteria by status.
    populations_in_words : "resembles 5 of 10 groups; …; 3 items not compared", empty where there are none.
    """

    modality: Modality
    label: str
    planned: bool
    verdict: Verdict
    verdict_in_words: str
    #: what stands behind the verdict, as a sentence of its own
    reason_in_words: str
    counts: dict[str, int]
    criteria: tuple[CriterionFinding, ...]
    #: all of the option's, those that hold first, then those not known
    concerns: tuple[ConcernFinding, ...]
    regimens: tuple[FigureFinding, ...]
    constraints: tuple[FigureFinding, ...]
    toxicities: tuple[ToxicityFinding, ...]
    outcomes: tuple[FigureFinding, ...]
    background: tuple[FigureFinding, ...]
    curves: tuple[CurveFinding, ...]
    populations: tuple[Population, ...]
    populations_in_words: str
    studied: Studied
    cautions: tuple[CautionFinding, ...]


class SpreadStatement(Finding, frozen=True, kw_only=True):
    """One statement about spread, with its source."""

    id: str
    text: str
    source: str
    locator: str
    venous_route: str
    figures: tuple[FigureFinding, ...]


class MechanismFinding(Finding, frozen=True, kw_only=True):
    """One cell of the map of radiation and metastasis; never a rate in colorectal cancer."""

    id: str
    radiation: str
    mechanism: str
    direction: str
    level: str
    text: str
    tumour: str | None
    source: str
    locator: str


class SpreadFinding(Finding, frozen=True, kw_only=True):
    """What the sources say of spread for this tumour height.

    `level` is lower, between, upper, or unknown where the height is not known; `outside` above 15 cm.
    """

    level: Literal["lower", "between", "upper", "outside", "unknown"]
    height_cm: float | None
    in_words: str
    findings: tuple[SpreadStatement, ...]
    cautions: tuple[CautionFinding, ...]
    mechanisms: tuple[MechanismFinding, ...]


class ScoreItemFinding(Finding, frozen=True, kw_only=True):
    """One item of a score: 1, 0, or None where not known; `by_convention` says on what else the point rests."""

    id: str
    label: str
    points: int | None
    by_convention: str | None
    fields: tuple[str, ...]
    printed: str


class ScoreFinding(Finding, frozen=True, kw_only=True):
    """A published score: known points, unknown items, possible range, and what is published for it."""

    id: str
    label: str
    modality: Modality
    known_points: int
    unknown_items: tuple[str, ...]
    range: tuple[int, int]
    items: tuple[ScoreItemFinding, ...]
    outcome_in_words: str
    outcomes: tuple[FigureFinding, ...]
    source: str
    locator: str


class MissingFinding(Finding, frozen=True, kw_only=True):
    """A missing item, or two together, that could change a verdict.

    Attributes
    ----------
    field, fields : the item, and all that have to be known together.
    decides : the modalities whose verdict it can change.
    verdict_if : modality to (value in words to verdict).
    in_words : one sentence.
    """

    field: str
    fields: tuple[str, ...]
    label: str
    decides: tuple[Modality, ...]
    verdict_if: dict[str, dict[str, Verdict]]
    in_words: str


class CohortDose(Finding, frozen=True, kw_only=True):
    """A published course; BED and EQD2 as ranges, None where dose and fractions are not published as pairs."""

    cohort: str
    source: str
    label: str
    dose_gy: tuple[float, float]
    fractions: tuple[int, int] | None
    bed_gy: tuple[float, float] | None
    eqd2_gy: tuple[float, float] | None
    locator: str


class FractionationScale(Finding, frozen=True, kw_only=True):
    """The planned course and the published ones for one alpha/beta ratio; `source` None where the user chose it."""

    alpha_beta_gy: float
    tissue: str
    text: str
    source: str | None
    locator: str | None
    bed_gy: float
    eqd2_gy: float
    cohorts: tuple[CohortDose, ...]


class FractionationFinding(Finding, frozen=True, kw_only=True):
    """The planned course on the scales that the sources use."""

    total_dose_gy: float
    fractions: int
    dose_per_fraction_gy: float
    scales: tuple[FractionationScale, ...]
    note: str


class Question(Finding, frozen=True, kw_only=True):
    """Something about the inputs that a person should look at: an unusual value, two that disagree."""

    field: str
    #: every field that is asked about: both of a contradiction
    fields: tuple[str, ...]
    text: str


class EvidenceStamp(Finding, frozen=True, kw_only=True):
    """Version and hash of the library used, and up to when it knows the literature.

    Attributes
    ----------
    searched : day of the last search of the literature, as 2026-11-27.
    newest_publication : year of the newest source.
    old_from : the day from which the library says that it is old; None where it sets no limit.
    """

    version: str
    sha256: str
    searched: str
    newest_publication: int | None
    old_from: str | None


class SourceFinding(Finding, frozen=True, kw_only=True):
    """A source that the assessment cites."""

    id: str
    short: str
    citation: str
    design: str
    as_reported_by: str | None
    doi: str | None
    pmid: str | None
    local: bool
    title: str = ""


class Assessed(Finding, frozen=True, kw_only=True):
    """All of the result for one patient that is found at once."""

    format: str
    engine_version: str
    case_sha256: str
    evidence: EvidenceStamp
    label: str
    inputs: dict[str, Any]
    derived: dict[str, Any]
    #: the number behind a class that follows: points of Child-Pugh, score of ALBI
    derived_scores: dict[str, float]
    #: what follows from several inputs of which some are known, with those that are wanting
    not_worked_out: dict[str, tuple[str, ...]]
    unused_inputs: tuple[str, ...]
    questions: tuple[Question, ...]
    planned_modality: Modality | None
    options: tuple[OptionFinding, ...]
    spread: SpreadFinding
    scores: tuple[ScoreFinding, ...]
    lesions: tuple[LesionFinding, ...]
    liver_reserve: LiverReserve | None
    missing: tuple[MissingFinding, ...]
    fractionation: FractionationFinding | None
    sources: tuple[SourceFinding, ...]

    def option(self, modality: str) -> OptionFinding:
        """Return the option for one modality."""
        return next(option for option in self.options if option.modality == modality)


class Assessment(Assessed, frozen=True, kw_only=True):
    """The whole result for one patient.

    Attributes
    ----------
    subsequent : of each option, what giving it now would change for the options, and what is published of treatment
        after it; found when it is first asked for.
    """

    subsequent: Mapping[Modality, SubsequentFinding]
