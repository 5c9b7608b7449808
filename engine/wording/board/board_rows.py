"""The options of the board page, a row each."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from engine.findings.assessment import Assessment, FigureFinding, OptionFinding, SourceFinding
from engine.findings.by_case import by_parts
from engine.findings.headline_text.concern_briefs import hard_concerns, in_brief, look_of, option_title
from engine.findings.headline_text.headline_words import reason_of_criteria
from engine.findings.wording import MODALITY_SHORT, counted, lower_first
from engine.wording.board.board_harm import harm_words
from engine.wording.board.board_records import BoardRow
from engine.wording.board.board_series import leading_series, series_beside
from engine.wording.figures import figure_value
from engine.words.said import in_row, say, without_stop

#: planned first; then by headline; what is no option but a comparison last
_ORDER = ("within", "borderline", "undetermined", "concern", "outside", "comparator")
_BURDENS = 2


def board_rows(assessment: Assessment) -> tuple[BoardRow, ...]:
    """Return a row for each option: the planned one first, then by headline, in the order of the modalities.

    A planned option that is outside its criteria gives way to what is within or borderline: a board must not have to
    look for the option that is left.
    """
    sources = {source.id: source for source in assessment.sources}
    # Most keys touch one option or none: the row of an option that was not found anew stands.
    rows = [
        by_parts(partial(board_row, option, sources), ("board row", option.modality), option, assessment.sources)
        for option in assessment.options
    ]
    return tuple(sorted(rows, key=_place))


def _place(row: BoardRow) -> tuple[float, bool]:
    rank = float(_ORDER.index(row.verdict))
    if row.planned:
        rank = -1.0 if row.verdict != "outside" else _ORDER.index("undetermined") - 0.5
    return rank, not row.planned


def board_row(option: OptionFinding, sources: Mapping[str, SourceFinding]) -> BoardRow:
    """Return the row of one option."""
    counts = (
        option.counts["met"] + option.counts["met_outside_observed_range"],
        option.counts["not_met"],
        option.counts["borderline"],
        option.counts["unknown"],
    )
    harm, harm_detail = harm_words(option, sources)
    series = leading_series(option, sources)
    beside = series_beside(option, series[0], sources) if series else None
    resembles, resembles_detail = _resembles(option)
    headline, reason, warning = headline_parts(option)
    burden = in_row((figure_value(found) for found in _courses(option)), " + ")
    spoken = [
        say(
            "{name}: {words}",
            name=in_row((MODALITY_SHORT[option.modality], say("planned") if option.planned else ""), ", "),
            words=headline,
        ),
        warning,
        reason,
        counts_in_words(counts),
        say("resembles {groups}", groups=in_row((resembles, resembles_detail), ", ")) if resembles else "",
        say("severe harm {harm}", harm=in_row((harm, harm_detail))) if harm or harm_detail else "",
        *(one.words for one in series),
        say("beside it {words}", words=beside.words) if beside is not None else "",
        say("course: {burden}", burden=burden) if burden else "",
    ]
    return BoardRow(
        modality=option.modality,
        name=MODALITY_SHORT[option.modality],
        planned=option.planned,
        verdict=option.verdict,
        look=look_of(option),
        headline=headline,
        reason=reason,
        warning=warning,
        counts=counts,
        resembles=resembles,
        resembles_detail=resembles_detail,
        harm=harm,
        harm_detail=harm_detail,
        series=series,
        burden=burden,
        beside=beside,
        words=in_row((in_row((without_stop(part) for part in spoken if part), ". "), "."), ""),
    )


def counts_in_words(counts: tuple[int, int, int, int]) -> str:
    """Return "6 criteria met, 1 not met, 2 not known"; nothing for an option without criteria."""
    met, failed, borderline, unknown = counts
    if not any(counts):
        return ""
    parts: list[str] = [counted(met, "criterion met", "criteria met")]
    parts += [say("{number} not met", number=str(failed))] if failed else []
    parts += [say("{number} borderline", number=str(borderline))] if borderline else []
    parts += [say("{number} not known", number=str(unknown))] if unknown else []
    return in_row(parts, ", ")


def headline_parts(option: OptionFinding) -> tuple[str, str, str]:
    """Return the verdict in a few words, what decides it, and what must never be shortened away."""
    warning = in_brief(hard_concerns(option.concerns))
    return option_title(option), lower_first(reason_of_criteria(option)), warning


def _courses(option: OptionFinding) -> list[FigureFinding]:
    """Return the published numbers of fractions: of the source that the library puts in front, else of the first."""
    fractions = [found for found in option.regimens if found.unit == "fractions"]
    leading = {found.source for found in option.regimens if found.headline}
    chosen = [found for found in fractions if found.source in leading] or fractions[:1]
    return [found for found in chosen if found.source == chosen[0].source][:_BURDENS]


def _resembles(option: OptionFinding) -> tuple[str, str]:
    studied = option.studied
    if not studied.studies:
        return "", ""
    left = len(studied.not_compared)
    detail = counted(left, "item not compared", "items not compared") if left else ""
    groups = counted(studied.studies, "group", "groups")
    return say("{some} of {groups}", some=str(studied.fit), groups=groups), detail
