"""The line of a terminal that says how far a run is; anywhere else nothing is said."""

from __future__ import annotations

import io

import pytest

from engine.registry.runs import progress
from engine.registry.runs.progress import Progress, duration


class Terminal(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return a clock that stands still until a test moves it."""
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def test_that_rows_rate_and_time_left_are_told(clock: list[float]) -> None:
    terminal = Terminal()
    told = Progress(terminal)
    told.judged(0, 10_000)
    clock[0] += 2.0
    told.judged(4_000, 10_000)
    assert terminal.getvalue().split("\r")[-1] == "4,000 of 10,000 rows, 2,000 a second, 3 s left"


def test_that_a_run_that_goes_on_tells_its_own_rate(clock: list[float]) -> None:
    terminal = Terminal()
    told = Progress(terminal)
    told.judged(9_000, 10_000)
    clock[0] += 1.0
    told.judged(9_500, 10_000)
    assert "500 a second, 1 s left" in terminal.getvalue()


def test_that_a_line_leaves_nothing_of_a_longer_one(clock: list[float]) -> None:
    terminal = Terminal()
    told = Progress(terminal)
    clock[0] += 1.0
    told.read(1_000_000)
    told.close()
    last = terminal.getvalue().split("\r")
    assert len(last[-2]) == len("1,000,000 rows looked at")
    assert not last[-2].strip()


@pytest.mark.parametrize("stream", [io.StringIO(), None])
def test_that_nothing_is_said_where_no_terminal_is(stream: io.StringIO | None, clock: list[float]) -> None:
    told = Progress(stream)
    told.judged(0, 10)
    clock[0] += 5.0
    told.read(5)
    told.judged(10, 10)
    told.close()
    assert stream is None or stream.getvalue() == ""


def test_that_a_terminal_that_goes_does_not_end_the_run(clock: list[float]) -> None:
    class Gone(Terminal):
        def write(self, _text: str) -> int:
            raise OSError

    told = Progress(Gone())
    told.judged(10, 10)
    told.close()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-1, "0 s"), (0.4, "0 s"), (59, "59 s"), (60, "1 min"), (3600, "1 h 0 min"), (4800, "1 h 20 min")],
)
def test_that_a_time_is_told_in_words(seconds: float, words: str) -> None:
    assert duration(seconds) == words
