"""The pin on PySide6 rests on evidence: a newer version has to pass this (docs/decisions/0002)."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

CALLS = 10_000

# PySide6 6.12.0 on Python 3.11 takes one reference from None with each call of a void method and aborts after
# about five thousand. The slack allows for the few references that the program itself adds or drops.
PROGRAM = f"""
import sys
from PySide6.QtWidgets import QApplication, QLabel
application = QApplication([])
label = QLabel()
before = sys.getrefcount(None)
for number in range({CALLS}):
    label.setText(str(number))
drift = sys.getrefcount(None) - before
print(label.text(), abs(drift) < 100)
"""


@pytest.mark.slow
def test_that_ten_thousand_calls_into_qt_leave_python_whole() -> None:
    result = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", PROGRAM],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout.split() == [str(CALLS - 1), "True"]
