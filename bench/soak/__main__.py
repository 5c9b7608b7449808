"""`make soak`: bad input at scale, kill -9 at random moments, random journeys, rules over columns against the rules for
one patient; exit 1 where anything goes wrong.

`python -m bench.soak --inputs 100000 --moments 300 --seed 1`
"""

from __future__ import annotations

import argparse
import resource
import sys
import time

from bench.journeys.journey_rounds import Rounds, round_lines, walk_rounds
from bench.material.fuzzing import fuzz, report_lines, targets
from bench.soak.amplifying import amplified_lines, amplify
from bench.soak.columns_compared import Compared, compare_generated, compared_lines
from bench.soak.faults import fault_lines, kill_at_random_moments

MOST_MEMORY_MB = 500.0


def main() -> int:
    """Run everything and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=100_000, help="bent inputs for each reader")
    parser.add_argument("--moments", type=int, default=300, help="random moments to be killed at")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=100_000, help="steps of random journeys through the window")
    parser.add_argument("--minutes", type=float, default=60.0, help="how long the journeys may take")
    parser.add_argument("--amplified", type=int, default=500, help="large, deep and long inputs for each reader")
    parser.add_argument("--amplified-minutes", type=float, default=5.0, help="how long they may take, each reader")
    parser.add_argument("--patients", type=int, default=1_000_000, help="judged over columns and one by one")
    parser.add_argument("--only", help="one reader, by the beginning of its name")
    arguments = parser.parse_args()
    tallies, large = [], []
    chosen = [target for target in targets() if arguments.only is None or target.name.startswith(arguments.only)]
    started = time.monotonic()
    for target in chosen:
        tallies.append(fuzz(target, arguments.inputs, arguments.seed))
        print(report_lines(tallies[-1:])[1], flush=True)
    print(*report_lines(tallies), sep="\n")
    print(f"bent inputs took {(time.monotonic() - started) / 3600:.2f} h")
    for target in chosen:
        large.append(amplify(target, arguments.amplified, arguments.seed, arguments.amplified_minutes * 60))
        print(list(amplified_lines(large[-1:]))[1], flush=True)
    print(*amplified_lines(large), sep="\n")
    memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"most memory: {memory_mb:.0f} MB (limit {MOST_MEMORY_MB:.0f})")
    killed = kill_at_random_moments(arguments.moments, arguments.seed) if arguments.only is None else []
    print(*fault_lines(killed), sep="\n")
    journeys = walk_rounds(arguments.steps, arguments.seed, arguments.minutes) if arguments.only is None else Rounds()
    print(*round_lines(journeys), sep="\n")
    patients = compare_generated(arguments.patients, arguments.seed) if arguments.only is None else Compared()
    print(*compared_lines(patients), sep="\n")
    clean = all(tally.is_clean for tally in tallies) and all(found.is_clean for found in large)
    clean = clean and memory_mb < MOST_MEMORY_MB
    clean = clean and not patients.differences
    return 0 if clean and not journeys.faults and not any(fault.lost for fault in killed) else 1


if __name__ == "__main__":
    sys.exit(main())
