"""Published conditions for a modality: the rule, the criterion, and who would decide it otherwise."""

from __future__ import annotations

from typing import Literal

from engine.evidence.records.base import Citation, Condition, Record, Scalar
from engine.evidence.records.modalities import Modality


class PerFraction(Record, frozen=True, kw_only=True):
    """A dose per fraction that a limit was given with: the dose of one field over the fractions of another, Gy."""

    dose: str
    fractions: str
    gy: float


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
        "hepatic_function",  # the clinician's judgement and the class together; class C is never adequate
        "no_distant_metastases",  # nothing in the liver and nothing outside it
        "tolerance",  # of hepatectomy: function, class and performance
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
    #: the limit was given with these doses per fraction; for any other it is not known
    given_with: tuple[PerFraction, ...] = ()
    #: the rule speaks of primaries at these sites: one that is known to lie elsewhere does not meet it
    primary_sites: tuple[str, ...] = ()
    #: where all of these hold a rule that is not met is borderline instead: a trial took such patients
    contested_where: tuple[Condition, ...] = ()
    #: where all of these hold a rule that is met is not met after all: another value of the case says so
    belied_where: tuple[Condition, ...] = ()


class Criterion(Record, frozen=True, kw_only=True):
    """One published condition for one modality."""

    id: str
    modality: Modality
    label: str
    #: the limit in words
    threshold: str
    #: the same where the plan has one of `fractions_elsewhere`; {fractions} is their number
    threshold_elsewhere: str | None = None
    #: what is so of a patient who does not meet it, in a few words for the reason of the verdict; {value} is his
    #: value in words. Without it the rule itself says what failed, or field and value do.
    not_met_words: str | None = None
    #: the same where the rule is borderline by its `contested_where`, and needed there
    contested_words: str | None = None
    #: the same where the rule is not met by its `belied_where`, and needed there
    belied_words: str | None = None
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
