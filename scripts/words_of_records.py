"""What the records of the library say in our own words; titles, quotations and places stay in their language."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]

#: context ("" for none), English, English for many ("" where it does not depend on a number)
Text = tuple[str, str, str]

#: words of ours in each table of a source
_KEYS: dict[str, tuple[str, ...]] = {
    "cohort": ("label",),
    "figure": (),
    "mechanism": ("text", "tumour"),
    "spread": ("text", "venous_route"),
    "alpha_beta": ("text", "tissue"),
}
#: codes that are shown as words
_CODES: dict[str, tuple[str, ...]] = {"mechanism": ("radiation", "mechanism", "direction", "level")}
#: kinds of figures whose words stand in a view of the patient
_SHOWN = ("toxicity", "site")
#: parts of names that are no words of ours
_OF_NAMES = frozenset({"van", "der", "den", "von"})


def texts_of_records() -> Iterator[Text]:
    """Yield what the records say of themselves, with the codes that are shown as words."""
    for path in sorted((ROOT / "resources/evidence/sources").glob("*.toml")):
        source = tomllib.loads(path.read_text("utf-8"))
        if has_words(short := source["source"]["short"]):
            yield "", short, ""
        for table, keys in _KEYS.items():
            for record in source.get(table, ()):
                yield from (("", record[key], "") for key in keys if record.get(key))
                yield from (("", record[key].replace("_", " "), "") for key in _CODES.get(table, ()))
        for figure in source.get("figure", ()):
            if figure["kind"] in _SHOWN:
                yield from _texts_of_figure(figure)
    yield from _texts_of_spread()


def _texts_of_figure(figure: dict[str, Any]) -> Iterator[Text]:
    for text in (figure["label"], figure.get("text"), figure.get("scale")):
        if text and text != "not given" and any(map(str.isalpha, text)):
            yield "", text, ""
    grade = figure.get("grade", "")
    if grade != "not given" and any(map(str.isalpha, grade)):
        yield "", grade, ""


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
