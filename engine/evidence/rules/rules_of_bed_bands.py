"""The rules of a band of biologically effective dose: a scale, one end, words, a place, and a treatment."""

from __future__ import annotations

from collections.abc import Iterator

from engine.evidence.records.figures import Figure
from engine.evidence.rules.rules_of_conditions import Complaint
from engine.words.said import Number, fault, say


def of_bed_band(figure: Figure) -> Iterator[Complaint]:
    """Yield what is wrong with the band that a figure was observed in; nothing where it names none."""
    band = figure.observed_bed
    if band is None:
        return
    name = f"{figure.id}.observed_bed"
    for key in ("label", "printed", "locator"):
        if not getattr(band, key).strip():
            yield (f"{name}.{key}", say("this is empty."), say("Write it as the source has it."))
    if (band.at_least is None) == (band.below is None):
        yield (name, say("a band has one end."), say("Give at_least or below, as the source divides."))
    for key in ("alpha_beta_gy", "at_least", "below"):
        number = getattr(band, key)
        if number is not None and not number > 0.0:
            yield (
                f"{name}.{key}",
                fault("{number} Gy is no such dose.", number=Number(f"{number:g}")),
                say("Look at it in the paper."),
            )
    if figure.modality is None:
        yield (f"{figure.id}.modality", say("a band of dose belongs to a treatment."), say("Name the modality."))
