"""The parts of a summary about one modality: eligibility, harms, survival, outcomes, cautions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from engine.case.fields import FieldCatalogue
from engine.case.patient import Patient
from engine.findings.assessment import (
    CautionFinding,
    CriterionFinding,
    CurveFinding,
    FigureFinding,
    OptionFinding,
    ToxicityFinding,
)
from engine.findings.wording import STATUS_WORDS, VERDICT_WORDS, counted, join_words, value_in_words, with_unit
from engine.report.citations import Citations
from engine.report.document_records import (
    Block,
    Bullets,
    Cell,
    Column,
    FigureBlock,
    Figures,
    Heading,
    Interval,
    Paragraph,
    Row,
    Run,
    Runs,
    Symbol,
    Table,
    run,
)
from engine.report.numbers import (
    figure_interval,
    figure_value,
    percent_interval,
    signed,
    toxicity_count,
    toxicity_grading,
    toxicity_rate,
)
from engine.report.survival_figure import scene, survival_figure

VERDICT_SYMBOLS: dict[str, Symbol] = {
    "within": "met",
    "borderline": "borderline",
    "outside": "not_met",
    "undetermined": "unknown",
}

_SHORT_TOXICITIES = 8
_SHORT_OUTCOMES = 5
_SHORT_CAUTIONS = 6
_SHORT_CURVES = 3
_FIGURE_WIDTH_PT = 243.0
_FIGURE_HEIGHT_PT = 168.0
_SECOND_ENDPOINTS = (
    "local_control",
    "progression_free_survival",
    "disease_free_survival",
    "distant_metastasis_free_survival",
    "disease_specific_survival",
)


# ---------------------------------------------------------------------- eligibility


def criteria_table(option: OptionFinding, patient: Patient, fields: FieldCatalogue, citations: Citations) -> Table:
    """Return every criterion of the modality with value, limit, margin, status and what would change it."""
    return Table(
        name=f"eligibility-{option.modality}",
        title=f"Eligibility: {option.label}",
        columns=(
            Column(title="Status", share=0.115),
            Column(title="Criterion", share=0.2),
            Column(title="Published limit", share=0.245),
            Column(title="This patient", share=0.16),
            Column(title="Margin", share=0.085, right=True),
            Column(title="What would change it", share=0.195),
        ),
        rows=tuple(_criterion_row(finding, patient, fields, citations) for finding in option.criteria),
    )


def _criterion_row(finding: CriterionFinding, patient: Patient, fields: FieldCatalogue, citations: Citations) -> Row:
    status = STATUS_WORDS[finding.status]
    return Row(
        cells=(
            Cell(symbol=finding.status, runs=run(status, "strong" if finding.status != "not_applicable" else "muted")),
            Cell(runs=(Run(finding.label), *citations.cite_all(finding.sources))),
            Cell(runs=run(finding.threshold)),
            Cell(runs=run(criterion_value(finding, patient, fields))),
            Cell(runs=run(signed(finding.margin, finding.unit) if finding.margin is not None else "–")),
            Cell(runs=run(finding.flip or (finding.why if finding.status != "unknown" else "–"), "muted")),
        )
    )


def criterion_value(finding: CriterionFinding, patient: Patient, fields: FieldCatalogue) -> str:
    """Return the patient's value that a criterion looked at, in words."""
    names = tuple(dict.fromkeys(finding.fields))
    if len(names) == 1 and names[0] in fields:
        return value_in_words(fields[names[0]], patient.value(names[0]))
    value = finding.value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return with_unit(value, finding.unit)
    if isinstance(value, str) and value:
        return value
    known = [
        f"{fields[name].label}: {value_in_words(fields[name], patient.value(name))}"
        for name in names
        if name in fields and patient.value(name) is not None
    ]
    return "; ".join(known) or "not known"


def dissents(option: OptionFinding, citations: Citations) -> Iterator[Block]:
    """Yield who would decide a criterion otherwise."""
    items = tuple(
        (
            Run(f"{finding.label}: ", "strong"),
            Run(f"{citations.short(other.source)} would say {STATUS_WORDS.get(other.would_say, other.would_say)}. "),
            Run(other.text),
            *citations.cite(other.source),
        )
        for finding in option.criteria
        for other in finding.dissent
    )
    if items:
        yield Heading(level=3, text="Sources that would decide otherwise")
        yield Bullets(items=items, quiet=True)


def criteria_as_printed(option: OptionFinding, citations: Citations) -> Iterator[Block]:
    """Yield what the sources print for each criterion, where, and our remark (long form)."""
    items = []
    for finding in option.criteria:
        places = "; ".join(dict.fromkeys(place.locator for place in finding.sources))
        items.append(
            (
                Run(f"{finding.label}: ", "strong"),
                Run(f"{finding.why} "),
                *run(f"Printed: “{finding.printed}” " if finding.printed else "", "muted"),
                *run(f"({places}) ", "muted"),
                *run(finding.note or ""),
                *run(_discrepancies(finding.discrepancies), "muted"),
                *citations.cite_all(finding.sources),
            )
        )
    if items:
        yield Heading(level=3, text="Criteria as the sources print them")
        yield Bullets(items=tuple(items), quiet=True)


def _discrepancies(codes: Sequence[str]) -> str:
    return f" Discrepancy {', '.join(codes)}." if codes else ""


# ---------------------------------------------------------------------- the other modalities


def verdict_line(option: OptionFinding) -> str:
    """Return the reason of a verdict in one line: what is not met, and how much is not known."""
    if not option.criteria:
        return option.verdict_in_words
    wanted = {"outside": "not_met", "borderline": "borderline"}.get(option.verdict)
    labels = [c.label for c in option.criteria if c.status == wanted] if wanted else []
    parts = []
    if labels:
        words = STATUS_WORDS[wanted or ""].capitalize()
        shown = labels if len(labels) <= 3 else [*labels[:2], f"{len(labels) - 2} more"]
        parts.append(f"{words}: {join_words(label[:1].lower() + label[1:] for label in shown)}")
    unknown = option.counts.get("unknown", 0)
    judged = sum(count for status, count in option.counts.items() if status != "not_applicable")
    if unknown:
        parts.append(f"{unknown} of {judged} criteria not known")
    elif not labels:
        parts.append(f"all {judged} criteria met" if judged != 1 else "the one criterion is met")
    return "; ".join(parts)[:1].upper() + "; ".join(parts)[1:] + "."


def overview_table(options: Iterable[OptionFinding], title: str) -> Table:
    """Return a line for each modality."""
    return Table(
        name="modalities",
        title=title,
        columns=(
            Column(title="Verdict", share=0.24),
            Column(title="Modality", share=0.25),
            Column(title="Why", share=0.51),
        ),
        rows=tuple(
            Row(
                cells=(
                    Cell(
                        symbol=VERDICT_SYMBOLS[option.verdict] if option.criteria else "not_applicable",
                        runs=run(VERDICT_WORDS[option.verdict] if option.criteria else "comparator", "strong"),
                    ),
                    Cell(runs=run(option.label)),
                    Cell(runs=(Run(verdict_line(option)), *run(_populations(option), "muted"))),
                )
            )
            for option in options
        ),
    )


def _populations(option: OptionFinding) -> str:
    if not option.populations:
        return ""
    fits = sum(1 for population in option.populations if population.fits == "met")
    return f" Fits {fits} of {counted(len(option.populations), 'published population', 'published populations')}."


# ---------------------------------------------------------------------- harms


def toxicity_blocks(option: OptionFinding, citations: Citations, *, whole: bool) -> Iterator[Block]:
    """Yield the harms: counts, rates and drawn exact intervals; then what is reported without a figure."""
    with_rate = [finding for finding in option.toxicities if finding.rate is not None]
    in_words = [finding for finding in option.toxicities if finding.rate is None]
    shown = with_rate if whole else _weightiest(with_rate, _SHORT_TOXICITIES)
    if not option.toxicities:
        yield Paragraph(runs=run("The library holds no harm of this modality; that is not a sign of safety."))
    if shown:
        yield toxicity_table(option, shown, citations)
    if in_words:
        said = in_words if whole else in_words[:3]
        runs: list[Run] = [Run("Reported without a figure: ", "strong")]
        for finding in said:
            text = finding.text or finding.printed or "no figure is given"
            runs += (Run(f"{finding.label}: {text.rstrip('.')}"), *citations.cite(finding.source), Run(". "))
        yield Paragraph(runs=tuple(runs), quiet=True)
    left = len(with_rate) - len(shown) + (0 if whole else max(0, len(in_words) - 3))
    if left:
        yield left_out(left, "harm", "harms")


def _weightiest(findings: Sequence[ToxicityFinding], most: int) -> list[ToxicityFinding]:
    """Headline rows, then those of the highest grade with a count, kept in the library's order."""

    def rank(finding: ToxicityFinding) -> tuple[bool, bool, int]:
        digits = [int(digit) for digit in (finding.grade or "") if digit.isdigit()]
        return (not finding.headline, finding.interval is None, -max(digits, default=0))

    chosen = sorted(findings, key=rank)[:most]
    return [finding for finding in findings if finding in chosen]


def left_out(count: int, one: str, many: str) -> Paragraph:
    """Return the sentence that says how much only the long form holds."""
    return Paragraph(
        runs=run(f"{counted(count, f'{one} more stands', f'{many} more stand')} in the long form.", "muted")
    )


def toxicity_table(option: OptionFinding, findings: Sequence[ToxicityFinding], citations: Citations) -> Table:
    """Return harms with counts, rates, exact intervals, and the intervals drawn on one scale."""
    highest = max((finding.interval[1] for finding in findings if finding.interval is not None), default=0.0)
    scale = next(end for end in (10.0, 25.0, 50.0, 100.0) if 100.0 * highest <= end + 1e-9)
    return Table(
        name=f"toxicity-{option.modality}",
        title=f"Harms: {option.label}",
        columns=(
            Column(title="Harm", share=0.44),
            Column(title="Patients", share=0.09, right=True),
            Column(title="Rate", share=0.09, right=True),
            Column(title="Exact 95 % interval, %", share=0.13, right=True),
            Column(title="Interval", share=0.25),
        ),
        rows=tuple(_toxicity_row(finding, citations) for finding in findings),
        scale_percent=scale,
    )


def _toxicity_row(finding: ToxicityFinding, citations: Citations) -> Row:
    drawn = None
    if finding.rate is not None and finding.interval is not None:
        low, high = finding.interval
        drawn = Interval(value=round(100.0 * finding.rate, 3), low=round(100.0 * low, 3), high=round(100.0 * high, 3))
    remarks = [toxicity_grading(finding)]
    if finding.cohort_label:
        remarks.append(finding.cohort_label)
    if finding.counted != "patients":
        remarks.append(f"counted in {finding.counted}")
    return Row(
        cells=(
            Cell(
                runs=(Run(finding.label), *citations.cite(finding.source)),
                below=run("; ".join(remarks), "muted"),
            ),
            Cell(runs=run(toxicity_count(finding))),
            Cell(runs=run(toxicity_rate(finding))),
            Cell(runs=run(percent_interval(finding.interval) or "not given")),
            Cell(interval=drawn),
        )
    )


# ---------------------------------------------------------------------- survival and outcomes


def survival_blocks(option: OptionFinding, citations: Citations, *, whole: bool) -> Iterator[Block]:
    """Yield figures of the cohorts most like the patient, and how like they are."""
    chosen = shown_curves(option, every=whole)
    if not chosen:
        return
    names = {curve.source: citations.short(curve.source) for curve in option.curves}
    places = {cohort: i for i, cohort in enumerate(dict.fromkeys(c.cohort for group in chosen for c in group))}
    blocks = []
    for group in chosen:
        figure = survival_figure(group, names, places=places)
        numbers = citations.cite(*(curve.source for curve in group))
        badges = " ".join(f"{one.key}: {badge}" for one in figure.series for badge in one.badges)
        caption = (
            *run(" ".join(figure.notes), "muted"),
            *run(f" {badges}" if badges else ""),
            *numbers,
        )
        drawn = scene(figure, _FIGURE_WIDTH_PT, _FIGURE_HEIGHT_PT)
        blocks.append(FigureBlock(title=figure.title, scene=drawn, alt=figure.alt, caption=caption))
    for start in range(0, len(blocks), 2):
        yield Figures(items=tuple(blocks[start : start + 2]))
    yield from _matches(chosen, names, places, citations, whole=whole)


def shown_curves(option: OptionFinding, *, every: bool) -> list[list[CurveFinding]]:
    """Return the curves to draw, a list for each figure: overall survival first, the cohorts most alike first."""
    endpoints = ["overall_survival", *_SECOND_ENDPOINTS]
    by_endpoint = {name: [c for c in option.curves if c.endpoint == name] for name in endpoints}
    if every:
        return [
            curves[start : start + _SHORT_CURVES]
            for curves in by_endpoint.values()
            for start in range(0, len(curves), _SHORT_CURVES)
        ]
    first = by_endpoint["overall_survival"][:_SHORT_CURVES]
    shown = {curve.cohort for curve in first}
    groups = [first] if first else []
    for name in _SECOND_ENDPOINTS:
        if by_endpoint[name]:
            # The same cohorts as beside it where they have this endpoint, so that the letters mean the same.
            same = [curve for curve in by_endpoint[name] if curve.cohort in shown]
            groups.append((same or by_endpoint[name])[:_SHORT_CURVES])
            break
    return groups


def _matches(
    groups: Sequence[Sequence[CurveFinding]],
    names: dict[str, str],
    places: dict[str, int],
    citations: Citations,
    *,
    whole: bool,
) -> Iterator[Block]:
    seen: dict[str, Runs] = {}
    for curve in (curve for group in groups for curve in group):
        if curve.cohort in seen:
            continue
        detail = ""
        if whole and curve.match.items:
            detail = " " + "; ".join(f"{item.label}: {STATUS_WORDS[item.status]}" for item in curve.match.items) + "."
        key = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[places[curve.cohort] % 26] * (1 + places[curve.cohort] // 26)
        seen[curve.cohort] = (
            Run(f"{key} {names[curve.source]}: ", "strong"),
            Run(curve.match.in_words + detail),
            *run(f" {' '.join(curve.match.remarks)}" if whole and curve.match.remarks else "", "muted"),
            *citations.cite(curve.source),
        )
    yield Heading(level=3, text="How far this patient resembles these cohorts")
    yield Bullets(items=tuple(seen.values()), quiet=True)


def outcome_blocks(option: OptionFinding, citations: Citations, *, whole: bool) -> Iterator[Block]:
    """Yield published outcomes in numbers."""
    shown = list(option.outcomes) if whole else [f for f in option.outcomes if f.headline][:_SHORT_OUTCOMES]
    if shown:
        yield figures_table(f"outcomes-{option.modality}", f"Outcomes: {option.label}", shown, citations, whole=whole)
    left = len(option.outcomes) - len(shown)
    if left:
        yield left_out(left, "outcome", "outcomes")


def figures_table(
    name: str, title: str, figures: Sequence[FigureFinding], citations: Citations, *, whole: bool
) -> Table:
    """Return published figures as a table: what, in whom, the value, its interval; the place in the long form."""
    return Table(
        name=name,
        title=title,
        columns=(
            Column(title="Published figure", share=0.5),
            Column(title="Value", share=0.27),
            Column(title="Interval", share=0.23),
        ),
        rows=tuple(
            Row(
                cells=(
                    Cell(
                        runs=(Run(figure.label), *citations.cite(figure.source)),
                        below=run(_figure_remarks(figure, whole=whole), "muted"),
                    ),
                    Cell(runs=run(figure_value(figure))),
                    Cell(runs=run(figure_interval(figure) or "–")),
                )
            )
            for figure in figures
        ),
    )


def _figure_remarks(figure: FigureFinding, *, whole: bool) -> str:
    parts = [figure.cohort_label] if figure.cohort_label else []
    if figure.patients is not None and figure.events is None:
        parts.append(f"n = {figure.patients}")
    if whole:
        parts.append(figure.locator)
        if figure.obtained == "reading":
            parts.append(f"printed “{figure.printed}”")
        parts += [text for text in (figure.note, figure.primary_says) if text]
        parts += [f"discrepancy {code}" for code in figure.discrepancies]
    return "; ".join(parts)


# ---------------------------------------------------------------------- cautions


def caution_blocks(cautions: Sequence[CautionFinding], citations: Citations, *, whole: bool) -> Iterator[Block]:
    """Yield cautions and contested points, contested ones with both sides."""
    weighty = [caution for caution in cautions if caution.kind != "note" or caution.fired_by]
    shown = list(cautions) if whole else weighty[:_SHORT_CAUTIONS]
    if shown:
        yield Bullets(
            items=tuple(_caution(caution, citations, whole=whole) for caution in shown),
            symbols=tuple(caution.kind for caution in shown),
        )
    left = len(cautions) - len(shown)
    if left:
        yield left_out(left, "caution or note", "cautions and notes")


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
            *citations.cite(side.source),
            Run("."),
        )
    if whole:
        places = "; ".join(dict.fromkeys(place.locator for place in caution.sources))
        runs.append(Run(f" ({places}){_discrepancies(caution.discrepancies)}", "muted"))
    return tuple(runs)
