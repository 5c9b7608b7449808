"""Concerns: why patients or plans like this were not studied, or did worse. A record like any other, never code."""

from __future__ import annotations

from typing import Literal

from engine.evidence.records.base import Citation, Condition, Record
from engine.evidence.records.modalities import Modality
from engine.evidence.records.statements import Side


class Statement(Condition, frozen=True, kw_only=True):
    """A statement about a case, three-valued: one condition on a field, or one group of statements.

    Exactly one is set: a field with its operator, or one of the groups. A group follows Kleene's logic: what is
    not known leaves it open unless another part decides it.
    """

    field: str = ""
    #: the number of `field` divided by that of this field: a dose by its fractions
    per: str | None = None
    #: the days from the day in this field to the day in `field`: how old a judgement is on the day of the board
    days_after: str | None = None
    #: holds where every part holds
    all_of: tuple[Statement, ...] = ()
    #: holds where any part holds
    any_of: tuple[Statement, ...] = ()
    #: of `any_of`: how many of its parts have to hold
    at_least_parts: int = 1
    #: holds where no part holds
    none_of: tuple[Statement, ...] = ()
    #: of parts that say the same of a patient in different scales (Karnofsky, ECOG): holds where one that is known
    #: holds, and is not known only where none of them is
    any_known_of: tuple[Statement, ...] = ()

    @property
    def parts(self) -> tuple[Statement, ...]:
        """The statements of its group; empty for a condition."""
        return self.all_of or self.any_of or self.none_of or self.any_known_of


class Topic(Record, frozen=True, kw_only=True):
    """What a board asks of any patient, and the fields that speak of it; one of them is enough."""

    about: str
    fields: tuple[str, ...]


class Concern(Record, frozen=True, kw_only=True):
    """What speaks against one modality for some patients or plans.

    Attributes
    ----------
    level : `hard` turns the headline; `weigh` stands beside it and turns nothing.
    kind : what it is about: the patient, the plan, or the evidence itself.
    basis : what it rests on: a printed passage; the cohorts of the library, compared by `beyond`; or nothing that was
        read, and then it is a question to the board of level `weigh`.
    asks : not known leaves the headline undetermined, and `about` is what is asked for.
    """

    id: str
    modality: Modality
    level: Literal["hard", "weigh"]
    kind: Literal["patient", "plan", "evidence"]
    basis: Literal["passage", "cohorts", "no_source"] = "passage"
    #: where it holds; absent for what is compared with the cohorts alone
    when: Statement | None = None
    #: basis `cohorts`: fields that a cohort of the modality has to state together; holds where none of them fits
    beyond: tuple[str, ...] = ()
    #: basis `cohorts`: each of these has to be stated by a cohort that fits in `beyond`, where any cohort states it;
    #: what none does, the headline says to be stated by no source of the option
    stating: tuple[Topic, ...] = ()
    #: it is about such cases alone; anywhere else it does not hold (a plan of another modality)
    only_where: Statement | None = None
    asks: bool = False
    #: what it looks at, in a few words and whatever the answer: "performance status"
    about: str
    #: in a few words, for the headline; {field_id} stands for the patient's value in words. Parts in brackets are said
    #: where what they name is known and speaks for the concern: "[Karnofsky {karnofsky}][ECOG {ecog}]"
    brief: str
    #: one sentence or two; {field_id} as above; for basis `cohorts` {series} is how many state it
    text: str
    #: the words of the paper; for basis `passage` alone
    printed: str | None = None
    locator: str
    also: tuple[Citation, ...] = ()
    #: what is said against it, with its source: shown beside it
    sides: tuple[Side, ...] = ()
    figures: tuple[str, ...] = ()
    discrepancies: tuple[str, ...] = ()
    note: str | None = None
