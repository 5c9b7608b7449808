"""How published bands of dose and of size are written, with the patient's own place; one way for screen and paper."""

from __future__ import annotations

from engine.findings.records.band_records import Band, BandTable
from engine.findings.wording import join_words, lower_first, with_unit
from engine.wording.figures import figure_denominator, figure_interval, figure_value
from engine.wording.literature import provenance_words
from engine.wording.readings import reading_words
from engine.words.said import in_row, say

BANDS_TITLE = say("Local control by dose and by size, as published")
#: what the bands are not
BANDS_NOTE = say(
    "Printed numbers of whole bands: nothing is worked out between them, and none is this patient's chance."
)


def table_title(table: BandTable) -> str:
    """Return whose bands these are, of what, and how deep they were read: "Comito 2014: total dose; …"."""
    words = in_row(
        (lower_first(table.scale), *dict.fromkeys(provenance_words(band.figure) for band in table.bands)), "; "
    )
    return say("{name}: {words}", name=table.source_short, words=words)


def place_words(table: BandTable) -> str:
    """Return where the patient stands on the scale, in a sentence, or what is not known for it."""
    if table.planned_otherwise:
        return say("The planned treatment is another one: its course has no place in these bands.")
    if table.own is not None:
        name, amount = lower_first(table.scale), with_unit(table.own, table.unit)
        if table.of_course:
            words = say("This plan: {name} {value}.", name=name, value=amount)
        else:
            words = say("This patient: {name} {value}.", name=name, value=amount)
    elif table.of_course and len(table.missing) > 1:
        words = say("No planned course entered; not known: {items}.", items=_listed(table.missing))
    else:
        words = say("Not known: {items}.", items=_listed(table.missing))
    if not table.elsewhere:
        return words
    why = join_words(lower_first(one) for one in table.elsewhere)
    return in_row((words, say("Observed under other conditions: {why}.", why=why)))


def _listed(labels: tuple[str, ...]) -> str:
    return join_words(lower_first(label) for label in labels)


def ends_words(table: BandTable, band: Band) -> str:
    """Return the ends of a band: "60 Gy or more", "below 60 Gy", "above 3 to 5 cm"."""
    unit = table.unit
    low, high = band.at_least, band.at_most
    if low is not None and high is not None:
        return say("{low} to {high}", low=with_unit(low, None), high=with_unit(high, unit))
    parts = []
    if low is not None:
        parts.append(say("{value} or more", value=with_unit(low, unit)))
    if band.above is not None:
        parts.append(say("over {low}", low=with_unit(band.above, unit)))
    if high is not None:
        parts.append(say("{value} or less", value=with_unit(high, unit)))
    if band.below is not None:
        parts.append(say("below {high}", high=with_unit(band.below, unit)))
    return in_row(parts, ", ")


def value_words(band: Band) -> str:
    """Return the printed number, with the mark of what is not as printed."""
    return in_row((figure_value(band.figure), reading_words(band.figure)), "; ")


def interval_words(band: Band) -> str:
    """Return the interval with its kind; "not given" where the source prints none and no count bears one."""
    return figure_interval(band.figure) or say("not given")


def size_words(band: Band) -> str:
    """Return of how many, "n = 58 lesions"; "not given" where the source does not say."""
    if band.figure.patients is None:
        return say("not given")
    return figure_denominator(band.figure) or "–"


def absent_words(table: BandTable) -> str:
    """Return why it is not said of how many, each reason once; empty where it is said everywhere."""
    reasons = dict.fromkeys(band.denominator_absent for band in table.bands if band.denominator_absent)
    return in_row(tuple(say("Of how many is not given: {why}.", why=why) for why in reasons))


def here_words(table: BandTable, band: Band) -> str:
    """Return whether the patient's place is in this band: a shape and a word."""
    if band.holds is None:
        return say("? not known") if not table.planned_otherwise else say("– another treatment")
    if table.of_course:
        return say("● this plan") if band.holds else say("○ not this plan")
    return say("● this patient") if band.holds else say("○ not this patient")


def band_words(table: BandTable, band: Band) -> tuple[str, ...]:
    """Return a row: its ends, the value, its interval, of how many, and whether the patient's place is in it."""
    return (
        ends_words(table, band),
        value_words(band),
        interval_words(band),
        size_words(band),
        here_words(table, band),
    )
