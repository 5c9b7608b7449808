"""Which structures are which organ, and which values are taken from each: `resources/dose/plan_values.toml`."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from engine.dose.errors import DoseFileError
from engine.words.said import fault, say

FORMAT: Final = "beamside-plan-values/1"
LIVER: Final = "liver"
#: no liver is larger
_MOST_ML: Final = 10_000
_PLACE: Final = ("dose", "plan_values.toml")
_AMOUNT_OF: Final = {"maximum": "", "mean": "", "volume": "", "dose_at_percent": "percent", "below": "gy"}


@dataclass(frozen=True, slots=True)
class NamedOrgan:
    """An organ and what its structure is called; is_of_parts: several structures together are the organ."""

    id: str
    label: str
    names: tuple[str, ...]
    is_of_parts: bool = False


@dataclass(frozen=True, slots=True)
class Printed:
    """Where a threshold is printed: ids of sources of the library, and the numbers of fractions they print it for.

    least_ml: the volume below the threshold that they print with it; None where none is to be compared.
    """

    fractions: tuple[int, ...]
    sources: tuple[str, ...]
    least_ml: float | None = None


@dataclass(frozen=True, slots=True)
class WantedValue:
    """A value to be taken from a plan.

    quantity: ``maximum``, ``mean``, ``volume``, ``dose_at_percent`` or ``below``. amount: percent of the organ, or Gy,
    where the quantity needs one. field: the case's field; empty for a value that is shown alone. printed: who prints
    this threshold, and for which fractions; empty where nobody does.
    """

    organ: str
    quantity: str
    amount: float | None = None
    field: str = ""
    printed: tuple[Printed, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanTable:
    """The table as read; others: structures that no value of an organ is taken from, whose names are understood."""

    organs: tuple[NamedOrgan, ...]
    values: tuple[WantedValue, ...]
    others: tuple[NamedOrgan, ...] = ()

    def organ(self, organ_id: str) -> NamedOrgan:
        """Return the organ of an id of the table."""
        return next(organ for organ in self.organs if organ.id == organ_id)

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of all organs."""
        return tuple(organ.id for organ in self.organs)


def as_compared(name: str) -> str:
    """Return a structure's name without capitals, accents, blanks and signs between its words."""
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss"))
    # A plus or a minus tells another structure: "Heart+5" is none of the heart's names.
    return re.sub(r"[\s_.\-]+", "", "".join(sign for sign in plain if not unicodedata.combining(sign))).casefold()


def structures_of(organ: NamedOrgan, names: Iterable[str]) -> tuple[str, ...]:
    """Return those of a file's structures that are called as the organ is."""
    wanted = {as_compared(name) for name in organ.names}
    return tuple(name for name in names if as_compared(name) in wanted)


def load_plan_table(resources: Path) -> PlanTable:
    """Read the table.

    Raises
    ------
    DoseFileError
        Where it is missing or breaks a rule, with the entry at fault.
    """
    path = resources.joinpath(*_PLACE)
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DoseFileError(
            path, "file", say("cannot be read as TOML"), say("restore it from the program's package")
        ) from error
    if data.get("format") != FORMAT:
        raise DoseFileError(
            path,
            "format",
            fault("is not {format}", format=FORMAT),
            say("restore it from the program's package"),
        )
    organs = tuple(_organ(path, entry) for entry in data.get("organ", ()))
    ids = [organ.id for organ in organs]
    if len(set(ids)) < len(ids) or LIVER in ids:
        raise DoseFileError(
            path, "organ", say("occurs twice, or is the liver, which the user chooses"), say("remove one")
        )
    others = tuple(_organ(path, entry) for entry in data.get("other", ()))
    _check_names(path, (*organs, *others))
    return PlanTable(organs, tuple(_value(path, entry, {*ids, LIVER}) for entry in data.get("value", ())), others)


def _organ(path: Path, entry: Mapping[str, Any]) -> NamedOrgan:
    names, parts = entry.get("names"), entry.get("parts", False)
    texts = [entry.get("id"), entry.get("label"), *(names if isinstance(names, list) else [None])]
    if not all(isinstance(text, str) and text.strip() for text in texts) or not isinstance(parts, bool):
        raise DoseFileError(path, f"organ {entry.get('id')!r}", say("lacks id, label or names"), say("write all three"))
    return NamedOrgan(str(texts[0]), str(texts[1]), tuple(map(str, texts[2:])), parts)


def _check_names(path: Path, organs: Iterable[NamedOrgan]) -> None:
    owner: dict[str, str] = {}
    for organ in organs:
        for name in organ.names:
            if owner.setdefault(as_compared(name), organ.id) != organ.id:
                raise DoseFileError(
                    path,
                    f"organ {organ.id!r}",
                    fault("shares the name {name}", name=f"{name!r}"),
                    say("leave it to one organ"),
                )


def _value(path: Path, entry: Mapping[str, Any], organs: Iterable[str]) -> WantedValue:
    organ, quantity, field = entry.get("organ"), entry.get("quantity"), entry.get("field", "")
    where = f"value of {organ!r}"
    if not isinstance(organ, str) or organ not in organs:
        raise DoseFileError(path, where, say("belongs to no organ of the table"), say("name one, or the liver"))
    if quantity not in _AMOUNT_OF or not isinstance(field, str):
        raise DoseFileError(
            path,
            where,
            fault("asks for {quantity}", quantity=f"{quantity!r}"),
            fault("choose one of: {amount_of}", amount_of=", ".join(_AMOUNT_OF)),
        )
    key = _AMOUNT_OF[quantity]
    amount = entry.get(key) if key else None
    most = 100 if key == "percent" else 500
    if key and not (isinstance(amount, (int, float)) and not isinstance(amount, bool) and 0 < amount <= most):
        raise DoseFileError(
            path,
            where,
            fault("lacks {key}, or it is out of range", key=f"{key!r}"),
            fault("write {key} from above 0 to {most}", key=key, most=most),
        )
    printed = tuple(_printed(path, where, one) for one in entry.get("printed", ()))
    return WantedValue(str(organ), str(quantity), None if amount is None else float(amount), field, printed)


def _printed(path: Path, where: str, entry: Any) -> Printed:
    fractions, sources = (entry.get(key) if isinstance(entry, dict) else None for key in ("fractions", "sources"))
    if (
        not (isinstance(fractions, list) and isinstance(sources, list) and fractions and sources)
        or not all(type(number) is int and number > 0 for number in fractions)
        or not all(map(_is_text, sources))
    ):
        raise DoseFileError(path, where, say("is printed by no source or for no fractions"), say("write both as lists"))
    least = entry.get("least_ml")
    if least is not None and not (type(least) in (int, float) and 0 < least <= _MOST_ML):
        raise DoseFileError(
            path,
            where,
            say("asks for a volume that no liver has"),
            fault("write mL from above 0 to {most_ml}", most_ml=_MOST_ML),
        )
    return Printed(tuple(fractions), tuple(sources), least)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())
