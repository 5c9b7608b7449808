"""What rules over columns cost: patients judged a second on one core, beside the same patients one by one."""

from __future__ import annotations

import time
from typing import Any

from bench.material.generated_patients import Generator
from bench.soak.columns_compared import shipped
from engine.case.case import Case
from engine.case.patient import Patient
from engine.findings.columns.judging import bits_of, judge_columns
from engine.findings.columns.reasons import ReasonIds, ids_of
from engine.findings.columns.table import columns_of
from engine.findings.headlines.judging import judge_option
from engine.findings.headlines.readings import readings_of
from engine.modalities.listed import MODALITIES

#: as a part of a registry
PATIENTS = 4_000
ONE_BY_ONE = 400
REPEATS = 15
LEAST_A_SECOND = 20_000


def run() -> list[dict[str, Any]]:
    """Judge ordinary patients, and such as contradict themselves, with their reasons."""
    return [
        _row("ordinary patients, columns to verdicts with reasons", ordinary=True),
        _row("patients full of contradictions, columns to verdicts with reasons", ordinary=False),
    ]


def _row(name: str, *, ordinary: bool) -> dict[str, Any]:
    fields, library = shipped()
    generator = Generator(fields, library, 20261127, ordinary=ordinary)
    patients = [generator.inputs() for _ in range(PATIENTS)]
    columns = columns_of({spec.id: [one.get(spec.id) for one in patients] for spec in fields}, fields)
    options = judge_columns(columns, fields, library).options
    written = {option_name: ReasonIds(ids_of(option)) for option_name, option in options.items()}
    taken = []
    for _ in range(REPEATS):
        start = time.process_time()
        for option_name, option in judge_columns(columns, fields, library).options.items():
            reasons = written[option_name].of(bits_of(option.deciding()))
            texts = [";".join(one) for one in reasons.sets]
            list(map(texts.__getitem__, reasons.codes))
        taken.append(time.process_time() - start)
    start = time.process_time()
    for inputs in patients[:ONE_BY_ONE]:
        case = Case(Patient(fields, inputs))
        readings = readings_of(case)
        for option_name in MODALITIES:
            judge_option(option_name, case, readings, library)
    one_by_one = ONE_BY_ONE / (time.process_time() - start)
    a_second = PATIENTS / sorted(taken)[REPEATS // 2]
    return {
        "name": name,
        "ratio": round(a_second / one_by_one, 1),
        "value": round(a_second),
        "unit": "patients a second (reference: one by one)",
        "reference": round(one_by_one),
        "limit": LEAST_A_SECOND,
        "ok": a_second >= LEAST_A_SECOND,
    }


if __name__ == "__main__":
    for line in run():
        print(line)
