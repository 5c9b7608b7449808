"""From the files of a plan to the case: nothing is guessed, nothing is written that nobody agreed to."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import NoReturn

import pytest
from pydicom.dataset import Dataset
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bench.material.dose_phantoms import Phantom, all_rings, ellipsoid_rings, exact_below_ml, write_phantom
from engine.case.case import Case, Origin
from engine.case.patient import Patient
from engine.dose import Cancelled, DoseFileError
from gui.look.theme import load_theme
from gui.plan_import.plan_dialog import PlanDialog, ReadValue
from gui.plan_import.plan_reading import open_files
from tests.shipped import shipped_fields
from tests.waiting import HANG_SECONDS

pytestmark = pytest.mark.slow

RESOURCES = Path(__file__).parents[3] / "resources"

DVH = "Dose [Gy];Volume [cm3]\n0;1000\n10;800\n15;300\n20;0\n"


@pytest.fixture(scope="module")
def plan_files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    written = write_phantom(tmp_path_factory.mktemp("plan"), Phantom())
    return (written.rtstruct, written.rtdose, written.rtplan)


def dialog_for(qtbot: QtBot, paths: tuple[Path, ...], case: Case | None = None) -> PlanDialog:
    dialog = PlanDialog(paths, shipped_fields(), load_theme(RESOURCES, "light"), RESOURCES, 700.0, case)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog, before_close_func=lambda widget: widget.reading.finish())
    dialog.show()
    return dialog


def choose(dialog: PlanDialog, name: str) -> None:
    texts = [dialog.liver.itemText(row) for row in range(dialog.liver.count())]
    row = next(row for row, text in enumerate(texts) if text.startswith(name))
    dialog.liver.setCurrentIndex(row)
    dialog.liver.activated.emit(row)


def tick(dialog: PlanDialog, name: str) -> None:
    items = [dialog.tumours.item(row) for row in range(dialog.tumours.count())]
    next(item for item in items if item.text().startswith(name)).setCheckState(Qt.CheckState.Checked)


def test_that_a_plan_gives_volume_and_fractions_with_their_origin(qtbot: QtBot, plan_files: tuple[Path, ...]) -> None:
    dialog = dialog_for(qtbot, plan_files)
    qtbot.waitUntil(lambda: dialog.liver.count() > 1)
    choose(dialog, "Liver")
    tick(dialog, "GTV")
    qtbot.waitUntil(lambda: dialog.agree.isEnabled() and not dialog.reading.is_busy)
    with qtbot.waitSignal(dialog.values_agreed) as agreed:
        qtbot.mouseClick(dialog.agree, Qt.MouseButton.LeftButton)
    values: tuple[ReadValue, ...] = agreed.args[0]
    assert [value.field_id for value in values] == ["normal_liver_below_15gy_ml", "fractions", "liver_volume_ml"]
    assert values[0].value == pytest.approx(exact_below_ml(), abs=0.6)
    assert values[0].origin.structures == ("Liver", "GTV")
    assert len(values[0].origin.files_sha256) == 3


@pytest.mark.hazard("wrong-spared-volume")
def test_that_no_structure_is_taken_before_somebody_chose_it(qtbot: QtBot, plan_files: tuple[Path, ...]) -> None:
    dialog = dialog_for(qtbot, plan_files)
    qtbot.waitUntil(lambda: dialog.liver.count() > 1)
    assert dialog.liver.currentData() is None
    assert not dialog.agree.isEnabled()
    assert all(
        dialog.tumours.item(row).checkState() is Qt.CheckState.Unchecked for row in range(dialog.tumours.count())
    )


def test_that_unticking_a_value_keeps_it_out_of_the_case(qtbot: QtBot, plan_files: tuple[Path, ...]) -> None:
    dialog = dialog_for(qtbot, plan_files)
    qtbot.waitUntil(lambda: dialog.liver.count() > 1)
    choose(dialog, "Liver")
    qtbot.waitUntil(dialog.agree.isEnabled)
    dialog.offers.tick("fractions", on=False)
    with qtbot.waitSignal(dialog.values_agreed) as agreed:
        dialog.agree.click()
    assert [value.field_id for value in agreed.args[0]] == ["normal_liver_below_15gy_ml"]


@pytest.mark.hazard("wrong-spared-volume")
def test_that_cancelling_writes_nothing(qtbot: QtBot, plan_files: tuple[Path, ...]) -> None:
    dialog = dialog_for(qtbot, plan_files)
    qtbot.waitUntil(lambda: dialog.liver.count() > 1)
    choose(dialog, "Liver")
    with qtbot.assertNotEmitted(dialog.values_agreed):
        dialog.reject()
    assert not dialog.reading.is_busy


def test_that_cancelling_does_not_wait_for_a_file_that_comes_slowly(
    qtbot: QtBot, plan_files: tuple[Path, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slowly(*ignored: object) -> NoReturn:
        begun.set()
        assert go_on.wait(HANG_SECONDS)
        raise DoseFileError("plan.dcm", "file", "came at last", "nothing")

    monkeypatch.setattr("engine.dose.read_plan", slowly)
    dialog = dialog_for(qtbot, plan_files)
    assert dialog.progress.isVisible()
    assert begun.wait(HANG_SECONDS)
    reading = dialog.reading
    # Had it waited for the file, it would never return: the file comes only afterwards.
    dialog.reject()
    assert not reading.is_busy
    assert reading.parent() is QApplication.instance()
    with qtbot.waitSignal(reading.destroyed), qtbot.assertNotEmitted(reading.failed):
        go_on.set()


def test_that_nothing_more_is_opened_once_it_was_stopped(plan_files: tuple[Path, ...]) -> None:
    with pytest.raises(Cancelled):
        open_files(plan_files, lambda: True)


@pytest.fixture(scope="module")
def whole_plan(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    phantom = Phantom()
    cord = ellipsoid_rings((10.0, 10.0, 40.0), phantom.planes, -60.0)
    rings = {name: all_rings(phantom)[name] for name in ("Liver", "GTV")} | {"SpinalCord": cord, "Magen": cord}
    written = write_phantom(tmp_path_factory.mktemp("whole"), phantom.with_(rings=rings))
    return (written.rtstruct, written.rtdose, written.rtplan)


def computed(qtbot: QtBot, paths: tuple[Path, ...], case: Case | None = None) -> PlanDialog:
    dialog = dialog_for(qtbot, paths, case)
    qtbot.waitUntil(lambda: dialog.liver.count() > 1)
    choose(dialog, "Liver")
    tick(dialog, "GTV")
    qtbot.waitUntil(lambda: dialog.agree.isEnabled() and not dialog.reading.is_busy)
    return dialog


def test_that_every_value_of_the_plan_is_offered_with_its_structures(
    qtbot: QtBot, whole_plan: tuple[Path, ...]
) -> None:
    dialog = computed(qtbot, whole_plan)
    with qtbot.waitSignal(dialog.values_agreed) as agreed:
        dialog.agree.click()
    values = {value.field_id: value for value in agreed.args[0]}
    assert {"normal_liver_below_15gy_ml", "cord_max_gy", "stomach_max_gy", "fractions"} <= set(values)
    assert values["cord_max_gy"].origin.structures == ("SpinalCord",)
    assert values["cord_max_gy"].value > 0
    assert "GTV: 33.5 mL, 4.0 cm across" in dialog.numbers.text()
    said = [dialog.warnings.item(row).text() for row in range(dialog.warnings.count())]
    assert "No contoured structure is called as the heart is." in said


def test_that_an_organ_not_found_by_its_name_can_be_named(qtbot: QtBot, whole_plan: tuple[Path, ...]) -> None:
    dialog = computed(qtbot, whole_plan)
    assert dialog.offers.row_of("heart_max_gy") == -1
    dialog.organs.organ.setCurrentIndex(dialog.organs.organ.findData("heart"))
    dialog.organs.organ.activated.emit(dialog.organs.organ.currentIndex())
    place = next(
        row for row in range(dialog.organs.structure.count()) if dialog.organs.structure.itemText(row) == "SpinalCord"
    )
    dialog.organs.structure.setCurrentIndex(place)
    dialog.organs.structure.activated.emit(place)
    # Its name says another organ: it is asked about before it is used.
    qtbot.waitUntil(lambda: dialog.organs.doubt.isVisible() and not dialog.reading.is_busy)
    assert "is: spinal cord." in dialog.organs.doubt.text()
    assert dialog.offers.row_of("heart_max_gy") == -1
    dialog.organs.anyway.click()
    qtbot.waitUntil(lambda: dialog.offers.row_of("heart_max_gy") >= 0 and not dialog.reading.is_busy)
    assert dialog.offers.item(dialog.offers.row_of("heart_max_gy"), 3).text() == "SpinalCord"
    # What was said of the heart stays while another organ is looked at, and can be taken back.
    dialog.organs.organ.setCurrentIndex(0)
    dialog.organs.organ.activated.emit(0)
    assert dialog.organs.structure.currentIndex() == 0
    dialog.organs.organ.setCurrentIndex(dialog.organs.organ.findData("heart"))
    dialog.organs.organ.activated.emit(dialog.organs.organ.currentIndex())
    assert dialog.organs.structure.currentIndex() == place
    dialog.organs.structure.setCurrentIndex(0)
    dialog.organs.structure.activated.emit(0)
    qtbot.waitUntil(lambda: dialog.offers.rowCount() > 0 and not dialog.reading.is_busy)
    assert dialog.offers.row_of("heart_max_gy") == -1


@pytest.mark.hazard("lost-work")
@pytest.mark.parametrize(("is_typed", "is_ticked"), [(True, False), (False, True)])
def test_that_something_typed_is_replaced_only_by_a_tick(
    qtbot: QtBot, whole_plan: tuple[Path, ...], is_typed: bool, is_ticked: bool
) -> None:
    fields = shipped_fields()
    origins = {} if is_typed else {"cord_max_gy": Origin("an earlier plan")}
    dialog = computed(qtbot, whole_plan, Case(Patient(fields, {"cord_max_gy": 11.1}), origins=origins))
    row = dialog.offers.row_of("cord_max_gy")
    assert "11.1" in dialog.offers.item(row, 2).text()
    assert ("cord_max_gy" in {value.field_id for value in dialog.offers.ticked}) is is_ticked
    # Space takes it, or leaves it, wherever the cursor is in the row.
    dialog.offers.setCurrentCell(row, 3)
    qtbot.keyClick(dialog.offers, Qt.Key.Key_Space)
    assert ("cord_max_gy" in {value.field_id for value in dialog.offers.ticked}) is not is_ticked


def test_that_a_weighted_dose_is_offered_and_not_ticked(qtbot: QtBot, tmp_path: Path) -> None:
    def weighted(files: dict[str, Dataset]) -> None:
        files["rtdose"].DoseType = "EFFECTIVE"

    written = write_phantom(tmp_path, Phantom(change=weighted))
    dialog = computed(qtbot, (written.rtstruct, written.rtdose, written.rtplan))
    assert {value.field_id for value in dialog.offers.ticked} == {"fractions", "liver_volume_ml"}
    row = dialog.offers.row_of("normal_liver_below_15gy_ml")
    assert "biologically weighted" in dialog.offers.item(row, 3).text()


def test_that_plans_of_one_name_in_two_courses_are_told_apart(qtbot: QtBot, tmp_path: Path) -> None:
    rows = "".join(f"Liver,P1,{{course}},{dose},{1000 - 20 * dose}\n" for dose in range(51))
    export = tmp_path / "dvh.csv"
    text = "Structure,Plan,Course,Dose (Gy),Volume (cc)\n" + rows.replace("{course}", "C1")
    export.write_text(text + rows.replace("{course}", "C2"), encoding="utf-8")
    dialog = dialog_for(qtbot, (export,))
    qtbot.waitUntil(lambda: dialog.liver.count() > 2)
    assert [dialog.liver.itemText(row) for row in (1, 2)] == ["Liver (P1, C1)", "Liver (P1, C2)"]
    dialog.liver.setCurrentIndex(2)
    dialog.liver.activated.emit(2)
    qtbot.waitUntil(dialog.agree.isEnabled)
    assert [(value.field_id, value.value) for value in dialog.offers.ticked] == [("normal_liver_below_15gy_ml", 300.0)]


def test_that_a_file_of_another_kind_gets_a_sentence_and_no_number(qtbot: QtBot, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear colleague,\n", encoding="utf-8")
    dialog = dialog_for(qtbot, (letter,))
    qtbot.waitUntil(lambda: "letter.txt" in dialog.state.text() and not dialog.reading.is_busy)
    assert not dialog.agree.isEnabled()
    assert dialog.liver.count() == 0


def test_that_a_dvh_export_gives_the_volume_and_leaves_the_fractions_open(qtbot: QtBot, tmp_path: Path) -> None:
    export = tmp_path / "dvh.csv"
    export.write_text(DVH, encoding="utf-8")
    dialog = dialog_for(qtbot, (export,))
    qtbot.waitUntil(lambda: dialog.liver.count() > 1)
    dialog.liver.setCurrentIndex(1)
    dialog.liver.activated.emit(1)
    qtbot.waitUntil(dialog.agree.isEnabled)
    with qtbot.waitSignal(dialog.values_agreed) as agreed:
        dialog.agree.click()
    assert [(value.field_id, value.value) for value in agreed.args[0]] == [("normal_liver_below_15gy_ml", 700.0)]
    assert any("fraction" in dialog.warnings.item(row).text() for row in range(dialog.warnings.count()))


def test_that_a_dose_without_its_structures_is_named(plan_files: tuple[Path, ...]) -> None:
    from engine.dose import DoseFileError

    with pytest.raises(DoseFileError, match="structure set"):
        open_files((plan_files[1],))


def test_that_a_folder_of_a_plan_is_opened_as_one(plan_files: tuple[Path, ...]) -> None:
    assert open_files((plan_files[0].parent,)).plan is not None


def test_that_every_control_of_the_dialog_has_an_accessible_name(qtbot: QtBot, plan_files: tuple[Path, ...]) -> None:
    dialog = dialog_for(qtbot, plan_files)
    qtbot.waitUntil(lambda: dialog.liver.count() > 1)
    for control in (
        dialog.liver,
        dialog.tumours,
        dialog.volume,
        dialog.warnings,
        dialog.plot,
        dialog.offers,
        dialog.organs.organ,
        dialog.organs.structure,
    ):
        assert control.accessibleName()
