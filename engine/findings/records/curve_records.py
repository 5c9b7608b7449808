"""Published curves and points as findings, each with how far the patient is like those behind it."""

from __future__ import annotations

from typing import Any, Literal

from engine.findings.records.finding import Finding

MatchStatus = Literal["met", "not_met", "unknown"]


class MatchItem(Finding, frozen=True, kw_only=True):
    """One way in which the patient is, or is not, like a cohort.

    `decides` is false where the field says more than the printed rule, so that no value can speak against the group.
    """

    label: str
    status: MatchStatus
    fields: tuple[str, ...]
    patient_value: Any
    published: str
    basis: str
    locator: str
    decides: bool = True


class Match(Finding, frozen=True, kw_only=True):
    """How far a patient resembles a cohort, item by item.

    `remarks` are facts about the cohort that no field of the case can be held against (share of colorectal
    patients, years of enrolment).
    """

    met: int
    not_met: int
    unknown: int
    items: tuple[MatchItem, ...]
    remarks: tuple[str, ...]
    in_words: str


class PublishedAnchor(Finding, frozen=True, kw_only=True):
    """A published point on a survival curve."""

    figure: str
    kind: Literal["landmark", "median", "median_limit"]
    time_months: float
    survival: float
    interval: tuple[float, float] | None
    interval_kind: str | None
    kept: bool
    printed: str
    locator: str


class Badge(Finding, frozen=True, kw_only=True):
    """A warning that belongs on the figure itself."""

    kind: str
    text: str


class CurveFinding(Finding, frozen=True, kw_only=True):
    """One published cohort and endpoint as a curve, or as points where no curve is drawn.

    Attributes
    ----------
    time_months, survival, lower, upper : arrays of equal length, or empty; band empty where none can be given.
    selected : the cohort is a subgroup chosen by the patient's own values.
    score : the score whose points make the subgroup; None where none does.
    without_option : the arm of a trial that was not given the option.
    whole_patients : of a subgroup, how many the cohort that it is part of had.
    """

    id: str
    source: str
    cohort: str
    arm: str
    endpoint: str
    patients: int | None
    method: str
    time_months: tuple[float, ...]
    survival: tuple[float, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]
    solid_until_months: float | None
    stops_at_months: float | None
    published: tuple[PublishedAnchor, ...]
    badges: tuple[Badge, ...]
    match: Match
    selected: bool
    subgroup_of: str | None
    trial: str | None
    #: allocated by chance to the arms of its trial
    randomised: bool
    time_origin: str | None
    local: bool
    #: of its figures, how the least well read of them was read, and when the patients were treated
    read_depth: str | None = None
    treated_from: int | None = None
    treated_to: int | None = None
    treated_more_than_years_ago: int | None = None
    score: str | None = None
    without_option: bool = False
    whole_patients: int | None = None

    @property
    def study(self) -> str:
        """What keeps the arms of a trial together, and a group with its subgroups."""
        return self.trial or self.source
