"""Write docs/safety/hazards.md from the hazards and from the tests that name them.

Run `python -m scripts.write_safety_file`; a test fails where the page is out of date or a hazard has no test.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
SAFETY = PROJECT / "docs" / "safety"


def hazards() -> list[dict[str, Any]]:
    """Return the hazards as written down."""
    return list(tomllib.loads((SAFETY / "hazards.toml").read_text(encoding="utf-8"))["hazard"])


def marked_tests() -> dict[str, list[str]]:
    """Return hazard id to the tests that name it, as `file::test`."""
    found: dict[str, list[str]] = {}
    for path in sorted((PROJECT / "tests").rglob("test_*.py")):
        for hazard, test in _marks_in(path.read_text(encoding="utf-8")):
            found.setdefault(hazard, []).append(f"{path.relative_to(PROJECT).as_posix()}::{test}")
    return found


@lru_cache(maxsize=2000)
def _marks_in(source: str) -> tuple[tuple[str, str], ...]:
    if "hazard" not in source:
        return ()
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    return tuple(
        (hazard, function.name)
        for function in functions
        for decorator in function.decorator_list
        for hazard in _hazards_of(decorator)
    )


def _hazards_of(decorator: ast.expr) -> Iterator[str]:
    if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.hazard":
        for argument in decorator.args:
            yield str(ast.literal_eval(argument))


def page() -> str:
    """Return the page: each hazard with cause, harm, measure and the tests that prove the measure."""
    tests = marked_tests()
    lines = [
        "# Hazards",
        "",
        "Written from `hazards.toml` and from the tests that name a hazard; do not edit. Each hazard has its cause,",
        "the harm it could do, the measure in the software, and the tests that prove the measure in every run.",
    ]
    for hazard in hazards():
        lines += ["", f"## {hazard['title']}", "", f"- Id: `{hazard['id']}`"]
        lines += [f"- {name.capitalize()}: {hazard[name]}" for name in ("cause", "harm", "measure")]
        lines.append("- Tests:")
        for test in tests.get(hazard["id"], []):
            file, _, name = test.partition("::")
            sentence = name.removeprefix("test_that_").replace("_", " ")
            lines.append(f"  - {sentence} (`{file}`)")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    (SAFETY / "hazards.md").write_text(page(), encoding="utf-8")
    print("wrote docs/safety/hazards.md")
