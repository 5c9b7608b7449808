"""The files of one plan in a folder or zip archive, as planning systems export them.

Where there are several of a kind, those belong together that name each other: the dose its plan, the plan its structure
set. One such set is taken and said; of several, the user has to choose.
"""

from __future__ import annotations

import errno
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath

from engine.dose.dicom.dicom_file import DicomFile, open_dicom, peek_modality
from engine.dose.errors import DoseFileError
from engine.dose.plan_files.beam_doses import BEAM
from engine.dose.plan_files.dose_file import SUMMATIONS
from engine.reading.disk.os_reasons import reason_of
from engine.words.said import NOTHING, fault, say

MOST_FILES = 5000
#: files of one kind whose references are read
MOST_OF_A_KIND = 20
MOST_UNPACKED_MB = 2000
_CHUNK = 1 << 20
#: what the system says of the folder for temporary files, and not of the archive
_NO_ROOM = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG))
_KINDS = (("RTSTRUCT", "structure sets"), ("RTDOSE", "plan doses"), ("RTPLAN", "plans"))


@dataclass(frozen=True, slots=True)
class PlanFiles:
    """Paths for `read_plan`; why: how the choice was made, in sentences; beams: further doses, of its other beams."""

    rtstruct: Path
    rtdose: Path
    rtplan: Path | None
    why: tuple[str, ...] = ()
    beams: tuple[Path, ...] = ()


def find_plan_files(folder: str | Path, *, named: str | Path | None = None) -> PlanFiles:
    """Find structure set, plan dose and plan in a folder; images and doses of single beams are passed over.

    Parameters
    ----------
    named
        What the user gave, where that is not the folder: the archive from which it was unpacked.

    Raises
    ------
    DoseFileError
        Where the path is no folder, a part is missing, or there are two sets that could be meant: which one is for
        the user to say.
    """
    folder = Path(folder)
    named = folder if named is None else Path(named)
    try:
        if not folder.is_dir():
            problem = say("is a file, not a folder") if folder.exists() else say("does not exist")
            raise DoseFileError(named, "folder", problem, say("give the folder that holds the exported plan"))
        files = sorted(path for path in folder.iterdir() if path.is_file())
        if not {"RTSTRUCT", "RTDOSE"} <= {peek_modality(path)[0] for path in files[:MOST_FILES]}:
            # Some systems write a folder for each kind or series.
            files = sorted(path for path in islice(folder.rglob("*"), 4 * MOST_FILES) if path.is_file())
    except OSError as error:
        raise DoseFileError(named, "folder", say("cannot be read"), say("check your right to read it")) from error
    if len(files) > MOST_FILES:
        raise DoseFileError(
            named,
            "folder",
            fault("holds more than {most_files} files", most_files=MOST_FILES),
            say("give the plan's files themselves"),
        )
    return choose_plan_files(named, files)


def choose_plan_files(folder: Path, files: Sequence[Path]) -> PlanFiles:
    """Choose the files of one plan among some; errors as of `find_plan_files`."""
    found: dict[str, list[Path]] = {"RTSTRUCT": [], "RTDOSE": [], "RTPLAN": []}
    other_doses = 0
    beams: list[Path] = []
    for path in files:
        modality, summation = peek_modality(path)
        if modality == "RTDOSE" and summation not in SUMMATIONS:
            other_doses += 1
            beams += [path] if summation == BEAM else []
        elif modality in found:
            found[modality].append(path)
    if (
        not found["RTDOSE"]
        and len(beams) == other_doses > 1
        and all(len(found[kind]) == 1 for kind in ("RTSTRUCT", "RTPLAN"))
    ):
        said = f"No dose of the whole plan is there; those of {len(beams)} beams were taken, to be added up."
        return PlanFiles(found["RTSTRUCT"][0], beams[0], found["RTPLAN"][0], (said,), tuple(beams[1:]))
    for modality, what in (("RTSTRUCT", say("structure set")), ("RTDOSE", say("plan dose"))):
        if not found[modality]:
            only = (
                fault(" (only {other_doses} doses of beams or other parts)", other_doses=other_doses)
                if modality == "RTDOSE" and other_doses
                else NOTHING
            )
            raise DoseFileError(
                folder,
                modality,
                fault("holds no {what}{only}", what=what, only=only),
                fault("export the {what} into the folder", what=what),
            )
    why = [f"{other_doses} doses of beams or fractions were passed over for the plan's dose."] if other_doses else []
    if all(len(paths) <= 1 for paths in found.values()):
        plan = found["RTPLAN"][0] if found["RTPLAN"] else None
        return PlanFiles(found["RTSTRUCT"][0], found["RTDOSE"][0], plan, tuple(why))
    return _by_references(folder, found, why)


def _by_references(folder: Path, found: dict[str, list[Path]], why: list[str]) -> PlanFiles:
    sets = _sets(found) if max(map(len, found.values())) <= MOST_OF_A_KIND else []
    whole = [one for one in sets if one.why]
    if len(whole) == 1:
        return whole[0]
    if len(sets) == 1:
        chosen = sets[0]
        names = ", ".join(path.name for path in (chosen.rtstruct, chosen.rtdose, chosen.rtplan) if path is not None)
        why.append(f"Of several files those were taken that name each other: {names}.")
        return PlanFiles(chosen.rtstruct, chosen.rtdose, chosen.rtplan, tuple(why))
    modality, what = next((kind, what) for kind, what in _KINDS if len(found[kind]) > 1)
    names = ", ".join(path.name for path in found[modality][:4])
    raise DoseFileError(
        folder,
        modality,
        fault(
            "holds {number} {what} ({names})",
            number=len(found[modality]),
            what=what,
            names=names,
        ),
        say("give the files of one plan"),
    )


def _sets(found: dict[str, list[Path]]) -> list[PlanFiles]:
    """Sets of a dose, its one plan, and their one structure set; a dose whose references lead nowhere is in none."""
    structures = [open_dicom(path, "RTSTRUCT") for path in found["RTSTRUCT"]]
    plans = [open_dicom(path, "RTPLAN") for path in found["RTPLAN"]]
    sets = []
    for path in found["RTDOSE"]:
        dose = open_dicom(path, "RTDOSE")
        own_plans = _named(dose, "ReferencedRTPlanSequence", plans)
        if len(own_plans) > 1:
            sets += _whole_sum(dose, own_plans, plans, structures)
            continue
        by_plan = [s for plan in own_plans for s in _named(plan, "ReferencedStructureSetSequence", structures)]
        own_structures = by_plan or _named(dose, "ReferencedStructureSetSequence", structures)
        if len(own_structures) == 1:
            plan = own_plans[0].path if own_plans else None
            sets.append(PlanFiles(own_structures[0].path, path, plan))
    return sets


def _whole_sum(
    dose: DicomFile, own: Sequence[DicomFile], plans: Sequence[DicomFile], structures: Sequence[DicomFile]
) -> list[PlanFiles]:
    """The sum of all the plans that are here, drawn on one structure set: that is the whole treatment."""
    if dose.text(dose.dataset, "DoseSummationType").upper() != "MULTI_PLAN" or len(own) != len(plans):
        return []
    drawn = {id(s): s for plan in own for s in _named(plan, "ReferencedStructureSetSequence", structures)}
    if len(drawn) != 1:
        return []
    why = f"Of several doses the sum of all {len(plans)} plans was taken: {dose.path.name}."
    return [PlanFiles(next(iter(drawn.values())).path, dose.path, None, (why,))]


def _named(file: DicomFile, sequence: str, others: Sequence[DicomFile]) -> list[DicomFile]:
    uids = {file.text(item, "ReferencedSOPInstanceUID") for item in file.items(file.dataset, sequence)} - {""}
    return [other for other in others if other.text(other.dataset, "SOPInstanceUID") in uids]


@contextmanager
def unpacked(archive: Path) -> Iterator[Path]:
    """Unpack the radiotherapy files of a zip archive into a folder that is removed afterwards.

    Names inside the archive are used for their last part alone, so that nothing is written elsewhere.

    Raises
    ------
    DoseFileError
        Where it is no archive, is damaged or sealed, or would unpack to too much.
    """
    with tempfile.TemporaryDirectory(prefix="beamside-plan-") as name:
        folder = Path(name)
        try:
            with zipfile.ZipFile(archive) as zipped:
                _unpack(archive, zipped, folder)
        except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError) as error:
            if isinstance(error, OSError) and error.errno in _NO_ROOM:
                problem = fault("cannot be unpacked ({reason})", reason=reason_of(error, NOTHING))
                raise DoseFileError(archive, "file", problem, say("unpack it first")) from error
            problem = say("is damaged or no zip archive")
            raise DoseFileError(archive, "file", problem, say("pack the plan's folder again")) from error
        except RuntimeError as error:
            raise DoseFileError(archive, "file", say("is sealed by a password"), say("unpack it first")) from error
        yield folder


def _unpack(archive: Path, zipped: zipfile.ZipFile, folder: Path) -> None:
    members = [member for member in zipped.infolist() if not member.is_dir()]
    if len(members) > MOST_FILES:
        raise DoseFileError(
            archive,
            "file",
            fault("holds more than {most_files} files", most_files=MOST_FILES),
            say("pack the plan's files alone"),
        )
    left = MOST_UNPACKED_MB * 1_000_000
    for number, member in enumerate(members):
        place = folder / f"{number:05d}"
        place.mkdir()
        path = place / (PurePosixPath(member.filename.replace("\\", "/")).name or "file")
        with zipped.open(member) as source, path.open("wb") as target:
            while chunk := source.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise DoseFileError(
                        archive,
                        "file",
                        fault("unpacks to more than {most_unpacked_mb} MB", most_unpacked_mb=MOST_UNPACKED_MB),
                        say("pack the plan's files alone"),
                    )
                target.write(chunk)
        if not peek_modality(path)[0].startswith("RT"):
            path.unlink()


def is_archive(path: Path) -> bool:
    """Whether a path is a zip archive."""
    try:
        return path.is_file() and zipfile.is_zipfile(path)
    except OSError:
        return False
