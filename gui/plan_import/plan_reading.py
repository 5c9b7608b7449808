"""Reading plans and computing volumes away from the window's thread, one task after the other."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, QRunnable, QThreadPool, Signal

from engine.words.said import as_said, fault, in_row, own, say
from gui.shared.language import in_use

if TYPE_CHECKING:
    from engine.dose import DvhFile, DvhOptions, DvhPreview, Plan, PlanValues, SparedLiver

#: what a task is given: progress (0 to 1), and whether to stop
Work = Callable[[Callable[[float], None], Callable[[], bool]], Any]


@dataclass(frozen=True, slots=True)
class OpenedFiles:
    """What the files turned out to be: a plan or a DVH export, one of the two; or a table that leaves something open.

    preview : columns and first rows of a table. options : the answers that it was read with. problem : why it could
    not be read; empty where it was.
    """

    plan: Plan | None = None
    dvh: DvhFile | None = None
    preview: DvhPreview | None = None
    options: DvhOptions | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class NamedOrgans:
    """Structures of organs (by id) as a person named them, and the organs for which the person insists on that."""

    structures: Mapping[str, Sequence[str]] = field(default_factory=dict)
    insisted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Computed:
    """The spared liver, and all values that the plan gives beside it."""

    result: SparedLiver
    values: PlanValues


class _Task(QRunnable):
    def __init__(self, owner: PlanReading, token: int, work: Work) -> None:
        super().__init__()
        self._owner = owner
        self._token = token
        self._work = work
        self._stop = threading.Event()

    def stop(self) -> None:
        self._stop.set()

    def run(self) -> None:
        from engine.dose import Cancelled, DoseFileError

        try:
            result = self._work(self._tell, self._stop.is_set)
        except Cancelled:
            return
        except DoseFileError as error:
            self._owner.task_failed.emit(self._token, in_use().of(error.said))
        except MemoryError:
            self._owner.task_failed.emit(self._token, self._owner.tr("The files are too large for this machine."))
        else:
            if not self._stop.is_set():
                self._owner.task_done.emit(self._token, result)
        finally:
            # The dialog may have gone meanwhile, and whoever waited with it.
            with contextlib.suppress(RuntimeError):
                self._owner.task_ended.emit()

    def _tell(self, share: float) -> None:
        self._owner.task_progress.emit(self._token, share)


class PlanReading(QObject):
    """Runs one task at a time; the result of an older task never arrives after a newer one was asked for.

    Signals
    -------
    opened : the files are read (`OpenedFiles`).
    computed : the volume and the other values are computed (`Computed`).
    failed : one sentence.
    progressed : share done, 0 to 1.
    """

    opened = Signal(object)
    computed = Signal(object)
    failed = Signal(str)
    progressed = Signal(float)

    task_done = Signal(int, object)
    task_failed = Signal(int, str)
    task_progress = Signal(int, float)
    task_ended = Signal()

    def __init__(self, resources: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._resources = resources
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._token = 0
        self._task: _Task | None = None
        self._under_way = 0
        self._is_let_go = False
        self.task_ended.connect(self._on_ended)
        self.task_done.connect(self._on_done)
        self.task_failed.connect(self._on_failed)
        self.task_progress.connect(self._on_progress)

    @property
    def is_busy(self) -> bool:
        """Whether a task is under way."""
        return self._task is not None

    def open(
        self,
        paths: tuple[Path, ...],
        options: DvhOptions | None = None,
        remembered: Mapping[str, DvhOptions] | None = None,
    ) -> None:
        """Read the files: DICOM parts of one plan, a folder of them, or a DVH export.

        options : what the user says of a table. remembered : what was said of tables of a layout before.
        """
        known = dict(remembered or {})
        # Nobody knows how long it takes.
        self._start(lambda progress, stop: open_files(paths, stop, options, known))  # noqa: ARG005

    def compute(
        self,
        plan: Plan,
        liver: str,
        tumours: tuple[str, ...],
        threshold_gy: float,
        organs: NamedOrgans = NamedOrgans(),
    ) -> None:
        """Compute the spared liver of a plan, and take its other values; organs: structures named for organs."""
        resources = self._resources

        def work(progress: Callable[[float], None], stop: Callable[[], bool]) -> Computed:
            from engine.dose import load_plan_table, spared_liver, values_of_plan

            result = spared_liver(
                plan, liver=liver, tumours=tumours, threshold_gy=threshold_gy, progress=progress, cancelled=stop
            )
            table = load_plan_table(resources)
            named, anyway = organs.structures, organs.insisted
            return Computed(result, values_of_plan(plan, result, table, organs=named, anyway=anyway, cancelled=stop))

        self._start(work)

    def compute_from_dvh(
        self,
        dvh: DvhFile,
        chosen: tuple[str, str, str],
        threshold_gy: float,
        volume_ml: float | None,
        organs: NamedOrgans = NamedOrgans(),
    ) -> None:
        """Read the spared liver and the other values off the curves; chosen: structure, plan and course."""
        resources = self._resources
        structure, plan, course = chosen

        def work(progress: Callable[[float], None], stop: Callable[[], bool]) -> Computed:
            del progress, stop
            from engine.dose import choose_curve, load_plan_table, spared_liver_from_dvh, values_of_dvh

            result = spared_liver_from_dvh(
                dvh,
                structure=structure,
                plan=plan,
                course=course,
                threshold_gy=threshold_gy,
                structure_volume_ml=volume_ml,
            )
            liver = choose_curve(dvh, structure, plan, course)
            named, anyway = organs.structures, organs.insisted
            table = load_plan_table(resources)
            return Computed(result, values_of_dvh(dvh, result, liver, table, organs=named, anyway=anyway))

        self._start(work)

    def stop(self) -> None:
        """Give up the task under way; nothing of it arrives any more."""
        self._token += 1
        if self._task is not None:
            self._task.stop()
            self._task = None

    def let_go(self) -> None:
        """Stop without waiting: a file that is just being read from a slow place must not hold up the window.

        What is still under way outlives the dialog, and is deleted when it has ended.
        """
        self.stop()
        if self._under_way:
            self._is_let_go = True
            app = QCoreApplication.instance()
            assert app is not None
            self.setParent(app)
            # The program may end first.
            app.aboutToQuit.connect(self.finish)

    def finish(self) -> None:
        """Stop, and wait until the worker has let go of everything."""
        self.stop()
        self._pool.waitForDone()

    def _start(self, work: Work) -> None:
        self.stop()
        self._under_way += 1
        self._task = _Task(self, self._token, work)
        self._pool.start(self._task)

    def _on_ended(self) -> None:
        self._under_way -= 1
        if self._is_let_go and not self._under_way:
            self.deleteLater()

    def _on_done(self, token: int, result: object) -> None:
        if token != self._token:
            return
        self._task = None
        if isinstance(result, OpenedFiles):
            self.opened.emit(result)
        else:
            self.computed.emit(result)

    def _on_failed(self, token: int, sentence: str) -> None:
        if token == self._token:
            self._task = None
            self.failed.emit(sentence)

    def _on_progress(self, token: int, share: float) -> None:
        if token == self._token:
            self.progressed.emit(share)


def open_files(
    paths: tuple[Path, ...],
    stop: Callable[[], bool] = bool,
    options: DvhOptions | None = None,
    remembered: Mapping[str, DvhOptions] | None = None,
) -> OpenedFiles:
    """Find out what the files are and read them.

    Parameters
    ----------
    stop : asked between two files.
    options, remembered : as of `PlanReading.open`.

    Raises
    ------
    DoseFileError : they are neither the parts of one plan nor a DVH export.
    Cancelled : it was stopped.
    """
    from engine.dose import Cancelled, DoseFileError, read_plan
    from engine.dose.dicom.dicom_file import peek_modality
    from engine.dose.plan_files.plan_folder import choose_plan_files

    if not paths:
        raise DoseFileError(
            "files", "file", say("nothing was given"), say("choose the files of a plan or a DVH export")
        )
    if len(paths) == 1 and paths[0].is_dir():
        return _open_folder(paths[0])
    parts: dict[str, list[Path]] = {}
    for path in paths:
        if stop():
            raise Cancelled
        parts.setdefault(peek_modality(path)[0], []).append(path)
    if not ({"RTSTRUCT", "RTDOSE"} & set(parts)):
        if len(paths) > 1:
            raise DoseFileError(
                paths[0], "file", say("is one of several files that are no plan"), say("give one DVH export")
            )
        return _open_dvh(paths[0], options, remembered or {})
    if len(parts.get("RTDOSE", [])) > 1:
        found = choose_plan_files(paths[0].parent, paths)
        return OpenedFiles(plan=read_plan(found.rtstruct, found.rtdose, found.rtplan, found.beams))
    for kind, what in (("RTSTRUCT", say("structure set")), ("RTDOSE", say("dose"))):
        if len(parts.get(kind, [])) != 1:
            number = len(parts.get(kind, []))
            problem = (
                fault("{number} files of this kind were given", number=number)
                if number
                else say("the file of this kind is missing")
            )
            raise DoseFileError(
                paths[0],
                what,
                problem,
                fault("give exactly one {what}, with the other parts of the plan", what=what),
            )
    plans = parts.get("RTPLAN", [])
    if len(plans) > 1:
        raise DoseFileError(plans[0], "plan", say("more than one was given"), say("give the files of one plan"))
    return OpenedFiles(plan=read_plan(parts["RTSTRUCT"][0], parts["RTDOSE"][0], plans[0] if plans else None))


def _open_dvh(path: Path, options: DvhOptions | None, remembered: Mapping[str, DvhOptions]) -> OpenedFiles:
    """Read a DVH export; a table that cannot be read is shown, so that the user can say what is missing."""
    from engine.dose import DoseFileError, DvhOptions, preview_dvh, read_dvh
    from engine.dose.dvh.dvh_files import ANSWERED

    preview = preview_dvh(path)
    used = options
    if used is None and preview is not None:
        used = remembered.get(preview.layout)
    used = used or DvhOptions()
    try:
        dvh = read_dvh(path, used)
    except DoseFileError as error:
        if preview is None:
            raise
        return OpenedFiles(
            preview=preview, options=used, problem=in_use().of(in_row((as_said(error.field), error.problem)))
        )
    if preview is not None and all(structure.problem for structure in dvh.structures):
        first = dvh.structures[0]
        return OpenedFiles(preview=preview, options=used, problem=in_use().of(in_row((own(first.name), first.problem))))
    is_open = dvh.dialect in ANSWERED
    return OpenedFiles(dvh=dvh, preview=preview if is_open else None, options=used)


def _open_folder(folder: Path) -> OpenedFiles:
    """A folder holds the files of a plan, or a Pinnacle export."""
    from engine.dose import DoseFileError, find_plan_files, read_dvh, read_plan

    try:
        found = find_plan_files(folder)
    except DoseFileError as no_plan:
        try:
            return OpenedFiles(dvh=read_dvh(folder))
        except DoseFileError:
            raise no_plan from None
    return OpenedFiles(plan=read_plan(found.rtstruct, found.rtdose, found.rtplan, found.beams))
