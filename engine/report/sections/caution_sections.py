"""Cautions and contested points, contested ones with both sides."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from engine.findings.assessment import Assessment, CautionFinding, OptionFinding
from engine.findings.wording import MODALITY_SHORT, join_words
from engine.report.sections.eligibility_sections import discrepancies_in_words
from engine.report.tree.citations import Citations
from engine.report.tree.document_records import Block, Bullets, Run, Runs
from engine.words.said import in_row, own, say, without_stop


def caution_blocks(cautions: Sequence[CautionFinding], citations: Citations) -> Iterator[Block]:
    """Yield all cautions, contested points with both sides, and notes, each with its places (long form)."""
    if cautions:
        yield caution_list(cautions, citations, whole=True)


def caution_list(
    cautions: Sequence[CautionFinding], citations: Citations, *, whole: bool, terse: bool = False
) -> Bullets:
    """Return cautions as a list.

    Parameters
    ----------
    whole : with the places and the codes of known discrepancies.
    terse : of the sides of a contested point only whose they are.
    """
    return Bullets(
        items=tuple(_caution(caution, citations, whole=whole, terse=terse) for caution in cautions),
        symbols=tuple(caution.kind for caution in cautions),
        quiet=True,
    )


def chosen_cautions(cautions: Sequence[CautionFinding], *, most: int, characters: int) -> list[CautionFinding]:
    """Return what the short form shows: all cautions that the case brought up, then the rest by weight.

    Where a long contested point has no room, a shorter caution may have it. A note that the case did not bring up is
    for the long form.

    Parameters
    ----------
    most, characters : of the rest: how many, and how much text.
    """
    shown = [caution for caution in cautions if caution.fired_by and caution.kind != "note"]
    rest = [caution for caution in cautions if bool(caution.fired_by) == (caution.kind == "note")]
    number, used = 0, 0
    for caution in sorted(rest, key=lambda caution: _KINDS_IN_ORDER.index(caution.kind)):
        length = len(caution.text) + sum(len(side.text) + 30 for side in caution.sides)
        if number < most and used + length <= characters:
            shown.append(caution)
            number, used = number + 1, used + length
    return shown


def weighed_elsewhere(
    assessment: Assessment, minded: Collection[str], planned: OptionFinding | None, citations: Citations
) -> Bullets | None:
    """Return what is to be weighed for the options that are not planned; None where nothing is.

    Parameters
    ----------
    minded : ids of the records that the board page tells to mind.
    planned : its own concerns stand in a frame.
    """
    items: dict[str, Runs] = {}
    for option in assessment.options:
        for concern in () if option is planned else option.concerns:
            if concern.id in minded and concern.holds and concern.id not in items:
                name = MODALITY_SHORT[option.modality]
                lead = (
                    say("{option}, of the evidence: ", option=name)
                    if concern.kind == "evidence"
                    else say("{option}, to weigh: ", option=name)
                )
                items[concern.id] = (
                    Run(lead, "strong"),
                    Run(concern.text),
                    *citations.cite_all(concern.sources),
                )
    if not items:
        return None
    return Bullets(items=tuple(items.values()), symbols=tuple("caution" for _ in items), quiet=True)


_KINDS_IN_ORDER = ("contested", "caution", "note")
_KINDS = {"contested": say("Contested. "), "caution": say("Caution. "), "note": say("Note. ")}


_OPENINGS = (say(" On the one side, "), say(" On the other, "), say(" Also, "))


def _caution(caution: CautionFinding, citations: Citations, *, whole: bool, terse: bool) -> Runs:
    runs: list[Run] = [Run(_KINDS[caution.kind], "strong"), Run(caution.text)]
    if not caution.sides:
        runs += citations.cite_all(caution.sources)
    if terse and caution.sides:
        sides = dict.fromkeys(citations.short(side.source) for side in caution.sides)
        runs += (
            Run(say(" Sides: "), "strong"),
            Run(say("{sources}; each in its words in the long form.", sources=join_words(sides))),
            *citations.cite_places((side.source, side.locator) for side in caution.sides),
        )
        return tuple(runs)
    for number, side in enumerate(caution.sides):
        runs += (
            Run(_OPENINGS[min(number, 2)], "strong"),
            Run(say("{name}: {words}", name=citations.short(side.source), words=without_stop(side.text))),
            *citations.cite_at(side.source, side.locator),
            Run("."),
        )
    if whole:
        places = "; ".join(dict.fromkeys(place.locator for place in caution.sources))
        runs.append(Run(in_row((own(f" ({places})"), discrepancies_in_words(caution.discrepancies)), ""), "muted"))
    return tuple(runs)
