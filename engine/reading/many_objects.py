"""Work that makes a million small objects and no cycle: to look for one among them would take a tenth of its time."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


def search_for_cycles_again() -> None:
    """Look for cycles from now on where they were not looked for, among what is made from now on.

    What is loaded by now stays until the end, and a search through it would be felt as a key that answers late.
    """
    if not gc.isenabled():
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
