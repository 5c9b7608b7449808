"""Rows are judged as cases are, one by one: headline and reasons, contradictions included."""

from __future__ import annotations

from engine.case.case import Case
from engine.case.fields import FieldCatalogue
from engine.case.patient import Patient
from engine.evidence.library import Library
from engine.registry.rows_judged import CONTRADICTION, cases_of, judge_rows
from engine.registry.tables.cells import BadCell, CellReader, CellRules
from tests.engine.registry.made_up_tables import COLUMNS, made_up
from tests.engine.registry.one_by_one import judged_alone


def test_that_a_row_is_judged_as_its_case(fields: FieldCatalogue, library: Library) -> None:
    rows = made_up(120, seed=9)
    columns = {}
    for place, name in enumerate(COLUMNS):
        if name in fields:
            reader = CellReader(fields[name], fields, CellRules())
            columns[name] = [reader.read(row[place]) for row in rows]
    # Typed beside the lesions, and another number than follows from them: a contradiction.
    columns["liver_lesion_count"] = [at % 4 for at in range(len(rows))]
    columns["ecog"] = [at % 5 for at in range(len(rows))]
    assert not any(isinstance(value, BadCell) for values in columns.values() for value in values)
    found = judge_rows(columns, len(rows), fields, library)
    reasons = set()
    for place, case in enumerate(cases_of(columns, len(rows), fields)):
        for name, (verdict, alone) in judged_alone(case, library).items():
            assert (found.verdicts[name][place], found.reasons[name][place]) == (verdict, alone)
            reasons.update(alone)
    assert {f"{CONTRADICTION}typed_liver_lesion_count", f"{CONTRADICTION}karnofsky_and_ecog"} <= reasons


def test_that_rows_of_which_nothing_is_known_are_judged(fields: FieldCatalogue, library: Library) -> None:
    found = judge_rows({}, 3, fields, library)
    for name, (verdict, reasons) in judged_alone(Case(Patient(fields)), library).items():
        assert (list(found.verdicts[name]), list(found.reasons[name])) == ([verdict] * 3, [reasons] * 3)
    assert judge_rows({}, 0, fields, library).verdicts["sbrt"] == ()
