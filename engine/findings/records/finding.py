"""What every finding is made of: the base, a citation, statuses and verdicts, and a published figure."""

from __future__ import annotations

from typing import Literal

import msgspec

Status = Literal["met", "met_outside_observed_range", "borderline", "not_met", "unknown", "not_applicable"]
Verdict = Literal["outside", "concern", "undetermined", "borderline", "within", "comparator"]

#: whether the conditions under which a figure was observed hold for the patient and the plan
Applies = Literal["yes", "no", "not_known"]


class Finding(msgspec.Struct, frozen=True):
    """Base of all findings: immutable."""


class Cited(Finding, frozen=True, kw_only=True):
    """A source and the place in it."""

    source: str
    locator: str


class PublishedFinding(Finding, frozen=True, kw_only=True):
    """What every published number has: whose it is, of how many, as printed where, and what is to be known of it.

    Attributes
    ----------
    interval : the published interval, else the exact (Clopper-Pearson, 95 %) one of events and patients.
    headline : it is shown first; what does not apply is not, where anything else is.
    applies, applies_because : whether it was observed under conditions that hold here, and which; where they do not
        hold, those that fail.
    read_depth : how deep it was read: full_text, abstract, as_reported_by, secondary; None for a local series.
    treated_from, treated_to : first and last year of treatment of the patients; None where the source does not say.
    treated_more_than_years_ago : the library's limit, where the last of them was treated longer before its search.
    """

    id: str
    label: str
    cohort: str | None
    cohort_label: str | None
    events: int | None
    patients: int | None
    counted: str
    interval: tuple[float, float] | None
    bound: str | None
    text: str | None
    printed: str
    obtained: str
    source: str
    locator: str
    headline: bool
    note: str | None
    primary_says: str | None
    read_depth: str | None
    treated_from: int | None
    treated_to: int | None
    treated_more_than_years_ago: int | None
    discrepancies: tuple[str, ...]
    applies: Applies = "not_known"
    applies_because: tuple[str, ...] = ()


class FigureFinding(PublishedFinding, frozen=True, kw_only=True):
    """A published number of an option: outcome, regimen, limit, background; `interval_kind` says whose interval."""

    kind: str
    endpoint: str | None
    statistic: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    time_months: float | None
    interval_kind: str | None
