"""Nothing is cut off where text is twice as large, in a window of ordinary size."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QWidget

from engine.case.case import Case
from engine.case.entry import Entered, Unreadable
from engine.case.lesions import Lesion
from gui.window.main_window import MainWindow


def cut_off(part: QWidget) -> list[str]:
    """Return the controls that are lower than their text needs, or reach beyond the part to its right."""
    found = []
    for widget in part.findChildren(QWidget):
        if not widget.isVisibleTo(part) or not isinstance(widget, (QAbstractButton, QComboBox, QLabel, QLineEdit)):
            continue
        needed = widget.fontMetrics().height()
        if widget.height() < needed:
            found.append(f"{type(widget).__name__} {widget.objectName()} is {widget.height()} high, needs {needed}")
        if isinstance(widget, QLabel) and widget.wordWrap() and widget.text():
            wanted = widget.heightForWidth(widget.width())
            if widget.height() < wanted - needed // 3:
                found.append(f"label “{widget.text()[:40]}” is {widget.height()} high, needs {wanted}")
        right = widget.mapTo(part, widget.rect().topRight()).x()
        if right > part.width():
            found.append(f"{type(widget).__name__} {widget.objectName()} ends at {right} of {part.width()}")
    return found


def settle() -> None:
    """Let layouts inside layouts come to rest."""
    for _ in range(5):
        QApplication.processEvents()


@pytest.mark.parametrize("percent", [100, 150, 200])
def test_that_no_field_is_cut_off(window: MainWindow, everything: Case, percent: int) -> None:
    window.appearance.choose_text_size(percent)
    window.resize(1500, 900)
    window.document.replace_case(everything)
    window.document.set_entry("bilirubin_mg_dl", Entered(15.0))
    window.document.set_entry("age_years", Unreadable("sixty", "“sixty” is not a number. Write digits."))
    window.document.insert_lesion(0, Lesion(diameter_cm=30.0))
    settle()
    assert cut_off(window.form._scroll.content) == []


def test_that_a_narrow_form_puts_labels_above_their_fields(window: MainWindow, everything: Case) -> None:
    window.document.replace_case(everything)
    window.resize(1500, 900)
    wide = window.form.rows["age_years"].height()
    window.splitter.setSizes([1, 10000])
    settle()
    assert window.form.rows["age_years"].height() > wide
    assert cut_off(window.form._scroll.content) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_that_themes_change_with_everything_on_screen(make_window: Any, everything: Case, theme: str) -> None:
    window: MainWindow = make_window(None)
    window.document.replace_case(everything)
    for place in range(window.views.count()):
        window.views.setCurrentIndex(place)
    window.appearance.choose_theme(theme)  # type: ignore[arg-type]
    QApplication.processEvents()
    image = window.grab().toImage()
    assert image.pixelColor(image.width() - 3, 3).name() == window.appearance.theme.window
