"""Which values lead to what, neighbours that lead to the same taken together and named as a clinician would."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TypeVar

from engine.case.fields import FieldSpec
from engine.evidence.records.modalities import MODALITIES, Modality
from engine.findings.finding import Verdict
from engine.findings.trials import Trial
from engine.findings.wording import MODALITY_SHORT, VERDICT_WORDS, join_words

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
            found[_stretch(trials, start, position)] = verdicts[position]
            start = position + 1
    return found


def _grouped(trials: list[Trial], verdicts: list[V]) -> dict[str, V]:
    """Choices that lead to one verdict stand together: "A or B", "cT3, cT4 or cT4a"."""
    by_verdict: dict[V, list[str]] = {}
    for (_, words, _), verdict in zip(trials, verdicts, strict=True):
        by_verdict.setdefault(verdict, []).append(words)
    if len(by_verdict) == 1 and len(trials) > 2:
        return {"any value": verdicts[0]}
    return {_either(words): verdict for verdict, words in by_verdict.items()}


def _either(words: list[str]) -> str:
    return " or ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


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
            words = "any value"
        elif last:
            words = f"{low} or more"
        elif start == 0:
            words = f"{high} or less"
        else:
            words = low if low == high else f"{low} to {high}"
        found[words] = verdict
        start = position + 1
    # As in the form, the highest step first.
    return dict(reversed(found.items()))


def _stretch(trials: list[Trial], start: int, end: int) -> str:
    low = "" if start == 0 else trials[start][1]
    high = "" if end == len(trials) - 1 else trials[end][2]
    if not low and not high:
        return "any value"
    unit = high or trials[-1][2]
    if not low:
        return high if high.startswith("below") else f"up {high}"
    if not high:
        unit_words = unit.split(" ", 2)[2] if unit.count(" ") >= 2 else ""
        number = low.split(" ", 1)[1]
        words = f"{number} {unit_words}".strip()
        return f"over {words}" if low.startswith("over") else f"{words} or more"
    if low.removeprefix("from ") == high.removeprefix("to ").split(" ")[0]:
        return high.removeprefix("to ")
    return f"{low} {'to ' + high if high.startswith('below') else high}".replace("to below", "to below")


def in_words(verdict_if: dict[str, dict[str, Verdict]], decides: tuple[Modality, ...]) -> str:
    """Return one sentence: which headlines could change, and to what by which value."""
    if not decides:
        waiting = join_words(MODALITY_SHORT[name] for name in MODALITIES if name in verdict_if)
        return f"{waiting}: needed, but decides nothing alone."
    parts = []
    for modality in decides:
        outcomes = "; ".join(f"{words}: {VERDICT_WORDS[verdict]}" for words, verdict in verdict_if[modality].items())
        parts.append(f"{MODALITY_SHORT[modality]} ({outcomes})")
    return f"Could change {'; '.join(parts)}."
