"""What is withdrawn decides nothing any more, is kept to be looked at, and leaves a library that stands by itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.evidence.export import library_as_json
from engine.evidence.library import Library
from engine.evidence.loading import load_library
from engine.evidence.problems import EvidenceError
from engine.evidence.record_as_text import record_page
from engine.evidence.rules.rules_of_record import broken_rules
from engine.evidence.source_list import list_lines, source_list
from engine.evidence.withdrawing import taken_apart
from tests.engine.evidence.broken_records import ALL
from tests.engine.evidence.conftest import LIBRARY_TOML

Withdraw = Callable[..., Library]


@pytest.fixture
def withdraw(minimal: Callable[..., Path], field_kinds: dict[str, str]) -> Withdraw:
    """Return a function that loads a library of every kind of record, with some of them withdrawn."""

    def load(*records: str, date: str = "2025-12-24", reason: str = "It was retracted.", instead: str = "") -> Library:
        folder = minimal(ALL)
        replaced = f'replaced_by = "{instead}"' if instead else ""
        said = "".join(
            f'[[withdrawn]]\nrecord = "{record}"\ndate = {date}\nreason = "{reason}"\nby = "Retraction notice"\n'
            f'in_version = "1.0"\n{replaced}\n'
            for record in records
        )
        (folder / "library.toml").write_text(LIBRARY_TOML + said, "utf-8")
        return load_library(folder, field_kinds)

    return load


def test_that_without_a_withdrawal_nothing_is_another(withdraw: Withdraw) -> None:
    library = withdraw()
    assert (library.withdrawn, library.withdrawn_files) == ((), ())
    assert taken_apart(library.files, ())[0] is library.files


def test_that_a_withdrawn_criterion_and_its_dissent_decide_nothing(withdraw: Withdraw) -> None:
    assert [one.id for one in withdraw().criteria_for("sbrt")] == ["sbrt.size"]
    library = withdraw("sbrt.size")
    assert (library.criteria_for("sbrt"), dict(library.dissents)) == ((), {})
    assert library.figures_for("sbrt"), "what is not withdrawn stays"


def test_that_a_withdrawn_figure_is_shown_and_mentioned_nowhere(withdraw: Withdraw) -> None:
    library = withdraw("smith2020.os")
    assert "smith2020.os" not in library.figures
    assert library.figures_for("sbrt") == library.figures_of_cohort("smith2020.all") == ()
    assert library.scores["smith_score"].outcomes[0].figures == ()
    assert library.discrepancies["D9-01"].concerns == ()


def test_that_with_a_group_of_patients_go_its_figures(withdraw: Withdraw) -> None:
    library = withdraw("smith2020.all")
    assert (dict(library.cohorts), dict(library.figures)) == ({}, {})
    found = library.withdrawal_of("smith2020.os")
    assert found is not None
    assert found.record == "smith2020.all"


def test_that_with_a_source_goes_all_that_was_read_in_it(withdraw: Withdraw) -> None:
    library = withdraw("smith2020")
    assert dict(library.source_of) == {}
    assert "smith2020" in library.sources, "it can still be named"
    assert all(library.withdrawal_of(one) is not None for one in ("smith2020", "sbrt.size", "smith2020.k", "D9-01"))


def test_that_a_withdrawn_record_can_still_be_looked_at(withdraw: Withdraw) -> None:
    library = withdraw("smith2020.os")
    page = record_page(library, "smith2020.os")
    assert page is not None
    assert page[0] == "WITHDRAWN on 2025-12-24: It was retracted. (Retraction notice)"
    assert any("50 %" in line for line in page)
    other = record_page(library, "smith2020.all")
    assert other is not None
    assert "WITHDRAWN" not in "\n".join(other)
    assert "Withdrawn smith2020.os on 2025-12-24: It was retracted." in list_lines(library)
    assert [one["record"] for one in library_as_json(library)["withdrawn"]] == ["smith2020.os"]


@pytest.mark.parametrize(
    ("records", "more", "words"),
    [
        (("nobody2020",), {}, "withdrawn[0].record: there is no record nobody2020."),
        (("sbrt.size", "sbrt.size"), {}, "withdrawn[1].record: sbrt.size is withdrawn twice."),
        (("sbrt.size",), {"reason": " "}, "withdrawn[0].reason: this says nothing."),
        (("sbrt.size",), {"date": "2026-01-02"}, "withdrawn[0].date: it is withdrawn after the library was made."),
        (("sbrt.size",), {"date": '"soon"'}, "library.toml: withdrawn[0].date: "),
        (
            ("sbrt.size",),
            {"instead": "nobody2020"},
            "withdrawn[0].replaced_by: nobody2020 is no record that is in use.",
        ),
        (("smith2020",), {"instead": "smith2020.os"}, "withdrawn[0].replaced_by: smith2020.os is no record that is in"),
    ],
)
def test_that_a_withdrawal_that_says_too_little_is_refused(
    withdraw: Withdraw, records: tuple[str, ...], more: dict[str, str], words: str
) -> None:
    with pytest.raises(EvidenceError) as caught:
        withdraw(*records, **more)
    assert words in str(caught.value)


def test_that_what_replaces_a_withdrawn_record_is_named_with_it(withdraw: Withdraw) -> None:
    library = withdraw("smith2020.os", instead="smith2020.all")
    assert "Replaced by smith2020.all." in (record_page(library, "smith2020.os") or [])
    assert list_lines(library)[1].endswith("It was retracted. Replaced by smith2020.all.")


@pytest.mark.parametrize("gone", [(), ("smith2020.os",), ("smith2020.all",), ("smith2020",)])
def test_that_the_library_with_what_is_withdrawn_holds_all_records(withdraw: Withdraw, gone: tuple[str, ...]) -> None:
    library, whole = withdraw(*gone), withdraw()
    assert set(library.with_withdrawn.source_of) == set(whole.source_of)
    assert (library.with_withdrawn == library) == (not gone)
    assert all(library.withdrawal_of(one) is not None for one in set(whole.source_of) - set(library.source_of))


def test_that_the_list_by_year_counts_what_the_list_by_name_counts(library: Library) -> None:
    found = source_list(library)
    assert [year.year for year in found.years[:-1]] == sorted({s.year for s in library.sources.values() if s.year})[
        ::-1
    ]
    assert found.years[-1].year is None
    assert sum(year.sources for year in found.years) == found.sources == len(library.sources)
    assert found.records.figures == len(library.figures)
    by_name, by_year = list_lines(library), list_lines(library, "year")
    assert len(by_name) == len(library.sources) + 2
    assert {line.split()[0] for line in by_name[2:]} == {line.split()[0] for line in by_year if line.startswith("  ")}
    assert by_year[2].startswith(f"{found.years[0].year}: {found.years[0].sources} source")


def test_that_a_withdrawal_on_the_day_of_the_library_is_taken(withdraw: Withdraw) -> None:
    assert withdraw("sbrt.size", date="2026-01-01").withdrawn


@pytest.mark.slow
def test_that_any_source_of_the_shipped_library_can_be_withdrawn_or_names_what_else_has_to_be(
    library: Library, field_kinds: dict[str, str]
) -> None:
    """What is left stands by itself, or the rules say by name which record cannot do without it."""
    clean = 0
    for source in library.sources:
        left, taken = taken_apart(library.files, (source,))
        complaints = list(broken_rules(left, field_kinds))
        gone = {one.source.id for one in taken}
        assert source in gone
        assert all(one.problem and one.remedy for one in complaints)
        clean += not complaints
    assert clean >= 0.9 * len(library.sources)
