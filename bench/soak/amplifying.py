"""Amplification: valid files made large, deep or long by repeating parts of them; memory and time measured.

Each input goes into a process of its own, whose peak of memory is read from the system, and which is ended where it
takes far too long. A reader keeps its promise where every input of up to 20 MB is read or refused within the limits.
"""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import os
import re
import resource
import signal
import struct
import time
import traceback
import warnings
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

from bench.material.fuzzing import Target

MOST_MEMORY_MB = 300.0
MOST_SECONDS = 2.0
LARGEST_INPUT_BYTES = 20_000_000
#: of the processor: a machine with much else to do makes no reader slow
_GIVEN_UP_SECONDS = 20
#: on the clock, for one that waits for what never comes
_WAITED_SECONDS = 600
_MOST_KEPT = 5

#: what opens one level more, in each of the languages that are read
_OPENERS = (
    b"[", b'{"a":', b"<<", b"(", b"[[", b"a.", b"{a=", b'"', b"'''", b"\\u0041", b"-", b"\t",
    struct.pack("<HH2s2xI", 0x3006, 0x39, b"SQ", 0xFFFFFFFF) + struct.pack("<HHI", 0xFFFE, 0xE000, 0xFFFFFFFF),
    struct.pack("<HHI", 0xFFFE, 0xE000, 0),
)  # fmt: skip
_NUMBER = re.compile(rb"[0-9]+")


@dataclass(slots=True)
class Amplified:
    """What came of a reader's inputs."""

    name: str
    inputs: int = 0
    most_memory_mb: float = 0.0
    slowest_seconds: float = 0.0
    defects: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Every input was read or refused within the limits."""
        return not self.defects


def amplified(seed: bytes, generator: np.random.Generator, size: int) -> tuple[str, bytes]:
    """Return the way and the input: a seed in which one thing stands so often that it has about this size."""
    ways: dict[str, Callable[[], bytes]] = {
        "repetition": lambda: _repeated(seed, generator, size),
        "depth": lambda: _deep(seed, generator, size),
        "digits": lambda: _digits(seed, generator, size),
        "count": lambda: _lines(seed, generator, size),
        "inflation": lambda: _inflated(seed, generator, size),
    }
    way = list(ways)[int(generator.integers(0, len(ways)))]
    return way, ways[way]()[:LARGEST_INPUT_BYTES]


def _repeated(seed: bytes, generator: np.random.Generator, size: int) -> bytes:
    place = int(generator.integers(0, max(1, len(seed))))
    part = seed[place : place + int(generator.integers(1, 200))] or b" "
    return seed[:place] + part * (size // len(part)) + seed[place:]


def _deep(seed: bytes, generator: np.random.Generator, size: int) -> bytes:
    opener = _OPENERS[int(generator.integers(0, len(_OPENERS)))]
    # Behind a colon, an equals sign or anywhere: where a value may begin, and where none may.
    places = [found.end() for found in re.finditer(rb"[:=\[\n]", seed)] or [0]
    place = places[int(generator.integers(0, len(places)))]
    return seed[:place] + opener * (size // len(opener)) + seed[place:]


def _digits(seed: bytes, generator: np.random.Generator, size: int) -> bytes:
    numbers = list(_NUMBER.finditer(seed))
    if not numbers:
        return seed
    chosen = numbers[int(generator.integers(0, len(numbers)))]
    how = (b"9" * min(size, 10 ** int(generator.integers(1, 8))), b"1e" + b"9" * 20, b"0." + b"0" * size + b"1")
    return seed[: chosen.start()] + how[int(generator.integers(0, len(how)))] + seed[chosen.end() :]


def _lines(seed: bytes, generator: np.random.Generator, size: int) -> bytes:
    lines = seed.split(b"\n")
    at = int(generator.integers(0, len(lines)))
    block = b"\n".join(lines[at : at + int(generator.integers(1, 6))]) + b"\n"
    return b"\n".join(lines[:at]) + b"\n" + block * (size // len(block)) + b"\n".join(lines[at:])


def _inflated(seed: bytes, generator: np.random.Generator, size: int) -> bytes:
    """Put something that unpacks to much into the places where packed things stand, in PDF and DICOM."""
    body = seed[:4096] + b" []{},0"[int(generator.integers(0, 7)) :][:1] * (size * 20)
    if seed.startswith(b"%PDF"):
        stored = zlib.compress(b'{"format": "beamside-case/1", "notes": "' + body)
        head = b"1 0 obj <</Type/EmbeddedFile/Filter/FlateDecode/Length %d>>\nstream\n" % len(stored)
        return seed[:20] + (head + stored + b"\nendstream\nendobj\n") * int(generator.integers(1, 20)) + seed[20:]
    if seed[128:132] == b"DICM":
        packing = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        named = seed.replace(b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.2.1.99", 1)
        return named[:400] + packing.compress(named[400:] + body) + packing.flush()
    return _repeated(seed, generator, size)


# ---------------------------------------------------------------------- measured in a process of its own


def amplify(target: Target, inputs: int, seed: int, seconds: float) -> Amplified:
    """Feed a reader so many amplified inputs, or for so long."""
    generator = np.random.default_rng(seed)
    found = Amplified(target.name)
    ends = time.monotonic() + seconds
    # Once before: what a reader loads when it is first used is not of the input.
    for valid in target.seeds:
        target.feed(valid)
    # Eight megabytes: what the bounds of lines and values just let through is the slowest that is read.
    sizes = (10_000, 300_000, 3_000_000, 8_000_000, LARGEST_INPUT_BYTES)
    for number in range(inputs):
        if time.monotonic() > ends:
            break
        chosen = target.seeds[int(generator.integers(0, len(target.seeds)))]
        way, data = amplified(chosen, generator, sizes[int(generator.integers(0, len(sizes)))])
        _keep(found, f"input {number} ({way}, {len(data):,} bytes)", *measured(target.feed, data))
    return found


def _keep(found: Amplified, what: str, taken: float, memory_mb: float, thrown: str) -> None:
    found.inputs += 1
    found.slowest_seconds = max(found.slowest_seconds, taken)
    found.most_memory_mb = max(found.most_memory_mb, memory_mb)
    if (thrown or taken > MOST_SECONDS or memory_mb > MOST_MEMORY_MB) and len(found.defects) < _MOST_KEPT:
        found.defects.append(f"{what}: {taken:.2f} s, {memory_mb:.0f} MB {thrown}".strip())


def measured(feed: Callable[[bytes], None], data: bytes) -> tuple[float, float, str]:
    """Return processor seconds, megabytes above what the process had, and what was thrown."""
    # Forked: what the reader needs is loaded already, and the input is not copied.
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_in_a_process, args=(feed, data, there))
    process.start()
    there.close()
    try:
        if here.poll(_WAITED_SECONDS):
            told: tuple[float, float, str] = here.recv()
            return told
        return float(_GIVEN_UP_SECONDS), 0.0, "given up"
    except EOFError:
        process.join()
        if process.exitcode == -signal.SIGXCPU:
            return float(_GIVEN_UP_SECONDS), 0.0, "given up"
        return 0.0, 0.0, "the process has died"
    finally:
        process.kill()
        process.join()
        here.close()


def _in_a_process(feed: Callable[[bytes], None], data: bytes, tell: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (_GIVEN_UP_SECONDS, _GIVEN_UP_SECONDS + 10))
    _give_back_what_is_free()
    # Peak of memory from here on.
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before, started, thrown = _memory_mb("VmRSS"), time.process_time(), ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            feed(data)
    except BaseException:  # noqa: BLE001 - whatever comes here is the defect that is looked for
        thrown = traceback.format_exc(limit=-2)[-600:]
    tell.send((time.process_time() - started, _memory_mb("VmHWM") - before, thrown))
    tell.close()
    os._exit(0)


def _give_back_what_is_free() -> None:
    """Return freed memory to the system: a feed that takes what its parent left free would seem to take none.

    What the parent holds, rubbish too, is left alone by every collection here: each would copy all of it by looking at
    it, which took most of the time, and what it frees would seem to cost the feed nothing.
    """
    gc.freeze()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def _memory_mb(key: str) -> float:
    for line in Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith(key):
            return int(line.split()[1]) / 1024
    return 0.0


def amplified_lines(all_of_them: list[Amplified]) -> Iterator[str]:
    """Yield a table, the defects below it."""
    yield f"{'reader':<16}{'inputs':>9}{'most, MB':>10}{'slowest, s':>12}{'defects':>9}"
    for found in all_of_them:
        numbers = f"{found.inputs:>9}{found.most_memory_mb:>10.0f}{found.slowest_seconds:>12.2f}"
        yield f"{found.name:<16}{numbers}{len(found.defects):>9}"
    for found in all_of_them:
        yield from (f"{found.name}: {text}" for text in found.defects)
