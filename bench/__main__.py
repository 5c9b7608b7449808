"""Runs the benches, prints one table, writes the results as JSON and, when asked, as docs/performance.md."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
RESULTS = PROJECT / "bench-results.json"
DOCUMENT = PROJECT / "docs" / "performance.md"
#: what was run for hours, noted by whoever ran it
AT_LENGTH = PROJECT / "bench" / "soak" / "at_length.toml"
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


def rows_written(page: str) -> list[Row]:
    """Return the rows of a page's table, their cells as they are written; none where the page is new."""
    lines = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| ")]
    return [
        dict(zip(COLUMNS, [text.strip() for text in line], strict=True))
        for line in lines[1:]
        if len(line) == len(COLUMNS)
    ]


def with_the_others(rows: Sequence[Row], names: Sequence[str], page: str) -> list[Row]:
    """Return the new rows of these benches, and of every other bench the rows that the page has of it."""

    def bench_of(row: Row) -> str:
        return str(row["name"]).partition(":")[0]

    kept = [row for row in rows_written(page) if bench_of(row) not in names]
    return sorted([*kept, *rows], key=bench_of)


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
        "Made by `python -m bench --write-docs`, or for one bench by `python -m bench NAME --write-docs`, which\n"
        "leaves the others as they were measured; do not edit by hand. Every figure stands beside the\n"
        "reference that was measured in the same run, and the limit is what the project promises. The ratio\n"
        "of the two is said first, and what it may be at most: it holds on a slower machine too.\n\n"
        f"Measured on {here['system']} ({here['processor']}, {here['cores']} cores) "
        f"with Python {here['python']}.\n\n"
        f"{table(rows)}\n"
        f"{at_length()}"
    )


def at_length() -> str:
    """Write what `make soak` and its parts have tried, of which state, as it is noted where the soak is kept."""
    noted = tomllib.loads(AT_LENGTH.read_text(encoding="utf-8"))
    lines = [[run["what"], run["tried"], run["faults"], run["state"], run["said"]] for run in noted["run"]]
    head = "| what | tried | faults | state | |\n|---|---|---|---|---|\n"
    rows = "".join(f"| {' | '.join(line)} |\n" for line in lines)
    return f"\n## Tried at length\n\n{noted['said'].strip()}\n\n{head}{rows}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benches named, or all; return 1 where a promise is not kept."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of: {', '.join(bench_names())}")
    parser.add_argument("--write-docs", action="store_true", help="write docs/performance.md anew")
    parser.add_argument("--write-notes", action="store_true", help="write there what is noted, and measure nothing")
    chosen = parser.parse_args(arguments)
    unknown = sorted(set(chosen.names) - set(bench_names()))
    if unknown:
        parser.error(f"there is no bench called {unknown[0]}; there are: {', '.join(bench_names())}")

    if chosen.write_notes:
        DOCUMENT.write_text(document(rows_written(DOCUMENT.read_text(encoding="utf-8"))), encoding="utf-8")
        return 0
    rows: list[Row] = []
    for name in chosen.names or bench_names():
        print(f"bench.{name} …", file=sys.stderr, flush=True)
        rows += [{**row, "name": f"{name}: {row['name']}"} for row in rows_of(name)]
    print(table(rows))
    RESULTS.write_text(json.dumps({"machine": machine(), "rows": rows}, indent=2) + "\n", encoding="utf-8")
    if chosen.write_docs:
        page = DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.exists() and chosen.names else ""
        DOCUMENT.write_text(document(with_the_others(rows, chosen.names, page)), encoding="utf-8")
    return 0 if all(row.get("ok", True) for row in rows) else 1


if __name__ == "__main__":
    raise SystemExit(main())
