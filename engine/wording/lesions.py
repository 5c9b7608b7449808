"""One liver lesion in words: size and segment, and below it all that is known of its place and of what was judged."""

from __future__ import annotations

from collections.abc import Iterator

from engine.case.fields import FieldCatalogue
from engine.case.lesions import Lesion
from engine.findings.records.lesion_records import LesionFinding, LesionOption, LesionReason
from engine.findings.wording import join_words, lower_first, with_unit
from engine.words.said import Sentence, in_row, listed, say, say_label, template

#: the verdict of size and place alone; the patient as a whole has no part in it
PLACE_WORDS = {
    "within": template("Within"),
    "borderline": template("Borderline"),
    "outside": template("Outside"),
    "undetermined": template("Not known"),
}
_PLACES = {"near_gut": say("gut"), "near_hilum": say("the hilum"), "near_major_vessel": say("a large vessel")}
#: said above lesions held against criteria of size and place
PLACE_NOTE = say("Published criteria of size and place alone; the patient as a whole is judged with each option.")


def lesion_in_words(row: Lesion, fields: FieldCatalogue) -> str:
    """Return what and where a lesion is: "3.4 cm, segment VIII"."""
    segment = fields.lesion_by_id["segment"]
    size = with_unit(row.diameter_cm, "cm") if row.diameter_cm is not None else say("size not known")
    if row.segment is None:
        place = say("segment not known")
    else:
        place = say("segment {segment}", segment=say_label(segment.choice_label(row.segment), segment.id))
    return in_row((size, place, say("no longer seen") if row.disappeared else ""), ", ")


def lesion_details(row: Lesion, fields: FieldCatalogue) -> str:
    """Return all else that is known of a lesion; nothing where nothing is."""
    return in_row(_details(row, fields), "; ")


def option_in_words(option: LesionOption) -> str:
    """Return what size and place allow: "Outside: 3.4 cm and near a large vessel"."""
    words = PLACE_WORDS[option.verdict]
    reasons = [_reason(reason) for reason in option.reasons]
    return say("{name}: {words}", name=words, words=join_words(reasons)) if reasons else say(words)


def _reason(reason: LesionReason) -> str:
    place = _PLACES.get(reason.field, reason.field)
    if reason.value is None:
        return say("size") if reason.field == "largest_lesion_cm" else say("whether it is near {place}", place=place)
    if isinstance(reason.value, bool):
        return say("near {place}", place=place) if reason.value else say("not near {place}", place=place)
    if reason.field == "gut_distance_mm":
        return say("{distance} from {place}", distance=with_unit(reason.value, "mm"), place=say("gut"))
    return with_unit(reason.value, "cm")


def planned_in_words(found: LesionFinding, fields: FieldCatalogue) -> str:
    """Return the treatment that the plan names for a lesion."""
    if found.planned is None:
        return say("Not named")
    treatment = fields.lesion_by_id["treatment"]
    return say_label(treatment.choice_label(found.planned), treatment.id)


def _either(places: list[Sentence]) -> str:
    """Return "a", "a or b", "a or b or c"."""
    said: str = places[0]
    for one in places[1:]:
        said = listed((said, one), "{first} or {last}")
    return said


def _details(row: Lesion, fields: FieldCatalogue) -> Iterator[str]:
    flags = (row.near_gut, row.near_hilum, row.near_major_vessel)
    said = tuple(zip(flags, _PLACES.values(), strict=True))
    if near := [words for flag, words in said if flag]:
        yield say("near {place}", place=join_words(near))
    if far := [words for flag, words in said if flag is False]:
        yield say("not near {place}", place=_either(far))
    vessel = fields.lesion_by_id["nearest_vessel"]
    if row.nearest_vessel is not None:
        name = lower_first(say_label(vessel.choice_label(row.nearest_vessel), vessel.id))
    else:
        name = say("a large vessel")
    if row.vessel_distance_mm is None and row.nearest_vessel is not None:
        yield say("nearest vessel: {name}", name=name)
    distances = (
        (row.gut_distance_mm, say("gut")),
        (row.bile_duct_distance_mm, say("a bile duct")),
        (row.vessel_distance_mm, say("a vessel (other)") if row.nearest_vessel == "other" else name),
        (row.capsule_distance_mm, say("the capsule")),
    )
    measured = [
        say("{distance} from {place}", distance=with_unit(number, "mm"), place=place)
        for number, place in distances
        if number is not None
    ]
    if measured:
        yield join_words(measured)
    judged = []
    if row.resectable is not None:
        judged.append(say("resectable") if row.resectable else say("not resectable"))
    if row.ablatable is not None:
        judged.append(say("ablatable") if row.ablatable else say("not ablatable"))
    if judged:
        yield say("judged {judgements}", judgements=join_words(judged))
    if row.response is not None:
        response = fields.lesion_by_id["response"]
        label = lower_first(say_label(response.choice_label(row.response), response.id))
        yield say("response: {response}", response=label)
