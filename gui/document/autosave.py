"""Copies of unsaved work in a place of the program's own, offered again after a crash."""

from __future__ import annotations

import contextlib
import os
import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QRunnable, QThreadPool, QTimer, Signal, Slot

from engine.case.fields import FieldCatalogue
from engine.case.files import recovery_copy
from engine.case.files.atomic_file import WriteError, write_atomically
from engine.case.files.recovery_copy import NewerRecoveryCopyError, RecoveryCopy
from engine.case.files.sealed_case import Seal, WrongPassphraseError, is_sealed, unwrap
from engine.case.limits import LARGEST_RECOVERY_BYTES
from engine.case.problems import CaseFileError, NewerFormatError
from engine.reading.bounded_file import read_whole
from gui.document.case_document import CaseDocument, Draft
from gui.document.foreign_locks import is_abandoned

_SUFFIX = ".recovery.json"
#: A crash costs at most this much typing.
INTERVAL_MS = 1500


@dataclass(frozen=True, slots=True)
class Recovered:
    """What was left unsaved by a session that ended without closing.

    Attributes
    ----------
    path, digest : the file it belongs to, and its hash when that session last read or wrote it.
    seal : of the case, where it was sealed.
    """

    draft: Draft
    path: Path | None
    at: datetime
    digest: str = ""
    seal: Seal | None = None


class SealedCopyError(Exception):
    """A copy of a sealed case: it opens with the case's passphrase."""


class RecoveryError(Exception):
    """A copy that cannot be read; it has been moved aside to `kept`."""

    def __init__(self, kept: Path) -> None:
        super().__init__(kept.name)
        self.kept = kept


def recovery_bytes(draft: Draft, path: Path | None, at: datetime, digest: str = "") -> bytes:
    """Return the contents of a recovery copy: the case, the texts that cannot be read, and where it was opened.

    `digest` is the hash of that file as it was opened or saved. What it raises is said in the engine.
    """
    return recovery_copy.recovery_bytes(
        RecoveryCopy(draft.case, draft.unreadable, None if path is None else str(path), at, digest)
    )


def read_recovery(data: bytes, fields: FieldCatalogue) -> Recovered:
    """Read a recovery copy.

    Raises
    ------
    ValueError : it is damaged.
    NewerRecoveryCopyError : a newer program wrote it.
    """
    found = recovery_copy.read_recovery(data, fields)
    try:
        # Shown in local time, which the first and the last day of the calendar may not have.
        at = found.at.astimezone()
    except OverflowError as error:
        raise ValueError("no time of this calendar") from error
    return Recovered(Draft(found.case, found.unreadable), _reachable(found.path), at, found.digest)


def _reachable(name: str | None) -> Path | None:
    """Return the place; None where the system refuses to look there: the copy is then one of a new case."""
    if name is None:
        return None
    path = Path(name)
    try:
        path.is_file()
    except (OSError, ValueError):
        return None
    return path


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        # Another window has just taken it.
        return 0.0


class _Write(QRunnable):
    """Writes on a thread of the pool: waiting for the disk must not hold up typing."""

    def __init__(self, path: Path, data: bytes, autosave: Autosave) -> None:
        super().__init__()
        self._path = path
        self._data = data
        self._autosave = autosave

    @Slot()
    def run(self) -> None:
        # Without a copy work goes on; the next one may succeed.
        try:
            # The folder may have come back, or never have been there.
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_atomically(self._path, self._data)
            self._path.chmod(0o600)
        except (WriteError, OSError):
            self._autosave.written.emit(False)
        else:
            self._autosave.written.emit(True)


class Autosave(QObject):
    """Keeps a copy of the document while it differs from its file, and none when it does not.

    Parameters
    ----------
    folder : of the program's own; made where it is missing, for this user alone.

    Signals
    -------
    written : whether the copy could be written.
    """

    written = Signal(bool)

    def __init__(self, document: CaseDocument, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._folder = folder
        # Where that fails the program works on; `written` tells of it with the first copy.
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._name = uuid.uuid4().hex
        self._lock = QLockFile(str(folder / f"{self._name}.lock"))
        # Held for as long as the process lives; never taken over because of its age.
        self._lock.setStaleLockTime(0)
        self._lock.tryLock(0)
        self.case_path: Path | None = None
        self.case_digest = ""
        #: of the open case: its copies are sealed as its file is
        self.seal: Seal | None = None
        self._pool = QThreadPool(self)
        # One at a time, so that an older copy never replaces a newer one.
        self._pool.setMaxThreadCount(1)
        self._timer = QTimer(self)
        self._timer.setObjectName("autosave")
        self._timer.setSingleShot(True)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self.write_now)
        document.changed.connect(self._on_changed)
        document.undo_stack.cleanChanged.connect(self._on_clean_changed)

    @property
    def path(self) -> Path:
        """Where this session's copy lies when there is one."""
        return self._folder / f"{self._name}{_SUFFIX}"

    def write_now(self) -> None:
        """Write the copy, where there is something unsaved."""
        self._timer.stop()
        if self._document.is_modified:
            try:
                data = recovery_bytes(self._document.draft, self.case_path, datetime.now(UTC), self.case_digest)
                data = data if self.seal is None else self.seal.wrap(data)
            except (CaseFileError, ValueError):
                # What could not be read back is no copy; the one before it stays.
                self.written.emit(False)
                return
            self._pool.start(_Write(self.path, data, self))

    def wait(self) -> None:
        """Wait until everything is on the disk."""
        self._pool.waitForDone()

    def discard(self) -> None:
        """The work is saved, or given up on purpose: no copy is needed."""
        self._timer.stop()
        self._pool.waitForDone()
        self.forget(self.path)

    def close(self) -> None:
        """End the session in good order."""
        self.discard()
        self._lock.unlock()

    # ------------------------------------------------------------ what others left behind

    def orphans(self) -> tuple[Path, ...]:
        """Return copies whose session is no longer running, the newest first."""
        self._sweep()
        found = [path for path in self._folder.glob(f"*{_SUFFIX}") if path != self.path and self._is_orphan(path)]
        return tuple(sorted(found, key=_age, reverse=True))

    def _sweep(self) -> None:
        """Remove what a killed session was just writing, the copy before it is whole, and the locks of ended ones."""
        for lock in self._folder.glob("*.lock"):
            if lock.stem != self._name:
                # Looking takes it away where nobody holds it.
                self._is_orphan(self._folder / f"{lock.stem}{_SUFFIX}")
        for part in self._folder.glob(".*.part"):
            name = part.name[1 : 1 + len(self._name)]
            if name != self._name and self._is_orphan(self._folder / f"{name}{_SUFFIX}"):
                self.forget(part)

    def _is_orphan(self, path: Path) -> bool:
        lock_path = self._folder / f"{path.name.removesuffix(_SUFFIX)}.lock"
        if not lock_path.exists():
            return True
        lock = QLockFile(str(lock_path))
        lock.setStaleLockTime(0)
        if lock.tryLock(0):
            lock.unlock()
            return True
        if not is_abandoned(lock_path, path):
            return False
        with contextlib.suppress(OSError):
            lock_path.unlink()
        return True

    def recover(self, path: Path, passphrase: str | None = None) -> Recovered:
        """Read an orphan; it stays where it is until `forget`.

        Raises
        ------
        SealedCopyError : it is sealed, and no passphrase was given.
        WrongPassphraseError : the passphrase is another one.
        RecoveryError : it is damaged, and has been moved aside.
        NewerRecoveryCopyError : a newer program wrote it; it stays where it is, for that program.
        """
        try:
            data = read_whole(path, LARGEST_RECOVERY_BYTES)
            if not is_sealed(data):
                return read_recovery(data, self._document.fields)
            if passphrase is None:
                raise SealedCopyError(path.name)
            plain, seal = unwrap(data, passphrase, path.name)
            return replace(read_recovery(plain, self._document.fields), seal=seal)
        except (WrongPassphraseError, NewerRecoveryCopyError):
            raise
        except NewerFormatError as error:
            raise NewerRecoveryCopyError(path.name) from error
        except (OSError, ValueError, CaseFileError):
            aside = self._folder / "unreadable"
            kept = aside / path.name
            with contextlib.suppress(OSError):
                aside.mkdir(exist_ok=True, mode=0o700)
                os.replace(path, kept)  # noqa: PTH105 - replaces an older one on every system
            raise RecoveryError(kept) from None

    def forget(self, path: Path) -> None:
        """Remove an orphan: it was restored, or is not wanted."""
        # Where the place has become read-only it stays, and is offered again.
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)

    def _on_changed(self, _places: frozenset[str]) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _on_clean_changed(self, clean: bool) -> None:
        if clean:
            self.discard()
