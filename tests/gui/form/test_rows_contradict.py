"""What the rows of the lesion table contradict is asked at the table, and at the other field."""

from __future__ import annotations

import pytest

from engine.case.lesions import Lesion
from gui.form.lesions.lesion_editor import LesionEditor
from gui.window.main_window import MainWindow

AT_A_VESSEL = (Lesion(diameter_cm=1.5, near_major_vessel=False, vessel_distance_mm=0.0),)


def said(lesions: LesionEditor) -> str:
    return lesions._remark.text()


def test_that_a_lesion_at_a_vessel_is_asked_about_at_the_table(window: MainWindow) -> None:
    window.document.set_value("lesions", AT_A_VESSEL)
    assert said(window.form.lesions).startswith("No lesion is said to be near a major vessel, and lesion 1 lies 0 mm")
    assert window.form.lesions.has_something_to_say
    assert window.form.lesions._confirm.text() == "Yes, both are right"
    window.document.confirm("lesions")
    assert said(window.form.lesions) == ""


@pytest.mark.parametrize("confirmed", [True, False])
def test_that_a_mark_that_contradicts_confirmed_rows_is_asked(window: MainWindow, confirmed: bool) -> None:
    window.document.set_value("lesions", (Lesion(diameter_cm=1.5, vessel_distance_mm=0.0),))
    if confirmed:
        window.document.confirm("lesions")
    window.document.set_value("lesions", AT_A_VESSEL)
    assert "lies 0 mm from one" in said(window.form.lesions)


def test_that_a_lesion_of_no_size_is_asked_about_at_the_table(window: MainWindow) -> None:
    window.document.set_value("lesions", (Lesion(diameter_cm=0.0), Lesion(diameter_cm=2.0)))
    assert "Lesion 1 is said to measure 0 cm" in said(window.form.lesions)
    window.document.set_value("lesions", (Lesion(diameter_cm=0.0, disappeared=True), Lesion(diameter_cm=2.0)))
    assert said(window.form.lesions) == ""
