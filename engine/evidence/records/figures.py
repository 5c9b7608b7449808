"""Published numbers: outcomes, harms, doses, comparisons, and what each rests on."""

from __future__ import annotations

from typing import Literal

from engine.evidence.records.base import Record
from engine.evidence.records.cohorts import EntryItem
from engine.evidence.records.modalities import Modality
from engine.evidence.records.sources import ReadDepth


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
    treatments: tuple[Modality | Literal["primary_surgery"], ...]
    #: done in patients, laid down in a protocol, advised, said to be possible, or said to be limited or to need care
    standing: Literal["done", "planned", "advised", "possible", "limited"]
    #: what the statement does not say, or whom it is about
    remark: str | None = None


class BedBand(Record, frozen=True, kw_only=True):
    """A band of biologically effective dose (BED) that a source divides its results by, on the scale that it names."""

    #: the alpha/beta ratio of that scale, Gy
    alpha_beta_gy: float
    #: the ends of the band, Gy; one of them
    at_least: float | None = None
    below: float | None = None
    label: str
    printed: str
    locator: str


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
    counted: Literal["patients", "lesions", "sites", "fractions", "tests", "evaluations"] = "patients"
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
    #: where this figure was read otherwise than its source: a core paper whose restated study was opened as well
    read_depth: ReadDepth | None = None
    #: figure that replaces this one; a superseded figure is kept and shown, not used
    superseded_by: str | None = None
    #: it was observed where all of these hold, beside what its cohort says (a size, a primary, earlier chemotherapy)
    observed_where: tuple[EntryItem, ...] = ()
    #: and where the planned course, put on this scale, lies in this band
    observed_bed: BedBand | None = None
    #: shown first among its kind
    headline: bool = False
    #: what it says of treatment after another
    subsequent: tuple[Subsequent, ...] = ()
    #: what the case has to say once this figure's modality is given, by what the figure prints
    sets: tuple[CaseItem, ...] = ()


class AlphaBetaRecord(Record, frozen=True, kw_only=True):
    """An alpha/beta ratio that a source uses or found, Gy."""

    id: str
    value_gy: float
    tissue: Literal["normal liver", "tumour"]
    text: str
    printed: str
    locator: str
