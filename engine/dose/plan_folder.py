"""The files of one plan in a folder, as planning systems export them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engine.dose.dicom_file import peek_modality
from engine.dose.dose_file import SUMMATIONS
from engine.dose.errors import DoseFileError

MOST_FILES = 5000


@dataclass(frozen=True, slots=True)
class PlanFiles:
    """Paths for `read_plan`."""

    rtstruct: Path
    rtdose: Path
    rtplan: Path | None


def find_plan_files(folder: str | Path) -> PlanFiles:
    """Find structure set, plan dose and plan in a folder; images and doses of single beams are passed over.

    Raises
    ------
    DoseFileError
        Where the path is no folder, a part is missing, or there are two of a kind: which one is meant is for the
        user to say.
    """
    folder = Path(folder)
    try:
        if not folder.is_dir():
            problem = "is a file, not a folder" if folder.exists() else "does not exist"
            raise DoseFileError(folder, "folder", problem, "give the folder that holds the exported plan")
        files = sorted(path for path in folder.iterdir() if path.is_file())
    except OSError as error:
        raise DoseFileError(folder, "folder", "cannot be read", "check your right to read it") from error
    if len(files) > MOST_FILES:
        raise DoseFileError(folder, "folder", f"holds more than {MOST_FILES} files", "give the plan's files themselves")
    found: dict[str, list[Path]] = {"RTSTRUCT": [], "RTDOSE": [], "RTPLAN": []}
    other_doses = 0
    for path in files:
        modality, summation = peek_modality(path)
        if modality == "RTDOSE" and summation not in SUMMATIONS:
            other_doses += 1
        elif modality in found:
            found[modality].append(path)
    for modality, what in (("RTSTRUCT", "structure sets"), ("RTDOSE", "plan doses"), ("RTPLAN", "plans")):
        if len(found[modality]) > 1:
            names = ", ".join(path.name for path in found[modality][:4])
            raise DoseFileError(
                folder, modality, f"holds {len(found[modality])} {what} ({names})", "give the files of one plan"
            )
    for modality, what in (("RTSTRUCT", "structure set"), ("RTDOSE", "plan dose")):
        if not found[modality]:
            only = (
                f" (only {other_doses} doses of beams or other parts)" if modality == "RTDOSE" and other_doses else ""
            )
            raise DoseFileError(folder, modality, f"holds no {what}{only}", f"export the {what} into the folder")
    return PlanFiles(found["RTSTRUCT"][0], found["RTDOSE"][0], found["RTPLAN"][0] if found["RTPLAN"] else None)
