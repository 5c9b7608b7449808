"""Survival figures of a modality, how far the patient resembles their cohorts, and outcomes in numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from engine.findings.assessment import Assessment, FigureFinding, OptionFinding
from engine.findings.records.curve_records import CurveFinding
from engine.findings.wording import STATUS_WORDS
from engine.report.sections.eligibility_sections import option_row
from engine.report.sections.outcome_choice import Arms, chosen_outcomes, with_partners
from engine.report.sections.survival_choice import every_group, is_forest, leading_group, leading_groups
from engine.report.survival.figure_in_language import figure_in, forest_in
from engine.report.survival.forest_figure import ForestFigure, forest_figure
from engine.report.survival.forest_scene import forest_scene
from engine.report.survival.published_lines import as_published
from engine.report.survival.survival_figure import badge_words, lacks_whom, scene, survival_figure
from engine.report.survival.survival_records import SurvivalFigure
from engine.report.tree.citations import Citations
from engine.report.tree.document_records import (
    Block,
    Bullets,
    Cell,
    Column,
    FigureBlock,
    Figures,
    Heading,
    Row,
    Run,
    Runs,
    Table,
    run,
)
from engine.wording.board.board_records import BoardPage
from engine.wording.figures import applies_words, figure_denominator, figure_interval, figure_value
from engine.wording.literature import old_legend, provenance_short, provenance_words
from engine.wording.readings import reading_words
from engine.words.language import ENGLISH, Language
from engine.words.said import changed, in_row, own, say, template

_FIGURE_WIDTH_PT = 243.0
_FIGURE_HEIGHT_PT = 150.0
_WIDE_FIGURE_WIDTH_PT = 510.0
_WIDE_FIGURE_HEIGHT_PT = 155.0
_LOW_FIGURE_HEIGHT_PT = 140.0


def survival_blocks(option: OptionFinding, citations: Citations, language: Language = ENGLISH) -> Iterator[Block]:
    """Yield every curve of an option in figures, and how like the patient their cohorts are (long form).

    Curves of one endpoint have equal time scales; what has one published figure stands side by side below them.

    Parameters
    ----------
    language : that the figures are laid out in; what stands around them is said again with the document.
    """
    chosen = every_group(option)
    if not chosen:
        return
    names = {curve.source: citations.short(curve.source) for group in chosen for curve in group}
    places = _places(chosen)
    for _, groups in groupby(chosen, key=lambda group: group[0].endpoint):
        many = [*groups]
        end = _common_end(many)
        drawn = [
            _figure_block(group, names, places, citations, language, whole=True, end=end)
            for group in many
            if not is_forest(group)
        ]
        yield from _in_pairs(drawn)
        for group in many:
            if is_forest(group):
                block = _figure_block(
                    group, names, places, citations, language, whole=True, end=end, width_pt=_WIDE_FIGURE_WIDTH_PT
                )
                yield Figures(items=(block,))
    yield from _matches(chosen, names, places, citations)


def _in_pairs(blocks: Sequence[FigureBlock]) -> Iterator[Figures]:
    for start in range(0, len(blocks), 2):
        yield Figures(items=tuple(blocks[start : start + 2]))


def _common_end(groups: Iterable[Sequence[CurveFinding]]) -> float | None:
    """Return where the time axes of several figures end, in months; None where none has one."""
    drawn = [survival_figure([as_published(curve) for curve in group], {}) for group in groups if not is_forest(group)]
    return max((figure.axes.max_months for figure in drawn), default=None)


def own_figures(
    option: OptionFinding,
    citations: Citations,
    arms: Arms,
    page: BoardPage,
    assessment: Assessment,
    language: Language = ENGLISH,
    *,
    most: int,
) -> list[FigureBlock]:
    """Return the figures of one option's studies that lead: overall survival, then a second endpoint.

    Their time scales are equal. A cohort that stands on the axis of all options keeps its letter.

    Parameters
    ----------
    most : at most so many; the last of them first to stay.
    """
    chosen = leading_groups(option, arms)[-most:] if most else []
    names = {curve.source: citations.short(curve.source) for group in chosen for curve in group}
    places = _places([curves_of_the_page(page, assessment)[0], *chosen])
    end = _common_end(chosen)
    return [_figure_block(group, names, places, citations, language, whole=False, end=end) for group in chosen]


def _places(groups: Iterable[Sequence[CurveFinding]]) -> dict[str, int]:
    """Return each cohort's place in the palette and the alphabet, the same in all figures."""
    return {cohort: i for i, cohort in enumerate(dict.fromkeys(c.cohort for group in groups for c in group))}


def options_on_one_axis(
    page: BoardPage,
    assessment: Assessment,
    citations: Citations,
    beside: Sequence[FigureBlock] = (),
    language: Language = ENGLISH,
    *,
    low: bool = False,
) -> Iterator[Block]:
    """Yield overall survival of every option on one axis, the study of each that stands on the board page.

    Parameters
    ----------
    beside : a figure to stand beside it; without one it has the whole width.
    low : of less height, where room is scarce.
    """
    curves, labels = curves_of_the_page(page, assessment)
    if not curves:
        if beside:
            yield Figures(items=tuple(beside))
        return
    names = {curve.source: citations.short(curve.source) for curve in curves}
    curves = [as_published(curve) for curve in curves]
    drawing = survival_figure(curves, names, max_months=float(page.axis_months), labels=labels, bands=False)
    figure = figure_in(language, drawing)
    numbers = citations.cite_places((curve.source, anchor.locator) for curve in curves for anchor in curve.published)
    caption = (
        *run(say("All options, one study of each. "), "strong"),
        *run(badges_in_words(curves, [one.key for one in figure.series], whole=False)),
        *run(in_row(figure.notes), "muted"),
        *numbers,
    )
    if beside:
        drawn = scene(figure, _FIGURE_WIDTH_PT, _FIGURE_HEIGHT_PT)
    else:
        drawn = scene(
            figure, _WIDE_FIGURE_WIDTH_PT, _LOW_FIGURE_HEIGHT_PT if low else _WIDE_FIGURE_HEIGHT_PT, columns=2
        )
    alt = in_row((say("All options, one study of each. "), figure.alt), "")
    title = say("{endpoint}: all options", endpoint=figure.title)
    yield Figures(items=(FigureBlock(title=title, scene=drawn, alt=alt, caption=caption), *beside))


def curves_of_the_page(page: BoardPage, assessment: Assessment) -> tuple[list[CurveFinding], dict[str, str]]:
    """Return the curve of overall survival that stands for each option, and what the legend says of it."""
    curves: list[CurveFinding] = []
    labels: dict[str, str] = {}
    for row in page.rows:
        for series in row.series:
            if series.endpoint != "overall_survival":
                continue
            if series.curve in labels:
                labels[series.curve] = in_row((row.name, labels[series.curve]), " / ")
                continue
            labels[series.curve] = say("{name}: {words}", name=row.name, words=series.source)
            curves += (curve for curve in assessment.option(row.modality).curves if curve.id == series.curve)
    return curves, labels


def headline_survival(
    options: Sequence[OptionFinding], citations: Citations, arms: Arms, language: Language = ENGLISH, *, most: int
) -> Iterator[Block]:
    """Yield overall survival of several modalities, at most so many figures, each under its modality's name."""
    chosen: list[tuple[OptionFinding, list[CurveFinding]]] = []
    for option in options:
        group = leading_group(option, arms, "overall_survival")
        # What is drawn under the modality before it is not drawn again.
        if group and not any(set(_ids(group)) <= set(_ids(other)) for _, other in chosen):
            chosen.append((option, group))
    chosen = chosen[:most]
    groups = [group for _, group in chosen]
    names = {curve.source: citations.short(curve.source) for group in groups for curve in group}
    places = _places(groups)
    end = _common_end(groups)
    yield from _in_pairs(
        [
            _figure_block(group, names, places, citations, language, whole=False, of=option.label, end=end)
            for option, group in chosen
        ]
    )


def _ids(curves: Sequence[CurveFinding]) -> list[str]:
    return [curve.id for curve in curves]


def _figure_block(
    group: Sequence[CurveFinding],
    names: dict[str, str],
    places: dict[str, int],
    citations: Citations,
    language: Language,
    *,
    whole: bool,
    of: str = "",
    end: float | None = None,
    width_pt: float = _FIGURE_WIDTH_PT,
) -> FigureBlock:
    group = [as_published(curve) for curve in group]
    figure: ForestFigure | SurvivalFigure
    if is_forest(group):
        figure = forest_in(language, forest_figure(group, names, places=places, max_months=end))
        drawn = forest_scene(figure, width_pt)
        keys = [one.key for one in figure.described.series]
    else:
        figure = figure_in(language, survival_figure(group, names, max_months=end, places=places))
        drawn = scene(figure, width_pt, _FIGURE_HEIGHT_PT)
        keys = [one.key for one in figure.series]
    numbers = citations.cite_places((curve.source, anchor.locator) for curve in group for anchor in curve.published)
    caption = (
        *run(in_row((of, ". "), "") if of else "", "strong"),
        *run(badges_in_words(group, keys, whole=whole)),
        *run(in_row(figure.notes), "muted"),
        *numbers,
    )
    title = say("{name}: {words}", name=figure.title, words=of) if of else figure.title
    alt = in_row((of, figure.alt), ". ") if of else figure.alt
    return FigureBlock(title=title, scene=drawn, alt=alt, caption=caption)


_BADGES = {
    "immature": template("Immature (figure beyond the median follow-up)"),
    "shape_assumed": template("Shape assumed (one published figure)"),
    "few_at_risk": template("Fewer than ten at risk at the last figure"),
    "no_band": template("No band (number of patients not published)"),
    "no_band_whom": template("No band (not said whether patients or lesions are counted)"),
    "discrepancy": template("Printed inconsistently in the paper"),
}


def badges_in_words(curves: Sequence[CurveFinding], keys: Sequence[str], *, whole: bool) -> str:
    """Return the warnings of a figure, those of one kind together: "Immature (…): A, B. ".

    Parameters
    ----------
    whole : every warning in full, and how the curves were made.
    """
    if whole:
        said = [
            say("{name}: {words}", name=key, words=badge_words(badge, curve))
            for key, curve in zip(keys, curves, strict=True)
            for badge in curve.badges
        ]
    else:
        by_kind: dict[str, list[str]] = {}
        for key, curve in zip(keys, curves, strict=True):
            for badge in curve.badges:
                kind = "no_band_whom" if lacks_whom(badge, curve) else badge.kind
                if kind in _BADGES:
                    by_kind.setdefault(kind, []).append(key)
        said = [say("{name}: {words}.", name=_BADGES[kind], words=", ".join(many)) for kind, many in by_kind.items()]
    if any(curve.time_months and curve.method == "landmarks" for curve in curves):
        said.append(say("Curves rebuilt from published figures, not patient data."))
    return changed(in_row(said), _with_blank)


def _with_blank(text: str) -> str:
    return f"{text} " if text else ""


def _matches(
    groups: Sequence[Sequence[CurveFinding]],
    names: dict[str, str],
    places: dict[str, int],
    citations: Citations,
) -> Iterator[Block]:
    seen: dict[str, Runs] = {}
    for curve in (curve for group in groups for curve in group):
        if curve.cohort in seen:
            continue
        detail: str = ""
        if curve.match.items:
            named = (
                say("{name}: {words}", name=item.label, words=STATUS_WORDS[item.status]) for item in curve.match.items
            )
            detail = say("{facts}.", facts=in_row(named, "; "))
        key = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[places[curve.cohort] % 26] * (1 + places[curve.cohort] // 26)
        seen[curve.cohort] = (
            Run(in_row((key, names[curve.source])), "strong"),
            Run(in_row((", ", curve.arm, ": "), ""), "muted"),
            Run(in_row((curve.match.in_words, detail))),
            *run(in_row((" ", in_row(curve.match.remarks)), "") if curve.match.remarks else "", "muted"),
            *citations.cite_places([(curve.source, place) for place in _places_of_match(curve)]),
        )
    yield Heading(level=3, text=say("How far this patient resembles these cohorts"))
    yield Bullets(items=tuple(seen.values()), quiet=True)


def _places_of_match(curve: CurveFinding) -> list[str]:
    compared = [item.locator for item in curve.match.items]
    return compared or [anchor.locator for anchor in curve.published] or [""]


def outcome_blocks(option: OptionFinding, citations: Citations) -> Iterator[Block]:
    """Yield every published outcome in numbers (long form)."""
    if option.outcomes:
        yield outcome_table(option, option.outcomes, citations, whole=True)


def shown_outcomes(option: OptionFinding, arms: Arms, *, most: int) -> list[FigureFinding]:
    """Return the outcomes of the short form, at most so many, each arm of a trial with its others."""
    return with_partners(chosen_outcomes(option, arms, most), arms)


def outcome_table(
    option: OptionFinding, figures: Sequence[FigureFinding], citations: Citations, *, whole: bool
) -> Table:
    """Return outcomes of one option in numbers."""
    return figures_table(
        f"outcomes-{option.modality}", say("Outcomes: {option}", option=option.label), figures, citations, whole=whole
    )


def headline_outcomes(options: Sequence[OptionFinding], citations: Citations, arms: Arms, *, most: int) -> Table:
    """Return the headline outcomes of several modalities, each under its name, at most so many for each."""
    rows: list[Row] = []
    by_option = [chosen_outcomes(option, arms, most) for option in options]
    stands = [figure for chosen in by_option for figure in chosen]
    for option, chosen in zip(options, by_option, strict=True):
        if chosen:
            rows.append(option_row(option))
            rows += (_figure_row(figure, citations, whole=False) for figure in with_partners(chosen, arms, stands))
    title = say("Outcomes: modalities not outside their criteria; not a randomised comparison")
    return Table(name="outcomes-headlines", title=title, columns=_columns(stands), rows=tuple(rows))


def _columns(figures: Sequence[FigureFinding]) -> tuple[Column, ...]:
    return (
        Column(title=in_row((say("Published figure"), old_legend(figures)), ""), share=0.62),
        Column(title=say("Value"), share=0.15),
        Column(title=say("Interval"), share=0.23),
    )


def figures_table(
    name: str, title: str, figures: Sequence[FigureFinding], citations: Citations, *, whole: bool
) -> Table:
    """Return published figures as a table: what, in whom, the value, its interval; the place in the long form."""
    rows = tuple(_figure_row(figure, citations, whole=whole) for figure in figures)
    return Table(name=name, title=title, columns=_columns(() if whole else figures), rows=rows)


def _figure_row(figure: FigureFinding, citations: Citations, *, whole: bool) -> Row:
    whom = () if whole else run(_in_whom(figure, citations), "muted")
    mark = in_row((reading_words(figure), applies_words(figure, only_against=True)), "; ")
    # A sentence has no room in the narrow column of values.
    in_words = in_row((": ", figure.text), "") if figure.text is not None else ""
    return Row(
        cells=(
            Cell(
                runs=(
                    Run(figure.label),
                    *whom,
                    *run(in_words),
                    *run(in_row((" (", mark, ")"), "") if mark and not whole else "", "muted"),
                    *citations.cite_at(figure.source, figure.locator),
                ),
                below=run(_figure_remarks(figure), "muted") if whole else (),
            ),
            Cell(runs=run(figure_value(figure) if not in_words else say("in words"))),
            Cell(runs=run(figure_interval(figure) or "–")),
        )
    )


def _in_whom(figure: FigureFinding, citations: Citations) -> str:
    number = figure_denominator(figure)
    parts = (citations.short(figure.source), number, provenance_short(figure))
    return in_row(("; ", in_row(parts, ", ")), "")


def _figure_remarks(figure: FigureFinding) -> str:
    parts = [figure.cohort_label] if figure.cohort_label else []
    if number := figure_denominator(figure):
        parts.append(number)
    parts.append(own(figure.locator))
    if figure.obtained == "reading":
        parts.append(say("printed “{printed}”: our reading", printed=own(figure.printed)))
    elif reading_words(figure):
        parts.append(reading_words(figure))
    parts += [
        text for text in (applies_words(figure), provenance_words(figure), figure.note, figure.primary_says) if text
    ]
    parts += [say("discrepancy {code}", code=code) for code in figure.discrepancies]
    return in_row(parts, "; ")
