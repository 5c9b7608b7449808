"""Figures are charts or graphics, answers of which one is taken are radio buttons, and no Tab leads off the screen."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleActionInterface, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from engine.case.case import Case
from engine.case.entry import Unreadable
from gui.look.accessible_roles import install
from gui.views import all_views
from gui.window.main_window import MainWindow
from tests.waiting import HANG_SECONDS

ROLE = QAccessible.Role
PICTURES = (ROLE.Chart, ROLE.Graphic)


@pytest.fixture
def full(make_window: Any, everything: Case) -> MainWindow:
    """Return a window with all views on a case in which everything is known."""
    install()
    window: MainWindow = make_window(None)
    window.resize(1366, 768)
    window.document.replace_case(everything)
    window.controller.assess_now()
    return window


def nodes(widget: QWidget) -> Iterator[QAccessibleInterface]:
    """Yield the interfaces of a widget and of all below it, as an assistive tool finds them."""
    waiting = [QAccessible.queryAccessibleInterface(widget)]
    while waiting:
        one = waiting.pop()
        if one is None or not one.isValid():
            continue
        yield one
        if one.role() not in (ROLE.List, ROLE.Table, ROLE.Tree):
            waiting += [one.child(number) for number in range(one.childCount())]


def name_of(one: QAccessibleInterface) -> str:
    """Return what a tool reads first."""
    return one.text(QAccessible.Text.Name)


def test_that_every_figure_is_a_chart_or_a_graphic_with_words(full: MainWindow) -> None:
    found: dict[str, int] = {}
    for place in range(full.views.count()):
        full.views.setCurrentIndex(place)
        QApplication.processEvents()
        pictures = [one for one in nodes(full.views.view(place)) if one.role() in PICTURES]
        found[full.views.tabText(place)] = len(pictures)
        for one in pictures:
            assert name_of(one).strip(), full.views.tabText(place)
            assert one.text(QAccessible.Text.Description).strip(), (full.views.tabText(place), name_of(one))
    assert found["Survival"] >= 2
    assert found["Spread"] >= 1
    assert found["Toxicity"] >= 1


def test_that_one_answer_of_several_is_a_radio_button_that_can_be_pressed(full: MainWindow) -> None:
    chips = full.form.rows["primary_site"].editor.chips.buttons
    interfaces = [QAccessible.queryAccessibleInterface(chip) for chip in chips]
    assert {one.role() for one in interfaces} == {ROLE.RadioButton}
    assert sum(bool(one.state().checked) for one in interfaces) == 1
    free = next(one for one in interfaces if not one.state().checked)
    press = QAccessibleActionInterface.pressAction()
    assert press in free.actionInterface().actionNames()
    free.actionInterface().doAction(press)
    assert free.state().checked
    assert sum(bool(one.state().checked) for one in interfaces) == 1


def test_that_several_answers_are_boxes_to_tick_and_not_known_takes_them_all_away(full: MainWindow) -> None:
    chips = full.form.rows["extrahepatic_sites"].editor.chips.buttons
    roles = [QAccessible.queryAccessibleInterface(chip).role() for chip in chips]
    assert set(roles[:-1]) == {ROLE.CheckBox}
    assert roles[-1] == ROLE.RadioButton


def test_that_an_entry_that_cannot_be_read_says_so_and_no_longer_when_it_can(full: MainWindow) -> None:
    row = full.form.rows["age_years"]
    one = QAccessible.queryAccessibleInterface(row)
    assert one.role() == ROLE.Grouping
    assert not one.state().invalid
    full.document.set_entry("age_years", Unreadable("sixty", "this is no number"))
    assert one.state().invalid
    full.commands["undo"].trigger()
    assert not one.state().invalid


def test_that_tab_bar_and_splitter_have_names(full: MainWindow) -> None:
    for part in (full.views.tabBar(), full.splitter, full.splitter.handle(1)):
        assert name_of(QAccessible.queryAccessibleInterface(part)).strip()


def is_in_sight(widget: QWidget, window: MainWindow) -> bool:
    """Whether a part of the widget lies in the window and in every part of it that scrolls."""
    shown = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
    above: QWidget | None = widget.parentWidget()
    while above is not None and above is not window:
        shown &= QRect(above.mapTo(window, QPoint(0, 0)), above.size())
        above = above.parentWidget()
    return widget.isVisible() and not (shown & window.rect()).isEmpty()


@pytest.mark.parametrize("place", range(len(all_views())))
def test_that_the_tab_ring_goes_both_ways_through_every_view(full: MainWindow, place: int, qtbot: Any) -> None:
    full.activateWindow()
    qtbot.waitUntil(full.isActiveWindow)
    full.views.setCurrentIndex(place)
    QApplication.processEvents()
    view = full.views.view(place)
    rings = []
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        full.views.tabBar().setFocus(Qt.FocusReason.TabFocusReason)
        ring: list[QWidget] = []
        for _ in range(600):
            widget = QApplication.focusWidget()
            assert widget is not None
            if ring and widget is ring[0]:
                break
            ring.append(widget)
            if view.isAncestorOf(widget):
                QApplication.processEvents()
                assert is_in_sight(widget, full), (type(widget).__name__, widget.accessibleName())
            QTest.keyClick(widget, key)
        else:
            pytest.fail("the ring does not close")
        rings.append([widget for widget in ring[1:] if view.isAncestorOf(widget)])
        first = ring[1] if key == Qt.Key.Key_Tab else ring[-1]
        # From the tabs into the findings.
        assert view.isAncestorOf(first), (full.views.tabText(place), type(first).__name__, first.accessibleName())
    assert rings[0]
    assert rings[1] == rings[0][::-1]


WALK = """
import sys, time
import pyatspi
deadline = time.monotonic() + 60
roles = set()
def walk(node, depth=0):
    try:
        roles.add(node.getRoleName())
        children = [node[number] for number in range(min(node.childCount, 400))] if depth < 25 else []
    except Exception:
        return
    for child in children:
        if child is not None:
            walk(child, depth + 1)
while time.monotonic() < deadline and not roles & {"radio button"}:
    for application in pyatspi.Registry.getDesktop(0):
        if application is not None:
            walk(application)
    time.sleep(1)
print(",".join(sorted(roles)))
"""


@pytest.mark.slow
def test_that_the_roles_reach_assistive_tools_through_the_bus(project: Path, tmp_path: Path) -> None:
    system = shutil.which("python3", path="/usr/bin")
    missing = [name for name in ("dbus-run-session", "xvfb-run") if shutil.which(name) is None]
    if missing or system is None or not Path("/usr/libexec/at-spi2-registryd").exists():
        pytest.skip(f"no session bus with assistive tools here: {', '.join(missing) or 'at-spi2-core'}")
    if subprocess.run([system, "-c", "import pyatspi"], capture_output=True, check=False).returncode:
        pytest.skip("python3-pyatspi is not installed")
    assert find_spec("gui")
    walk = tmp_path / "walk.py"
    walk.write_text(WALK, encoding="utf-8")
    script = tmp_path / "walk.sh"
    example = project / "resources" / "examples" / "sbrt-candidate.beamside.json"
    script.write_text(
        "/usr/libexec/at-spi-bus-launcher --launch-immediately --a11y=1 &\n"
        f"sleep 1; '{sys.executable}' '{project}/main.py' '{example}' >/dev/null 2>&1 &\n"
        f"window=$!\n'{system}' '{walk}'\nkill $window\n",
        encoding="utf-8",
    )
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "xcb",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        "HOME": str(tmp_path),
    }
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        environment[name] = str(tmp_path / name)
    done = subprocess.run(
        ["xvfb-run", "-a", "dbus-run-session", "--", "sh", str(script)],
        capture_output=True,
        text=True,
        timeout=HANG_SECONDS * 3,
        check=False,
        env=environment,
    )
    roles = set(done.stdout.strip().split(","))
    assert {"radio button", "check box", "page tab"} <= roles, done.stdout + done.stderr
