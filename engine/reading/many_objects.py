"""Work that makes a million small objects and no cycle: to look for one among them would take a tenth of its time."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


def put_off_search_for_cycles() -> None:
    """Look for no cycles from now on: a program that starts makes a million small objects, and throws none away."""
    gc.disable()


def search_for_cycles_again() -> None:
    """Look for cycles from now on, among what is made from now on: what is loaded stays until the end."""
    gc.freeze()
    gc.enable()


@contextlib.contextmanager
def no_search_for_cycles() -> Iterator[None]:
    """Put off the search for cycles until the work is done; as a decorator or in a ``with``."""
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()
