"""The amplifying soak in a bounded form: it multiplies, it measures, and it notices what takes too much."""

from __future__ import annotations

import sys
import time

import numpy as np
import pytest

from bench.material.fuzzing import Target, targets
from bench.soak.amplifying import MOST_MEMORY_MB, amplified, amplified_lines, amplify

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read as Linux tells it")

#: the readers that hold the limits for every input: all but the settings, which are the window's own file
HELD = [
    "case file", "sealed case", "recovery copy", "summary", "typed entry", "evidence file", "local evidence", "clicks",
    "DVH text", "DICOM",
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize("name", HELD)
def test_that_a_large_deep_or_long_file_takes_no_large_memory(name: str) -> None:
    target = next(target for target in targets() if target.name == name)
    found = amplify(target, 8, seed=20261127, seconds=120)
    assert found.inputs == 8
    # Time is for the soak: here the machine may be busy.
    assert found.most_memory_mb <= MOST_MEMORY_MB
    assert not [defect for defect in found.defects if "Traceback" in defect or "died" in defect]


def test_that_every_way_is_taken_and_can_be_repeated() -> None:
    seed = b'{"a": [1, 2.5],\n "b": "text"}\n'
    first = [amplified(seed, np.random.default_rng(number), 10_000) for number in range(60)]
    again = [amplified(seed, np.random.default_rng(number), 10_000) for number in range(60)]
    assert first == again
    assert {way for way, _ in first} == {"repetition", "depth", "digits", "count", "inflation"}
    assert sum(len(data) > 5_000 for _, data in first) > 40


def greedy(data: bytes) -> None:
    """Take 400 MB for more than three bytes."""
    if len(data) > 3:
        _ = [bytes(100_000) + b"x" for _ in range(4000)]


def test_that_memory_which_the_parent_left_free_is_counted() -> None:
    left = [bytes(100_000) + b"x" for _ in range(6000)]
    pins = left[::50]
    del left
    found = amplify(Target("planted", (b"a",), greedy), 1, seed=3, seconds=60)
    assert found.most_memory_mb > 350
    assert pins


def test_that_memory_time_and_what_is_thrown_are_noticed() -> None:
    def throwing(data: bytes) -> None:
        if len(data) > 3:
            raise KeyError("planted")

    def slow(data: bytes) -> None:
        ends = time.process_time() + (2.2 if len(data) > 3 else 0)
        while time.process_time() < ends:
            pass

    for feed, words in ((greedy, "MB"), (throwing, "KeyError"), (slow, " s, ")):
        found = amplify(Target("planted", (b"a",), feed), 1, seed=3, seconds=60)
        assert not found.is_clean
        assert words in found.defects[0]
        assert found.defects[0] in list(amplified_lines([found]))[-1]
