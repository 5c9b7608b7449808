"""Which texts can be said in another language, and which of them a catalogue lacks or no longer needs.

`python -m scripts.words de` prints what is missing, ready to be copied into a file under `resources/words/de/`.
The groups that are covered stand in `COVERED_GROUPS`; what is not among them stays in English everywhere.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from scripts.words.records import Text, texts_of_records

ROOT = Path(__file__).resolve().parents[2]

#: modules whose sentences (`say` and its like) are covered, all of them
SENTENCES = ("engine", "gui")

#: functions that make a sentence or a label, and how many templates they begin with
_MAKERS = {"say": 1, "fault": 1, "say_label": 1, "say_counted": 2, "template": 1, "templates": 2, "counted": 2}


def texts_of_fields() -> Iterator[Text]:
    """Yield what the form shows of the fields, and the sentences about contradictions."""
    for table in tomllib.loads((ROOT / "resources/fields/patient.toml").read_text("utf-8"))["group"]:
        yield table["id"], table["label"], ""
    contents = tomllib.loads((ROOT / "resources/fields/patient.toml").read_text("utf-8"))
    for spec in (*contents["field"], *contents["lesion_field"]):
        for text in (spec["label"], spec["help"], spec.get("unit_note")):
            if text:
                yield spec["id"], text, ""
        for choice in spec.get("choices", ()):
            if any(sign.isalpha() for sign in choice["label"]):
                yield spec["id"], choice["label"], ""
        for unit in (spec.get("unit"), *(other["unit"] for other in spec.get("alternative_units", ()))):
            if unit in _unit_words():
                yield "", unit, ""
    for relation in tomllib.loads((ROOT / "resources/fields/relations.toml").read_text("utf-8"))["relation"]:
        yield "", relation["text"], ""


def texts_of_units() -> Iterator[Text]:
    """Yield what a number with a unit is made of."""
    for unit in sorted(_unit_words()):
        yield "", f"{{number}} {unit[:-1]}", f"{{number}} {unit}"


def texts_of_lists() -> Iterator[Text]:
    """Yield what stands between several things."""
    for text in ("{first} and {last}", "{first} or {last}", "{first}, {last}"):
        yield "list", text, ""
    yield "sizes", "{first}, {last}", ""


def _unit_words() -> frozenset[str]:
    from engine.case.units import UNIT_WORDS

    return UNIT_WORDS


def texts_of_options() -> Iterator[Text]:
    """Yield what the options and the treatments that may follow are called."""
    contents = tomllib.loads((ROOT / "resources/modalities.toml").read_text("utf-8"))
    for option in contents["modality"]:
        yield from (("", option[key], "") for key in ("label", "short", "treatment"))
        yield from (("", course["name"], "") for course in option.get("courses", ()) if "name" in course)
    yield from (("", other["treatment"], "") for other in contents["other_treatment"])


def texts_of_organs() -> Iterator[Text]:
    """Yield what the organs of a plan are called, and what else a structure may be."""
    contents = tomllib.loads((ROOT / "resources/dose/plan_values.toml").read_text("utf-8"))
    for table in ("organ", "other"):
        yield from (("", one["label"], "") for one in contents.get(table, ()))
    yield "", "Normal liver", ""


def texts_of_tour() -> Iterator[Text]:
    """Yield what the steps of the tour say."""
    for step in tomllib.loads((ROOT / "resources/text/tour.toml").read_text("utf-8"))["step"]:
        yield "", step["title"], ""
        yield "", step["text"], ""


def texts_of_window() -> Iterator[Text]:
    """Yield the texts of every class of the window that is covered."""
    from gui.shared.language import COVERED

    yield from ((context, text, "") for context, text in _all_window_texts() if context in COVERED)


def contexts_of_window() -> set[str]:
    """Return the classes, and other contexts, of the window that translate anything."""
    return {context for context, _ in _all_window_texts()}


# Sources and records are read once in a process: what they hold is asked for what is missing, and for what is unused.
@cache
def _all_window_texts() -> tuple[tuple[str, str], ...]:
    modules = [ast.parse(path.read_text("utf-8")) for path in sorted((ROOT / "gui").rglob("*.py"))]
    return tuple(text for module in modules for text in _window_texts(module, "", dict(_helpers(module))))


def _helpers(module: ast.Module) -> Iterator[tuple[str, str]]:
    """Functions of a module that translate what they are given, with the context in which they do."""
    for node in module.body:
        for call in ast.walk(node) if isinstance(node, ast.FunctionDef) else ():
            if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "translate":
                given = call.args
                if len(given) > 1 and isinstance(given[0], ast.Constant) and isinstance(given[1], ast.Name):
                    yield node.name, str(given[0].value)


def _window_texts(node: ast.AST, owner: str, helpers: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Texts with the class, or the context, that they are looked up by."""
    for child in ast.iter_child_nodes(node):
        inside = child.name if isinstance(child, ast.ClassDef) else owner
        if isinstance(child, ast.Call):
            yield from _called(child, inside, helpers)
        yield from _window_texts(child, inside, helpers)


def _called(call: ast.Call, owner: str, helpers: dict[str, str]) -> Iterator[tuple[str, str]]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    texts = [part.value for part in call.args if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    if name == "tr" and texts:
        yield owner, texts[0]
    elif name in ("translate", "_T", "QT_TRANSLATE_NOOP") and len(texts) > 1:
        yield texts[0], texts[1]
    elif name in helpers and texts:
        yield helpers[name], texts[0]


def texts_of_sentences() -> Iterator[Text]:
    """Yield the templates of all sentences that the engine says."""
    for folder in SENTENCES:
        place = ROOT / folder
        for path in [place] if place.is_file() else sorted(place.rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in _MAKERS:
                    yield from _templates(node)


def _templates(call: ast.Call) -> Iterator[Text]:
    texts = [part.value for part in call.args if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    context = next((word.value.value for word in call.keywords if word.arg == "context"), "")  # type: ignore[attr-defined]
    name = getattr(call.func, "id", "")
    if name in ("say_counted", "templates") and len(texts) == 2:
        yield "", texts[0], texts[1]
    elif name == "counted" and len(texts) == 2:
        yield "", f"{{number}} {texts[0]}", f"{{number}} {texts[1]}"
    elif name in ("say", "fault", "template") and texts:
        yield context or (texts[1] if len(texts) > 1 else ""), texts[0], ""


def texts_of_findings() -> Iterator[Text]:
    """Yield the words for statuses, verdicts and designs of studies."""
    from engine.findings.published.evidence_size import COUNTED_DESIGNS
    from engine.findings.wording import STATUS_WORDS, VERDICT_BRIEF, VERDICT_WORDS

    for text in dict.fromkeys((*STATUS_WORDS.values(), *VERDICT_WORDS.values(), *VERDICT_BRIEF.values())):
        yield "", text, ""
    for one, many in COUNTED_DESIGNS:
        yield "", f"{{number}} {one}", f"{{number}} {many}"


def texts_of_library() -> Iterator[Text]:
    """Yield what criteria and concerns of the library say; quotations and titles stay in their language."""
    criteria, concerns = (
        (
            "label",
            "threshold",
            "threshold_elsewhere",
            "not_met_words",
            "contested_words",
            "belied_words",
            "observed_printed",
            "note",
        ),
        (
            "about",
            "brief",
            "text",
        ),
    )
    for path in sorted((ROOT / "resources/evidence/sources").glob("*.toml")):
        source = tomllib.loads(path.read_text("utf-8"))
        for table, keys in (("criterion", criteria), ("concern", concerns), ("caution", ("text", "verdict_words"))):
            for record in source.get(table, ()):
                yield from (("", record[key], "") for key in keys if record.get(key))
                yield from (("", side["text"], "") for side in record.get("sides", ()))
        yield from (("", record["text"], "") for record in source.get("dissent", ()))
        for record in source.get("cohort", ()):
            yield from _texts_of_group(record)


def _texts_of_group(record: dict[str, Any]) -> Iterator[Text]:
    """Yield what the matrix of published groups says of one: its name where it is a row, and its items."""
    from engine.findings.comparability.aspects import is_aspect, without_brackets

    if record.get("entry") and not record.get("subgroup_of") and not record.get("earlier_report_of"):
        yield "", record["label"], ""
    for item in record.get("entry", ()):
        if label := item.get("label"):
            yield "", label, ""
            if not is_aspect(item["condition"]["field"]):
                yield "", without_brackets(label), ""


COVERED_GROUPS: dict[str, Callable[[], Iterator[Text]]] = {
    "fields": texts_of_fields,
    "units": texts_of_units,
    "lists": texts_of_lists,
    "options": texts_of_options,
    "findings": texts_of_findings,
    "organs": texts_of_organs,
    "library": texts_of_library,
    "records": texts_of_records,
    "tour": texts_of_tour,
    "window": texts_of_window,
    "sentences": texts_of_sentences,
}


@cache
def all_texts() -> Mapping[tuple[str, str], str]:
    """Return every text that is covered: context and English to the English for many."""
    return {(context, text): many for texts in COVERED_GROUPS.values() for context, text, many in texts()}


def translated(code: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return what the catalogue of a language holds."""
    from engine.words.po_file import read_po

    paths = sorted((ROOT / "resources/words" / code).glob("*.po"))
    found = (message for path in paths for message in read_po(path).messages)
    return {(one.context, one.text): one.translations for one in found}


def missing(code: str) -> list[Text]:
    """Return what is covered and not translated; a translation without context serves every context."""
    have = {key for key, said in translated(code).items() if said}
    wanted = all_texts()
    return [
        (context, text, many)
        for (context, text), many in wanted.items()
        if (context, text) not in have and ("", text) not in have
    ]


def unused(code: str) -> list[tuple[str, str]]:
    """Return what a catalogue holds and nobody says any more."""
    wanted = set(all_texts())
    anywhere = {text for _, text in wanted}
    return [key for key in translated(code) if key not in wanted and (key[0] or key[1] not in anywhere)]


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def entry(context: str, text: str, many: str) -> str:
    """Return an entry of a catalogue that waits for its translation."""
    lines = [f"msgctxt {_quoted(context)}"] if context else []
    lines.append(f"msgid {_quoted(text)}")
    if many:
        lines += [f"msgid_plural {_quoted(many)}", 'msgstr[0] ""', 'msgstr[1] ""']
    else:
        lines.append('msgstr ""')
    return "\n".join(lines) + "\n"
