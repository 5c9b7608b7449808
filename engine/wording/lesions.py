"""One liver lesion in words: size and segment, and below it all that is known of its place and of what was judged."""

from __future__ import annotations

from collections.abc import Iterator

from engine.case.fields import FieldCatalogue
from engine.case.lesions import Lesion
from engine.findings.wording import join_words, lower_first, with_unit


def lesion_in_words(row: Lesion, fields: FieldCatalogue) -> str:
    """Return what and where a lesion is: "3.4 cm, segment VIII"."""
    segment = fields.lesion_by_id["segment"]
    size = with_unit(row.diameter_cm, "cm") if row.diameter_cm is not None else "size not known"
    place = f"segment {segment.choice_label(row.segment)}" if row.segment is not None else "segment not known"
    return f"{size}, {place}{', no longer seen' if row.disappeared else ''}"


def lesion_details(row: Lesion, fields: FieldCatalogue) -> str:
    """Return all else that is known of a lesion; nothing where nothing is."""
    return "; ".join(_details(row, fields))


def _details(row: Lesion, fields: FieldCatalogue) -> Iterator[str]:
    said = (row.near_gut, "gut"), (row.near_hilum, "the hilum"), (row.near_major_vessel, "a large vessel")
    for answer, verb in ((True, "near"), (False, "not near")):
        places = [words for flag, words in said if flag is answer]
        if places:
            yield f"{verb} {join_words(places) if answer else ' or '.join(places)}"
    vessel = fields.lesion_by_id["nearest_vessel"]
    name = lower_first(vessel.choice_label(row.nearest_vessel)) if row.nearest_vessel is not None else "a large vessel"
    if row.vessel_distance_mm is None and row.nearest_vessel is not None:
        yield f"nearest vessel: {name}"
    distances = (
        (row.gut_distance_mm, "gut"),
        (row.bile_duct_distance_mm, "a bile duct"),
        (row.vessel_distance_mm, "a vessel (other)" if row.nearest_vessel == "other" else name),
        (row.capsule_distance_mm, "the capsule"),
    )
    measured = [f"{with_unit(number, 'mm')} from {place}" for number, place in distances if number is not None]
    if measured:
        yield join_words(measured)
    judged = [
        words if flag else f"not {words}"
        for flag, words in ((row.resectable, "resectable"), (row.ablatable, "ablatable"))
        if flag is not None
    ]
    if judged:
        yield f"judged {join_words(judged)}"
    if row.response is not None:
        yield f"response: {lower_first(fields.lesion_by_id['response'].choice_label(row.response))}"
