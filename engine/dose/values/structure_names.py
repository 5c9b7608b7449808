"""What a structure's name says it is, so that an organ is not filled from a contour that is clearly another's."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from engine.dose.errors import DoseFileError
from engine.dose.values.plan_table import NamedOrgan, PlanTable, as_compared
from engine.words.said import NOTHING, fault, in_row, own, say, small

#: letters from which a name that stands inside a longer word without gap is still that name: zLiver, Leberrest
_LEAST_INSIDE = 5


def says(organ: NamedOrgan, structure: str) -> bool:
    """Whether a structure's name holds one of the organ's names: as a whole, as words of it, or inside one word."""
    return any(_holds(structure, name) for name in organ.names)


def says_another(table: PlanTable, organ_id: str, structure: str) -> str:
    """Return the label of what a structure clearly is, where that is another than the organ; else nothing.

    A name that says the organ as well, as a margin or a mixed structure does, is no contradiction.
    """
    known = {organ.id: organ for organ in (*table.organs, *table.others)}
    if organ_id in known and says(known[organ_id], structure):
        return ""
    exact = [o for o in known.values() if as_compared(structure) in {as_compared(name) for name in o.names}]
    found = exact or [organ for organ in known.values() if says(organ, structure)]
    return next((organ.label for organ in found if organ.id != organ_id), "")


def check_named(
    table: PlanTable, named: Mapping[str, Sequence[str]], anyway: Collection[str], liver: Iterable[str] = ()
) -> None:
    """Refuse a structure that was named for an organ although its name clearly says another, or although it is liver.

    anyway : ids of organs whose structures the user insists on. liver : structures that the user chose as the liver
    and its tumours.

    Raises
    ------
    DoseFileError
        With what the name says, and how to insist.
    """
    chosen = set(liver)
    for organ_id, names in named.items():
        if organ_id in anyway:
            continue
        for name in names:
            other = says_another(table, organ_id, name)
            what = say("its name says {other}", other=small(other)) if other else NOTHING
            if not what and name in chosen and not says(table.organ(organ_id), name):
                what = say("it is chosen as the liver or its tumour")
            if what:
                label = small(table.organ(organ_id).label)
                raise DoseFileError(
                    "--organ",
                    repr(organ_id),
                    fault(
                        "{name} is named for the {label}, while {what}",
                        name=f"{name!r}",
                        label=label,
                        what=what,
                    ),
                    fault(
                        "name another structure, or insist with --organ-anyway {organ_id}={name}",
                        organ_id=organ_id,
                        name=name,
                    ),
                )


def insisted(table: PlanTable, organ_id: str, structures: Sequence[str], anyway: Collection[str]) -> str:
    """Return one sentence where an organ's structures were insisted on against their names; else nothing."""
    if organ_id not in anyway:
        return ""
    others = [(name, other) for name in structures if (other := says_another(table, organ_id, name))]
    return in_row(
        say("{name} was insisted on, while its name says {other}.", name=own(repr(name)), other=small(other))
        for name, other in others
    )


def liver_named_otherwise(table: PlanTable, structures: Sequence[str]) -> str:
    """Return one sentence where what was chosen as the liver or as a tumour is clearly something else; else nothing.

    structures : the liver, then its tumours. Whether a tumour lies in the liver is for its contours to say.
    """
    liver, *tumours = structures
    if other := says_another(table, "liver", liver):
        return say(
            "{name} was chosen as the liver, while its name says {other}.", name=own(repr(liver)), other=small(other)
        )
    for name in tumours:
        # Tumours are called after where they lie: only a whole name of something else speaks against one.
        if other := _is_called(table, name, "tumour"):
            return say(
                "{name} was chosen as a tumour, while its name says {other}.", name=own(repr(name)), other=small(other)
            )
    return ""


def _is_called(table: PlanTable, structure: str, but_for: str) -> str:
    name = as_compared(structure)
    known = (*table.organs, *table.others)
    return next((o.label for o in known if o.id != but_for and name in {as_compared(n) for n in o.names}), "")


def _holds(structure: str, name: str) -> bool:
    words, wanted = _words(structure), _words(name)
    if as_compared(structure) == as_compared(name):
        return True
    if any(words[at : at + len(wanted)] == wanted for at in range(len(words) - len(wanted) + 1)):
        return True
    inside = as_compared(name)
    return len(wanted) == 1 and len(inside) >= _LEAST_INSIDE and any(inside in word for word in words)


def _words(name: str) -> list[str]:
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return [word for word in (as_compared(part) for part in re.split(r"[\W_]+|(?<=\D)(?=\d)", parted)) if word]
