"""Cautions and contested points, contested ones with both sides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.findings.assessment import CautionFinding
from engine.report.citations import Citations
from engine.report.document_records import Block, Bullets, Run, Runs, left_out
from engine.report.eligibility_sections import discrepancies_in_words


def caution_blocks(
    cautions: Sequence[CautionFinding],
    citations: Citations,
    *,
    whole: bool,
    most: int = 6,
    characters: int = 1600,
) -> Iterator[Block]:
    """Yield cautions and contested points, contested ones with both sides.

    Parameters
    ----------
    whole : all of them, notes too; otherwise the weightiest, within `most` and `characters`.
    """
    weighty = sorted(
        (caution for caution in cautions if caution.kind != "note"),
        key=lambda caution: (not caution.fired_by, caution.kind != "contested"),
    )
    shown = list(cautions) if whole else _that_fit(weighty, most, characters)
    if shown:
        yield Bullets(
            items=tuple(_caution(caution, citations, whole=whole) for caution in shown),
            symbols=tuple(caution.kind for caution in shown),
            quiet=True,
        )
    left = len(cautions) - len(shown)
    if left:
        yield left_out(left, "caution or note", "cautions and notes")


def _that_fit(cautions: Sequence[CautionFinding], most: int, characters: int) -> list[CautionFinding]:
    """The weightiest, as far as there is room; where a long contested point has none, a shorter caution may."""
    shown: list[CautionFinding] = []
    used = 0
    for caution in cautions:
        length = len(caution.text) + sum(len(side.text) + 30 for side in caution.sides)
        if not shown or (used + length <= characters and len(shown) < most):
            shown.append(caution)
            used += length
    return shown


_KINDS = {"contested": "Contested. ", "caution": "Caution. ", "note": "Note. "}


def _caution(caution: CautionFinding, citations: Citations, *, whole: bool) -> Runs:
    runs: list[Run] = [Run(_KINDS[caution.kind], "strong"), Run(caution.text)]
    if not caution.sides:
        runs += citations.cite_all(caution.sources)
    for number, side in enumerate(caution.sides):
        opening = " On the one side" if number == 0 else " On the other" if number == 1 else " Also"
        runs += (
            Run(f"{opening}, ", "strong"),
            Run(f"{citations.short(side.source)}: {side.text.rstrip('.')}"),
            *citations.cite_at(side.source, side.locator),
            Run("."),
        )
    if whole:
        places = "; ".join(dict.fromkeys(place.locator for place in caution.sources))
        runs.append(Run(f" ({places}){discrepancies_in_words(caution.discrepancies)}", "muted"))
    return tuple(runs)
