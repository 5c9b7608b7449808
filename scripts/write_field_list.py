"""Write docs/case-fields.md from the fields: what a case file may hold, by its ids and units.

Run `python -m scripts.write_field_list` after changing a field; a test fails where the page is out of date.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from engine.case.fields import FieldCatalogue, FieldSpec, load_fields
from engine.case.format.case_json import FORMAT

PROJECT = Path(__file__).resolve().parent.parent
PAGE = PROJECT / "docs" / "case-fields.md"

_KINDS = {
    "number": "a number",
    "integer": "a whole number",
    "flag": "`true` or `false`",
    "date": 'a day, `"2026-03-12"`',
    "lesions": "a list, see below",
}
_HEADER = ("| field | what it is | what stands there |", "|---|---|---|")


def page(fields: FieldCatalogue) -> str:
    """Return the page: a table for each heading of the form, and one for a lesion."""
    lines = [
        "# The fields of a case file",
        "",
        "Written from `resources/fields/patient.toml` by `python -m scripts.write_field_list`; do not edit.",
        "",
        f'A case file is JSON with `"format": "{FORMAT}"`; its `inputs` hold these fields. Leave out what is not',
        "known, or write `null`. A number stands in the unit of its row and within its range.",
        "[The schema](../resources/schema/beamside-case-1.schema.json) says the same to other programs.",
    ]
    for group in fields.groups:
        specs = fields.in_group(group.id)
        if specs:
            lines += ["", f"## {group.label}", "", *_HEADER, *_rows(specs)]
    lines += ["", "## One of the liver lesions", "", *_HEADER, *_rows(fields.lesion_fields)]
    return "\n".join(lines) + "\n"


def _rows(specs: Iterable[FieldSpec]) -> list[str]:
    return [f"| `{spec.id}` | {spec.label} | {_value(spec)} |" for spec in specs]


def _value(spec: FieldSpec) -> str:
    if spec.choices:
        values = ", ".join(
            f'`"{choice.value}"`' if isinstance(choice.value, str) else f"`{choice.value}`" for choice in spec.choices
        )
        what = f"a list of any of {values}" if spec.kind == "list" else f"one of {values}"
        return f"{what} ({spec.unit})" if spec.unit else what
    what = _KINDS[spec.kind]
    if spec.hard is None:
        return what
    return f"{what} from {spec.hard[0]:g} to {spec.hard[1]:g}, {spec.unit}"


if __name__ == "__main__":
    PAGE.write_text(page(load_fields(PROJECT / "resources")), encoding="utf-8")
    print(f"wrote docs/{PAGE.name}")
