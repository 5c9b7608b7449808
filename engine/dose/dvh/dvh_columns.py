"""What the columns of a DVH table hold: dose, volume, structure, plan, course, or nothing that matters here."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.dose.dvh.dvh_records import UNNAMED
from engine.dose.dvh.dvh_text import gy_per, ml_per, number, split_unit, weighting

_DOSE = re.compile(r"(?<![a-z])(dose|dosis|dosi|doses|dosen|annos|eqd2|bed)(?![a-z])", re.IGNORECASE)
_NAME = re.compile(
    r"^\s*(structure|structure[ _]?name|structure[ _]?id|roi|roi[ _-]?name|organ|oar|name|contour|kontur|struktur"
    r"|strukturname|estructura|struttura|structuur|estrutura)\s*$",
    re.IGNORECASE,
)
_PLAN = re.compile(r"^\s*plan([ _]?(name|id))?\s*$", re.IGNORECASE)
_COURSE = re.compile(r"^\s*(course|kurs|curso|corso)([ _]?(name|id))?\s*$", re.IGNORECASE)
_ASIDE = re.compile(
    r"^\s*(patient|pat|mrn|uid|date|datum|time|index|idx|bin|nr|no|row|zeile|id|case|fall|sex|age|unnamed|#)"
    r"([ _.:-]*(\d+|id|no|nr|name|number|index|uid))?\s*+\.?\s*+$",
    re.IGNORECASE,
)
_PATIENT = re.compile(r"^\s*(patient|pat|mrn)", re.IGNORECASE)
_STATISTIC = re.compile(
    r"(?<![a-z])(min|max|mean|median|modal|minimum|maximum|mittel\w*|prescri\w+|total|std|average)(?![a-z])",
    re.IGNORECASE,
)
#: Eclipse's words for a volume in percent, which hold the word of a statistic
_RATIO = re.compile(r"ratio of total structure volume", re.IGNORECASE)
_PLAIN_UNIT = re.compile(r"[_ ](c?gy|cc|ccm|ml|cm3|percent|pct|%|fractions?|anteil)$", re.IGNORECASE)
_SHARE_OF = re.compile(r"^%\s*of\s++([0-9.,]++)\s*+(\S*+)$", re.IGNORECASE)
_FILLER = re.compile(r"(?:(?:dvharray|dvh)[_ ]*+)?(?:(?:values?|volumen?|vol)[_ ]*+)?$", re.IGNORECASE)
_ONLY_UNIT = re.compile(r"^(?:\W*+(?:c?gy|cc|ccm|ml|cm3|cm³|percent)|[^\w%]*+%)\W*+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds, with its structure and units.

    kind: dose, volume, name, plan, course, aside (patient, index), statistic, unknown (no unit) or empty. per_unit: mL
    (or percent) per unit of a volume, where that is neither mL nor percent.
    """

    kind: str
    label: str = ""
    name: str = ""
    unit: str = ""
    gy_per_unit: float | None = None
    is_percent: bool = False
    volume_ml: float | None = None
    differential: str = "unstated"
    weighting: str = ""
    per_unit: float = 1.0

    @property
    def is_patient(self) -> bool:
        """Whether the column tells patients apart."""
        return self.kind == "aside" and _PATIENT.match(self.label) is not None


def is_unit_alone(label: str) -> bool:
    """Whether a cell is a unit and no more, as in a row of units below the labels."""
    return _ONLY_UNIT.match(label) is not None


def names_a_dose(label: str) -> bool:
    """Whether a label can stand above doses."""
    return read_column(label).kind == "dose"


def read_column(label: str) -> Column:
    """Return what a column under a label holds."""
    if not label:
        return Column("empty")
    for kind, pattern in (("name", _NAME), ("plan", _PLAN), ("course", _COURSE), ("aside", _ASIDE)):
        if pattern.match(label):
            return Column(kind, label)
    name, unit = split_unit(label)
    if not unit and (found := _PLAIN_UNIT.search(label)):
        name, unit = label[: found.start()], found.group(1)
    if not unit and is_unit_alone(label):
        name, unit = "", label.strip("[]() ")
    name = _RATIO.sub("Volume", name)
    if _STATISTIC.search(name):
        return Column("statistic", label)
    scale = gy_per(unit)
    if scale is not None or (_DOSE.search(name) and "/" not in unit):
        return Column("dose", label, unit=unit, gy_per_unit=scale, weighting=weighting(label))
    return _volume(label, name, unit)


def _volume(label: str, name: str, unit: str) -> Column:
    amount, _, divisor = (part.strip() for part in unit.partition("/"))
    differential = "unstated"
    if divisor:
        differential = {"gy": "per_gy", "cgy": "per_cgy"}.get(divisor.casefold(), "unknown")
    elif re.search("differential", name, re.IGNORECASE):
        differential = "per_bin"
    volume_ml = None
    if share := _SHARE_OF.match(amount):
        whole, per = number(share.group(1)), ml_per(share.group(2))
        volume_ml = None if whole is None or per is None else whole * per
        amount = "%"
    is_fraction = amount.casefold() in {"fraction", "fractions", "anteil", "of 1"}
    is_percent = is_fraction or amount.casefold() in {"%", "percent", "pct"}
    per_unit = ml_per(amount)
    known = (is_percent or per_unit is not None) and differential != "unknown"
    plain = _FILLER.sub("", re.sub(r"(?i)differential|cumulative|relative|absolute", "", name)).strip(" _-")
    return Column(
        "volume" if known else "unknown",
        label,
        name=plain or UNNAMED,
        unit=amount if known else "",
        is_percent=is_percent,
        volume_ml=volume_ml or None,
        differential=differential,
        per_unit=100.0 if is_fraction else per_unit or 1.0,
    )
