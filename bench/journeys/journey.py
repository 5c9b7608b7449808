"""Random journeys through the real window: keys, clicks, menus, open editors, files and dialogs in any order.

`python -m bench.journeys.journey --steps 5000 --seed 3` walks so many steps in this process and prints how often each
rule was taken; `bench.soak` starts one such process after another, so that one that dies is told from one that finds a
fault. After every step the laws of `journey_window` are looked at.
"""

# What the parts hold is looked at, which is not what they are asked for.
# ruff: noqa: SLF001

from __future__ import annotations

import argparse
import faulthandler
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.internal.conjecture.engine import ConjectureRunner
from hypothesis.stateful import invariant, rule, run_state_machine_as_test
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from bench.journeys.journey_files import CHEAP
from bench.journeys.journey_form import FormRules
from bench.journeys.journey_steps import COMMANDS, CTRL, HELP, NONE, TAKEN, any_number, counted
from engine.case.files import sealed_case
from gui.form.editors.number_editor import NumberEditor


class Journey(FormRules):
    """One session with the window: the form, its files, and the window itself."""

    # ------------------------------------------------------------ rules: files

    @rule(place=any_number)
    @counted
    def new_case(self, place: int) -> None:
        self.prepare(place)
        self.window.commands["new"].trigger()

    @rule(place=any_number, which=st.sampled_from(("save", "save_as", "save", "save_open")))
    @counted
    def save(self, place: int, which: str) -> None:
        self.prepare(place)
        self.window.commands[which].trigger()

    @rule(place=any_number)
    @counted
    def save_sealed(self, place: int) -> None:
        self.prepare(place)
        self.window.commands["save_sealed"].trigger()

    @rule(place=any_number, answer=any_number)
    @counted
    def open_file(self, place: int, answer: int) -> None:
        self.prepare(answer)
        self.answers.open = self.path(place)
        self.window.commands["open"].trigger()
        self.wait_for_files()

    @rule(places=st.lists(any_number, min_size=1, max_size=3), answer=any_number)
    @counted
    def drop_files(self, places: list[int], answer: int) -> None:
        self.prepare(answer)
        self.drop([self.path(place) for place in places])
        self.wait_for_files()

    @rule(place=any_number, answer=any_number)
    @counted
    def open_recent(self, place: int, answer: int) -> None:
        self.prepare(answer)
        self.window.menus.recent.fill()
        entries = [entry for entry in self.window.menus.recent.actions() if entry.data()]
        if entries:
            entries[place % len(entries)].trigger()
        self.wait_for_files()

    @rule(place=any_number, answer=any_number)
    @counted
    def open_example(self, place: int, answer: int) -> None:
        self.prepare(answer)
        entries = [entry for entry in self.window.menus.examples.actions() if entry.isEnabled()]
        entries[place % len(entries)].trigger()

    @rule(place=any_number)
    @counted
    def changed_by_somebody_else(self, place: int) -> None:
        path = self.window.files.path
        if path is not None and path.is_relative_to(self.folder) and path.is_file():
            if place % 3 == 0:
                path.unlink()
            else:
                path.write_bytes(self.contents[place % len(self.contents)])
            self.window.files.watch.look()

    @rule(pick=any_number)
    @counted
    def answer_a_message(self, pick: int) -> None:
        self.prepare(pick)
        line = self.window.messages._in_sight
        if line is not None:
            if line.more.isVisible() and pick % 5 == 0:
                line.more.click()
            elif line.buttons and pick % 4:
                line.buttons[pick % len(line.buttons)].click()
            else:
                QTest.keyClick(line, Qt.Key.Key_Escape)
        self.wait_for_files()

    @rule(restore=st.booleans(), answer=any_number)
    @counted
    def find_work_left_behind(self, restore: bool, answer: int) -> None:
        """A copy of this work as a session leaves it that was killed."""
        self.prepare(answer)
        autosave = self.window.autosave
        if not self.document.is_modified:
            return
        autosave.write_now()
        autosave.wait()
        copy = autosave.path.with_name(f"{'f' * 32}.recovery.json")
        if autosave.path.is_file():
            copy.write_bytes(autosave.path.read_bytes())
        self.window.files.recovery.offer()
        if "recovery" in self.window.messages._lines:
            line = self.window.messages._lines["recovery"]
            if line.buttons:
                line.buttons[0 if restore else -1].click()
        self.wait_for_files()
        copy.unlink(missing_ok=True)

    @rule(place=any_number)
    @counted
    def try_to_close(self, place: int) -> None:
        if self.document.is_modified:
            self.prepare(place)
            self.answers.changes = "cancel"
            self.window.commands["close"].trigger()
            assert self.window.isVisible()

    # ------------------------------------------------------------ rules: a plan

    @rule(place=any_number, answer=st.sampled_from(("agree", "cancel", "stay")))
    @counted
    def read_a_plan(self, place: int, answer: str) -> None:
        self.answers.plan = tuple(path for path in self.pool if path.suffix == ".txt")[place % 2 :][:1]
        self.window.commands["read_plan"].trigger()
        dialog = self.window.plan.dialog
        assert dialog is not None
        self.wait(lambda: not dialog.reading.is_busy)
        if dialog.liver.count() > 1:
            dialog.liver.setCurrentIndex(1)
            dialog.liver.activated.emit(1)
            self.wait(lambda: not dialog.reading.is_busy)
        if answer == "agree" and dialog.agree.isEnabled():
            dialog.agree.click()
        elif answer != "stay":
            dialog.reject()
        self.watched.make_room()

    # ------------------------------------------------------------ rules: the window

    @rule(tab=any_number, by_key=st.booleans())
    @counted
    def look_at_a_view(self, tab: int, by_key: bool) -> None:
        tab %= self.window.views.count()
        if by_key:
            QTest.keyClick(self.watched.target(), Qt.Key(Qt.Key.Key_1 + tab), CTRL)
        else:
            bar = self.window.views.tabBar()
            QTest.mouseClick(bar, Qt.MouseButton.LeftButton, NONE, bar.tabRect(tab).center())

    @rule(x=st.floats(0, 1), y=st.floats(0, 1), double=st.booleans(), pick=any_number)
    @counted
    def click_somewhere(self, x: float, y: float, double: bool, pick: int) -> None:
        self.prepare(pick)
        place = QPoint(int(x * (self.window.width() - 1)), int(y * (self.window.height() - 1)))
        widget = self.window.childAt(place) or self.window
        click = QTest.mouseDClick if double else QTest.mouseClick
        where = widget.mapFrom(self.window, place)
        self.with_menus(lambda: click(widget, Qt.MouseButton.LeftButton, NONE, where), pick)
        self.wait_for_files()
        self.watched.make_room()

    @rule(x=st.floats(0, 1), y=st.floats(0, 1), turn=st.sampled_from((-120, 120, 480, -480)))
    @counted
    def turn_the_wheel(self, x: float, y: float, turn: int) -> None:
        place = QPoint(int(x * (self.window.width() - 1)), int(y * (self.window.height() - 1)))
        widget = self.window.childAt(place) or self.window
        where = QPointF(widget.mapFrom(self.window, place))
        event = QWheelEvent(
            where, QPointF(widget.mapToGlobal(where.toPoint())), QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton,
            NONE, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(widget, event)

    @rule(x=st.floats(0, 1), y=st.floats(0, 1), pick=any_number)
    @counted
    def open_a_context_menu(self, x: float, y: float, pick: int) -> None:
        self.prepare(pick)
        place = QPoint(int(x * (self.window.width() - 1)), int(y * (self.window.height() - 1)))
        widget = self.window.childAt(place) or self.window
        where = widget.mapFrom(self.window, place)
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, widget.mapToGlobal(where))
        self.with_menus(lambda: QApplication.sendEvent(widget, event), pick)

    @rule(name=st.sampled_from(COMMANDS), pick=any_number)
    @counted
    def command(self, name: str, pick: int) -> None:
        self.prepare(pick)
        self.with_menus(self.window.commands[name].trigger, pick)
        self.watched.make_room()

    @rule(pick=st.integers(0, 7))
    @counted
    def change_a_habit(self, pick: int) -> None:
        appearance = self.window.appearance
        if pick < 3:
            appearance.choose_theme(("system", "light", "dark")[pick])
        elif pick < 6:
            self.window.commands[("larger_text", "smaller_text", "normal_text")[pick - 3]].trigger()
        else:
            self.window.recent.remember(remember=pick == 6)

    @rule(place=any_number)
    @counted
    def change_a_unit(self, place: int) -> None:
        self.row(place, NumberEditor)
        self.window.commands["change_unit"].trigger()

    @rule(name=st.sampled_from(HELP))
    @counted
    def open_help(self, name: str) -> None:
        self.window.commands[name].trigger()
        self.watched.make_room()

    @rule(pick=any_number)
    @counted
    def close_a_dialog(self, pick: int) -> None:
        dialogs: list[QDialog] = self.watched.dialogs()
        if dialogs:
            dialog = dialogs[pick % len(dialogs)]
            QTest.keyClick(dialog, Qt.Key.Key_Escape) if pick % 2 else dialog.close()

    @rule(width=st.integers(400, 1800), height=st.integers(300, 1200))
    @counted
    def resize_the_window(self, width: int, height: int) -> None:
        self.window.resize(width, height)

    @rule()
    @counted
    def come_and_go(self) -> None:
        self.window.clearFocus()
        self.window.activateWindow()
        self.window.files.watch.look()

    # ------------------------------------------------------------ laws

    @invariant()
    def everything_holds(self) -> None:
        """After every step; every fourth walks to the first step of the case and back."""
        self.number += 1
        self.watched.check(walk=self.number % 4 == 0)

    def teardown(self) -> None:
        # Nobody but the watched window may hold the window when it goes.
        del self.window, self.document
        try:
            self.watched.close()
        finally:
            self._place.cleanup()


@contextmanager
def _cheap_seals() -> Iterator[None]:
    """What it costs to derive a key is measured elsewhere; here it would be most of the time."""
    new = sealed_case.Seal.new
    sealed_case.Seal.new = lambda passphrase, hardness=None: new(passphrase, hardness or CHEAP)  # type: ignore[method-assign]
    try:
        yield
    finally:
        sealed_case.Seal.new = new  # type: ignore[method-assign]


@contextmanager
def _each_anew() -> Iterator[None]:
    """Let every journey be drawn anew: by itself Hypothesis walks most of them again with two of their parts swapped.

    That looks for faults of one kind of input; here it made some rules rare, and walked the same ways many times.
    """
    again = ConjectureRunner.generate_mutations_from
    ConjectureRunner.generate_mutations_from = lambda self, data: None  # type: ignore[method-assign] # noqa: ARG005
    try:
        yield
    finally:
        ConjectureRunner.generate_mutations_from = again  # type: ignore[method-assign]


def walk(sessions: int, steps: int, seeded: int, *, shrink: bool = False) -> None:
    """Go on so many journeys of so many steps; whatever does not hold is raised, with the steps that led there."""
    phases = (Phase.generate, Phase.shrink) if shrink else (Phase.generate,)
    with _cheap_seals(), _each_anew():
        run_state_machine_as_test(
            seed(seeded)(Journey),
            settings=settings(
                max_examples=sessions,
                stateful_step_count=steps,
                deadline=None,
                database=None,
                derandomize=False,
                phases=phases,
                suppress_health_check=list(HealthCheck),
                print_blob=False,
                report_multiple_bugs=False,
            ),
        )


def main() -> int:
    """Walk, and print how often each rule was taken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--each", type=int, default=90, help="steps of one journey")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--language", default="en", help="what the window speaks: en, de")
    parser.add_argument("--log", type=Path, help="where the steps are noted, for whoever finds the process dead")
    parser.add_argument("--shrink", action="store_true", help="look for the shortest journey that fails")
    arguments = parser.parse_args()
    faulthandler.enable()
    with tempfile.TemporaryFile() if arguments.log is None else arguments.log.open("wb") as log:
        Journey.log, Journey.language = log, arguments.language
        walk(max(arguments.steps // arguments.each, 1), arguments.each, arguments.seed, shrink=arguments.shrink)
    print(json.dumps({"seed": arguments.seed, "taken": dict(TAKEN)}), flush=True)
    return 0


if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    # Dozens of windows were made and closed in here, more than a program ever has: Python's own way of taking down
    # what is left of them is not what is tried.
    os._exit(code)
