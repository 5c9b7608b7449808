"""What if: what flipped between two assessments, verdicts first, then criteria and concerns, then what was fired."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from engine.evidence.records.modalities import Modality
from engine.findings.assessment import Assessment, ConcernFinding, Finding, OptionFinding, ScoreFinding
from engine.findings.headlines.concerns import ANSWERS
from engine.findings.wording import MODALITY_SHORT, STATUS_WORDS, VERDICT_WORDS, counted, lower_first
from engine.words.said import in_row, say, template

ChangeKind = Literal["verdict", "criterion", "concern", "caution", "spread", "score"]
#: the answers of a concern as they are told; to each belongs the level of the concern
_ANSWER_WORDS = {
    "holds": template("holds"),
    "does_not_hold": template("does not hold"),
    "not_known": template("not known"),
}


class Change(Finding, frozen=True, kw_only=True):
    """One finding that is not what it was.

    Attributes
    ----------
    kind : what changed.
    modality : the option it belongs to; None for what belongs to none.
    id : the record behind it; empty for a verdict and for spread.
    before, after : verdict, status, answer, level or range as in the assessments; empty where a caution was, or is,
        absent.
    in_words : one sentence.
    """

    kind: ChangeKind
    modality: Modality | None
    id: str
    label: str
    before: str
    after: str
    in_words: str


def changes(before: Assessment, after: Assessment) -> tuple[Change, ...]:
    """Return what flipped from one assessment to the other.

    Parameters
    ----------
    before, after : of the same library, or of two; options are compared by modality, criteria and cautions by id.

    Returns
    -------
    Verdicts, then criteria by option, then concerns, cautions, spread and scores; empty where nothing flipped.
    A value that changed without changing any status is no change.
    """
    found = [
        *_verdicts(before, after),
        *_criteria(before, after),
        *_concerns(before, after),
        *_cautions(before, after),
        *_spread(before, after),
        *_scores(before, after),
    ]
    return tuple(found)


def _pairs(before: Assessment, after: Assessment) -> Iterator[tuple[OptionFinding, OptionFinding]]:
    known = {option.modality: option for option in before.options}
    for option in after.options:
        if option.modality in known:
            yield known[option.modality], option


def _verdicts(before: Assessment, after: Assessment) -> Iterator[Change]:
    for old, new in _pairs(before, after):
        if old.verdict != new.verdict:
            name = MODALITY_SHORT[new.modality]
            yield Change(
                kind="verdict",
                modality=new.modality,
                id="",
                label=name,
                before=old.verdict,
                after=new.verdict,
                in_words=_then_and_now(name, VERDICT_WORDS[old.verdict], VERDICT_WORDS[new.verdict]),
            )


def _criteria(before: Assessment, after: Assessment) -> Iterator[Change]:
    for old, new in _pairs(before, after):
        statuses = {finding.id: finding.status for finding in old.criteria}
        for finding in new.criteria:
            was = statuses.get(finding.id, "not_applicable")
            if was != finding.status:
                yield Change(
                    kind="criterion",
                    modality=new.modality,
                    id=finding.id,
                    label=finding.label,
                    before=was,
                    after=finding.status,
                    in_words=_then_and_now(
                        in_row((MODALITY_SHORT[new.modality], lower_first(finding.label)), ", "),
                        STATUS_WORDS[was],
                        STATUS_WORDS[finding.status],
                    ),
                )


def _concerns(before: Assessment, after: Assessment) -> Iterator[Change]:
    """Yield the concerns whose answer is another; one that only weighs is told where it holds, or held."""
    for old, new in _pairs(before, after):
        was = {concern.id: ANSWERS[concern.holds] for concern in old.concerns}
        for concern in new.concerns:
            then, now = was.get(concern.id, "does_not_hold"), ANSWERS[concern.holds]
            if then != now and _is_told(concern, then, now):
                name = MODALITY_SHORT[new.modality]
                level = say("concern") if concern.level == "hard" else say("to weigh")
                yield Change(
                    kind="concern",
                    modality=new.modality,
                    id=concern.id,
                    label=concern.about,
                    before=then,
                    after=now,
                    in_words=_then_and_now(
                        in_row((in_row((name, level), ", "), lower_first(concern.about)), ": "),
                        _ANSWER_WORDS[then],
                        _ANSWER_WORDS[now],
                    ),
                )


def _is_told(concern: ConcernFinding, then: str, now: str) -> bool:
    """Whether an answer matters: what does not hold and what nobody knows differ only for a concern that asks."""
    return "holds" in (then, now) or concern.asks


def _cautions(before: Assessment, after: Assessment) -> Iterator[Change]:
    for old, new in _pairs(before, after):
        name = MODALITY_SHORT[new.modality]
        was = {caution.id: caution for caution in old.cautions}
        now = {caution.id: caution for caution in new.cautions}
        for caution in new.cautions:
            if caution.id not in was:
                yield Change(
                    kind="caution",
                    modality=new.modality,
                    id=caution.id,
                    label=caution.text,
                    before="",
                    after=caution.kind,
                    in_words=say("{option}, now to be read with it: {text}", option=name, text=caution.text),
                )
        for caution in old.cautions:
            if caution.id not in now:
                yield Change(
                    kind="caution",
                    modality=new.modality,
                    id=caution.id,
                    label=caution.text,
                    before=caution.kind,
                    after="",
                    in_words=say("{option}, no longer shown: {text}", option=name, text=caution.text),
                )


def _spread(before: Assessment, after: Assessment) -> Iterator[Change]:
    if before.spread.level != after.spread.level:
        yield Change(
            kind="spread",
            modality=None,
            id="",
            label=say("Tumour height"),
            before=before.spread.level,
            after=after.spread.level,
            in_words=say("Spread: {words}", words=after.spread.in_words),
        )


def _scores(before: Assessment, after: Assessment) -> Iterator[Change]:
    was = {score.id: score for score in before.scores}
    for score in after.scores:
        old = was.get(score.id)
        if old is not None and old.range != score.range:
            yield Change(
                kind="score",
                modality=score.modality,
                id=score.id,
                label=score.label,
                before=_range(old),
                after=_range(score),
                in_words=_then_and_now(score.label, _range(old), _range(score)),
            )


def _range(score: ScoreFinding) -> str:
    low, high = score.range
    if low == high:
        return counted(low, "point", "points")
    return say("{low} to {high} points", low=str(low), high=str(high))


def _then_and_now(what: str, then: str, now: str) -> str:
    return say("{what}: {then} before, {now} now.", what=what, then=then, now=now)
