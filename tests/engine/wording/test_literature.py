"""Up to when the evidence knows the literature; how deep a number was read, and when its patients were treated."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec
import pytest

from engine.commands.shared.command_context import CommandContext
from engine.evidence.library import Library
from engine.evidence.records.modalities import MODALITIES
from engine.findings.published.evidence_stamp import evidence_stamp
from engine.findings.published.figures import outcomes_for, toxicities_for
from engine.wording.figures import value_detail
from engine.wording.literature import (
    literature_in_full,
    literature_words,
    old_legend,
    old_words,
    provenance_short,
    provenance_words,
    treated_words,
)

RESOURCES = Path(__file__).parents[3] / "resources"


def with_header(library: Library, **said: object) -> Library:
    """Return the library with other words of itself as a whole."""
    header = msgspec.structs.replace(library.header, **said)
    return msgspec.structs.replace(library, sha256=f"{library.sha256}{said}", header=header)


def test_that_the_literature_reaches_to_the_month_of_the_search(library: Library) -> None:
    found = evidence_stamp(with_header(library, searched=dt.date(2026, 9, 3)))
    assert literature_words(found) == "literature to 2026-09"
    newest = max(source.year for source in library.sources.values() if source.year is not None)
    expected = f"The newest source is of {newest}; the literature was last searched on 2026-09-03."
    assert literature_in_full(found) == expected


def test_that_a_library_that_does_not_say_when_it_was_searched_has_its_own_date(library: Library) -> None:
    found = evidence_stamp(with_header(library, searched=None, date=dt.date(2025, 2, 1)))
    assert literature_words(found) == "literature to 2025-02"


@pytest.mark.parametrize(
    ("searched", "months", "first_old_day"),
    [
        (dt.date(2026, 11, 27), 18, dt.date(2028, 5, 27)),
        (dt.date(2026, 8, 31), 6, dt.date(2027, 2, 28)),
        (dt.date(2026, 12, 1), 1, dt.date(2027, 1, 1)),
        (dt.date(2026, 12, 31), 12, dt.date(2027, 12, 31)),
    ],
)
def test_that_it_is_old_from_the_day_the_library_sets(
    library: Library, searched: dt.date, months: int, first_old_day: dt.date
) -> None:
    found = evidence_stamp(with_header(library, searched=searched, old_after_months=months))
    assert found.old_from == first_old_day.isoformat()
    assert old_words(found, first_old_day - dt.timedelta(days=1)) == ""
    assert old_words(found, first_old_day).startswith("This evidence is old: its literature was last searched on")
    assert old_words(found, None) == ""


def test_that_without_a_limit_nothing_is_ever_old(library: Library) -> None:
    found = evidence_stamp(with_header(library, old_after_months=None))
    assert (found.old_from, old_words(found, dt.date(2099, 1, 1))) == (None, "")


def test_that_treatment_longer_ago_than_the_limit_is_marked_on_both_sides(library: Library) -> None:
    """The last patient of Fong 1999 was treated in 1998."""
    figure = next(f for f in library.figures.values() if library.treated(f) == (1985, 1998))
    cases = ((2018, 20, None), (2019, 20, 20), (2026, 28, None), (2026, 27, 27), (2026, None, None))
    for year, limit, expected in cases:
        found = with_header(library, searched=dt.date(year, 1, 1), old_treatment_years=limit)
        assert found.treated_more_than_years_ago(figure) == expected


def test_that_every_number_says_how_deep_it_was_read_and_when_patients_were_treated(library: Library) -> None:
    seen = set()
    for modality in MODALITIES:
        for found in (*outcomes_for(modality, library), *toxicities_for(modality, library)):
            figure = library.figures[found.id]
            assert (found.treated_from, found.treated_to) == library.treated(figure)
            assert provenance_words(found) in value_detail(found)
            assert ("treated" in provenance_words(found)) == (library.treated(figure) != (None, None))
            assert found.read_depth is None or provenance_words(found)
            seen.add((found.read_depth, found.treated_to is None, found.treated_more_than_years_ago))
    assert {depth for depth, _, _ in seen} == {"full_text", "abstract", "as_reported_by", "secondary"}
    assert {ago for _, _, ago in seen} == {None, library.header.old_treatment_years}


def test_the_words_of_years_of_treatment(library: Library) -> None:
    some = outcomes_for("resection", library)[0]

    def of(first: int | None, last: int | None, ago: int | None = None) -> object:
        return msgspec.structs.replace(
            some, read_depth="abstract", treated_from=first, treated_to=last, treated_more_than_years_ago=ago
        )

    told = {
        (None, None): "",
        (2003, 2006): "treated 2003 to 2006",
        (2003, 2003): "treated 2003",
        (2003, None): "treated from 2003",
        (None, 2006): "treated until 2006",
    }
    for (first, last), words in told.items():
        assert treated_words(of(first, last)) == words
    assert treated_words(of(1985, 1998, 20)) == "treated 1985 to 1998, more than 20 years ago"
    assert provenance_short(of(1985, 1998, 20)) == "abstract, 1985–1998 (old)"
    assert provenance_short(of(None, None)) == "abstract"
    assert old_legend([of(2003, 2006), of(1985, 1998, 20)]) == " (old: treated more than 20 years ago)"
    assert old_legend([of(2003, 2006)]) == ""


def test_that_a_group_known_from_a_summary_alone_leads_no_option(library: Library) -> None:
    """Made so: a leading group of the board is read in a summary alone, and another one leads."""
    from engine.case.patient import Patient
    from engine.findings.assess import assess
    from engine.wording.board.board_series import leading_series

    command_context = CommandContext(RESOURCES)
    before = assess(Patient(command_context.fields, {}), library)
    option = before.option("sbrt")
    lead = leading_series(option, {})[0].curve
    demoted = tuple(
        msgspec.structs.replace(curve, read_depth="secondary") if curve.id == lead else curve for curve in option.curves
    )
    other = leading_series(msgspec.structs.replace(option, curves=demoted), {})[0].curve
    assert other != lead
    assert {curve.read_depth for curve in option.curves} <= {"full_text", "abstract", "as_reported_by", "secondary"}
