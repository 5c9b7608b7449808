"""What the records of the library say in our own words; titles, quotations and places stay in their language."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

#: context ("" for none), English, English for many ("" where it does not depend on a number)
Text = tuple[str, str, str]

#: words of ours in each table of a source
_KEYS: dict[str, tuple[str, ...]] = {
    "cohort": ("label", "treatment", "time_origin", "note"),
    "figure": ("label", "text", "note", "denominator_absent", "primary_says", "formula", "scale", "grade", "counted"),
    "concern": ("note",),
    "discrepancy": ("reading", "reason"),
    "mechanism": ("text", "tumour"),
    "spread": ("text", "venous_route"),
    "alpha_beta": ("text", "tissue"),
    "score": ("label", "note", "of_whom"),
}
#: the same in the parts of a record
_PARTS: dict[str, dict[str, tuple[str, ...]]] = {
    "figure": {
        "subsequent": ("remark",),
        "sets": ("reason",),
        "observed_where": ("label",),
        "observed_bed": ("label",),
    },
    "score": {"items": ("label", "also_words", "note"), "outcomes": ("text",)},
}
#: codes that are shown as words
_CODES: dict[str, tuple[str, ...]] = {"mechanism": ("radiation", "mechanism", "direction", "level")}
#: parts of names that are no words of ours
_OF_NAMES = frozenset({"van", "der", "den", "von"})
#: what every view says with a text of its own
_SAID = frozenset({"not given", "patients"})


def texts_of_records() -> Iterator[Text]:
    """Yield what the records say of themselves, with the codes that are shown as words."""
    for path in sorted((ROOT / "resources/evidence/sources").glob("*.toml")):
        file = tomllib.loads(path.read_text("utf-8"))
        source = file["source"]
        if has_words(source["short"]):
            yield "", source["short"], ""
        yield "", source["design"].replace("_", " "), ""
        yield from _texts(source, ("note", "primary_says"))
        for table, keys in _KEYS.items():
            for record in file.get(table, ()):
                yield from _texts(record, keys)
                yield from (("", record[key].replace("_", " "), "") for key in _CODES.get(table, ()))
                for part, inner in _PARTS.get(table, {}).items():
                    held = record.get(part, ())
                    for one in [held] if isinstance(held, dict) else held:
                        yield from _texts(one, inner)
        for figure in file.get("figure", ()):
            yield from _unit(figure["unit"])
    yield from _texts_of_spread()


def _texts(record: dict[str, Any], keys: tuple[str, ...]) -> Iterator[Text]:
    for key in keys:
        text = record.get(key)
        if text and text not in _SAID and any(map(str.isalpha, text)):
            yield "", text, ""


def _unit(unit: str) -> Iterator[Text]:
    from engine.case.units import UNIT_WORDS

    # The others are shown as signs, or not at all.
    if unit not in UNIT_WORDS and unit not in ("proportion", "ratio", "none") and has_words(unit):
        yield "", unit, ""


def _texts_of_spread() -> Iterator[Text]:
    from engine.evidence.records.statements import SpreadLevel
    from gui.figures.rectum_drawing import routes_of

    for path in sorted((ROOT / "resources/evidence/sources").glob("*.toml")):
        levels = tomllib.loads(path.read_text("utf-8")).get("spread", ())
        for route in routes_of(tuple(SpreadLevel(**level) for level in levels)):
            yield from (("rectum", text, "") for text in (route.level, route.organ, *route.veins))


def has_words(short: str) -> bool:
    """Whether the short name of a source holds words besides names: "Masaki 2020 (final report)"."""
    return any(word not in _OF_NAMES for word in re.findall(r"\b[a-z]{3,}\b", short))
