"""What the curves cost: time of each sort, and memory over many fits."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from bench.digitised_curves import exact_clicks, printed_numbers
from bench.material.arms import Row, row
from engine.curves.patients.digitised import rebuild
from engine.curves.patients.kaplan_meier import kaplan_meier
from engine.curves.published.anchors import Landmark, PublishedFigures
from engine.curves.published.effective_number import FollowUp
from engine.curves.published.landmarks import landmark_curve

FITS = 10_000


def run() -> list[Row]:
    """Time one curve of each sort, and watch memory."""
    return speed_rows() + memory_rows()


def speed_rows() -> list[Row]:
    """Time one curve of each sort."""
    seed = PublishedFigures(19, 19.0, landmarks=(Landmark(12.0, 0.783), Landmark(24.0, 0.143)))
    full = PublishedFigures(
        135, 9.2, (7.3, 13.3), False, (Landmark(12.0, 0.42), Landmark(18.0, 0.3)), FollowUp(1.0, 14.0, 20.0)
    )
    generator = np.random.default_rng(3)
    times = generator.weibull(1.3, 200) * 20.0
    leaving = generator.uniform(6.0, 48.0, 200)
    truth = kaplan_meier(np.minimum(times, leaving), times <= leaving)
    clicks, numbers = exact_clicks(truth, generator), printed_numbers(truth)
    many = np.linspace(0.0, 60.0, 100_000)
    return [
        row(
            "one landmark curve, median and two landmarks", milliseconds(lambda: landmark_curve(seed)), "ms", None, 10.0
        ),
        row(
            "one landmark curve, five points and follow-up",
            milliseconds(lambda: landmark_curve(full)),
            "ms",
            None,
            10.0,
        ),
        row(
            "a digitised arm of 200 patients (R: 50 to 60 ms)",
            milliseconds(lambda: rebuild(*clicks, numbers)),
            "ms",
            55.0,
            5.0,
        ),
        row(
            "100,000 clicks",
            milliseconds(lambda: rebuild(many, np.exp(-many / 30.0), patients=500), 3),
            "ms",
            None,
            1000.0,
        ),
    ]


def milliseconds(task: Callable[[], object], repeats: int = 41) -> float:
    """Median time of a task."""
    task()
    taken = []
    for _ in range(repeats):
        start = time.perf_counter()
        task()
        taken.append(time.perf_counter() - start)
    return 1000.0 * statistics.median(taken)


def memory_rows() -> list[Row]:
    """Watch memory over ten thousand different fits; where the system does not tell, say nothing."""
    before = resident_mb()
    if before is None:
        return []
    for index in range(FITS):
        landmark_curve(PublishedFigures(20 + index % 400, 6.0 + 0.01 * index))
        if index == FITS // 10:
            before = resident_mb()
    after = resident_mb()
    assert before is not None
    assert after is not None
    return [row(f"memory gained over {FITS:,} fits", max(0.0, after - before), "MB", None, 2.0)]


def resident_mb() -> float | None:
    """Memory of this process that is in use, or None where it cannot be read."""
    source = Path("/proc/self/statm")
    if not source.exists():
        return None
    pages = int(source.read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
