"""The results while they grow: in a folder of their own beside the place that is wanted, part by part.

A part counts when the line that names it is written; what stands behind the last such line is cut off. So a run that
was interrupted, or that found the disk full, leaves whole parts, and the next one goes on behind them. The wanted
folder appears when everything is there, and never half of it.
"""

from __future__ import annotations

import contextlib
import json
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from engine.reading.disk.os_reasons import reason_of
from engine.reading.mistakes import Problem
from engine.registry.problems import CannotGoOnError, RegistryError
from engine.registry.runs.one_at_a_time import held
from engine.registry.runs.part_judged import PartDone
from engine.words.said import fault, linked, say

VERDICTS_FILE, PROBLEMS_FILE = "verdicts.csv", "problems.csv"
_FOLLOWED_FILE, _PARTS_FILE, _JOB_FILE = "followed.part", "parts.part", "job.part"
_LOCK_FILE = "lock.part"
#: what a run is made of, in words
_OF_A_JOB = {
    "input": say("another table"),
    "evidence": say("another version of the evidence"),
    "engine": say("another version of the program"),
    "options": say("other options"),
}
_GROWING = (VERDICTS_FILE, PROBLEMS_FILE, _FOLLOWED_FILE)


def unfinished_beside(output: Path) -> Path:
    """Return the folder in which the results grow."""
    return output.with_name(f"{output.name}.unfinished")


def refuse_to_write(output: Path, *, resume: bool) -> None:
    """Look whether results can grow beside `output`, and whether anything stands there.

    Raises
    ------
    RegistryError : nothing is to be overwritten, and what was begun is to be gone on with or removed.
    """
    name = output.name or str(output)
    if not output.name or output.name == "..":
        raise RegistryError(fault("{name}: this is not a name for a folder. Choose another one.", name=name))
    begun = unfinished_beside(output)
    if output.exists() or output.is_symlink():
        raise RegistryError(fault("{name}: this is there already. Choose another name, or remove it.", name=name))
    if not output.parent.is_dir():
        raise RegistryError(
            fault("{name}: there is no folder {parent}. Make it first.", name=name, parent=output.parent)
        )
    if _is_written_to(begun):
        raise _other_run(begun)
    if begun.exists() and not resume:
        raise RegistryError(
            fault(
                "{begun}: a run that was not finished left it. Go on with it (--resume), or remove that folder.",
                begun=begun.name,
            )
        )


def _other_run(folder: Path) -> RegistryError:
    return RegistryError(
        fault(
            "{folder}: another run is writing there. Wait until it has ended, or choose another name.",
            folder=folder.name,
        )
    )


def _begun_otherwise(name: str, before: object, job: Mapping[str, object]) -> CannotGoOnError:
    """Return which of table, evidence, program and options is another one than when the run was begun."""
    differing = [key for key in job if not isinstance(before, dict) or before.get(key) != job[key]]
    if differing == ["input"]:
        problem = say("the table is not what it was when this run was begun, so that its rows do not belong together.")
        return CannotGoOnError(Problem(name, "", problem, say("Put the table back as it was, or remove that folder.")))
    words = (
        linked(_OF_A_JOB.get(key) or fault("another {key}", key=key) for key in differing)
        if differing
        else say("another run")
    )
    return CannotGoOnError(
        fault(
            "{name}: it was begun with {words}. Remove that folder, or run it as before.",
            name=name,
            words=words,
        )
    )


def _is_written_to(folder: Path) -> bool:
    """Whether another run holds the lock of a folder in which results grow."""
    lock = folder / _LOCK_FILE
    if not lock.is_file():
        return False
    with contextlib.suppress(OSError):
        stream = held(lock)
        if stream is None:
            return True
        stream.close()
    return False


class Unfinished:
    """Results that grow.

    Parameters
    ----------
    output : the folder that will hold them.
    headers : the first line of each of the two tables.
    job : what must be the same for a run that goes on: input, evidence, engine and options.
    resume : what was begun before is gone on with.

    Raises
    ------
    RegistryError : another run is writing there, or what is there cannot be gone on with.
    """

    def __init__(
        self, output: Path, headers: tuple[bytes, bytes], job: Mapping[str, object], *, resume: bool = True
    ) -> None:
        self._output = output
        self._folder = unfinished_beside(output)
        self._sizes = [len(headers[0]), len(headers[1]), 0]
        self.rows = 0
        self.tally: Counter[str] = Counter()
        with self._told():
            begins = self._is_made()
            if not begins and not resume:
                raise _other_run(self._folder)
            self._lock = held(self._folder / _LOCK_FILE)
            if self._lock is None:
                raise _other_run(self._folder)
            try:
                if begins:
                    self._begin(headers, job)
                else:
                    self._go_on(job)
            except BaseException:
                self._lock.close()
                raise
            self._streams: list[BinaryIO] = [(self._folder / name).open("r+b") for name in _GROWING]
            self._parts = (self._folder / _PARTS_FILE).open("ab")
        self._cut_off()

    def _is_made(self) -> bool:
        """Make the folder; False where it is there."""
        try:
            self._folder.mkdir()
        except FileExistsError:
            return False
        return True

    def _begin(self, headers: tuple[bytes, bytes], job: Mapping[str, object]) -> None:
        try:
            for name, data in zip(_GROWING, (*headers, b""), strict=True):
                (self._folder / name).write_bytes(data)
            (self._folder / _PARTS_FILE).write_bytes(b"")
            (self._folder / _JOB_FILE).write_text(json.dumps(job, sort_keys=True), encoding="utf-8")
        except OSError:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise

    def _go_on(self, job: Mapping[str, object]) -> None:
        name = self._folder.name
        try:
            before = json.loads((self._folder / _JOB_FILE).read_text(encoding="utf-8"))
            lines = (self._folder / _PARTS_FILE).read_bytes().split(b"\n")[:-1]
            sizes = [(self._folder / one).stat().st_size for one in _GROWING]
            parts = [json.loads(line) for line in lines]
        except (FileNotFoundError, ValueError):
            raise CannotGoOnError(
                fault("{name}: what is there cannot be gone on with. Remove that folder.", name=name)
            ) from None
        if before != json.loads(json.dumps(job)):
            raise _begun_otherwise(name, before, job)
        for part in parts:
            self.rows += part["rows"]
            self._sizes = [size + more for size, more in zip(self._sizes, part["sizes"], strict=True)]
            self.tally.update(part["tally"])
        if any(there < wanted for there, wanted in zip(sizes, self._sizes, strict=True)):
            raise CannotGoOnError(fault("{name}: a part of what was written is gone. Remove that folder.", name=name))

    def add(self, done: PartDone) -> None:
        """Write one part.

        Raises
        ------
        RegistryError : the disk is full, or the place is gone; the parts before are whole.
        """
        pieces = (done.verdicts, done.problems, done.followed)
        line = json.dumps({"rows": done.rows, "sizes": [len(piece) for piece in pieces], "tally": done.tally})
        with self._told():
            for stream, piece in zip(self._streams, pieces, strict=True):
                stream.write(piece)
                stream.flush()
            self._parts.write(line.encode() + b"\n")
            self._parts.flush()
        self._sizes = [size + len(piece) for size, piece in zip(self._sizes, pieces, strict=True)]
        self.rows += done.rows
        self.tally.update(done.tally)

    def stop(self) -> None:
        """Leave whole parts behind."""
        with contextlib.suppress(OSError):
            self._cut_off()
        self._close()

    def _cut_off(self) -> None:
        for stream, size in zip(self._streams, self._sizes, strict=True):
            stream.truncate(size)
            stream.seek(size)

    def _close(self) -> None:
        for stream in (*self._streams, self._parts, *([self._lock] if self._lock is not None else [])):
            with contextlib.suppress(OSError):
                stream.close()

    @property
    def folder(self) -> Path:
        """Where the results grow."""
        return self._folder

    @property
    def followed(self) -> Path:
        """Rows with time and event, as `followed_as` has them."""
        return self._folder / _FOLLOWED_FILE

    def finish(self, files: Mapping[str, bytes]) -> None:
        """Write what is made of all parts, and give the folder its name.

        Raises
        ------
        RegistryError : the disk is full, or something has taken the name meanwhile.
        """
        with self._told():
            for name, data in files.items():
                (self._folder / name).write_bytes(data)
            self._close()
            if self._output.exists():
                raise RegistryError(
                    fault(
                        "{output}: something has taken this name meanwhile. Remove it and go on (--resume).",
                        output=self._output.name,
                    )
                )
            for name in (_FOLLOWED_FILE, _PARTS_FILE, _JOB_FILE, _LOCK_FILE):
                (self._folder / name).unlink()
            self._folder.rename(self._output)

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what the system says into a sentence."""
        try:
            yield
        except OSError as error:
            reason = reason_of(error, say("unknown reason"))
            kept = fault(
                "{rows} rows are whole in {folder}: make room and go on (--resume), or remove it.",
                rows=f"{self.rows:,}",
                folder=self._folder.name,
            )
            remedy = kept if self._folder.exists() else say("Choose another place.")
            raise RegistryError(
                fault(
                    "{output}: it cannot be written ({reason}). {remedy}",
                    output=self._output.name,
                    reason=reason,
                    remedy=remedy,
                )
            ) from None
