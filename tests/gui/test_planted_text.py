"""Text from every kind of file, with markup, escapes and overrides in every field of it, is shown as text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from bench.material.dose_phantoms import Phantom, write_phantom
from bench.material.full_case import full_case
from engine.case.case import Case, Origin
from engine.case.entry import Unreadable
from engine.case.fields import FieldCatalogue
from engine.case.format.case_json import case_bytes
from engine.evidence.loading import load_library
from gui.application import build_window
from gui.document.autosave import recovery_bytes
from gui.document.case_document import Draft
from gui.help.help_windows import TextWindow
from gui.look.theme import load_theme
from gui.messages.message_bar import Answer, Message
from gui.messages.questions import DialogAsk
from gui.plan_import.plan_dialog import PlanDialog
from gui.shared.plain_text import PlainLabel, PlainMessageBox, in_a_menu, in_a_title, shown, tip
from gui.shared.settings_store import SettingsStore
from gui.start.crash_window import CrashWindow
from gui.window.main_window import MainWindow
from tests.gui.conftest import Answers, delete_plot_menus, top_level_menus
from tests.gui.planted import NAMED, PICTURE, PLANT, found_in

LOCAL = """
format = "beamside-source/1"
[source]
id = "ourseries"
short = "Our department {plant}"
authors = "authors {plant}"
title = "title {plant}"
year = 2024
published_in = "place {plant}"
design = "retrospective"
paper = ""
note = "note {plant}"
[[cohort]]
id = "ourseries.all"
label = "cohort {plant}"
modality = "sbrt"
locator = "page {plant}"
patients = 41
treatment = "treatment {plant}"
note = "cohort note {plant}"
[[figure]]
id = "ourseries.survival_24mo"
kind = "outcome"
label = "figure {plant}"
statistic = "rate"
unit = "proportion"
printed = "58 % {plant}"
locator = "table {plant}"
obtained = "printed"
cohort = "ourseries.all"
endpoint = "overall_survival"
value = 0.58
time_months = 24
patients = 41
note = "figure note {plant}"
"""


def planted_case(fields: FieldCatalogue) -> Case:
    """Return a case with everything known and a plant in every text of it."""
    case = full_case(fields)
    origin = Origin(method=PLANT, files_sha256=(PLANT,), structures=(PLANT, f"GTV {PLANT}"))
    return replace(case, label=PLANT, notes=PLANT, origins={"normal_liver_below_15gy_ml": origin, "fractions": origin})


def look(*windows: QWidget) -> None:
    """Look at every widget of these windows, and of the windows that they have opened."""
    QApplication.processEvents()
    assert [wrong for window in windows for wrong in found_in(window)] == []


@pytest.mark.hazard("bad-input")
def test_that_a_case_with_planted_texts_is_shown_as_text(
    make_window: Callable[..., MainWindow], fields: FieldCatalogue, tmp_path: Path, answers: Answers
) -> None:
    window = make_window(None)
    path = tmp_path / f"case {NAMED}.beamside.json"
    path.write_bytes(case_bytes(planted_case(fields)))
    assert window.files.open(path), answers.told
    for tab in range(window.views.count()):
        window.views.setCurrentIndex(tab)
        QApplication.processEvents()
    window.menus.recent.fill()
    assert [action for action in window.menus.recent.actions() if "&&" in action.text()]
    window.files.belongs_to(None)
    look(window)
    assert "[U+202E]" in window.windowTitle()
    assert window.document.case.label == PLANT
    assert window.form.header.line.text() == PLANT


@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize(
    "contents",
    [
        {"format": "beamside-case/1", PLANT: 1},
        {"format": "beamside-case/1", "inputs": {PLANT: 1, "sex": PLANT, "age_years": PLANT}},
        {"format": "beamside-case/1", "inputs": {"lesions": [{PLANT: 1, "segment": PLANT}]}},
        {"format": f"beamside-case/{PLANT}"},
        {"format": "beamside-case/1", "confirmed": [PLANT], "origins": {PLANT: {"method": PLANT}}},
    ],
    ids=["key", "inputs", "lesions", "format", "confirmed"],
)
def test_that_a_refused_case_is_refused_in_plain_text(
    window: MainWindow, tmp_path: Path, contents: dict[str, object]
) -> None:
    path = tmp_path / f"case {NAMED}.json"
    path.write_text(json.dumps(contents), encoding="utf-8")
    boxes: list[tuple[list[str], list[str]]] = []

    def read_the_box() -> None:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox):  # files are read off this thread: the box comes when they are read
            QTimer.singleShot(5, read_the_box)
            return
        boxes.append((found_in(box), [label.text() for label in box.findChildren(QLabel)]))
        box.accept()

    window.files.ask = DialogAsk(window)
    QTimer.singleShot(0, read_the_box)
    assert not window.files.open(path)
    assert [wrong for wrong, _ in boxes] == [[]]
    assert any("<img src=" in text for text in boxes[0][1])


def asked(window: MainWindow, ask: Callable[[DialogAsk], object]) -> Iterator[list[str]]:
    """Yield what is wrong with the dialog that a question opens, and close it."""
    seen: list[list[str]] = []

    def close() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QDialog):
            QTimer.singleShot(5, close)
            return
        assert any("<img src=" in label.text() for label in dialog.findChildren(QLabel))
        seen.append(found_in(dialog))
        dialog.reject()

    QTimer.singleShot(0, close)
    ask(DialogAsk(window))
    yield from seen


@pytest.mark.parametrize(
    "ask",
    [
        lambda ask: ask.tell(PLANT, PLANT),
        lambda ask: ask.save_changes(PLANT),
        lambda ask: ask.slips([PLANT, PLANT]),
        lambda ask: ask.overwrite_changed(PLANT),
        lambda ask: ask.passphrase(PLANT, wrong=False),
        lambda ask: ask.passphrase(PLANT, wrong=True),
    ],
    ids=["tell", "save", "slips", "overwrite", "passphrase", "wrong passphrase"],
)
def test_that_every_question_shows_names_as_text(window: MainWindow, ask: Callable[[DialogAsk], object]) -> None:
    assert list(asked(window, ask)) == [[]]


def test_that_a_message_and_its_answers_are_text(window: MainWindow) -> None:
    window.messages.show_message(Message("one", PLANT, "problem", (Answer(in_a_menu(PLANT)),)))
    look(window)
    assert "<b>bold</b>" in window.messages.texts[0]


def test_that_a_recovery_copy_with_planted_texts_is_offered_as_text(
    make_window: Callable[..., MainWindow], fields: FieldCatalogue, tmp_path: Path
) -> None:
    unreadable = {
        "age_years": Unreadable(PLANT, PLANT),
        "lesions[0].diameter_cm": Unreadable(PLANT, PLANT),
    }
    folder = tmp_path / "recovery"
    folder.mkdir()
    case = planted_case(fields)
    case = replace(case, patient=case.patient.with_value("age_years", None))
    data = recovery_bytes(
        Draft(case, unreadable), tmp_path / f"{NAMED}.beamside.json", datetime(2026, 1, 1, tzinfo=UTC)
    )
    (folder / f"{'a' * 32}.recovery.json").write_bytes(data)
    window = make_window()
    assert "<img src=" in window.messages.texts[0]
    look(window)
    window.messages.button("recovery", "Restore").click()
    assert window.document.draft.unreadable["age_years"].text == PLANT
    window.form.go_to_field("age_years")
    window.form.lesions.table.go_to(0, 0)
    look(window)


@pytest.mark.hazard("bad-input")
def test_that_a_plan_with_planted_names_is_shown_as_text(
    qtbot: QtBot, fields: FieldCatalogue, resources: Path, tmp_path: Path
) -> None:
    import pydicom

    written = write_phantom(tmp_path, Phantom())
    structures = pydicom.dcmread(written.rtstruct)
    # A long name keeps a single line in DICOM; control characters are not among what its text may hold.
    for roi in structures.StructureSetROISequence:
        roi.ROIName = f"{roi.ROIName} <img src='x'><b>bold</b> \u202egnp"
    structures.SpecificCharacterSet = "ISO_IR 192"
    structures.PatientID = "<b>bold</b><img src='y'>"
    structures.save_as(written.rtstruct)
    dialog = plan_dialog(qtbot, (written.rtstruct, written.rtdose, written.rtplan), fields, resources)
    qtbot.waitUntil(lambda: dialog.liver.count() > 1 or "…" not in dialog.state.text())
    look(dialog)
    assert any("<img src=" in dialog.liver.itemText(place) for place in range(dialog.liver.count()))
    dialog.liver.setCurrentIndex(1)
    dialog.liver.activated.emit(1)
    qtbot.waitUntil(lambda: not dialog.reading.is_busy)
    look(dialog)


def plan_dialog(qtbot: QtBot, paths: tuple[Path, ...], fields: FieldCatalogue, resources: Path) -> PlanDialog:
    """Return the dialog of a plan, shown."""
    from PySide6.QtCore import Qt

    dialog = PlanDialog(paths, fields, load_theme(resources, "light"), resources, 700.0)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog, before_close_func=lambda widget: widget.reading.finish())
    dialog.show()
    return dialog


def test_that_a_dvh_with_planted_names_is_shown_as_text(
    qtbot: QtBot, fields: FieldCatalogue, resources: Path, tmp_path: Path
) -> None:
    path = tmp_path / f"{NAMED}.txt"
    path.write_text(
        f"Patient Name : {PLANT}\nPatient ID : {PLANT}\nType : Cumulative Dose Volume Histogram\n"
        f"Total dose [Gy]: 60.000\n% for dose (%): 100.0\n\nStructure: LIVER {PLANT}\nApproval Status: Approved\n"
        f"Plan: {PLANT}\nVolume [cm³]: 1000.0\nMin Dose [Gy]: 0.0\nMax Dose [Gy]: 50.0\nMean Dose [Gy]: 25.0\n\n"
        "Dose [Gy]   Relative dose [%]   Structure Volume [cm³]\n"
        + "".join(f"{dose:10.3f} {dose / 0.6:10.3f} {1000 - 20 * dose:12.3f}\n" for dose in range(51)),
        encoding="utf-8",
    )
    dialog = plan_dialog(qtbot, (path,), fields, resources)
    qtbot.waitUntil(lambda: not dialog.reading.is_busy)
    look(dialog)
    assert dialog.liver.count() > 1, dialog.state.text()
    assert "<img src=" in dialog.liver.itemText(1)
    dialog.liver.setCurrentIndex(1)
    dialog.liver.activated.emit(1)
    qtbot.waitUntil(lambda: not dialog.reading.is_busy)
    look(dialog)


def test_that_a_file_that_is_no_plan_is_refused_in_plain_text(
    qtbot: QtBot, fields: FieldCatalogue, resources: Path, tmp_path: Path
) -> None:
    path = tmp_path / f"{NAMED}.txt"
    path.write_text(f"{PLANT}\n{PLANT}\n", encoding="utf-8")
    dialog = plan_dialog(qtbot, (path,), fields, resources)
    qtbot.waitUntil(lambda: not dialog.reading.is_busy)
    look(dialog)
    assert "<img src=" in dialog.state.text()


@pytest.mark.hazard("bad-input")
@pytest.mark.slow
def test_that_local_evidence_with_planted_texts_is_shown_as_text(
    qapp: QApplication,
    qtbot: QtBot,
    fields: FieldCatalogue,
    resources: Path,
    tmp_path: Path,
    settings: SettingsStore,
    answers: Answers,
) -> None:
    menus = set(top_level_menus())
    local = tmp_path / "ours"
    local.mkdir()
    escaped = PLANT.replace("\x1b", "\\u001b").replace("\x07", "\\u0007").replace("{{", "{").replace("}}", "}")
    (local / "ourseries.toml").write_text(LOCAL.replace("{plant}", escaped), encoding="utf-8")
    library = load_library(resources / "evidence", {spec.id: spec.kind for spec in fields}, local=local)
    font, sheet, palette = qapp.font(), qapp.styleSheet(), qapp.palette()
    window = build_window(
        qapp, resources, fields=fields, library=library, settings=settings, recovery=tmp_path / "recovery", ask=answers
    )
    window.show()
    window.begin()
    window.document.replace_case(full_case(fields))
    qtbot.waitUntil(lambda: window.controller.state == "up to date")
    for tab in range(window.views.count()):
        window.views.setCurrentIndex(tab)
        QApplication.processEvents()
        look(window)
    window.views.open_record("ourseries.survival_24mo")
    QApplication.processEvents()
    look(window)
    window.document.mark_saved()
    window.close()
    window.deleteLater()
    delete_plot_menus(menus)
    qapp.setFont(font)
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)


def test_that_help_and_crash_windows_take_no_markup(qtbot: QtBot, window: MainWindow) -> None:
    text = TextWindow("title", f"# words\n\n{PICTURE} <b>bold</b>", window)
    crash = CrashWindow(PLANT, window)
    for dialog in (text, crash):
        qtbot.addWidget(dialog)
        dialog.show()
        look(dialog)


def test_that_the_walk_finds_what_is_planted_in_qts_own_widgets(qtbot: QtBot) -> None:
    label = QLabel(f"{PICTURE} <b>bold</b>")
    label.setToolTip(f"{PICTURE}")
    label.setWindowTitle("\u202egnp")
    qtbot.addWidget(label)
    found = found_in(label)
    assert [problem.split(":")[1].split()[0] for problem in found] == ["guesses", "shows", "title"]


def test_that_what_stands_in_for_qts_own_shows_text_as_it_is(qtbot: QtBot) -> None:
    label = PlainLabel(PLANT)
    box = PlainMessageBox(PLANT, PLANT)
    for widget in (label, box):
        qtbot.addWidget(widget)
        assert found_in(widget) == []
    assert shown("a\tb\nc d – “é”\u00a0😀 ≥ 700 mL") == "a\tb\nc d – “é”\u00a0😀 ≥ 700 mL"
    assert shown("a\r\nb\rc\u2028d\x1b[0m\u202e") == "a\nb[U+000D]c[U+2028]d[U+001B][0m[U+202E]"
    assert tip("≥ 5 and < 6") == "≥ 5 and < 6"
    assert tip("<b>5</b>\n6") == "<qt>&lt;b&gt;5&lt;/b&gt;<br>6</qt>"
    assert in_a_menu("R&D\tx\ny") == "R&&D x y"
    assert in_a_title("a[*]b") == "a[*][*]b"
    assert len(in_a_title("x" * 20_000)) == 120
