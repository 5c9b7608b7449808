"""The frame: title, menus, panes, themes, text size, drop."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPushButton, QWidget

from engine.case.case import Case
from engine.case.entry import Entered, Unreadable
from engine.case.files.case_file import load_case, save_case
from gui.menus.actions import COMMANDS
from gui.window.main_window import MainWindow


def pane_of(window: MainWindow) -> str:
    """Return the part of the window where the keyboard is."""
    focus = window.focusWidget()
    for name in ("messages", "form", "views"):
        pane: QWidget = getattr(window, name)
        if focus is not None and pane.isAncestorOf(focus):
            return name
    return "nowhere"


@pytest.mark.hazard("wrong-patient")
def test_that_the_title_shows_whether_something_is_unsaved(window: MainWindow) -> None:
    assert window.windowTitle() == "New case[*] – Beamside"
    assert not window.isWindowModified()
    window.document.set_value("sex", "male")
    assert window.isWindowModified()
    window.commands["undo"].trigger()
    assert not window.isWindowModified()


def test_that_every_command_stands_in_a_menu_once(window: MainWindow) -> None:
    listed: list[str] = []
    for menu in window.menuBar().findChildren(QMenu):
        listed += [action.objectName() for action in menu.actions() if action.objectName().startswith("action.")]
    assert sorted(listed) == sorted(f"action.{command.id}" for command in COMMANDS)


def test_that_no_two_commands_share_a_key(window: MainWindow) -> None:
    keys: dict[str, str] = {}
    for name, action in window.commands.items():
        for key in action.shortcuts():
            assert keys.setdefault(key.toString(), name) == name
    for action in window.menus.views.actions():
        assert action.shortcut().toString() not in keys


def test_that_every_menu_and_every_entry_has_a_key_of_its_own_letter(window: MainWindow) -> None:
    for menu in window.menus.menus.values():
        letters = [
            action.text()[action.text().index("&") + 1].casefold()
            for action in menu.actions()
            if "&" in action.text() and not action.isSeparator()
        ]
        entries = [action for action in menu.actions() if not action.isSeparator()]
        assert len(letters) == len(entries)
        assert sorted(letters) == sorted(set(letters)), menu.title()


def test_that_every_command_does_something(window: MainWindow) -> None:
    for command in COMMANDS:
        assert window.commands[command.id].receivers("2triggered(bool)") >= 1, command.id


def test_that_f6_goes_from_part_to_part_and_back_to_the_same_field(window: MainWindow) -> None:
    window.form.go_to_field("inr")
    assert pane_of(window) == "form"
    window.commands["next_pane"].trigger()
    assert pane_of(window) == "views"
    window.commands["next_pane"].trigger()
    assert pane_of(window) == "form"
    focus = window.focusWidget()
    assert focus is not None
    assert focus.objectName() == "field.inr"
    window.commands["previous_pane"].trigger()
    assert pane_of(window) == "views"


class GreedyLine(QLineEdit):
    """A line that claims every key for itself, as lines do with some keys on some systems."""

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)


def test_that_the_keys_of_the_commands_work_while_a_text_field_has_the_keyboard(window: MainWindow) -> None:
    window.activateWindow()
    line = GreedyLine(window.form)
    line.show()
    line.setFocus()
    for name in ("export", "save", "find", "copy_board_text", "larger_text"):
        action = window.commands[name]
        action.triggered.disconnect()
        spy = QSignalSpy(action.triggered)
        combination = action.shortcut()[0]
        QTest.keyClick(line, combination.key(), combination.keyboardModifiers())
        assert spy.count() == 1, name
    # What is no command's key stays the line's own.
    QTest.keyClick(line, Qt.Key.Key_A)
    assert line.text() == "a"


def test_that_who_is_in_a_view_stays_in_the_views_when_another_is_chosen(window: MainWindow) -> None:
    window.activateWindow()
    window.form.go_to_field("inr")
    window.menus.views.actions()[1].trigger()
    focus = window.focusWidget()
    assert focus is not None
    # Who types goes on typing.
    assert focus.objectName() == "field.inr"
    window.commands["next_pane"].trigger()
    assert pane_of(window) == "views"
    for place in (0, 1):
        window.menus.views.actions()[place].trigger()
        assert pane_of(window) == "views"
        assert window.views.tabBar().hasFocus()


def test_that_f6_reaches_a_message_where_there_is_one(window: MainWindow, tmp_path: Path) -> None:
    window.files.watch.path = tmp_path / "gone.beamside.json"
    window.files.watch.known = window.files.watch.told_of = "something"
    window.files.watch.look()
    window.form.go_to_field("inr")
    window.commands["previous_pane"].trigger()
    assert pane_of(window) == "messages"


@pytest.mark.hazard("stale-result")
def test_that_results_follow_typing_and_the_state_says_so(window: MainWindow) -> None:
    view = window.views.current_view
    assert view is not None
    before = view.summary_text()
    window.document.set_value("metastases_resectable", True)
    QApplication.processEvents()
    assert view.summary_text() != before
    assert "up to date" in window.status.state_text
    assert window.controller.assessed_case is window.document.case


def test_that_many_changes_of_one_turn_are_assessed_once(window: MainWindow) -> None:
    heard: list[Any] = []
    window.controller.assessed.connect(lambda assessment, case: heard.append(assessment))
    for value in (True, False, None, True):
        window.document.set_value("metastases_resectable", value)
    QApplication.processEvents()
    assert len(heard) == 1


@pytest.mark.hazard("stale-result")
def test_that_a_fault_in_the_engine_leaves_no_old_results_on_the_screen(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object) -> None:
        raise ZeroDivisionError

    view = window.views.current_view
    assert view is not None
    monkeypatch.setattr("engine.findings.assess.assess", fail)
    with pytest.raises(ZeroDivisionError):
        window.controller.assess_now()
    assert view.isHidden()
    assert "Cannot compute" in window.status.state_text
    assert window.controller.assessment is None
    monkeypatch.undo()
    window.controller.assess_now()
    assert not view.isHidden()
    assert "up to date" in window.status.state_text


def test_that_a_theme_is_chosen_kept_and_taken_on_everywhere(window: MainWindow, settings: Any) -> None:
    light = window.appearance.theme
    assert light.name == "light"
    window.menus.theme.actions()[2].trigger()
    assert window.appearance.theme.name == "dark"
    assert settings.theme == "dark"
    assert QApplication.palette().window().color().name() == window.appearance.theme.window
    view = window.views.current_view
    assert view is not None
    assert view.theme.name == "dark"  # type: ignore[attr-defined]
    window.menus.theme.actions()[0].trigger()
    assert settings.theme == "system"


def test_that_the_theme_follows_the_system(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    for is_dark, name in ((True, "dark"), (False, "light")):
        monkeypatch.setattr(window.appearance, "_system_is_dark", lambda is_dark=is_dark: is_dark)
        QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Unknown)
        assert window.appearance.theme.name == name


def test_that_a_chosen_theme_does_not_follow_the_system(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    window.appearance.choose_theme("light")
    monkeypatch.setattr(window.appearance, "_system_is_dark", lambda: True)
    QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert window.appearance.theme.name == "light"


def test_that_text_grows_and_shrinks_in_steps_and_is_remembered(window: MainWindow, settings: Any) -> None:
    size = QApplication.font().pointSizeF()
    window.commands["larger_text"].trigger()
    assert QApplication.font().pointSizeF() > size
    assert settings.text_size_percent == 110
    for _ in range(9):
        window.commands["larger_text"].trigger()
    assert settings.text_size_percent == 200
    window.commands["normal_text"].trigger()
    assert QApplication.font().pointSizeF() == pytest.approx(size)
    window.commands["smaller_text"].trigger()
    assert settings.text_size_percent == 100


def test_that_of_several_steps_in_quick_succession_the_last_is_shown(qtbot: Any, window: MainWindow) -> None:
    size = QApplication.font().pointSizeF()
    applied = QSignalSpy(window.appearance._rest.timeout)
    for _ in range(6):
        window.commands["larger_text"].trigger()
    assert QApplication.font().pointSizeF() == pytest.approx(size * 1.1)
    qtbot.waitUntil(lambda: applied.count() == 1)
    assert QApplication.font().pointSizeF() == pytest.approx(size * 2)


def drop(window: MainWindow, *paths: Path) -> None:
    """Drop files onto the window."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(event)


def test_that_a_case_is_opened_by_dropping_it(window: MainWindow, tmp_path: Path, everything: Case) -> None:
    path = tmp_path / "b.beamside.json"
    save_case(everything, path)
    drop(window, path)
    assert window.document.case.patient == everything.patient


def test_that_the_rest_of_a_drop_is_named_beside_the_opened_case(
    window: MainWindow, tmp_path: Path, everything: Case
) -> None:
    path, plan = tmp_path / "b.beamside.json", tmp_path / "dvh.txt"
    save_case(everything, path)
    plan.write_text("x", encoding="utf-8")
    drop(window, plan, path)
    assert window.document.case.patient == everything.patient
    assert any("and not: dvh.txt" in text for text in window.messages.texts)


MIXED = [
    (("one.ndjson", "two.ndjson"), "one.ndjson", ("two.ndjson",)),
    (("b.beamside.json", "one.ndjson"), "one.ndjson", ("b.beamside.json",)),
    (("b.beamside.json", "dvh.txt"), "b.beamside.json", ("dvh.txt",)),
    (("dvh.txt", "b.beamside.json", "c.pdf"), "b.beamside.json", ("dvh.txt", "c.pdf")),
    (("b.pdf", "c.pdf"), "b.pdf", ("c.pdf",)),
    (("b.beamside.json", "c.beamside.json", "dvh.txt"), "b.beamside.json, c.beamside.json", ("dvh.txt",)),
]


@pytest.mark.parametrize(("names", "taken", "left"), MIXED)
def test_that_what_is_not_taken_of_a_drop_is_named(
    window: MainWindow,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    names: tuple[str, ...],
    taken: str,
    left: tuple[str, ...],
) -> None:
    read: list[Path] = []
    monkeypatch.setattr(window.intake, "read", read.append)
    monkeypatch.setattr(window.files, "open", read.append)
    monkeypatch.setattr(window.meetings, "begin", read.extend)
    monkeypatch.setattr(window.plan, "read", read.extend)
    drop(window, *(tmp_path / name for name in names))
    assert ", ".join(path.name for path in read) == taken
    (said,) = [text for text in window.messages.texts if "dropped" in text]
    assert said == f"Of what was dropped only {taken} was taken, and not: {', '.join(left)}. Drop the rest by itself."


def test_that_a_drop_that_is_taken_whole_says_nothing(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []
    monkeypatch.setattr(window.plan, "read", read.extend)
    paths = [tmp_path / name for name in ("dose.dcm", "plan.dcm", "structures.dcm")]
    drop(window, *paths)
    assert read == paths
    assert not [text for text in window.messages.texts if "dropped" in text]


def test_that_a_plan_is_read_by_dropping_it(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Any] = []
    monkeypatch.setattr(window.plan, "read", read.append)
    path = tmp_path / "dvh.txt"
    path.write_text("x", encoding="utf-8")
    drop(window, path)
    assert read == [(path,)]


def test_that_units_and_the_filter_are_remembered(window: MainWindow, settings: Any) -> None:
    window.units.choose(window.document.fields["bilirubin_mg_dl"], "µmol/L")
    assert settings.units == {"bilirubin_mg_dl": "µmol/L"}
    window.document.set_value("modality", "sbrt")
    window.commands["only_relevant"].trigger()
    assert settings.only_relevant


def test_that_the_real_views_take_nothing_and_everything(make_window: Any, everything: Case, nothing: Case) -> None:
    window: MainWindow = make_window(None)
    for case in (nothing, everything):
        window.document.replace_case(case)
        for place in range(window.views.count()):
            window.views.setCurrentIndex(place)
            window.controller.assess_now()
            view = window.views.current_view
            assert view is not None
            assert view.summary_text().strip()
            window.commands["copy_view"].trigger()
            assert QApplication.clipboard().text() == view.summary_text()


def test_that_a_link_of_a_view_goes_to_its_field(make_window: Any) -> None:
    window: MainWindow = make_window(None)
    window.activateWindow()
    view = window.views.current_view
    assert view is not None
    view.field_requested.emit("cord_max_gy")
    focus = window.focusWidget()
    assert focus is not None
    assert focus.objectName() == "field.cord_max_gy"


def test_that_a_record_opens_in_the_view_of_the_evidence(make_window: Any, library: Any) -> None:
    window: MainWindow = make_window(None)
    view = window.views.current_view
    assert view is not None
    view.record_requested.emit("sbrt.spared_liver")
    assert window.views.currentIndex() == window.views.count() - 1
    shown = window.views.current_view
    assert shown is not None
    assert "700" in shown.summary_text()


def test_that_verdicts_are_announced_once_typing_has_come_to_rest(window: MainWindow) -> None:
    said: list[str] = []
    window.announcer.announced.connect(said.append)
    window.document.set_value("metastases_resectable", True)
    QApplication.processEvents()
    assert said == []
    window.announcer._announce_changes()
    assert "SBRT: outside the published criteria" in said[0]
    window.announcer._timer.stop()
    window.document.set_value("metastases_resectable", None)
    window.document.set_value("metastases_resectable", True)
    QApplication.processEvents()
    assert not window.announcer._timer.isActive()


def test_that_a_button_in_a_message_says_what_it_answers(window: MainWindow, tmp_path: Path) -> None:
    window.files.watch.path = tmp_path / "gone.beamside.json"
    window.files.watch.known = window.files.watch.told_of = "something"
    window.files.watch.look()
    for button in window.messages.findChildren(QPushButton):
        assert button.accessibleName()
        assert button.accessibleDescription()


def test_that_an_entry_to_look_at_moves_nothing_above_it(window: MainWindow, resources: Path) -> None:
    example = resources / "examples" / "sbrt-candidate.beamside.json"
    window.document.replace_case(load_case(example, window.document.fields))
    assert window.form.attention.isHidden()
    for _ in range(5):
        QApplication.processEvents()
    row = window.form.rows["age_years"]
    before = (window.form._scroll.geometry(), row.mapTo(window.form, row.rect().topLeft()), row.size())
    for entry in (Unreadable("37x", "“37x” is not a number. Write digits."), Entered(37.0)):
        window.document.set_entry("cord_max_gy", entry)
        assert window.form.attention.isHidden() == isinstance(entry, Entered)
        for _ in range(5):
            QApplication.processEvents()
        assert (window.form._scroll.geometry(), row.mapTo(window.form, row.rect().topLeft()), row.size()) == before
