"""How much the two pages show: the richest form that the estimate of their room admits."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from engine.report.summary.page_space import pages_needed
from engine.report.tree.document_records import Block

#: the estimate may be a line too low; what is left empty by it is less than what a third page would cost
_MOST_PAGES = 1.965
#: by which the estimate may be too high
_ERROR_PAGES = 0.16
#: by which it is too low where words are longer than the English ones, and leave more of each line empty
_LONG_WORDS_PAGES = 0.04
_MORE_ROWS = 14
_CHARACTERS = 250


@dataclass(frozen=True, slots=True)
class Room:
    """How much the short form shows.

    The survival of all options on one axis and what the case's own values brought up are shown in every room.

    Attributes
    ----------
    harms, outcomes : rows of the planned modality; where nothing is planned, rows of each modality.
    cautions, characters : of what the case did not bring up itself: how many, and how much text.
    figures : of the planned modality's own figures all (2), one beside that of all options (1), or none; where
        nothing is planned, modalities with a figure of their own.
    brief : dissents, missing items, notes and references are shortened too.
    lean : no scores; the common figure is lower.
    terse : of contested points only who is on which side is named.
    bare : without the inputs that the line at the head does not name, and without harms that have no figure.
    lines : every option that is not planned has a line instead of a row.
    """

    harms: int
    outcomes: int
    cautions: int
    characters: int
    figures: int
    brief: bool = False
    lean: bool = False
    terse: bool = False
    bare: bool = False
    lines: bool = False

    @property
    def in_lines(self) -> tuple[str, ...]:
        """Of which verdicts an option that is not planned has a line instead of a row."""
        if self.lines:
            return ("outside", "undetermined", "concern", "borderline", "within", "comparator")
        return ("outside", "undetermined") if self.lean else ("outside",)

    @property
    def options(self) -> int:
        """Where nothing is planned: of how many open options harms and outcomes are told."""
        return 4 if self.lean else 99

    @property
    def missing(self) -> int:
        """How many missing items are named."""
        return 2 if self.lean else 3 if self.brief else 5

    @property
    def scores(self) -> bool:
        """Whether published scores are shown."""
        return not self.lean

    @property
    def uncounted(self) -> int:
        """How many harms that are reported without a figure are named."""
        return 0 if self.bare else 1 if self.lean else 2

    @property
    def notes(self) -> int:
        """How many characters of the clinician's notes are shown."""
        return 250 if self.brief else 500


# From the richest to the leanest; each takes no more room than the one before it.
_PLANNED = (
    *(Room(n, n, 20, 6000, 2) for n in (60, 30, 20, 14)),
    Room(12, 10, 12, 4000, 2),
    Room(10, 8, 10, 3200, 2),
    Room(9, 7, 8, 2600, 2),
    Room(8, 6, 6, 2000, 2),
    Room(7, 5, 5, 1600, 2),
    Room(7, 5, 4, 1000, 2),
    Room(6, 5, 3, 700, 2),
    Room(6, 4, 2, 700, 2),
    Room(6, 4, 2, 700, 1),
    Room(6, 4, 1, 700, 1),
    Room(5, 4, 1, 700, 1),
    Room(5, 3, 1, 300, 1),
    Room(6, 5, 1, 700, 1, brief=True),
    Room(6, 4, 1, 700, 1, brief=True),
    Room(5, 4, 1, 700, 1, brief=True),
    Room(5, 3, 1, 300, 1, brief=True),
    Room(5, 3, 1, 300, 0, brief=True),
    Room(4, 3, 1, 300, 0, brief=True),
    Room(5, 3, 1, 300, 0, brief=True, lean=True),
    Room(5, 2, 0, 0, 0, brief=True, lean=True),
    Room(4, 2, 0, 0, 0, brief=True, lean=True),
    Room(5, 3, 0, 0, 0, brief=True, lean=True, terse=True),
    Room(4, 2, 0, 0, 0, brief=True, lean=True, terse=True),
    Room(3, 2, 0, 0, 0, brief=True, lean=True, terse=True),
    Room(3, 1, 0, 0, 0, brief=True, lean=True, terse=True),
    Room(4, 2, 0, 0, 0, brief=True, lean=True, terse=True, bare=True),
    Room(3, 1, 0, 0, 0, brief=True, lean=True, terse=True, bare=True),
)
#: for what would end a few lines down on a third page; what needs more than that gains nothing by them
_LEANEST = Room(1, 1, 0, 0, 0, brief=True, lean=True, terse=True, bare=True)
#: the last resort, before a third page that would hold a few lines
_LINES = replace(_LEANEST, outcomes=0, lines=True)
_OPEN = (
    *(Room(n, n, 30, 9000, 6) for n in (20, 12, 8)),
    Room(6, 6, 20, 6000, 6),
    Room(5, 5, 14, 4500, 6),
    Room(5, 5, 12, 4000, 4),
    Room(5, 5, 10, 3000, 4),
    Room(5, 5, 10, 3000, 2),
    Room(4, 4, 8, 2200, 2),
    Room(4, 4, 6, 1800, 2),
    Room(3, 3, 6, 1600, 2),
    Room(3, 3, 5, 1300, 0),
    Room(3, 3, 5, 1300, 0, brief=True),
    Room(2, 2, 5, 1300, 0, brief=True),
    Room(2, 2, 3, 800, 0, brief=True),
    Room(2, 2, 1, 800, 0, brief=True),
    Room(2, 2, 1, 300, 0, brief=True),
    Room(2, 1, 1, 300, 0, brief=True),
    Room(1, 1, 1, 300, 0, brief=True),
    Room(1, 1, 0, 0, 0, brief=True, lean=True, terse=True),
)
WHOLE = _PLANNED[0]


def richest_that_fits(
    planned: bool, blocks_in: Callable[[Room], Sequence[Block]], *, long_words: bool = False
) -> list[Block]:
    """Return the blocks of the richest room that two pages hold, by estimate; of the leanest where none does.

    Parameters
    ----------
    planned : whether one modality is planned.
    blocks_in : the blocks of the whole document in a room.
    long_words : whether the words are longer than the English ones: then the estimate is not too high.
    """
    most = _MOST_PAGES - _LONG_WORDS_PAGES if long_words else _MOST_PAGES
    rooms = _PLANNED if planned else _OPEN
    made: dict[Room, list[Block]] = {}

    def fits(room: Room) -> bool:
        if room not in made:
            made[room] = list(blocks_in(room))
        return pages_needed(made[room]) <= most

    # What fits is found by halving.
    index = min(bisect_left(range(len(rooms)), True, key=lambda index: fits(rooms[index])), len(rooms) - 1)
    room = rooms[index]
    if room not in made:
        fits(room)
    if planned and pages_needed(made[room]) > most:
        # Where three pages are needed whatever is left out, as much is left as the first rooms hold.
        room = next((leaner for leaner in (_LEANEST, _LINES) if fits(leaner)), room)
        if room not in (_LEANEST, _LINES) and pages_needed(made[_LINES]) <= _MOST_PAGES + _ERROR_PAGES:
            room = _LINES
    # From one room to the next is a large step: what is left of the page goes to rows.
    for _ in range(_MORE_ROWS):
        more = replace(
            room,
            harms=room.harms + 1,
            outcomes=room.outcomes + 1,
            cautions=room.cautions + 1,
            characters=room.characters + _CHARACTERS,
        )
        if not fits(more):
            break
        room = more
    return made[room]
