"""The reason of a verdict in words: what decides it, named, and what has to be read with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from engine.findings.assessment import CriterionFinding, OptionFinding
from engine.findings.headline_text.concern_briefs import (
    Concern,
    hard_concerns,
    in_brief,
    not_asked,
    to_weigh,
    verdict_title,
)
from engine.findings.records.finding import Finding, Status, Verdict
from engine.findings.wording import counted, join_words, lower_first
from engine.words.said import capital, in_row, say, say_counted, templates

#: more facts than these do not go into one line of a table
_MOST_FACTS = 3
#: a headline that looked no further than the criteria, as with a library from before there were concerns
_NO_CONCERNS = say("the library holds no concerns, so nothing beyond the criteria was asked")
#: what stands for a reason where every criterion is decided and a contradiction alone keeps the headline open
_NOTHING_OPEN = say("every criterion is decided.")
#: contradictions named where something else decides; the others stand with the questions
_MOST_CONTRADICTIONS = 2
COMPARATOR = say("No published criteria: a comparator, with outcomes only.")


class SaidCriterion(NamedTuple):
    """What a headline reads of the finding of a criterion; made for many patients, of whom nothing else is wanted."""

    status: Status
    label: str
    fact: str


#: by verdict, the level of the concerns that its headline names where they hold; the words of others are not read
NAMED_LEVEL = {"outside": "hard", "concern": "hard", "borderline": "weigh", "within": "weigh", "comparator": "weigh"}
#: what a headline is made of: whole findings, or what it reads of them
Criterion = CriterionFinding | SaidCriterion


class Headline(Finding, frozen=True, kw_only=True):
    """A verdict in words: `words` is the whole sentence, `reason` what stands behind the verdict."""

    words: str
    reason: str


class Evidence(Finding, frozen=True, kw_only=True):
    """What a headline says of the evidence behind an option.

    Attributes
    ----------
    fit, studies : published groups that resemble the patient, of how many; of `undecided` ones it is not known.
    apart : items that could not be compared with them.
    size : kind and size of those that resemble, in words; empty where none does.
    unstated : what no source of the option states.
    """

    fit: int
    studies: int
    undecided: int
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
        alone = in_row((COMPARATOR, *to_weigh(concerns)))
        return Headline(words=alone, reason=alone)
    # What is outside needs no further caution.
    said = _reason(verdict, criteria, concerns, evidence)
    if contested:
        against = _contradicting(
            contested, _MOST_CONTRADICTIONS if verdict in ("outside", "concern") else len(contested)
        )
        # Where everything else is decided, the contradiction alone is the reason.
        said = against if said == _NOTHING_OPEN else in_row((said, against))
    reason = in_row((said, *(cautions if verdict != "outside" else ())))
    nobody = evidence.studies > 0 and not evidence.fit and not evidence.undecided
    title = capital(verdict_title(verdict, concerns, alone=nobody))
    return Headline(words=say("{verdict}: {reason}", verdict=title, reason=reason), reason=capital(reason))


def _contradicting(contested: Sequence[Sequence[str]], most: int) -> str:
    """Return "Contradicting values, the graver counts: ECOG against Karnofsky", what one label is held against once."""
    against: dict[str, dict[str, None]] = {}
    for labels in contested:
        against.setdefault(labels[0], {}).update(dict.fromkeys(labels[1:]))
    named = [say("{field} against {others}", field=one, others=join_words(many)) for one, many in against.items()]
    if more := max(0, len(named) - most):
        named[most:] = [
            say_counted(more, "{number} further one among the questions", "{number} further ones among the questions")
        ]
    return say("Contradicting values, the graver counts: {fields}.", fields=in_row(named, "; "))


def _outside(criteria: tuple[Criterion, ...], concerns: tuple[Concern, ...]) -> str:
    """Every criterion not met, and the hard concerns: whoever overrides a limit must not find the concern later."""
    applicable = _applicable(criteria)
    failed = [finding for finding in applicable if finding.status == "not_met"]
    # The fact first: "not met (not resectable)" could be read either way.
    outside = say("{facts} ({share} not met)", facts=facts_in_words(failed), share=_share(failed, applicable))
    sentences: list[str] = [_sentence((outside, *_close(applicable)))]
    if briefly := in_brief(hard_concerns(concerns), besides=facts_in_words(failed)):
        sentences.append(say("Concern as well: {concerns}.", concerns=briefly))
    if unknown := sum(finding.status == "unknown" for finding in applicable):
        sentences.append(say("{number} more not known.", number=str(unknown)))
    return in_row(sentences)


def _sentence(parts: Iterable[str]) -> str:
    """Return facts as one sentence, parted by semicolons."""
    return say("{facts}.", facts=in_row(parts, "; "))


def _concern(criteria: tuple[Criterion, ...], concerns: tuple[Concern, ...]) -> str:
    """The concerns first and in full, then how the criteria stand."""
    return in_row((_sentence((in_brief(hard_concerns(concerns)),)), standing(criteria)))


def _undetermined(criteria: tuple[Criterion, ...], concerns: tuple[Concern, ...]) -> str:
    """What is missing, and what is borderline beside it."""
    applicable = _applicable(criteria)
    missing = [finding for finding in applicable if finding.status == "unknown"]
    asked = [concern.about for concern in concerns if concern.asks and concern.holds is None]
    parts: list[str] = []
    if missing:
        share = _share(missing, applicable)
        parts.append(say("{share} not known ({facts})", share=share, facts=facts_in_words(missing)))
        if asked:
            parts.append(say("not known: {facts}", facts=join_words(asked)))
    elif asked:
        parts.append(say("criteria decided, but not known: {facts}", facts=join_words(asked)))
    if not concerns:
        parts.append(_NO_CONCERNS)
    borderline = [finding for finding in applicable if finding.status == "borderline"]
    parts += [say("{facts} borderline beside it", facts=facts_in_words(borderline))] if borderline else []
    return _sentence((*parts, *_close(applicable))) if parts else _NOTHING_OPEN


def _borderline(criteria: tuple[Criterion, ...], concerns: tuple[Concern, ...]) -> str:
    applicable = _applicable(criteria)
    found = [finding for finding in applicable if finding.status == "borderline"]
    said = say("{facts} ({share} borderline)", facts=facts_in_words(found), share=_share(found, applicable))
    return in_row((_sentence((said, *_close(applicable))), *to_weigh(concerns)))


def _within(criteria: tuple[Criterion, ...], concerns: tuple[Concern, ...], evidence: Evidence) -> str:
    """All met, how many groups resemble the patient, on what kind and size of evidence, and what was not asked."""
    applicable = _applicable(criteria)
    unobserved = [f for f in applicable if f.status == "met_outside_observed_range"]
    tail = [say("{facts} beyond what was observed", facts=facts_in_words(unobserved))] if unobserved else []
    alone = bool(evidence.studies) and not evidence.fit
    met = _all_met(len(applicable)) if alone else _all(len(applicable))
    first: str = in_row((met, *tail, *_close(applicable)), "; ")
    compared: list[str] = []
    if alone:
        # What nobody like this patient stands behind is said before anything that sounds like leave.
        first = in_row((_resembles_none(evidence.studies, evidence.undecided), first), "; ")
    elif evidence.studies:
        one, many = templates("{fit} of {number} group resembles", "{fit} of {number} groups resemble")
        compared.append(say_counted(evidence.studies, one, many, fit=str(evidence.fit)))
        if evidence.apart:
            compared.append(say_counted(evidence.apart, "{number} item not compared", "{number} items not compared"))
    sentences: list[str] = [_sentence((first, in_row(compared, ", ")))]
    # What speaks against it without turning it comes before what the evidence is.
    sentences += to_weigh(concerns)
    sentences += [_sentence((capital(evidence.size),))] if evidence.size else []
    if evidence.unstated:
        sentences.append(say("Stated by no source of the option: {items}.", items=join_words(evidence.unstated)))
    if asked := not_asked(concerns):
        sentences.append(say("Not asked: {items}.", items=join_words(asked)))
    return in_row(sentences)


def _resembles_none(studies: int, undecided: int) -> str:
    if not undecided:
        # What is known to differ is not said as if it were open.
        if studies == 1:
            return say("the one published group does not resemble this patient")
        return say("none of {number} groups resembles this patient", number=str(studies))
    if studies == 1:
        return say("the one published group is not known to resemble this patient in every item")
    number = str(studies)
    return say("none of {number} groups is known to resemble this patient in every item", number=number)


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
    if len(of) < 2:
        return say("its one criterion is")
    return say("{some} of {all}", some=str(len(some)), all=str(len(of)))


def _close(applicable: Iterable[Criterion]) -> list[str]:
    """Met, and so near the limit that another planning system might say otherwise."""
    return [finding.fact for finding in applicable if finding.status == "met" and finding.fact]


def standing(criteria: tuple[Criterion, ...]) -> str:
    """Return "4 criteria met, 1 open (…)." with what is open named; what is known and near its limit is not open."""
    applicable = _applicable(criteria)
    unknown = [finding for finding in applicable if finding.status == "unknown"]
    near = [finding for finding in applicable if finding.status == "borderline"]
    met = counted(len(applicable) - len(unknown) - len(near), "criterion met", "criteria met")
    if not unknown and not near:
        return say("{met}, none open; none of them answers the concern.", met=met)
    parts: list[str] = [met]
    if near:
        parts.append(say("{number} borderline ({facts})", number=str(len(near)), facts=facts_in_words(near)))
    if unknown:
        parts.append(say("{number} open ({facts})", number=str(len(unknown)), facts=facts_in_words(unknown)))
    return say("{facts}.", facts=in_row(parts, ", "))


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
    parts: list[str] = []
    if option.verdict == "concern":
        parts.append(capital(in_brief(holding)))
    if deciding:
        shown = facts_in_words(deciding if len(deciding) <= _MOST_FACTS else deciding[: _MOST_FACTS - 1])
        rest = len(deciding) - _MOST_FACTS + 1 if len(deciding) > _MOST_FACTS else 0
        parts.append(capital(shown))
        parts += [say("{number} more", number=str(rest))] if rest else []
    if option.verdict == "outside" and holding:
        briefly = in_brief(holding, besides=facts_in_words(deciding[: _MOST_FACTS - 1]))
        parts += [say("concern as well: {concerns}", concerns=briefly)] if briefly else []
    if option.verdict == "undetermined" and asked:
        waiting = say("not known: {facts}", facts=join_words(asked))
        parts.append(waiting if parts else capital(waiting))
    if unknown:
        number, every = str(unknown), str(len(applicable))
        parts.append(say("{number} of {all} criteria not known", number=number, all=every))
    elif not parts:
        met = _all_met(len(applicable))
        parts.append(capital(met if option.concerns else say("{met}, but {rest}", met=met, rest=_NO_CONCERNS)))
    repeated = [c.verdict_words for c in option.cautions if c.verdict_words and option.verdict != "outside"]
    return in_row((_sentence((*parts, *close)), *repeated))


def _all_met(number: int) -> str:
    if number not in (1, 2):
        return say("all {number} criteria met", number=str(number))
    return say("its one criterion is met") if number == 1 else say("both criteria met")


def _all(number: int) -> str:
    if number not in (1, 2):
        return say("all {number}", number=str(number))
    return say("its only one") if number == 1 else say("both")


def facts_in_words(findings: Iterable[Criterion]) -> str:
    """Return what is so of the patient for each finding; for what is not known, what it is that is not known."""
    facts = [finding.fact or lower_first(finding.label) for finding in findings]
    # A fact that holds "and" or a comma would run into its neighbour.
    return in_row(facts, "; ") if any(" and " in fact or "," in fact for fact in facts) else join_words(facts)
