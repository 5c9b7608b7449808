"""What every rule, relation and comparison needs over columns, and what the columns refuse."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any, get_type_hints

import msgspec
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.case import relations as scalar_relations
from engine.case.fields import FieldCatalogue
from engine.case.lesions import Lesion
from engine.case.relations import Relation
from engine.evidence.library import Library
from engine.evidence.records.base import Condition
from engine.evidence.records.concerns import Statement
from engine.evidence.records.criteria import Criterion, Rule
from engine.evidence.rules.rules_of_conditions import _OPERATORS
from engine.findings.columns import relations
from engine.findings.columns.answers import MEANING, answers, any_known, enough, every, negated, rounded
from engine.findings.columns.derived import _asked_for, _child_pugh, of_lesions
from engine.findings.columns.judging import judge_columns
from engine.findings.columns.rules import COLUMN_RULES, STATUSES, criterion_over_columns, tabulated
from engine.findings.columns.statements import compiled
from engine.findings.columns.table import View, columns_of, day_numbers, entry_of, value_at
from engine.findings.conditions import statement_holds
from engine.findings.criteria.rules import _EVALUATORS, evaluate


def view_of(fields: FieldCatalogue, **values: list[Any]) -> View:
    columns = columns_of(values, fields)
    return View(len(next(iter(values.values()))), fields, columns)  # type: ignore[arg-type]


def criterion_of(rule: Rule, **more: Any) -> Criterion:
    given_ = {"id": "sbrt.tried", "modality": "sbrt", "label": "tried", "threshold": "", "printed": "", "locator": ""}
    return Criterion(rule=rule, **{**given_, **more})


def test_that_every_kind_of_rule_has_an_evaluator_over_columns() -> None:
    kinds = set(get_type_hints(Rule)["kind"].__args__)
    assert set(COLUMN_RULES) == kinds == set(_EVALUATORS), "CONTRIBUTING.md: how to add a kind of rule"


def test_that_every_kind_of_relation_has_an_evaluator_over_columns() -> None:
    kinds = set(get_type_hints(Relation)["kind"].__args__)
    assert set(relations._KINDS) == kinds == set(scalar_relations._KINDS)


def test_that_a_rule_of_an_unknown_kind_is_refused(fields: FieldCatalogue) -> None:
    with pytest.raises(KeyError):
        criterion_over_columns(criterion_of(Rule(kind="new_kind")), fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["at_most", "at_least", "above", "below"])
@pytest.mark.parametrize("limit", [0.0, 4.7, 20.0, 100.0])
def test_that_a_limit_decides_alike_on_both_sides(fields: FieldCatalogue, kind: Any, limit: float) -> None:
    rule = Rule(kind=kind, field="cea_ng_ml", limit=limit, borderline_to=limit + 1, borderline_from=limit - 1)
    tried = criterion_of(rule, observed_low=limit - 2, observed_high=limit + 2)
    steps = (0.0, 1e-12, 4e-10, 5e-10, 6e-10, 1e-9, 1e-6, 0.1, 1.0, 2.0, 2.1, 50.0)
    numbers = [limit + sign * step for sign in (-1, 1) for step in steps]
    view = view_of(fields, cea_ng_ml=[*numbers, None])
    found = [STATUSES[code] for code in criterion_over_columns(tried, fields)(view)]
    expected = [evaluate(tried, lambda _, one=number: one, fields).status for number in [*numbers, None]]
    assert found == expected
    assert len(set(found)) > 2


@given(st.floats(-1e9, 1e9) | st.integers(-(10**6), 10**6).map(lambda n: n + 0.5e-9))
@example(5e-10)
@example(-5e-10)
@example(1.5e-9)
@example(2.5e-9)
@example(0.3)
@example(1e14 + 0.1)
@example(8999.0000000005)
def test_that_rounding_is_pythons_to_the_last_digit(number: float) -> None:
    found = float(rounded(np.array([number, math.nan]))[0])
    assert found == round(number, 9)


_ANSWERS = st.sampled_from([True, False, None])


@given(st.lists(st.lists(_ANSWERS, min_size=3, max_size=3), min_size=1, max_size=4), st.integers(1, 4))
def test_that_groups_follow_the_logic_of_one_patient(many: list[list[bool | None]], wanted: int) -> None:
    rows = [np.array([MEANING.index(one) for one in answers_], dtype=np.int8) for answers_ in many]
    wanted = min(wanted, len(many))
    groups = {
        "all_of": every(rows),
        "any_of": enough(wanted, rows),
        "none_of": every(negated(row) for row in rows),
        "any_known_of": any_known(rows),
    }
    for name, found in groups.items():
        for place in range(3):
            parts = tuple(Statement(field=f"f{n}", equals=True) for n in range(len(many)))
            statement = Statement(**{name: parts}, at_least_parts=wanted if name == "any_of" else 1)
            values = {f"f{n}": many[n][place] for n in range(len(many))}
            assert MEANING[found[place]] == statement_holds(statement, values.get), name


#: an operator of a condition: what it is tried with, and on which field
TRIED: dict[str, tuple[str, Any]] = {
    "at_most": ("inr", 1.5),
    "at_least": ("inr", 1.5),
    "above": ("inr", 1.5),
    "below": ("inr", 1.5),
    "between": ("inr", (1.0, 1.5)),
    "equals": ("inr", 1.5),
    "differs_from": ("inr", 1.5),
    "one_of": ("inr", (1.0, 1.5)),
    "includes": ("extrahepatic_sites", "lung"),
    "is_empty": ("extrahepatic_sites", True),
    "is_known": ("inr", False),
}


@pytest.mark.parametrize("operator", list(_OPERATORS))
def test_that_every_comparison_is_made_over_columns(fields: FieldCatalogue, operator: str) -> None:
    name, wanted = TRIED[operator]
    statement = Statement(field=name, **{operator: wanted})
    values: list[Any] = [None, 0.5, 1.0, 1.5, 1.6, 20.0] if name == "inr" else [None, (), ("lung",), ("bone",)]
    found = compiled(statement, fields)(view_of(fields, **{name: values}))
    expected = [statement_holds(statement, lambda _, one=value: one) for value in values]
    assert [MEANING[code] for code in found] == expected
    assert len(set(expected)) > 1


def test_that_a_quotient_by_none_is_not_known(fields: FieldCatalogue) -> None:
    statement = Statement(field="disappeared_lesion_count", per="liver_lesion_count", at_least=1)
    view = view_of(fields, disappeared_lesion_count=[2, 2, None, 0], liver_lesion_count=[2, 0, 2, 3])
    assert [MEANING[code] for code in compiled(statement, fields)(view)] == [True, None, None, False]


DAYS = ("2026-10-02", "2026-10-03", "2024-02-29", "2000-01-01", "2026-11-29", None)


@pytest.mark.parametrize("limit", [{"above": 56}, {"at_most": 56}, {"between": (-1, 57)}])
def test_that_days_between_two_dates_are_counted_as_of_one_patient(
    fields: FieldCatalogue, limit: dict[str, Any]
) -> None:
    statement = Statement(field="board_date", days_after="resectability_judged_on", **limit)
    boards = ["2026-11-28"] * len(DAYS) + [None, "2024-03-01"]
    judged = [*DAYS, "2026-10-02", "2024-02-29"]
    view = view_of(fields, board_date=boards, resectability_judged_on=judged)
    expected = [
        statement_holds(statement, {"board_date": board, "resectability_judged_on": day}.get)
        for board, day in zip(boards, judged, strict=True)
    ]
    assert [MEANING[code] for code in compiled(statement, fields)(view)] == expected
    assert set(expected) == {True, False, None}
    if limit == {"above": 56}:
        assert expected[:2] == [True, False], "57 days and 56"


@given(st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31)), st.integers(0, 40_000))
def test_that_a_day_in_a_column_is_the_day_again_and_can_be_counted(
    fields: FieldCatalogue, day: dt.date, further: int
) -> None:
    spec = fields["board_date"]
    entry = float(entry_of(spec, day.isoformat()))
    assert value_at(spec, entry) == day.isoformat()
    later = float((day + dt.timedelta(further)).strftime("%Y%m%d"))
    first, second, unknown = day_numbers(np.array([entry, later, np.nan]))
    assert second - first == further
    assert np.isnan(unknown)


@pytest.mark.parametrize(
    "condition",
    [
        Condition(field="board_date", at_most=3),
        Condition(field="lesions", equals=3),
        Condition(field="comorbidities", equals="x"),
    ],
)
def test_that_a_comparison_that_does_not_suit_its_field_is_refused(
    fields: FieldCatalogue, condition: Condition
) -> None:
    statement = Statement(**{name: getattr(condition, name) for name in condition.__struct_fields__})
    with pytest.raises(TypeError):
        compiled(statement, fields)


def test_that_a_table_of_answers_is_not_made_for_a_number(fields: FieldCatalogue) -> None:
    with pytest.raises(TypeError, match="too many values"):
        tabulated(criterion_of(Rule(kind="at_most", field="inr", limit=1.5)), fields)


def test_that_columns_of_two_lengths_are_refused(fields: FieldCatalogue, library: Library) -> None:
    columns = columns_of({"inr": [1.0, 2.0], "ascites": ["none"]}, fields)
    with pytest.raises(ValueError, match="one length"):
        judge_columns(columns, fields, library)


@pytest.mark.parametrize(("name", "value"), [("ascites", "plenty"), ("extrahepatic_sites", ("moon",)), ("nowhere", 1)])
def test_that_a_value_or_field_that_there_is_not_is_refused(fields: FieldCatalogue, name: str, value: Any) -> None:
    with pytest.raises(KeyError):
        columns_of({name: [value]}, fields)


PARTS = ("bilirubin_mg_dl", "albumin_g_dl", "inr", "ascites", "encephalopathy")


def test_that_a_value_derived_one_by_one_is_that_of_the_columns(fields: FieldCatalogue) -> None:
    view = view_of(
        fields,
        bilirubin_mg_dl=[1.99, 2.0, 3.0, 3.01, 5.0, None],
        albumin_g_dl=[3.51, 3.5, 2.8, 2.79, 2.0, 4.0],
        inr=[1.69, 1.7, 2.3, 2.31, 3.0, 1.0],
        ascites=["none", "mild", "severe", "severe", "severe", "none"],
        encephalopathy=["none", "none", "grade_1_2", "grade_3_4", "grade_3_4", "none"],
    )
    spec = fields["child_pugh"]
    columns, one_by_one = _child_pugh(view), _asked_for(spec, view)
    assert columns.tolist() == one_by_one.tolist()
    assert [value_at(spec, code) for code in columns] == ["A", "B", "C", "C", "C", None]


def test_that_a_field_that_follows_from_others_in_a_new_way_is_derived(
    fields: FieldCatalogue, library: Library
) -> None:
    # Nothing derives it yet: what is typed stays in use, and nothing is contested.
    spec = msgspec.structs.replace(fields["jaundice"], derived_from=("bilirubin_mg_dl", "extrahepatic_sites"))
    changed = msgspec.structs.replace(fields, fields=tuple(spec if one.id == spec.id else one for one in fields.fields))
    columns = columns_of(
        {"jaundice": [True, None], "bilirubin_mg_dl": [9.0, 1.0], "extrahepatic_sites": [("lung",), None]}, changed
    )
    judged, as_before = (judge_columns(columns, one, library) for one in (changed, fields))
    for name, option in judged.options.items():
        assert option.verdicts.tolist() == as_before.options[name].verdicts.tolist()
        assert option.contested.tolist() == as_before.options[name].contested.tolist()


def test_that_rows_of_lesions_give_count_size_and_place(fields: FieldCatalogue) -> None:
    tables: list[tuple[Lesion, ...] | None] = [
        None,
        (),
        (Lesion(diameter_cm=2.0, near_gut=False), Lesion(diameter_cm=3.5, near_gut=None)),
        (Lesion(disappeared=True), Lesion(diameter_cm=1.0, near_gut=True, disappeared=False)),
        (Lesion(diameter_cm=1.0), Lesion()),
    ]
    found = of_lesions(columns_of({"lesions": tables}, fields)["lesions"], fields)  # type: ignore[arg-type]
    read = {name: [value_at(fields[name], one) for one in column] for name, column in found.items()}
    assert read["liver_lesion_count"] == [None, 0, 2, 2, 2]
    assert read["largest_lesion_cm"] == [None, None, 3.5, 1.0, None]
    assert read["near_gut"] == [None, None, None, True, None]
    assert read["disappeared_lesion_count"] == [None, 0, None, 1, None]


def test_that_answers_are_asked_of_what_is_known_alone() -> None:
    found = answers(np.array([True, True, False]), np.array([True, False, True]))
    assert [MEANING[code] for code in found] == [True, None, False]
