"""The first page on paper: the board page's own record, set as blocks. It decides nothing and words nothing anew."""

from __future__ import annotations

from collections.abc import Iterator

from engine.findings.wording import lower_first
from engine.report.sections.eligibility_sections import VERDICT_SYMBOLS
from engine.report.tree.document_records import (
    Block,
    Bullets,
    Cell,
    Column,
    Heading,
    Paragraph,
    Row,
    Run,
    Runs,
    Symbol,
    Table,
    Timeline,
    TimelinePoint,
    TimelineSeries,
    run,
)
from engine.wording.board.board_records import BoardPage, BoardRow, BoardSeries, NoticeKind
from engine.wording.board.board_series import is_in_doubt
from engine.words.said import in_row, own, say, without_stop

_NOTICE_SYMBOLS: dict[NoticeKind, Symbol] = {
    "contradiction": "not_met",
    "unusual": "caution",
    "concern": "caution",
    "evidence": "caution",
    "unchecked": "caution",
    "contested": "contested",
    "caution": "caution",
    "note": "note",
}
_NOTICE_WORDS: dict[NoticeKind, str] = {
    "contradiction": say("Contradiction: "),
    "unusual": say("To check: "),
    "concern": say("To weigh: "),
    "evidence": say("Of the evidence: "),
    "unchecked": "",
    "contested": say("Contested: "),
    "caution": "",
    "note": "",
}


def patient_blocks(page: BoardPage) -> Iterator[Block]:
    """Yield who the patient is, and what must be heard first."""
    if page.patient:
        yield Paragraph(runs=run(in_row(page.patient, " · "), "strong"))
    # What speaks against the planned option has a frame of its own below the verdict.
    notices = [notice for notice in page.notices if notice.kind not in ("concern", "evidence")]
    if notices:
        yield Bullets(
            items=tuple((*run(_NOTICE_WORDS[notice.kind], "strong"), Run(notice.text)) for notice in notices),
            symbols=tuple(_NOTICE_SYMBOLS[notice.kind] for notice in notices),
            quiet=True,
        )


def option_blocks(
    page: BoardPage, *, whole: bool = False, in_lines: tuple[str, ...] = (), beside: bool = True
) -> Iterator[Block]:
    """Yield the row of each option on one time axis, and those that cannot apply.

    Parameters
    ----------
    whole : with what decides the planned option once more (long form).
    in_lines : options of these verdicts, unless planned, have a line with reason and severe harm, and no drawing.
    beside : below the drawing of the planned option also the group that is like the patient, where that drawn is not.
    """
    yield Heading(level=2, text=say("Options (the order is not preference)"))
    lines = tuple(row for row in page.rows if row.verdict in in_lines and not row.planned)
    rows = tuple(row for row in page.rows if row not in lines)
    if rows:
        yield _options(page, rows, whole=whole, beside=beside)
    if lines:
        yield Bullets(
            items=tuple(_line(row) for row in lines),
            symbols=tuple(VERDICT_SYMBOLS[row.look] for row in lines),
            quiet=True,
        )
    if page.apart:
        said = in_row(
            (say("{name} ({words})", name=row.name, words=without_stop(row.reason)) for row in page.apart), "; "
        )
        yield Paragraph(
            runs=(Run(say("Not for this patient: "), "strong"), Run(say("{facts}.", facts=said))), quiet=True
        )


def minutes_blocks(page: BoardPage) -> Iterator[Block]:
    """Yield the sentences for the minutes."""
    if page.in_words:
        yield Heading(level=2, text=say("In words, for the minutes"))
        yield Paragraph(runs=run(in_row(page.in_words)))


def _line(row: BoardRow) -> tuple[Run, ...]:
    """Return an option as a line: what speaks hard against it, why, and its severe harm."""
    reason = lower_first(_reason(row))
    said = say(", {verdict}: {reason}.", verdict=row.headline, reason=reason)
    if not reason:
        said = say(", {verdict}.", verdict=row.headline)
    beside = in_row(("(", row.harm_detail, ")"), "") if row.harm and row.harm_detail else row.harm_detail
    harm = in_row((row.harm, beside))
    severe = say("Severe harm: {harm}.", harm=harm) if harm else ""
    return (*run(row.name, "strong"), Run(in_row((said, severe))))


def _reason(row: BoardRow) -> str:
    return in_row((without_stop(part) for part in (row.warning, row.reason) if part), "; ")


def _options(page: BoardPage, rows: tuple[BoardRow, ...], *, whole: bool, beside: bool) -> Table:
    axis = say("Alive ●, local control ○: 0 to {months} months", months=str(page.axis_months))
    return Table(
        name="options",
        title=say("Options"),
        columns=(
            Column(title=say("Option"), share=0.15),
            Column(title=say("Headline"), share=0.33),
            Column(title=say("Met · failed · open"), share=0.09),
            Column(title=say("Resembles"), share=0.1),
            Column(title=say("Severe harm"), share=0.16),
            Column(title=axis, share=0.17),
        ),
        rows=tuple(_row(row, page.axis_months, whole=whole, beside=beside) for row in rows),
    )


def _row(row: BoardRow, axis_months: int, *, whole: bool, beside: bool) -> Row:
    # On the two pages what decides the planned option stands in full above, and what speaks against it in a frame.
    if row.planned and not whole:
        reason: str = say("as said above")
    else:
        reason = _reason(row)
    return Row(
        cells=(
            Cell(runs=run(row.name, "strong"), below=run(say("planned"), "strong") if row.planned else ()),
            Cell(
                symbol=VERDICT_SYMBOLS[row.look],
                runs=(
                    Run(row.headline, "strong"),
                    *run(say(": {reason}.", reason=lower_first(reason)) if reason else ""),
                ),
            ),
            Cell(runs=run(_counts(row))),
            Cell(runs=run(row.resembles or "–"), below=run(row.resembles_detail, "muted")),
            Cell(runs=run(row.harm or "–"), below=run(row.harm_detail, "muted")),
            Cell(
                timeline=_timeline(row.series, axis_months) if row.series else None,
                runs=(*run(_said(row, whole=whole), "muted"), *(_beside(row, whole=whole) if beside else ())),
            ),
        )
    )


def _said(row: BoardRow, *, whole: bool) -> str:
    """Return what stands below the drawing: whose points they are; in the long form every point of the planned one.

    On the two pages the points are drawn once more on the second, where the figure is described in words.
    """
    if not row.series:
        return say("no published point")
    if row.planned and whole:
        return in_row((one.words for one in row.series), "; ")
    return in_row(dict.fromkeys(_whose(one) for one in row.series), "; ")


def _beside(row: BoardRow, *, whole: bool) -> Runs:
    """Return the group that is like the patient where the one drawn is not known to be; in the long form, any beside.

    It is set strong: the figure that is read as this patient's must not be that of the unlike one. On the two pages
    there is room for that of the planned option at most; the minutes below it say it as well.
    """
    if row.beside is None:
        return ()
    if row.beside.resembles and is_in_doubt(row.series[0]) and (whole or row.planned):
        said = in_row((row.beside.source, row.beside.depth), ", ")
        results = in_row((point.words for point in row.beside.points), ", ")
        return (Run(own(". ")), Run(say("Like this patient: {name}: {words}", name=said, words=results), "strong"))
    return run(in_row(("; ", say("beside it {words}", words=row.beside.words)), ""), "muted") if whole else ()


def _whose(series: BoardSeries) -> str:
    """Return whose points they are, and that these are not known to be like; in what, the minutes say."""
    if series.unlike:
        return say("{name} (unlike)", name=series.source)
    if not series.compared:
        return say("{name} (likeness not recorded)", name=series.source)
    return say("{name} (not known to be like)", name=series.source) if series.untold else series.source


def _counts(row: BoardRow) -> str:
    met, failed, borderline, unknown = row.counts
    if not any(row.counts):
        return "–"
    still_open = [say("{number} borderline", number=str(borderline))] if borderline else []
    still_open += [say("{number} not known", number=str(unknown))] if unknown else []
    return in_row((str(met), str(failed), in_row(still_open, ", ") or "0"), " · ")


def _timeline(series: tuple[BoardSeries, ...], axis_months: int) -> Timeline:
    return Timeline(
        axis_months=axis_months,
        series=tuple(
            TimelineSeries(
                filled=one.endpoint == "overall_survival",
                points=tuple(
                    TimelinePoint(
                        x=round(point.time_months / axis_months, 4),
                        percent=round(100.0 * point.share, 3),
                        low=None if point.low is None else round(100.0 * point.low, 3),
                        high=None if point.high is None else round(100.0 * point.high, 3),
                    )
                    for point in one.points
                    if point.time_months <= axis_months
                ),
            )
            for one in series
        ),
    )
