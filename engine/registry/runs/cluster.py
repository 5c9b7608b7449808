"""A cluster that is there already: the same parts, judged by the same function, through dask.distributed.

The one module of the engine that reaches over a network, and only where somebody names a scheduler. Nothing is started
here: no scheduler, no worker, no dashboard. The table's rows go to the workers of that cluster, and nowhere else.
"""

from __future__ import annotations

import hashlib
import logging
import pickle
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from engine import VERSION
from engine.registry.problems import RegistryError
from engine.registry.results.summary import engine_sha256
from engine.registry.runs.part_judged import PartDone, PartJudge, Task
from engine.registry.runs.parts import Part
from engine.registry.runs.running import Judging
from engine.words.said import fault, say

NO_CLUSTER = say(
    "--scheduler: this needs dask.distributed, which is not installed. Install the extra “registry” "
    "(docs/registry.md), or use --workers on this machine."
)
_CONNECT_SECONDS = 20.0
#: parts on their way for each thread of the cluster
_AHEAD = 2


def judged_by_cluster(address: str) -> Judging:
    """Return what judges parts on the cluster of a scheduler.

    Parameters
    ----------
    address : as the scheduler says it: tcp://host:8786, or tls://host:8786.

    Raises
    ------
    RegistryError : the extra is not installed, the address is none, or nobody answers there.
    """
    distributed = _distributed()
    if not address.startswith(("tcp://", "tls://")) or len(address) < len("tcp://a:1"):
        raise RegistryError(
            fault(
                "--scheduler: “{address}” is no address of a scheduler. Write tcp://host:8786.",
                address=address[:80],
            )
        )

    def judging(parts: Iterable[Part], task: Task) -> Iterator[PartDone]:
        with _connected(distributed, address) as client:
            yield from _judged(client, iter(parts), task)

    return judging


def _distributed() -> Any:
    try:
        import distributed
    except ImportError:
        raise RegistryError(NO_CLUSTER) from None
    # What goes wrong is said in a sentence of ours; a slow machine is no news.
    for name in [name for name in logging.root.manager.loggerDict if name.split(".")[0] == "distributed"]:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return distributed


def _connected(distributed: Any, address: str) -> Any:
    try:
        client = distributed.Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, ImportError) as error:
        reason = str(error).splitlines()[0][:120] if str(error) else say("no answer")
        raise RegistryError(
            fault(
                "--scheduler: no scheduler answers at {address} ({reason}). Check the address.",
                address=address,
                reason=reason,
            )
        ) from None
    try:
        _same_program(client, address)
    except BaseException:
        client.close()
        raise
    return client


def _same_program(client: Any, address: str) -> None:
    """Hold the program of each worker against this one: another version might judge otherwise."""
    if not client.nthreads():
        raise RegistryError(
            fault("--scheduler: the cluster at {address} has no worker. Start some, and try again.", address=address)
        )
    try:
        found = set(client.run(program_here).values())
    except ImportError:
        found = {"no Beamside"}
    others = sorted(found - {program_here()})
    if others:
        raise RegistryError(
            fault(
                "--scheduler: the workers have {others}, and this is {program_here}. Install the same everywhere.",
                others=" and ".join(others),
                program_here=program_here(),
            )
        )


def program_here() -> str:
    """Return version and hash of the program in the process that is asked."""
    return f"Beamside {VERSION} ({engine_sha256()[:12]})"


def _judged(client: Any, parts: Iterator[Part], task: Task) -> Iterator[PartDone]:
    packed = pickle.dumps(task)
    key = hashlib.sha256(packed).hexdigest()
    # Worked out by the cluster, not put on some workers: where those that hold it die, others make it again.
    shared = client.submit(as_it_is, packed, pure=False)
    ahead = _AHEAD * max(1, sum(client.nthreads().values()))
    waiting: deque[tuple[Part, Any]] = deque()

    def submit(part: Part) -> None:
        future = client.submit(judge_on_worker, part, shared, key, pure=False)
        waiting.append((part, future))

    for part in islice(parts, ahead):
        submit(part)
    while waiting:
        part, future = waiting.popleft()
        done = _result(future, part)
        for following in islice(parts, 1):
            submit(following)
        # Let go at once: what has been written is not kept on the cluster.
        future.release()
        yield done


def _result(future: Any, part: Part) -> PartDone:
    import distributed

    try:
        done: PartDone = future.result()
    except distributed.KilledWorker:
        last = part.first_row + part.rows - 1
        raise RegistryError(
            fault(
                "--scheduler: the workers ended again and again over rows {first_row} to {last}. There may be too "
                "little memory on them; go on with --resume.",
                first_row=part.first_row,
                last=last,
            )
        ) from None
    except (OSError, distributed.CancelledError) as error:
        reason = type(error).__name__
        raise RegistryError(
            fault(
                "--scheduler: the cluster was lost ({reason}). What is whole is kept: go on with --resume.",
                reason=reason,
            )
        ) from None
    return done


def as_it_is(packed: bytes) -> bytes:
    """Return what was given: so that it is a result like all others, and is made again where it is lost."""
    return packed


_judges: dict[str, PartJudge] = {}


def judge_on_worker(part: Part, packed: bytes, key: str) -> PartDone:
    """Judge one part on a worker of the cluster; the task is unpacked once in each process."""
    judge = _judges.get(key)
    if judge is None:
        # One task at a time: an earlier run's is let go.
        _judges.clear()
        judge = _judges[key] = PartJudge(pickle.loads(packed))
    return judge.judge(part)
