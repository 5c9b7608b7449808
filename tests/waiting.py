"""How long a test waits for something that must happen: for ever, but for a hang.

A busy machine is not a defect. What a test waits for either comes, however late, or never comes; the limit only keeps a
suite that hangs from hanging for ever. No test asserts that something is quick: `make bench` measures.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from pytestqt.qtbot import QtBot

#: After this long nothing is waited for any more.
HANG_SECONDS = 900


def wait_until(holds: Callable[[], object], between_seconds: float = 0.05) -> None:
    """Wait until something holds, outside Qt."""
    given_up = time.monotonic() + HANG_SECONDS
    while not holds():
        assert time.monotonic() < given_up, "it never came"
        time.sleep(between_seconds)


def _patient(timeout_ms: int) -> int:
    # Nought stands for "not at all", as where a signal must not come.
    return timeout_ms if timeout_ms <= 0 else HANG_SECONDS * 1000


class PatientQtBot(QtBot):
    """Waits until what must come has come: the plug-in's own five seconds are a measurement of the machine."""

    def waitUntil(self, callback: Any, *, timeout: int = 1) -> None:
        super().waitUntil(callback, timeout=_patient(timeout))

    def waitSignal(self, signal: Any, *, timeout: int = 1, **more: Any) -> Any:
        return super().waitSignal(signal, timeout=_patient(timeout), **more)

    def waitSignals(self, signals: Any, *, timeout: int = 1, **more: Any) -> Any:
        return super().waitSignals(signals, timeout=_patient(timeout), **more)

    def waitCallback(self, *, timeout: int = 1, **more: Any) -> Any:
        return super().waitCallback(timeout=_patient(timeout), **more)

    def waitExposed(self, widget: Any, *, timeout: int = 1) -> Any:
        return super().waitExposed(widget, timeout=_patient(timeout))

    def waitActive(self, widget: Any, *, timeout: int = 1) -> Any:
        return super().waitActive(widget, timeout=_patient(timeout))
