"""What speaks against an option, in a frame: what holds, hard concerns first, then what was not asked."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from engine.findings.assessment import ConcernFinding, OptionFinding
from engine.findings.headline_text.concern_briefs import ids_of_points
from engine.report.tree.citations import Citations
from engine.report.tree.document_records import Block, Frame, Run, Symbol, run
from engine.wording.weighed import lead_of
from engine.words.said import in_row, own, say


def concern_frame(option: OptionFinding, citations: Citations, *, whole: bool = False) -> Iterator[Block]:
    """Yield the frame of one option; nothing where nothing speaks against it and nothing is asked.

    Parameters
    ----------
    whole : with the printed passage, and what was looked at and does not hold (long form).
    """
    shown = [concern for concern in option.concerns if whole or _matters(concern)]
    if not shown:
        return
    points = ids_of_points(option.concerns)
    yield Frame(
        name=f"concerns-{option.modality}",
        title=say("What speaks against it: {option}", option=option.label),
        items=tuple(_item(concern, points, citations, whole=whole) for concern in shown),
        symbols=tuple(_symbol(concern) for concern in shown),
    )


def _matters(concern: ConcernFinding) -> bool:
    """What holds, and what leaves the headline open; of the rest the headline names what was not asked."""
    return concern.holds is True or (concern.asks and concern.holds is None)


def _symbol(concern: ConcernFinding) -> Symbol:
    if concern.holds is None:
        return "unknown"
    if not concern.holds:
        return "not_applicable"
    return "concern" if concern.level == "hard" else "caution"


def _item(concern: ConcernFinding, points: Collection[str], citations: Citations, *, whole: bool) -> tuple[Run, ...]:
    places = "; ".join(dict.fromkeys(place.locator for place in concern.sources))
    printed = ""
    if whole and concern.printed:
        printed = say(" Printed: “{printed}” ({places})", printed=own(concern.printed), places=own(places))
    sides = tuple(
        piece
        for side in concern.sides
        for piece in (Run(in_row((" ", side.text), "")), *citations.cite_at(side.source, side.locator))
        if concern.holds
    )
    return (
        *run(lead_of(concern, points), "strong"),
        Run(concern.text, "strong" if concern.level == "hard" and concern.holds else ""),
        *run(say(" No source: a question to the board.") if concern.basis == "no_source" else ""),
        *citations.cite_all(concern.sources),
        *sides,
        *run(printed, "muted"),
        *run(in_row((" ", concern.note), "") if whole and concern.note else ""),
    )
