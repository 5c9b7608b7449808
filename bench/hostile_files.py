"""What hostile files of up to 20 MB cost each reader, and how long 100,000 bent ones take: memory, processor time."""

from __future__ import annotations

import time
from typing import Any

from bench.material.fuzzing import fuzz, targets
from bench.soak.amplifying import MOST_MEMORY_MB, MOST_SECONDS, amplify

SEED = 20261127
AMPLIFIED = 40
AMPLIFIED_SECONDS = 60.0
BENT = 500
ALL_BENT = 100_000


def run() -> list[dict[str, Any]]:
    """Measure every reader in short; `make soak` does it at length."""
    rows = []
    for target in targets():
        large = amplify(target, AMPLIFIED, SEED, AMPLIFIED_SECONDS)
        kept = not any("Traceback" in defect or "died" in defect for defect in large.defects)
        rows += [
            {"name": f"{target.name}, most memory of {large.inputs} amplified files", "unit": "MB",
             "value": large.most_memory_mb, "limit": MOST_MEMORY_MB, "ok": large.most_memory_mb <= MOST_MEMORY_MB},
            {"name": f"{target.name}, slowest of {large.inputs} amplified files", "unit": "s",
             "value": large.slowest_seconds, "limit": MOST_SECONDS,
             "ok": kept and large.slowest_seconds <= MOST_SECONDS},
        ]  # fmt: skip
        started = time.process_time()
        bent = fuzz(target, BENT, SEED)
        hours = (time.process_time() - started) / BENT * ALL_BENT / 3600
        rows.append({"name": f"{target.name}, {ALL_BENT:,} bent files in the soak", "unit": "h", "value": hours,
                     "ok": not bent.crashes})  # fmt: skip
    return rows
