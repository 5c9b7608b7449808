"""The two evaluators of every rule side by side: the scalar one and the one over columns, patient by patient.

`python -m bench.soak.columns_compared --patients 20000 --seed 1` says how many differ, and shows the first.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from bench.material.generated_patients import RESOURCES, Generator
from engine.case.case import Case
from engine.case.fields import FieldCatalogue, load_fields
from engine.case.patient import Patient
from engine.evidence.library import Library
from engine.evidence.loading import load_library
from engine.findings.by_values import keeping_nothing
from engine.findings.columns.judging import judge_columns
from engine.findings.columns.table import columns_of
from engine.findings.headlines.judging import decide_option
from engine.findings.headlines.readings import readings_of
from engine.modalities.listed import MODALITIES

#: patients judged at once over columns
CHUNK = 2_000
_MOST_SHOWN = 5


@dataclass
class Compared:
    """What a comparison found.

    Attributes
    ----------
    contested : verdicts of options that look at values which contradict one another.
    seen : every pair of a criterion and its status, and of a concern and its answer, that came up.
    differences : sentences; empty where the two agree.
    """

    patients: int = 0
    contested: int = 0
    seen: set[tuple[str, object]] = field(default_factory=set)
    differences: list[str] = field(default_factory=list)


@cache
def shipped() -> tuple[FieldCatalogue, Library]:
    """Return the fields and the library that are shipped."""
    fields = load_fields(RESOURCES)
    return fields, load_library(RESOURCES / "evidence", {spec.id: spec.kind for spec in fields})


@keeping_nothing()
def compare(patients: Sequence[dict[str, Any]], fields: FieldCatalogue, library: Library, found: Compared) -> None:
    """Judge some patients both ways and note what differs."""
    columns = columns_of({spec.id: [one.get(spec.id) for one in patients] for spec in fields}, fields)
    judged = judge_columns(columns, fields, library)
    criteria = {name: [one.id for one in option.criteria] for name, option in judged.options.items()}
    concerns = {name: [one.id for one in option.concerns] for name, option in judged.options.items()}
    found.patients += len(patients)
    for row, inputs in enumerate(patients):
        case = Case(Patient(fields, inputs))
        readings = readings_of(case)
        for name in MODALITIES:
            scalar, option = decide_option(name, case, readings, library), judged.options[name]
            answers = tuple(concern.holds for concern in scalar.concerns)
            one = (scalar.verdict, scalar.statuses, answers, scalar.contested)
            other = (option.verdict(row), option.statuses_of(row), option.answers_of(row), bool(option.contested[row]))
            found.contested += scalar.contested
            found.seen.update(zip(criteria[name], scalar.statuses, strict=True))
            found.seen.update(zip(concerns[name], answers, strict=True))
            if one != other:
                found.differences.append(f"{name}: {one} and not {other} for {inputs}")


def compare_generated(patients: int, seed: int, found: Compared | None = None) -> Compared:
    """Judge generated patients both ways: two of three any at all, the third an ordinary one."""
    fields, library = shipped()
    found = found or Compared()
    makers = [Generator(fields, library, seed), Generator(fields, library, seed + 1, ordinary=True)]
    while found.patients < patients:
        size = min(CHUNK, patients - found.patients)
        compare([makers[place % 3 == 0].inputs() for place in range(size)], fields, library, found)
    return found


def compared_lines(found: Compared) -> Iterator[str]:
    """Yield what a comparison found."""
    yield (
        f"columns against one by one: {found.patients:,} patients, {found.contested:,} contested options, "
        f"{len(found.differences):,} differences"
    )
    yield from found.differences[:_MOST_SHOWN]


def main() -> int:
    """Compare, and return 1 where anything differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    started, used = time.monotonic(), time.process_time()
    found = compare_generated(arguments.patients, arguments.seed)
    took, of_core = time.monotonic() - started, time.process_time() - used
    rate = f"{found.patients / of_core:.0f} patients a second of one core"
    print(*compared_lines(found), f"took {took:.0f} s, {of_core:.0f} s of one core: {rate}", sep="\n")
    return 1 if found.differences else 0


if __name__ == "__main__":
    sys.exit(main())
