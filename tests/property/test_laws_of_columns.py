"""Rules over columns say of every patient what the rules for one say, whatever is known and whatever clashes."""

from __future__ import annotations

from typing import Any, get_type_hints

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.case.case import Case
from engine.case.checks.consistency import contradictions
from engine.case.lesions import Lesion
from engine.case.patient import Patient
from engine.evidence.library import Library
from engine.evidence.records.criteria import Rule
from engine.findings.columns.derived import fields_that_follow, values_in_use
from engine.findings.columns.judging import ColumnJudgements, bits_of, judge_columns
from engine.findings.columns.reasons import ReasonIds, ids_of
from engine.findings.columns.table import columns_of, value_at
from engine.findings.headlines.judging import judge_option
from engine.findings.headlines.readings import is_contested, readings_of
from engine.modalities.listed import MODALITIES, Modality
from tests.property.local_rules import library_with_our_rules
from tests.property.patients import FIELDS, inputs, shipped_library

LIBRARY = shipped_library()
#: several at once: nobody's result may depend on who stands beside
TABLES = st.lists(inputs(), min_size=1, max_size=6)


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return library_with_our_rules(tmp_path_factory.mktemp("ours"))


def over_columns(table: list[dict[str, Any]], library: Library) -> ColumnJudgements:
    columns = columns_of({spec.id: [one.get(spec.id) for one in table] for spec in FIELDS}, FIELDS)
    return judge_columns(columns, FIELDS, library)


def assert_equal(table: list[dict[str, Any]], library: Library) -> None:
    judged = over_columns(table, library)
    assert judged.size == len(table)
    for row, known in enumerate(table):
        case = Case(Patient(FIELDS, known))
        readings = readings_of(case)
        for name in MODALITIES:
            one, option = judge_option(name, case, readings, library), judged.options[name]
            assert option.verdict(row) == one.verdict, name
            found = {c.id: status for c, status in zip(option.criteria, option.statuses_of(row), strict=True)}
            assert found == {finding.id: finding.status for finding in one.criteria}
            answered = {c.id: answer for c, answer in zip(option.concerns, option.answers_of(row), strict=True)}
            assert answered == {concern.concern.id: concern.holds for concern in one.concerns}
            assert bool(option.contested[row]) == one.contested


@pytest.mark.slow
@pytest.mark.hazard("unsafe-looks-safe")
@given(TABLES)
@settings(max_examples=60)
def test_that_columns_say_what_is_said_of_one_patient(table: list[dict[str, Any]]) -> None:
    assert_equal(table, LIBRARY)


@pytest.mark.slow
@pytest.mark.hazard("unsafe-looks-safe")
@given(TABLES)
@settings(max_examples=40)
def test_that_columns_follow_the_rules_of_a_department(ours: Library, table: list[dict[str, Any]]) -> None:
    assert_equal(table, ours)


#: what a plan may name for a lesion, most often nothing
TREATMENTS = [None, None, *(choice.value for choice in FIELDS.lesion_by_id["treatment"].choices)]


@st.composite
def planned_tables(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Draw patients with a treatment named for some lesions, and values typed beside the rows."""
    table = draw(st.lists(inputs(), min_size=1, max_size=4))
    for known in table:
        rows = draw(st.lists(st.sampled_from(TREATMENTS), min_size=1, max_size=4))
        given_rows = known.get("lesions") or (Lesion(diameter_cm=1.5), Lesion(diameter_cm=4.0, near_gut=True))
        known["lesions"] = tuple(
            msgspec.structs.replace(row, treatment=rows[place % len(rows)]) for place, row in enumerate(given_rows)
        )
    return table


@pytest.mark.slow
@pytest.mark.hazard("unsafe-looks-safe")
@given(planned_tables())
@settings(max_examples=50)
def test_that_an_option_is_judged_by_the_lesions_that_it_treats(table: list[dict[str, Any]]) -> None:
    assert_equal(table, LIBRARY)


@pytest.mark.slow
@given(TABLES)
@settings(max_examples=40)
def test_that_values_in_use_are_those_of_one_patient(table: list[dict[str, Any]]) -> None:
    columns = columns_of({spec.id: [one.get(spec.id) for one in table] for spec in FIELDS}, FIELDS)
    found = values_in_use(columns, FIELDS, len(table))
    for row, known in enumerate(table):
        patient = Patient(FIELDS, known)
        for spec in FIELDS:
            if spec.kind != "lesions":
                assert value_at(spec, found.view.column(spec.id)[row]) == patient.value(spec.id), spec.id
        replaced = {name for name, rows in found.replaced.items() if rows[row]}
        assert replaced == {name for name, one in patient.derived.items() if one.replaces is not None}
        assert set(patient.derived) <= {*fields_that_follow(FIELDS), *OTHER_PARTS}


#: of a sum and its parts a part can follow as well; what is typed there is one of the two that are known
OTHER_PARTS = ("whole_liver_dose_gy", "boost_dose_gy", "whole_liver_fractions", "boost_fractions")


def reasons_of_one(name: Modality, case: Case, library: Library) -> tuple[str, ...]:
    """The reasons of a headline as they follow from what is found of one patient."""
    one = judge_option(name, case, readings_of(case), library)
    status = {"outside": "not_met", "undetermined": "unknown", "borderline": "borderline"}.get(one.verdict, "")
    found = [finding.id for finding in one.criteria if finding.status == status]
    if one.verdict in ("outside", "concern"):
        found += [concern.concern.id for concern in one.concerns if concern.turns]
    if one.verdict == "undetermined":
        found += [concern.concern.id for concern in one.concerns if concern.open]
    disputes = [(each.id, each.fields) for each in contradictions(case.patient)]
    disputes += [(f"typed_{key}", (key,)) for key, it in case.patient.derived.items() if it.replaces is not None]
    return (*found, *(f"?{each}" for each, names in disputes if is_contested(name, frozenset(names), library)))


@pytest.mark.slow
@given(TABLES)
@settings(max_examples=40)
def test_that_reasons_are_those_of_one_patient(table: list[dict[str, Any]]) -> None:
    judged = over_columns(table, LIBRARY)
    for name, option in judged.options.items():
        ids = ReasonIds(ids_of(option, before_disputes="?"))
        bits = bits_of(option.deciding())
        expected = [reasons_of_one(name, Case(Patient(FIELDS, known)), LIBRARY) for known in table]
        found = ids.of(bits)
        assert list(found) == expected == [found[row] for row in range(len(table))]
        assert sorted(found.sets) == sorted(set(expected))
        assert list(found[1:]) == expected[1:]


@pytest.mark.slow
@given(TABLES, st.data())
@settings(max_examples=20)
def test_that_nobodys_result_depends_on_who_stands_beside(table: list[dict[str, Any]], data: st.DataObject) -> None:
    row = data.draw(st.integers(0, len(table) - 1))
    together, alone = over_columns(table, LIBRARY), over_columns(table[row : row + 1], LIBRARY)
    for name in MODALITIES:
        assert together.options[name].verdict(row) == alone.options[name].verdict(0)
        assert bytes(bits_of(together.options[name].deciding())[row]) == bytes(
            bits_of(alone.options[name].deciding())[0]
        )


def test_that_the_department_has_a_rule_of_every_kind(ours: Library) -> None:
    kinds = set(get_type_hints(Rule)["kind"].__args__)
    assert {one.rule.kind for one in ours.criteria.values() if one.id.startswith("sbrt.our_")} == kinds


def test_that_an_empty_table_has_a_result_for_every_option() -> None:
    judged = over_columns([], LIBRARY)
    assert judged.size == 0
    assert set(judged.options) == set(MODALITIES)
    assert all(len(option.verdicts) == 0 for option in judged.options.values())


def test_that_fields_without_a_column_are_not_known_of_anybody() -> None:
    judged = judge_columns(columns_of({"age_years": [66.0, None]}, FIELDS), FIELDS, LIBRARY)
    for name in MODALITIES:
        for row, known in enumerate(({"age_years": 66.0}, {})):
            case = Case(Patient(FIELDS, known))
            assert judged.options[name].verdict(row) == judge_option(name, case, readings_of(case), LIBRARY).verdict
