"""What a library says of itself as a whole, in `library.toml`."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from engine.evidence.records.base import Record


class Withdrawn(Record, frozen=True, kw_only=True):
    """A record that is no longer to be used: it is kept, shown as withdrawn, and decides and leads nothing.

    Attributes
    ----------
    record : id of a record, or of a source with all that was read in it.
    date : on which it was withdrawn.
    reason : why, in one sentence.
    by : by what: a retraction notice, a correction, a second reading.
    in_version : the first version of the library in which it is withdrawn.
    since_version : the first version that held it; absent for what was there from the beginning.
    replaced_by : id of the record or source that stands in its place; absent where none does.
    """

    record: str
    date: dt.date
    reason: str
    by: str
    in_version: str
    since_version: str | None = None
    replaced_by: str | None = None


class LibraryHeader(Record, frozen=True, kw_only=True):
    """The contents of `library.toml`."""

    format: Literal["beamside-library/1"]
    version: str
    date: dt.date
    title: str
    # How many source files belong to the library; fewer would silently be fewer criteria and fewer harms.
    source_files: int | None = None
    #: the oldest program that reads this library
    needs_engine: str | None = None
    #: the day of the last search of the literature; what was published after it is not in the library
    searched: dt.date | None = None
    #: after so many months since that search (else since `date`) the library says that it is old
    old_after_months: int | None = None
    #: patients whose treatment ended more than so many years before that day are marked
    old_treatment_years: int | None = None
    withdrawn: tuple[Withdrawn, ...] = ()
