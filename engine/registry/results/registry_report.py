"""Two pages about a registry: headlines, what was missing, headline against decision, and survival."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine import VERSION
from engine.case.fields import FieldCatalogue
from engine.evidence.library import Library
from engine.evidence.records.modalities import MODALITIES, Modality
from engine.findings.published.evidence_stamp import evidence_stamp
from engine.findings.wording import MODALITY_SHORT, VERDICT_BRIEF, lower_first
from engine.registry.results.concordance import AGAINST
from engine.registry.results.followed import VERDICTS
from engine.registry.results.groups import MATCH
from engine.registry.results.outcomes import DECIDED, Against, Outcomes
from engine.registry.results.survival_of_groups import group_words, survival_figures
from engine.registry.rows_judged import CONTRADICTION
from engine.report.summary.page_space import pages_needed
from engine.report.tree.document_records import (
    Block,
    Bullets,
    Cell,
    Column,
    Document,
    Fact,
    Facts,
    Figures,
    Heading,
    Paragraph,
    Row,
    Runs,
    Table,
    run,
)
from engine.wording.literature import version_words
from engine.wording.numbers import number_words, worked_out_percent

FORMAT = "beamside-registry-report/1"
INTENDED_USE = (
    "For departments that look back. It counts which published criteria patients met and how they did; it does not "
    "compare treatments, does not say which decision was right, and does not replace a study."
)
_BESIDE = "Overall survival here beside published figures, in percent with 95 % intervals"
_PAGES = 2.0
_MOST_FIGURES = 4
_MOST_ITEMS = 8
_MOST_REASONS = 3
_MOST_POINTS = 10
_SHOWN = tuple(verdict for verdict in VERDICTS if verdict != "comparator")
_CAUTIONS = (
    (
        "Patients are grouped by what the headline of an option would have been, whatever treatment they had. A "
        "difference between groups is one between patients, not between treatments."
    ),
    (
        "Who was chosen for an option differs from who was not, in ways that no column holds. Nothing here says what "
        "another treatment would have done."
    ),
    (
        "A published cohort was selected, staged and followed differently. Agreement at one time point does not show "
        "that a criterion is right, and disagreement does not show that it is wrong."
    ),
    (
        "An unknown value was taken as not known, never as no: a headline may be undetermined only because the table "
        "does not hold what the record does."
    ),
)


def build_registry_report(
    told: Mapping[str, Any], outcomes: Outcomes | None, label: str, fields: FieldCatalogue, library: Library
) -> Document:
    """Return the document of a run.

    Parameters
    ----------
    told : the summary.
    label : the name of the table.
    """
    for figures in (_MOST_FIGURES, 2, 0):
        blocks = tuple(_blocks(told, outcomes, fields, library, figures))
        if pages_needed(blocks) <= _PAGES:
            break
    return Document(
        format=FORMAT,
        title="Registry",
        label=label,
        language="en",
        intended_use=INTENDED_USE,
        long=False,
        blocks=blocks,
        stamps=(f"Beamside {VERSION}", f"{version_words(evidence_stamp(library))}, SHA-256 {library.sha256}"),
    )


def _blocks(
    told: Mapping[str, Any], outcomes: Outcomes | None, fields: FieldCatalogue, library: Library, figures: int
) -> Iterator[Block]:
    yield Facts(items=tuple(_facts(told)))
    yield Heading(level=2, text="Headlines")
    yield _headlines(told, fields)
    yield Heading(level=2, text="What kept headlines undetermined")
    yield from _missing(told)
    if told["problems_by_field"]:
        yield Heading(level=2, text="Cells that could not be read")
        yield Paragraph(runs=run(_problems(told, fields)))
    if told["concordance"] is not None:
        yield Heading(level=2, text="Headline of what the board chose")
        yield from _concordance(told["concordance"], fields, library)
    if outcomes is not None:
        yield Heading(level=2, text="Survival")
        yield from _survival(outcomes, fields, library, figures)
    yield Heading(level=2, text="What must not be concluded")
    yield Bullets(items=tuple(run(words) for words in _CAUTIONS), quiet=True)


def _label(option: str, fields: FieldCatalogue) -> str:
    return fields["modality"].choice_label(option)


def _facts(told: Mapping[str, Any]) -> Iterator[Fact]:
    rows = told["rows"]
    yield Fact(label="Rows", value=f"{rows['in_all']:,}")
    yield Fact(label="Assessed", value=f"{rows['assessed']:,}")
    yield Fact(label="With a cell not read", value=f"{rows['assessed_with_problems']:,}")
    yield Fact(label="Not usable", value=f"{rows['in_problems_alone']:,}")
    if told["outcomes"] is not None:
        yield Fact(label="With follow-up", value=f"{told['outcomes']['followed']:,}")
    if told["concordance"] is not None:
        yield Fact(label="With a decision", value=f"{sum(told['concordance']['decided'].values()):,}")


def _headlines(told: Mapping[str, Any], fields: FieldCatalogue) -> Table:
    titles = [VERDICT_BRIEF[verdict].capitalize() for verdict in _SHOWN]
    rows = []
    for option in MODALITIES:
        counts = told["options"][option]["verdicts"]
        of = sum(counts[verdict] for verdict in _SHOWN)
        if of:
            numbers = [_counted(counts[verdict], of) for verdict in _SHOWN]
            rows.append(Row(cells=(Cell(runs=run(_label(option, fields))), *numbers)))
    return Table(
        name="registry-headlines",
        title="Headlines by option",
        columns=(Column(title="Option", share=2.6), *(Column(title=title, share=1.2, right=True) for title in titles)),
        rows=tuple(rows),
    )


def _counted(count: int, of: int) -> Cell:
    return Cell(runs=(*run(f"{count:,}"), *(run(f" ({worked_out_percent(count / of)} %)", "muted") if of else ())))


def _missing(told: Mapping[str, Any]) -> Iterator[Block]:
    items = told["missing"][:_MOST_ITEMS]
    if not items:
        yield Paragraph(runs=run("Nothing: every headline was decided."))
        return
    yield Table(
        name="registry-missing",
        title="Items not known, by the headlines that look at them",
        columns=(
            Column(title="Not known", share=2.0),
            Column(title="Headlines", share=0.7, right=True),
            Column(title="Of which options", share=3.5),
        ),
        rows=tuple(
            Row(
                cells=(
                    Cell(runs=run(item["label"])),
                    Cell(runs=run(f"{item['open_items']:,}")),
                    Cell(runs=run(_by_option(item["by_option"]), "muted")),
                )
            )
            for item in items
        ),
    )


def _by_option(counts: Mapping[Modality, int]) -> str:
    ordered = sorted(counts.items(), key=lambda one: -one[1])[:_MOST_REASONS]
    return ", ".join(f"{MODALITY_SHORT[name]} {count:,}" for name, count in ordered)


def _problems(told: Mapping[str, Any], fields: FieldCatalogue) -> str:
    named = {name: count for name, count in told["problems_by_field"].items() if name}
    alone = told["problems_by_field"].get("", 0)
    parts = [f"{_field(name, fields)} {count:,}" for name, count in list(named.items())[:_MOST_ITEMS]]
    parts += [f"whole rows {alone:,}"] if alone else []
    return f"{'; '.join(parts)}. Each has its sentence in problems.csv."


def _field(name: str, fields: FieldCatalogue) -> str:
    return lower_first(fields[name].label) if name in fields else name.replace("_", " ")


def _concordance(found: Mapping[str, Any], fields: FieldCatalogue, library: Library) -> Iterator[Block]:
    chosen = found["headline_of_what_was_decided"]
    titles = [VERDICT_BRIEF[verdict].capitalize() for verdict in VERDICTS]
    yield Table(
        name="registry-concordance",
        title="Headline of the option that the board chose",
        columns=(
            Column(title="Chosen", share=2.6),
            Column(title="Rows", share=0.7, right=True),
            *(Column(title=title, share=1.1, right=True) for title in titles),
        ),
        rows=tuple(
            Row(
                cells=(
                    Cell(runs=run(_label(name, fields))),
                    Cell(runs=run(f"{found['decided'][name]:,}")),
                    *(Cell(runs=run(f"{counts[verdict]:,}")) for verdict in VERDICTS),
                )
            )
            for name, counts in chosen.items()
        ),
    )
    items = list(_disagreement(found, fields, library))
    if items:
        yield Bullets(items=tuple(items), quiet=True)


def _disagreement(found: Mapping[str, Any], fields: FieldCatalogue, library: Library) -> Iterator[Runs]:
    for name, one in found["chosen_against_the_headline"].items():
        if one["rows"]:
            reasons = list(one["reasons"].items())[:_MOST_REASONS]
            most = "; ".join(f"{reason_words(reason, library)}, {count:,}" for reason, count in reasons)
            words = f"{_label(name, fields)}: {one['rows']:,} of {one['of']:,} chosen with a headline of "
            yield (*run(words), *run(" or ".join(AGAINST)), *run(f". Most often: {most}.", "muted"))


def reason_words(reason: str, library: Library) -> str:
    """Return a reason by what its record is called."""
    if reason in library.criteria:
        return lower_first(library.criteria[reason].label)
    if reason in library.concerns:
        return library.concerns[reason].about
    return f"values that contradict one another ({reason.removeprefix(CONTRADICTION).replace('_', ' ')})"


def _survival(outcomes: Outcomes, fields: FieldCatalogue, library: Library, figures: int) -> Iterator[Block]:
    drawn = survival_figures(outcomes, fields, library, figures)
    for start in range(0, len(drawn), 2):
        yield Figures(items=drawn[start : start + 2])
    if outcomes.too_small:
        count = len(outcomes.too_small)
        words = f"{count} {'group of fewer than ten patients is' if count == 1 else 'groups of fewer than ten are'}"
        yield Paragraph(runs=run(f"{words} not shown.", "muted"), quiet=True)
    points = _chosen_points(outcomes)
    if points:
        yield Heading(level=3, text=_BESIDE)
        yield _beside(points, library)
    else:
        words = "No published point lies within the follow-up of a group that is large enough to be shown."
        yield Paragraph(runs=run(words, "muted"), quiet=True)


def _chosen_points(outcomes: Outcomes) -> tuple[Against, ...]:
    """Return points of the larger published cohorts: beside those who resemble them first, then those chosen for it."""

    def rank(one: Against) -> tuple[bool, bool, int, float]:
        return (not one.group.startswith(MATCH), one.group != DECIDED, -(one.patients or 0), one.time_months)

    ordered = sorted(outcomes.against, key=rank)
    chosen = ordered[:_MOST_POINTS]
    return tuple(sorted(chosen, key=lambda one: (MODALITIES.index(one.option), one.group, one.source, one.time_months)))


def _beside(points: tuple[Against, ...], library: Library) -> Table:
    return Table(
        name="registry-beside-published",
        title=_BESIDE,
        columns=(
            Column(title="Option and group", share=2.0),
            Column(title="Published cohort", share=3.0),
            Column(title="Months", share=0.7, right=True),
            Column(title="Published", share=1.1, right=True),
            Column(title="Here", share=1.1, right=True),
            Column(title="At risk here", share=0.9, right=True),
        ),
        rows=tuple(
            Row(
                cells=(
                    Cell(runs=run(f"{MODALITY_SHORT[one.option]}, {group_words(one.group)}")),
                    Cell(runs=run(_cohort(one, library), "muted")),
                    Cell(runs=run(number_words(one.time_months))),
                    Cell(runs=run(_percent(one.published, one.interval))),
                    Cell(runs=run(_percent(one.observed, (one.low, one.high)))),
                    Cell(runs=run(f"{one.at_risk:,}")),
                )
            )
            for one in points
        ),
    )


def _cohort(one: Against, library: Library) -> str:
    source = library.sources[one.source].short
    return f"{source}, n = {one.patients}" if one.patients is not None else source


def _percent(rate: float, interval: tuple[float, float] | None) -> str:
    if interval is None:
        return worked_out_percent(rate)
    return f"{worked_out_percent(rate)} ({worked_out_percent(interval[0])}–{worked_out_percent(interval[1])})"
