"""What start-up leaves in memory, and what of it the window can do without while it is open."""

from __future__ import annotations

import gc
import linecache


def forget_sources() -> None:
    """Forget the source lines of imported modules.

    PySide6 reads the source of every module that is imported after it, to see whether it uses PySide6, and Python
    keeps the lines for tracebacks: some 16 MiB once all views are loaded. A traceback reads them again where there is
    one. Called after each larger import, so that the next one takes the room that the last one gave back.
    """
    linecache.clearcache()


def leave_out_of_collections() -> None:
    """Tell the garbage collector that what is here now stays.

    Library, form and views live as long as the window. A full collection looked at all of them each time, which held
    up one key in a few hundred for 40 ms and more.
    """
    forget_sources()
    gc.collect()
    gc.freeze()


def take_back_into_collections() -> None:
    """The window closes: what it held may be collected again."""
    gc.unfreeze()
