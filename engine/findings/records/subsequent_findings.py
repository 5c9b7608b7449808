"""The records of what a treatment leaves possible later: by the criteria, and by what is published."""

from __future__ import annotations

from typing import Literal

from engine.evidence.records.modalities import Modality
from engine.findings.records.finding import Cited, FigureFinding, Finding, Status, Verdict


class SetItem(Finding, frozen=True, kw_only=True):
    """An item of the case that the treatment makes true.

    Attributes
    ----------
    before : what the case says now; None where not known.
    figure : the record that prints what is given.
    """

    field: str
    label: str
    before: bool | None
    after: bool
    reason: str
    in_words: str
    figure: str
    printed: str
    source: str
    locator: str


class TurnedVerdict(Finding, frozen=True, kw_only=True):
    """An option whose verdict would be another."""

    modality: Modality
    before: Verdict
    after: Verdict
    in_words: str


class TurnedCriterion(Finding, frozen=True, kw_only=True):
    """A criterion whose status would be another; `id` is that of the criterion, of whichever option."""

    id: str
    modality: Modality
    label: str
    before: Status
    after: Status
    why: str
    printed: str
    sources: tuple[Cited, ...]
    in_words: str


class TurnedCaution(Finding, frozen=True, kw_only=True):
    """A caution that would be shown then (`fired`), or that would no longer be."""

    id: str
    kind: Literal["caution", "contested", "note"]
    modality: Modality
    text: str
    fired: bool
    sources: tuple[Cited, ...]
    in_words: str


class SubsequentStatement(Finding, frozen=True, kw_only=True):
    """One published statement on treatment after another; number, words and place are the figure's.

    Attributes
    ----------
    treatments : what follows: modalities, or `primary_surgery`.
    standing : done in patients, planned in a protocol, advised, said to be possible, said to be limited.
    """

    treatments: tuple[str, ...]
    treatments_in_words: str
    standing: str
    standing_in_words: str
    remark: str | None
    figure: FigureFinding


class SubsequentFinding(Finding, frozen=True, kw_only=True):
    """What one treatment leaves possible later.

    Attributes
    ----------
    sets : the items of the case that the treatment makes true, those that are true already included.
    verdicts, criteria, cautions : what would turn if the treatment were given now and all else stayed as it is; the
        option itself, given again, stands last.
    in_words : the answer of the criteria in one sentence.
    statements : what is published, what was done in patients first.
    not_given : treatments of which no source says anything after this one.
    not_given_in_words : the same as one sentence.
    """

    sets: tuple[SetItem, ...]
    verdicts: tuple[TurnedVerdict, ...]
    criteria: tuple[TurnedCriterion, ...]
    cautions: tuple[TurnedCaution, ...]
    in_words: str
    statements: tuple[SubsequentStatement, ...]
    not_given: tuple[str, ...]
    not_given_in_words: str
