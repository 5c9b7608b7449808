"""Values that follow from others, in words: the class with the number behind it, or what it waits for."""

from __future__ import annotations

from engine.case.fields import FieldCatalogue, FieldSpec
from engine.case.patient import Derived
from engine.findings.wording import counted, join_words, lower_first, value_in_words
from engine.words.said import Number, say

#: digits of an ALBI score; more where these would put it on the other side of a limit
_ALBI_DIGITS = 2
_MOST_DIGITS = 9
_ALBI_LIMITS = (-2.60, -1.39)


def derived_in_words(spec: FieldSpec, derived: Derived) -> str:
    """Return the value in use with the number behind it: "A (5 points)", "2 (score −2.41)"."""
    words = value_in_words(spec, derived.value)
    if derived.score is None:
        return words
    return say("{value} ({score})", value=words, score=score_in_words(spec.id, derived.score))


def score_in_words(field_id: str, score: float) -> str:
    """Return the number behind a class: "5 points", "score −2.41"."""
    if field_id != "albi_grade":
        return counted(round(score), "point", "points")
    digits = _ALBI_DIGITS
    while digits < _MOST_DIGITS and any((round(score, digits) <= end) != (score <= end) for end in _ALBI_LIMITS):
        digits += 1
    shown = f"{abs(score):.{digits}f}"
    return say("score {score}", score=Number(f"{'−' if score < 0 and float(shown) else ''}{shown}"))


def waiting_in_words(missing: tuple[str, ...], fields: FieldCatalogue) -> str:
    """Return why a value that follows from others was not worked out: "Not worked out: albumin is not known."."""
    if not missing:
        return say("Not worked out: its formula has no value here.")
    names = join_words(lower_first(fields[name].label) for name in missing)
    if len(missing) == 1:
        return say("Not worked out: {field} is not known.", field=names)
    return say("Not worked out: {fields} are not known.", fields=names)
