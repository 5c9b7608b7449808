"""Many random journeys, each round in a process of its own: one that dies is a fault, and the next begins anew.

`python -m bench.journeys.journey_rounds --steps 100000` prints how often each rule was taken, and exits 1 where a round
found something or a rule was taken less than a thousand times.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.material.fuzzing import RESOURCES

STEPS_OF_A_ROUND = 4000
#: how often each rule has to be taken before it counts as tried
LEAST_TAKEN = 1000
_LAST_STEPS = 25


@dataclass(slots=True)
class Rounds:
    """What came of the rounds."""

    taken: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def steps(self) -> int:
        """The number of steps, in all rounds together."""
        return sum(self.taken.values())


def walk_rounds(steps: int, seed: int, minutes: float = 60.0, languages: Sequence[str] = ("en", "de")) -> Rounds:
    """Walk so many steps, or for so long, whichever ends first; a round in each of the languages by turns."""
    rounds, began, number = Rounds(), time.monotonic(), 0
    with tempfile.TemporaryDirectory(prefix="beamside-journeys-") as folder:
        log = Path(folder) / "steps.txt"
        while rounds.steps < steps and time.monotonic() - began < minutes * 60:
            size = min(STEPS_OF_A_ROUND, steps - rounds.steps)
            _round(rounds, size, seed * 1_000_003 + number, log, languages[number % len(languages)])
            number += 1
    rounds.seconds = time.monotonic() - began
    return rounds


def steps_of_a_journey(steps: int) -> int:
    """Return how long each journey of a round is: a short round has short ones, since one alone can be of one kind."""
    return max(20, min(90, steps // 6))


def _round(rounds: Rounds, steps: int, seed: int, log: Path, language: str) -> None:
    command = [
        sys.executable,
        "-m",
        "bench.journeys.journey",
        "--steps",
        str(steps),
        "--each",
        str(steps_of_a_journey(steps)),
        "--seed",
        str(seed),
        "--language",
        language,
        "--log",
        str(log),
    ]
    done = subprocess.run(
        command, cwd=RESOURCES.parent, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False
    )
    walked = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
    rounds.taken += Counter(line.split(" ", 1)[0] for line in walked)
    # said as it goes: a run that is ended before its time has told what it found
    print(f"seed {seed} ({language}): {len(walked)} steps, exit {done.returncode}", file=sys.stderr, flush=True)
    if done.returncode:
        how = f"killed by signal {-done.returncode}" if done.returncode < 0 else f"exit code {done.returncode}"
        last = "\n  ".join(walked[-_LAST_STEPS:])
        fault = f"seed {seed} ({language}), {how}\n{done.stderr[-4000:]}\nthe last steps:\n  {last}"
        print(fault, file=sys.stderr, flush=True)
        rounds.faults.append(fault)


def round_lines(rounds: Rounds, least: int = LEAST_TAKEN) -> list[str]:
    """Return what came of the rounds as lines, the rule that was taken least first."""
    lines = [f"journeys: {rounds.steps} steps in {rounds.seconds / 60:.0f} min, {len(rounds.faults)} faults"]
    lines += [
        f"  {name:<28}{number:>8}{'' if number >= least else '   too few'}"
        for name, number in sorted(rounds.taken.items(), key=lambda pair: pair[1])
    ]
    return [*lines, *rounds.faults]


def main() -> int:
    """Walk, print, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=100_000)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    rounds = walk_rounds(arguments.steps, arguments.seed, arguments.minutes)
    print(*round_lines(rounds), sep="\n")
    return 1 if rounds.faults or min(rounds.taken.values(), default=0) < LEAST_TAKEN else 0


if __name__ == "__main__":
    sys.exit(main())
