"""The reason of a verdict in words: what decides it, named, and what has to be read with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from engine.findings.assessment import ConcernFinding, CriterionFinding, OptionFinding
from engine.findings.finding import Finding, Status, Verdict
from engine.findings.wording import VERDICT_WORDS, counted, join_words, lower_first

#: more facts than these do not go into one line of a table
_MOST_FACTS = 3
#: a headline that looked no further than the criteria, as with a library from before there were concerns
_NO_CONCERNS = "the library holds no concerns, so nothing beyond the criteria was asked"
#: what stands for a reason where every criterion is decided and a contradiction alone keeps the headline open
_NOTHING_OPEN = "every criterion is decided."
COMPARATOR = "No published criteria: a comparator, with outcomes only."


class SaidCriterion(NamedTuple):
    """What a headline reads of the finding of a criterion; made for many patients, of whom nothing else is wanted."""

    status: Status
    label: str
    fact: str


class SaidConcern(NamedTuple):
    """What a headline reads of the finding of a concern."""

    level: str
    kind: str
    holds: bool | None
    asks: bool
    about: str
    brief: str
    basis: str


#: by verdict, the level of the concerns that its headline names where they hold; the words of others are not read
NAMED_LEVEL = {"outside": "hard", "concern": "hard", "borderline": "weigh", "within": "weigh"}
#: what a headline is made of: whole findings, or what it reads of them
Criterion = CriterionFinding | SaidCriterion
Concern = ConcernFinding | SaidConcern


class Headline(Finding, frozen=True, kw_only=True):
    """A verdict in words: `words` is the whole sentence, `reason` what stands behind the verdict."""

    words: str
    reason: str


class Evidence(Finding, frozen=True, kw_only=True):
    """What a headline says of the evidence behind an option.

    Attributes
    ----------
    fit, studies : published groups that resemble the patient, of how many.
    apart : items that could not be compared with them.
    size : kind and size of those that resemble, in words; empty where none does.
    unstated : what no source of the option states.
    """

    fit: int
    studies: int
    apart: int
    size: str
    unstated: tuple[str, ...]


def headline_in_words(
    verdict: Verdict,
    criteria: tuple[Criterion, ...],
    concerns: tuple[Concern, ...],
    evidence: Evidence,
    cautions: Iterable[str] = (),
    *,
    contested: Sequence[Sequence[str]] = (),
) -> Headline:
    """Return the verdict as one sentence that names what decides it, and what else has to be read with it.

    Parameters
    ----------
    cautions : whole sentences that the reason repeats.
    contested : labels of the fields that contradict one another, by contradiction: the graver value governs.
    """
    if verdict == "comparator":
        return Headline(words=COMPARATOR, reason=COMPARATOR)
    # What is outside needs no further caution.
    said = _reason(verdict, criteria, concerns, evidence)
    if contested:
        against = _contradicting(contested)
        # Where everything else is decided, the contradiction alone is the reason.
        said = against if said == _NOTHING_OPEN else f"{said} {against}"
    reason = " ".join((said, *(cautions if verdict != "outside" else ())))
    words = VERDICT_WORDS[verdict]
    return Headline(words=f"{words[:1].upper()}{words[1:]}: {reason}", reason=f"{reason[:1].upper()}{reason[1:]}")


def _contradicting(contested: Sequence[Sequence[str]]) -> str:
    """Return "Contradicting values, of which the graver governs: ECOG against Karnofsky", every one named."""
    named = dict.fromkeys(f"{labels[0]} against {join_words(labels[1:])}" for labels in contested)
    return f"Contradicting values, of which the graver governs: {'; '.join(named)}."


def _outside(criteria: tuple[Criterion, ...], concerns: tuple[Concern, ...]) -> str:
    """Every criterion not met, and the hard concerns: whoever overrides a limit must not find the concern later."""
    applicable = _applicable(criteria)
    failed = [finding for finding in applicable if finding.status == "not_met"]
    # The fact first: "not met (not resectable)" could be read either way.
    sentences = [f"{facts_in_words(failed)} ({_share(failed, applicable)} not met){_close(applicable)}."]
    if holding := hard_concerns(concerns):
        sentences.append(f"Concern as well: {in_brief(holding)}.")
    if unknown := sum(finding.status == "unknown" for finding in applicable):
        sentences.append(f"{unknown} more not known.")
    return " ".join(sentences)


def _concern(criteria: tuple[Criterion, ...], concerns: tuple[Concern, ...]) -> str:
    """The concerns first and in full, then how the criteria stand."""
    return f"{in_brief(hard_concerns(concerns))}. {standing(criteria)}"


def _undetermined(criteria: tuple[Criterion, ...], concerns: tuple[Concern, ...]) -> str:
    """What is missing, and what is borderline beside it."""
    applicable = _applicable(criteria)
    missing = [finding for finding in applicable if finding.status == "unknown"]
    asked = [concern.about for concern in concerns if concern.asks and concern.holds is None]
    parts = []
    if missing:
        parts.append(f"{_share(missing, applicable)} not known ({facts_in_words(missing)})")
    if asked:
        parts.append(f"{'' if missing else 'criteria decided, but '}not known: {join_words(asked)}")
    if not concerns:
        parts.append(_NO_CONCERNS)
    borderline = [finding for finding in applicable if finding.status == "borderline"]
    parts += [f"{facts_in_words(borderline)} borderline beside it"] if borderline else []
    if not parts:
        return _NOTHING_OPEN
    return f"{'; '.join(parts)}{_close(applicable)}."


def _borderline(criteria: tuple[Criterion, ...], concerns: tuple[Concern, ...]) -> str:
    applicable = _applicable(criteria)
    found = [finding for finding in applicable if finding.status == "borderline"]
    said = f"{facts_in_words(found)} ({_share(found, applicable)} borderline){_close(applicable)}."
    return " ".join((said, *to_weigh(concerns)))


def _within(criteria: tuple[Criterion, ...], concerns: tuple[Concern, ...], evidence: Evidence) -> str:
    """All met, how many groups resemble the patient, on what kind and size of evidence, and what was not asked."""
    applicable = _applicable(criteria)
    unobserved = [f for f in applicable if f.status == "met_outside_observed_range"]
    tail = f"; {facts_in_words(unobserved)} beyond what was observed" if unobserved else ""
    parts = [f"{_all(len(applicable))}{tail}{_close(applicable)}"]
    if evidence.studies and not evidence.fit:
        # What nobody like this patient stands behind is said before anything that sounds like leave.
        groups = "the one published group is not" if evidence.studies == 1 else f"none of {evidence.studies} groups is"
        parts = [f"{groups} known to resemble this patient in every item; {parts[0]}"]
    elif evidence.studies:
        parts.append(f"{evidence.fit} of {counted(evidence.studies, 'group resembles', 'groups resemble')}")
        parts += [f"{counted(evidence.apart, 'item', 'items')} not compared"] if evidence.apart else []
    sentences = [f"{'; '.join([parts[0], *([', '.join(parts[1:])] if parts[1:] else [])])}."]
    # What speaks against it without turning it comes before what the evidence is.
    sentences += to_weigh(concerns)
    sentences += [f"{_capital(evidence.size)}."] if evidence.size else []
    sentences += [f"Stated by no source of the option: {join_words(evidence.unstated)}."] if evidence.unstated else []
    if asked := not_asked(concerns):
        sentences.append(f"Not asked: {join_words(asked)}.")
    return " ".join(sentences)


def to_weigh(concerns: Iterable[Concern]) -> tuple[str, ...]:
    """Return what holds and turns nothing, in two sentences: what no source judges, and what is to be weighed.

    What is said of the evidence itself stands with the evidence.
    """
    holding = [one for one in concerns if one.holds and one.level == "weigh" and one.kind != "evidence"]
    unjudged = in_brief(one for one in holding if one.basis == "no_source")
    weighed = in_brief(one for one in holding if one.basis != "no_source")
    return (
        *([f"Not judged by any source of the option: {unjudged}."] if unjudged else []),
        *([f"To weigh: {weighed}."] if weighed else []),
    )


def not_asked(concerns: Iterable[Concern]) -> tuple[str, ...]:
    """Return what a hard concern looks at and is not known, though the headline does not wait for it."""
    hard = (one for one in concerns if one.level == "hard" and one.kind != "evidence")
    open_ones = (one for one in hard if one.holds is None and not one.asks)
    return tuple(dict.fromkeys(one.about for one in open_ones))


def _reason(
    verdict: Verdict,
    criteria: tuple[Criterion, ...],
    concerns: tuple[Concern, ...],
    evidence: Evidence,
) -> str:
    if verdict == "within":
        return _within(criteria, concerns, evidence)
    return _REASONS[verdict](criteria, concerns)


_REASONS: dict[str, Callable[[tuple[Criterion, ...], tuple[Concern, ...]], str]] = {
    "outside": _outside,
    "concern": _concern,
    "undetermined": _undetermined,
    "borderline": _borderline,
}


def reason_of_criteria(option: OptionFinding) -> str:
    """Return what the criteria alone say: where hard concerns are told beside it, they are not told again."""
    if option.verdict == "comparator":
        return ""
    if option.verdict == "concern":
        return standing(option.criteria)
    return option.reason_in_words if option.verdict != "outside" else _outside(option.criteria, ())


def failures_in_words(option: OptionFinding) -> str:
    """Return the criteria that are not met, by what is so of the patient."""
    return facts_in_words(finding for finding in option.criteria if finding.status == "not_met")


def _applicable(criteria: Iterable[Criterion]) -> list[Criterion]:
    return [finding for finding in criteria if finding.status != "not_applicable"]


def _share(some: Sequence[Criterion], of: Sequence[Criterion]) -> str:
    return f"{len(some)} of {len(of)}" if len(of) > 1 else "its one criterion is"


def _close(applicable: Iterable[Criterion]) -> str:
    """Met, and so near the limit that another planning system might say otherwise."""
    return "".join(f"; {finding.fact}" for finding in applicable if finding.status == "met" and finding.fact)


def standing(criteria: tuple[Criterion, ...]) -> str:
    """Return "4 criteria met, 1 open." with what is open named."""
    applicable = _applicable(criteria)
    still_open = [finding for finding in applicable if finding.status in ("unknown", "borderline")]
    met = counted(len(applicable) - len(still_open), "criterion met", "criteria met")
    if not still_open:
        return f"{met}, none open; none of them answers the concern."
    return f"{met}, {len(still_open)} open ({facts_in_words(still_open)})."


def hard_concerns(concerns: Iterable[Concern]) -> tuple[Concern, ...]:
    """Return the concerns that turn the headline."""
    return tuple(concern for concern in concerns if concern.level == "hard" and concern.holds)


def in_brief(concerns: Iterable[Concern]) -> str:
    """Return what holds, each in its few words, none left out."""
    return "; ".join(dict.fromkeys(concern.brief for concern in concerns))


def reason_in_brief(option: OptionFinding) -> str:
    """Return the reason of a verdict for one line of a table: at most three facts, then how much is not known.

    Hard concerns are never among what is left out.
    """
    if not option.criteria:
        return option.verdict_in_words
    applicable = _applicable(option.criteria)
    deciding = [f for f in applicable if f.status == {"outside": "not_met"}.get(option.verdict, option.verdict)]
    unknown = sum(1 for finding in applicable if finding.status == "unknown")
    close = [finding.fact for finding in applicable if finding.status == "met" and finding.fact]
    asked = [concern.about for concern in option.concerns if concern.asks and concern.holds is None]
    holding = hard_concerns(option.concerns)
    parts = []
    if option.verdict == "concern":
        parts.append(_capital(in_brief(holding)))
    if deciding:
        shown = facts_in_words(deciding if len(deciding) <= _MOST_FACTS else deciding[: _MOST_FACTS - 1])
        rest = len(deciding) - _MOST_FACTS + 1 if len(deciding) > _MOST_FACTS else 0
        parts.append(f"{_capital(shown)}{f'; {rest} more' if rest else ''}")
    if option.verdict == "outside" and holding:
        parts.append(f"concern as well: {in_brief(holding)}")
    if option.verdict == "undetermined" and asked:
        parts.append(f"{'not' if parts else 'Not'} known: {join_words(asked)}")
    if unknown:
        parts.append(f"{unknown} of {len(applicable)} criteria not known")
    elif not parts:
        words = _all_met(len(applicable)) if option.concerns else f"{_all_met(len(applicable))}, but {_NO_CONCERNS}"
        parts.append(_capital(words))
    repeated = [c.verdict_words for c in option.cautions if c.verdict_words and option.verdict != "outside"]
    return " ".join((f"{'; '.join([*parts, *close])}.", *repeated))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _all_met(number: int) -> str:
    return {1: "its one criterion is met", 2: "both criteria met"}.get(number, f"all {number} criteria met")


def _all(number: int) -> str:
    return {1: "its only one", 2: "both"}.get(number, f"all {number}")


def facts_in_words(findings: Iterable[Criterion]) -> str:
    """Return what is so of the patient for each finding; for what is not known, what it is that is not known."""
    facts = [finding.fact or lower_first(finding.label) for finding in findings]
    # A fact that holds "and" or a comma would run into its neighbour.
    return "; ".join(facts) if any(" and " in fact or "," in fact for fact in facts) else join_words(facts)
