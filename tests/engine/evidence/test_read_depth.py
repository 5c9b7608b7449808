"""How deep a source was read is said of each number, and what was read in a summary alone never leads."""

from __future__ import annotations

import msgspec
import pytest

from engine.evidence.checks import check_library
from engine.evidence.export import library_as_json
from engine.evidence.library import Library
from engine.evidence.records.modalities import MODALITIES
from engine.findings.published.figures import outcomes_for, toxicities_for

DEPTHS = {"full_text", "abstract", "as_reported_by", "secondary"}


def with_headline(library: Library, figure_id: str) -> Library:
    """Return the library with one more figure shown first."""
    files = tuple(
        msgspec.structs.replace(
            file,
            figure=tuple(
                msgspec.structs.replace(figure, headline=True) if figure.id == figure_id else figure
                for figure in file.figure
            ),
        )
        for file in library.files
    )
    return msgspec.structs.replace(library, sha256=f"with {figure_id}", files=files)


def test_that_every_number_of_the_library_says_how_deep_it_was_read(library: Library) -> None:
    found = {figure.id: library.depth_of(figure) for figure in library.figures.values()}
    assert set(found.values()) <= DEPTHS
    exported = library_as_json(library)["read_depth"]
    assert exported["sanuki2022"] == "full_text"
    assert exported["rusthoven2009"] == "as_reported_by"
    assert exported["franzese2024"] == "abstract"


def test_that_a_figure_read_deeper_than_its_source_says_so(library: Library) -> None:
    assert library.sources["fong1999"].depth == "as_reported_by"
    depths = {library.depth_of(f) for f in library.figures.values() if library.source_of[f.id] == "fong1999"}
    assert "abstract" in depths


@pytest.mark.hazard("number-without-source")
def test_that_a_source_that_does_not_say_it_breaks_the_check(library: Library) -> None:
    silent = tuple(
        msgspec.structs.replace(file, source=msgspec.structs.replace(file.source, read_depth=None))
        for file in library.files
    )
    broken = {found.record for found in check_library(msgspec.structs.replace(library, sha256="", files=silent)).broken}
    assert "franzese2024" in broken
    assert "sanuki2022" not in broken


def test_that_a_summary_may_not_lead_where_better_was_read(library: Library) -> None:
    name = "vanderlei2025.overall_survival_hr"
    assert library.depth_of(library.figures[name]) == "secondary"
    assert not check_library(library).broken
    for figure_id in ("sir2019.inr", "vanderlei2025.sae_ablation"):
        broken = check_library(with_headline(library, figure_id)).broken
        assert [found.record for found in broken if "summary" in found.text] == [figure_id]


def test_that_summaries_stand_last_among_harms_and_outcomes(library: Library) -> None:
    for modality in MODALITIES:
        for findings in (outcomes_for(modality, library), toxicities_for(modality, library)):
            last = [finding.read_depth == "secondary" for finding in findings]
            assert last == sorted(last)
