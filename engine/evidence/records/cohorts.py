"""Published groups of patients: who they were, how they were treated, how long they were followed."""

from __future__ import annotations

from typing import Literal

from engine.evidence.records.base import Condition, Record
from engine.evidence.records.modalities import Modality


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
    #: the field says more than the printed rule ("to the targeted area"): a value that does not hold, or that is not
    #: known, speaks neither for nor against the group
    decides_only_met: bool = False
    #: the item does not hold where any of these does, whatever its own field says: regimens given before, against
    #: "chemotherapy-naive". Speaks against the group of an item that `decides_only_met` as well
    against_where: tuple[Condition, ...] = ()


class ScoreBand(Record, frozen=True, kw_only=True):
    """The points of a score that the patients of a group had."""

    score: str
    from_points: int
    to_points: int
    printed: str
    locator: str


class FollowUp(Record, frozen=True, kw_only=True):
    """Length of follow-up, months."""

    locator: str
    printed: str
    median_months: float | None = None
    min_months: float | None = None
    max_months: float | None = None
    #: where the paper does not say whether the figure is a median
    statistic: Literal["median", "mean", "not_given"] = "median"


class Course(Record, frozen=True, kw_only=True):
    """One course among several that the patients of a group had: doses with their own number of fractions."""

    fractions: int
    dose_gy: tuple[float, float]
    printed: str


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
    #: its patients were not given the option (the control arm of a trial, a series of another course): shown beside
    #: the others, and never for those who had it; an arm has to state it, whichever it is
    without_option: bool | None = None
    #: the subgroup is the patient's own where all of these hold
    selected_by: tuple[Condition, ...] = ()
    entry: tuple[EntryItem, ...] = ()
    #: the group is those with so many points of a score: its figures ask for the score
    score_points: ScoreBand | None = None
    follow_up: FollowUp | None = None
    colorectal_patients: int | None = None
    colorectal_proportion: float | None = None
    dose_gy: tuple[float, float] | None = None
    fractions: tuple[int, int] | None = None
    #: where the source lists which dose went with how many fractions; `dose_gy` and `fractions` span them
    courses: tuple[Course, ...] = ()
    enrolled_from: int | None = None
    enrolled_to: int | None = None
    #: cohorts that share patients with this one and must not be counted twice
    overlaps: tuple[str, ...] = ()
    #: the same patients were reported again by this cohort, followed longer: one study with two reports
    earlier_report_of: str | None = None
    #: survival is counted from here, as printed, or "not given"
    time_origin: str | None = None
    discrepancies: tuple[str, ...] = ()
    note: str | None = None
