"""Harms of a modality: counts with denominators, rates, exact intervals, and the intervals drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.findings.assessment import OptionFinding, ToxicityFinding
from engine.findings.published.severe_harms import is_severe
from engine.report.sections.eligibility_sections import option_row
from engine.report.tree.citations import Citations
from engine.report.tree.document_records import Block, Cell, Column, Interval, Paragraph, Row, Run, Table, run
from engine.wording.figures import applies_words, harm_count, harm_grading, harm_rate
from engine.wording.literature import old_legend, provenance_short
from engine.wording.numbers import exact_interval_words
from engine.wording.readings import reading_words
from engine.words.said import in_row, own, say, template, without_stop

_NONE_HELD = say("The library holds no harm of this modality; that is not a sign of safety.")


def toxicity_blocks(
    option: OptionFinding, citations: Citations, *, whole: bool, most: int, uncounted: int = 2
) -> Iterator[Block]:
    """Yield the harms: counts, rates and drawn exact intervals; then what is reported without a figure."""
    with_figure = [finding for finding in option.toxicities if _has_figure(finding)]
    in_words = [finding for finding in option.toxicities if not _has_figure(finding)]
    shown = with_figure if whole else _weightiest(with_figure, most)
    if not option.toxicities:
        yield Paragraph(runs=run(_NONE_HELD))
    if shown:
        yield toxicity_table(option, shown, citations)
    said = in_words if whole else in_words[:uncounted]
    if said:
        runs: list[Run] = [Run(say("Reported without a figure: "), "strong")]
        for finding in said:
            runs += (
                Run(_in_words(finding)),
                *citations.cite_at(finding.source, finding.locator),
                Run(". "),
            )
        yield Paragraph(runs=tuple(runs), quiet=True)


def harms_left_out(option: OptionFinding, most: int, uncounted: int) -> int:
    """Return how many harms the short form leaves out, at most so many shown with a figure and so many without."""
    with_figure = sum(1 for finding in option.toxicities if _has_figure(finding))
    in_words = len(option.toxicities) - with_figure
    return max(0, with_figure - most) + max(0, in_words - uncounted)


def _has_figure(finding: ToxicityFinding) -> bool:
    """A rate, or a count whose denominator may not be given."""
    return finding.rate is not None or finding.events is not None


def _weightiest(findings: Sequence[ToxicityFinding], most: int) -> list[ToxicityFinding]:
    """Headline rows and those of the highest grades; the severe ones first, the commonest of them first."""

    def rank(finding: ToxicityFinding) -> tuple[bool, bool, bool, bool, float]:
        against, severe, rate = _commonest_first(finding)
        return (not finding.headline, against, severe, finding.interval is None, rate)

    return sorted(sorted(findings, key=rank)[:most], key=_commonest_first)


def _commonest_first(finding: ToxicityFinding) -> tuple[bool, bool, float]:
    """What was observed elsewhere comes after the rest; then the severe ones, the commonest of them first."""
    rate = -(finding.rate if finding.rate is not None else -1.0)
    return (finding.applies == "no", not is_severe(finding), rate)


def toxicity_table(option: OptionFinding, findings: Sequence[ToxicityFinding], citations: Citations) -> Table:
    """Return harms with counts, rates, exact intervals, and the intervals drawn on one scale."""
    rows = tuple(_row(finding, citations) for finding in findings)
    return _table(f"toxicity-{option.modality}", say("Harms: {option}", option=option.label), findings, rows)


def headline_harms(options: Sequence[OptionFinding], citations: Citations, *, most: int) -> Table:
    """Return the headline harms of several modalities, each under its name, at most so many for each.

    A modality whose harms have no count has a row that says so.
    """
    rows: list[Row] = []
    findings: list[ToxicityFinding] = []
    for option in options:
        headlines = [finding for finding in option.toxicities if finding.headline]
        counted = _weightiest([finding for finding in headlines if _has_figure(finding)], most)
        rows.append(option_row(option))
        rows += (_row(finding, citations) for finding in counted)
        findings += counted
        if not counted:
            rows += _uncounted(headlines[:1] or option.toxicities[:1], citations)
    return _table("toxicity-headlines", say("Harms: modalities not outside their criteria"), findings, tuple(rows))


def _uncounted(findings: Sequence[ToxicityFinding], citations: Citations) -> Iterator[Row]:
    """Say of a modality that none of its harms is counted, with what is said of them in words."""
    nothing = (Cell(runs=run(say("no count"))), Cell(runs=run("–")), Cell(runs=run("–")), Cell())
    if not findings:
        yield Row(cells=(Cell(runs=run(_NONE_HELD)), *nothing))
    for finding in findings:
        said = Run(in_row((_in_words(finding), "."), ""))
        words = (said, *citations.cite_at(finding.source, finding.locator))
        below = run(say("no count of this modality's harms is held"), "muted")
        yield Row(cells=(Cell(runs=words, below=below), *nothing))


def _in_words(finding: ToxicityFinding) -> str:
    """Return a harm that is not counted: its name and what is said of it; printed words stay as they are."""
    said = finding.text or (own(finding.printed) if finding.printed else say("no figure is given"))
    return say("{name}: {words}", name=finding.label, words=without_stop(said))


def _table(name: str, title: str, findings: Sequence[ToxicityFinding], rows: tuple[Row, ...]) -> Table:
    highest = max((finding.interval[1] for finding in findings if finding.interval is not None), default=0.0)
    scale = next(end for end in (10.0, 25.0, 50.0, 100.0) if 100.0 * highest <= end + 1e-9)
    return Table(
        name=name,
        title=title,
        columns=(
            Column(title=in_row((say("Harm"), old_legend(findings)), ""), share=0.57),
            Column(title=say("Patients"), share=0.09, right=True),
            Column(title=say("Rate"), share=0.06, right=True),
            Column(title=say("Exact 95 % CI"), share=0.1, right=True),
            Column(title=say("Interval"), share=0.18),
        ),
        rows=rows,
        scale_percent=scale,
    )


#: what was counted in place of patients
_COUNTED = {
    "lesions": template("counted in lesions"),
    "sites": template("counted in sites"),
    "evaluations": template("counted in evaluations"),
}


def _row(finding: ToxicityFinding, citations: Citations) -> Row:
    drawn = None
    if finding.rate is not None and finding.interval is not None:
        low, high = finding.interval
        drawn = Interval(value=round(100.0 * finding.rate, 3), low=round(100.0 * low, 3), high=round(100.0 * high, 3))
    # The mark of a reading comes first, so that no number of ours is taken for a printed one.
    marks = (reading_words(finding), applies_words(finding, only_against=True))
    whose = (finding.cohort_label, harm_grading(finding), provenance_short(finding))
    remarks = [part for part in (*marks, *whose) if part]
    if finding.events is not None and finding.patients is None:
        remarks.insert(0, say("of how many is not given"))
    if finding.counted != "patients":
        remarks.append(_COUNTED.get(finding.counted, f"counted in {finding.counted}"))
    return Row(
        cells=(
            Cell(
                runs=(Run(finding.label), *citations.cite_at(finding.source, finding.locator)),
                below=run(in_row(remarks, "; "), "muted"),
            ),
            Cell(runs=run(harm_count(finding))),
            Cell(runs=run(harm_rate(finding))),
            Cell(runs=run(exact_interval_words(finding.interval) or say("not given"))),
            Cell(interval=drawn),
        )
    )
