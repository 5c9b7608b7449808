"""Write docs/safety/concerns.md: every criterion and every concern by option, for a clinician to read and to sign.

Run `python -m scripts.write_concern_list` after changing the library; a test fails where the page is out of date.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from engine.case.fields import FieldCatalogue, load_fields
from engine.evidence.library import Library
from engine.evidence.loading import load_library
from engine.evidence.records.concerns import Concern
from engine.evidence.records.criteria import Criterion
from engine.evidence.records.modalities import MODALITIES
from engine.findings.headlines.concerns import compiled_concerns
from engine.findings.wording import MODALITY_LABELS, join_words
from engine.wording.statements import statement_in_words

PROJECT = Path(__file__).resolve().parent.parent
PAGE = PROJECT / "docs" / "safety" / "concerns.md"
_HEAD = (
    "# What decides a headline, by option",
    "",
    "Written from the library by `python -m scripts.write_concern_list`; do not edit. For a clinician to read against",
    "the sources, and to sign: each line with a mark, each option with a name and a date. A line that is wrong is an",
    "issue for the library, not a change on this page.",
    "",
    "A criterion not met puts an option outside. A **hard** concern that holds turns the headline; one **to weigh**",
    "stands beside it and turns nothing. What **asks** leaves the headline undetermined until it is answered.",
)


def page(library: Library, fields: FieldCatalogue) -> str:
    """Return the page as Markdown."""
    lines = [*_HEAD]
    for modality in MODALITIES:
        criteria, concerns = library.criteria_for(modality), library.concerns_for(modality)
        lines += ["", f"## {MODALITY_LABELS[modality]}", ""]
        if not criteria and not concerns:
            lines.append("No criteria and no concerns: a comparator, shown for its results.")
            continue
        lines += ["| right | criterion | asked for | source |", "|---|---|---|---|"]
        lines += [_criterion(one, library) for one in criteria]
        lines += ["", "| right | concern | level | holds where | source |", "|---|---|---|---|---|"]
        lines += [_concern(one, library, fields) for one in concerns]
        lines += ["", f"Read and found right, {MODALITY_LABELS[modality]}: ______________________ (name, date)"]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _criterion(criterion: Criterion, library: Library) -> str:
    source = library.sources[library.source_of[criterion.id]].short
    asked = f"{criterion.threshold}. “{criterion.printed}”"
    cells = ("☐", f"{criterion.label} (`{criterion.id}`)", asked, f"{source}, {criterion.locator}")
    return f"| {' | '.join(map(_cell, cells))} |"


def _concern(concern: Concern, library: Library, fields: FieldCatalogue) -> str:
    level = f"{'hard' if concern.level == 'hard' else 'to weigh'}{', asks' if concern.asks else ''}; {concern.kind}"
    cells = (
        "☐",
        f"{concern.about} (`{concern.id}`)",
        level,
        "; ".join(_where(concern, library, fields)),
        _source(concern, library),
    )
    return f"| {' | '.join(map(_cell, cells))} |"


def _where(concern: Concern, library: Library, fields: FieldCatalogue) -> Iterator[str]:
    if concern.when is not None:
        yield statement_in_words(concern.when, fields)
    if concern.beyond:
        names = join_words(fields[name].label.lower() for name in concern.beyond)
        compiled = next(c for c in compiled_concerns(concern.modality, library) if c.concern.id == concern.id)
        cohorts = ", ".join(compiled.stated_by) or "none: it never holds with this library"
        yield f"no cohort that states {names} together fits; stated by: {cohorts}"
    if concern.stating:
        topics = join_words(topic.about for topic in concern.stating)
        yield f"each of {topics} has to be stated by one that fits, where any states it"
    if concern.only_where is not None:
        yield f"only where {statement_in_words(concern.only_where, fields)}"


def _source(concern: Concern, library: Library) -> str:
    if concern.basis == "no_source":
        return "no source: a question to the board"
    if concern.basis == "cohorts":
        return "the cohorts of this library, compared"
    printed = f": “{concern.printed}”" if concern.printed else ""
    return f"{library.sources[library.source_of[concern.id]].short}, {concern.locator}{printed}"


def shipped() -> str:
    """Return the page of the library that is shipped."""
    resources = PROJECT / "resources"
    fields = load_fields(resources)
    return page(load_library(resources / "evidence", {spec.id: spec.kind for spec in fields}), fields)


if __name__ == "__main__":
    PAGE.write_text(shipped(), encoding="utf-8")
    print("wrote docs/safety/concerns.md")
