"""One liver lesion in words: size and segment, and below it all that is known of its place and of what was judged."""

from __future__ import annotations

from collections.abc import Iterator

from engine.case.fields import FieldCatalogue
from engine.case.lesions import Lesion
from engine.findings.records.lesion_records import LesionFinding, LesionOption, LesionReason
from engine.findings.wording import join_words, lower_first, with_unit

#: the verdict of size and place alone; the patient as a whole has no part in it
PLACE_WORDS = {"within": "Within", "borderline": "Borderline", "outside": "Outside", "undetermined": "Not known"}
_PLACES = {"near_gut": "gut", "near_hilum": "the hilum", "near_major_vessel": "a large vessel"}
#: said above lesions held against criteria of size and place
PLACE_NOTE = "Published criteria of size and place alone; the patient as a whole is judged with each option."


def lesion_in_words(row: Lesion, fields: FieldCatalogue) -> str:
    """Return what and where a lesion is: "3.4 cm, segment VIII"."""
    segment = fields.lesion_by_id["segment"]
    size = with_unit(row.diameter_cm, "cm") if row.diameter_cm is not None else "size not known"
    place = f"segment {segment.choice_label(row.segment)}" if row.segment is not None else "segment not known"
    return f"{size}, {place}{', no longer seen' if row.disappeared else ''}"


def lesion_details(row: Lesion, fields: FieldCatalogue) -> str:
    """Return all else that is known of a lesion; nothing where nothing is."""
    return "; ".join(_details(row, fields))


def option_in_words(option: LesionOption) -> str:
    """Return what size and place allow: "Outside: 3.4 cm and near a large vessel"."""
    words = PLACE_WORDS[option.verdict]
    reasons = [_reason(reason) for reason in option.reasons]
    return f"{words}: {join_words(reasons)}" if reasons else words


def _reason(reason: LesionReason) -> str:
    place = _PLACES.get(reason.field, reason.field)
    if reason.value is None:
        return "size" if reason.field == "largest_lesion_cm" else f"whether it is near {place}"
    if isinstance(reason.value, bool):
        return f"{'near' if reason.value else 'not near'} {place}"
    unit = "mm from gut" if reason.field == "gut_distance_mm" else "cm"
    return with_unit(reason.value, unit)


def planned_in_words(found: LesionFinding, fields: FieldCatalogue) -> str:
    """Return the treatment that the plan names for a lesion."""
    return "Not named" if found.planned is None else fields.lesion_by_id["treatment"].choice_label(found.planned)


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
