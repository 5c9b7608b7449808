"""The ledger of the liver in sentences, the same on screen and on paper."""

from __future__ import annotations

from collections.abc import Iterator

from engine.findings.records.lesion_records import LiverReserve
from engine.wording.numbers import number_words

#: what the ledger is and is not
LEDGER_NOTE = (
    "Arithmetic on the values of the case, not volumetry. A lesion counts at most as a sphere of its longest diameter, "
    "the most that an ellipsoid of that diameter can have: with axes of 1 to 0.8 to 0.8 it has 64 % of it, of 1 to 0.5 "
    "to 0.5 25 %. Ranges run from all of that volume taken off to none."
)


def reserve_lines(found: LiverReserve) -> tuple[str, ...]:
    """Return the ledger, a sentence a line."""
    return tuple(_lines(found))


def _lines(found: LiverReserve) -> Iterator[str]:
    normal = _span_ml(found.normal_low_ml, found.normal_high_ml)
    yield f"Liver: {_ml(found.liver_ml)}; tumour at most {_ml(found.tumours_at_most_ml)}, normal liver {normal}."
    if found.without_diameter:
        yield f"Lesions without a diameter, not counted: {found.without_diameter}."
    if found.remnant_ml is None or found.remnant_percent is None or found.removed_ml is None:
        yield "Planned resection: the share of the liver that it leaves is not known."
        return
    yield (
        f"Planned resection: takes {_ml(found.removed_ml)} and leaves {_ml(found.remnant_ml)}, "
        f"{number_words(found.remnant_percent)} % of the whole liver."
    )
    yield from _remnant_without_tumour(found)
    yield from _needed(found)
    yield from _spared(found)


def _remnant_without_tumour(found: LiverReserve) -> Iterator[str]:
    low_ml, high_ml = found.remnant_normal_low_ml, found.remnant_normal_high_ml
    low, high = found.remnant_normal_percent_low, found.remnant_normal_percent_high
    if low_ml is None or high_ml is None or low is None or high is None:
        return
    left = f", of it at most {_ml(found.tumours_left_at_most_ml)} tumour" if found.tumours_left_at_most_ml else ""
    yield f"Remnant{left}: normal liver {_span_ml(low_ml, high_ml)}, {_span_percent(low, high)} of the normal liver."


def _needed(found: LiverReserve) -> Iterator[str]:
    if found.needed_percent is not None:
        low, high = found.needed_percent
        asked = number_words(high) if low == high else f"{number_words(low)} to {number_words(high)}"
        yield f"Published need without earlier chemotherapy: {asked} % of the whole liver."
    after = found.needed_after_chemotherapy_percent
    asked_after = f"{number_words(after)} %" if after is not None else "not given by any record read"
    had = {
        True: "this patient had chemotherapy",
        False: "this patient had none",
        None: "whether there was any is not known",
    }
    yield f"After more than three months of chemotherapy: {asked_after}; {had[found.after_chemotherapy]}."


def _spared(found: LiverReserve) -> Iterator[str]:
    low, high, limit = found.left_to_irradiate_low_ml, found.left_to_irradiate_high_ml, found.spared_limit_ml
    if low is None or high is None or limit is None:
        return
    rule = f"the {_ml(limit)} of normal liver that a published rule of radiotherapy asks to be spared"
    if high < 0:
        yield f"The remnant is {_ml(-high)} or more short of {rule}: after this resection it cannot be met."
    elif low < 0:
        short, over = _ml(-low), _ml(high)
        yield f"Whether the remnant holds {rule} depends on the tumour left in it: {short} short to {over} over."
    else:
        yield f"Beyond {rule} the remnant holds {_span_ml(low, high)}."


def _ml(volume: float) -> str:
    return f"{round(volume)} mL"


def _span_ml(low: float, high: float) -> str:
    return _ml(low) if round(low) == round(high) else f"{round(low)} to {_ml(high)}"


def _span_percent(low: float, high: float) -> str:
    one, two = f"{low:.0f}", f"{high:.0f}"
    return f"{one} %" if one == two else f"{one} to {two} %"
