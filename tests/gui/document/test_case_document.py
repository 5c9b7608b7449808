"""The document: one way to change a case, every change undoable."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication

from bench.material.generated_patients import Generator
from engine.case.case import Case, Origin
from engine.case.checks.consistency import inconsistencies
from engine.case.entry import Entered, NotKnown, Unreadable, read_entry
from engine.case.fields import FieldCatalogue
from engine.case.lesions import Lesion
from engine.case.patient import Patient
from engine.evidence.library import Library
from gui.document.case_document import LABEL, NOTES, CaseDocument, Draft, _Step, places_changed, same_content

#: Qt keeps the Python half of steps that it has dropped as obsolete; other tests leave a few.
STEPS_OF_OTHERS = 300


def typed(document: CaseDocument, field_id: str, text: str) -> None:
    """Type a text, one key after the other."""
    for end in range(1, len(text) + 1):
        document.set_entry(field_id, read_entry(document.fields[field_id], text[:end]))


def test_that_keystrokes_in_one_field_are_one_step(document: CaseDocument) -> None:
    typed(document, "largest_lesion_cm", "5.5")
    assert document.case.patient.number("largest_lesion_cm") == 5.5
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert document.case.patient.number("largest_lesion_cm") is None
    document.undo_stack.redo()
    assert document.case.patient.number("largest_lesion_cm") == 5.5


def test_that_a_field_left_and_entered_again_begins_a_new_step(document: CaseDocument) -> None:
    typed(document, "age_years", "66")
    document.end_typing()
    typed(document, "age_years", "6")
    assert document.undo_stack.count() == 2
    document.undo_stack.undo()
    assert document.case.patient.number("age_years") == 66


def test_that_two_fields_are_two_steps(document: CaseDocument) -> None:
    typed(document, "age_years", "66")
    typed(document, "inr", "1.1")
    assert document.undo_stack.count() == 2


def test_that_typing_back_to_what_was_there_leaves_no_step(document: CaseDocument) -> None:
    document.set_entry("age_years", Entered(6))
    document.set_entry("age_years", NotKnown())
    assert document.case.patient.number("age_years") is None
    assert document.undo_stack.count() == 0
    assert not document.is_modified


def test_that_a_thousand_keystrokes_leave_one_step_behind(document: CaseDocument) -> None:
    for number in range(1, 1001):
        document.set_entry("cea_ng_ml", Entered(number))
    gc.collect()
    assert document.undo_stack.count() == 1
    assert sum(type(found) is _Step for found in gc.get_objects()) <= 1 + STEPS_OF_OTHERS


FORGOTTEN_DOCUMENTS = """
import gc, sys, weakref
from pathlib import Path
from PySide6.QtWidgets import QApplication
from engine.case.entry import Entered
from engine.case.fields import load_fields
from gui.document.case_document import CaseDocument

application = QApplication([])
fields = load_fields(Path(sys.argv[1]))
seen = []
for count in range(300):
    document = CaseDocument(fields)
    for number in range(4):
        document.set_entry(("age_years", "inr")[number % 2], Entered(50 + number))
    document.undo_stack.undo()
    seen.append(weakref.ref(document))
    step = document.undo_stack.command(0)
    around = {"document": document, "show": document._show, "stack": document.undo_stack, "step": step}
    around["around"] = around
    del document, around, step
    if count % 20 == 0:
        gc.collect()
gc.collect()
print(sum(reference() is not None for reference in seen))
"""


def test_that_a_document_in_a_cycle_is_collected_without_a_crash(resources: Path) -> None:
    command = [sys.executable, "-c", FORGOTTEN_DOCUMENTS, str(resources)]
    ended = subprocess.run(command, cwd=resources.parent, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "0\n", "")


@pytest.mark.hazard("stale-result")
def test_that_unreadable_text_leaves_no_number_behind_and_comes_back_with_undo(document: CaseDocument) -> None:
    typed(document, "age_years", "63")
    document.end_typing()
    document.set_entry("age_years", Unreadable("-", "not a number"))
    assert document.case.patient.number("age_years") is None
    assert document.draft.unreadable["age_years"].text == "-"
    document.end_typing()
    document.set_entry("age_years", Entered(70))
    assert "age_years" not in document.draft.unreadable
    document.undo_stack.undo()
    assert document.draft.unreadable["age_years"].text == "-"
    document.undo_stack.undo()
    assert document.case.patient.number("age_years") == 63


def test_that_the_change_names_the_places_and_what_follows_from_them(document: CaseDocument) -> None:
    heard: list[frozenset[str]] = []
    document.changed.connect(heard.append)
    document.insert_lesion(0, Lesion(diameter_cm=3.0))
    assert {"lesions", "liver_lesion_count", "largest_lesion_cm"} <= heard[-1]
    document.set_label("B")
    assert heard[-1] == {LABEL}
    document.set_notes("n")
    assert heard[-1] == {NOTES}


def test_that_nothing_is_told_where_nothing_changes(document: CaseDocument) -> None:
    document.set_value("sex", "female")
    heard: list[frozenset[str]] = []
    document.changed.connect(heard.append)
    document.set_value("sex", "female")
    assert heard == []
    assert document.undo_stack.count() == 1


def test_that_saving_makes_the_state_clean_and_undo_makes_it_unclean(document: CaseDocument) -> None:
    document.set_value("sex", "female")
    assert document.is_modified
    document.mark_saved()
    assert not document.is_modified
    document.undo_stack.undo()
    assert document.is_modified
    document.undo_stack.redo()
    assert not document.is_modified


def test_that_typing_after_a_save_does_not_change_the_saved_step(document: CaseDocument) -> None:
    typed(document, "age_years", "6")
    document.mark_saved()
    typed(document, "age_years", "66")
    assert document.is_modified
    document.undo_stack.undo()
    assert document.case.patient.number("age_years") == 6
    assert not document.is_modified


def test_that_a_confirmation_ends_with_another_value(document: CaseDocument) -> None:
    document.set_entry("bilirubin_mg_dl", Entered(15))
    document.confirm("bilirubin_mg_dl")
    assert document.case.confirmed == ("bilirubin_mg_dl",)
    document.set_entry("bilirubin_mg_dl", Entered(16))
    assert document.case.confirmed == ()
    document.undo_stack.undo()
    assert document.case.confirmed == ("bilirubin_mg_dl",)


def test_that_a_confirmed_diameter_stays_confirmed_when_a_segment_is_chosen(document: CaseDocument) -> None:
    document.insert_lesion(0, Lesion(diameter_cm=30.0))
    document.confirm("lesions")
    document.set_lesion_value(0, "segment", "6")
    assert document.case.confirmed == ("lesions",)
    document.set_lesion_entry(0, "diameter_cm", Entered(31.0))
    assert document.case.confirmed == ()


def test_that_a_value_from_a_plan_keeps_its_origin_until_another_is_typed(document: CaseDocument) -> None:
    origin = Origin("sampled")
    document.set_read_values((("normal_liver_below_15gy_ml", 812.5, origin), ("fractions", 3, origin)))
    assert document.undo_stack.count() == 1
    assert document.case.origins["fractions"] == origin
    document.set_entry("fractions", Entered(5))
    assert "fractions" not in document.case.origins
    assert document.case.origins["normal_liver_below_15gy_ml"] == origin
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert not document.case.patient.inputs


def test_that_unreadable_text_moves_with_its_row(document: CaseDocument) -> None:
    document.insert_lesion(0, Lesion(diameter_cm=1.0))
    document.insert_lesion(1, Lesion(diameter_cm=2.0))
    document.set_lesion_entry(1, "diameter_cm", Unreadable("x", "no"))
    document.insert_lesion(0, Lesion(diameter_cm=3.0))
    assert set(document.draft.unreadable) == {"lesions[2].diameter_cm"}
    document.remove_lesion(1)
    assert set(document.draft.unreadable) == {"lesions[1].diameter_cm"}
    document.remove_lesion(1)
    assert document.draft.unreadable == {}


def test_that_the_last_row_taken_away_makes_the_lesions_not_known_rather_than_none(document: CaseDocument) -> None:
    document.insert_lesion(0, Lesion(diameter_cm=1.0))
    document.remove_lesion(0)
    assert document.draft.lesions is None
    document.set_value("lesions", ())
    assert document.draft.lesions == ()


def test_that_another_case_takes_the_steps_with_it(document: CaseDocument, everything: Case) -> None:
    document.set_value("sex", "male")
    document.replace_case(everything)
    assert not document.undo_stack.canUndo()
    assert not document.is_modified
    document.replace_case(everything, modified=True)
    assert document.is_modified


@pytest.mark.parametrize("text", ["", "two\nlines"])
def test_that_label_and_notes_are_undone_too(document: CaseDocument, text: str) -> None:
    document.set_label("A")
    document.set_notes(text)
    document.undo_stack.setIndex(0)
    assert (document.case.label, document.case.notes) == ("", "")


CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("number"), st.sampled_from(["", "5", "5.", "x", "1.234", "999", "12,5"])),
        st.tuples(st.just("flag"), st.sampled_from([True, False, None])),
        st.tuples(st.just("row"), st.integers(0, 3)),
        st.tuples(st.just("cell"), st.sampled_from(["", "2", "x", "55"])),
        st.tuples(st.just("drop"), st.integers(0, 3)),
        st.tuples(st.just("leave"), st.none()),
    ),
    max_size=25,
)


def apply(document: CaseDocument, kind: str, value: Any) -> None:
    """Make one change as a person would."""
    rows = document.draft.lesions or ()
    if kind == "number":
        document.set_entry("largest_lesion_cm", read_entry(document.fields["largest_lesion_cm"], value))
    elif kind == "flag":
        document.set_value("near_gut", value)
    elif kind == "row":
        document.insert_lesion(min(value, len(rows)))
    elif kind == "cell" and rows:
        spec = document.fields.lesion_by_id["diameter_cm"]
        document.set_lesion_entry(len(rows) - 1, "diameter_cm", read_entry(spec, value))
    elif kind == "drop" and rows:
        document.remove_lesion(min(value, len(rows) - 1))
    elif kind == "leave":
        document.end_typing()


@given(changes=CHANGES)
def test_that_undoing_everything_gives_the_first_state_and_redoing_the_last(
    qapp: QCoreApplication, fields: FieldCatalogue, changes: list[tuple[str, Any]]
) -> None:
    document = CaseDocument(fields)
    first = document.draft
    for kind, value in changes:
        apply(document, kind, value)
    last = document.draft
    document.undo_stack.setIndex(0)
    assert same_content(document.draft, first)
    document.undo_stack.setIndex(document.undo_stack.count())
    assert same_content(document.draft, last)
    for place in last.unreadable:
        assert document.case.patient.inputs.get(place) is None


def test_that_every_place_with_another_question_differs(fields: FieldCatalogue, library: Library) -> None:
    asked_alone = 0
    for inputs in (Generator(fields, library, seed).inputs() for seed in range(500, 530)):
        patient = Patient(fields, inputs)
        for name in inputs:
            other = patient.with_value(name, None)
            questions = set(inconsistencies(patient)) ^ set(inconsistencies(other))
            found = places_changed(Draft(Case(patient=patient)), Draft(Case(patient=other)))
            assert {place for place, _ in questions} | {name} <= found
            asked_alone += any(place not in (name, *patient.derived) for place, _ in questions)
    assert asked_alone > 100


def test_that_equal_drafts_differ_nowhere(everything: Case) -> None:
    assert places_changed(Draft(everything), Draft(everything)) == frozenset()


@pytest.mark.hazard("lost-work")
def test_that_whoever_shows_the_case_cannot_change_it_meanwhile(document: CaseDocument) -> None:
    refused = []

    def write_back(_places: frozenset[str]) -> None:
        try:
            document.set_label("written while it is shown")
        except RuntimeError as error:
            refused.append(str(error))

    document.changed.connect(write_back)
    document.set_value("sex", "female")
    assert len(refused) == 1
    document.undo_stack.undo()
    document.undo_stack.redo()
    assert len(refused) == 3
    assert document.undo_stack.count() == 1
    assert document.case.label == ""


def test_that_a_new_contradiction_is_asked_though_its_field_was_confirmed(document: CaseDocument) -> None:
    document.set_value("ecog", 4)
    document.set_value("karnofsky", 90)
    document.confirm("ecog")
    document.set_value("age_years", 70)
    assert document.case.confirmed == ("ecog",), "what touches neither leaves the answer"
    document.set_value("karnofsky", 100)
    assert document.case.confirmed == (), "the answer was about another value"
    document.undo_stack.undo()
    assert document.case.confirmed == ("ecog",)
