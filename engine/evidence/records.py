"""The record types of the evidence library.

One TOML file holds one source. Every record that carries a number names where in the paper it stands
(`locator`), what the paper prints there (`printed`) and how the number was obtained (`obtained`).
Rates are proportions from 0 to 1; times are months unless `unit` says otherwise; doses are Gy.
"""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

Modality = Literal[
    "sbrt",
    "whole_liver_boost",
    "chemoradiotherapy",
    "iort",
    "resection",
    "thermal_ablation",
    "systemic_therapy",
]

#: The modalities in the order in which they are shown.
MODALITIES: tuple[Modality, ...] = get_args(Modality)

Design = Literal[
    "randomised_trial",
    "prospective",
    "retrospective",
    "pooled_analysis",
    "meta_analysis",
    "review",
    "guideline",
    "case_series",
    "animal",
    "in_vitro",
    "theory",
    "not_given",
]

Scalar = bool | int | float | str


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of all records: immutable, keyword-only, and unknown keys are refused."""


class Citation(Record, frozen=True, kw_only=True):
    """A source and the place in it."""

    source: str
    locator: str


class Condition(Record, frozen=True, kw_only=True):
    """One statement about one field of a case, three-valued: true, false or not known.

    Exactly one operator is set besides `field`. Numbers are in the field's canonical unit.
    """

    field: str
    at_most: float | None = None
    at_least: float | None = None
    above: float | None = None
    below: float | None = None
    between: tuple[float, float] | None = None
    equals: Scalar | None = None
    differs_from: Scalar | None = None
    one_of: tuple[Scalar, ...] | None = None
    #: for list fields: the list holds this item
    includes: str | None = None
    #: for list fields: true where the list is known to be empty
    is_empty: bool | None = None
    #: true where the field is known (`true`) or not known (`false`)
    is_known: bool | None = None


class Source(Record, frozen=True, kw_only=True):
    """One paper, trial report or review."""

    id: str
    #: short name shown beside a number, for example "Rusthoven 2009"
    short: str
    authors: str
    title: str
    #: year of publication; absent where what was read does not say it
    year: int | None = None
    #: journal, volume and pages as one string
    published_in: str
    design: Design
    #: which of the five core papers (000 to 004) this was read in; "" for what was read elsewhere: then `note`
    #: says how deep (abstract, registry page), or `local` is true
    paper: str
    doi: str | None = None
    pmid: str | None = None
    #: the source whose text restates this study; absent where the study itself was read
    as_reported_by: str | None = None
    #: its number in the reference list of the paper that restates it
    reference_number: int | None = None
    #: where in the paper the study is restated
    locator: str | None = None
    #: what the primary source is known to say where that differs, in words; both stand
    primary_says: str | None = None
    note: str | None = None
    #: a department's own series
    local: bool = False
    #: first and last year of enrolment
    enrolled_from: int | None = None
    enrolled_to: int | None = None


class EntryItem(Record, frozen=True, kw_only=True):
    """One item of a published population: what the patients had to be, or were observed to be."""

    condition: Condition
    #: the item holds as well where any of these does: "not resectable, or unfit"
    or_else: tuple[Condition, ...] = ()
    #: `criterion` where the paper states a rule, `observed` where it states what the patients were
    basis: Literal["criterion", "observed"]
    printed: str
    locator: str
    label: str | None = None


class FollowUp(Record, frozen=True, kw_only=True):
    """Length of follow-up, months."""

    locator: str
    printed: str
    median_months: float | None = None
    min_months: float | None = None
    max_months: float | None = None
    #: where the paper does not say whether the figure is a median
    statistic: Literal["median", "mean", "not_given"] = "median"


class Cohort(Record, frozen=True, kw_only=True):
    """A published group of patients with outcomes; an arm or a subgroup is a cohort of its own."""

    id: str
    label: str
    modality: Modality
    locator: str
    patients: int | None = None
    lesions: int | None = None
    #: in words, as published: what was given
    treatment: str | None = None
    #: cohort of which this is a subgroup
    subgroup_of: str | None = None
    #: arms of the same trial share this id; only these may be compared with one another
    trial: str | None = None
    #: true where the arms of the trial were allocated by chance
    randomised: bool = False
    #: the subgroup is the patient's own where all of these hold
    selected_by: tuple[Condition, ...] = ()
    entry: tuple[EntryItem, ...] = ()
    follow_up: FollowUp | None = None
    colorectal_patients: int | None = None
    colorectal_proportion: float | None = None
    dose_gy: tuple[float, float] | None = None
    fractions: tuple[int, int] | None = None
    enrolled_from: int | None = None
    enrolled_to: int | None = None
    #: cohorts that share patients with this one and must not be counted twice
    overlaps: tuple[str, ...] = ()
    #: survival is counted from here, as printed, or "not given"
    time_origin: str | None = None
    discrepancies: tuple[str, ...] = ()
    note: str | None = None


class Interval(Record, frozen=True, kw_only=True):
    """A published interval."""

    low: float
    high: float
    level: float = 0.95
    #: what it is: confidence interval, range, interquartile range, standard error, standard deviation
    kind: Literal["confidence", "range", "interquartile", "standard_error", "standard_deviation"] = "confidence"


class CaseItem(Record, frozen=True, kw_only=True):
    """An item of the case that a treatment makes true: once it is given, the case has to say so."""

    #: a flag of the case
    field: str
    value: bool
    #: in words, why the treatment says so
    reason: str


class Subsequent(Record, frozen=True, kw_only=True):
    """What a figure says of treatment after another: the denominator, the words and the place are the figure's."""

    #: the treatment given first; often not the one that the figure is about
    after: Modality
    treatments: tuple[Modality | Literal["primary_surgery", "liver_transplantation"], ...]
    #: done in patients, laid down in a protocol, advised, said to be possible, or said to be limited or to need care
    standing: Literal["done", "planned", "advised", "possible", "limited"]
    #: what the statement does not say, or whom it is about
    remark: str | None = None


class Figure(Record, frozen=True, kw_only=True):
    """One published number, or range of numbers, with all that is needed to check it against the paper."""

    id: str
    kind: Literal[
        "outcome",  # survival, control, response: drawn as outcomes of an option
        "toxicity",  # a harm
        "regimen",  # dose, fractions, drugs, technique
        "constraint",  # a dose limit of an organ
        "characteristic",  # what the patients were like
        "association",  # a comparison: p value, hazard ratio
        "background",  # incidence, mechanism, anything else a clinician could use
        "site",  # sites of metastasis
    ]
    label: str
    #: what the number is; `text` where none is printed
    statistic: Literal[
        "rate", "median", "mean", "count", "value", "range", "p_value", "hazard_ratio", "odds_ratio", "text"
    ]
    unit: str
    printed: str
    locator: str
    obtained: Literal["printed", "derived", "reading"]
    modality: Modality | None = None
    cohort: str | None = None
    #: for outcomes: overall_survival, progression_free_survival, disease_free_survival,
    #: distant_metastasis_free_survival, local_control, response, or another plain word
    endpoint: str | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    #: for limits: how the value bounds ("<", "<=", ">", ">=")
    bound: Literal["<", "<=", ">", ">="] | None = None
    #: in words, where statistic is text
    text: str | None = None
    #: time point of a rate, months
    time_months: float | None = None
    interval: Interval | None = None
    events: int | None = None
    #: denominator of a proportion
    patients: int | None = None
    #: what is counted where it is not patients (lesions, sites, specimens)
    counted: Literal["patients", "lesions", "sites", "fractions", "tests"] = "patients"
    #: required for a rate without denominator: why there is none
    denominator_absent: str | None = None
    grade: str | None = None
    phase: Literal["acute", "late", "acute_and_late", "not_given"] | None = None
    #: toxicity scale with its version as the source names it
    scale: str | None = None
    #: required where obtained is `derived`: how, in arithmetic
    formula: str | None = None
    #: the misprint or inconsistency that concerns this figure
    discrepancies: tuple[str, ...] = ()
    #: what the primary source says where it differs; this record keeps the paper's figure
    primary_says: str | None = None
    note: str | None = None
    #: figure that replaces this one; a superseded figure is kept and shown, not used
    superseded_by: str | None = None
    #: shown first among its kind
    headline: bool = False
    #: what it says of treatment after another
    subsequent: tuple[Subsequent, ...] = ()
    #: what the case has to say once this figure's modality is given, by what the figure prints
    sets: tuple[CaseItem, ...] = ()


class Rule(Record, frozen=True, kw_only=True):
    """The form of a criterion. `kind` selects how it is evaluated; numbers are in the field's unit."""

    kind: Literal[
        "at_most",  # field <= limit; with borderline_to: (limit, borderline_to] is borderline
        "at_least",  # field >= limit; with borderline_from: [borderline_from, limit) is borderline
        "above",  # field > limit
        "below",  # field < limit
        "between",  # low <= field <= high
        "is",  # field is one of `values`
        "not_resectable",  # metastases not resectable or patient unfit
        "resectable",  # metastases resectable and patient not known to be unfit
        "spared_liver",  # volume, threshold dose and number of fractions together
        "away_from",  # flag `field` false = met, true = borderline: the source gives no distance
        "synchronous_unresectable",
        "locally_advanced",
        "any_item",  # list field `field` holds at least one item
        "no_item",  # list field `field` is known to be empty
        "all_false",  # every flag of `fields` is no
        "all_below",  # each of `fields` lies below the limit at the same place of `limits`
    ]
    field: str | None = None
    fields: tuple[str, ...] = ()
    limit: float | None = None
    limits: tuple[float, ...] = ()
    low: float | None = None
    high: float | None = None
    borderline_to: float | None = None
    borderline_from: float | None = None
    values: tuple[Scalar, ...] = ()
    #: numbers of fractions for which the source of the rule states it
    fractions: tuple[int, ...] = ()
    #: further numbers for which only another source does; met with a word of caution
    fractions_elsewhere: tuple[int, ...] = ()


class Criterion(Record, frozen=True, kw_only=True):
    """One published condition for one modality."""

    id: str
    modality: Modality
    label: str
    #: the limit in words
    threshold: str
    rule: Rule
    printed: str
    locator: str
    #: range seen in the cohort; outside it a met rule is `met_outside_observed_range`
    observed_low: float | None = None
    observed_high: float | None = None
    observed_printed: str | None = None
    observed_locator: str | None = None
    #: an item of the plan: not applicable where the modality is not the planned one
    plan_item: bool = False
    #: further sources of the same rule
    also: tuple[Citation, ...] = ()
    discrepancies: tuple[str, ...] = ()
    note: str | None = None


class Dissent(Record, frozen=True, kw_only=True):
    """A statement by which this source would decide a criterion otherwise."""

    criterion: str
    #: patients with these values are meant
    when: tuple[Condition, ...]
    would_say: Literal["met", "borderline", "not_met"]
    text: str
    locator: str
    printed: str


class Side(Record, frozen=True, kw_only=True):
    """One side of a contested point."""

    text: str
    source: str
    locator: str


class Caution(Record, frozen=True, kw_only=True):
    """A sentence that must be read with a modality, shown where all conditions hold."""

    id: str
    kind: Literal["caution", "contested", "note"]
    modalities: tuple[Modality, ...]
    text: str
    locator: str
    when: tuple[Condition, ...] = ()
    #: also shown where a condition cannot be decided because the item is not known
    if_unknown: bool = False
    sides: tuple[Side, ...] = ()
    #: figures that the sentence rests on
    figures: tuple[str, ...] = ()
    also: tuple[Citation, ...] = ()
    discrepancies: tuple[str, ...] = ()


class Discrepancy(Record, frozen=True, kw_only=True):
    """A misprint or inconsistency of a paper: both readings are kept."""

    code: str
    severity: Literal["A", "B", "C"]
    #: what the paper prints
    printed: str
    #: what we take it to mean, and show
    reading: str
    reason: str
    locator: str
    #: ids of figures, cohorts or criteria that it concerns
    concerns: tuple[str, ...] = ()


class Mechanism(Record, frozen=True, kw_only=True):
    """One cell of the map of radiation and metastasis. Never a rate in colorectal cancer."""

    id: str
    radiation: Literal[
        "photon_conventional",
        "photon_high_dose_per_fraction",
        "stereotactic",
        "brachytherapy",
        "high_dose_rate",
        "flash",
        "microbeam",
        "proton",
        "carbon_ion",
        "intraoperative",
        "radiotherapy_any",
        "concomitant_chemotherapy",
        "other_treatment",
    ]
    mechanism: Literal[
        "circulating_tumour_cells",
        "normal_tissue_and_distant_effects",
        "immune_effects",
        "changes_in_surviving_tumour_cells",
        "angiogenesis_and_hypoxia",
        "local_control",
        "clinical_metastasis",
    ]
    direction: Literal["promotes", "inhibits", "mixed", "no_difference", "no_data"]
    level: Literal["clinical", "animal", "in_vitro", "theory"]
    text: str
    locator: str
    #: number or numbers of the paper's reference list behind the statement
    references: tuple[int, ...] = ()
    tumour: str | None = None
    figures: tuple[str, ...] = ()
    discrepancies: tuple[str, ...] = ()


class SpreadLevel(Record, frozen=True, kw_only=True):
    """What a source says of spread for a range of tumour heights, cm from the anal verge."""

    id: str
    level: Literal["lower", "between", "upper"]
    #: both ends inclusive; absent for `between`, which is what lies in neither published range
    from_cm: float | None = None
    to_cm: float | None = None
    venous_route: str
    text: str
    printed: str
    locator: str
    figures: tuple[str, ...] = ()
    discrepancies: tuple[str, ...] = ()


class ScoreItem(Record, frozen=True, kw_only=True):
    """One item of a score: a point where `condition` holds."""

    id: str
    label: str
    condition: Condition
    printed: str
    #: shown where a condition needs another to hold first
    note: str | None = None


class ScoreOutcome(Record, frozen=True, kw_only=True):
    """What is published for a range of scores; no figures means "not given"."""

    from_points: int
    to_points: int
    text: str
    figures: tuple[str, ...] = ()


class Score(Record, frozen=True, kw_only=True):
    """A published score made of yes-or-no items."""

    id: str
    modality: Modality
    label: str
    locator: str
    items: tuple[ScoreItem, ...]
    outcomes: tuple[ScoreOutcome, ...]
    note: str | None = None


class AlphaBetaRecord(Record, frozen=True, kw_only=True):
    """An alpha/beta ratio that a source uses or found, Gy."""

    id: str
    value_gy: float
    tissue: Literal["normal liver", "tumour"]
    text: str
    printed: str
    locator: str


class SourceFile(Record, frozen=True, kw_only=True):
    """The contents of one file under `resources/evidence/sources/`."""

    format: Literal["beamside-source/1"]
    source: Source
    cohort: tuple[Cohort, ...] = ()
    figure: tuple[Figure, ...] = ()
    criterion: tuple[Criterion, ...] = ()
    dissent: tuple[Dissent, ...] = ()
    caution: tuple[Caution, ...] = ()
    discrepancy: tuple[Discrepancy, ...] = ()
    mechanism: tuple[Mechanism, ...] = ()
    spread: tuple[SpreadLevel, ...] = ()
    score: tuple[Score, ...] = ()
    alpha_beta: tuple[AlphaBetaRecord, ...] = ()
