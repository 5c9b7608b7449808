"""Which values lead to what, neighbours that lead to the same taken together and named as a clinician would."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TypeVar

from engine.case.fields import FieldSpec
from engine.evidence.records.modalities import MODALITIES, Modality
from engine.findings.missing_items.values_tried import Trial
from engine.findings.records.finding import Verdict
from engine.findings.wording import MODALITY_SHORT, VERDICT_WORDS, join_words
from engine.words.said import Sentence, in_row, listed, say

#: what a value leads to: a verdict, or the verdicts of another field
V = TypeVar("V", bound=Hashable)


def runs(spec: FieldSpec, trials: list[Trial], verdicts: list[V]) -> dict[str, V]:
    """Return what each stretch of values leads to, neighbours that lead to the same taken together."""
    if spec.kind not in ("number", "integer"):
        ordered = spec.kind == "choice" and all(isinstance(choice.value, int) for choice in spec.choices)
        return _ordered(trials, verdicts) if ordered else _grouped(trials, verdicts)
    found: dict[str, V] = {}
    start = 0
    for position in range(len(trials)):
        last = position == len(trials) - 1
        if last or verdicts[position + 1] != verdicts[position]:
            found[_stretch(trials, start, position, spec.unit)] = verdicts[position]
            start = position + 1
    return found


def _grouped(trials: list[Trial], verdicts: list[V]) -> dict[str, V]:
    """Choices that lead to one verdict stand together: "A or B", "cT3, cT4 or cT4a"."""
    by_verdict: dict[V, list[str]] = {}
    for (_, words, _), verdict in zip(trials, verdicts, strict=True):
        by_verdict.setdefault(verdict, []).append(words)
    if len(by_verdict) == 1 and len(trials) > 2:
        return {say("any value"): verdicts[0]}
    return {_either(words): verdict for verdict, words in by_verdict.items()}


def _either(words: list[str]) -> str:
    return listed(words, "{first} or {last}")


def _ordered(trials: list[Trial], verdicts: list[V]) -> dict[str, V]:
    """Choices that are steps of a scale stand as stretches of it: "60 or more", "50 or less"."""
    steps = sorted(zip(trials, verdicts, strict=True), key=lambda step: int(step[0][0]))
    found: dict[str, V] = {}
    start = 0
    for position, (_, verdict) in enumerate(steps):
        last = position == len(steps) - 1
        if not last and steps[position + 1][1] == verdict:
            continue
        low, high = steps[start][0][1], steps[position][0][1]
        if start == 0 and last:
            words: str = say("any value")
        elif last:
            words = say("{value} or more", value=low)
        elif start == 0:
            words = say("{value} or less", value=high)
        else:
            words = low if low == high else say("{low} to {high}", low=low, high=high)
        found[words] = verdict
        start = position + 1
    # As in the form, the highest step first.
    return dict(reversed(found.items()))


def _stretch(trials: list[Trial], start: int, end: int, unit: str | None) -> str:
    """Return a stretch of numbers by its ends, which are sentences with the numbers as their parts."""
    low = None if start == 0 else _end(trials[start][1])
    high = None if end == len(trials) - 1 else _end(trials[end][2])
    if high is None:
        if low is None:
            return say("any value")
        number = _amount(low.parts["low"], unit)
        return say("over {low}", low=number) if low.template == _OVER else say("{value} or more", value=number)
    limit = high.parts["high"]
    is_below = high.template == _BELOW
    if low is None:
        return high if is_below else say("up to {high}", high=limit)
    start_of = low.parts["low"]
    if low.template == _OVER:
        if is_below:
            return say("over {low} to below {high}", low=start_of, high=limit)
        return say("over {low} to {high}", low=start_of, high=limit)
    if is_below:
        return say("from {low} to below {high}", low=start_of, high=limit)
    if start_of == limit.split(" ")[0]:
        return limit
    return say("from {low} to {high}", low=start_of, high=limit)


_OVER, _BELOW = "over {low}", "below {high}"


def _end(words: str) -> Sentence:
    assert isinstance(words, Sentence)
    return words


def _amount(number: str, unit: str | None) -> str:
    if not unit or unit == "ratio":
        return number
    if unit.startswith("10⁹"):
        return say("{number} × {unit}", number=number, unit=unit)
    return say("{number} {unit}", number=number, unit=unit)


def in_words(verdict_if: dict[str, dict[str, Verdict]], decides: tuple[Modality, ...]) -> str:
    """Return one sentence: which headlines could change, and to what by which value."""
    if not decides:
        waiting = join_words(MODALITY_SHORT[name] for name in MODALITIES if name in verdict_if)
        return say("{options}: needed, but decides nothing alone.", options=waiting)
    parts = []
    for modality in decides:
        outcomes = (
            say("{value}: {verdict}", value=words, verdict=VERDICT_WORDS[verdict])
            for words, verdict in verdict_if[modality].items()
        )
        parts.append(say("{option} ({outcomes})", option=MODALITY_SHORT[modality], outcomes=in_row(outcomes, "; ")))
    return say("Could change {options}.", options=in_row(parts, "; "))
