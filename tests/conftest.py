"""What every test may count on: isolated folders, reproducible examples, and nothing left running behind."""

from __future__ import annotations

import gc
import os
import sys
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.waiting import PatientQtBot

PROJECT = Path(__file__).resolve().parent.parent
#: for a thread that is on its way out when its test ends
LEFT_BEHIND_SECONDS = 10

# Before anything loads Qt: no test opens a window on a real screen unless somebody asks for it.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# The same examples in every run and no time limit, since a busy machine is not a defect.
# A law that is broken is told at the first example that breaks it: to look for the shortest such example has taken
# minutes where the body is dear. HYPOTHESIS_PROFILE=shrinking tries the same examples and looks for it.
# HYPOTHESIS_PROFILE=thorough looks harder, with other examples each time.
settings.register_profile(
    "shrinking",
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "reproducible",
    settings.get_profile("shrinking"),
    phases=(Phase.explicit, Phase.generate, Phase.target),
)
settings.register_profile("thorough", deadline=None, max_examples=2000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "reproducible"))


# The library and what Qt holds are a few hundred thousand objects that stay: to look for cycles among them after every
# 700 new ones took a seventh of the run. What must be collected at once is collected by the guards below.
gc.set_threshold(20_000, 20, 20)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that open a whole window: `make check` leaves them to `make test`."""
    for item in items:
        if "make_window" in getattr(item, "fixturenames", ()):
            item.add_marker("window")


@pytest.fixture(scope="session")
def project() -> Path:
    """Return the checkout's top folder."""
    return PROJECT


@pytest.fixture
def qtbot(qapp: Any, request: pytest.FixtureRequest) -> PatientQtBot:
    """Return pytest-qt's robot; it waits until what must come has come, on a busy machine too."""
    return PatientQtBot(request)


@pytest.fixture(scope="session")
def resources() -> Path:
    """Return the resources folder that the program itself reads."""
    return PROJECT / "resources"


@pytest.fixture(scope="session")
def reference_folder() -> Path:
    """Return the folder of reference data that lies beside the checkout, or skip where it does not."""
    folder = PROJECT.parent / "shared" / "reference"
    if not folder.is_dir():
        pytest.skip("the reference data that belongs in ../shared/reference is not on this machine")
    return folder


@pytest.fixture(scope="session", autouse=True)
def folders_of_nobody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Give settings, recovery copies and caches folders of their own, so that no test meets a real user's."""
    home = tmp_path_factory.mktemp("user")
    names = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "MPLCONFIGDIR")
    with pytest.MonkeyPatch.context() as patch:
        for name in names:
            patch.setenv(name, str(home / name.lower()))
        yield


@pytest.fixture(scope="session")
def started_timers() -> Iterator[list[weakref.ref[Any]]]:
    """Return a list that notes every QTimer started from now on, without keeping any alive."""
    from PySide6.QtCore import QTimer

    started: list[weakref.ref[Any]] = []
    start = QTimer.start

    def noting_start(timer: Any, *arguments: Any) -> None:
        started.append(weakref.ref(timer))
        start(timer, *arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QTimer, "start", noting_start)
        yield started


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a thread, a running timer, a window or a waiting cursor behind."""
    threads = set(threading.enumerate())
    uses_qt = bool({"qtbot", "qapp"} & set(request.fixturenames))
    if uses_qt:
        timers = request.getfixturevalue("started_timers")
        timers.clear()
    windows = top_level_widgets()

    yield

    left = [f"thread {thread.name}" for thread in set(threading.enumerate()) - threads if not has_ended(thread)]
    if "PySide6.QtWidgets" in sys.modules:
        left += qt_left_behind(windows)
    if uses_qt:
        left += running(timers)
        timers.clear()
    if left:
        pytest.fail("The test left behind: " + "; ".join(sorted(left)), pytrace=False)


def has_ended(thread: threading.Thread) -> bool:
    """Wait for a thread that is on its way out; one that was left behind does not end in any time."""
    thread.join(LEFT_BEHIND_SECONDS)
    return not thread.is_alive()


def top_level_widgets() -> list[Any]:
    """Return Qt's top-level widgets, or nothing where Qt is not running."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return []
    # A tool tip's label belongs to Qt, which keeps it for the next tip.
    return [w for w in widgets.QApplication.topLevelWidgets() if w.metaObject().className() != "QTipLabel"]


def qt_left_behind(windows_before: list[Any]) -> list[str]:
    """Describe the windows, pool threads and cursors that a test has left in Qt."""
    from PySide6.QtCore import QEvent, QThreadPool
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance()
    if not isinstance(application, QApplication):
        return []
    left = []
    if not QThreadPool.globalInstance().waitForDone(2000):
        left.append("a job in the thread pool")
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def new_windows() -> list[Any]:
        return [w for w in top_level_widgets() if w not in windows_before]

    if new_windows():
        # What only a reference cycle keeps alive is rubbish already, not something left behind.
        gc.collect()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    left += [f"window {w.metaObject().className()} {w.objectName()!r}" for w in new_windows()]
    while QApplication.overrideCursor() is not None:
        left.append("an override cursor")
        QApplication.restoreOverrideCursor()
    return left


def running(started: list[weakref.ref[Any]]) -> list[str]:
    """Describe the timers among these that still run."""
    import shiboken6

    def still_running() -> list[Any]:
        timers = [reference() for reference in started]
        return [t for t in timers if t is not None and shiboken6.isValid(t) and t.isActive()]

    if still_running():
        gc.collect()
    return [f"running timer {t.objectName()!r} of {type(t.parent()).__name__}" for t in still_running()]


def pytest_collection_finish() -> None:
    """Leave what was collected out of every search for cycles: some millions of objects that stay to the end."""
    gc.collect()
    gc.freeze()
