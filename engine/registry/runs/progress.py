"""How far a run is, on one line of a terminal: rows, rows a second and the time left."""

from __future__ import annotations

import time
from typing import TextIO

_SECONDS_BETWEEN = 0.5
_MINUTE, _HOUR = 60, 3600


class Progress:
    """Tells on a terminal; says nothing anywhere else.

    Parameters
    ----------
    stream : where to tell, or None.
    """

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream if stream is not None and stream.isatty() else None
        self._last = 0.0
        self._width = 0
        self._begun: tuple[float, int] | None = None

    def read(self, rows: int) -> None:
        """Tell of rows looked at."""
        if self._is_time():
            self._write(f"{rows:,} rows looked at")

    def judged(self, rows: int, of: int) -> None:
        """Tell of rows judged, how many there are, and how long the rest takes."""
        now = time.monotonic()
        if self._begun is None:
            self._begun = (now, rows)
        if rows < of and not self._is_time():
            return
        seconds, done = now - self._begun[0], rows - self._begun[1]
        rate = done / seconds if seconds > 0 else 0.0
        left = f", {rate:,.0f} a second, {duration((of - rows) / rate)} left" if rate else ""
        self._write(f"{rows:,} of {of:,} rows{left}")

    def close(self) -> None:
        """Leave the line."""
        if self._stream is not None and self._width:
            self._write("")
            self._stream.write("\r")
            self._stream.flush()

    def _is_time(self) -> bool:
        now = time.monotonic()
        if self._stream is None or now - self._last < _SECONDS_BETWEEN:
            return False
        self._last = now
        return True

    def _write(self, text: str) -> None:
        if self._stream is None:
            return
        try:
            self._stream.write(f"\r{text.ljust(self._width)}")
            self._stream.flush()
        except OSError:
            # Nobody looks any more; the run goes on.
            self._stream = None
        self._width = len(text)


def duration(seconds: float) -> str:
    """Return a time in words: "42 s", "3 min", "1 h 20 min"."""
    if seconds < _MINUTE:
        return f"{max(seconds, 0):.0f} s"
    if seconds < _HOUR:
        return f"{seconds / _MINUTE:.0f} min"
    return f"{seconds // _HOUR:.0f} h {seconds % _HOUR / _MINUTE:.0f} min"
