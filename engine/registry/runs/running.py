"""One run: every part judged, here or by workers, and its results written in order."""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from multiprocessing import parent_process
from multiprocessing.connection import wait
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TYPE_CHECKING

from engine.reading.disk.os_reasons import reason_of
from engine.registry.problems import RegistryError
from engine.registry.runs.part_judged import PartDone, PartJudge, Task
from engine.registry.runs.parts import Part
from engine.words.said import Said, fault, say

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

#: parts on their way for each worker: it never waits, and memory stays bounded
_AHEAD = 2
#: how often a part is tried whose worker dies
_MOST_TRIES = 3

#: stands beside the task when no further part is wanted
_STOP = "stop"

_judge: PartJudge | None = None
_stop: Path | None = None


def judged_here(parts: Iterable[Part], task: Task) -> Iterator[PartDone]:
    """Judge the parts in this process."""
    judge = PartJudge(task)
    for part in parts:
        yield judge.judge(part)


def judged_by_workers(parts: Iterable[Part], task: Task, workers: int) -> Iterator[PartDone]:
    """Judge the parts in processes of their own, and give them back in order; no port is opened.

    Raises
    ------
    RegistryError : workers end again and again over the same part.
    """
    pool = _Pool(task, workers)
    try:
        yield from pool.judge(iter(parts))
    except BaseException:
        pool.stop_workers()
        raise
    finally:
        pool.close()


class _Pool:
    """Processes that judge parts. Where one of them dies, new ones take up what was on its way."""

    def __init__(self, task: Task, workers: int) -> None:
        self._workers = workers
        # A worker is told where its task lies. Handed over at its start, the task would be more than a pipe holds, and
        # where the worker dies before it reads, its start would wait for ever.
        self._folder = _own_folder()
        self._task = Path(self._folder.name) / "task"
        try:
            self._task.write_bytes(pickle.dumps(task))
        except OSError as error:
            self._folder.cleanup()
            raise _no_place(error) from None
        self._waiting: deque[tuple[Part, Future[PartDone] | None]] = deque()
        self._executor = self._started()

    def _started(self) -> ProcessPoolExecutor:
        # Imported here: most commands have no workers.
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        return ProcessPoolExecutor(
            self._workers, mp_context=get_context("spawn"), initializer=begin_worker, initargs=(str(self._task),)
        )

    def judge(self, parts: Iterator[Part]) -> Iterator[PartDone]:
        from concurrent.futures.process import BrokenProcessPool

        tries = 0
        for part in islice(parts, _AHEAD * self._workers):
            self._waiting.append((part, self._submitted(part)))
        while self._waiting:
            part, future = self._waiting[0]
            try:
                done = future.result() if future is not None else None
            except BrokenProcessPool:
                done = None
            if done is None:
                tries += 1
                if tries == _MOST_TRIES:
                    raise RegistryError(_died(part, tries))
                self._begin_again()
                continue
            tries = 0
            self._waiting.popleft()
            self._waiting.extend((following, self._submitted(following)) for following in islice(parts, 1))
            yield done

    def _submitted(self, part: Part) -> Future[PartDone] | None:
        """Hand over a part; None where the processes have died already, which is found when its turn comes."""
        try:
            return self._executor.submit(judge_in_worker, part)
        except (OSError, RuntimeError, ValueError):
            # Broken already; or breaking, its pipes closed, while it starts one more process.
            return None

    def _begin_again(self) -> None:
        self._executor.shutdown(wait=False, cancel_futures=True)
        self._executor = self._started()
        lost = [part for part, _ in self._waiting]
        self._waiting = deque((part, self._submitted(part)) for part in lost)

    def stop_workers(self) -> None:
        """Let the processes begin no other part: nobody wants them any more.

        They end with the one they are at. A process that is ended in the middle of telling what it found leaves half of
        it, and whoever reads that waits for ever.
        """
        with contextlib.suppress(OSError):
            self._task.with_name(_STOP).touch()

    def close(self) -> None:
        self._executor.shutdown(wait=True, cancel_futures=True)
        self._folder.cleanup()


def _own_folder() -> TemporaryDirectory[str]:
    try:
        return TemporaryDirectory(prefix="beamside-", ignore_cleanup_errors=True)
    except OSError as error:
        raise _no_place(error) from None


def _no_place(error: OSError) -> RegistryError:
    reason = reason_of(error, say("unknown reason"))
    return RegistryError(
        fault(
            "registry: there is no place for what the workers need ({reason}). Make room in the folder for "
            "temporary files, or run it without --workers.",
            reason=reason,
        )
    )


def _died(part: Part, tries: int) -> Said:
    last = part.first_row + part.rows - 1
    return fault(
        "registry: the workers ended {tries} times over rows {first_row} to {last}. There may be too "
        "little memory: use fewer with --workers, and go on with --resume.",
        tries=tries,
        first_row=part.first_row,
        last=last,
    )


def begin_worker(task_file: str) -> None:
    """Make a worker ready; an interrupt is the business of the process that started it.

    Parameters
    ----------
    task_file : what every part has in common, as the process that starts the workers has written it.
    """
    global _judge, _stop  # noqa: PLW0603 - a process of its own, that is for this task alone
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    _stop = Path(task_file).with_name(_STOP)
    _judge = PartJudge(pickle.loads(Path(task_file).read_bytes()))


def _end_with_parent() -> None:
    """End this process when the one that started it has ended, however that came: it would wait for ever."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def judge_in_worker(part: Part) -> PartDone:
    """Judge one part in a worker that has been made ready."""
    assert _judge is not None
    if _stop is not None and _stop.exists():
        raise RegistryError(say("registry: the run was stopped."))
    return _judge.judge(part)


#: parts and task to results, in order
Judging = Callable[[Iterable[Part], Task], Iterator[PartDone]]
