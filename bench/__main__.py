"""Runs the benches, prints one table, writes the results as JSON and, when asked, as docs/performance.md."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
RESULTS = PROJECT / "bench-results.json"
DOCUMENT = PROJECT / "docs" / "performance.md"
COLUMNS = ("name", "ratio", "most_ratio", "value", "unit", "reference", "limit", "ok")
#: how a column is headed, where its name is not it
HEADS = {"most_ratio": "at most"}

Row = Mapping[str, Any]


def bench_names() -> list[str]:
    """Return the names of the modules in this package that are benches: those with a function `run`."""
    modules = sorted((PROJECT / "bench").glob("*.py"))
    return [file.stem for file in modules if "\ndef run() " in file.read_text(encoding="utf-8")]


def rows_of(name: str) -> list[Row]:
    """Run one bench."""
    return list(importlib.import_module(f"bench.{name}").run())


def cell(value: object) -> str:
    """Write one value as the table shows it."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "NO"
    if isinstance(value, float):
        return f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"
    return str(value)


def table(rows: Sequence[Row]) -> str:
    """Write the rows as a Markdown table with even columns."""
    lines = [
        [HEADS.get(column, column) for column in COLUMNS],
        *([cell(row.get(column)) for column in COLUMNS] for row in rows),
    ]
    widths = [max(len(line[i]) for line in lines) for i in range(len(COLUMNS))]

    def written(line: Sequence[str]) -> str:
        cells = [
            text.rjust(width) if column in {"ratio", "most_ratio", "value", "reference", "limit"} else text.ljust(width)
            for text, width, column in zip(line, widths, COLUMNS, strict=True)
        ]
        return "| " + " | ".join(cells) + " |"

    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([written(lines[0]), rule, *(written(line) for line in lines[1:])])


def machine() -> dict[str, Any]:
    """Describe the machine as far as a reader needs it to judge the figures."""
    return {
        "python": platform.python_version(),
        "system": platform.system(),
        "processor": platform.machine(),
        "cores": os.cpu_count(),
    }


def document(rows: Sequence[Row]) -> str:
    """Write the page that docs/performance.md holds."""
    here = machine()
    return (
        "# Performance\n\n"
        "Made by `python -m bench --write-docs`; do not edit by hand. Every figure stands beside the\n"
        "reference that was measured in the same run, and the limit is what the project promises. The ratio\n"
        "of the two is said first, and what it may be at most: it holds on a slower machine too.\n\n"
        f"Measured on {here['system']} ({here['processor']}, {here['cores']} cores) "
        f"with Python {here['python']}.\n\n"
        f"{table(rows)}\n"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benches named, or all; return 1 where a promise is not kept."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of: {', '.join(bench_names())}")
    parser.add_argument("--write-docs", action="store_true", help="write docs/performance.md anew")
    chosen = parser.parse_args(arguments)
    unknown = sorted(set(chosen.names) - set(bench_names()))
    if unknown:
        parser.error(f"there is no bench called {unknown[0]}; there are: {', '.join(bench_names())}")

    rows: list[Row] = []
    for name in chosen.names or bench_names():
        print(f"bench.{name} …", file=sys.stderr, flush=True)
        rows += [{**row, "name": f"{name}: {row['name']}"} for row in rows_of(name)]
    print(table(rows))
    RESULTS.write_text(json.dumps({"machine": machine(), "rows": rows}, indent=2) + "\n", encoding="utf-8")
    if chosen.write_docs:
        DOCUMENT.write_text(document(rows), encoding="utf-8")
    return 0 if all(row.get("ok", True) for row in rows) else 1


if __name__ == "__main__":
    raise SystemExit(main())
