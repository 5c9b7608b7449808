"""The ledger of the liver in sentences, the same on screen and on paper."""

from __future__ import annotations

from collections.abc import Iterator

from engine.findings.records.lesion_records import LiverReserve
from engine.findings.wording import with_unit
from engine.wording.numbers import number_words
from engine.words.said import say

#: what the ledger is and is not
LEDGER_NOTE = say(
    "Arithmetic on the values of the case, not volumetry. A lesion counts at most as a sphere of its longest diameter, "
    "the most that an ellipsoid of that diameter can have: with axes of 1 to 0.8 to 0.8 it has 64 % of it, of 1 to 0.5 "
    "to 0.5 25 %. Ranges run from all of that volume taken off to none."
)


def reserve_lines(found: LiverReserve) -> tuple[str, ...]:
    """Return the ledger, a sentence a line."""
    return tuple(_lines(found))


def _lines(found: LiverReserve) -> Iterator[str]:
    normal = _span_ml(found.normal_low_ml, found.normal_high_ml)
    yield say(
        "Liver: {liver}; tumour at most {tumour}, normal liver {normal}.",
        liver=_ml(found.liver_ml),
        tumour=_ml(found.tumours_at_most_ml),
        normal=normal,
    )
    if found.without_diameter:
        yield say("Lesions without a diameter, not counted: {number}.", number=str(found.without_diameter))
    if found.remnant_ml is None or found.remnant_percent is None or found.removed_ml is None:
        yield say("Planned resection: the share of the liver that it leaves is not known.")
        return
    yield say(
        "Planned resection: takes {removed} and leaves {remnant}, {percent} % of the whole liver.",
        removed=_ml(found.removed_ml),
        remnant=_ml(found.remnant_ml),
        percent=number_words(found.remnant_percent),
    )
    yield from _remnant_without_tumour(found)
    yield from _needed(found)
    yield from _spared(found)


def _remnant_without_tumour(found: LiverReserve) -> Iterator[str]:
    low_ml, high_ml = found.remnant_normal_low_ml, found.remnant_normal_high_ml
    low, high = found.remnant_normal_percent_low, found.remnant_normal_percent_high
    if low_ml is None or high_ml is None or low is None or high is None:
        return
    normal, percent = _span_ml(low_ml, high_ml), _span_percent(low, high)
    if not found.tumours_left_at_most_ml:
        yield say("Remnant: normal liver {normal}, {percent} of the normal liver.", normal=normal, percent=percent)
        return
    yield say(
        "Remnant, of it at most {tumour} tumour: normal liver {normal}, {percent} of the normal liver.",
        tumour=_ml(found.tumours_left_at_most_ml),
        normal=normal,
        percent=percent,
    )


def _needed(found: LiverReserve) -> Iterator[str]:
    if found.needed_percent is not None:
        low, high = found.needed_percent
        asked = number_words(high)
        if low != high:
            asked = say("{low} to {high}", low=number_words(low), high=asked)
        yield say("Published need without earlier chemotherapy: {percent} % of the whole liver.", percent=asked)
    after = found.needed_after_chemotherapy_percent
    yield say(
        "After more than three months of chemotherapy: {percent}; {had}.",
        percent=_percent(after) if after is not None else say("not given by any record read"),
        had=_HAD[found.after_chemotherapy],
    )


_HAD = {
    True: say("this patient had chemotherapy"),
    False: say("this patient had none"),
    None: say("whether there was any is not known"),
}


def _spared(found: LiverReserve) -> Iterator[str]:
    low, high, limit = found.left_to_irradiate_low_ml, found.left_to_irradiate_high_ml, found.spared_limit_ml
    if low is None or high is None or limit is None:
        return
    if high < 0:
        yield say(
            "The remnant is {short} or more short of the {limit} of normal liver that a published rule of radiotherapy "
            "asks to be spared: after this resection it cannot be met.",
            short=_ml(-high),
            limit=_ml(limit),
        )
    elif low < 0:
        yield say(
            "Whether the remnant holds the {limit} of normal liver that a published rule of radiotherapy asks to be "
            "spared depends on the tumour left in it: {short} short to {over} over.",
            limit=_ml(limit),
            short=_ml(-low),
            over=_ml(high),
        )
    else:
        yield say(
            "Beyond the {limit} of normal liver that a published rule of radiotherapy asks to be spared the remnant "
            "holds {volume}.",
            limit=_ml(limit),
            volume=_span_ml(low, high),
        )


def _ml(volume: float) -> str:
    return with_unit(round(volume), "mL")


def _percent(number: float) -> str:
    return with_unit(round(number, 9) + 0.0, "%")


def _span_ml(low: float, high: float) -> str:
    if round(low) == round(high):
        return _ml(low)
    return say("{low} to {high}", low=str(round(low)), high=_ml(high))


def _span_percent(low: float, high: float) -> str:
    one, two = round(low), round(high)
    return _percent(one) if one == two else say("{low} to {high}", low=str(one), high=_percent(two))
