"""What remains of a decision when a part of it was changed: the rest stays as it was, in its order."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import msgspec

from engine.case.decisions.decision import MOST_OF_A_KIND, Decision, LesionDecision, Role


def participants_as(known: tuple[Role, ...], counts: Mapping[Role, int]) -> tuple[Role, ...]:
    """Return the roles in these numbers: those of before in their order, more at the end."""
    left = dict(counts)
    kept: list[Role] = []
    for role in known:
        if left.get(role, 0) > 0:
            left[role] -= 1
            kept.append(role)
    return (*kept, *(role for role, count in left.items() for _ in range(count)))


def needed_as(known: Sequence[tuple[str, str]], lines: Sequence[str]) -> tuple[str, ...]:
    """Return the items that these lines are.

    Parameters
    ----------
    known : for each item of before the line it was shown as, and the item; it is the same item while its line stands.
    lines : as a person has left them; an empty one is no item.
    """
    left = list(known)
    found = []
    for line in lines:
        before = next((pair for pair in left if pair[0] == line), None)
        if before is not None:
            left.remove(before)
            found.append(before[1])
        elif line.strip():
            found.append(line.strip())
    return tuple(found)


def lesions_as(before: Sequence[LesionDecision | None], new: Sequence[LesionDecision]) -> tuple[LesionDecision, ...]:
    """Return the decisions of before that are left, in their order, each new one before the next higher lesion."""
    found = [row for row in before if row is not None]
    for row in new:
        place = next((at for at, other in enumerate(found) if other.lesion > row.lesion), len(found))
        found.insert(place, row)
    return tuple(found)


def checked_as(known: tuple[str, ...], ticked: Collection[str]) -> tuple[str, ...]:
    """Return the fields that are ticked: those of before in their order, then the others."""
    return (*(name for name in known if name in ticked), *(name for name in ticked if name not in known))


def without_checks(decision: Decision | None, changed: Collection[str]) -> Decision | None:
    """Return the decision after these fields got other values: nobody has compared those with the source yet."""
    if decision is None or not any(name in changed for name in decision.checked):
        return decision
    return msgspec.structs.replace(decision, checked=tuple(name for name in decision.checked if name not in changed))


def with_rows_moved(decision: Decision | None, order: Sequence[int | None], before: int) -> Decision | None:
    """Return the decision after rows of the lesion table were moved, inserted or taken away.

    A decision speaks of a lesion and not of a place in a table: it moves with its row, and goes with it.

    Parameters
    ----------
    order : for each new row the old one that it was, from 0; None is a new lesion.
    before : how many rows there were; a decision beyond them stays as it is.
    """
    if decision is None or not decision.lesions:
        return decision
    now = {old: new for new, old in enumerate(order) if old is not None}
    moved = []
    for row in decision.lesions:
        if row.lesion > before:
            # There was no such row, and a row that comes now is another lesion: it stays as far beyond them.
            beyond = min(row.lesion + len(order) - before, MOST_OF_A_KIND)
            moved.append(msgspec.structs.replace(row, lesion=beyond))
        elif (place := now.get(row.lesion - 1)) is not None:
            moved.append(msgspec.structs.replace(row, lesion=place + 1))
    return msgspec.structs.replace(decision, lesions=tuple(moved))
