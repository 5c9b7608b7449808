"""Work that makes a million small objects and no cycle: to look for one among them would take a tenth of its time."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


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
